"""Guards that ask items of registers: parsed, typed, evaluated, explained, within their bounds."""

from collections.abc import Mapping, Sequence

import pytest

from engine.canonical import Json
from engine.methodology.guard.check import load_guard
from engine.methodology.guard.distance import distance
from engine.methodology.guard.evaluate import (
    ITEM_STEPS,
    ITEMS,
    MAX_STEPS,
    Run,
    evaluate,
    part_value,
)
from engine.methodology.guard.explain import explain
from engine.methodology.guard.text import to_text
from engine.methodology.guard.tree import asked_of_items, registers, without_columns
from engine.methodology.guard.types import BOOL, NUMBER, PERSON, GuardError, Type, items_of

PARTS = (
    ("level", NUMBER),
    ("owner", PERSON),
    ("tags", Type("list", item=Type("string", values=("a", "b")))),
    ("state", Type("string", values=("open", "shut"))),
    ("open", BOOL),
)
ENV: Mapping[str, Type] = {
    "limit": NUMBER,
    "lead": PERSON,
    "scores": Type("list", item=NUMBER),
    items_of("risk"): Type("list", item=Type("item", parts=PARTS, register="risk")),
    items_of("issue"): Type("list", item=Type("item", parts=PARTS, register="issue")),
}


ALL = "items(risk) ([risk 1, risk 2, risk 3])"


def risk(number: int, **parts: Json) -> Json:
    """An item as a guard gets it."""
    return {"number": number, "state": "open", "open": True, **parts}


VALUES: Mapping[str, Json] = {
    "limit": 10,
    "lead": "p-1",
    "scores": [1, 2],
    ITEMS: {
        "risk": [
            risk(1, level=20, owner="p-1", tags=["a"]),
            risk(2, level=5),
            risk(3, level=30, state="shut", open=False),
        ],
        "issue": [],
    },
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size(items(risk)) == 3", True),
        ("size(items(issue)) == 0", True),
        ("items(issue).all(r, r.level > 99)", True),
        ("size(items(risk).filter(r, r.open && r.level > limit)) == 1", True),
        ("items(risk).exists_one(r, has(r.owner) && r.owner == lead)", True),
        ("items(risk).exists(r, has(r.tags) && 'a' in r.tags)", True),
        ("items(risk).exists(r, has(r.tags) && r.tags.exists(t, t == 'b'))", False),
        ("scores.all(s, size(items(risk).filter(r, r.level > s)) == 3)", True),
        ("items(risk).exists(r, items(issue).all(i, i.level > r.level))", True),
        ("size((limit > 5 ? items(risk) : items(risk)).filter(r, r.open)) == 2", True),
        ("items(risk).filter(r, r.open).all(r, r.state == 'open')", True),
    ],
)
def test_items_are_counted_filtered_and_asked(text: str, expected: bool) -> None:
    """As any list, with the parts of each element."""
    tree = load_guard(text, ENV)
    assert evaluate(tree, VALUES).ok is expected
    assert without_columns(load_guard(to_text(tree), ENV)) == without_columns(tree)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("items(risks).all(r, r.open)", "guard.unknown_name"),
        ("items(risk).all(r, r.lvl > 1)", "guard.unknown_name"),
        ("items(risk).all(r, has(r.lvl))", "guard.unknown_name"),
        ("items(risk).all(r, r.level)", "guard.type"),
        ("items(risk).all(r, r == r)", "guard.type"),
        ("items(risk).all(r, r in items(risk))", "guard.type"),
        ("items(risk)", "guard.type"),
        ("items(risk) == items(issue)", "guard.type"),
        ("size([items(risk)]) == 1", "guard.type"),
        ("scores.all(s, s.level > 1)", "guard.type"),
        ("size(limit > 5 ? items(risk) : items(issue)) == 1", "guard.type"),
        ("items(risk).exists(r, r.state == 'gone')", "guard.not_a_choice"),
        ("items(risk).exists(r, 1 == 1)", "guard.constant"),
        ("limit.level > 1", "guard.unknown_name"),
        ("items(scores).all(s, s > 1)", "guard.unknown_name"),
    ],
)
def test_what_is_no_question_about_items_is_refused_when_it_is_loaded(text: str, code: str) -> None:
    """A guard that could fail only later would fail in a project."""
    with pytest.raises(GuardError) as caught:
        load_guard(text, ENV)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_part_that_is_not_set_is_named_with_its_item() -> None:
    """Errors deny, and say of which item what is missing."""
    tree = load_guard("items(risk).exists(r, r.owner == lead && r.level < 0)", ENV)
    outcome = evaluate(tree, VALUES)
    assert (outcome.ok, outcome.error, outcome.name) == (
        False,
        "guard.missing_value",
        "owner of risk 2",
    )
    wrong = {**VALUES, ITEMS: {"risk": [risk(7, level="x")]}}
    found = evaluate(load_guard("items(risk).all(r, r.level < 0)", ENV), wrong)
    assert (found.error, found.name) == ("guard.bad_value", "level of risk 7")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            "size(items(risk).filter(r, r.level > 9)) <= 1",
            [
                "size(items(risk).filter(r, r.level > 9)) (2: risk 1, risk 3) <= 1 is false",
            ],
        ),
        (
            "items(risk).all(r, r.level < 20)",
            [f"not every r of {ALL} fits: risk 1: r.level 20 < 20 is false"],
        ),
        (
            "items(risk).all(r, has(r.owner))",
            [f"not every r of {ALL} fits: risk 2: owner of risk 2 is not set"],
        ),
        ("!items(risk).exists(r, r.level > 20)", ["[risk 3] has r.level > 20"]),
        ("items(risk).exists(r, r.level > 99)", [f"no r of {ALL} has r.level > 99"]),
        ("items(issue).exists(r, r.open)", ["no r of items(issue) ([]) has r.open"]),
    ],
)  # fmt: skip
def test_a_reason_names_the_items(text: str, reasons: list[str]) -> None:
    """Whoever must mend it needs to know which."""
    assert explain(load_guard(text, ENV), VALUES) == reasons


