"""Walks go everywhere: what they leave out, the tests that replay them can't show."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml
from pydantic import BaseModel

from engine.ledger.entry import parse_entry
from engine.methodology.model import Methodology
from engine.rules import events as ev
from engine.rules.commands import DIRECTORY_ARGUMENTS, PROJECT_ARGUMENTS, SYSTEM_ARGUMENTS
from engine.rules.refusal import CLASS_OF
from engine.store.memory import MemoryStore
from tests.determinism.record import Record
from tests.determinism.replay import Replay
from tests.determinism.sources import VERSIONS, source
from tests.determinism.walks import COMMANDS, walk
from tests.golden.files import FOLDER as GOLDEN, read_left
from tests.golden.story import STORIES

SEEDS = range(12)


@cache
def answers() -> list[tuple[str, Any]]:
    """(command type, answer) of every step of some walks."""
    found = []
    for record in map(walk, SEEDS):
        replay = Replay(record, MemoryStore(record.origin))
        found += [(asked["type"], replay.ask(step)) for step, (_, asked) in _numbered(record)]
    return found


def _numbered(record: Record) -> Iterator[tuple[int, tuple[str, Any]]]:
    return enumerate(record.steps)


def test_a_walk_has_about_two_hundred_commands() -> None:
    """A story long enough for rounds, lapses and second projects."""
    assert all(COMMANDS <= len(walk(seed).steps) <= COMMANDS + 10 for seed in SEEDS)


def test_whatever_is_asked_or_happens_is_replayed_somewhere() -> None:
    """What no walk does, and no golden story, could depend on anything."""
    commands: set[str] = set()
    events: set[str] = set()
    for story in STORIES:
        for line in read_left(story).lines:
            entry = parse_entry(line)
            commands.add(entry["command"]["type"])
            events.update(str(one["type"]) for one in entry["events"])
    commands.discard("RecordRefusal")
    events.discard("CommandRefused")
    for command, answer in answers():
        for entry in answer.get("before", ()):
            commands.add(entry["command"]["type"])
            events.update(one["type"] for one in entry["events"])
        if "events" in answer:
            commands.add(command)
            events.update(one["type"] for one in answer["events"])
    assert commands == {*DIRECTORY_ARGUMENTS, *PROJECT_ARGUMENTS, *SYSTEM_ARGUMENTS}
    assert events == event_types()


def test_walks_are_refused_for_many_reasons_and_mostly_accepted() -> None:
    """Refusals of each class are compared too, and most of a walk leads somewhere."""
    codes = {answer["code"] for _, answer in answers() if "code" in answer}
    assert {CLASS_OF[code] for code in codes} == set(CLASS_OF.values())
    assert len(codes) >= 40
    done = [answer for _, answer in answers() if "events" in answer]
    assert 2 * len(done) > len(answers())


WORKFLOWS = Path(__file__).parents[2] / "workflows"
ELSEWHERE = {("Deliverable", "replaces")}
"""Tried by the tests of baselines alone."""


def test_whatever_can_be_said_is_said_in_something_that_is_replayed() -> None:
    """Each key stands in `everything.yaml`, in a golden story, or in what is shipped."""
    used: set[tuple[str, str]] = set()
    for version in VERSIONS:
        for data in source("everything", version).files.values():
            _note(Methodology, yaml.safe_load(data), used)
    for path in (*GOLDEN.glob("*/*.yaml"), *WORKFLOWS.glob("*.yaml")):
        _note(Methodology, yaml.safe_load(path.read_bytes()), used)
    assert used >= _keys(Methodology, set()) - ELSEWHERE


def event_types() -> set[str]:
    """The type of every event but the refusals' own."""
    kinds = (*get_args(ev.DirectoryEvent), *get_args(ev.ProjectEvent))
    return {get_args(get_type_hints(kind)["type"])[0] for kind in kinds}


def _note(model: type[BaseModel], value: Any, used: set[tuple[str, str]]) -> None:  # noqa: ANN401  # YAML
    """Note the keys of `value` and of what is in it; where ids are keys, they are passed over."""
    if isinstance(value, list):
        for one in value:
            _note(model, one, used)
        return
    if not isinstance(value, dict):
        return
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in value:
            used.add((model.__name__, key))
            for inner in _models(field.annotation):
                held = value[key]
                keyed = isinstance(held, dict) and not (held.keys() & _aliases(inner))
                _note(inner, list(held.values()) if keyed else held, used)


def _keys(model: type[BaseModel], known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    for name, field in model.model_fields.items():
        key = (model.__name__, field.alias or name)
        if key not in known:
            known.add(key)
            for inner in _models(field.annotation):
                _keys(inner, known)
    return known


def _aliases(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _models(annotation: object) -> list[type[BaseModel]]:
    """The models in an annotation, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]
