"""A project: what the events of its stream make of its state.

A `Project` is changed only by `fold`, which works on a copy of its own; everything else reads.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final, Self, TypeAlias, cast

from engine.canonical import Json
from engine.instant import parse, plus
from engine.rules import events as ev, item_fold, override_fold
from engine.rules.adoption_state import Adoption
from engine.rules.directory import Meta
from engine.rules.project_state import (
    Baseline,
    Call,
    Condition,
    Hold,
    State,
    Stay,
    Version,
    Waiver,
)
from engine.rules.round import Ballot, Dissent, Round


def _started(project: State, event: ev.ProjectStarted | ev.ProjectAdopted, meta: Meta) -> None:
    project.methodology, project.compiled = event["methodology"], event["compiled"]
    project.strength, project.title = event["strength"], event["title"]
    project.started_at = meta.at
    _set(project, event["fields"], meta)


def _adopted(project: State, event: ev.ProjectAdopted, meta: Meta) -> None:
    _started(project, event, meta)
    project.adopted = Adoption(
        tuple(event["stages"]),
        meta.actor,
        meta.at,
        event["digest"],
        event["size"],
        event["name"],
        event["reason"],
    )


def _entered(project: State, event: ev.StageEntered, meta: Meta) -> None:
    project.position = _moved(project.position, event["from"], event["to"], meta.at)
    project.visits.update(event["visits"])
    project.path.append((event["to"], meta.at))


def _moved(position: Mapping[str, Stay], left: str | None, to: str, at: str) -> dict[str, Stay]:
    """The position after `to` was entered: in the place of `left`, if that still stands in it."""
    stay = Stay(at, at)
    if left not in position:
        return {**position, to: stay}
    return dict((to, stay) if one == left else (one, kept) for one, kept in position.items())


def _tracks_left(project: State, event: ev.TracksLeft, meta: Meta) -> None:
    """The stage as a whole stands in the place of its leaves until what follows is entered."""
    first, *others = event["leaves"]
    position = _moved(project.position, first, event["stage"], meta.at)
    project.position = {one: stay for one, stay in position.items() if one not in others}


def _fields(project: State, event: ev.FieldsSet, meta: Meta) -> None:
    _set(project, event["fields"], meta)


def _set(project: State, fields: Mapping[str, Json], meta: Meta) -> None:
    """Give fields their values; who says again what is so already has not set it."""
    for name, value in fields.items():
        if name not in project.fields or project.fields[name] != value:
            project.fields[name], project.set_by[name] = value, meta.actor


def _submitted(project: State, event: ev.DeliverableSubmitted, meta: Meta) -> None:
    version = Version(
        event["version"],
        event["digest"],
        tuple(event["authors"]),
        event["visits"],
        meta.at,
        None,
        event["name"],
        event["size"],
    )
    name = event["deliverable"]
    project.versions[name] = (*project.versions.get(name, ()), version)


def _judged(project: State, event: ev.DeliverableJudged, _: Meta) -> None:
    *earlier, newest = project.versions[event["deliverable"]]
    project.versions[event["deliverable"]] = (
        *earlier,
        newest._replace(verdict=event["verdict"]),
    )


def _opened(project: State, event: ev.RoundOpened, meta: Meta) -> None:
    seats = {seat: tuple(people) for seat, people in event["seats"].items()}
    project.rounds.append(
        Round(
            event["round"],
            event["gate"],
            meta.actor,
            meta.at,
            event["due"],
            event["answers"],
            seats,
            dict(project.visits),
            event["dossier"],
            event.get("weights", {}),
        )
    )
    project.rounds[-1].warn = event.get("warn")


def _near(project: State, _event: ev.DeadlineNear, _: Meta) -> None:
    project.rounds[-1].warn = None


def _voted(project: State, event: ev.VoteCast, meta: Meta) -> None:
    current = project.rounds[-1]
    ballot = Ballot(event, meta.at, meta.proof)
    if event["choice"] == "recuse":
        current.former.append(ballot)
        return
    earlier = current.ballots.pop(event["principal"], None)
    if earlier:
        current.former.append(earlier)
    current.ballots[event["principal"]] = ballot


def _answered(project: State, event: ev.VoteConfirmed | ev.VoteContested, meta: Meta) -> None:
    """A voter's word on a recorded vote; while the round is open, a confirmation proves it."""
    place = event["round"] - 1
    current = project.rounds[place]
    if not current.open:
        current = project.rounds[place] = current.copy()
    ballot = current.ballots[event["principal"]]
    if event["type"] == "VoteContested":
        ballot = ballot._replace(word="contested")
    else:
        proof = meta.proof if current.open else ballot.proof
        ballot = ballot._replace(word="confirmed", proof=proof)
    current.ballots[event["principal"]] = ballot


