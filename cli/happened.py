"""What happened, event by event, in sentences: for the answer to an act, and for a history.

teller = Teller(session.names, session.zone)
for line in teller.lines(entry["events"]): ...
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias, cast

from cli.names import Names
from cli.times import shown, until
from cli.typing_out import typed
from cli.words import HOW, PROOFS
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.commands import TEXTS

Event: TypeAlias = Mapping[str, Json]


class Teller:
    """Tells events with handles for ids and local days for instants."""

    def __init__(self, names: Names, zone: Callable[[], ZoneTable]) -> None:
        """`zone` is asked for when there is an instant to tell."""
        self.names = names
        self._zone = zone

    def lines(self, events: Iterable[Event]) -> list[str]:
        """A sentence for each event that is worth one."""
        listed = list(events)
        self.names.load_texts(_texts(listed))
        told = (_TELL[str(event["type"])](self, event) for event in listed)
        return [line for line in told if line]

    def who(self, person: Json) -> str:
        """A person by handle."""
        return self.names.of(str(person))

    def all(self, people: Json) -> str:
        """Several people by handle."""
        return self.names.all(cast("Sequence[str]", people)) or "nobody"

    def said(self, commitment: Json) -> str:
        """A text, in quotes; nothing where there is none."""
        return "" if commitment is None else f'"{self.names.text(str(commitment))}"'

    def by(self, instant: Json) -> str:
        """Until when, to the minute."""
        return f"until {shown(self._zone(), str(instant))}"

    def until(self, due: Json) -> str:
        """The end of the time there is."""
        return until(self._zone(), str(due))


_Tell: TypeAlias = Callable[[Teller, Event], str]


def _texts(events: Iterable[Event]) -> set[str]:
    """Every commitment in the events, so that they are read at once."""
    found: set[str] = set()
    for event in events:
        found.update(str(event[name]) for name in TEXTS if isinstance(event.get(name), str))
        for one in cast("Sequence[Mapping[str, str]]", event.get("conditions") or ()):
            found.add(one["text"])
    return found


def _granted(teller: Teller, event: Event) -> str:
    return f"{teller.who(event['person'])} holds {event['role']} {_scope(event)}"


def _revoked(teller: Teller, event: Event) -> str:
    return f"{teller.who(event['person'])} no longer holds {event['role']} {_scope(event)}"


def _scope(event: Event) -> str:
    scope = str(event["scope"])
    if scope == "organisation":
        return "in the organisation"
    return f"in {scope.removeprefix('project/')}"


def _delegated(teller: Teller, event: Event) -> str:
    return (
        f"delegation {event['delegation']}: {teller.who(event['to'])} may vote for "
        f"{teller.who(event['principal'])} as {event['role']} {_scope(event)}, "
        f"{event['since']} to {event['until']}"
    )


def _calendar(_: Teller, event: Event) -> str:
    changes = []
    for verb, name in (("added", "add"), ("removed", "remove")):
        days = cast("Sequence[str]", event[name])
        if days:
            changes.append(f"{verb} {', '.join(days)}")
    return f"holidays: {'; '.join(changes) or 'nothing changed'}"


def _fields(teller: Teller, event: Event) -> str:
    fields = cast("Mapping[str, Json]", event["fields"])
    return ", ".join(f"{name} is {typed(fields[name], teller.names)}" for name in sorted(fields))


def _submitted(teller: Teller, event: Event) -> str:
    return (
        f"{event['deliverable']} version {event['version']} handed in "
        f"by {teller.all(event['authors'])}: {teller.said(event['name'])}, "
        f"{event['size']} bytes, sha256 {str(event['digest'])[:12]}"
    )


def _judged(teller: Teller, event: Event) -> str:
    verdict = "accepted" if event["verdict"] == "accept" else "returned"
    comment = f": {teller.said(event['comment'])}" if event["comment"] else ""
    return f"{event['deliverable']} version {event['version']} {verdict}{comment}"


def _opened(teller: Teller, event: Event) -> str:
    seats = cast("Mapping[str, Sequence[str]]", event["seats"])
    panel = "; ".join(f"{seat}: {teller.all(people)}" for seat, people in seats.items())
    due = f"; to be decided by {teller.until(event['due'])}" if event["due"] else ""
    return f"round {event['round']} of {event['gate']} opened ({panel}){due}"


def _voted(teller: Teller, event: Event) -> str:
    voter, principal = teller.who(event["voter"]), teller.who(event["principal"])
    behalf = "" if voter == principal else f" for {principal}"
    choice = event["choice"]
    did = "decided" if event["meaning"] == "decision" else "voted"
    verb = {"abstain": "abstained", "recuse": "stood aside"}.get(str(choice), f"{did} {choice}")
    advice = ", as advice" if event["meaning"] == "advice" else ""
    comment = f": {teller.said(event['comment'])}" if event["comment"] else ""
    recorder = cast("Mapping[str, Json] | None", event["recorder"])
    by = f", recorded by {teller.who(recorder['person'])} from the minutes" if recorder else ""
    dissent = f", with a dissent: {teller.said(event['dissent'])}" if event["dissent"] else ""
    return f"{voter} {verb}{behalf} in the seat {event['seat']}{advice}{by}{comment}{dissent}"


def _escalated(teller: Teller, event: Event) -> str:
    told = f"; told: {teller.all(event['told'])}" if event["told"] else ""
    return f"dissent {event['dissent']} went to {teller.all(event['to'])}{told}"


def _contested(teller: Teller, event: Event) -> str:
    vote = f"the vote recorded in their name in round {event['round']}"
    return f"{teller.who(event['voter'])} contested {vote}: {teller.said(event['reason'])}"


def _voided(teller: Teller, event: Event) -> str:
    why = {
        "dossier_changed": "what is judged has changed",
        "elector_removed": "they are out of the seat",
        "delegation_ended": "the delegation ended",
        "delegate_apart": "the delegate may not vote here any more",
        "contested": "the voter denies what was recorded",
    }[str(event["reason"])]
    changed = cast("Sequence[str]", event["changed"])
    named = f" ({', '.join(changed)})" if changed else ""
    return f"the votes for {teller.all(event['principals'])} are void: {why}{named}"


def _removed(teller: Teller, event: Event) -> str:
    seats = ", ".join(cast("Sequence[str]", event["seats"]))
    why = str(event["reason"]).replace("_", " ")
    return f"{teller.who(event['person'])} is out of {seats}: {why}"


def _closed_round(_: Teller, event: Event) -> str:
    how = HOW[str(event["how"])]
    decision = f"{event['decision']}, {how}" if event["decision"] else how
    assurance = event["assurance"]
    proof = f" (votes: {PROOFS[str(assurance)]})" if assurance else ""
    return f"round {event['round']} of {event['gate']} closed: {decision}{proof}"


def _condition(teller: Teller, event: Event) -> str:
    return (
        f"condition {event['condition']}: {teller.said(event['text'])}, "
        f"{teller.who(event['owner'])} by {teller.until(event['due'])}, "
        f"verified by {teller.who(event['verifier'])}"
    )


def _item_added(teller: Teller, event: Event) -> str:
    fields = _fields(teller, event)
    with_ = f"; {fields}" if fields else ""
    return f"{event['register']} {event['item']} added: {teller.said(event['title'])}{with_}"


def _item_set(teller: Teller, event: Event) -> str:
    title = [f"is now {teller.said(event['title'])}"] if event["title"] else []
    changed = ", ".join([*title, *([_fields(teller, event)] if event["fields"] else [])])
    return f"{event['register']} {event['item']}: {changed}"


def _item_moved(teller: Teller, event: Event) -> str:
    comment = f": {teller.said(event['comment'])}" if event["comment"] else ""
    way = f"from {event['from']} to {event['to']}"
    return f"{event['register']} {event['item']} moved {way}{comment}"


def _held(teller: Teller, event: Event) -> str:
    return f"on hold, to be reviewed by {teller.until(event['due'])}" if event["due"] else "on hold"


def _baselined(teller: Teller, event: Event) -> str:
    parts = [_fields(teller, event)] if event["fields"] else []
    versions = cast("Mapping[str, str]", event["deliverables"])
    parts += [f"{name} is sha256 {versions[name][:12]}" for name in sorted(versions)]
    return f"baseline {event['baseline']}: {', '.join(parts)}"


def _breached(_: Teller, event: Event) -> str:
    beyond = "more" if event["side"] == "over" else "less"
    return (
        f"{event['tolerance']} is beyond its tolerance: {event['forecast']} is {beyond} than "
        f"{event['limit']}, the limit for {event['baseline']}"
    )


def _started(teller: Teller, event: Event) -> str:
    fields = _fields(teller, event)
    return f"project {teller.said(event['title'])} started{'; ' if fields else ''}{fields}"


def _tracks_left(_: Teller, event: Event) -> str:
    return f"left {event['stage']} from {' and '.join(cast('Sequence[str]', event['leaves']))}"


def _adopted(teller: Teller, event: Event) -> str:
    where = " and ".join(cast("Sequence[str]", event["stages"]))
    fields = _fields(teller, event)
    proof = f"{teller.said(event['name'])}, sha256 {str(event['digest'])[:12]}"
    words = f"project {teller.said(event['title'])} adopted at {where}, on {proof}"
    return f"{words}: {teller.said(event['reason'])}{'; ' if fields else ''}{fields}"


def _told(teller: Teller, event: Event) -> str:
    """Who else was told."""
    return f"; told: {teller.all(event['told'])}" if event["told"] else ""


_TELL: Final[Mapping[str, _Tell]] = {
    "OrganisationFounded": lambda teller, event: f"founded by {teller.who(event['founder'])}",
    "CharterAdopted": lambda _, event: f"charter {event['version']} is in force",
    "CalendarAmended": _calendar,
    "PersonAdded": lambda teller, event: (
        f"{teller.who(event['person'])} is in the directory: {teller.said(event['name'])}"
    ),
    "PersonLeft": lambda teller, event: (
        f"{teller.who(event['person'])} left: {teller.said(event['reason'])}"
    ),
    "DepartmentAssigned": lambda teller, event: (
        f"{teller.who(event['person'])} is of the department {event['department']}"
    ),
    "RoleGranted": _granted,
    "RoleRevoked": _revoked,
    "Delegated": _delegated,
    "DelegationEnded": lambda teller, event: f"delegation {event['delegation']} ended",
    "MethodologyPublished": lambda _, event: (
        f"{event['methodology']} {event['version']} is in force"
    ),
    "TextErased": lambda _, event: f"the text of {str(event['commitment'])[:12]} is erased",
    "ProjectStarted": _started,
    "ProjectAdopted": _adopted,
    "StageEntered": lambda _, event: f"entered {event['to']}",
    "TracksLeft": _tracks_left,
    "FieldsSet": _fields,
    "DeliverableSubmitted": _submitted,
    "DeliverableJudged": _judged,
    "MoveTaken": lambda _, event: f"moved from {event['from']} to {event['to']}",
    "RoundOpened": _opened,
    "VoteCast": _voted,
    "DissentEscalated": _escalated,
    "VoteConfirmed": lambda teller, event: (
        f"{teller.who(event['voter'])} confirmed the vote recorded in round {event['round']}"
    ),
    "VoteContested": _contested,
    "VotesVoided": _voided,
    "ElectorRemoved": _removed,
    "RoundClosed": _closed_round,
    "DeadlineNear": lambda teller, event: (
        f"the deadline of round {event['round']} is near ({teller.until(event['due'])}); "
        f"not voted yet: {teller.all(event['waiting'])}{_told(teller, event)}"
    ),
    "DeadlinePassed": lambda teller, event: (
        f"not voted when the deadline of round {event['round']} came: "
        f"{teller.all(event['waiting'])}{_told(teller, event)}"
    ),
    "GatePassed": lambda _, event: f"{event['gate']} passed",
    "GateCalled": lambda _, event: f"{event['gate']} is called, by {event['by']}",
    "GateReopened": lambda _, event: f"{event['gate']} is open again, by {event['by']}",
    "CallMet": lambda _, event: f"the call of {event['gate']} is met: what it blocked is open",
    "CallEnded": lambda _, event: f"{event['gate']} is no longer called: its stage was left",
    "BaselineSet": _baselined,
    "ToleranceBreached": _breached,
    "ToleranceRestored": lambda _, event: (
        f"{event['tolerance']} is within its tolerance again: {event['forecast']}"
    ),
    "CauseEnded": lambda _, event: f"what called {event['gate']} is over",
    "ConditionOpened": _condition,
    "ConditionMet": lambda _, event: (
        f"condition {event['condition']} met{', late' if event['late'] else ''}"
    ),
    "ConditionLapsed": lambda _, event: f"condition {event['condition']} lapsed",
    "ItemWaived": lambda teller, event: (
        f"{event['item']} waived at {event['gate']} until {event['until']}: "
        f"{teller.said(event['reason'])}"
    ),
    "OverrideRequested": lambda teller, event: (
        f"override {event['override']} of {event['gate']} ({event['decision']}) is asked for: "
        f"{teller.said(event['reason'])}; a second person can join {teller.by(event['until'])}"
    ),
    "GateOverridden": lambda teller, event: (
        f"{event['gate']} was overridden by {teller.all(event['people'])}, not passed "
        f"(override {event['override']}); to be reviewed by {teller.until(event['due'])}"
    ),
    "OverrideReviewDue": lambda _, event: f"override {event['override']} is due for review",
    "OverrideReviewed": lambda teller, event: (
        f"override {event['override']} reviewed{', late' if event['late'] else ''}: "
        f"{teller.said(event['reason'])}"
    ),
    "ProjectHeld": _held,
    "ProjectResumed": lambda _, __: "resumed",
    "ProjectClosed": lambda _, event: f"closed: {event['outcome']}",
    "HoldReviewDue": lambda _, event: f"hold {event['hold']} is due for review",
    "ItemAdded": _item_added,
    "ItemSet": _item_set,
    "ItemMoved": _item_moved,
    "TimerFired": lambda _, event: f"time came for {event['timer']}",
    "CommandRefused": lambda _, event: f"{event['command']} refused: {event['code']}",
    "SnapshotTaken": lambda _, event: f"snapshot of entry {event['seq']}",
}
