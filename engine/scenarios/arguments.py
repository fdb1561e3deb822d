"""The arguments of an act: what the file says, in the form on record, and what it leaves unsaid.

People stand by name, dates as days or spans, amounts as they are typed; a file and what was seen of
a dossier by any words (`digest: second draft`). What is left out is filled in by `fill`, or is
null, empty or a text, as the argument allows it. A new command needs nothing here, unless it has an
argument of a new form.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias, cast

from engine import calendar
from engine.calendar import parse_span
from engine.canonical import Json
from engine.engine import Source
from engine.errors import UsageError
from engine.methodology.tables import Tables
from engine.methodology.values import FieldSpec, parse_field_value
from engine.methodology.yamlvalues import Value
from engine.names import HASH
from engine.rules import forms
from engine.rules.commands import TEXTS, Form
from engine.rules.forms import is_date
from engine.rules.items import registers_of
from engine.rules.world import World
from engine.scenarios.acts import COMMANDS, Deed
from engine.scenarios.office import Office
from engine.scenarios.setting import person, role_of


class Scene(NamedTuple):
    """Where an act is done: the office, the project's key, its world, who acts, which command.

    `files` are those beside the scenarios, by name, for commands that publish. `specs` say what the
    fields are that the command sets: the project's, or an item's.
    """

    office: Office
    key: str
    world: World
    actor: str
    command: str
    files: Mapping[str, Source]
    specs: Mapping[str, FieldSpec] = {}


Convert: TypeAlias = Callable[[Scene, Value], Json]


def as_json(value: Value) -> Json:
    """A value of a file as JSON: decimals are texts."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    return value


def plain(_: Scene, value: Value) -> Json:
    """A value as it stands there."""
    return as_json(value)


def date_of(scene: Scene, value: Value) -> Json:
    """A date; a span counts from today."""
    text = str(value)
    if is_date(text):
        return text
    try:
        span = parse_span(text)
    except UsageError:
        return text
    return _later(scene.world, span)


def digest_of(scene: Scene, value: Value) -> Json:
    """A digest; other words stand for the file that holds them."""
    text = str(value)
    return text if HASH.fullmatch(text) else scene.office.paper(text)


def fields_of(scene: Scene, value: Value) -> Json:
    """Fields as people type them, as they stand on record; what can't be one the rules refuse."""
    if not isinstance(value, dict):
        return plain(scene, value)
    return {name: _field(scene, name, one) for name, one in value.items()}


def conditions_of(scene: Scene, value: Value) -> Json:
    """Conditions: the text may be left out, people stand by name, the date may be a span."""
    listed = value if isinstance(value, list) else [value]
    return [_condition(scene, one) for one in listed]


def scope_of(scene: Scene, value: Value) -> Json:
    """A scope: `organisation`, or the key of a project."""
    text = str(value)
    if text == "organisation" or "/" in text:
        return text
    return scene.office.stream(None if text == "project" else text)


def _number(_: Scene, value: Value) -> Json:
    return int(value) if isinstance(value, str) and value.isdecimal() else plain(_, value)


def _person(_: Scene, value: Value) -> Json:
    return person(value) if isinstance(value, str) else plain(_, value)


def _each(convert: Convert) -> Convert:
    def all_of(scene: Scene, value: Value) -> Json:
        return [convert(scene, one) for one in (value if isinstance(value, list) else [value])]

    return all_of


_FORMS: Final[Mapping[Form, Convert]] = {
    forms.is_person: _person,
    forms.is_people: _each(_person),
    forms.is_positive: _number,
    forms.is_size: _number,
    forms.is_date: date_of,
    forms.is_dates: _each(date_of),
    forms.is_digest: digest_of,
    forms.is_scope: scope_of,
    forms.is_mapping: fields_of,
    forms.is_fields: fields_of,
    forms.is_conditions: conditions_of,
}
"""How what the file says becomes an argument, by the argument's form; others stay as they are."""


