"""The forms an argument can have, as predicates over plain JSON.

They say nothing of what a value means: an id that is well formed may still name nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from engine.names import (
    DATE,
    DECISION,
    HASH,
    ID,
    INSTANT,
    KEY,
    METHODOLOGY,
    ORGANISATION,
    PERSON,
    STAGE,
    TIMER,
    VERSION,
)

_CONDITION_KEYS = {"text", "owner", "verifier", "due"}
_MAX_ITEMS = 200


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


is_id = _matches(ID)
is_decision = _matches(DECISION)
is_methodology = _matches(METHODOLOGY)
is_stage = _matches(STAGE)
is_person = _matches(PERSON)
is_version = _matches(VERSION)
is_digest = _matches(HASH)
is_text = _matches(HASH)
is_timer = _matches(TIMER)
is_instant = _matches(INSTANT)


def or_null(form: Callable[[object], bool]) -> Callable[[object], bool]:
    """The form, or null."""
    return lambda value: value is None or form(value)


def is_date(value: object) -> bool:
    """A real date, YYYY-MM-DD, from 1970 to 9998."""
    if not (isinstance(value, str) and DATE.fullmatch(value) and "1970" <= value < "9999"):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_scope(value: object) -> bool:
    """`organisation` or `project/KEY`."""
    return value == ORGANISATION or (
        isinstance(value, str)
        and value.startswith("project/")
        and KEY.fullmatch(value[len("project/") :]) is not None
    )


def is_positive(value: object) -> bool:
    """An integer from 1 to 10**9."""
    return type(value) is int and 1 <= value <= 10**9


def is_size(value: object) -> bool:
    """A size in bytes."""
    return type(value) is int and 0 <= value <= 2**53 - 1


def is_verdict(value: object) -> bool:
    """`accept` or `return`."""
    return value in ("accept", "return")


def is_mapping(value: object) -> bool:
    """An object with ids as keys; its values are checked against the fields they are for."""
    return isinstance(value, Mapping) and len(value) <= _MAX_ITEMS and all(map(is_id, value))


def is_fields(value: object) -> bool:
    """An object of at least one field: to set nothing is to say nothing."""
    return is_mapping(value) and bool(value)


def is_bools(value: object) -> bool:
    """An object of ids and booleans."""
    return is_mapping(value) and all(
        isinstance(item, bool)
        for item in value.values()  # type: ignore[attr-defined]  # a mapping
    )


def is_integers(value: object) -> bool:
    """An object of ids and integers."""
    return is_mapping(value) and all(
        type(item) is int
        for item in value.values()  # type: ignore[attr-defined]  # a mapping
    )


def is_stages(value: object) -> bool:
    """One to 200 addresses of stages, none twice."""
    return _is_set_of(value, is_stage) and bool(value)


def is_people(value: object) -> bool:
    """A list of different person ids."""
    return _is_set_of(value, is_person)


def is_dates(value: object) -> bool:
    """A list of different dates."""
    return _is_set_of(value, is_date)


def is_conditions(value: object) -> bool:
    """A list of conditions: text, owner, verifier, due."""
    return isinstance(value, list | tuple) and len(value) <= 20 and all(map(_is_condition, value))


def _is_condition(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() == _CONDITION_KEYS
        and is_text(value["text"])
        and is_person(value["owner"])
        and is_person(value["verifier"])
        and is_date(value["due"])
    )


def _is_set_of(value: object, form: Callable[[object], bool]) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) <= _MAX_ITEMS
        and all(map(form, value))
        and len(set(value)) == len(value)
    )
