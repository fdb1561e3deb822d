"""What a vote is typed with, whoever types it: options, and the arguments they come to."""

from collections.abc import Callable
from typing import Any, Final, NotRequired, TypedDict, TypeVar

import click

from cli import arguments
from cli.params import (
    DECISION,
    DIGEST,
    ID_,
    answers as read_answers,
    condition as read_condition,
    scores as read_scores,
)
from cli.rounds import material, round_number
from cli.session import Session
from engine.canonical import Json

F = TypeVar("F", bound=Callable[..., Any])


class Ballot(TypedDict):
    """A vote as typed; a decider's has no seat, answers and scores."""

    decision: str
    seat: NotRequired[str | None]
    answers: NotRequired[tuple[str, ...]]
    scores: NotRequired[tuple[str, ...]]
    dissent: NotRequired[str | None]
    conditions: tuple[str, ...]
    comment: str | None
    seen: str | None
    number: int | None


_SHEET: Final = (
    click.option("--seat", metavar="SEAT", type=ID_, help="The seat it counts in."),
    arguments.answers,
    click.option(
        "--score", "scores", metavar="CRITERION=N", multiple=True, help="The points of a criterion."
    ),
    click.option(
        "--dissent",
        metavar="TEXT",
        help="A dissent, where the seat has a way up for it.",
    ),
)
_REST: Final = (
    click.option(
        "--condition",
        "conditions",
        metavar='"TEXT; owner=P; verifier=P; due=DATE"',
        multiple=True,
        help="A condition of a conditional go.",
    ),
    arguments.comment,
    click.option("--seen", metavar="DIGEST", type=DIGEST, help="The dossier that was looked at."),
    arguments.in_round,
)


def ballot(command: F) -> F:
    """Give a command the options of a vote."""
    choice = click.argument("decision", metavar="DECISION|abstain|recuse", type=DECISION)
    for option in reversed((choice, *_SHEET, *_REST)):
        command = option(command)
    return command


def word(command: F) -> F:
    """Give a command the options of a decider's decision: no seat, no answers, no scores."""
    choice = click.argument("decision", metavar="DECISION", type=DECISION)
    for option in reversed((choice, *_REST)):
        command = option(command)
    return command


def ballot_args(
    session: Session, key: str, gate: str, command: str, given: Ballot
) -> dict[str, Json]:
    """The arguments of a vote at `gate`, but for who votes; round and dossier are filled in."""
    return {
        "gate": gate,
        "choice": given["decision"],
        "seat": given.get("seat"),
        "answers": read_answers(given.get("answers", ())),
        "scores": read_scores(given.get("scores", ())),
        "conditions": [_condition(session, typed) for typed in given["conditions"]],
        "comment": given["comment"],
        "dissent": given.get("dissent"),
        "round": given["number"] or round_number(session, key, gate, command),
        "material": given["seen"] or material(session, key, gate, command),
    }


def _condition(session: Session, typed: str) -> Json:
    one = read_condition(typed)
    return {
        "text": one.text,
        "owner": session.person(one.owner),
        "verifier": session.person(one.verifier),
        "due": one.due,
    }