def _dissented(project: State, event: ev.DissentEscalated, meta: Meta) -> None:
    current = project.rounds[-1]
    # It stands right after the vote that carries it.
    vote = [one.vote for one in current.all_ballots() if one.vote["voter"] == event["person"]][-1]
    assert vote["dissent"]
    current.dissents.append(
        Dissent(
            event["dissent"],
            event["seat"],
            event["person"],
            tuple(event["to"]),
            tuple(event["told"]),
            vote["dissent"],
            meta.at,
        )
    )


def _voided(project: State, event: ev.VotesVoided, _: Meta) -> None:
    current = project.rounds[-1]
    for principal in event["principals"]:
        current.former.append(current.ballots.pop(principal))
    if event["reason"] == "dossier_changed":
        current.disturbed = True


def _removed(project: State, event: ev.ElectorRemoved, _: Meta) -> None:
    current = project.rounds[-1]
    person = event["person"]
    for seat in event["seats"]:
        current.seats[seat] = tuple(one for one in current.seats[seat] if one != person)
    if not current.seats_of(person):
        current.removed[person] = event["reason"]


def _closed_round(project: State, event: ev.RoundClosed, meta: Meta) -> None:
    current = project.rounds[-1]
    if event["decision"]:
        project.passes.pop(event["gate"], None)
    current.how, current.decision, current.closed_at = event["how"], event["decision"], meta.at
    current.assurance = event["assurance"]


def _condition(project: State, event: ev.ConditionOpened, _: Meta) -> None:
    project.conditions[event["condition"]] = Condition(
        event["condition"],
        event["gate"],
        event["round"],
        event["text"],
        event["owner"],
        event["verifier"],
        event["due"],
        event["lapse"],
        "open",
    )


def _met(project: State, event: ev.ConditionMet, _: Meta) -> None:
    number = event["condition"]
    project.conditions[number] = project.conditions[number]._replace(state="met")


def _lapsed(project: State, event: ev.ConditionLapsed, _: Meta) -> None:
    number = event["condition"]
    project.conditions[number] = project.conditions[number]._replace(state="lapsed")


def _waived(project: State, event: ev.ItemWaived, meta: Meta) -> None:
    project.waivers.append(
        Waiver(
            event["gate"], event["item"], event["due"], event["visit"], meta.actor, event["reason"]
        )
    )


def _held(project: State, event: ev.ProjectHeld, meta: Meta) -> None:
    project.holds = event["hold"]
    project.hold = Hold(event["hold"], meta.at, event["due"], announced=False)


def _resumed(project: State, _event: ev.ProjectResumed, meta: Meta) -> None:
    if project.hold:
        held = parse(meta.at) - parse(project.hold.since)
        seconds = held // timedelta(seconds=1)
        project.position = {
            leaf: stay._replace(target_from=plus(stay.target_from, seconds=seconds))
            for leaf, stay in project.position.items()
        }
    project.hold = None


def _review(project: State, _event: ev.HoldReviewDue, _: Meta) -> None:
    if project.hold:
        project.hold = project.hold._replace(announced=True)


