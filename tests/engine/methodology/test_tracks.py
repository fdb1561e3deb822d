"""Positions and steps: docs/notation.md 1.3, over stages in stages, in sequence and in tracks."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeAlias, cast

import pytest
from hypothesis import given, strategies as st

from engine.methodology.machine import Stepper, build_machine
from engine.methodology.steps import table_steps
from engine.methodology.tables import Tables
from engine.methodology.tracks import Step, beginning, end, going, start
from tests.engine.methodology.fixtures import tables

Inner: TypeAlias = tuple[str, list["Inner"]]
"""A stage: how those inside it go together (`leaf`, `sequence`, `parallel`), and them."""

_LEAF: Inner = ("leaf", [])
_stage = st.recursive(
    st.just(_LEAF),
    lambda inner: st.tuples(
        st.sampled_from(["sequence", "parallel"]), st.lists(inner, min_size=2, max_size=3)
    ),
    max_leaves=9,
)
_tops = st.lists(_stage, min_size=2, max_size=4)


def _tree(tops: Sequence[Inner]) -> dict[str, Any]:
    """The stages as tables have them, named by their numbers."""
    found: dict[str, Any] = {}

    def add(name: str, stage: Inner, parents: list[str]) -> dict[str, Any]:
        kind, inner = stage
        place = found[name] = {"parents": parents, "leaf": kind == "leaf", "first": name}
        names = [f"{name}.s{number}" for number in range(len(inner))]
        places = [add(one, each, [*parents, name]) for one, each in zip(names, inner, strict=True)]
        place["last"] = name
        if kind == "sequence":
            place["first"], place["last"] = places[0]["first"], places[-1]["last"]
        if kind == "parallel":
            place["tracks"] = names
        return place

    for number, top in enumerate(tops):
        add(f"s{number}", top, [])
    return found


def _inside(tree: dict[str, Any], around: str | None) -> list[str]:
    return [one for one, place in tree.items() if (place["parents"] or [None])[-1] == around]


def is_position(tree: dict[str, Any], leaves: Collection[str]) -> bool:
    """Whether a project can stand in exactly `leaves`, said once more in other words."""

    def stands(stage: str) -> bool:
        return any(one == stage or stage in tree[one]["parents"] for one in leaves)

    def fits(around: str | None) -> bool:
        inner = _inside(tree, around)
        active = [one for one in inner if stands(one)]
        wanted = len(inner) if around and "tracks" in tree[around] else bool(inner)
        return len(active) == wanted and all(fits(one) for one in active)

    return len(set(leaves)) == len(leaves) and fits(None)


def _after(position: Sequence[str], steps: Sequence[Step]) -> list[str]:
    gone = {leaf for step in steps for leaf in step.left}
    kept = [one for one in position if one not in gone]
    return [*kept, *(leaf for step in steps for leaf in step.entered)]


def _walk(tree: dict[str, Any], choices: Sequence[int]) -> Iterator[tuple[list[str], str]]:
    """Positions on a random walk, each with the stage that is gone to next."""
    names = list(tree)
    (first,) = beginning(tree, tree["s0"]["first"])
    position = list(first.entered)
    for choice in choices:
        target = names[choice % len(names)]
        yield position, target
        position = _after(position, going(tree, position, [tree[target]["first"]]))


_CHOICES = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)


@given(_tops, _CHOICES)
def test_a_position_is_one_leaf_for_each_active_track(
    tops: list[Inner], choices: list[int]
) -> None:
    """Whatever stage a project goes to, from wherever it stands."""
    tree = _tree(tops)
    for position, target in _walk(tree, choices):
        assert is_position(tree, position)
        (step,) = going(tree, position, [tree[target]["first"]])
        assert set(step.left) <= set(position)
        after = _after(position, [step])
        assert is_position(tree, after)
        assert any(one == target or target in tree[one]["parents"] for one in after)


@given(_tops, _CHOICES)
def test_going_leaves_every_track_alone_that_the_target_is_not_in(
    tops: list[Inner], choices: list[int]
) -> None:
    """A track that is active before and after, and isn't around the target, has not moved."""
    tree = _tree(tops)
    for position, target in _walk(tree, choices):
        (step,) = going(tree, position, [tree[target]["first"]])
        around = [*tree[target]["parents"], target]
        joint = [one for one in around if any(one in tree[leaf]["parents"] for leaf in position)]
        for stage in joint:
            for track in tree[stage].get("tracks", ()):
                if track not in around and target not in (stage, *tree[stage]["parents"]):
                    stayed = [one for one in position if f"{one}.".startswith(f"{track}.")]
                    assert not set(stayed) & set(step.left), (position, target)


