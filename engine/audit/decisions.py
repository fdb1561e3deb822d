"""Deciding again: what the rules make of a command, against what its entry says. Check 9."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from engine.canonical import Json, encode
from engine.ledger.entry import RULES, Entry
from engine.methodology.tables import CharterTables, Tables
from engine.names import SYSTEM
from engine.rules.commands import PUBLISHING, STARTING, Command
from engine.rules.decide import decide
from engine.rules.refusal import Refusal
from engine.rules.system import next_step
from engine.rules.world import World

AllTables = Mapping[str, Tables | CharterTables]
"""Compiled tables by their digest."""


class Fault(NamedTuple):
    """What is wrong with an entry: in words, what the rules give, what stands there."""

    message: str
    expected: str | None = None
    found: str | None = None


class Unknown(Exception):
    """What is needed to judge an entry isn't there; the message says what."""


def prepared(world: World, entry: Entry, tables: AllTables) -> World:
    """The world with what the command needs besides: a methodology to start, or a candidate.

    Raises `Unknown` when tables are missing that the ledger pins.
    """
    kind, args = entry["command"]["type"], entry["command"]["args"]
    if kind in PUBLISHING:
        return world._replace(candidate=needed(tables, args.get("compiled")))
    if kind in STARTING and world.project is None:
        published = world.directory.published.get(str(args.get("methodology")))
        if published is not None:
            found = cast("Tables", needed(tables, published.compiled))
            return world._replace(tables=found)
    return world


def needed(tables: AllTables, digest: Json) -> Tables | CharterTables:
    """The tables of `digest`; raises `Unknown` when they are missing."""
    found = tables.get(str(digest))
    if found is None:
        raise Unknown(f"the tables {str(digest)[:12]} aren't there as the ledger pins them")
    return found


def judge(world: World, entry: Entry) -> Fault | None:
    """What is wrong with `entry`, judged on the world that it cites; None when nothing is."""
    try:
        return _judge(world, entry)
    except Exception as error:  # noqa: BLE001  # a forged state can break any assumption of the rules
        return Fault(f"the command can't be decided on what is on record ({type(error).__name__})")


def _judge(world: World, entry: Entry) -> Fault | None:
    command = Command(
        entry["command"]["id"],
        entry["command"]["type"],
        entry["command"]["args"],
        entry["actor"],
        entry["proof"],
    )
    return (
        unproved(entry)
        or _methodology(world, entry)
        or _due(world, command, entry["seq"])
        or _events(world, command, entry)
    )


def unproved(entry: Entry) -> Fault | None:
    """A proof that this version can't check is unknown, never "ok": anybody could have written it.

    The assurance of a gate is taken from it.
    """
    kind = entry["proof"]["kind"]
    if kind == "asserted":
        return None
    return Fault(f"this version can't check a proof of the kind {kind}: unknown", "asserted", kind)


def _methodology(world: World, entry: Entry) -> Fault | None:
    """Every entry of a project carries the digest of the methodology it was started on."""
    if world.project is not None:
        pinned: Json = world.project.methodology
    elif entry["command"]["type"] in STARTING:
        pinned = entry["command"]["args"].get("methodology")
    else:
        pinned = None
    if entry["methodology"] == pinned:
        return None
    words = "the entry names another methodology than the project is pinned to"
    return Fault(words, str(pinned), str(entry["methodology"]))


def _due(world: World, command: Command, seq: int) -> Fault | None:
    """A person's command waits until all that is due has been done; what is due has a fixed id."""
    step = next_step(world)
    if command.actor == SYSTEM:
        if command.id == f"system/{seq}":
            return None
        words = "an entry of the engine itself has another id"
        return Fault(words, f"system/{seq}", command.id)
    if step is None:
        return None
    what = " ".join(str(value) for value in (step.type, *step.args.values()))
    return Fault("the engine had something to do first, and it was left out", what, command.type)


def _events(world: World, command: Command, entry: Entry) -> Fault | None:
    outcome = decide(world, command)
    if isinstance(outcome, Refusal):
        where = f" ({outcome.place})" if outcome.place else ""
        words = f"the rules refuse this {command.type}: {outcome.message}{where}"
        return Fault(words, outcome.code, _types(entry["events"]))
    given = [encode(cast("Json", event)) for event in outcome]
    told = [encode(event) for event in entry["events"]]
    if given == told:
        return None
    index = next(
        (at for at, pair in enumerate(zip(given, told, strict=False)) if pair[0] != pair[1]),
        min(len(given), len(told)),
    )
    words = f"the rules give other events; the first that differs is number {index + 1}"
    return Fault(words, _at(given, index), _at(told, index))


def _at(events: Sequence[bytes], index: int) -> str:
    return events[index].decode() if index < len(events) else "no event"


def _types(events: Sequence[Mapping[str, Json]]) -> str:
    return ", ".join(str(event["type"]) for event in events)


def knows(entry: Entry) -> bool:
    """Whether this version knows the decision semantics that `entry` was decided by."""
    return entry["rules"] == RULES
