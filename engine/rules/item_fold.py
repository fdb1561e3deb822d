"""What the events of registers make of a project's state."""

from engine.rules import events as ev
from engine.rules.directory import Meta
from engine.rules.project_state import Item, State


def added(project: State, event: ev.ItemAdded, meta: Meta) -> None:
    """Fold `ItemAdded`."""
    key = event["register"], event["item"]
    project.items[key] = Item(
        *key, event["title"], event["fields"], event["state"], meta.at, meta.actor, meta.at, (), ()
    )


def was_set(project: State, event: ev.ItemSet, meta: Meta) -> None:
    """Fold `ItemSet`."""
    key = event["register"], event["item"]
    item = project.items[key]
    project.items[key] = item._replace(
        title=event["title"] or item.title,
        fields={**item.fields, **event["fields"]},
        setters=_with(item.setters, meta.actor),
    )


def moved(project: State, event: ev.ItemMoved, meta: Meta) -> None:
    """Fold `ItemMoved`."""
    key = event["register"], event["item"]
    item = project.items[key]
    project.items[key] = item._replace(
        state=event["to"], moved_at=meta.at, movers=_with(item.movers, meta.actor)
    )


def _with(people: tuple[str, ...], person: str) -> tuple[str, ...]:
    return people if person in people else (*people, person)