@given(_tops, _CHOICES, st.data())
def test_the_machines_step_as_the_tables_say(
    tops: list[Inner], choices: list[int], data: st.DataObject
) -> None:
    """A one-shot command reads the tables, a long process asks the machines: both must agree."""
    tree = _tree(tops)
    walked = list(_walk(tree, choices))
    steps: dict[str, dict[str, str]] = {}
    for number, (position, target) in enumerate(walked):
        first = tree[target]["first"]
        (step,) = going(tree, position, [first])
        steps[f"gate:g:d{number}"] = {step.state: first}
    built = cast("Tables", {"initial": tree["s0"]["first"], "stages": tree, "steps": steps})
    stepper = Stepper(built)
    trigger = data.draw(st.sampled_from([*steps, "move:nowhere"]))
    for position, _ in walked:
        assert stepper.step(position, trigger) == table_steps(built, position, trigger)


def _positions(compiled: Tables, at_most: int = 400) -> list[list[str]]:
    """Positions that triggers lead to, from the start on."""
    (first,) = beginning(compiled["stages"], compiled["initial"])
    found, ahead = {tuple(first.entered)}, [list(first.entered)]
    while ahead and len(found) < at_most:
        position = ahead.pop()
        for trigger in compiled["steps"]:
            after = _after(position, table_steps(compiled, position, trigger))
            if tuple(sorted(after)) not in {tuple(sorted(one)) for one in found}:
                found.add(tuple(after))
                ahead.append(after)
    return [list(one) for one in found]


def test_the_machines_of_a_methodology_with_tracks_step_as_its_tables_say() -> None:
    """Every position that can be reached with every trigger, tracks in tracks and joins."""
    compiled = tables("tracks")
    stepper = build_machine(compiled)
    positions = _positions(compiled)
    # Three of the technical track, with research, ready, and two papers beside the shops.
    assert len(positions) == 3 * 4 + 4
    for position in positions:
        assert is_position(cast("dict[str, Any]", compiled["stages"]), position)
        for trigger in (*compiled["steps"], "move:nowhere"):
            expected = table_steps(compiled, position, trigger)
            assert stepper.step(position, trigger) == expected, (position, trigger)


TECHNICAL, MARKET = "development.technical", "development.market"
PAPERS, SHOPS = f"{MARKET}.launch.papers", f"{MARKET}.launch.shops"


@pytest.mark.parametrize(
    ("position", "targets", "expected"),
    [
        (["idea"], ["development"],
         [("idea", ("idea",), (f"{TECHNICAL}.design", f"{MARKET}.research"))]),
        ([f"{TECHNICAL}.build", f"{MARKET}.research"], [f"{TECHNICAL}.design"],
         [(f"{TECHNICAL}.build", (f"{TECHNICAL}.build",), (f"{TECHNICAL}.design",))]),
        ([f"{TECHNICAL}.build", f"{MARKET}.research"], [f"{MARKET}.launch"],
         [(f"{MARKET}.research", (f"{MARKET}.research",), (f"{PAPERS}.draft", SHOPS))]),
        ([f"{TECHNICAL}.build", f"{PAPERS}.printed", SHOPS], [f"{MARKET}.ready"],
         [(f"{MARKET}.launch", (f"{PAPERS}.printed", SHOPS), (f"{MARKET}.ready",))]),
        ([f"{TECHNICAL}.build", f"{PAPERS}.printed", SHOPS], ["testing"],
         [("development", (f"{TECHNICAL}.build", f"{PAPERS}.printed", SHOPS), ("testing",))]),
        ([f"{TECHNICAL}.verified", f"{MARKET}.ready"], [f"{TECHNICAL}.build", f"{MARKET}.research"],
         [(f"{TECHNICAL}.verified", (f"{TECHNICAL}.verified",), (f"{TECHNICAL}.build",)),
          (f"{MARKET}.ready", (f"{MARKET}.ready",), (f"{MARKET}.research",))]),
        ([f"{TECHNICAL}.verified", f"{MARKET}.ready"], ["development"],
         [("development", (f"{TECHNICAL}.verified", f"{MARKET}.ready"),
           (f"{TECHNICAL}.design", f"{MARKET}.research"))]),
        (["testing"], [f"{PAPERS}.printed"],
         [("testing", ("testing",), (f"{TECHNICAL}.design", f"{PAPERS}.printed", SHOPS))]),
        (["testing"], [f"{MARKET}.ready", f"{TECHNICAL}.verified"],
         [("testing", ("testing",), (f"{TECHNICAL}.verified", f"{MARKET}.ready"))]),
    ],
)  # fmt: skip
def test_going_moves_the_innermost_active_track_that_the_target_lies_in(
    position: list[str], targets: list[str], expected: list[Step]
) -> None:
    """Tracks entered on the way begin at their start; all others stay."""
    assert going(tables("tracks")["stages"], position, targets) == expected


def test_a_stage_with_tracks_begins_and_ends_in_all_of_them() -> None:
    """In the order of the file, tracks in tracks included."""
    tree = tables("tracks")["stages"]
    assert list(start(tree, "development")) == [f"{TECHNICAL}.design", f"{MARKET}.research"]
    assert list(end(tree, "development")) == [f"{TECHNICAL}.verified", f"{MARKET}.ready"]
    assert list(end(tree, f"{MARKET}.launch")) == [f"{PAPERS}.printed", SHOPS]
