"""The command `phasegate inbox`."""

from collections.abc import Iterator, Mapping
from typing import Final

from cli.frame import to_command
from cli.names import Names
from cli.output import Answer, width
from cli.session import Session
from cli.text import Line, Styled, wrap
from cli.times import shown, until
from engine import calendar
from engine.canonical import Json
from engine.inbox import items, oldest_first, streams_for
from engine.inbox_item import Item, Paper
from engine.instant import ZoneTable
from engine.methodology.characters import safe

_WORDS: Final[Mapping[str, str]] = {
    "vote": "vote at {name} ({title}), round {round}, in the seat {seats}",
    "decide": "decide {name} ({title}), round {round}, in the seat {seats}",
    "confirm": "confirm or contest your vote {decisions} at {name} ({title}), round {round}, "
    "recorded from minutes",
    "accept": "accept or return {name} ({title})",
    "meet": 'meet condition {name}: "{title}"',
    "verify": 'verify condition {name}: "{title}"',
    "review": "review hold {name}, {title}: {decisions}",
    "second": "join override {name} as the second person, or let it lapse: {title}",
    "look": "review override {name}: {title}",
    "request": "request {name} ({title}): it is ready",
    "hand_in": "hand in {name} ({title})",
    "own": '{name}: "{title}"',
    "dissent": 'dissent of {person} at {name}, round {round}: "{title}"',
    "notice": 'you are told of a dissent of {person} at {name}, round {round}: "{title}"',
}
_BY_TEXT: Final = ("meet", "verify", "own", "dissent", "notice")
_TYPED: Final[Mapping[str, str]] = {
    "vote": "gate show {key} {name}",
    "decide": "gate show {key} {name}",
    "confirm": "gate confirm {key} {name} --round {round}",
    "accept": "accept {key} {name}",
    "verify": "condition verify {key} {name} --reason WHY",
    "review": "project show {key}",
    "second": "override confirm {key} {name} --reason WHY",
    "look": "override review {key} {name} --reason WHY",
    "request": "gate request {key} {name}",
    "hand_in": "deliver {key} {name} FILE",
    "own": "item show {key} {name}",
    "dissent": "gate show {key} {name}",
    "notice": "gate show {key} {name}",
}


@to_command
def command(session: Session) -> None:
    """Show what waits for you, oldest first, with what you would be deciding.

    Votes, your own, those lent to you and those recorded in your name; deliverables to accept or to
    hand in; conditions to meet or to verify; holds to review; gates that are ready to be requested;
    open items of registers that you own; dissents that went to you, or of which you are told.
    """
    person = session.actor()
    world = session.directory()
    today = calendar.local_date(world.calendar, session.now()) if world.charter else ""
    with session.store.read() as reader:
        streams = streams_for(reader, person, today)
    engine = session.engine()
    found = oldest_first([one for stream in streams for one in items(engine.look(stream), person)])
    titles = {one.title for one in found if one.kind in _BY_TEXT}
    session.names.load_texts(titles)
    zone = session.zone()

    def lines() -> Iterator[Line]:
        if not found:
            yield f"nothing waits for {session.names.of(person)}"
        for one in found:
            yield from _lines(one, session.names, zone)

    data = [_data(one, session.names) for one in found]
    columns = ("since", "kind", "key", "name", "title", "due", "round", "seats", "lent_by")
    session.emit(Answer("inbox", {"person": person, "items": data}, lines, columns))


def _lines(item: Item, names: Names, zone: ZoneTable) -> Iterator[Line]:
    words = _WORDS[item.kind].format(
        **{
            **item._asdict(),
            "title": _title(item, names),
            "person": names.of(item.person) if item.person else "",
            "seats": ", ".join(item.seats),
            "decisions": " or ".join(item.decisions),
        }
    )
    lent = f", for {names.of(item.lent_by)}" if item.lent_by else ""
    due = f", by {until(zone, item.due)}" if item.due else ""
    since = shown(zone, item.since)
    room = width() - len(since) - len(item.key) - 4
    first, *rest = wrap(safe(f"{words}{lent}{due}"), max(room, 30))
    yield (Styled("dim", f"{since}  "), Styled("bold", item.key), f"  {first}")
    yield from (f"{' ' * (len(since) + len(item.key) + 4)}{one}" for one in rest)
    for paper in item.dossier:
        yield f"    {_paper(paper)}"
    if item.kind in ("vote", "decide"):
        yield f"    to decide: {', '.join(item.decisions)}"
    if item.kind in _TYPED:
        yield Styled("dim", f"    phasegate {_TYPED[item.kind].format(**item._asdict())}")


def _paper(paper: Paper) -> str:
    words = f"{paper.deliverable} ({paper.title})"
    if paper.digest:
        words += f", version {paper.version}, sha256 {paper.digest[:12]}"
    else:
        words += ", not handed in"
    return words + (", accepted" if paper.accepted else "") + (", waived" if paper.waived else "")


def _title(item: Item, names: Names) -> str:
    """What it is called; a condition or an item of a register by its text."""
    return names.text(item.title) if item.kind in _BY_TEXT else item.title


def _data(item: Item, names: Names) -> dict[str, Json]:
    return {
        "since": item.since,
        "kind": item.kind,
        "key": item.key,
        "name": item.name,
        "title": _title(item, names),
        "due": item.due,
        "round": item.round,
        "seats": list(item.seats),
        "lent_by": item.lent_by,
        "decisions": list(item.decisions),
        "person": item.person,
        "dossier": [paper._asdict() for paper in item.dossier],
    }
