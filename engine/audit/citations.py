"""What an entry says it rests on, and when it was written. Checks 7 and 8."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from engine.audit.findings import CITATION, TIME, Findings, Place
from engine.audit.trail import Trail
from engine.instant import is_instant, is_long_step, parse
from engine.ledger.entry import Entry, Read, entry_hash
from engine.names import DIRECTORY
from engine.store.protocol import Reader

TOLERANCE: Final = timedelta(seconds=2)
"""How far apart clocks may be: what `engine.instant.settle_at` tolerates."""


class Cited(NamedTuple):
    """An entry that is cited: its hash, instant and methodology, and the instant of the next."""

    seq: int
    hash: str
    at: str | None
    methodology: str | None
    next_at: str | None


def look_up(reader: Reader, stream: str, seq: int) -> Cited | None:
    """The entry `seq` of `stream`, as it can be cited; None when there is none."""
    found = reader.entries(stream, seq - 1, 2)
    if not found or found[0].seq != seq:
        return None
    here = _header(found[0].data)
    following = _header(found[1].data) if len(found) > 1 else {}
    methodology = here.get("methodology")
    return Cited(
        seq,
        entry_hash(found[0].data),
        _instant(here),
        methodology if isinstance(methodology, str) else None,
        _instant(following),
    )


def _header(data: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _instant(header: Mapping[str, object]) -> str | None:
    at = header.get("at")
    return at if is_instant(at) else None


def check_streams(trail: Trail, entry: Entry, findings: Findings) -> bool:
    """Check 7, first part: the entry cites the streams that it must, and no others."""
    streams = [read["stream"] for read in entry["reads"]]
    wanted: Sequence[list[str]] = [[DIRECTORY]]
    if trail.refuses and trail.refused != DIRECTORY:
        # Of a project that isn't there yet, nothing can be cited.
        wanted = [[DIRECTORY, trail.refused], [DIRECTORY]]
    if trail.stream == DIRECTORY:
        wanted = [[]]
    if streams in wanted:
        return True
    words = "the entry doesn't cite what it must rest on"
    expected, found = ", ".join(wanted[0]) or "nothing", ", ".join(streams) or "nothing"
    place = Place(trail.stream, entry["seq"])
    findings.add(CITATION, place, words, expected=expected, found=found)
    return False


def check_citation(
    trail: Trail, entry: Entry, read: Read, cited: Cited | None, findings: Findings
) -> bool:
    """Check 7: what is cited is there, and isn't older than what is known to have been there."""
    place, name = Place(trail.stream, entry["seq"]), f"{read['stream']}#{read['seq']}"
    if cited is None:
        findings.add(CITATION, place, f"the entry cites {name}, which isn't there")
        return False
    if cited.hash != read["hash"]:
        words = f"the entry cites another {name}"
        findings.add(CITATION, place, words, expected=read["hash"], found=cited.hash)
    before = trail.cited.get(read["stream"], -1)
    if read["seq"] < before:
        words = "a cited head goes back"
        expected = f"{read['stream']}#{before} or later"
        findings.add(CITATION, place, words, expected=expected, found=name)
        return False
    trail.cited[read["stream"]] = read["seq"]
    if _is_stale(trail, entry, read, cited):
        words = f"the entry of {entry['at']} cites {name}, which was no longer the head then"
        later = f"{read['stream']}#{read['seq'] + 1} of {cited.next_at}"
        findings.add(CITATION, place, words, expected=later, found=name)
    return True


def check_left_out(trail: Trail, entry: Entry, findings: Findings) -> None:
    """Check 7, last part: once the refusals of a project have cited it, all of them do."""
    before = trail.cited.get(trail.refused)
    if before is not None and len(entry["reads"]) == 1:
        words = f"the entry doesn't cite {trail.refused}, which was there before"
        place = Place(trail.stream, entry["seq"])
        findings.add(CITATION, place, words, expected=f"{trail.refused}#{before} or later")


def check_time(
    trail: Trail,
    entry: Entry,
    cited: Sequence[Cited],
    limit_days: int | None,
    findings: Findings,
) -> None:
    """Check 8: time never falls, and a long step of the clock was confirmed.

    `limit_days` is the charter's `confirm_after`, None while there is no charter.
    """
    place = Place(trail.stream, entry["seq"])
    read = [one.at for one in cited if one.at]
    for what, at in (("before", trail.at), ("that is cited", max(read, default=None))):
        if at is not None and entry["at"] < at:
            words = f"the entry is earlier than the one {what}"
            findings.add(TIME, place, words, expected=f"{at} or later", found=entry["at"])
    # A refusal rests on what it cites; the refusals before it nobody read.
    seen = read if trail.refuses else [*read, *([trail.at] if trail.at else [])]
    last = max(seen, default=None)
    if last is None or limit_days is None or entry["proof"].get("time_confirmed"):
        return
    if is_long_step(entry["at"], last, limit_days):
        words = f"more than {limit_days} days after {last}, and nobody confirmed the time"
        findings.add(TIME, place, words, found=entry["at"])


def _is_stale(trail: Trail, entry: Entry, read: Read, cited: Cited) -> bool:
    """Whether a newer entry must have been known than the cited one, however clocks differ.

    The directory is never written earlier than any entry that is there. A project may be, after
    its own refusals: its acts don't read them, and the clock may have been set back in between.
    """
    if cited.next_at is None or (trail.refuses and read["stream"] != DIRECTORY):
        return False
    return parse(entry["at"]) - parse(cited.next_at) > TOLERANCE
