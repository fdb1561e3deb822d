"""The forms of arguments, checked before anything is opened. ASCII only: no look-alike passes."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.suggest import suggest
from engine.errors import UsageError
from engine.names import (
    DECISION as DECISION_FORM,
    HASH,
    ID,
    KEY as KEY_FORM,
    METHODOLOGY as METHODOLOGY_FORM,
    STAGE as STAGE_FORM,
)
from engine.rules.forms import is_date

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_NUMBER: Final = re.compile("[1-9][0-9]{0,3}", re.ASCII)
_POINTS: Final = re.compile("-?(?:0|[1-9][0-9]{0,5})", re.ASCII)
_KEY_WORDS: Final = "lower-case letters, digits and . _ -, at most 64"


class Form(click.ParamType[str]):
    """A text of one form."""

    def __init__(self, name: str, pattern: re.Pattern[str], words: str) -> None:
        self.name = name
        self._pattern = pattern
        self._words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return `value` if it has the form."""
        if not self._pattern.fullmatch(value):
            self.fail(f"{value[:60]!a} is not a {self.name}: {self._words}.", param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        """What the workspace has for the argument."""
        return suggest(ctx, param, incomplete)


class Number(click.ParamType[int]):
    """A number from 1 to 9999, as people count."""

    name = "number"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number; other digits than 0-9, signs and separators are no form of it."""
        if isinstance(value, int):
            return value
        if not _NUMBER.fullmatch(value):
            self.fail(f"{value[:60]!a} is not a number from 1 to 9999.", param, ctx)
        return int(value)


class Date(click.ParamType[str]):
    """A day that exists, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the date if there is such a day."""
        if not is_date(value):
            self.fail(f"{value[:60]!a} is not a date: a real day, written YYYY-MM-DD.", param, ctx)
        return value


PROJECT: Final = Form("project", KEY_FORM, _KEY_WORDS)
HANDLE: Final = Form("handle", KEY_FORM, _KEY_WORDS)
ID_: Final = Form("id", ID, "lower-case letters, digits and _, at most 64")
DECISION: Final = Form("decision", DECISION_FORM, "an id, and @STAGE where it is chosen")
METHODOLOGY: Final = Form("methodology", METHODOLOGY_FORM, "lower-case letters, digits and _ -")
STAGE: Final = Form("stage", STAGE_FORM, "ids with dots between them")
DIGEST: Final = Form("digest", HASH, "64 hex digits")
NUMBER: Final = Number()
DATE: Final = Date()


class Condition(NamedTuple):
    """A condition as typed: the text, the handles of owner and verifier, the due date."""

    text: str
    owner: str
    verifier: str
    due: str


def assignments(pairs: Iterable[str], what: str) -> dict[str, str]:
    """Return NAME=VALUE texts by name. Raises `UsageError` for another form, or a name twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not ID.fullmatch(name):
            raise UsageError(f"{pair[:60]!a} is not of the form {what}")
        if name in found:
            raise UsageError(f"{name} is given twice")
        found[name] = value
    return found


def answers(pairs: Iterable[str]) -> dict[str, bool]:
    """Return CRITERION=yes|no texts as booleans."""
    given = assignments(pairs, "CRITERION=yes or CRITERION=no")
    words: Mapping[str, bool] = {"yes": True, "no": False}
    for name, value in given.items():
        if value not in words:
            raise UsageError(f"the answer to {name} is yes or no, not {value[:60]!a}")
    return {name: words[value] for name, value in given.items()}


def scores(pairs: Iterable[str]) -> dict[str, int]:
    """Return CRITERION=POINTS texts as integers."""
    given = assignments(pairs, "CRITERION=POINTS")
    for name, value in given.items():
        if not _POINTS.fullmatch(value) or value == "-0":
            raise UsageError(f"the score of {name} is a whole number, not {value[:60]!a}")
    return {name: int(value) for name, value in given.items()}


def condition(typed: str) -> Condition:
    """Read `TEXT; owner=HANDLE; verifier=HANDLE; due=DATE`; the text itself may hold semicolons."""
    parts = typed.split(";")
    found: dict[str, str] = {}
    while len(parts) > 1:
        name, equals, value = parts[-1].strip().partition("=")
        if not equals or name not in ("owner", "verifier", "due") or name in found:
            break
        found[name] = value.strip()
        parts.pop()
    text = ";".join(parts).strip()
    if not text or len(found) != 3:
        raise UsageError(
            f"{typed[:80]!a} is not a condition",
            hint='write "TEXT; owner=HANDLE; verifier=HANDLE; due=YYYY-MM-DD"',
        )
    if not is_date(found["due"]):
        raise UsageError(f"{found['due'][:60]!a} is not a date: a real day, written YYYY-MM-DD")
    return Condition(text, found["owner"], found["verifier"], found["due"])
