"""Each stream by itself: checks 1 to 5 of a verification, entry by entry.

What is kept of a stream is a few numbers, however long it is.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from engine.audit.findings import CHAIN, FORM, GENESIS, HASH, INDEX, Findings, Place
from engine.errors import CanonicalError, LedgerError
from engine.ledger.chain import Link
from engine.ledger.entry import Entry, entry_hash, genesis_hash, parse_entry
from engine.names import DIRECTORY, SYSTEM
from engine.recorder import REFUSALS
from engine.store.protocol import Reader, StoredEntry

PAGE: Final = 256
"""How many entries are read at a time."""

Tick = Callable[[], None]
"""Called once for each entry that was dealt with."""


class Walked(NamedTuple):
    """A stream that was gone through.

    Its first `sound` entries have their form, hash and place in the chain; what comes after can't
    be judged. `head` is the last entry by the hash of its bytes, `first` and `last` the instants
    of the first and last entry that could be read.
    """

    stream: str
    entries: int
    sound: int
    head: Link | None
    first: str | None
    last: str | None


class Tally:
    """What was counted on the way: entries by people for each kind of proof, and the others."""

    def __init__(self) -> None:
        self.proofs: dict[str, int] = {"asserted": 0, "os": 0, "ssh": 0}
        self.by_system = 0
        self.refusals = 0
        self.confirmed_times = 0

    def count(self, entry: Entry) -> None:
        """Count one entry."""
        if entry["stream"].startswith(REFUSALS):
            self.refusals += 1
        elif entry["actor"] == SYSTEM:
            self.by_system += 1
        else:
            self.proofs[entry["proof"]["kind"]] += 1
            self.confirmed_times += "time_confirmed" in entry["proof"]


def pages(reader: Reader, stream: str, after: int = -1) -> Iterator[StoredEntry]:
    """Yield the entries of `stream` past `after`, a page at a time."""
    while page := reader.entries(stream, after, PAGE):
        yield from page
        after = page[-1].seq


def walk(reader: Reader, stream: str, findings: Findings, tally: Tally, tick: Tick) -> Walked:
    """Check every entry of `stream` by itself and against the one before."""
    origin = reader.origin()
    previous: Link | None = None
    count, sound = 0, None
    first: str | None = None
    last: str | None = None
    for stored in pages(reader, stream):
        entry = _form(stored, stream, findings)
        fits = entry is not None
        fits &= _hash(stored, stream, findings)
        if entry is not None:
            fits &= _chain(stored, entry, stream, origin, previous, findings)
            _index(reader, stored, entry, stream, findings)
            if stream == DIRECTORY and count == 0:
                _genesis(entry, origin, findings)
            tally.count(entry)
            first, last = first or entry["at"], entry["at"]
        if not fits and sound is None:
            sound = count
        previous = Link(count, entry_hash(stored.data))
        count += 1
        tick()
    if sound is not None:
        findings.leave(stream, sound, "its bytes or its place in the chain are not right")
    return Walked(stream, count, count if sound is None else sound, previous, first, last)


def _form(stored: StoredEntry, stream: str, findings: Findings) -> Entry | None:
    """Check 1: the bytes are an entry of version 1, spelled canonically and not too long."""
    try:
        return parse_entry(stored.data)
    except (CanonicalError, LedgerError) as error:
        findings.add(FORM, Place(stream, stored.seq), error.message)
        return None


def _hash(stored: StoredEntry, stream: str, findings: Findings) -> bool:
    """Check 2: the hash an entry is stored under is the hash of its bytes."""
    found = entry_hash(stored.data)
    if found == stored.hash:
        return True
    words = "the bytes don't have the hash they are stored under"
    findings.add(HASH, Place(stream, stored.seq), words, expected=stored.hash, found=found)
    return False


def _chain(
    stored: StoredEntry,
    entry: Entry,
    stream: str,
    origin: str,
    previous: Link | None,
    findings: Findings,
) -> bool:
    """Check 3: the entry follows the one before, in this stream of this ledger."""
    seq = previous.seq + 1 if previous else 0
    prev = previous.hash if previous else genesis_hash(origin, stream)
    wanted: tuple[tuple[str, object, object], ...] = (
        ("stored under another number", seq, stored.seq),
        ("of another ledger", origin, entry["origin"]),
        ("of another stream", stream, entry["stream"]),
        ("with another number", seq, entry["seq"]),
        ("that doesn't follow the one before", prev, entry["prev"]),
    )
    for words, expected, found in wanted:
        if expected != found:
            place = Place(stream, stored.seq)
            findings.add(CHAIN, place, f"an entry {words}", expected=expected, found=found)
            return False
    return True


def _index(
    reader: Reader, stored: StoredEntry, entry: Entry, stream: str, findings: Findings
) -> None:
    """Check 4: the command's id leads to this entry and no other, and so do actor and time."""
    place = Place(stream, stored.seq)
    command = entry["command"]["id"]
    found = reader.by_command(stream, command)
    if found is None or found.seq != stored.seq:
        other = f"entry {found.seq}" if found else "nothing"
        words = f"the command id {command} leads elsewhere; an id stands once in a stream"
        findings.add(INDEX, place, words, expected=f"entry {stored.seq}", found=other)
        return
    before = (entry["at"], stream, stored.seq - 1)
    acts = reader.acts(entry["actor"], before, 1)
    if not acts or (acts[0].at, acts[0].stream, acts[0].seq) != (entry["at"], stream, stored.seq):
        words = f"the entry isn't found among what {entry['actor']} did at {entry['at']}"
        findings.add(INDEX, place, words)


def _genesis(entry: Entry, origin: str, findings: Findings) -> None:
    """Check 5: the directory begins with its founding, by the founder, of this ledger."""
    place, command = Place(DIRECTORY, 0), entry["command"]
    if command["type"] != "FoundOrganisation":
        words = "the directory doesn't begin with the founding of an organisation"
        findings.add(GENESIS, place, words, expected="FoundOrganisation", found=command["type"])
        return
    founder = command["args"].get("person")
    if founder != entry["actor"]:
        words = "somebody else than the founder founded the organisation"
        findings.add(GENESIS, place, words, expected=founder, found=entry["actor"])
    told = entry["events"][0]
    if told.get("origin") != origin:
        words = "the organisation was founded in another ledger"
        findings.add(GENESIS, place, words, expected=origin, found=told.get("origin"))
