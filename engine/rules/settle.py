"""Settling: what follows from what just happened, in the same entry.

After the events of a command, the open round is put right: votes on a dossier that changed are
void, electors who became excluded are out, and if the outcome can no longer change the round closes
and its decision takes effect. `settle` is called on the world after those events and returns the
events that follow.
"""

from collections.abc import Iterator, Mapping, Sequence

from engine import calendar
from engine.canonical import Json
from engine.methodology.gate_tables import Decision, Effect
from engine.rules import events as ev
from engine.rules.apart import excluded
from engine.rules.baselines import set_baseline
from engine.rules.calls import effect_of, is_away
from engine.rules.directory import Meta
from engine.rules.entering import enter, steps_of
from engine.rules.outcome import standing_decision, tally
from engine.rules.panel import ABSTAIN, APPROVALS, Tally
from engine.rules.readiness import closed_decisions, dossier, dossier_of, shortcomings
from engine.rules.round import Round
from engine.rules.world import World, started

PROOFS = ("asserted", "os", "ssh")
"""Kinds of proof, the weakest first."""


def follow(world: World, meta: Meta, happened: Sequence[ev.Event]) -> World:
    """The world after `happened` in an entry of `meta`."""
    assert world.project
    return world._replace(project=world.project.fold([(meta, happened)]))


def settle(before: World, world: World, meta: Meta) -> Iterator[ev.Event]:
    """Yield what follows for the open round; `before` is the world the command was judged on."""
    _, project = started(world)
    if project.open_round is None:
        return
    happened, world = put_right(before, world, meta)
    yield from happened
    current = started(world)[1].open_round
    assert current
    outcome = tally(count_round(world, current))
    if outcome.decision is not None:
        how: ev.How = "otherwise" if outcome.how == "otherwise" else "decided"
        yield from close(world, meta, how, outcome.decision)


def put_right(before: World, world: World, meta: Meta) -> tuple[list[ev.Event], World]:
    """Void votes on another dossier, remove who became excluded; the events, and the world then."""
    happened: list[ev.Event] = []
    for step in (_void_stale, _remove_excluded):
        events = list(step(before, world))
        happened += events
        world = follow(world, meta, events)
    return happened, world


def count_round(
    world: World, current: Round, *, final: bool = False, without: str | None = None
) -> Tally:
    """The count of a round as it stands, or as it would without the vote of one principal."""
    gate = started(world)[0]["gates"][current.gate]
    ready = next(shortcomings(world, current.gate, current.answers), None) is None
    votes = {one: ballot.vote for one, ballot in current.ballots.items() if one != without}
    return Tally(
        gate,
        current.seats,
        votes,
        ready=ready,
        final=final,
        weights=current.weights,
        closed=closed_decisions(world, gate),
    )


def expire(world: World, meta: Meta) -> Iterator[ev.Event]:
    """Yield what the deadline of the open round does: docs/notation.md 2.6."""
    happened, world = put_right(world, world, meta)
    yield from happened
    tables, project = started(world)
    current = project.open_round
    assert current
    gate = tables["gates"][current.gate]
    deadline = gate["deadline"]
    assert deadline
    count = count_round(world, current, final=True)
    standing = standing_decision(count)
    if standing:
        yield from close(world, meta, "deadline", standing)
        return
    wanted = next(one for one in gate["decisions"] if one["id"] == deadline["then"])
    unchanged = current.dossier == dossier(world, current.gate, current.answers)
    if wanted["kind"] not in APPROVALS:
        yield from close(world, meta, "deadline", wanted["id"])
    elif _by_silence(count, wanted) and unchanged and not current.disturbed:
        yield from close(world, meta, "silence", wanted["id"])
    else:
        yield from close(world, meta, "deadline", gate["otherwise"])


def _by_silence(count: Tally, wanted: Decision) -> bool:
    """Whether an approval may come by silence; with a decider, only one they could have named."""
    return count.permitted(wanted) and (count.decider is None or count.may_be_named(wanted))


def close(world: World, meta: Meta, how: ev.How, decision: str) -> Iterator[ev.Event]:
    """Yield the closing of the open round with `decision`, and what that does."""
    tables, project = started(world)
    current = project.open_round
    assert current
    closing = closed(world, current, how, decision)
    yield closing
    away = is_away(world, current.gate)
    world = follow(world, meta, [closing])
    chosen = next(
        one for one in tables["gates"][current.gate]["decisions"] if one["id"] == decision
    )
    if chosen["kind"] in APPROVALS:
        yield {
            "type": "GatePassed",
            "gate": current.gate,
            "round": current.number,
            "decision": decision,
        }
        if current.gate in project.calls:
            yield {"type": "CallMet", "gate": current.gate, "round": current.number}
    yield from _conditions(world, current, chosen)
    yield from set_baseline(world, current, chosen)
    effect = effect_of(world, current.gate, chosen)
    if effect["to"] and not away:
        yield from enter(world, world.steps(f"gate:{current.gate}:{decision}"))
    else:
        yield from take_effect(world, effect, current.number)


def closed(world: World, current: Round, how: ev.How, decision: str | None) -> ev.RoundClosed:
    """The event that closes `current`, with its counts and the assurance of its counted votes."""
    gate = started(world)[0]["gates"][current.gate]
    advisory = {seat["id"] for seat in gate["panel"] if seat["advisory"]}
    proofs = [
        PROOFS.index(ballot.proof)
        for ballot in current.ballots.values()
        if ballot.vote["choice"] != ABSTAIN and ballot.vote["seat"] not in advisory
    ]
    return {
        "type": "RoundClosed",
        "round": current.number,
        "gate": current.gate,
        "how": how,
        "decision": decision,
        "counts": _counts(current),
        "dossier": dossier(world, current.gate, current.answers),
        "assurance": PROOFS[min(proofs)] if proofs else None,
    }


