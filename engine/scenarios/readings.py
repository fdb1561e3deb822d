"""What can be expected of the state: `then: {stage: planning, conditions: [open]}`.

To let scenarios expect something new, add a line to `READINGS`: what it is, and how it is read of
the world. What is read is compared with what the file says: texts and numbers as they are written,
lists whole and in order, of mappings the keys that are named. `none` stands for what isn't there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from engine.calendar import local_date
from engine.canonical import Json
from engine.errors import UsageError
from engine.inbox import items
from engine.instant import plus
from engine.methodology.tracks import in_order
from engine.methodology.values import parse_field_value
from engine.rules.items import registers_of
from engine.rules.project import Project
from engine.rules.round import Round
from engine.rules.world import World, first_due

NONE: Final = "none"


class Sight(NamedTuple):
    """What is looked at: the project's world with everything due done, and what just happened.

    `happened` are the types of the events since the item of the scenario before this one; `texts`
    opens commitments.
    """

    world: World
    happened: Sequence[str]
    texts: Callable[[str], str]

    @property
    def project(self) -> Project | None:
        """The project; None before it is started."""
        return self.world.project

    @property
    def round(self) -> Round | None:
        """The newest round."""
        rounds = self.world.project.rounds if self.world.project else ()
        return rounds[-1] if rounds else None


class Reading(NamedTuple):
    """How something is read, and in which words it is described.

    `meant` turns what the file says into the form of what is read, where the two differ.
    """

    words: str
    read: Callable[[Sight], Json]
    meant: Callable[[Sight, Json], Json] = lambda _, said: said


def _stage(sight: Sight) -> Json:
    """The leaf the project is in; of one in several tracks all, in the order of the file."""
    if sight.project is None or sight.world.tables is None:
        return NONE
    leaves = in_order(sight.world.tables["stages"], sight.project.position)
    return leaves[0] if len(leaves) == 1 else list(leaves)


def _round(sight: Sight) -> Json:
    if sight.round is None:
        return NONE
    return "open" if sight.round.open else "closed"


def _of_round(name: str) -> Callable[[Sight], Json]:
    return lambda sight: getattr(sight.round, name, None) or NONE


def _of_project(name: str) -> Callable[[Sight], Json]:
    return lambda sight: getattr(sight.project, name, None) or NONE


def _seats(sight: Sight) -> Json:
    seats = sight.round.seats if sight.round else {}
    return {seat: [handle(one) for one in sorted(people)] for seat, people in seats.items()}


def _votes(sight: Sight) -> Json:
    ballots = sight.round.ballots if sight.round else {}
    return {handle(one): ballot.vote["choice"] for one, ballot in ballots.items()}


def _conditions(sight: Sight) -> Json:
    conditions = sight.project.conditions if sight.project else {}
    return [conditions[number].state for number in sorted(conditions)]


def _fields(sight: Sight) -> Json:
    fields = sight.project.fields if sight.project else {}
    return {name: _named(value) for name, value in fields.items()}


def _baseline(sight: Sight) -> Json:
    fields = sight.project.baseline.fields if sight.project else {}
    return {name: _named(value) for name, value in fields.items()}


def _meant_fields(sight: Sight, said: Json) -> Json:
    """Amounts and dates in the spelling on record."""
    declared = sight.world.tables["fields"] if sight.world.tables else {}
    if not isinstance(said, Mapping):
        return said
    meant = dict(said)
    for name, value in said.items():
        if name in declared and value != NONE and not isinstance(value, bool | list | Mapping):
            try:
                meant[name] = _named(parse_field_value(declared[name]["spec"], str(value)))
            except UsageError:
                continue
    return meant


def _inbox(sight: Sight) -> Json:
    """What waits for everybody: `vote rfp`, `accept business_case`; a condition by its text."""
    found: dict[str, Json] = {}
    for person in sorted(sight.world.directory.people):
        found[handle(person)] = [
            f"{one.kind} {sight.texts(one.title) if one.kind in _BY_TEXT else one.name}"
            for one in items(sight.world, person)
        ]
    return found


_BY_TEXT: Final = ("meet", "verify", "own")


def _items(sight: Sight) -> Json:
    """The state of each item by register, in the order of their numbers."""
    registers = registers_of(sight.world.tables) if sight.world.tables else {}
    project = sight.project
    return {
        name: [one.state for one in project.items_of(name)] if project else [] for name in registers
    }


def _breached(sight: Sight) -> Json:
    """The tolerances that are breached, by name."""
    return sorted(sight.project.breaches) if sight.project else []


def _called(sight: Sight) -> Json:
    """The gates that are called, in the order of their calls."""
    return list(sight.project.calls) if sight.project else []


def _deadline(sight: Sight) -> Json:
    """The last day on which the newest round can be decided."""
    return _last_day(sight.world, sight.round.due if sight.round else None)


def _target(sight: Sight) -> Json:
    """The last day by which the stage should be left."""
    if sight.project is None or sight.project.standing == "closed":
        return NONE
    return _last_day(sight.world, first_due(sight.world))


def _last_day(world: World, due: str | None) -> Json:
    return local_date(world.calendar, plus(due, seconds=-1)) if due else NONE


READINGS: Final[Mapping[str, Reading]] = {
    "stage": Reading("the stage the project is in, or a list of them", _stage),
    "standing": Reading("active, held or closed", _of_project("standing")),
    "outcome": Reading("the outcome it closed with", _of_project("outcome")),
    "target": Reading("the last day by which the stage should be left", _target),
    "visits": Reading("how often stages were entered", _of_project("visits")),
    "fields": Reading("the values of fields", _fields, _meant_fields),
    "baseline": Reading("the baselined values of fields", _baseline, _meant_fields),
    "breached": Reading("the tolerances that are breached, by name", _breached),
    "called": Reading("the gates that are called, in the order of their calls", _called),
    "round": Reading("the newest round: open, closed or none", _round),
    "gate": Reading("the gate of the newest round", _of_round("gate")),
    "decision": Reading("what the newest round was decided", _of_round("decision")),
    "how": Reading("how it ended: decided, otherwise, deadline, ...", _of_round("how")),
    "deadline": Reading("the last day on which it can be decided", _deadline),
    "seats": Reading("who sits in which seat of the newest round", _seats),
    "votes": Reading("the votes that count in the newest round", _votes),
    "conditions": Reading(
        "the state of each condition, in order: open, met or lapsed", _conditions
    ),
    "items": Reading("the state of each item of a register: {risk: [open, closed]}", _items),
    "inbox": Reading("what waits for somebody: vote rfp, accept drawing", _inbox),
    "happened": Reading(
        "types of events that are among those that just happened",
        lambda sight: list(sight.happened),
    ),
}
"""What can be expected, by the word in the file."""


def handle(person: str) -> str:
    """The name of a person in scenarios."""
    return person.removeprefix("p-")


def _named(value: Json) -> Json:
    """A field's value; a person by name."""
    return handle(value) if isinstance(value, str) else value


class Difference(NamedTuple):
    """Something that isn't as the file says: its path in `then`, what was expected, what is."""

    path: tuple[str, ...]
    expected: Json
    found: Json


def compare(sight: Sight, name: str, said: Json) -> list[Difference]:
    """Return how what the file says under `name` differs from what is there."""
    if name == "happened":
        wanted = said if isinstance(said, list | tuple) else [said]
        missing = [one for one in wanted if one not in sight.happened]
        found: Json = list(sight.happened) or NONE
        return [Difference((name,), one, found) for one in missing]
    reading = READINGS[name]
    return list(_differences((name,), reading.meant(sight, said), reading.read(sight)))


def _differences(path: tuple[str, ...], said: Json, found: Json) -> list[Difference]:
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        return [
            one
            for name, inner in said.items()
            for one in _differences((*path, name), inner, found.get(name, NONE))
        ]
    if isinstance(found, list | tuple) and not isinstance(said, list | tuple):
        said = [] if said == NONE else [said]
    same = _plain(said) == _plain(found)
    return [] if same else [Difference(path, said, found)]


def _plain(value: Json) -> object:
    """A value as it is compared: numbers as texts."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bool | Mapping):
        return value
    return str(value)
