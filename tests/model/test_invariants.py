"""Each check of an invariant fails on a ledger that breaks it: what is checked, is checked.

A good walk is read again entry by entry, with one thing in it changed.
"""

import copy
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace as Box
from typing import Any

import pytest

from engine.store.memory import MemoryStore
from engine.store.protocol import StoredEntry
from tests.model import decision_invariants, record_invariants
from tests.model.fold import Directory, Project, Round
from tests.model.record_invariants import Broken
from tests.model.walk import ORIGIN, Pair, Step
from tests.model.wishes import Wishes

Tree = dict[str, Any]
# Changes an event or its entry; says whether it did.
Change = Callable[[Tree, Tree], bool]
SEED = 24


def broken(number: str) -> pytest.RaisesExc[Broken]:
    """Expect that this invariant, and no other, is said to be broken."""
    return pytest.raises(Broken, match=rf"^{number} is broken")


@pytest.fixture(scope="module")
def walked() -> Pair:
    """A walk that goes on until enough has happened."""
    pair, wishes = Pair(MemoryStore(ORIGIN), SEED), Wishes(SEED)
    for number in range(5000):
        if number % 100 == 0 and rich(pair):
            return pair
        pair.play(wishes.next(pair.model))
    raise AssertionError("too little happens on walks")


def rich(pair: Pair) -> bool:
    """Whether a walk has what the tests below change."""
    entries = [entry for some in pair.entries.values() for entry in some]
    events = [event for entry in entries for event in entry["events"]]
    kinds = {event["type"] for event in events}
    lent = any(event.get("delegation") for event in events if event["type"] == "VoteCast")
    closed = [event for event in events if event["type"] == "RoundClosed"]
    decided = any(event["how"] == "decided" for event in closed)
    voted = any(event["gate"] == "start" and any(event["counts"].values()) for event in closed)
    acts = {"GatePassed", "TimerFired", "ItemWaived", "MoveTaken"}
    return lent and decided and voted and acts <= kinds


def acts(pair: Pair) -> Iterator[Tree]:
    """Copies of all entries but those of refusals, each after what it cites."""
    every = [e for stream, some in pair.entries.items() for e in some if "refusals" not in stream]
    read = {id(e): e["reads"][0]["seq"] if e["reads"] else e["seq"] for e in every}
    every.sort(key=lambda e: (read[id(e)], e["stream"] != "directory", e["stream"], e["seq"]))
    return (copy.deepcopy(entry) for entry in every)


def read_again(pair: Pair, change: Change) -> None:
    """Check decisions as if for the first time, with the first event that `change` changes."""
    again: Any = Box(model=pair.model, directory=Directory(), projects={})
    changed = False
    for entry in acts(pair):
        for event in list(entry["events"]):
            changed = changed or change(entry, event)
        if entry["stream"] == "directory":
            decision_invariants.check_directory_entry(again, entry)
            again.directory.take(entry)
            continue
        project = again.projects.setdefault(entry["stream"], Project(entry["methodology"]))
        decision_invariants.check_project_entry(again, entry)
        for event in entry["events"]:
            decision_invariants.check_event(again, entry, event)
            project.happen(entry, event)
    assert changed, "there is nothing to change in this walk"


def swap(kind: str, name: str, value: object, **where: object) -> Change:
    """Give `name` of the first event of a kind another value."""

    def change(entry: Tree, event: Tree) -> bool:
        del entry
        fits = event["type"] == kind and all(event.get(k) == v for k, v in where.items())
        if fits and event[name] != value:
            event[name] = value
            return True
        return False

    return change


def stranger(kind: str) -> Change:
    """Let somebody else have acted."""

    def change(entry: Tree, event: Tree) -> bool:
        acted = event["type"] == kind and entry["command"]["type"] != "FoundOrganisation"
        entry["actor"] = "p-x" if acted else entry["actor"]
        return bool(acted)

    return change


def own_delegation(entry: Tree, event: Tree) -> bool:
    """Forget by which delegation a vote was cast."""
    del entry
    if event["type"] == "VoteCast" and event["delegation"]:
        event["delegation"] = None
        return True
    return False


def passed_twice(entry: Tree, event: Tree) -> bool:
    """Let a gate be passed once more in the same round."""
    if event["type"] == "GatePassed":
        entry["events"].insert(entry["events"].index(event), dict(event))
        return True
    return False


