import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from engine.methodology.environment import items_type
from engine.methodology.guard.check import load_guard
from engine.methodology.guard.evaluate import (
    ITEM_STEPS,
    ITEMS,
    MAX_ITEMS,
    MAX_STEPS,
    evaluate,
)
from engine.methodology.guard.tree import DURATION_LIMITS
from engine.methodology.guard.types import (
    BOOL,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_MACROS,
    MAX_NODES,
    NUMBER,
    GuardError,
    Type,
    field_types,
    items_of,
)
from engine.methodology.guard.words import FUNCTIONS, METHODS, RESERVED_NAMES
from engine.methodology.model import Tolerance
from engine.methodology.model_register import Register
from engine.methodology.tolerance import breach_of
from engine.methodology.values import FIELD_TYPES, check_field_value

_ROOT = Path(__file__).parents[4]
_PAGE = (_ROOT / "docs" / "guards.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _PAGE, re.DOTALL | re.MULTILINE)


_FIELDS, _VALUES, _REGISTERS, _ITEMS, _KNOWN = (yaml.safe_load(block) for block in _blocks("yaml"))
_EXAMPLES = [
    tuple(part.strip() for part in line.split("  # "))
    for block in _blocks("guards")
    for line in block.splitlines()
]


def _weekdays(day: str, count: int) -> str:
    found, step = date.fromisoformat(day), 1 if count > 0 else -1
    while count:
        found += timedelta(days=step)
        count -= step * (found.isoweekday() < 6)
    return found.isoformat()


def _registers() -> dict[str, Type]:
    return {
        items_of(name): items_type(name, Register(title=name, by=("owner",), **declared))
        for name, declared in _REGISTERS["registers"].items()
    }


def _verdict(text: str) -> str:
    fields = field_types(_FIELDS["fields"])
    known = {"visits(delivery)": NUMBER, "passed(review)": BOOL}
    known["baseline.budget"] = fields["budget"]
    cost = breach_of(Tolerance(forecast="spent", baseline="budget", over="10%"), fields)
    try:
        tree = load_guard(text, {**fields, **_registers(), **known}, {"cost": cost})
    except GuardError as error:
        return f"refused {error.faults[0].code}"
    assert known.keys() == _KNOWN["known"].keys()
    values = {**_VALUES["values"], **_KNOWN["known"], ITEMS: _ITEMS["items"]}
    outcome = evaluate(tree, values, add_workdays=_weekdays)
    return f"error {outcome.error}" if outcome.error else str(outcome.ok).lower()


@pytest.mark.parametrize(("text", "verdict"), _EXAMPLES)
def test_each_example_of_the_page_comes_out_as_it_says(text: str, verdict: str) -> None:
    """An author learns from examples; one that is wrong teaches a wrong language."""
    assert _verdict(text) == verdict


def test_the_page_has_examples_of_every_outcome() -> None:
    """The page is read by this test: an empty list of examples would pass unseen."""
    kinds = Counter(verdict.split()[0] for _, verdict in _EXAMPLES)
    assert set(kinds) == {"true", "false", "error", "refused"}
    assert min(kinds.values()) >= 4


def test_the_fields_and_values_of_the_page_are_valid() -> None:
    """All field types occur, and the values stand there as they stand on record."""
    fields = _FIELDS["fields"]
    assert {spec["type"] for spec in fields.values()} == set(FIELD_TYPES)
    for name, value in _VALUES["values"].items():
        check_field_value(fields.get(name, {"type": "date"}), value)


def test_the_page_lists_exactly_the_codes_there_are() -> None:
    """A code that a user meets is explained, and no other is."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (_ROOT / "engine" / "methodology" / "guard").glob("*.py")
    )
    used = set(re.findall(r'"(guard\.[a-z_]+)"', source)) - {"guard.invalid"}
    tables = [line.split("|")[1] for line in _PAGE.splitlines() if line.startswith("| `guard.")]
    assert set(re.findall(r"`(guard\.[a-z_]+)`", "".join(tables))) == used


def test_the_page_states_the_limits_in_force() -> None:
    """Numbers in prose age; these are compared with the program."""
    limits = {
        f"more than {MAX_BYTES} bytes",
        f"more than {MAX_NODES} names, constants and operators",
        f"more than {MAX_DEPTH} levels, or more than {MAX_MACROS} macros",
        f"more than {MAX_ITEMS} elements",
        f"more than {MAX_STEPS} steps, and {ITEM_STEPS} for each item",
        f"may take {ITEM_STEPS} steps more for each item",
        "days {}, weeks {}, working days 0 to {}".format(
            *(most for _, most in DURATION_LIMITS.values())
        ),
    }
    assert {limit for limit in limits if limit not in _PAGE} == set()


def test_the_page_lists_every_function_and_reserved_word() -> None:
    """The grammar of the page is complete."""
    (grammar,) = _blocks("ebnf")
    assert {word for word in (*FUNCTIONS, *METHODS) if f'"{word}"' not in grammar} == set()
    reserved = _PAGE.partition("reserves can't be names: ")[2].partition(".\n")[0]
    words = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]*)`", reserved))))
    assert words == RESERVED_NAMES