def void_round(world: World) -> list[ev.Event]:
    """The event that closes an open round as voided, if there is one."""
    current = started(world)[1].open_round
    return [closed(world, current, "voided", None)] if current else []


def take_effect(world: World, effect: Effect, number: int | None) -> Iterator[ev.Event]:
    """Yield what an effect does; `number` is the round it comes from, if any."""
    tables, project = started(world)
    if effect["to"]:
        yield from enter(world, steps_of(tables, project.position, effect))
    elif effect["kind"] == "closes":
        assert effect["outcome"]
        yield {"type": "ProjectClosed", "outcome": effect["outcome"]}
    elif effect["kind"] == "holds" and project.hold is None:
        span = effect["review_in"]
        yield {
            "type": "ProjectHeld",
            "hold": project.holds + 1,
            "due": calendar.due(world.calendar, world.at, span) if span else None,
            "round": number,
        }


def removal_events(
    current: Round,
    removals: Mapping[str, Sequence[str]],
    reasons: Mapping[str, ev.RemovalReason],
) -> Iterator[ev.Event]:
    """Yield the removal of people from seats, by person, then the votes that are void by it."""
    for person in sorted(removals):
        yield {
            "type": "ElectorRemoved",
            "round": current.number,
            "person": person,
            "seats": sorted(removals[person]),
            "reason": reasons[person],
        }
    void = [
        principal
        for principal, ballot in current.ballots.items()
        if ballot.vote["seat"] in removals.get(principal, ())
        or reasons.get(ballot.vote["voter"]) == "recused"
    ]
    yield from voided(current, void, "elector_removed", [])


def voided(
    current: Round, principals: Sequence[str], reason: ev.Reason, changed: Sequence[str]
) -> Iterator[ev.Event]:
    """Yield the voiding of the votes for `principals`, if there are any."""
    if principals:
        yield {
            "type": "VotesVoided",
            "round": current.number,
            "principals": sorted(principals),
            "reason": reason,
            "changed": sorted(changed),
        }


def _void_stale(before: World, world: World) -> Iterator[ev.Event]:
    current = started(world)[1].open_round
    assert current
    present = dossier(world, current.gate, current.answers)
    stale = [
        principal
        for principal, ballot in current.ballots.items()
        if ballot.vote["material"] != present
    ]
    if stale:
        changed = _changed(before, world, current)
        yield from voided(current, stale, "dossier_changed", changed)


def _changed(before: World, world: World, current: Round) -> list[str]:
    """The addresses of what differs in the dossier; the gate itself when only time has passed."""
    tables, _ = started(world)
    old = dossier_of(before, current.gate, current.answers)
    new = dossier_of(world, current.gate, current.answers)
    addresses: list[str] = []
    counts = (one.get("counts", {}) for one in (old, new))
    addresses += _differing(*counts)
    for kind in ("fields", "evidence"):
        mine, theirs = (_named(kind, one[kind]) for one in (old, new))
        addresses += [
            f"{'fields' if kind == 'fields' else 'deliverables'}.{name}"
            for name in mine.keys() | theirs.keys()
            if mine.get(name) != theirs.get(name)
        ]
    if not addresses or old["waived"] != new["waived"]:
        addresses.append(tables["gates"][current.gate]["at"])
    return addresses


def _differing(old: Json, new: Json) -> list[str]:
    """The keys of two objects whose values differ."""
    assert isinstance(old, Mapping)
    assert isinstance(new, Mapping)
    return [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]


def _named(kind: str, part: object) -> Mapping[str, object]:
    if kind == "fields":
        assert isinstance(part, Mapping)
        return part
    assert isinstance(part, list)
    return {item["deliverable"]: item for item in part}


def _remove_excluded(_: World, world: World) -> Iterator[ev.Event]:
    tables, project = started(world)
    current = project.open_round
    assert current
    seats = {seat["id"]: seat for seat in tables["gates"][current.gate]["panel"]}
    removals: dict[str, list[str]] = {}
    for name, people in current.seats.items():
        for person in people:
            if excluded(world, current.gate, seats[name], person):
                removals.setdefault(person, []).append(name)
    yield from removal_events(current, removals, dict.fromkeys(removals, "apart"))
    barred = [
        principal
        for principal, ballot in current.ballots.items()
        if ballot.vote["voter"] != principal
        and ballot.vote["seat"] not in removals.get(principal, ())
        and excluded(world, current.gate, seats[ballot.vote["seat"]], ballot.vote["voter"])
    ]
    yield from voided(current, barred, "delegate_apart", [])


def _conditions(world: World, current: Round, chosen: Decision) -> Iterator[ev.Event]:
    """Yield the conditions of the votes for a conditional go, in the order the votes were cast."""
    terms = chosen["conditions"]
    if terms is None:
        return
    number = len(started(world)[1].conditions)
    for ballot in current.ballots.values():
        if ballot.vote["choice"] != chosen["id"]:
            continue
        for asked in ballot.vote["conditions"]:
            number += 1
            yield {
                "type": "ConditionOpened",
                "condition": number,
                "gate": current.gate,
                "round": current.number,
                "text": asked["text"],
                "owner": asked["owner"],
                "verifier": asked["verifier"],
                "due": calendar.end_of_day(world.calendar, asked["due"]),
                "lapse": terms["lapse"],
            }


def _counts(current: Round) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {seat: {} for seat in current.seats}
    for ballot in current.ballots.values():
        choices = counts[ballot.vote["seat"]]
        choices[ballot.vote["choice"]] = choices.get(ballot.vote["choice"], 0) + 1
    return counts