def another_count(entry: Tree, event: Tree) -> bool:
    """Count a vote that nobody cast."""
    del entry
    if event["type"] == "RoundClosed" and event["how"] == "decided":
        event["counts"] = {seat: {"go": 99} for seat in event["counts"]}
        return True
    return False


def without_votes(entry: Tree, event: Tree) -> bool:
    """Let a gate be passed by a decision that got no votes."""
    passing = [e for e in entry["events"] if e["type"] == "GatePassed"]
    if event["type"] == "RoundClosed" and event["how"] == "decided" and passing:
        other = {"go": "conditional_go", "yes": "maybe", "accept": "minor", "maybe": "yes"}
        event["decision"] = passing[0]["decision"] = other.get(event["decision"], "go")
        return True
    return False


def an_early_timer(entry: Tree, event: Tree) -> bool:
    """Let a timer fire before it is due."""
    del entry
    if event["type"] == "TimerFired":
        event["due"] = "2100" + event["due"][4:]
        return True
    return False


def an_author_votes(entry: Tree, event: Tree) -> bool:
    """Let electors be authors of what is voted on."""
    del entry
    if event["type"] == "DeliverableSubmitted" and event["deliverable"] == "drawing":
        event["authors"] = [*event["authors"], *(f"p-{x}" for x in "abcde")]
    closed = event["type"] == "RoundClosed" and event["gate"] == "start"
    return bool(closed and any(event["counts"].values()))


def nobody_holds(entry: Tree, event: Tree) -> bool:
    """Seat somebody who doesn't hold the role."""
    del entry
    if event["type"] == "RoundOpened":
        event["seats"][next(iter(event["seats"]))].append("p-x")
        return True
    return False


@pytest.mark.parametrize(
    ("number", "change"),
    [
        ("I1", without_votes),
        ("I3", nobody_holds),
        ("I4", an_author_votes),
        ("I5", own_delegation),
        ("I7", swap("RoundClosed", "dossier", "0" * 64, how="decided")),
        ("I8", swap("RoundOpened", "due", "2026-01-01T00:00:00.000000Z", gate="poll")),
        ("I8", an_early_timer),
        ("I9", swap("RoundOpened", "round", 99)),
        ("I9", passed_twice),
        ("I10", another_count),
        ("I12", swap("StageEntered", "to", "closing", **{"from": "planning"})),
        pytest.param("I14", stranger("RoleGranted"), id="I14-directory"),
        pytest.param("I14", stranger("ItemWaived"), id="I14-project"),
        ("I30", swap("RoundOpened", "seats", {})),
    ],
)
def test_a_changed_decision_is_noticed(walked: Pair, number: str, change: Change) -> None:
    """I1 to I14, I30: an invariant that nothing can break would not be one."""
    with broken(number):
        read_again(walked, change)


def test_nothing_is_noticed_where_nothing_was_changed(walked: Pair) -> None:
    """Otherwise the test above would pass for any reason."""

    def nothing(entry: Tree, event: Tree) -> bool:
        return bool(entry and event)

    read_again(walked, nothing)


def a_closing(pair: Pair) -> tuple[Any, Round, Tree]:
    """A scene, a round and its closing by votes of two people or more."""
    for stream, project in pair.projects.items():
        for r in project.rounds:
            votes = [v for v in r.votes.values() if v["choice"] not in ("abstain", "recuse")]
            if r.closed and r.closed["how"] == "decided" and len(votes) > 1:
                entry = next(e for e in pair.entries[stream] if e["at"] == r.closed["at"])
                scene: Any = decision_invariants.Scene(pair, entry)
                scene.project = Box(rounds=[r] * len(project.rounds), versions={})
                return scene, copy.deepcopy(r), dict(r.closed)
    raise AssertionError("no round was decided by votes")


def test_two_votes_of_one_voter_are_noticed(walked: Pair) -> None:
    """I2: two people's votes cast by one are one vote too many."""
    scene, r, closed = a_closing(walked)
    for vote in r.votes.values():
        vote["voter"] = "p-a"
    r.closed = None
    scene.project.rounds = [r] * closed["round"]
    with broken("I2"):
        decision_invariants.check_closing(scene, closed)


