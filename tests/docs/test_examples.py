"""The examples' entries: bytes, chain, citations, and what every digest in them is of."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest

from engine.canonical import Json, encode
from engine.ledger.entry import Entry, check_link, entry_hash, format_entry, parse_entry
from engine.names import HASH

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "examples"
NAMES = ("prince2-exception", "nasa-kdp")
PURPOSES = ("arguments", "closure", "dossier", "host", "snapshot", "tables")

each_example = pytest.mark.parametrize("name", NAMES)


def lines(name: str) -> list[bytes]:
    """Return the bytes of each entry of an example, in the order they were written."""
    return (FOLDER / f"{name}.entries.jsonl").read_bytes().split(b"\n")[:-1]


def entries(name: str) -> list[Entry]:
    """Return the entries of an example."""
    return [parse_entry(data) for data in lines(name)]


def beside(name: str) -> Mapping[str, Mapping[str, Json]]:
    """Return what stands beside the entries of an example."""
    found = json.loads((FOLDER / f"{name}.beside.json").read_text("utf-8"))
    return cast("Mapping[str, Mapping[str, Json]]", found)


def leaves(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string in `value` with its place, such as `conditions/0/text`."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{place}/{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{place}/{number}")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as `sha256sum` prints it."""
    return hashlib.sha256(data).hexdigest()


def test_the_committed_entries_are_what_the_script_makes_of_the_sources(tmp_path: Path) -> None:
    """Nobody can change a source, or the format, and leave the examples telling the old story."""
    script = FOLDER / "fill_hashes.py"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, script, tmp_path], check=True, env=environment, cwd=tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(
        f"{name}.{end}" for name in NAMES for end in ("beside.json", "entries.jsonl")
    )
    for file in made:
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes(), file


@each_example
def test_every_line_is_the_canonical_bytes_of_an_entry(name: str) -> None:
    """I28: what is shown is what would be stored, byte for byte."""
    found = lines(name)
    assert found
    for data in found:
        assert format_entry(parse_entry(data)) == data


@each_example
def test_every_stream_is_a_chain_without_a_gap(name: str) -> None:
    """I19: each stream begins at its genesis and each entry names the one before it."""
    heads: dict[str, tuple[int, str]] = {}
    origin = entries(name)[0]["origin"]
    for data in lines(name):
        entry = parse_entry(data)
        check_link(entry, origin, heads.get(entry["stream"]))
        heads[entry["stream"]] = entry["seq"], entry_hash(data)
    projects = {stream for stream in heads if stream.startswith("project/")}
    assert len(projects) == 1
    assert heads.keys() == {"directory", *projects, *(f"refusals/{one}" for one in projects)}


@each_example
def test_time_never_falls_along_a_stream_or_below_what_is_cited(name: str) -> None:
    """I27: `at` orders a stream, and nothing rests on what had not happened."""
    known: dict[tuple[str, int], str] = {}
    for entry in entries(name):
        earlier = known.get((entry["stream"], entry["seq"] - 1), "")
        cited = [known[read["stream"], read["seq"]] for read in entry["reads"]]
        assert entry["at"] >= max([earlier, *cited])
        known[entry["stream"], entry["seq"]] = entry["at"]


@each_example
def test_citations_are_heads_and_never_go_back(name: str) -> None:
    """An entry cites the newest state there is; a decision on an older one could be a lie."""
    heads: dict[str, tuple[int, str]] = {}
    for data in lines(name):
        entry = parse_entry(data)
        stream = entry["stream"]
        found = {read["stream"]: (read["seq"], read["hash"]) for read in entry["reads"]}
        expected = ["directory"] if stream != "directory" else []
        if stream.startswith("refusals/project/"):
            expected.append(stream.removeprefix("refusals/"))
        assert found == {one: heads[one] for one in expected}
        heads[stream] = entry["seq"], entry_hash(data)


@each_example
def test_a_shell_gives_the_hash_that_the_next_entry_names(name: str) -> None:
    """docs/ledger.md: a stranger needs `sha256sum` and nothing of ours."""
    script = 'while IFS= read -r entry; do (printf "\\0"; printf "%s" "$entry") | sha256sum; done'
    found = subprocess.run(
        ["bash", "-c", script],
        input=b"\n".join(lines(name)) + b"\n",
        stdout=subprocess.PIPE,
        check=True,
    )
    hashes = [line.split()[0].decode() for line in found.stdout.splitlines()]
    last: dict[str, str] = {}
    for entry, known in zip(entries(name), hashes, strict=True):
        assert entry["prev"] == last.get(entry["stream"], entry["prev"])
        last[entry["stream"]] = known
    assert hashes == [entry_hash(data) for data in lines(name)]


def test_the_command_on_the_page_prints_the_hash_of_its_line() -> None:
    """The shell line of docs/ledger.md section 9 does what the page says of it."""
    page = (ROOT / "docs" / "ledger.md").read_text("utf-8")
    script = page[page.index("## 9.") :].split("```sh\n")[1].split("```")[0]
    found = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    )
    shown = found.stdout.split()[0]
    assert shown in {entry["prev"] for entry in entries("prince2-exception")}


@each_example
def test_command_ids_are_unique_in_a_stream(name: str) -> None:
    """I18: the id is the idempotency key; twice would be one act."""
    found = [(entry["stream"], entry["command"]["id"]) for entry in entries(name)]
    assert len(found) == len(set(found))


