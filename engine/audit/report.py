"""The report of a verification: plain sentences, each backed by a check, and what is not proved."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from engine.audit.beside import Absent, Texts
from engine.audit.findings import (
    CHAIN,
    CHECKS,
    CITATION,
    DECISION,
    EVIDENCE,
    FORM,
    GENESIS,
    HASH,
    INDEX,
    REFUSAL,
    ROW,
    SOURCE,
    TEXT,
    TIME,
    Check,
    Finding,
    Unjudged,
)
from engine.audit.sources import ZoneNote
from engine.audit.streams import Tally, Walked
from engine.names import DIRECTORY
from engine.recorder import REFUSALS, REFUSALS_AN_HOUR

State: TypeAlias = Literal["ok", "failed", "partly"]


class Report(NamedTuple):
    """What a verification found; see `engine.audit.verify.verify`.

    `key` is the project it was confined to. `judged` counts entries that were decided again,
    `refusals` those of the refusals' streams. `decided` counts rounds that ended in a decision, by
    assurance; `marks` are sentences on decisions that rest on less. `folded` counts the streams
    whose rows were compared. `counts` has the number of findings of each check; `findings` are
    those that were kept.
    """

    origin: str
    key: str | None
    streams: Sequence[Walked]
    tally: Tally
    published: int
    zones: Sequence[ZoneNote]
    judged: int
    refusals: int
    founder: str | None
    decided: Mapping[str, int]
    marks: Sequence[str]
    texts: Texts
    rows: int
    folded: int
    evidence: Absent
    counts: Mapping[Check, int]
    findings: Sequence[Finding]
    unjudged: Sequence[Unjudged]

    @property
    def entries(self) -> int:
        """How many entries there are in the streams that were looked at."""
        return sum(one.entries for one in self.streams)

    @property
    def ok(self) -> bool:
        """Whether everything was checked and nothing was found."""
        return not self.unjudged and not any(self.counts.values())


class Line(NamedTuple):
    """One sentence of the report: the check behind it, how it came out, what it says."""

    check: Check
    state: State
    text: str


def lines(report: Report) -> list[Line]:
    """The sentences of the report, one for each check, in their order."""
    texts = dict(_sentences(report))
    found = []
    for check in CHECKS:
        count = report.counts[check]
        if count:
            state: State = "failed"
            words = f"{_many(count, 'finding')}. What should hold: {texts[check]}"
        else:
            state = "partly" if _is_partial(report, check) else "ok"
            words = texts[check]
        found.append(Line(check, state, words))
    return found


def caveats(report: Report, *, manual_clock: bool) -> list[str]:
    """What is not proved, however well everything fits together."""
    found = [*_trust(report), *report.marks]
    if manual_clock:
        found.append(
            "The clock of this workspace is set by hand: no instant in it says when something "
            "really happened."
        )
    found += [_zone_words(one) for one in report.zones]
    found.append(
        "The log is not sealed and signed yet. Whoever owns the database can compute every hash "
        "anew over a changed history, replace or leave out a whole stream, or cut off the tail of "
        "one; nothing outside the database would contradict, and this report would not notice."
    )
    return found


def _trust(report: Report) -> Iterator[str]:
    if report.founder:
        yield (
            f"Everything rests on the word of {report.founder}, who founded the organisation: "
            "the founding is the only act that authorises itself."
        )
    asserted = report.tally.proofs["asserted"]
    if asserted:
        acts = sum(report.tally.proofs.values())
        yield (
            f"{asserted} of {_many(acts, 'act')} by people are asserted, that is not "
            "authenticated: whoever could write to the workspace could act in anybody's name."
        )
    weak = report.decided.get("asserted", 0)
    if weak:
        total = sum(report.decided.values())
        yield f"{weak} of {_many(total, 'decision')} at gates rest on votes not authenticated."


def _zone_words(note: ZoneNote) -> str:
    name = f"The rules of {note.zone} that a charter froze (release {note.frozen})"
    if note.here is None:
        return f"{name} can't be compared: this machine knows no such time zone."
    if note.differs_from is None:
        return f"{name} agree with the time zone data of this machine (release {note.here})."
    return (
        f"{name} differ from the time zone data of this machine (release {note.here}), first on "
        f"{note.differs_from[:10]}. What was decided rests on the frozen rules."
    )


def _sentences(report: Report) -> Iterator[tuple[Check, str]]:
    """What each check says when it holds, with its counts."""
    yield from _alone(report)
    yield from _together(report)
    yield from _beside(report)


def _alone(report: Report) -> Iterator[tuple[Check, str]]:
    entries = _entries(report.entries)
    streams = _many(len(report.streams), "stream")
    yield FORM, f"{entries} in {streams} are canonical, of version 1 and at most 65,535 bytes."
    yield HASH, f"{entries} are stored under the hash of their bytes."
    yield CHAIN, f"{entries} follow the one before, without a gap, in this ledger and stream."
    yield INDEX, f"{entries} are the only ones of their command's id in their stream."
    yield GENESIS, f"The directory begins with the founding of {report.origin} by its founder."


def _together(report: Report) -> Iterator[tuple[Check, str]]:
    tally = report.tally
    published = _many(report.published, "published source")
    yield SOURCE, f"{published}: all files are there and compile to the tables that are pinned."
    judged = _entries(report.judged + report.refusals)
    yield CITATION, f"{judged} cite what they must: it is there, was the head, and never goes back."
    words = f"{judged}: time never falls, and every long step of the clock was confirmed"
    yield TIME, f"{words} ({tally.confirmed_times} were)."
    words = f"{report.judged} of {_entries(report.entries - tally.refusals)} decided again:"
    words = f"{words} the rules give the same events, and nothing due was left out"
    yield DECISION, f"{words} ({tally.by_system} by the engine itself)."
    refusals = f"{report.refusals} of {_many(tally.refusals, 'refusal')}"
    yield REFUSAL, f"{refusals} are well-formed, at most {REFUSALS_AN_HOUR} a person and hour."


def _beside(report: Report) -> Iterator[tuple[Check, str]]:
    opened, erased = report.texts
    words = f"{_many(opened, 'text')} open their commitment;"
    yield TEXT, f"{words} {erased} erased by an entry, commitment intact."
    rows = _many(report.rows, "row")
    yield ROW, f"{rows} for reading are what {_many(report.folded, 'stream')} fold to."
    versions = _many(report.evidence.there, "version")
    words = f"{versions} of deliverables have the digest that was handed in;"
    yield EVIDENCE, f"{words} {report.evidence.absent} absent."


def _is_partial(report: Report, check: Check) -> bool:
    """Whether a check that found nothing could not look at everything."""
    left = {one.stream for one in report.unjudged}
    if check == SOURCE:
        return DIRECTORY in left
    if check in (CITATION, TIME):
        return bool(left)
    if check == REFUSAL:
        return any(one.startswith(REFUSALS) for one in left)
    if check == TEXT:
        return any(one.sound < one.entries for one in report.streams)
    if check == EVIDENCE and report.evidence.absent:
        return True
    if check in (DECISION, ROW, EVIDENCE):
        return any(not one.startswith(REFUSALS) for one in left)
    return False


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"


def _entries(count: int) -> str:
    return _many(count, "entry", "entries")
