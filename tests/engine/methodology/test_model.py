from collections.abc import Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from engine.methodology.compile import compile_methodology
from engine.methodology.load import from_model
from engine.methodology.model import Deliverable, Kill, Methodology, Move, Role, Stage, Standing
from engine.methodology.model_gate import Conditions, Decision, Gate, Lapse
from engine.methodology.model_panel import Seat
from engine.methodology.shape import keys
from engine.methodology.sources import InvalidSource
from engine.methodology.tables import Tables
from tests.engine.methodology.fixtures import CLOSURES, loaded, tables


def _shed() -> Methodology:
    """Return the small fixture, built in Python."""
    return Methodology(
        notation=1,
        methodology="bicycle-shed",
        version="1.0.0",
        title="Building a bicycle shed",
        roles={"owner": Role(title="Project owner"), "builder": Role(title="Builder")},
        deliverables={"drawing": Deliverable(title="Drawing", by=("builder",))},
        stages={
            "planning": Stage(initial=True),
            "delivery": Stage(),
            "done": Stage(closes="completed"),
        },
        moves={"hand_over": Move(from_=("delivery",), to="done", by=("owner",))},
        gates={
            "build": Gate(
                leaves="planning",
                requested_by=("builder",),
                evidence=("drawing",),
                panel=(Seat(role="owner", need=1),),
                decisions={
                    "recycle": Decision(stays=True),
                    "go": Decision(to="delivery"),
                },
                otherwise="recycle",
            )
        },
    )


def _without_places(compiled: Tables) -> dict[str, object]:
    return {key: value for key, value in compiled.items() if key != "places"}


def test_a_methodology_built_in_python_compiles_to_the_same_tables() -> None:
    """Generated or written, it is one thing; only the lines of the file differ."""
    built = compile_methodology(from_model(_shed()))
    assert _without_places(built) == _without_places(tables("shed"))
    assert built["places"]["gates.build.panel.owner"][0] == "workflow.yaml"


@pytest.mark.parametrize("name", CLOSURES)
def test_every_loaded_model_can_be_written_and_loaded_again(name: str) -> None:
    """No value is changed by being read: the file that a model writes gives the same model."""
    again = from_model(loaded(name).methodology, "again.yaml")
    assert again.methodology == loaded(name).methodology
    assert _without_places(compile_methodology(again)) == _without_places(tables(name))


def test_a_methodology_built_in_python_is_checked_as_a_whole() -> None:
    """The same faults, at places of the file it writes."""
    gates = {"build": (_shed().gates or {})["build"].model_copy(update={"otherwise": "go"})}
    with pytest.raises(InvalidSource) as caught:
        from_model(_shed().model_copy(update={"gates": gates}))
    assert [one.code for one in caught.value.faults] == ["otherwise.approval"]


def test_a_model_takes_the_names_of_python_and_of_the_file() -> None:
    """Code may build from keyword arguments or from what a file would say."""
    by_name = Move(from_=("a",), to="b", by=("c",))
    by_key = Move.model_validate({"from": "a", "to": "b", "by": "c"})
    assert by_name == by_key


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Seat, {"role": "owner", "need": True}),
        (Seat, {"role": "owner", "need": 1.0}),
        (Seat, {"role": b"owner"}),
        (Stage, {"initial": 1}),
        (Stage, {"initial": "true"}),
        (Decision, {"stays": 1}),
        (Decision, {"stays": False}),
        (Lapse, {"holds": "true"}),
        (Conditions, {"due_within": "60 days"}),
        (Kill, {"by": ["owner"], "to": 3}),
        (Standing, {"pause": {}}),
    ],
)
def test_no_value_is_made_to_fit(model: type[BaseModel], given: Mapping[str, object]) -> None:
    """True is not 1, "true" is not True, and bytes are not text: what is said is what is meant."""
    with pytest.raises(ValidationError):
        model.model_validate(given)


def test_a_model_is_frozen() -> None:
    """It is shared, and what was checked must stay as it was."""
    with pytest.raises(ValidationError, match="frozen"):
        _shed().title = "Another"  # type: ignore[misc]  # the point of the test


def _used(value: BaseModel) -> set[tuple[str, str]]:
    """Return the keys that `value` and what is in it were given, each with its model."""
    found = set()
    for key, name in keys(type(value)).items():
        if name in value.model_fields_set:
            found.add((type(value).__name__, key))
        inner = getattr(value, name)
        parts = inner.values() if isinstance(inner, Mapping) else inner
        for part in parts if isinstance(inner, Mapping | tuple) else (inner,):
            if isinstance(part, BaseModel):
                found |= _used(part)
    return found


def _all(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    if model not in seen:
        seen.add(model)
        found = {(model.__name__, key) for key in keys(model)}
        for field in model.model_fields.values():
            for inner in _models(field.annotation):
                found |= _all(inner, seen)
    return found


def _models(kind: Any) -> set[type[BaseModel]]:  # noqa: ANN401  # a type annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {kind}
    return {model for part in get_args(kind) for model in _models(part)}


def test_the_fixtures_use_every_key() -> None:
    """They are what tests of the compiler, the schema and the rules lean on."""
    used = {key for name in CLOSURES for key in _used(loaded(name).methodology)}
    assert _all(Methodology, set()) - used == set()
