import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, strategies as st

from engine.methodology.cache import dump_tables, load_tables
from engine.methodology.compile import compile_methodology
from engine.methodology.diagnostics import Complaint, report
from engine.methodology.digests import tables_digest
from engine.methodology.load import load_methodology
from engine.methodology.sources import InvalidSource
from engine.methodology.yamlsource import read
from tests.engine.methodology.fixtures import CLOSURES, files

Path = tuple[Any, ...]

# Anything of YAML, and above all what is nearly right: words that mean something elsewhere.
_WORDS = st.sampled_from((
    *("owner", "planning", "delivery", "drawing", "risk", "go", "hold", "kill", "is", "panel"),
    *("any", "60%", "30 days", "0..10", "has(budget)", "charter.owner", "seat money", "", "é"),
))  # fmt: skip
_SCALARS = st.one_of(_WORDS, st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=8))
_JUNK = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=5,
)


def _value(name: str) -> Any:  # noqa: ANN401  # a file's value
    _, closure = files(name)
    merged: dict[str, Any] = {}
    for name_, data in closure.items():
        source, _ = read(name_, data)
        assert source is not None
        assert isinstance(source.value, dict)
        for key, inner in source.value.items():
            old = merged.get(key)
            merged[key] = {**old, **inner} if isinstance(old, dict) else inner  # type: ignore[dict-item]  # sections
    merged.pop("include", None)
    return merged


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, part in enumerate(value) if isinstance(value, list) else inner:
        yield from _paths(part, (*path, key))


def _replaced(value: Any, path: Path, junk: object) -> Any:  # noqa: ANN401  # a file's value
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], junk)
    return copy


_FILES = {name: _value(name) for name in CLOSURES}
_PLACES = [(name, path) for name, value in _FILES.items() for path in _paths(value)]


def _judged(root: str, closure: dict[str, bytes]) -> tuple[Complaint, ...]:
    """Return the complaints about a closure; without any, it compiles."""
    try:
        loaded = load_methodology(root, closure)
    except InvalidSource as error:
        found, texts = error.faults, error.texts
    else:
        compiled = compile_methodology(loaded)
        assert load_tables(dump_tables(compiled), tables_digest(compiled)) == compiled
        return ()
    assert found
    assert all(fault.mark.file in closure and fault.mark.line > 0 for fault in found)
    assert report(found, texts).count("\n") >= len(found) - 1
    return found


@given(st.lists(st.tuples(st.sampled_from(_PLACES), _JUNK), min_size=1, max_size=2))
def test_whatever_stands_anywhere_gives_tables_or_complaints_with_places(
    changes: list[tuple[tuple[str, Path], Any]],
) -> None:
    """Files come from strangers too: nothing in one is our bug, and each complaint has a line."""
    (name, _), _ = changes[0]
    value = _FILES[name]
    for (other, path), junk in changes:
        # A second change may be at a place that the first one took away.
        if other == name and path in set(_paths(value)):
            value = _replaced(value, path, junk)
    text = json.dumps(value, indent=1, ensure_ascii=False)
    _judged("any.yaml", {"any.yaml": text.encode("utf-8", "replace")})


@given(st.binary(max_size=40), st.integers(0, 4000), st.integers(0, 12))
def test_whatever_bytes_come_give_tables_or_complaints(junk: bytes, at: int, gone: int) -> None:
    """A file cut or overwritten in the middle is told as what it is: no methodology."""
    _, closure = files("complete")
    data = closure["workflow.yaml"]
    at %= len(data)
    closure["workflow.yaml"] = data[:at] + junk + data[at + gone :]
    _judged("workflow.yaml", closure)


def test_the_files_that_are_changed_are_valid_before() -> None:
    """Else their faults would hide what a change brings in."""
    for value in _FILES.values():
        assert _judged("any.yaml", {"any.yaml": json.dumps(value).encode()}) == ()