def specs_of(tables: Tables, register: Value) -> Mapping[str, FieldSpec]:
    """What the fields of a register's items are, or of the project for None."""
    if register is None:
        return {name: field["spec"] for name, field in tables["fields"].items()}
    found = registers_of(tables).get(str(register))
    return {name: field["spec"] for name, field in found["fields"].items()} if found else {}


def version_of(scene: Scene, value: Value) -> Json:
    """The newest version of a deliverable; other words stand for the file that holds them."""
    newest = scene.world.project.newest(str(value)) if scene.world.project else None
    return newest.digest if newest else digest_of(scene, value)


_NAMED: Final[Mapping[str, Convert]] = {"minutes": version_of}
"""The same by the argument's name, where its form doesn't say enough."""


def converted(scene: Scene, deed: Deed) -> dict[str, Json]:
    """The arguments that a deed gives, in the form on record."""
    declared = COMMANDS[deed.command]
    scene = scene._replace(specs=specs_of(scene.office.setting.tables, deed.args.get("register")))
    given: dict[str, Json] = {}
    for name, value in deed.args.items():
        # Texts have the form of digests in an entry, and are plain here.
        form = None if name in TEXTS else declared.get(name)
        if name in _NAMED:
            given[name] = _NAMED[name](scene, value)
        else:
            given[name] = _as(form, scene, value) if form else plain(scene, value)
    if "role" in declared and "scope" in declared:
        given = {**_scoped(scene, given), **given, "role": _role(scene, given)}
    return given


def _as(form: Form, scene: Scene, value: Value) -> Json:
    """A value in the form of an argument: somebody's name is their id where only an id can be."""
    found = _FORMS.get(form, plain)(scene, value)
    if isinstance(found, str) and not form(found) and form(person(found)):
        return person(found)
    return found


def nothing(name: str, form: Form) -> Json:
    """What stands for an argument of which nothing is said: null, or something empty, or a text."""
    if name in TEXTS and not form(None):
        return f"as the scenario has it ({name})"
    empty: Sequence[Json] = (None, {}, [])
    return next((one for one in empty if form(one)), None)


def _role(scene: Scene, given: Mapping[str, Json]) -> Json:
    role = given.get("role")
    return role_of(scene.office.setting.tables, role)[0] if isinstance(role, str) else role


def _scoped(scene: Scene, given: Mapping[str, Json]) -> dict[str, Json]:
    """Where a role is held when the act doesn't say: as people get it at the beginning."""
    everywhere = role_of(scene.office.setting.tables, str(given.get("role")))[1]
    return {"scope": "organisation" if everywhere else scene.office.stream(scene.key)}


def _field(scene: Scene, name: str, value: Value) -> Json:
    spec = scene.specs.get(name)
    if spec is None or isinstance(value, bool):
        return plain(scene, value)
    kind = spec["type"]
    if kind == "person":
        return _person(scene, value)
    if kind == "date":
        return date_of(scene, value)
    if isinstance(value, list) or (kind == "integer" and isinstance(value, int)):
        return plain(scene, value)
    try:
        return parse_field_value(spec, str(value))
    except UsageError:
        return plain(scene, value)


def _condition(scene: Scene, value: Value) -> Json:
    if not isinstance(value, dict):
        return plain(scene, value)
    given = {"text": "what is still missing", **value}
    read: Mapping[str, Convert] = {"owner": _person, "verifier": _person, "due": date_of}
    return {name: read.get(name, plain)(scene, one) for name, one in given.items()}


def _later(world: World, span: Mapping[str, int]) -> str:
    """The last day of a span that begins today."""
    if "working_days" in span:
        return calendar.add_working_days(world.calendar, world.today, span["working_days"])
    days = timedelta(days=span.get("days", 0), hours=span.get("hours", 0))
    return (date.fromisoformat(world.today) + days).isoformat()


def source_of(scene: Scene, given: Mapping[str, Json]) -> Source | None:
    """The file that a command publishes; None for a command that publishes nothing."""
    return scene.files.get(cast("str", given.get("file")))
