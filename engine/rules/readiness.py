"""Whether a gate is ready, and what its panel judges.

`shortcomings` walks docs/notation.md 2.4 in its order and yields everything that is missing; the
first is the refusal, the whole list is what `why` prints. `dossier` is the digest a vote is bound
to.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine import calendar
from engine.canonical import Json, digest
from engine.methodology.gate_tables import Count, Criterion, Decision, Effect, Gate, GuardAt
from engine.methodology.guard.evaluate import ITEMS, Outcome, part_value
from engine.methodology.guard.explain import explain
from engine.methodology.tables import Tables
from engine.rules.calls import effect_of, since_called
from engine.rules.entering import entry_guards, left_by, steps_of
from engine.rules.panel import approving
from engine.rules.project_state import Version
from engine.rules.refusal import Refusal
from engine.rules.world import (
    World,
    guard_values,
    inside,
    items_asked,
    judge,
    started,
    values_read,
    visit_at,
    workdays,
)


class Shortcoming(NamedTuple):
    """One thing that is missing: code, sentence, address, and the item it is about."""

    code: str
    message: str
    address: str
    item: str


def refuse(world: World, first: Shortcoming) -> Refusal:
    """The refusal for a shortcoming."""
    return Refusal(first.code, first.message, first.address, world.place(first.address))


def shortcomings(world: World, name: str, answers: Mapping[str, Json]) -> Iterator[Shortcoming]:
    """Yield what keeps gate `name` from being ready, in the order of docs/notation.md 2.4."""
    tables, project = started(world)
    gate = tables["gates"][name]
    waived = waived_items(world, name)
    for item in gate["evidence"]:
        if item not in waived:
            yield from _evidence(world, name, item)
    effects = [effect_of(world, name, one) for one in open_approvals(world, gate)]
    left = {stage for one in effects for stage in left_by(tables, project.position, one)}
    yield from missing_fields(world, left)
    for criterion in gate["must"]:
        if criterion["kind"] == "guard" and criterion["id"] not in waived:
            yield from _criterion(world, name, criterion)
    for criterion in gate["must"]:
        if criterion["kind"] == "requester" and criterion["id"] not in waived:
            yield from _answer(criterion, answers)
    yield from _ways_out(world, effects)
    if not effects:
        yield from false_guards(world, [one.get("when") for one in approving(gate)[:1]])


def lasting(world: World, name: str, chosen: Decision) -> Iterator[Shortcoming]:
    """Yield what `chosen` lacks at gate `name` that no override sets aside.

    That is what can't be waived, and what the stages ask that it leaves and enters.
    """
    tables, project = started(world)
    gate, effect = tables["gates"][name], chosen["effect"]
    for item in gate["evidence"]:
        if not tables["deliverables"][item]["waivable"]:
            yield from _evidence(world, name, item)
    yield from missing_fields(world, left_by(tables, project.position, effect))
    for criterion in gate["must"]:
        if criterion["kind"] == "guard" and not criterion["waivable"]:
            yield from _criterion(world, name, criterion)
    yield from _ways_out(world, [effect])
    yield from false_guards(world, [chosen.get("when")])


def waived_items(world: World, name: str) -> list[str]:
    """The items of gate `name` with a waiver in force in the present visit, sorted."""
    tables, project = started(world)
    visit = visit_at(tables["gates"][name], project.visits)
    return sorted(
        {
            waiver.item
            for waiver in project.waivers
            if waiver.gate == name and waiver.visit == visit and world.at < waiver.due
        }
    )


def counting(world: World, name: str, item: str) -> Version | None:
    """The newest version of evidence `item` if it belongs to the visit, or call, it must be of."""
    tables, project = started(world)
    newest = project.newest(item)
    if newest is None or newest.verdict == "return":
        return None
    declared = tables["deliverables"][item]
    if declared.get("per_call") and not since_called(project, name, item, newest.number):
        return None
    again = name in project.calls and project.calls[name].reopened
    if again and since_called(project, name, item, newest.number):
        return newest
    if declared["per_visit"]:
        # Of a join, the stages that the project was in when the version was handed in.
        stages = _stages_of(tables, tables["gates"][name], project.position)
        here = [one for one in stages if one in newest.visits]
        if not here or any(newest.visits[one] != project.visits.get(one) for one in here):
            return None
    return newest


def _stages_of(tables: Tables, gate: Gate, position: Mapping[str, object]) -> Sequence[str]:
    """The stages whose visits count at a gate: those it leaves, or of `within` the one around.

    Of several of them around the position, the first listed.
    """
    if "join" in gate:
        return gate["join"]["named"]
    for one in gate.get("within", ()):
        if inside(tables["stages"][one]["leaves"], position):
            return [one]
    return [gate["leaves"]] if gate["leaves"] else []


def expires(world: World, item: str, version: Version) -> str | None:
    """The instant from which `version` no longer counts, or None."""
    tables, _ = started(world)
    span = tables["deliverables"][item]["valid_for"]
    return calendar.due(world.calendar, version.at, span) if span else None


def missing_fields(world: World, left: Collection[str]) -> Iterator[Shortcoming]:
    """Yield the fields that must be set before one of the stages `left` is left, by name."""
    tables, project = started(world)
    for name in sorted(tables["fields"]):
        field = tables["fields"][name]
        due = [stage for stage in field["required_on_leaving"] if stage in left]
        if due and name not in project.fields:
            yield Shortcoming(
                "field.missing", f"{name} must be set before {due[0]} is left", field["at"], name
            )


def false_guards(world: World, guards: Sequence[GuardAt | None]) -> Iterator[Shortcoming]:
    """Yield the guards that are not true, in order."""
    for guard in guards:
        if guard is None:
            continue
        outcome = judge(world, guard)
        if not outcome.ok:
            code = "guard.error" if outcome.error else "guard.false"
            words = guard_words(world, guard, outcome)
            yield Shortcoming(code, words, guard["at"], guard["at"])


def dossier_of(world: World, name: str, answers: Mapping[str, Json]) -> dict[str, Json]:
    """What the panel of gate `name` judges, as docs/ledger.md section 2 says."""
    tables, project = started(world)
    gate = tables["gates"][name]
    evidence: list[Json] = []
    for item in gate["evidence"]:
        newest = project.newest(item)
        evidence.append(
            {
                "deliverable": item,
                "digest": newest.digest if newest else None,
                "accepted": newest is not None and newest.verdict == "accept",
            }
        )
    judged: dict[str, Json] = {
        "gate": name,
        "methodology": project.methodology,
        "evidence": evidence,
        "fields": {
            field: value
            for field, value in project.fields.items()
            if tables["fields"][field]["material"]
        },
        "answers": dict(answers),
        "waived": waived_items(world, name),
    }
    if "counts" in gate:
        judged["counts"] = {one["at"]: counted(world, one) for one in gate["counts"]}
    return judged


def counted(world: World, count: Count) -> list[Json]:
    """What a guard asks of items, part by part: a number, a truth, or the code of an error."""
    values = {
        **guard_values(world, None, count.get("reads", ())),
        ITEMS: items_asked(world, count["registers"]),
    }
    return [part_value(part, values, workdays(world)) for part in count["parts"]]


def dossier(world: World, name: str, answers: Mapping[str, Json]) -> str:
    """The digest of what the panel of gate `name` judges, 64 hex digits."""
    return digest("dossier", dossier_of(world, name, answers))


def _evidence(world: World, name: str, item: str) -> Iterator[Shortcoming]:
    tables, _ = started(world)
    declared = tables["deliverables"][item]
    title = f"{item} ({declared['title']})"
    version = counting(world, name, item)
    if version is None:
        since = f" since {name} was called" if declared.get("per_call") else ""
        yield Shortcoming(
            "evidence.missing", f"{title} has not been handed in{since}", declared["at"], item
        )
        return
    expiry = expires(world, item, version)
    if expiry is not None and expiry <= world.at:
        yield Shortcoming(
            "evidence.expired", f"{title} counted until {expiry}", declared["at"], item
        )
    elif declared["accepted_by"] and version.verdict != "accept":
        yield Shortcoming(
            "evidence.not_accepted", f"{title} has not been accepted", declared["at"], item
        )


def _criterion(world: World, gate: str, criterion: Criterion) -> Iterator[Shortcoming]:
    guard = criterion["when"]
    assert guard
    outcome = judge(world, guard)
    if not outcome.ok:
        code = "guard.error" if outcome.error else "criterion.failed"
        because = guard_words(world, guard, outcome)
        words = f"the criterion {criterion['id']} of {gate} is not met: {because}"
        yield Shortcoming(code, words, criterion["at"], criterion["id"])


def _answer(criterion: Criterion, answers: Mapping[str, Json]) -> Iterator[Shortcoming]:
    name = criterion["id"]
    if name not in answers:
        yield Shortcoming(
            "answer.missing",
            f"the requester must answer {name}: {criterion['ask']}",
            criterion["at"],
            name,
        )
    elif answers[name] is not True:
        yield Shortcoming(
            "criterion.failed",
            f"the requester answered no to {name}: {criterion['ask']}",
            criterion["at"],
            name,
        )


def _ways_out(world: World, effects: Sequence[Effect]) -> Iterator[Shortcoming]:
    """The exit guards of what approvals leave, then entry guards of what they enter."""
    tables, project = started(world)
    guards = [
        tables["stages"][stage]["exit"]
        for effect in effects
        for stage in left_by(tables, project.position, effect)
    ]
    for effect in effects:
        guards.extend(entry_guards(world, steps_of(tables, project.position, effect)))
    unique = {guard["at"]: guard for guard in guards if guard}
    yield from false_guards(world, list(unique.values()))


def closed_decisions(world: World, gate: Gate) -> frozenset[str]:
    """The decisions of `gate` that aren't open: whose `when` isn't true."""
    return frozenset(
        one["id"] for one in gate["decisions"] if "when" in one and not judge(world, one["when"]).ok
    )


def open_approvals(world: World, gate: Gate) -> list[Decision]:
    """The approvals of `gate` that are open, in order."""
    closed = closed_decisions(world, gate)
    return [one for one in approving(gate) if one["id"] not in closed]


def guard_words(world: World, guard: GuardAt, outcome: Outcome) -> str:
    """Why a guard isn't true, in one clause; where it asks items, which they are."""
    if "registers" in guard and outcome.error is None:
        reasons = explain(guard["tree"], values_read(world, guard), add_workdays=workdays(world))
        return "; ".join(reasons)
    if outcome.error == "guard.missing_value":
        return f"{outcome.name} is not set, and {guard['text']} needs it"
    if outcome.error:
        return f"{guard['text']} can't be evaluated ({outcome.error})"
    return f"{guard['text']} is false"