def _closed(project: State, event: ev.ProjectClosed, meta: Meta) -> None:
    project.outcome, project.closed_at = event["outcome"], meta.at


def _called(project: State, event: ev.GateCalled | ev.GateReopened, meta: Meta) -> None:
    versions = {name: listed[-1].number for name, listed in project.versions.items()}
    again = event["type"] == "GateReopened"
    project.calls[event["gate"]] = Call(event["by"], meta.at, dict(project.visits), versions, again)
    project.met.pop(event["gate"], None)
    project.passes.pop(event["gate"], None)


def _call_met(project: State, event: ev.CallMet, _: Meta) -> None:
    del project.calls[event["gate"]]
    project.met[event["gate"]] = dict(project.visits)


def _call_ended(project: State, event: ev.CallEnded, _: Meta) -> None:
    del project.calls[event["gate"]]


def _cause_ended(project: State, event: ev.CauseEnded, _: Meta) -> None:
    del project.met[event["gate"]]


def _passed(project: State, event: ev.GatePassed, _: Meta) -> None:
    project.passes[event["gate"]] = dict(project.visits)


def _breached(project: State, event: ev.ToleranceBreached, _: Meta) -> None:
    project.breaches[event["tolerance"]] = event["side"]


def _restored(project: State, event: ev.ToleranceRestored, _: Meta) -> None:
    del project.breaches[event["tolerance"]]


def _baselined(project: State, event: ev.BaselineSet, meta: Meta) -> None:
    earlier = project.baseline
    project.baseline = Baseline(
        event["baseline"],
        meta.at,
        {**earlier.fields, **event["fields"]},
        {**earlier.deliverables, **event["deliverables"]},
    )


def _nothing(_project: State, _event: ev.Event, _: Meta) -> None:
    """Events that tell what happened and leave the state to the events beside them."""


_Apply: TypeAlias = Callable[[State, ev.Event, Meta], None]

_APPLY: Final[Mapping[str, _Apply]] = {
    name: cast("_Apply", apply)
    for name, apply in {
        "ProjectStarted": _started,
        "ProjectAdopted": _adopted,
        "StageEntered": _entered,
        "TracksLeft": _tracks_left,
        "FieldsSet": _fields,
        "DeliverableSubmitted": _submitted,
        "DeliverableJudged": _judged,
        "MoveTaken": _nothing,
        "RoundOpened": _opened,
        "DeadlineNear": _near,
        "DeadlinePassed": _nothing,
        "VoteCast": _voted,
        "VoteConfirmed": _answered,
        "VoteContested": _answered,
        "DissentEscalated": _dissented,
        "VotesVoided": _voided,
        "ElectorRemoved": _removed,
        "RoundClosed": _closed_round,
        "GatePassed": _passed,
        "GateCalled": _called,
        "GateReopened": _called,
        "CallMet": _call_met,
        "CallEnded": _call_ended,
        "CauseEnded": _cause_ended,
        "BaselineSet": _baselined,
        "ToleranceBreached": _breached,
        "ToleranceRestored": _restored,
        "ConditionOpened": _condition,
        "ConditionMet": _met,
        "ConditionLapsed": _lapsed,
        "ItemWaived": _waived,
        **override_fold.APPLY,
        "ProjectHeld": _held,
        "ProjectResumed": _resumed,
        "ProjectClosed": _closed,
        "HoldReviewDue": _review,
        "TimerFired": _nothing,
        "ItemAdded": item_fold.added,
        "ItemSet": item_fold.was_set,
        "ItemMoved": item_fold.moved,
    }.items()
}


class Project(State):
    """A project as its stream tells it."""

    __slots__ = ()

    def fold(self, entries: Iterable[tuple[Meta, Iterable[ev.Event]]]) -> Self:
        """Return the project after `entries`; this one stays as it is."""
        after = self.copy()
        for meta, happened in entries:
            for event in happened:
                _APPLY[event["type"]](after, event, meta)
        return after
