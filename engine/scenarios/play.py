"""Plays scenarios: every act goes through the one door, what must be true is looked at.

    played = play(book, "led_to_closure")
    played.failure        None, or where it went otherwise than the file says

A scenario is played from its beginning, with what it follows first, in an organisation of its own.
It ends at the first thing that is not as the file says, or with the whole ledger verified.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from typing import NamedTuple, TypeAlias

from engine import calendar
from engine.calendar import parse_span
from engine.canonical import Json
from engine.engine import Done
from engine.errors import PhasegateError
from engine.instant import parse_user_time, plus
from engine.ledger.entry import Entry
from engine.methodology.diagnostics import Mark
from engine.names import Proof
from engine.rules.commands import Command
from engine.rules.refusal import Refusal
from engine.rules.world import World
from engine.scenarios.acts import Deed, Step
from engine.scenarios.arguments import Scene, as_json, source_of
from engine.scenarios.coverage import Seen
from engine.scenarios.fill import complete
from engine.scenarios.load import Book, Told
from engine.scenarios.office import Asked, Office
from engine.scenarios.readings import Sight, compare
from engine.scenarios.setting import person
from engine.scenarios.words import expected, refused, shown, within

MINUTE = 60
Args: TypeAlias = Mapping[str, Json]


class Played(NamedTuple):
    """What one item of a scenario came to: its scenario and words, the instant, the commands.

    The commands are those of its deeds, and those that were due before the first: that the project
    is started.
    """

    scenario: str
    step: Step
    at: str
    asked: Sequence[Asked]


class Failure(NamedTuple):
    """Something that went otherwise than the file says.

    `words` are the act's; `expected` and `came` say the difference, `why` explains what came.
    """

    scenario: str
    mark: Mark
    words: str
    expected: str
    came: str
    why: Sequence[str] = ()


class Report(NamedTuple):
    """How a scenario went: what its items came to, the first failure, what the ledger showed.

    The scenarios that it follows are played first, and are part of it. `office` is where it was
    played.
    """

    told: Told
    played: Sequence[Played]
    failure: Failure | None
    seen: Seen
    office: Office

    @property
    def acts(self) -> list[Asked]:
        """The commands that people gave, without those that began the projects."""
        return [one for played in self.played for one in played.asked[-len(played.step.deeds) :]]


class _Stop(Exception):
    """Something is not as the file says."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.came)
        self.failure = failure


def play_all(book: Book, only: Sequence[str] = ()) -> Iterator[Report]:
    """Play every scenario of a book, or those named, in the order of the file.

    What several follow is played once; each goes on in an office of its own.
    """
    ends: dict[str, _Player] = {}
    for name in book.scenarios:
        if not only or name in only:
            yield _at_end(book, name, ends).report()


def play(book: Book, name: str) -> Report:
    """Play one scenario."""
    return _at_end(book, name, {}).report()


def _at_end(book: Book, name: str, ends: "dict[str, _Player]") -> "_Player":
    """The player of a scenario after its last act; `ends` has those who are there already."""
    if name not in ends:
        told = book.scenarios[name]
        before = _at_end(book, told.follows, ends) if told.follows else None
        player = before.fork() if before else _Player(book, told)
        player.play(told)
        ends[name] = player
    return ends[name]