def test_a_veto_that_was_passed_over_is_noticed(walked: Pair) -> None:
    """I11: a decision that a standing vote vetoes can't be what a round ends in."""
    scene, r, closed = a_closing(walked)
    gate = scene.book.gates[r.opened["gate"]]
    against = next(d for d in gate.decisions if d != closed["decision"])
    vote = next(v for v in r.votes.values() if not gate.seats[v["seat"]].advisory)
    vote["choice"] = against
    r.closed = None
    scene.project.rounds = [r] * closed["round"]
    closed["counts"] = {}
    for one in r.votes.values():
        seat = closed["counts"].setdefault(one["seat"], {})
        seat[one["choice"]] = seat.get(one["choice"], 0) + 1
    scene.book = copy.deepcopy(scene.book)
    scene.book.gates[r.opened["gate"]].seats[vote["seat"]].veto = (closed["decision"],)
    with broken("I11"):
        decision_invariants.check_closing(scene, closed)


# The record.


def last(pair: Pair, stream: str) -> tuple[Any, Tree, StoredEntry]:
    """A pair just before it took the last entry of a stream, that entry, and how it is stored."""
    before: Any = Box(
        bytes={**pair.bytes},
        entries={**pair.entries, stream: pair.entries[stream][:-1]},
    )
    entry = copy.deepcopy(pair.entries[stream][-1])
    with pair.store.read() as reader:
        stored = reader.entries(stream)[-1]
    return before, entry, stored


def stored_as(entry: Tree, stored: StoredEntry) -> StoredEntry:
    """A changed entry as an honest writer would have stored it."""
    data = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return stored._replace(data=data, hash=record_invariants.leaf(data))


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [
        ("I6", "methodology", "0" * 64),
        ("I19", "seq", 7000),
        ("I19", "prev", "0" * 64),
        ("I27", "at", "2020-01-01T00:00:00.000000Z"),
        ("I28", "rules", 1.5),
        ("I28", "rules", 2**53),
    ],
)
def test_a_changed_entry_is_noticed(walked: Pair, number: str, name: str, value: object) -> None:
    """I6, I19, I27, I28: the chain, its time and its form are checked on every entry."""
    stream = max(walked.projects, key=lambda s: len(walked.entries[s]))
    pair, entry, stored = last(walked, stream)
    record_invariants.check_entry(pair, stream, entry, stored)
    entry[name] = value
    with broken(number):
        record_invariants.check_entry(pair, stream, entry, stored_as(entry, stored))


def test_bytes_that_are_not_canonical_are_noticed(walked: Pair) -> None:
    """I28: the same value written otherwise is not the same entry."""
    pair, entry, stored = last(walked, "directory")
    spaced = json.dumps(entry).encode()
    changed = stored._replace(data=spaced, hash=record_invariants.leaf(spaced))
    with broken("I28"):
        record_invariants.check_entry(pair, "directory", entry, changed)


def test_more_than_one_entry_of_a_command_is_noticed(walked: Pair) -> None:
    """I16, I17: an accepted command writes one entry, a refused one none."""
    entry = walked.entries["directory"][-1]
    step = Step(entry["at"], entry["actor"], "directory", entry["command"]["type"], {})
    record_invariants.check_step(walked, step, "ok", {}, [entry])
    with broken("I17"):
        record_invariants.check_step(walked, step, "ok", {}, [entry, entry])
    with broken("I16"):
        record_invariants.check_step(walked, step, "not_permitted", {}, [entry])
    with broken("I16"):
        record_invariants.check_step(walked, step, "ok", {"project/k1": 10**6}, [entry])


def test_a_changed_past_is_noticed(walked: Pair) -> None:
    """I18, I20: what was read once stays, and no command is in a stream twice."""
    known: Any = Box(store=walked.store, bytes=dict(walked.bytes), entries=dict(walked.entries))
    record_invariants.prefixes(known)
    known.entries["directory"] = [*known.entries["directory"], known.entries["directory"][0]]
    with broken("I18"):
        record_invariants.prefixes(known)
    known.bytes["directory"] = [b"{}", *known.bytes["directory"][1:]]
    with broken("I20"):
        record_invariants.prefixes(known)


def test_rows_that_are_not_what_the_streams_fold_to_are_noticed() -> None:
    """I24: a row that somebody removed is back after all are computed again."""
    pair, wishes = Pair(MemoryStore(ORIGIN), SEED), Wishes(SEED)
    for _ in range(60):
        pair.play(wishes.next(pair.model))
    record_invariants.rows(pair)
    with pair.store.write("directory") as unit:
        unit.replace_rows("directory", unit.rows("directory"), unit.rows("directory")[1:])
    with broken("I24"):
        record_invariants.rows(pair)
