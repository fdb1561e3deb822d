from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from hypothesis import given, strategies as st

from engine.methodology.machine import Stepper, build_machine
from engine.methodology.steps import table_steps
from engine.methodology.tables import Tables
from engine.methodology.tracks import Step
from tests.engine.methodology.fixtures import CLOSURES, tables

# Names that mean something to the library, to Python, or to a machine's model.
_ODD = (
    "state",
    "trigger",
    "initial",
    "to_state",
    "is_state",
    "model",
    "__init__",
    "on_enter_x",
    "*",
    "=",
)
_LEAVES = ("a", "b.c", "b.d", *_ODD)
_TRIGGERS = ("move:a", "gate:g:go", *_ODD)


def _tables(steps: dict[str, dict[str, str]]) -> Tables:
    """Return as much of tables as a machine reads."""
    stages = {
        leaf: {"leaf": True, "parents": ["b"] if "." in leaf else [], "first": leaf, "last": leaf}
        for leaf in _LEAVES
    }
    stages["b"] = {"leaf": False, "parents": [], "first": "b.c", "last": "b.d"}
    return cast("Tables", {"initial": "a", "stages": stages, "steps": steps})


def _answers(stepper: Stepper) -> dict[tuple[str, str], list[Step]]:
    triggers = (*_TRIGGERS, "", "move:nowhere")
    return {
        (leaf, trigger): stepper.step([leaf], trigger) for leaf in _LEAVES for trigger in triggers
    }


_STEPS = st.dictionaries(
    st.sampled_from(_TRIGGERS),
    st.dictionaries(st.sampled_from(_LEAVES), st.sampled_from(_LEAVES), max_size=5),
    max_size=6,
)


@given(_STEPS)
def test_the_machine_steps_as_the_tables_say(steps: dict[str, dict[str, str]]) -> None:
    """A one-shot command reads the tables, a long process asks the machine: both must agree."""
    built = _tables(steps)
    answers = _answers(Stepper(built))
    assert answers == {(leaf, name): table_steps(built, [leaf], name) for leaf, name in answers}
    assert {name: [step.entered for step in steps] for name, steps in answers.items()} == {
        (leaf, name): [(built["steps"][name][leaf],)]
        if leaf in built["steps"].get(name, ())
        else []
        for leaf, name in answers
    }


@pytest.mark.parametrize("name", CLOSURES)
def test_the_machine_of_a_real_methodology_steps_as_its_tables_say(name: str) -> None:
    """Every leaf with every trigger, also what leads nowhere."""
    compiled = tables(name)
    stepper = build_machine(compiled)
    for leaf in _leaves(compiled):
        for trigger in (*compiled["steps"], "move:nowhere", "gate:build"):
            assert stepper.step([leaf], trigger) == table_steps(compiled, [leaf], trigger)


def _leaves(compiled: Tables) -> list[str]:
    return [name for name, stage in compiled["stages"].items() if stage["leaf"]]


def test_threads_share_one_machine() -> None:
    """No model is bound to it, no queue is in it: a process needs one for all its projects."""
    compiled = tables("complete")
    stepper = build_machine(compiled)
    asked = [([leaf], name) for leaf in _leaves(compiled) for name in compiled["steps"]] * 40
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: stepper.step(*each), asked))
    assert answers == [table_steps(compiled, position, name) for position, name in asked]


def test_equal_tables_have_one_machine() -> None:
    """It is built once for each digest, whoever asks."""
    compiled = tables("shed")
    again = cast("Tables", {**compiled})
    other = cast("Tables", {**compiled, "version": "1.0.1"})
    assert build_machine(again) is build_machine(compiled)
    assert build_machine(other) is not build_machine(compiled)


def test_no_text_of_a_file_is_a_callback_or_an_attribute() -> None:
    """A stage named like a method must not become one."""
    stepper = Stepper(_tables({"trigger": {"state": "__init__"}, "*": {"*": "="}}))
    (machine,) = stepper._machines.values()
    assert machine.models == []
    assert all("/" in name for name in (*machine.states, *machine.events))
    for state in machine.states.values():
        assert (state.on_enter, state.on_exit) == ([], [])
    assert stepper.step(["state"], "trigger") == [Step("state", ("state",), ("__init__",))]