@pytest.mark.parametrize(
    ("text", "asked", "values"),
    [
        ("limit > 5", [], []),
        ("size(items(risk)) > limit && limit > 5", ["size(items(risk))"], [3]),
        (
            "items(risk).exists(r, r.level > 20) || items(issue).all(i, i.open)",
            ["items(risk).exists(r, r.level > 20)", "items(issue).all(i, i.open)"],
            [True, True],
        ),
        (
            "scores.all(s, size(items(risk)) > s)",
            ["scores.all(s, size(items(risk)) > s)"],
            [True],
        ),
        (
            "size(items(risk).filter(r, size(items(issue)) == 0)) == 3",
            ["size(items(risk).filter(r, size(items(issue)) == 0))"],
            [3],
        ),
        (
            "items(risk).all(r, r.owner == lead)",
            ["items(risk).all(r, r.owner == lead)"],
            ["guard.missing_value"],
        ),
    ],
)
def test_what_a_guard_asks_of_items_is_its_outermost_counts_and_questions(
    text: str, asked: list[str], values: Sequence[Json]
) -> None:
    """It rests on items through these alone: they are what a dossier holds."""
    tree = load_guard(text, ENV)
    parts = asked_of_items(tree)
    assert [to_text(part) for part in parts] == asked
    assert [part_value(part, VALUES) for part in parts] == values
    assert bool(registers(tree)) is bool(asked)


def test_the_steps_of_a_guard_grow_with_the_items_it_can_read() -> None:
    """A register of thousands can be asked; asking each about each can't."""
    many: dict[str, Json] = {
        **VALUES,
        ITEMS: {"risk": [risk(number, level=1) for number in range(1, 5_001)]},
    }
    simple = load_guard("items(risk).all(r, r.open && r.level < limit && r.state == 'open')", ENV)
    outcome = evaluate(simple, many)
    assert outcome.ok
    assert MAX_STEPS < outcome.steps < MAX_STEPS + 5_000 * ITEM_STEPS
    squared = load_guard("items(risk).all(r, items(risk).all(q, q.level <= r.level))", ENV)
    assert evaluate(squared, many).error == "guard.budget"


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ("size(items(risk).filter(r, r.level > 9)) <= 1", 2),
        ("size(items(risk).filter(r, r.level > 9)) <= 2", 0),
        ("size(items(issue)) > 0", 1),
        ("items(risk).all(r, r.level < 9)", 2),
        ("items(risk).all(r, has(r.owner))", 2),
        ("!items(risk).exists(r, r.open)", 2),
        ("items(risk).exists(r, r.level > 99)", 1),
        ("items(issue).exists(r, r.open)", 1),
        ("items(risk).all(r, r.level < 9) && size(items(issue)) > 0", 3),
        ("items(risk).all(r, r.level < 9) || size(items(issue)) > 0", 1),
        ("limit > 99", 90),
        ("lead != lead", 1),
        ("!items(risk).all(r, r.level < 99)", 1),
        ("items(risk).all(r, r.owner == lead)", 2),
    ],
)
def test_the_distance_of_a_guard_counts_what_is_in_its_way(text: str, far: int) -> None:
    """Each item that would have to become another is one; `why` goes where it falls."""
    assert distance(load_guard(text, ENV), Run(VALUES, None)) == far
