"""From bytes to a book of scenarios: every fault found at once, each at its place.

    load(Files("pm2.scenarios.yaml", data, "pm2.yaml", {"pm2.yaml": ...}))  ->  Book

What an act names must be there: people, gates, deliverables, stages, fields, decisions, seats, and
scenarios that others follow. A name that is not there may stand in an act that must be refused as
unknown. Nothing here touches the file system; `files` does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

from engine.canonical import Json
from engine.engine import Source as Published
from engine.methodology.diagnostics import Complaint, Mark, Path, did_you_mean, quoted
from engine.methodology.shape import shape
from engine.methodology.sources import InvalidSource
from engine.methodology.tables import CharterTables, Tables
from engine.methodology.yamlsource import Source, read
from engine.methodology.yamlvalues import Value
from engine.scenarios.acts import Deed, Step, read_acts
from engine.scenarios.known import strangers
from engine.scenarios.model import Scenario, Scenarios
from engine.scenarios.setting import OFFICE, Setting, charter_source, compiled

ENDING: Final = ".scenarios.yaml"


class Files(NamedTuple):
    """A scenarios file and the workflow file it is about: names and bytes.

    `workflow` is None where there is no such file. `others` are workflow files that acts publish.
    """

    name: str
    data: bytes
    workflow: Published | None
    others: Mapping[str, Published]


class Told(NamedTuple):
    """One scenario: its name, what it shows, where it stands, what it follows, its own steps."""

    name: str
    title: str
    about: str | None
    mark: Mark
    follows: str | None
    setting: Setting
    steps: Sequence[Step]


class Book(NamedTuple):
    """The scenarios of one file, by name in the order of the file; `demo` is to be shown first."""

    file: str
    tables: Tables
    scenarios: Mapping[str, Told]
    demo: str
    others: Mapping[str, Published]

    def way_to(self, name: str) -> list[Told]:
        """The scenarios that lead up to one, the first first, and itself."""
        told = self.scenarios[name]
        return [*(self.way_to(told.follows) if told.follows else ()), told]


def load(files: Files) -> Book:
    """Return the scenarios of a file. Raises `InvalidSource` with every complaint."""
    source, complaints = read(files.name, files.data)
    texts = {files.name: files.data.decode("utf-8", "replace")}
    if source is None:
        raise InvalidSource(files.name, complaints, texts)
    model, faults = shape(source, Scenarios)
    faults += complaints
    steps: dict[str, list[Step]] = {}
    for name, items in _acts(source.value):
        steps[name], found = read_acts(source, ("scenarios", name, "acts"), items)
        faults += [one for one in found if not source.hides(one.path)]
    if model is None or faults:
        raise InvalidSource(files.name, faults, texts)
    reading = _Whole(source, model, files)
    book = reading.book(steps)
    if book is None or reading.faults:
        raise InvalidSource(files.name, reading.faults, texts)
    return book


def workflow_named(data: bytes, name: str) -> str:
    """The workflow file that a scenarios file is about, as far as that can be told."""
    source, _ = read(name, data)
    value = source.value if source else None
    named = value.get("workflow") if isinstance(value, dict) else None
    return named if isinstance(named, str) else f"{name.removesuffix(ENDING)}.yaml"


def files_named(data: bytes, name: str) -> set[str]:
    """The files that acts publish."""
    source, _ = read(name, data)
    found: set[str] = set()
    if source:
        for scenario, items in _acts(source.value):
            steps, _ = read_acts(source, ("scenarios", scenario, "acts"), items)
            deeds = (deed for step in steps for deed in step.deeds)
            found |= {str(deed.args["file"]) for deed in deeds if "file" in deed.args}
    return found


def _acts(value: Value) -> Iterator[tuple[str, list[Value]]]:
    scenarios = value.get("scenarios") if isinstance(value, dict) else None
    for name, one in scenarios.items() if isinstance(scenarios, dict) else ():
        acts = one.get("acts") if isinstance(one, dict) else None
        if isinstance(acts, list):
            yield name, acts


class _Whole:
    """Judges a file as a whole: what its parts name must be there."""

    def __init__(self, source: Source, model: Scenarios, files: Files) -> None:
        self.source, self.model, self.files = source, model, files
        self.faults: list[Complaint] = []

    def book(self, steps: Mapping[str, Sequence[Step]]) -> Book | None:
        if self.files.workflow is None:
            named = self.model.workflow or f"{self.files.name.removesuffix(ENDING)}.yaml"
            message = f"there is no workflow file {quoted(named)} beside this one"
            self.complain("workflow.missing", ("workflow",), message, "name it: workflow: FILE")
            return None
        tables = cast("Tables", compiled("PublishMethodology", self.files.workflow).tables)
        told: dict[str, Told] = {}
        for name, one in self.model.scenarios.items():
            path = ("scenarios", name)
            setting = self.setting(one, tables)
            self.check_follows(path, name, one)
            mark = self.source.marks.keys[path]
            told[name] = Told(
                name, one.title, one.about, mark, one.follows, setting, steps.get(name, [])
            )
        demo = self.model.demo or next(iter(told))
        if demo not in told:
            message, hint = f"there is no scenario {quoted(demo)}", did_you_mean(demo, told)
            self.complain("scenario.unknown", ("demo",), message, hint)
        if self.faults:
            return None
        book = Book(self.files.name, tables, told, demo, self.files.others)
        for name in told:
            self.check_scenario(book, name)
        return book

    def setting(self, one: Scenario, tables: Tables) -> Setting:
        model = self.model
        project = one.project or model.project
        people = {**model.people, **(one.people or {})}
        part = model.charter.model_dump(mode="json", exclude_unset=True) if model.charter else {}
        assert self.files.workflow
        return Setting(
            self.files.workflow,
            tables,
            cast("Mapping[str, Json]", part),
            people,
            one.starts or model.starts,
            model.holidays or (),
            project.key,
            project.title,
            project.by,
            cast("Mapping[str, Json]", project.fields or {}),
        )

    def check_follows(self, path: Path, name: str, one: Scenario) -> None:
        """What is followed is there, comes to a beginning, and sets the scene."""
        if one.follows is None:
            return
        here = (*path, "follows")
        if one.follows not in self.model.scenarios:
            hint = did_you_mean(one.follows, self.model.scenarios)
            message = f"there is no scenario {quoted(one.follows)}"
            self.complain("scenario.unknown", here, message, hint)
            return
        for key in ("people", "project", "starts"):
            if getattr(one, key) is not None:
                message = "this is settled by the scenario that is followed"
                self.complain("scenario.follows", (*path, key), message, "leave it out")
        seen, before = {name}, one.follows
        while before is not None and before in self.model.scenarios:
            if before in seen:
                self.complain("scenario.circle", here, "scenarios follow each other in a circle")
                return
            seen.add(before)
            before = cast("str", self.model.scenarios[before].follows)

    def check_scenario(self, book: Book, name: str) -> None:
        way = book.way_to(name)
        setting = way[0].setting
        added = {
            str(deed.args.get("person")).removeprefix("p-")
            for told in way
            for step in told.steps
            for deed in step.deeds
            if deed.command == "AddPerson"
        }
        people = {OFFICE, *setting.people, *added}
        if way[-1].follows is None:
            self.check_people(("scenarios", name), setting, people)
        for step in book.scenarios[name].steps:
            for deed in step.deeds:
                self.check_deed(book.tables, people, step, deed)

    def check_people(self, path: Path, setting: Setting, people: Iterable[str]) -> None:
        charter = compiled("FoundOrganisation", charter_source(setting))
        roles = {*setting.tables["roles"]}
        roles |= {f"charter.{one}" for one in cast("CharterTables", charter.tables)["roles"]}
        for name, held in setting.people.items():
            for role in held:
                if role not in roles:
                    where = (*path, "people", name)
                    where = where if where in self.source.marks.values else ("people", name)
                    hint = did_you_mean(role, roles)
                    self.complain("role.unknown", where, f"there is no role {quoted(role)}", hint)
        if setting.starter not in people:
            where = (*path, "project", "by")
            where = where if where in self.source.marks.values else ("project", "by")
            self.complain("person.unknown", where, f"{quoted(setting.starter)} is nobody here")

    def check_deed(self, tables: Tables, people: set[str], step: Step, deed: Deed) -> None:
        """Complain about names that nothing has, unless the act must be refused for one."""
        if step.refused and step.refused.endswith(".unknown"):
            return
        for name, word, known, words in strangers(tables, people, self.files.others, deed):
            mark = deed.marks.get(name, step.mark)
            message = f"{words} {quoted(word)}"
            hint = did_you_mean(word, known)
            self.faults.append(Complaint("act.unknown", "error", mark, message, hint))

    def complain(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        while path not in self.source.marks.values:
            path = path[:-1]
        mark = self.source.marks.values[path]
        self.faults.append(Complaint(code, "error", mark, message, hint, path))
