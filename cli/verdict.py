"""The report of a verification, for people and as data."""

from collections.abc import Iterator, Mapping
from typing import Final

from cli.names import Names
from cli.output import width
from cli.text import Line, Style, Styled, wrap
from engine.audit.findings import Finding
from engine.audit.report import Report, State, caveats, lines
from engine.canonical import Json
from engine.methodology.characters import safe

_MARKS: Final[Mapping[State, tuple[Style, str]]] = {
    "ok": ("green", "ok     "),
    "partly": ("yellow", "partly "),
    "failed": ("red", "FAILED "),
}


def report_lines(report: Report, names: Names, *, manual_clock: bool) -> Iterator[Line]:
    """What a verification found: a sentence for each check, the findings, what isn't proved."""
    what = f"project {report.key}" if report.key else "the whole ledger"
    yield (Styled("bold", report.origin), f"  {what}")
    for line in lines(report):
        style, mark = _MARKS[line.state]
        first, *rest = wrap(safe(line.text), width() - 13)
        yield (f"{line.check.number:>3}  ", Styled(style, mark), first)
        yield from (" " * 12 + one for one in rest)
    if report.findings:
        yield Styled("bold", "what was found")
        for finding in report.findings:
            yield from _finding_lines(finding, names)
        hidden = sum(report.counts.values()) - len(report.findings)
        if hidden:
            yield f"  and {hidden} more"
    for one in report.unjudged:
        yield from _paragraph(f"{one.stream} is not judged from #{one.seq} on: {one.why}", names)
    for absent in report.evidence.listed:
        yield from _paragraph(f"absent: {absent}", names)
    yield Styled("bold", "what this does not prove")
    for words in caveats(report, manual_clock=manual_clock):
        yield from _paragraph(words, names, mark="- ")
    yield _verdict(report)


def _finding_lines(finding: Finding, names: Names) -> Iterator[Line]:
    place = finding.place
    where = place.stream if place.seq is None else f"{place.stream} #{place.seq}"
    yield from _paragraph(f"{where} [{finding.check.code}]: {finding.message}", names)
    for label, value in (("expected", finding.expected), ("found   ", finding.found)):
        if value is not None:
            first, *rest = wrap(safe(value), width() - 16)
            yield (Styled("dim", f"      {label}  "), first)
            yield from (" " * 16 + one for one in rest)


def _paragraph(words: str, names: Names, mark: str = "") -> Iterator[Line]:
    first, *rest = wrap(safe(names.said(words)), width() - 2 - len(mark))
    yield f"  {mark}{first}"
    yield from (" " * (2 + len(mark)) + one for one in rest)


def _verdict(report: Report) -> Line:
    if report.ok:
        return Styled("green", "verified: everything that can be checked here holds")
    count = sum(report.counts.values())
    return Styled("red", f"NOT verified: {count} finding{'' if count == 1 else 's'}")


def report_data(report: Report, names: Names, *, manual_clock: bool) -> dict[str, Json]:
    """The report as data; people stand by id."""
    return {
        "ok": report.ok,
        "origin": report.origin,
        "project": report.key,
        "founder": report.founder,
        "checks": [
            {
                "number": one.check.number,
                "code": one.check.code,
                "state": one.state,
                "text": one.text,
                "findings": report.counts[one.check],
            }
            for one in lines(report)
        ],
        "findings": [_finding_data(one) for one in report.findings],
        "unjudged": [one._asdict() for one in report.unjudged],
        "caveats": [names.said(one) for one in caveats(report, manual_clock=manual_clock)],
        "streams": [
            {
                "stream": one.stream,
                "entries": one.entries,
                "first": one.first,
                "last": one.last,
                "head": one.head.hash if one.head else None,
            }
            for one in report.streams
        ],
        "entries": report.entries,
        "judged": report.judged,
        "proofs": dict(report.tally.proofs),
        "by_system": report.tally.by_system,
        "refusals": report.tally.refusals,
        "decided": dict(report.decided),
        "texts": report.texts._asdict(),
        "rows": report.rows,
        "evidence": {
            "there": report.evidence.there,
            "absent": report.evidence.absent,
            "listed": list(report.evidence.listed),
        },
        "zones": [one._asdict() for one in report.zones],
    }


def _finding_data(finding: Finding) -> dict[str, Json]:
    return {
        "check": finding.check.number,
        "code": finding.check.code,
        "stream": finding.place.stream,
        "seq": finding.place.seq,
        "message": finding.message,
        "expected": finding.expected,
        "found": finding.found,
    }