class _Player:
    """Plays the steps of scenarios in one office, until something is not as the file says."""

    def __init__(self, book: Book, first: Told) -> None:
        self.book = book
        self.seen = Seen()
        self.office = Office(first.setting, self.seen.judged)
        self.played: list[Played] = []
        self.told = first
        self.failure: Failure | None = None
        self.fresh = True
        self.read: dict[str, int] = self.office.lengths()
        self.happened: list[str] = []

    def fork(self) -> "_Player":
        """Another player who has seen the same, and goes their own way from now on."""
        new = copy(self)
        new.seen, new.played = self.seen.copy(), self.played.copy()
        new.office = self.office.fork(new.seen.judged)
        return new

    def play(self, told: Told) -> None:
        self.told = told
        try:
            for step in () if self.failure else told.steps:
                self.step(step)
        except _Stop as stop:
            self.failure = stop.failure

    def report(self) -> Report:
        """How it went; the ledger is verified where it went as the file says."""
        failure = self.failure or self.verified()
        return Report(self.told, self.played, failure, self.seen, self.office)

    def step(self, step: Step) -> None:
        begun = len(self.office.log)
        try:
            self.done(step)
        finally:
            asked = self.office.log[begun:]
            self.played.append(Played(self.told.name, step, self.office.now, asked))
        if step.then:
            self.expect(step)

    def done(self, step: Step) -> None:
        """Let time come, and people act."""
        self.move_clock(step)
        if not step.deeds:
            self.office.do_due()
        for number, deed in enumerate(step.deeds):
            if number or not (step.at or step.after or self.fresh):
                self.office.now = plus(self.office.now, seconds=MINUTE)
            self.fresh = False
            self.deed(step, deed, step.id if step.id and len(step.deeds) == 1 else None)
        self.catch_up()

    def move_clock(self, step: Step) -> None:
        """Let the time come that the step names."""
        if not step.at and not step.after:
            return
        world = self.office.look(directory=True)
        now = self.office.now
        try:
            if step.at:
                now = parse_user_time(step.at, world.calendar["zone"])
            if step.after:
                now = _later(world, now, parse_span(step.after))
        except PhasegateError as error:
            self.stop(step, "a time", error.message)
        if now < self.office.now:
            self.stop(step, f"a time after {self.office.now}", f"{now}: time doesn't go back")
        self.office.now = now

    def deed(self, step: Step, deed: Deed, id: str | None) -> None:
        office = self.office
        key = step.project or office.setting.key
        unready = office.prepare(key, deed.command)
        if unready:
            self.stop(step, "the project is started first", *refused(office, unready, None))
        world = office.look(key)
        scene = Scene(office, key, world, deed.by, deed.command, self.book.others)
        given = complete(scene, deed)
        source = source_of(scene, {name: as_json(one) for name, one in deed.args.items()})
        try:
            answer = office.ask(
                deed.by,
                deed.command,
                given,
                key=key,
                id=id,
                confirm_time=step.confirm_time,
                source=source,
            )
        except PhasegateError as error:
            self.stop(step, expected(step), f"{error.code}: {error.message}")
        if isinstance(answer, Refusal):
            self.seen.refused(deed.command, given, answer)
        self.judge(step, deed, given, answer)

    def judge(self, step: Step, deed: Deed, given: Args, answer: Done | Refusal) -> None:
        """Compare an answer with the one that must come."""
        if isinstance(answer, Done):
            if step.refused:
                events = ", ".join(event["type"] for event in answer.events)
                self.stop(step, expected(step), f"accepted: {events}")
            return
        if answer.code == step.refused and within(answer.address, step.rule):
            return
        asked = None if step.refused else self.asked(step, deed, given)
        self.stop(step, expected(step), *refused(self.office, answer, asked))

    def asked(self, step: Step, deed: Deed, given: Args) -> tuple[World, Command]:
        """What was refused, for somebody to explain."""
        world = self.office.look(step.project)._replace(watch=None)
        proof: Proof = {"kind": "asserted"}
        return world, Command("asked", deed.command, given, person(deed.by), proof)

    def catch_up(self) -> None:
        """Read what happened since."""
        entries = self.office.entries(self.read)
        self.read = self.office.lengths()
        self.happened = [str(event["type"]) for entry in entries for event in entry["events"]]
        self.see(entries)

    def see(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.seen.happened(self.book.tables, entry)

    def expect(self, step: Step) -> None:
        world = self.office.look(step.project)._replace(watch=None)
        sight = Sight(world, self.happened, self.office.text)
        for name, said in step.then.items():
            for one in compare(sight, name, as_json(said)):
                path = " ".join(one.path)
                self.stop(step, f"{path}: {shown(one.expected)}", shown(one.found))

    def verified(self) -> Failure | None:
        """What the verification of the ledger found."""
        report = self.office.verify()
        if report.ok:
            return None
        found = [f"{one.place.stream}: {one.message}" for one in report.findings]
        found += [f"{one.stream}: {one.why}" for one in report.unjudged]
        told, words = self.told, "the end of the scenario"
        return Failure(told.name, told.mark, words, "a ledger that verifies", found[0], found)

    def stop(self, step: Step, expected: str, came: str, why: Sequence[str] = ()) -> None:
        raise _Stop(Failure(self.told.name, step.mark, step.words, expected, came, why))


def _later(world: World, now: str, span: Mapping[str, int]) -> str:
    """The instant a span later; working days end at the same time of the last of them."""
    if "working_days" not in span:
        return plus(now, days=span.get("days", 0), seconds=span.get("hours", 0) * 3600)
    last = calendar.add_working_days(world.calendar, world.today, span["working_days"])
    between = date.fromisoformat(last) - date.fromisoformat(world.today)
    return plus(now, days=between.days)
