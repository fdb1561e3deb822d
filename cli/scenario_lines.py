"""How scenarios went, for people and as data."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cli.output import width
from cli.text import Line, Styled, hanging
from engine.canonical import Json
from engine.scenarios.coverage import Coverage, Kind
from engine.scenarios.play import Failure, Report


class Tested(NamedTuple):
    """One file: how its scenarios went, what they covered, and the coverage asked for."""

    path: Path
    reports: Sequence[Report]
    coverage: Sequence[Coverage]
    wanted: Mapping[Kind, int]

    @property
    def short(self) -> list[Coverage]:
        """The kinds that are covered less than asked for."""
        return [one for one in self.coverage if one.percent < self.wanted.get(one.kind, 0)]

    @property
    def ok(self) -> bool:
        """Whether everything went as it is written, and enough was covered."""
        return not self.short and not any(report.failure for report in self.reports)


def tested_lines(tested: Tested, *, whole: bool) -> Iterator[Line]:
    """Every scenario in a line, what went otherwise, and the coverage; `whole` lists what lacks."""
    yield Styled("bold", str(tested.path))
    for report in tested.reports:
        state = Styled("red", "FAILED") if report.failure else Styled("green", "ok    ")
        first, *rest = hanging(f"{report.told.name}: {report.told.title}", width() - 9, 2)
        yield ("  ", state, " ", first.lstrip(" "))
        yield from (" " * 9 + line.lstrip(" ") for line in rest)
        if report.failure and report.failure.scenario != report.told.name:
            yield f"    it follows {report.failure.scenario}, which failed"
        elif report.failure:
            yield from failure_lines(tested.path, report.failure)
    for one in tested.coverage:
        wanted = tested.wanted.get(one.kind, 0)
        there = len(one.there)
        counted = f"  {one.kind:<10} {one.percent:>3} %  {there - len(one.never)} of {there}"
        if one.percent < wanted:
            yield (counted, Styled("red", f"  too little, {wanted} % is asked for"))
        else:
            yield counted
        if whole or one.percent < wanted:
            for name in one.never:
                yield from hanging(f"never: {name}", width(), 4)


def failure_lines(path: Path, failure: Failure) -> Iterator[Line]:
    """Where a scenario went otherwise, what was expected, what came, and why."""
    where = f"{path}:{failure.mark.line}:{failure.mark.column}"
    yield from hanging(f"{where}: {failure.words}", width(), 4)
    yield from hanging(f"expected: {failure.expected}", width(), 6)
    yield from hanging(f"came:     {failure.came}", width(), 6)
    for line in failure.why:
        yield from hanging(line, width(), 6)


def tested_data(tested: Tested) -> dict[str, Json]:
    """The same as data."""
    return {
        "file": str(tested.path),
        "ok": tested.ok,
        "complaints": [],
        "scenarios": [_scenario(tested.path, report) for report in tested.reports],
        "coverage": [
            {
                "kind": one.kind,
                "percent": one.percent,
                "there": len(one.there),
                "never": list(one.never),
                "least": tested.wanted.get(one.kind),
            }
            for one in tested.coverage
        ],
    }


def _scenario(path: Path, report: Report) -> Json:
    return {
        "scenario": report.told.name,
        "title": report.told.title,
        "ok": report.failure is None,
        "acts": len(report.acts),
        "failure": _failure(path, report.failure) if report.failure else None,
    }


def _failure(path: Path, failure: Failure) -> Json:
    return {
        "file": str(path),
        "line": failure.mark.line,
        "column": failure.mark.column,
        "act": failure.words,
        "expected": failure.expected,
        "came": failure.came,
        "why": list(failure.why),
    }
