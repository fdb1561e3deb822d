"""What the events of overrides make of a project's state; see `engine.rules.project`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.rules import events as ev
from engine.rules.directory import Meta
from engine.rules.override_state import Override
from engine.rules.project_state import State


def _asked(project: State, event: ev.OverrideRequested, meta: Meta) -> None:
    number = event["override"]
    project.overrides[number] = Override(
        number,
        event["gate"],
        event["decision"],
        event["visit"],
        meta.actor,
        meta.at,
        event["until"],
        event["reason"],
    )


def _overridden(project: State, event: ev.GateOverridden, meta: Meta) -> None:
    number = event["override"]
    project.overrides[number] = project.overrides[number]._replace(
        confirmed_by=meta.actor, at=meta.at, due=event["due"]
    )


def _announced(project: State, event: ev.OverrideReviewDue, _: Meta) -> None:
    number = event["override"]
    project.overrides[number] = project.overrides[number]._replace(announced=True)


def _reviewed(project: State, event: ev.OverrideReviewed, meta: Meta) -> None:
    number = event["override"]
    project.overrides[number] = project.overrides[number]._replace(
        reviewed_by=meta.actor, reviewed_at=meta.at
    )


APPLY: Final[Mapping[str, Callable[[State, Any, Meta], None]]] = {
    "OverrideRequested": _asked,
    "GateOverridden": _overridden,
    "OverrideReviewDue": _announced,
    "OverrideReviewed": _reviewed,
}
