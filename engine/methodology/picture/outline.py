"""What is drawn: the blocks of a methodology, what each gate can end in, and the links.

A decision that leads to a stage is a link; one that ends the project, holds it or lets it stay is
an ending, told in words beside its gate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from engine.methodology.characters import safe
from engine.methodology.gate_tables import Decision, Effect, Span, targets_of
from engine.methodology.picture.tree import Tree, gate_key, tree_of
from engine.methodology.tables import Tables

Look: TypeAlias = Literal["approval", "decision", "move"]
Side: TypeAlias = Literal["left", "right"]


class Exit(NamedTuple):
    """One decision of a gate: where it leads, or in words what it does instead.

    `final`: it closes the project.
    """

    label: str
    look: Look
    target: str | None
    ending: str | None
    final: bool = False


class Exits(NamedTuple):
    """The decisions of a gate: those that lead straight down, and those on its two sides."""

    down: tuple[Exit, ...]
    left: tuple[Exit, ...]
    right: tuple[Exit, ...]


class Link(NamedTuple):
    """A way from a block to a stage, by a side or (None) straight down.

    `slot` is the place of a gate's decision on its side; None for a move.
    """

    source: str
    target: str
    label: str
    look: Look
    side: Side | None
    slot: int | None = None


class Outline(NamedTuple):
    """All that is drawn of a methodology."""

    tree: Tree
    exits: Mapping[str, Exits]
    links: tuple[Link, ...]


def outline(tables: Tables) -> Outline:
    """The outline of a methodology."""
    tree = tree_of(tables)
    exits = {
        gate_key(gate): sided(tree, gate_key(gate), _exits(tables, tree, gate))
        for gate in tables["order"]["gates"]
    }
    links = [*_moves(tables, tree), *_decided(tree, exits)]
    return Outline(tree, exits, tuple(links))


def span_words(span: Span) -> str:
    """A span as a file says it: `30 days`."""
    return " ".join(f"{count} {unit.replace('_', ' ')}" for unit, count in span.items())


def ending_words(effect: Effect) -> str:
    """What an effect does that leads to no stage."""
    if effect["kind"] == "closes":
        return f"closed: {safe(effect['outcome'] or '')}"
    if effect["kind"] == "holds":
        review = effect["review_in"]
        return f"on hold, review in {span_words(review)}" if review else "on hold"
    return "stays" if effect["kind"] == "stays" else "blocked"


def _exits(tables: Tables, tree: Tree, gate: str) -> Iterator[Exit]:
    for one in tables["gates"][gate]["decisions"]:
        for target in targets_of(one["effect"]) or (None,):
            yield Exit(
                safe(one["id"]),
                _look(one),
                target and shown_as(tree, target, gate_key(gate)),
                None if target else ending_words(one["effect"]),
                one["effect"]["kind"] == "closes",
            )


def _look(decision: Decision) -> Look:
    return "approval" if decision["kind"] in ("go", "conditional_go") else "decision"


def sided(tree: Tree, key: str, exits: Iterable[Exit]) -> Exits:
    """The decisions by side: back to the left, on and away to the right."""
    down: list[Exit] = []
    left: list[Exit] = []
    right: list[Exit] = []
    beside = tree.blocks[key].beside
    for one in exits:
        if one.target is not None and not beside and tree.below(key) == one.target:
            down.append(one)
        elif one.target is not None and not beside and _goes_back(tree, key, one.target):
            left.append(one)
        else:
            right.append(one)
    left.sort(key=lambda one: _place(tree, key, one))
    right.sort(key=lambda one: _place(tree, key, one))
    return Exits(tuple(down), tuple(left), tuple(right))


def _place(tree: Tree, key: str, one: Exit) -> tuple[int, int]:
    """Ways up leave a side at its top, the shortest first; then endings; then ways down."""
    if one.target is None:
        return 1, 0
    return port_place(tree.order[one.target] - tree.order[key])


def port_place(away: int) -> tuple[int, int]:
    """Where on a side a way is joined whose other end is so many blocks further down.

    In this order no two ways that share a side cross near it: the longer one runs further out.
    """
    return (0, -away) if away <= 0 else (2, -away)


def _goes_back(tree: Tree, source: str, target: str) -> bool:
    """Whether a way leads back up, by the left side."""
    joint = tree.joint(source, target)
    if tree.blocks[joint].across:
        return tree.order[target] < tree.order[source]
    return tree.order[target] <= tree.order[source]


def shown_as(tree: Tree, leaf: str, source: str) -> str:
    """The block that a way to `leaf` ends at: the outermost frame that is entered by it."""
    around = tree.chain(source)
    found = leaf
    for key in tree.chain(leaf)[1:]:
        frame = tree.blocks[key]
        # Into one of several tracks is not into all of them.
        if frame.shape != "frame" or frame.across or key in around:
            break
        if _entry(frame.inside[0].key, tree) != leaf:
            break
        found = key
    return found


def _entry(key: str, tree: Tree) -> str:
    """The leaf that is entered when a block is."""
    inside = tree.blocks[key].inside
    return _entry(inside[0].key, tree) if inside else key


def _decided(tree: Tree, exits: Mapping[str, Exits]) -> Iterator[Link]:
    for key, one in exits.items():
        for exit_ in one.down[:1]:
            assert exit_.target
            look = min((each.look for each in one.down), key=("approval", "decision").index)
            yield Link(key, exit_.target, "", look, None)
        for side, row in (("left", one.left), ("right", one.right)):
            for slot, exit_ in enumerate(row):
                if exit_.target:
                    yield Link(
                        key,
                        exit_.target,
                        exit_.label,
                        exit_.look,
                        "left" if side == "left" else "right",
                        slot,
                    )


def _moves(tables: Tables, tree: Tree) -> Iterator[Link]:
    """The moves, a move out of every part of a frame as one out of the frame."""
    from_: dict[tuple[str, str], list[str]] = {}
    for leaf in tables["order"]["stages"]:
        for move in tables["moves"].get(leaf, ()):
            from_.setdefault((move["id"], move["to"]), []).append(leaf)
    for (name, to), leaves in from_.items():
        label = "" if name == "sequence" else safe(name)
        for source in covering(tables, leaves, to):
            target = shown_as(tree, to, source)
            if tree.below(source) == target:
                yield Link(source, target, label, "move", None)
            else:
                back = source == target or _goes_back(tree, source, target)
                yield Link(source, target, label, "move", "left" if back else "right")


def covering(tables: Tables, leaves: Sequence[str], to: str = "") -> list[str]:
    """The fewest stages whose leaves are `leaves`, none of them around `to`."""
    # A move out of a stage with tracks leads out of all that is in it.
    rest = [inner for leaf in leaves for inner in tables["stages"][leaf]["leaves"]]
    found = []
    for name in tables["order"]["stages"]:
        inside = tables["stages"][name]["leaves"]
        around = name != to and to in inside
        if inside and not around and set(inside) <= set(rest):
            found.append(name)
            rest = [leaf for leaf in rest if leaf not in inside]
    return found
