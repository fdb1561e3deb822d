"""docs/ledger.md as a catalogue: what its tables say, the code and the examples do."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast, get_args, get_type_hints

import pytest

from engine.ledger.entry import Entry, parse_entry
from engine.rules import commands as declared, events as told

ROOT = Path(__file__).parents[2]
NAMES = ("prince2-exception", "nasa-kdp")
PAGE = (ROOT / "docs" / "ledger.md").read_text("utf-8")

each_example = pytest.mark.parametrize("name", NAMES)


def section(number: int) -> str:
    """Return a numbered section of the page."""
    found = re.search(rf"^## {number}\. .*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the tables in `text`, headings and rules left out."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def parts(text: str) -> list[str]:
    """Split at commas that stand in no bracket."""
    found, depth = [""], 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]


def keys(text: str) -> list[str]:
    """Return the key that begins each part: `round n, seats {seat: [p]}` has round and seats."""
    found = [re.match(r"(?:… ?)?`?([a-z_]+)", part) for part in parts(text)]
    return [match[1] for match in found if match]


def spared() -> set[tuple[str, str]]:
    """Return the keys of events that are there only where they say something."""
    found = re.findall(r"\b([A-Z][A-Za-z]+)\{([^`]*)", section(4))
    return {(event, key) for event, text in found for key in re.findall(r"([a-z_]+)\*", text)}


def catalogued_commands() -> dict[str, list[str]]:
    """Return the arguments of every command that section 4 names."""
    found: dict[str, list[str]] = {}
    for names, arguments, _ in (row for row in rows(section(4)) if len(row) == 3):
        same = re.fullmatch(r"(?:(.*), )?as `([A-Za-z]+)`", arguments)
        own = [] if arguments == "none" else keys(same[1] or "" if same else arguments)
        for name in re.findall("`([A-Za-z]+)`", names):
            found[name] = own + (found[same[2]] if same else [])
    refusal = re.search(r"`RecordRefusal` in .*?: arguments (.*), event ", section(4))
    assert refusal
    found["RecordRefusal"] = keys(refusal[1])
    return found


def catalogued_events() -> dict[str, list[str]]:
    """Return the keys of every event that section 4 names, by its fullest mention."""
    found: dict[str, list[str]] = {}
    text = section(4)
    for match in re.finditer(r"\b([A-Z][A-Za-z]+) ?\{", text):
        depth, end = 1, match.end()
        while depth:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
        mention = keys(text[match.end() : end - 1])
        fuller = max(found.get(match[1], []), mention, key=len)
        assert {*mention} <= {*fuller} >= {*found.get(match[1], [])}, match[1]
        found[match[1]] = fuller
    return found


def catalogued_proofs() -> dict[str, list[str]]:
    """Return the keys of every kind of proof that section 5 names."""
    return {
        kind.strip("`"): sorted(json.loads(example.strip("`")))
        for kind, example, _ in rows(section(5))
    }


def entries(name: str) -> list[Entry]:
    """Return the entries of an example."""
    data = (ROOT / "docs" / "examples" / f"{name}.entries.jsonl").read_bytes()
    return [parse_entry(line) for line in data.split(b"\n")[:-1]]


def test_the_page_names_the_keys_of_an_entry() -> None:
    """Section 2 is what a second implementation is written from, so it lists every key."""
    listed = {key for names, _ in rows(section(2)) for key in re.findall("`([a-z]+)`", names)}
    assert listed == Entry.__required_keys__
    shown = section(2).split("```json\n")[1].split("```")[0]
    assert json.loads(shown.replace("{…}", "{}").replace(",…", "")).keys() == listed


def test_the_page_names_the_commands_and_arguments_that_the_rules_take() -> None:
    """Two lists of one thing, the page and the code, are held to each other here."""
    code = {
        **declared.DIRECTORY_ARGUMENTS,
        **declared.PROJECT_ARGUMENTS,
        **declared.SYSTEM_ARGUMENTS,
    }
    page = catalogued_commands()
    laid_down = {"TakeSnapshot", "RecordRefusal"}
    assert {name: sorted(args) for name, args in page.items() if name not in laid_down} == {
        name: sorted(args) for name, args in code.items()
    }
    assert page.keys() - code.keys() == laid_down


def test_the_page_names_the_events_and_keys_that_the_rules_write() -> None:
    """As with the commands; what the page has beyond the code is what it lays down."""
    types = [*get_args(told.DirectoryEvent), *get_args(told.ProjectEvent), told.CommandRefused]
    code = {one.__name__: sorted(get_type_hints(one).keys() - {"type"}) for one in types}
    page = {name: sorted(found) for name, found in catalogued_events().items()}
    assert {name: found for name, found in page.items() if name in code} == code
    assert page.keys() - code.keys() == {
        "SnapshotTaken",
    }


@each_example
def test_every_command_of_an_example_is_in_the_catalogue(name: str) -> None:
    """The arguments are all present and none else, as the page has them."""
    catalogue = catalogued_commands()
    for entry in entries(name):
        command = entry["command"]
        assert sorted(command["args"]) == sorted(catalogue[command["type"]]), command["id"]


@each_example
def test_every_event_of_an_example_is_in_the_catalogue(name: str) -> None:
    """The bytes of what is not enforced yet are settled by these very entries."""
    catalogue = catalogued_events()
    for entry in entries(name):
        for event in entry["events"]:
            kind = cast("str", event["type"])
            keys_here, all_keys = event.keys() - {"type"}, {*catalogue[kind]}
            assert keys_here <= all_keys, entry["command"]["id"]
            assert {(kind, key) for key in all_keys - keys_here} <= spared()


@each_example
def test_every_proof_of_an_example_is_in_the_catalogue(name: str) -> None:
    """The three kinds are laid out before anything writes the second and the third."""
    catalogue = catalogued_proofs()
    assert list(catalogue) == ["asserted", "os", "ssh"]
    for entry in entries(name):
        assert sorted(entry["proof"]) == catalogue[entry["proof"]["kind"]]


def test_the_examples_show_everything_that_is_laid_down_for_entries() -> None:
    """What no example has was never tried out on paper."""
    found = [entry for name in NAMES for entry in entries(name)]
    commands = {entry["command"]["type"] for entry in found}
    events = {event["type"] for entry in found for event in entry["events"]}
    assert {"DecideGate", "RecordVote", "TakeSnapshot", "RecordRefusal"} <= commands
    assert events >= catalogued_events().keys() - {
        one.__name__ for one in (*get_args(told.DirectoryEvent), *get_args(told.ProjectEvent))
    }
    assert {entry["proof"]["kind"] for entry in found} == {"asserted", "os", "ssh"}


def quoted() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Yield example, place and quoted part of every entry that section 9 quotes."""
    place, name = "", NAMES[0]
    for match in re.finditer(r"```json\n([\s\S]*?)```|^(.+)$", section(9), re.MULTILINE):
        if match[1]:
            yield name, place, json.loads(match[1])
            continue
        name = NAMES[1] if match[2].startswith("### 9.2") else name
        place = [place, *re.findall(r"`([a-z/]+#[0-9]+)`", match[2])][-1]


def agrees(part: object, whole: object) -> bool:
    """Tell whether what is quoted agrees with what is there; `…` stands for what is left out."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(
            key in whole and agrees(inner, whole[key]) for key, inner in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(part) == len(whole)
            and all(agrees(one, two) for one, two in zip(part, whole, strict=True))
        )
    if isinstance(part, str) and part.endswith("…"):
        return isinstance(whole, str) and whole.startswith(part[:-1])
    return part == whole


def test_the_entries_that_the_page_quotes_are_in_the_examples() -> None:
    """A quotation that differs from its source would teach another format."""
    count = 0
    for name, place, part in quoted():
        (whole,) = (one for one in entries(name) if f"{one['stream']}#{one['seq']}" == place)
        assert agrees(part, whole), place
        count += 1
    assert count == 8
