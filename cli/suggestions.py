"""The words of a workspace that fit an argument, for `cli.completion`.

They are read from the rows of the ledger; nothing is folded or written.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias, cast

import click
from click.shell_completion import CompletionItem

from cli.running import Running
from cli.text import safe
from cli.workspace import find_workspace
from engine.methodology.tables import Tables
from engine.store.open import open_store
from engine.store.protocol import Reader

MOST: Final = 200
"""How many words are offered at most."""

Word: TypeAlias = tuple[str, str]
"""A word and what it stands for."""
Given: TypeAlias = Mapping[str, object]
"""The arguments typed so far, by name."""


def suggestions(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem[str]]:
    """What the workspace has for `parameter` that begins with `begun`."""
    find = OFFERED.get(parameter.name or "")
    if find is None or (context.command.name == "start" and parameter.name == "key"):
        return []
    running = context.find_object(Running)
    assert running
    workspace = find_workspace(running.settings.workspace)
    store = open_store(workspace.location, workspace.origin)
    try:
        with store.read() as reader:
            words = [
                CompletionItem(word, help=safe(about) or None)
                for word, about in find(reader, context.params, begun)
                if word.startswith(begun)
            ]
            return words[:MOST]
    finally:
        store.close()


def _projects(reader: Reader, _: Given, begun: str) -> Iterator[Word]:
    """Keys from the one that is exactly as typed."""
    stream = f"project/{begun}"
    exact = reader.project(stream)
    if exact:
        yield begun, exact.stage
    for placed in reader.projects(after=stream, limit=MOST):
        yield placed.stream.removeprefix("project/"), placed.row.stage


def _people(reader: Reader, _: Given, __: str) -> Iterator[Word]:
    here = [row for row in reader.people() if row.left_at is None]
    texts = reader.texts([one for row in here for one in (row.handle, row.name)])
    found = []
    for row in here:
        handle, name = texts.get(row.handle), texts.get(row.name)
        if handle and not handle.erased:
            found.append((handle.body, name.body if name else ""))
    yield from sorted(found)


def _methodologies(reader: Reader, _: Given, __: str) -> Iterator[Word]:
    for row in reader.methodologies():
        if row.in_force:
            yield row.methodology, row.version


def _gates(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    tables = _tables(reader, given)
    for gate in tables["order"]["gates"]:
        yield gate, tables["gates"][gate]["title"]


def _deliverables(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    tables = _tables(reader, given)
    for name in tables["order"]["deliverables"]:
        yield name, tables["deliverables"][name]["title"]


def _registers(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    for name, register in _tables(reader, given).get("registers", {}).items():
        yield name, register["title"]


def _states(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    """The states of a register's items."""
    register = _tables(reader, given).get("registers", {})[str(given["register"])]
    for name in register["order"]["states"]:
        yield name, register["states"][name]["title"]


def _stages(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    tables = _tables(reader, given)
    for name in tables["order"]["stages"]:
        yield name, tables["stages"][name]["title"]


def _decisions(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    gate = _tables(reader, given)["gates"][str(given["gate"])]
    for one in gate["decisions"]:
        yield one["id"], one["kind"]
    yield from (("abstain", ""), ("recuse", ""))


def _seats(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    gate = _tables(reader, given)["gates"][str(given["gate"])]
    return ((seat["id"], "") for seat in gate["panel"])


def _items(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    """What can be waived at a gate."""
    tables = _tables(reader, given)
    gate = tables["gates"][str(given["gate"])]
    for name in gate["evidence"]:
        if tables["deliverables"][name]["waivable"]:
            yield name, tables["deliverables"][name]["title"]
    for one in gate["must"]:
        if one["waivable"] and one["kind"] != "panel":
            yield one["id"], one["ask"] or ""


def _roles(reader: Reader, given: Given, _: str) -> Iterator[Word]:
    """Those of the project's methodology that are its own; else the charter's that any names."""
    if given.get("project") or given.get("key"):
        tables = _tables(reader, given)
        for name in tables["order"]["roles"]:
            if tables["roles"][name]["charter"] is None:
                yield name, tables["roles"][name]["title"]
        return
    in_force = [row.compiled for row in reader.methodologies() if row.in_force]
    held = {row.role for row in reader.grants() if row.scope == "organisation"}
    named = (
        one["charter"]
        for compiled in in_force
        for one in _compiled(reader, compiled)["roles"].values()
        if one["charter"]
    )
    yield from ((name, "") for name in sorted(held.union(named)))


def _tables(reader: Reader, given: Given) -> Tables:
    """The tables of the methodology that the project typed goes by."""
    project = reader.project(f"project/{given.get('key') or given.get('project')}")
    assert project
    (compiled,) = {row.compiled for row in reader.methodologies() if row.source == project.digest}
    return _compiled(reader, compiled)


def _compiled(reader: Reader, digest: str) -> Tables:
    data = reader.blob("tables", digest)
    assert data
    return cast("Tables", json.loads(data))


OFFERED: Final[Mapping[str, Callable[[Reader, Given, str], Iterable[Word]]]] = {
    "key": _projects,
    "project": _projects,
    "person": _people,
    "actor": _people,
    "principal": _people,
    "authors": _people,
    "voter": _people,
    "owner": _people,
    "minutes": _deliverables,
    "methodology": _methodologies,
    "gate": _gates,
    "deliverable": _deliverables,
    "register": _registers,
    "state": _states,
    "stage": _stages,
    "stages": _stages,
    "decision": _decisions,
    "seat": _seats,
    "item": _items,
    "role": _roles,
}
"""Where the words for an argument are, by its name."""
