"""What a verification finds: values, one code for each check, collected and bounded."""

from typing import Final, NamedTuple

SHOWN: Final = 20
"""How many findings of one check are kept; the others are counted."""

_LONGEST: Final = 2_000


class Check(NamedTuple):
    """A check: its number in the story of `engine.audit.verify`, and its code."""

    number: int
    code: str


FORM: Final = Check(1, "form")
HASH: Final = Check(2, "hash")
CHAIN: Final = Check(3, "chain")
INDEX: Final = Check(4, "index")
GENESIS: Final = Check(5, "genesis")
SOURCE: Final = Check(6, "source")
CITATION: Final = Check(7, "citation")
TIME: Final = Check(8, "time")
DECISION: Final = Check(9, "decision")
REFUSAL: Final = Check(10, "refusal")
TEXT: Final = Check(11, "text")
ROW: Final = Check(12, "row")
EVIDENCE: Final = Check(13, "evidence")

CHECKS: Final = (
    FORM,
    HASH,
    CHAIN,
    INDEX,
    GENESIS,
    SOURCE,
    CITATION,
    TIME,
    DECISION,
    REFUSAL,
    TEXT,
    ROW,
    EVIDENCE,
)


class Place(NamedTuple):
    """Where something was found: a stream, and the seq of an entry if it is one."""

    stream: str
    seq: int | None = None


class Finding(NamedTuple):
    """One thing that is not as it must be, with its evidence."""

    check: Check
    place: Place
    message: str
    expected: str | None = None
    found: str | None = None


class Unjudged(NamedTuple):
    """A stream whose entries from `seq` on could not be judged, and why."""

    stream: str
    seq: int
    why: str


class Findings:
    """Collects findings: all are counted, the first of each check are kept."""

    def __init__(self) -> None:
        self.counts: dict[Check, int] = dict.fromkeys(CHECKS, 0)
        self.kept: list[Finding] = []
        self.unjudged: list[Unjudged] = []

    def add(
        self,
        check: Check,
        place: Place,
        message: str,
        *,
        expected: object = None,
        found: object = None,
    ) -> None:
        """Add a finding; `expected` and `found` are shown as text, cut when very long."""
        self.counts[check] += 1
        if self.counts[check] <= SHOWN:
            self.kept.append(Finding(check, place, message, _shown(expected), _shown(found)))

    def leave(self, stream: str, seq: int, why: str) -> None:
        """Note that `stream` can't be judged from the entry `seq` on."""
        self.unjudged.append(Unjudged(stream, seq, why))

    def in_order(self) -> tuple[Finding, ...]:
        """The findings that were kept, by check and place."""
        return tuple(
            sorted(
                self.kept,
                key=lambda one: (one.check, one.place.stream, one.place.seq or 0),
            )
        )


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
