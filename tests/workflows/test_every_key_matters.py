"""Nothing in a shipped file is idle: whatever is removed from it is missed."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy

import pytest

from engine.methodology import sources
from engine.methodology.compile import compile_methodology
from engine.methodology.diagnostics import Complaint, Mark, Marks, Path
from engine.methodology.load import load_methodology
from engine.methodology.sources import InvalidSource
from engine.methodology.yamlsource import Source, read
from engine.methodology.yamlvalues import Value
from tests.workflows.shipped import NAMES, closure, raw, source, tables


@pytest.mark.parametrize("name", NAMES)
def test_removing_anything_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one key, or item of a list, the file is refused or means something else.

    At every depth. The text is read once: what it says is loaded and compiled again and again, each
    time without one thing. Line numbers, and so `places`, don't count as meaning.
    """
    value = raw(name)
    whole = meaning(tables(name))
    assert compiled(name, value, monkeypatch) == whole
    paths = list(everything_in(value))
    assert len(paths) > 150
    idle = [path for path in paths if compiled(name, without(value, path), monkeypatch) == whole]
    assert idle == []


@pytest.mark.parametrize("name", NAMES)
def test_the_strict_reader_reads_what_another_reads(name: str) -> None:
    """No value of a shipped file depends on the reader: a plain YAML loader finds the same."""
    whole, complaints = read(f"{name}.yaml", source(name))
    assert whole is not None
    assert (whole.value, complaints) == (raw(name), ())


def compiled(name: str, value: Value, monkeypatch: pytest.MonkeyPatch) -> dict[str, object] | None:
    """Return what `value` means as the file `name`; None when it is refused."""
    file = f"{name}.yaml"
    marks = dict.fromkeys(everything_in(value), Mark(file, 1, 1))
    found = Source(file, "", value, Marks(marks, marks), frozenset())

    def reading(name: str, data: bytes) -> tuple[Source | None, tuple[Complaint, ...]]:
        return (found, ()) if name == file else read(name, data)

    included = value.get("include") if isinstance(value, dict) else None
    included = included if isinstance(included, list) else []
    files = {one: data for one, data in closure(name)[1].items() if one in (file, *included)}
    monkeypatch.setattr(sources, "read", reading)
    try:
        return meaning(compile_methodology(load_methodology(file, files)))
    except InvalidSource:
        return None


def meaning(table: Mapping[str, object]) -> dict[str, object]:
    """Return compiled tables without the line numbers."""
    return {key: part for key, part in table.items() if key != "places"}


def everything_in(value: Value) -> Iterator[Path]:
    """Yield the path of every key and every item of a list, outer before inner."""
    waiting: list[tuple[Path, Value]] = [((), value)]
    while waiting:
        path, here = waiting.pop()
        inner: Iterable[tuple[str | int, Value]] = ()
        if isinstance(here, dict):
            inner = here.items()
        elif isinstance(here, list):
            inner = enumerate(here)
        for key, part in inner:
            yield (*path, key)
            waiting.append(((*path, key), part))


def without(value: Value, path: Path) -> Value:
    """Return a copy of `value` without what stands at `path`."""
    copy = deepcopy(value)
    box = copy
    for key in path[:-1]:
        box = box[key]  # type: ignore[index]  # the path was found there
    del box[path[-1]]  # type: ignore[arg-type, union-attr]  # as above
    return copy
