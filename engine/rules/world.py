"""The world a decision is taken on: the frozen read-set, and small questions about it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, cast

from engine import calendar
from engine.calendar import Calendar
from engine.canonical import Json
from engine.methodology.gate_tables import Gate, GuardAt, gate_leaves
from engine.methodology.guard.evaluate import ITEMS, AddWorkdays, Outcome, evaluate
from engine.methodology.steps import table_steps
from engine.methodology.tables import CharterTables, Move, Tables
from engine.methodology.tracks import Step, active
from engine.names import ORGANISATION
from engine.rules.directory import Directory
from engine.rules.items import items_to_read
from engine.rules.project import Project

Stepper: TypeAlias = Callable[[Collection[str], str], Sequence[Step]]
"""(position, trigger) -> the steps taken, none if it leads nowhere: the methodology's machines."""

Watch: TypeAlias = Callable[[str, Outcome], None]
"""Is told of each guard that is judged: its address, and how it came out."""


class World(NamedTuple):
    """What a command is judged on.

    `charter` is the charter in force, `tables` the compiled methodology the project is pinned to.
    For a command that publishes, `candidate` holds what would be published; for `StartProject`,
    `tables` is the methodology to start on and `project` is None unless the key is taken.
    `stepper` are the machines that take the steps; without them they are read from the tables,
    which is the same. `stream` is the stream the command is put to; a search that tries commands of
    several streams on one world leaves it None. `watch` is told of each guard that is judged.
    """

    at: str
    key: str
    directory: Directory
    charter: CharterTables | None
    tables: Tables | None
    project: Project | None
    candidate: Tables | CharterTables | None = None
    stepper: Stepper | None = None
    stream: str | None = None
    watch: Watch | None = None

    @property
    def calendar(self) -> Calendar:
        """The charter's calendar with the directory's holidays."""
        assert self.charter
        return cast(
            "Calendar",
            {**self.charter["calendar"], "holidays": sorted(self.directory.holidays)},
        )

    @property
    def today(self) -> str:
        """The local date at `at`."""
        return calendar.local_date(self.calendar, self.at)

    def steps(self, trigger: str) -> Sequence[Step]:
        """The steps that `trigger` takes from where the project stands."""
        tables, project = started(self)
        if self.stepper:
            steps = self.stepper(project.position, trigger)
        else:
            steps = table_steps(tables, project.position, trigger)
        assert steps, f"no way {trigger} from {project.stage}"
        return steps

    def place(self, address: str | None) -> str | None:
        """Where `address`, or the nearest around it, is declared, as "file:line".

        In the methodology, else in the charter in force; what somebody brings along has no say yet.
        """
        while address:
            for known in (self.tables, self.charter):
                if known and address in known["places"]:
                    file, line = known["places"][address]
                    return f"{file}:{line}"
            address = address.rpartition(".")[0]
        return None


def started(world: World) -> tuple[Tables, Project]:
    """The methodology and the project, which must be there."""
    assert world.tables
    assert world.project
    return world.tables, world.project


def holds_role(world: World, person: str, role: str) -> bool:
    """Whether `person` holds the methodology's `role` in this project."""
    return any(
        person in world.directory.holders(name, scope) for name, scope in grants_of(world, role)
    )


def has_held(world: World, person: str, role: str) -> bool:
    """Whether `person` holds the methodology's `role` in this project, or has held it there.

    What was held in the organisation counts from the start of the project on, what was held for
    the project always.
    """
    directory, project = world.directory, world.project
    for name, scope in grants_of(world, role):
        if person in directory.holders(name, scope):
            return True
        lost = directory.past.get((person, name, scope))
        if lost and (scope != ORGANISATION or (project and lost >= project.started_at)):
            return True
    return False


def holds_any(world: World, person: str, roles: Sequence[str]) -> bool:
    """Whether `person` holds one of `roles` in this project."""
    return any(holds_role(world, person, role) for role in roles)


def grants_of(world: World, role: str) -> Iterator[tuple[str, str]]:
    """The grants that give the methodology's `role` in this project, as (name, scope)."""
    assert world.tables
    scope = f"project/{world.key}"
    charter_role = world.tables["roles"][role]["charter"]
    if charter_role is None:
        yield role, scope
    else:
        yield charter_role, ORGANISATION
        yield charter_role, scope


def holders(world: World, role: str) -> list[str]:
    """Everyone who holds the methodology's `role` in this project, sorted."""
    found: set[str] = set()
    for name, scope in grants_of(world, role):
        found.update(world.directory.holders(name, scope))
    return sorted(found)


def holders_of_any(world: World, roles: Sequence[str]) -> list[str]:
    """Everyone who holds one of `roles` in this project, sorted."""
    return sorted({person for role in roles for person in holders(world, role)})


def judge(world: World, guard: GuardAt, fields: Mapping[str, Json] | None = None) -> Outcome:
    """Judge a guard on the project's material fields (or on `fields`), its items and today."""
    return judge_on(world, guard, values_read(world, guard, fields))