@each_example
def test_every_text_is_committed_to_as_the_page_says(name: str) -> None:
    """Section 3 by hand: salt from seed and place, commitment from salt and text; all are used."""
    known = beside(name)
    used: set[str] = set()
    for entry in entries(name):
        args = entry["command"]["args"]
        if entry["command"]["type"] == "RecordRefusal":
            args = cast("Mapping[str, Json]", known["arguments"][cast("str", args["arguments"])])
        for place, value in leaves(args):
            if value in known["texts"]:
                used.add(value)
                opened = cast("Mapping[str, str]", known["texts"][value])
                seed = bytes.fromhex(cast("str", known["seeds"][entry["command"]["id"]]))
                salt = hashlib.sha256(b"phasegate/salt/v1\n" + seed + place.encode()).digest()
                assert opened["salt"] == salt.hex()
                assert value == sha256(salt + opened["text"].encode())
    assert used == known["texts"].keys()


@each_example
def test_no_text_stands_in_an_entry(name: str) -> None:
    """Nothing personal is carved in stone: names, reasons and comments are beside the ledger."""
    all_bytes = b"\n".join(lines(name))
    for opened in beside(name)["texts"].values():
        text = cast("Mapping[str, str]", opened)["text"]
        # A handle such as `max` can be part of another word.
        assert not re.search(rf'"{re.escape(text)}"'.encode(), all_bytes), text


@each_example
def test_other_digests_are_of_the_objects_beside_the_ledger(name: str) -> None:
    """Section 2 by hand: purpose, line feed, canonical bytes; evidence is the plain SHA-256."""
    known = beside(name)
    for purpose in PURPOSES:
        for found, value in known.get(purpose, {}).items():
            assert found == sha256(f"phasegate/{purpose}/v1\n".encode() + encode(value)), purpose
    for found, value in known["evidence"].items():
        assert found == sha256(cast("str", value).encode())


@each_example
def test_every_hash_in_an_entry_is_the_hash_of_something_shown(name: str) -> None:
    """A digest of nothing would be a place where an example stops explaining itself."""
    known = beside(name)
    shown = {entry_hash(data) for data in lines(name)}
    shown |= {found for part in known.values() for found in part}
    missing = {
        (entry["stream"], entry["seq"], place)
        for entry in entries(name)
        for place, value in leaves({**entry, "prev": ""})
        if HASH.fullmatch(value) and value not in shown
    }
    assert not missing


@each_example
def test_what_was_published_is_what_the_folder_holds(name: str) -> None:
    """Whoever reads the methodology reads the very bytes that the project is pinned to."""
    closures = cast("Mapping[str, Mapping[str, Json]]", beside(name)["closure"])
    roots = {cast("str", closure["root"]): digest for digest, closure in closures.items()}
    for closure in closures.values():
        for file, found in cast("Mapping[str, str]", closure["files"]).items():
            assert found == sha256((FOLDER / file).read_bytes())
    charter = f"{name.split('-', maxsplit=1)[0]}-charter.yaml"
    assert roots.keys() == {f"{name}.yaml", charter}
    adopted, published = (
        event["source"]
        for entry in entries(name)
        for event in entry["events"]
        if event["type"] in ("CharterAdopted", "MethodologyPublished")
    )
    assert (adopted, published) == (roots[charter], roots[f"{name}.yaml"])


@each_example
def test_a_project_is_pinned_to_the_methodology_it_started_under(name: str) -> None:
    """I6: every entry of the project and of its refusals carries one digest, the directory none."""
    started = [entry for entry in entries(name) if entry["command"]["type"] == "StartProject"]
    (pinned,) = (entry["events"][0]["methodology"] for entry in started)
    for entry in entries(name):
        assert entry["methodology"] == (None if entry["stream"] == "directory" else pinned)


@each_example
def test_the_dossier_of_every_round_is_what_the_stream_says_it_is(name: str) -> None:
    """I7: a vote is bound to evidence, fields and answers, as they stood when it was cast."""
    import yaml

    gates = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))["gates"]
    fields: dict[str, Json] = {}
    evidence: dict[str, Json] = {}
    dossier = ""
    rounds = 0
    for event in project_events(name):
        match event["type"]:
            case "ProjectStarted" | "FieldsSet":
                fields.update(cast("Mapping[str, Json]", event["fields"]))
            case "DeliverableSubmitted":
                evidence[cast("str", event["deliverable"])] = event["digest"]
            case "RoundOpened":
                rounds += 1
                value = {
                    "gate": event["gate"],
                    "methodology": entries(name)[-1]["methodology"],
                    "evidence": [
                        {"deliverable": item, "digest": evidence[item], "accepted": False}
                        for item in gates[event["gate"]]["evidence"]
                    ],
                    "fields": dict(fields),
                    "answers": {},
                    "waived": [],
                }
                dossier = sha256(b"phasegate/dossier/v1\n" + encode(value))
                assert event["dossier"] == dossier
            case "VoteCast":
                assert event["material"] == dossier
            case "RoundClosed":
                assert event["dossier"] == dossier
    assert rounds == len(beside(name)["dossier"])


def project_events(name: str) -> Sequence[Mapping[str, Json]]:
    """Return the events of the project's stream, in order."""
    return [
        event
        for entry in entries(name)
        if entry["stream"].startswith("project/")
        for event in entry["events"]
    ]
