"""What stands beside the entries: texts, rows for reading, deliverables. Checks 11 to 13."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from engine.audit.findings import EVIDENCE, ROW, TEXT, Findings, Place
from engine.audit.streams import Tick, pages
from engine.audit.together import End
from engine.canonical import Json
from engine.errors import PhasegateError
from engine.ledger.entry import Entry
from engine.names import DIRECTORY
from engine.rules.commands import texts
from engine.store.protocol import Reader, Text
from engine.store.rows import PersonRow, Row, key_of
from engine.texts import commitment

SALT_BYTES: Final = 32

LISTED: Final = 20
"""How many absent deliverables are listed; the others are counted."""

Verdict: TypeAlias = Literal["intact", "damaged", "missing"]
Evidence: TypeAlias = Callable[[str], Verdict]
"""Tells of a digest whether the file is there and has it: `EvidenceStore.verify`."""


class Texts(NamedTuple):
    """How many texts were opened, and how many are erased with their commitment intact."""

    opened: int
    erased: int


class Absent(NamedTuple):
    """How many deliverables are there, how many are not, and the first of those."""

    there: int
    absent: int
    listed: Sequence[str]


class _Committed(NamedTuple):
    place: Place
    path: str
    kind: str
    commitment: str


def check_texts(
    reader: Reader,
    stream: str,
    sound: int,
    erased: frozenset[str] | None,
    findings: Findings,
    tick: Tick,
) -> Texts:
    """Check 11: every text opens its commitment, or was erased by an entry that says so.

    `erased` are the commitments that entries of the directory erase, None when that isn't known.
    """
    opened = gone = 0
    for page in _by_page(reader, stream, sound, tick):
        known = _texts(reader, [one.commitment for one in page], findings)
        for one in page:
            text = known.get(one.commitment)
            words = _fault(one, text, erased)
            if words:
                findings.add(TEXT, one.place, words, expected=one.commitment)
            elif text:
                gone += text.erased
                opened += not text.erased
    return Texts(opened, gone)


def check_erasures(reader: Reader, erased: frozenset[str], findings: Findings) -> None:
    """Check 11, the other way round: what an entry erased is gone."""
    for one in sorted(erased):
        text = _texts(reader, [one], findings).get(one)
        if text is not None and text.erased and not _left(text):
            continue
        words = "there is no trace of a text that was erased"
        if text is not None:
            words = "a text that an entry says was erased is still there"
        findings.add(TEXT, Place(DIRECTORY), words, expected=one)


def check_rows(reader: Reader, ends: Mapping[str, End], findings: Findings) -> int:
    """Check 12: the rows for reading are those that the streams fold to; return how many."""
    for stream, end in ends.items():
        wanted = {key_of(row): row for row in end.rows}
        stored = {key_of(row): row for row in reader.rows(stream)}
        for key in sorted(wanted.keys() | stored.keys(), key=str):
            if wanted.get(key) != stored.get(key):
                name = " ".join(str(part) for part in key)
                words = f"the row {name} isn't what the stream folds to"
                expected, found = _shown(wanted.get(key)), _shown(stored.get(key))
                findings.add(ROW, Place(stream), words, expected=expected, found=found)
        _check_handles(reader, end.rows, findings)
    return sum(len(end.rows) for end in ends.values())


def check_row_streams(reader: Reader, streams: Sequence[str], findings: Findings) -> None:
    """Check 12: no rows belong to a stream that isn't there."""
    for stream in sorted(set(reader.row_streams()) - set(streams)):
        findings.add(ROW, Place(stream), "there are rows of a stream that isn't there")


def check_evidence(ends: Mapping[str, End], evidence: Evidence, findings: Findings) -> Absent:
    """Check 13: every deliverable that is kept has the digest its entry says."""
    there, absent = 0, 0
    listed: list[str] = []
    for stream, end in ends.items():
        for digest, name in end.evidence:
            verdict = evidence(digest)
            there += verdict == "intact"
            if verdict == "damaged":
                words = f"the file of {name} isn't what was handed in"
                findings.add(EVIDENCE, Place(stream), words, expected=digest)
            elif verdict == "missing":
                absent += 1
                if len(listed) < LISTED:
                    listed.append(f"{stream}: {name} ({digest})")
    return Absent(there, absent, listed)


def _by_page(reader: Reader, stream: str, sound: int, tick: Tick) -> Iterator[list[_Committed]]:
    page: list[_Committed] = []
    for stored in pages(reader, stream):
        if stored.seq >= sound:
            break
        entry = cast("Entry", json.loads(stored.data))
        place = Place(stream, stored.seq)
        page += [_Committed(place, *one) for one in texts(entry["command"]["args"])]
        if len(page) >= 200:
            yield page
            page = []
        tick()
    yield page


def _texts(reader: Reader, commitments: Iterable[str], findings: Findings) -> Mapping[str, Text]:
    """What the commitments stand for; one at a time where a text can't be read."""
    wanted = list(commitments)
    try:
        return reader.texts(wanted)
    except PhasegateError as error:
        if len(wanted) == 1:
            findings.add(TEXT, Place(DIRECTORY), error.message, expected=wanted[0])
            return {}
    found: dict[str, Text] = {}
    for one in wanted:
        found.update(_texts(reader, [one], findings))
    return found


def _fault(one: _Committed, text: Text | None, erased: frozenset[str] | None) -> str | None:
    """What is wrong with a text, or None."""
    if text is None:
        return f"the text at {one.path} is missing; an erased one leaves a trace"
    if text.kind != one.kind:
        return f"the text at {one.path} is kept as a {text.kind}, not as a {one.kind}"
    if text.erased and erased is not None and one.commitment not in erased:
        return f"the text at {one.path} was erased, and no entry says so"
    if text.erased and _left(text):
        return f"the text at {one.path} is marked as erased, and something of it is still there"
    if not text.erased and not _opens(text, one.commitment):
        return f"the text at {one.path} isn't the one that was committed to"
    return None


def _left(text: Text) -> bool:
    """Whether salt or bytes of an erased text are there all the same."""
    return bool(text.salt or text.body)


def _opens(text: Text, committed: str) -> bool:
    # With a salt of another length, the border between salt and text could be moved.
    if len(text.salt) != SALT_BYTES:
        return False
    try:
        return commitment(text.salt, text.body) == committed
    except PhasegateError:
        return False


def _check_handles(reader: Reader, rows: Iterable[Row], findings: Findings) -> None:
    """Each handle leads to its person: handles are how people are found."""
    for row in rows:
        if not isinstance(row, PersonRow):
            continue
        text = _texts(reader, [row.handle], findings).get(row.handle)
        if text is None or text.erased:
            continue
        found = reader.person_of_handle(text.body)
        if found != row.person:
            words = f"the handle of {row.person} leads elsewhere"
            findings.add(ROW, Place(DIRECTORY), words, expected=row.person, found=found or "nobody")


def _shown(row: Row | None) -> Json:
    if row is None:
        return "no row"
    return ", ".join(f"{name}={value}" for name, value in row._asdict().items())