def judge_on(world: World, guard: GuardAt, values: Mapping[str, Json]) -> Outcome:
    """Judge a guard on `values`; who watches the world is told."""
    outcome = evaluate(guard["tree"], values, add_workdays=workdays(world))
    if world.watch:
        world.watch(guard["at"], outcome)
    return outcome


def values_read(
    world: World, guard: GuardAt, fields: Mapping[str, Json] | None = None
) -> dict[str, Json]:
    """The values a guard can read, with the items it asks."""
    values = guard_values(world, fields, guard.get("reads", ()))
    if "registers" in guard:
        values[ITEMS] = items_asked(world, guard["registers"])
    return values


def items_asked(world: World, registers: Sequence[str]) -> Json:
    """The items of `registers` as guards read them."""
    tables, project = started(world)
    return items_to_read(tables, project, world.calendar, registers)


def workdays(world: World) -> AddWorkdays:
    """How guards count working days in `world`: after a date, or before it."""

    def later(day: str, count: int) -> str:
        if count < 0:
            return calendar.subtract_working_days(world.calendar, day, -count)
        return calendar.add_working_days(world.calendar, day, count)

    return later


def guard_values(
    world: World, fields: Mapping[str, Json] | None = None, reads: Sequence[str] = ()
) -> dict[str, Json]:
    """The values that guards can read: the material fields, today, and what stands for no field.

    `reads` has the names of the last.
    """
    assert world.tables
    if fields is None:
        fields = world.project.fields if world.project else {}
    declared = world.tables["fields"]
    values: dict[str, Json] = {
        name: value for name, value in fields.items() if declared[name]["material"]
    }
    values["today"] = world.today
    values.update((name, _known(world, name)) for name in reads)
    return values


def _known(world: World, name: str) -> Json:
    """What a name that stands for no field comes to; null when nothing was baselined."""
    project = world.project
    assert project
    if name.startswith("baseline."):
        return project.baseline.fields.get(name.removeprefix("baseline."))
    function, _, about = name.removesuffix(")").partition("(")
    if function == "visits":
        return project.visits.get(about, 0)
    return is_passed(world, about)


def is_passed(world: World, name: str) -> bool:
    """Whether gate `name` is passed.

    The last decision there was an approval, and since then no visit of its place began and the gate
    was not called.
    """
    tables, project = started(world)
    gate, then = tables["gates"][name], project.passes.get(name)
    return then is not None and visit_at(gate, then) == visit_at(gate, project.visits)


def target_due(world: World, leaf: str) -> str | None:
    """The instant by which `leaf` should be left; None without target, or on hold."""
    tables, project = started(world)
    target = tables["stages"][leaf]["target"]
    if target is None or project.standing != "active":
        return None
    return calendar.due(world.calendar, project.position[leaf].target_from, target)


def first_due(world: World) -> str | None:
    """The first instant by which a leaf of the position should be left, or None."""
    found = (target_due(world, leaf) for leaf in started(world)[1].position)
    return min((due for due in found if due), default=None)


def inside(stages: Sequence[str], position: Mapping[str, object]) -> bool:
    """Whether a leaf of `position` is one of a declaration's; none declared means every leaf."""
    return not stages or any(leaf in stages for leaf in position)


def around(tables: Tables, leaf: str) -> list[str]:
    """The addresses of `leaf` and the stages around it, inner first."""
    return [leaf, *reversed(tables["stages"][leaf]["parents"])]


def around_each(tables: Tables, leaves: Iterable[str]) -> list[str]:
    """The addresses of `leaves` and the stages around them, each once, inner first."""
    found = dict.fromkeys(one for leaf in leaves for one in around(tables, leaf))
    return sorted(found, key=lambda one: -len(tables["stages"][one]["parents"]))


def gates_here(tables: Tables, position: Mapping[str, object]) -> list[str]:
    """The gates that can be requested from `position`, in the order of the file."""
    return [name for name in tables["order"]["gates"] if stands_at(tables, name, position)]


def stands_at(tables: Tables, name: str, position: Mapping[str, object]) -> bool:
    """Whether gate `name` is at `position`: in every leaf it leaves, or one inside its `within`."""
    gate = tables["gates"][name]
    if "within" not in gate:
        return all(leaf in position for leaf in gate_leaves(gate))
    return any(inside(tables["stages"][stage]["leaves"], position) for stage in gate["within"])


def visit_at(gate: Gate, visits: Mapping[str, int]) -> int:
    """The number of the visit of a gate's place when its stages have been visited `visits` times.

    Of a gate with several stages, in `within` or joined, the visits of all of them together.
    """
    if "within" in gate:
        return sum(visits.get(stage, 0) for stage in gate["within"])
    if "join" in gate:
        return sum(visits.get(stage, 0) for stage in gate["join"]["named"])
    return visits.get(gate["leaves"], 0)


def moves_here(tables: Tables, position: Mapping[str, object]) -> list[tuple[str, Move]]:
    """The moves out of `position`, each with the state it starts from: a leaf, or a whole stage.

    An implied move out of a stage with tracks is among them only at the end of all tracks.
    """
    return [
        (state, move)
        for state in active(tables["stages"], position)
        for move in tables["moves"].get(state, ())
        if all(leaf in position for leaf in move.get("join", ()))
    ]
