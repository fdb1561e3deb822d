"""A story made of a scenario: the same commands, at the same times, with what they print.

The scenario is played in memory first: from that the story knows who is there, what is handed in,
and how every command must end.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple, cast

from cli.demo.steps import Chapter, Do, Enter, Many, Papers, Say, Show, Step, quoted
from cli.demo.typed import METHODOLOGY, line_of
from cli.names import Names
from engine.errors import UsageError
from engine.instant import ZoneTable, parse_user_time, plus, to_local
from engine.methodology.tables import CharterTables
from engine.rules.refusal import Refusal
from engine.scenarios.load import Book
from engine.scenarios.office import Asked, Office
from engine.scenarios.play import Played, Report, play
from engine.scenarios.setting import OFFICE, charter_source, compiled

_ALIKE: Final = ("AddPerson", "GrantRole", "SubmitDeliverable", "JudgeDeliverable")
"""Commands of which one is shown where several follow each other."""
_FOUNDING: Final = 2
"""The first two commands of an office: it is founded, and its methodology is published."""


class _Typed(NamedTuple):
    """A command as it is typed, and the exit code that it must have."""

    command: str
    line: str
    code: int


def story_of(book: Book, name: str, workflow: str, folder: str, kept: str | None) -> Iterator[Step]:
    """The story of one scenario of the shipped `workflow`, in the workspace `folder`.

    Raises `UsageError` when the scenario goes otherwise than it says.
    """
    report = play(book, name)
    if report.failure:
        failure = report.failure
        place = f"{failure.mark.file}:{failure.mark.line}"
        raise UsageError(f"{place}: expected {failure.expected}, but {failure.came}")
    teller = _Teller(book, report, workflow)
    yield from teller.founding(folder)
    yield from teller.scenes()
    yield from teller.record()
    yield from _next(book, name, workflow, kept)


class _Teller:
    """Tells what an office was asked, command by command."""

    def __init__(self, book: Book, report: Report, workflow: str) -> None:
        self.book, self.report, self.workflow = book, report, workflow
        self.office: Office = report.office
        self.names = Names(self.office.store)
        charter = compiled("FoundOrganisation", charter_source(self.office.setting)).tables
        calendar = cast("CharterTables", charter)["calendar"]
        self.zone = cast("ZoneTable", calendar["zone"])
        self.papers = dict(_papers(self.office))
        self.shown = self.office.log[0].at

    def founding(self, folder: str) -> Iterator[Step]:
        charter = charter_source(self.office.setting)
        files = {name: data.decode() for name, data in charter.files.items()}
        tables = self.book.tables
        yield Chapter("An organisation and its way of working")
        yield Say(
            f"{tables['title']}, played in a workspace of its own. Its clock is set by hand (--at)."
            " All that follows are real commands and what they print, but for the reminder of the"
            " clock that each of them writes to stderr."
        )
        yield Papers(folder, files)
        yield Do(
            f"init {quoted(folder)} --founder {OFFICE} --name Office --with {self.workflow}"
            f" --manual-clock --at {self.time(self.shown)}"
        )
        yield Enter(folder)
        others = {
            name: data.decode()
            for source in self.book.others.values()
            for name, data in source.files.items()
        }
        texts = {name: self.office.papers[digest] for digest, name in self.papers.items()}
        yield Papers("papers", {**texts, **others})
        yield Do(f"workflow publish workflows/{self.workflow}.yaml --as {OFFICE}")
        yield Say("People come in and get their roles. Nobody gives a role to themselves.")
        begun = len(self.office.log) - sum(len(one.asked) for one in self.report.played)
        yield from _shown(self.typed(one) for one in self.office.log[_FOUNDING:begun])

    def scenes(self) -> Iterator[Step]:
        """A chapter for each scenario, the ones that lead up to it first."""
        for name, played in groupby(self.report.played, lambda one: one.scenario):
            told = self.book.scenarios[name]
            yield Chapter(told.title)
            if told.about:
                yield Say(told.about)
            yield from _shown(line for one in played for line in self.lines(one))

    def record(self) -> Iterator[Step]:
        yield Chapter("What the record says")
        keys = dict.fromkeys(one.key for one in self.office.log if one.key)
        for key in keys:
            yield Do(f"project show {key}")
        for key in keys:
            yield Do(f"audit log {key}")
        yield Say("The record is checked: every hash, and every decision taken once more.")
        yield Do("audit verify")

    def lines(self, played: Played) -> Iterator[_Typed]:
        if not played.step.deeds:
            yield _Typed("", f"tick{self.at(played.at)}", 0)
        for asked in played.asked:
            yield self.typed(asked)

    def typed(self, asked: Asked) -> _Typed:
        paper = self.papers.get(str(asked.args.get("digest")), "FILE")
        line = line_of(asked, self.names, f"papers/{paper}").replace(
            METHODOLOGY, self.book.tables["methodology"]
        )
        code = asked.answer.exit_code if isinstance(asked.answer, Refusal) else 0
        confirm = " --confirm-time" if _confirmed(asked) else ""
        return _Typed(asked.command, f"{line}{self.at(asked.at)}{confirm}", code)

    def at(self, instant: str) -> str:
        """The option that sets the clock, where more than moments have passed."""
        if instant < plus(self.shown, seconds=_MOMENTS):
            return ""
        self.shown = instant
        return f" --at {self.time(instant)}"

    def time(self, instant: str) -> str:
        """An instant as people type it; in UTC where the hour is there twice."""
        local = to_local(self.zone, instant).isoformat(timespec="minutes")
        try:
            parse_user_time(local, self.zone)
        except UsageError:
            return f"{instant[:16]}Z"
        return local


_MOMENTS: Final = 3600
_SHOWN: Final = 5
"""How many other scenarios are offered at the end."""


def _confirmed(asked: Asked) -> bool:
    return isinstance(asked.answer, Refusal) and asked.answer.code == "clock.confirm"


def _papers(office: Office) -> Iterator[tuple[str, str]]:
    """The file of each digest that is handed in: the deliverable and a number."""
    count: dict[str, int] = {}
    seen: set[str] = set()
    for asked in office.log:
        digest = str(asked.args.get("digest"))
        if digest in office.papers and digest not in seen:
            seen.add(digest)
            name = str(asked.args.get("deliverable", "file")).replace("_", "-")
            count[name] = count.get(name, 0) + 1
            yield digest, f"{name}-{count[name]}.txt"


def _shown(lines: Iterator[_Typed]) -> Iterator[Step]:
    """Commands with what they print; of several alike, one after the other, the first only."""
    for (command, code), group in groupby(lines, lambda one: (one.command, one.code)):
        alike = list(group)
        if command in _ALIKE and code == 0 and len(alike) > 2:
            yield Do(alike[0].line, code)
            yield Many(tuple(one.line for one in alike[1:]))
        else:
            yield from (Do(one.line, code) for one in alike)


def _next(book: Book, name: str, workflow: str, kept: str | None) -> Iterator[Step]:
    yield Chapter("Your turn")
    if kept is None:
        yield Say("Play this again and keep the workspace, to look around in it:")
        yield Show(f"phasegate demo {workflow} --workspace {workflow.replace('_', '-')}-office")
    else:
        yield Say("The workspace is kept. Look around in it:")
        yield Show(f"cd {quoted(kept)}")
        yield Show("phasegate project list")
    followed = {one.follows for one in book.scenarios.values()}
    others = [one for one in book.scenarios if one != name and one not in followed]
    if others:
        yield Say("Other things happen too. Play another scenario of the same file, such as:")
        yield from (Show(f"phasegate demo {workflow} --scenario {one}") for one in others[:_SHOWN])
    yield Say("All of them at once, with what they show of the workflow file:")
    yield Show(f"phasegate workflow test {workflow} --coverage")
