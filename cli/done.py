"""The answer to an act: the entry it wrote, and what happened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from cli.happened import Event, Teller
from cli.output import Answer, width
from cli.session import Session
from cli.text import Line, Styled, hanging
from cli.times import shown
from engine.canonical import Json
from engine.engine import Done
from engine.ledger.entry import Entry


def tell_done(
    session: Session,
    done: Done,
    more: Mapping[str, Json] | None = None,
    first: Sequence[Done] = (),
) -> None:
    """Answer an act that was accepted; `more` is what else a program may want to know.

    `first` are other acts of the same command, done before.
    """
    dry = session.settings.dry_run
    data: dict[str, Json] = {
        "dry_run": dry,
        "repeated": done.repeated,
        "command_id": session.command_id,
        "stream": done.stream,
        "seq": done.seq,
        "hash": None if dry else done.hash,
        "at": done.at,
        "events": list(_events(done)),
        "before": [entry_data(entry) for entry in done.before],
        **(more or {}),
    }
    if first:
        data["first"] = [{"seq": one.seq, "events": list(_events(one))} for one in first]
    acts = (*first, done)
    session.emit(
        Answer("act", data, lambda: [line for one in acts for line in _lines(session, one)])
    )


def entry_data(entry: Entry) -> dict[str, Json]:
    """An entry that the engine wrote by itself, as data."""
    return {
        "seq": entry["seq"],
        "at": entry["at"],
        "command": entry["command"]["type"],
        "events": [dict(event) for event in entry["events"]],
    }


def _lines(session: Session, done: Done) -> Iterator[Line]:
    teller = Teller(session.names, session.zone)
    for entry in done.before:
        yield Styled("yellow", f"first, by itself ({entry['stream']} #{entry['seq']}):")
        yield from told(teller, entry["events"])
    if session.settings.dry_run:
        yield Styled("yellow", "this would happen:")
    elif done.repeated:
        yield Styled("yellow", f"done before ({done.stream} #{done.seq}):")
    else:
        when = shown(session.zone(), done.at)
        yield (Styled("green", "done"), f" ({done.stream} #{done.seq}, {when})")
    yield from told(teller, _events(done))


def told(teller: Teller, events: Iterable[Event]) -> Iterator[Line]:
    """What happened, in sentences that fit the screen."""
    for line in teller.lines(events):
        yield from hanging(line, width())


def _events(done: Done) -> Sequence[Event]:
    return cast("Sequence[Event]", done.events)
