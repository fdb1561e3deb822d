"""The history of a ledger for people: each act in a line or two, then what followed from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias, cast

from cli.happened import Event, Teller
from cli.output import width
from cli.scopes import scope_words
from cli.session import Session
from cli.text import Line, Styled, wrap
from cli.times import shown
from cli.typing_out import typed
from engine.audit.history import Told
from engine.canonical import Json
from engine.ledger.entry import Entry
from engine.methodology.characters import safe
from engine.names import SYSTEM
from engine.recorder import REFUSALS
from engine.rules.commands import texts

Args: TypeAlias = Mapping[str, Json]
_Tell: TypeAlias = Callable[["Historian", Entry, Args], str]

BESIDE_A_VOTER: Final[Mapping[str, str]] = {
    "asserted": "not authenticated",
    "os": "operating system user",
    "ssh": "signed",
}
"""What stands beside the name of somebody who voted."""


class Historian:
    """Tells acts: who did what, by whose leave nobody asks here, and what followed."""

    def __init__(self, session: Session, *, one_project: bool) -> None:
        """`one_project` leaves out in which project an act was done."""
        self.names = session.names
        self.zone = session.zone()
        self.teller = Teller(session.names, session.zone)
        self._one_project = one_project

    def lines(self, told: Sequence[Told]) -> Iterator[Line]:
        """The acts, oldest first, under a word on how people were known."""
        self._load(told)
        if any(one.entry["proof"]["kind"] == "asserted" for one in told):
            words = "Who did what is asserted: people were not authenticated."
            yield Styled("dim", words)
        if not told:
            yield "nothing has happened"
        for one in told:
            yield from self._act(one)

    def _act(self, told: Told) -> Iterator[Line]:
        entry = told.entry
        when = shown(self.zone, entry["at"])
        where = "" if self._one_project else f"{_place(entry)}: "
        words = f"{where}{self.said(entry)}"
        style: Callable[[str], str | Styled] = (
            (lambda line: Styled("yellow", line)) if told.refused else (lambda line: line)
        )
        first, *rest = wrap(safe(words), width() - len(when) - 2)
        yield (Styled("dim", f"{when}  "), style(first))
        yield from ((" " * (len(when) + 2), style(line)) for line in rest)
        for sentence in self._followed(told):
            first, *rest = wrap(safe(sentence), width() - 10)
            yield f"      -> {first}"
            yield from (f"         {line}" for line in rest)

    def said(self, entry: Entry) -> str:
        """One act in a sentence."""
        told = _ACTS.get(entry["command"]["type"])
        if told is None:
            return f"{self.who(entry['actor'])}: {entry['command']['type']}"
        return told(self, entry, entry["command"]["args"])

    def who(self, person: Json) -> str:
        """A person by handle; the engine by its name."""
        return "Phasegate" if person == SYSTEM else self.names.of(str(person))

    def text(self, commitment: Json) -> str:
        """A text in quotes, after a colon; nothing where there is none."""
        return f": {self.teller.said(commitment)}" if commitment else ""

    def _followed(self, told: Told) -> Iterator[str]:
        """What followed, a sentence each; a round that closed with its count."""
        for event in cast("Sequence[Event]", told.followed()):
            for line in self.teller.lines([event]):
                counts = _counts(event) if event["type"] == "RoundClosed" else ""
                yield f"{line}{counts}"

    def _load(self, told: Sequence[Told]) -> None:
        """Read all names and texts at once."""
        self.names.load({one.entry["actor"] for one in told} - {SYSTEM})
        self.names.load_texts(
            {text for one in told for _, _, text in texts(one.entry["command"]["args"])}
        )


def _place(entry: Entry) -> str:
    return entry["stream"].removeprefix(REFUSALS).removeprefix("project/")


def _event(entry: Entry, kind: str) -> Event:
    """The first event of a kind, which an accepted command has."""
    return next((one for one in entry["events"] if one["type"] == kind), {})


def _counts(event: Event) -> str:
    """How the votes of a closed round were counted: `; owner 2 go; clerk 1 go, 1 hold`."""
    counts = cast("Mapping[str, Mapping[str, int]]", event["counts"])
    parts = [
        f"{seat} {', '.join(f'{number} {choice}' for choice, number in sorted(votes.items()))}"
        for seat, votes in sorted(counts.items())
        if votes
    ]
    return f"; {'; '.join(parts)}" if parts else "; nobody had voted"


def _founded(one: Historian, entry: Entry, args: Args) -> str:
    who, handle = one.who(entry["actor"]), one.teller.said(args["name"])
    return f"{who} ({handle}) founded the organisation {entry['origin']}"


def _added(one: Historian, entry: Entry, args: Args) -> str:
    name = one.teller.said(args["name"])
    return f"{one.who(entry['actor'])} added {one.who(args['person'])}, {name}"


def _published(one: Historian, entry: Entry, args: Args) -> str:
    return f"{one.who(entry['actor'])} published {args['methodology']} {args['version']}"


def _granted(one: Historian, entry: Entry, args: Args) -> str:
    verb = "gave" if entry["command"]["type"] == "GrantRole" else "took from"
    person, scope = one.who(args["person"]), scope_words(str(args["scope"]))
    return f"{one.who(entry['actor'])} {verb} {person} the role {args['role']} ({scope})"


def _delegated(one: Historian, entry: Entry, args: Args) -> str:
    dates = f"from {args['since']} to {args['until']}"
    role = f"{args['role']} ({scope_words(str(args['scope']))})"
    who, to = one.who(entry["actor"]), one.who(args["to"])
    return f"{who} lent {to} the vote as {role} {dates}{one.text(args['reason'])}"


def _started(one: Historian, entry: Entry, args: Args) -> str:
    fields = _fields(one, args)
    with_ = f" with {fields}" if fields else ""
    return f"{one.who(entry['actor'])} started the project {one.teller.said(args['title'])}{with_}"


def _adopted(one: Historian, entry: Entry, args: Args) -> str:
    where = " and ".join(cast("Sequence[str]", args["stages"]))
    fields = _fields(one, args)
    with_ = f" with {fields}" if fields else ""
    what = f"the project {one.teller.said(args['title'])} at {where}{with_}"
    proof = f"on {one.teller.said(args['name'])}, sha256 {str(args['digest'])[:12]}"
    return f"{one.who(entry['actor'])} adopted {what} {proof}{one.text(args['reason'])}"


def _fields(one: Historian, args: Args) -> str:
    fields = cast("Args", args["fields"])
    return ", ".join(f"{name} {typed(fields[name], one.names)}" for name in sorted(fields))


def _submitted(one: Historian, entry: Entry, args: Args) -> str:
    event = _event(entry, "DeliverableSubmitted")
    others = [name for name in cast("Sequence[str]", args["authors"]) if name != entry["actor"]]
    with_ = f" by {one.names.all(others)} and themselves" if others else ""
    what = f"{args['deliverable']} version {event.get('version')}{with_}"
    file = f"{one.teller.said(args['name'])}, sha256 {str(args['digest'])[:12]}"
    return f"{one.who(entry['actor'])} handed in {what}: {file}"


def _judged(one: Historian, entry: Entry, args: Args) -> str:
    verb = "accepted" if args["verdict"] == "accept" else "returned"
    version = _event(entry, "DeliverableJudged").get("version")
    what = f"{args['deliverable']} version {version}"
    return f"{one.who(entry['actor'])} {verb} {what}{one.text(args['comment'])}"


def _requested(one: Historian, entry: Entry, args: Args) -> str:
    event = _event(entry, "RoundOpened")
    seats = cast("Mapping[str, Sequence[str]]", event.get("seats", {}))
    panel = "; ".join(f"{seat}: {one.teller.all(people)}" for seat, people in seats.items())
    due = f"; to be decided by {one.teller.until(event['due'])}" if event.get("due") else ""
    who = one.who(entry["actor"])
    return f"{who} asked for {args['gate']}, round {event.get('round')} ({panel}){due}"


def _voted(one: Historian, entry: Entry, args: Args) -> str:
    event = _event(entry, "VoteCast")
    voter, choice = one.who(entry["actor"]), str(args["choice"])
    proof = BESIDE_A_VOTER[entry["proof"]["kind"]]
    did = "decided" if event.get("meaning") == "decision" else "voted"
    verb = {"abstain": "abstained", "recuse": "stood aside"}.get(choice, f"{did} {choice}")
    behalf = "" if args["principal"] == entry["actor"] else f" for {one.who(args['principal'])}"
    advice = ", as advice" if event.get("meaning") == "advice" else ""
    seat = f"at {args['gate']} in the seat {event.get('seat')}{advice}"
    said = f"{_sheet(args)}{one.text(args['comment'])}{_dissent(one, args)}"
    return f"{voter} ({proof}) {verb}{behalf} {seat}{said}"


def _dissent(one: Historian, args: Args) -> str:
    return f", with a dissent{one.text(args['dissent'])}" if args["dissent"] else ""


def _recorded(one: Historian, entry: Entry, args: Args) -> str:
    event = _event(entry, "VoteCast")
    proof = BESIDE_A_VOTER[entry["proof"]["kind"]]
    voter, choice = one.who(args["voter"]), str(args["choice"])
    behalf = "" if args["principal"] == args["voter"] else f" for {one.who(args['principal'])}"
    advice = ", as advice" if event.get("meaning") == "advice" else ""
    seat = f"at {args['gate']} in the seat {event.get('seat')}{advice}"
    said = "abstained" if choice == "abstain" else f"voted {choice}"
    words = f"{voter} {said}{behalf} {seat}{_sheet(args)}"
    minutes = f"from the minutes (sha256 {str(args['minutes'])[:12]})"
    who = f"{one.who(entry['actor'])} ({proof})"
    return f"{who} recorded {minutes} that {words}{one.text(args['comment'])}{_dissent(one, args)}"


def _sheet(args: Args) -> str:
    """The answers and scores of a vote."""
    answers = cast("Mapping[str, bool]", args["answers"])
    scores = cast("Mapping[str, int]", args["scores"])
    given = [f"{name} {'yes' if answers[name] else 'no'}" for name in sorted(answers)]
    given += [f"{name} {scores[name]}" for name in sorted(scores)]
    return f" ({', '.join(given)})" if given else ""


def _withdrawn(one: Historian, entry: Entry, args: Args) -> str:
    what = f"round {args['round']} of {args['gate']}"
    return f"{one.who(entry['actor'])} withdrew {what}{one.text(args['reason'])}"


def _waived(one: Historian, entry: Entry, args: Args) -> str:
    what = f"{args['item']} at {args['gate']} until {args['until']}"
    return f"{one.who(entry['actor'])} waived {what}{one.text(args['reason'])}"


def _item(one: Historian, entry: Entry, _: Args) -> str:
    return f"{one.who(entry['actor'])}: {one.teller.lines(entry['events'])[0]}"


def _fired(_: Historian, __: Entry, args: Args) -> str:
    kind, ___, number = str(args["timer"]).partition("/")
    return {
        "round": f"The deadline of round {number} came",
        "warning": f"The deadline of round {number} was near",
        "condition": f"The time for condition {number} ran out",
        "hold": f"The review of hold {number} fell due",
        "override": f"The review of override {number} fell due",
    }[kind]


def _refused(one: Historian, entry: Entry, args: Args) -> str:
    return f"{one.who(entry['actor'])} was refused {args['command']} ({args['code']})"


def _simple(words: str) -> _Tell:
    """Tell an act by words in which `{NAME}` is an argument, and give its reason."""

    def tell(one: Historian, entry: Entry, args: Args) -> str:
        people = {
            name: one.who(value) if name == "person" else value for name, value in args.items()
        }
        said = words.format(**people)
        return f"{one.who(entry['actor'])} {said}{one.text(args.get('reason'))}"

    return tell


_ACTS: Final[Mapping[str, _Tell]] = {
    "FoundOrganisation": _founded,
    "AmendCharter": _simple("put charter {version} in force"),
    "AmendCalendar": lambda one, entry, _: (
        f"{one.who(entry['actor'])} changed the {one.teller.lines(entry['events'])[0]}"
    ),
    "AddPerson": _added,
    "RemovePerson": _simple("recorded that {person} left"),
    "AssignDepartment": _simple("put {person} into the department {department}"),
    "GrantRole": _granted,
    "RevokeRole": _granted,
    "Delegate": _delegated,
    "EndDelegation": _simple("ended delegation {delegation}"),
    "PublishMethodology": _published,
    "EraseText": _simple("erased the text {commitment:.12}"),
    "StartProject": _started,
    "AdoptProject": _adopted,
    "SetFields": lambda one, entry, args: f"{one.who(entry['actor'])} set {_fields(one, args)}",
    "SubmitDeliverable": _submitted,
    "JudgeDeliverable": _judged,
    "TakeMove": lambda one, entry, _: (
        f"{one.who(entry['actor'])} {one.teller.lines(entry['events'])[0]}"
    ),
    "RequestGate": _requested,
    "CastVote": _voted,
    "DecideGate": _voted,
    "RecordVote": _recorded,
    "ConfirmVote": _simple("confirmed the vote recorded in round {round} of {gate}"),
    "ContestVote": _simple("contested the vote recorded in round {round} of {gate}"),
    "RequestOverride": _simple("asked to override {gate} ({decision})"),
    "ConfirmOverride": _simple("joined override {override}"),
    "ReviewOverride": _simple("reviewed override {override}"),
    "WithdrawRequest": _withdrawn,
    "WaiveItem": _waived,
    "VerifyCondition": _simple("verified that condition {condition} is met"),
    "AddItem": _item,
    "SetItem": _item,
    "MoveItem": _item,
    "ReopenGate": _simple("reopened {gate}"),
    "HoldProject": _simple("put the project on hold"),
    "ResumeProject": _simple("resumed the project"),
    "KillProject": _simple("killed the project"),
    "FollowDirectory": lambda _, __, ___: "The directory had changed",
    "FollowCalendar": lambda _, __, ___: "A day had come, or other holidays",
    "FireTimer": _fired,
    "RecordRefusal": _refused,
}
