"""What reading a file costs at most, in steps and not in seconds."""

import pytest
import yaml

from engine.methodology import yamlsource
from engine.methodology.diagnostics import Mark
from engine.methodology.yamlsource import MAX_BYTES, read
from engine.methodology.yamlvalues import (
    MAX_COMPLAINTS,
    MAX_DEPTH,
    MAX_LETTERS,
    MAX_NODES,
    Builder,
    Event,
    Faults,
    Stop,
)

Fault = tuple[str, int, int]


def faults(data: bytes) -> list[Fault]:
    """Return code, line and column of what is wrong with the file, in order."""
    _, complaints = read("x.yaml", data)
    assert all(one.mark.file == "x.yaml" and one.severity == "error" for one in complaints)
    return [(one.code, one.mark.line, one.mark.column) for one in complaints]


def flat(count: int) -> bytes:
    """Return a list of `count` - 1 words, so that list and words are `count` nodes."""
    return b"[" + b"a," * (count - 1) + b"]"


def test_each_limit_is_reached_before_it_refuses() -> None:
    """256 KB, 32 deep, 25,000 nodes, 16,384 letters: the last that passes, the first that doesn't.

    The numbers stand here once more on purpose: they are promised in the documentation.
    """
    limits = (MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_LETTERS, MAX_COMPLAINTS)
    assert limits == (262_144, 32, 25_000, 16_384, 100)
    assert faults(b"a: 1 #" + b"x" * (MAX_BYTES - 6)) == []
    assert faults(b"a: 1 #" + b"x" * (MAX_BYTES - 5)) == [("yaml.too_large", 1, 1)]
    assert faults(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) == []
    assert faults(b"[" * 33 + b"]" * 33) == [("yaml.too_deep", 1, 33)]
    assert faults(flat(MAX_NODES)) == []
    assert faults(flat(MAX_NODES + 1)) == [("yaml.too_many_nodes", 1, 2 * MAX_NODES)]
    assert faults(b"a: " + b"x" * MAX_LETTERS) == []
    assert faults(b"a: " + b"x" * (MAX_LETTERS + 1)) == [("yaml.too_long", 1, 4)]
    assert len(faults(b"- *a\n" * MAX_COMPLAINTS)) == MAX_COMPLAINTS
    assert faults(b"- *a\n" * 101)[-1] == ("yaml.too_many_faults", 101, 3)


DEEP = [
    b"[" * 100_000,
    b"[" * MAX_BYTES,
    b"- " * 100_000,
    b"{a: " * 50_000,
    b"{" * 100_000,
    b"? " * 100_000,
    b"[{a: " * 40_000,
    b"".join(b" " * depth + b"a:\n" for depth in range(700)),
]


@pytest.mark.parametrize("data", DEEP, ids=range(len(DEEP)))
def test_of_a_deep_file_only_the_first_levels_are_parsed(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad inputs 34, 35: events stop at depth 33; neither time nor stack grows with the file."""
    events = count_events(monkeypatch)
    assert faults(data)[-1][0] == "yaml.too_deep"
    assert len(events) <= 4 * MAX_DEPTH


@pytest.mark.parametrize(
    ("data", "code", "most"),
    [
        (flat(120_000), "yaml.too_many_nodes", MAX_NODES + 10),
        (b"- a\n" * 60_000, "yaml.too_many_nodes", MAX_NODES + 10),
        (b"- *a\n" * 50_000, "yaml.too_many_faults", MAX_COMPLAINTS + 10),
        (b"- &a a\n" * 37_000, "yaml.too_many_faults", MAX_COMPLAINTS + 10),
        ("\x85".encode() * 130_000, "yaml.too_many_faults", 0),
        (b"[" * 400_000, "yaml.too_large", 0),
    ],
    ids=["flow", "block", "aliases", "anchors", "controls", "large"],
)
def test_of_a_wide_file_only_as_much_as_allowed_is_parsed(
    data: bytes, code: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad inputs 31, 36, 37: the work is bounded by steps, and so the same on every machine."""
    events = count_events(monkeypatch)
    assert faults(data)[-1][0] == code
    assert len(events) <= most


def count_events(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Return a list that grows by one with each event that is asked for."""
    asked: list[None] = []
    ask = yamlsource._Parser.next_event

    def counting(self: yamlsource._Parser) -> yaml.Event | None:
        asked.append(None)
        return ask(self)

    monkeypatch.setattr(yamlsource._Parser, "next_event", counting)
    return asked


def test_the_builder_counts_what_any_parser_hands_it() -> None:
    """The limits hold for events of whatever origin: they are the builder's, not the scanner's."""
    place = Mark("x", 1, 1)
    deep = [Event("list", place)] * (MAX_DEPTH + 1)
    wide = [Event("list", place), *[Event("word", place, "a")] * MAX_NODES]
    for events, code in ((deep, "yaml.too_deep"), (wide, "yaml.too_many_nodes")):
        found = Faults()
        with pytest.raises(Stop):
            Builder(found).take(events)
        assert [one.code for one in found.complaints] == [code]
