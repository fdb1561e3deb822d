"""The machine of a methodology: one `transitions.Machine` for all projects, built from its tables.

The only file that imports `transitions`. The machine is flat (nested stages are compiled away), has
no model bound to it and no callback on it: it is only asked where a trigger leads, with a
throw-away token, so that threads share one. States and triggers carry a prefix that no Python name
can have; no text of a workflow file is ever looked up as an attribute or called.

`steps.table_step` answers the same from the tables alone.
"""

import threading
from collections import OrderedDict

from transitions import Machine

from engine.methodology.digests import tables_digest
from engine.methodology.tables import Tables

_MAX_KEPT = 64


class _Token:
    """What the machine moves: a state and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Stepper:
    """The machine of one methodology; takes steps for any number of projects and threads."""

    __slots__ = ("_machine",)

    def __init__(self, tables: Tables) -> None:
        self._machine = Machine(
            model=None,
            states=[_state(name) for name, stage in tables["stages"].items() if stage["leaf"]],
            initial=_state(tables["initial"]),
            transitions=[
                {"trigger": _trigger(name), "source": _state(leaf), "dest": _state(to)}
                for name, ways in tables["steps"].items()
                for leaf, to in ways.items()
            ],
            send_event=True,
            auto_transitions=False,
            queued=False,
        )

    def step(self, leaf: str, trigger: str) -> str | None:
        """Return the leaf that `trigger` leads to from `leaf`; None when it leads nowhere."""
        event = self._machine.events.get(_trigger(trigger))
        if event is None or _state(leaf) not in event.transitions:
            return None
        token = _Token(_state(leaf))
        taken = event.trigger(token)
        assert taken, "a transition without conditions is taken"
        return token.state.removeprefix(_state(""))


_kept: OrderedDict[str, Stepper] = OrderedDict()
_lock = threading.Lock()


def build_machine(tables: Tables) -> Stepper:
    """Return the machine of `tables`, the same one for equal tables while it is in use."""
    digest = tables_digest(tables)
    with _lock:
        stepper = _kept.pop(digest, None) or Stepper(tables)
        _kept[digest] = stepper
        if len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return stepper


def _state(leaf: str) -> str:
    return f"stage/{leaf}"


def _trigger(name: str) -> str:
    return f"take/{name}"
