"""Fill the hashes into the two examples: from NAME.source.json to NAME.entries.jsonl.

    python docs/examples/fill_hashes.py [FOLDER]        writes into FOLDER, by default beside itself

A source is written by hand: commands, reads, events. Where an entry has a digest the source has a
word that begins with @ and says of what:

    @max                    the opaque id of a person                    (`people`)
    @text:Margin is low     the commitment to this text, at this place of the command's arguments
    @same:reason            what stands at this place of the command's arguments
    @evidence:minutes       the SHA-256 of these bytes, @size: their number    (`evidence`)
    @closure:charter        the digest of these files as published             (`closures`)
    @tables:charter         stands for the digest of what they compile to, see `_tables`
    @dossier:kdp_c          the digest of this dossier                         (`dossiers`)
    @snapshot:phase_c       the digest of this folded state                    (`snapshots`)
    @host:sim-3             the digest of a machine's name
    @fingerprint:dora       of the key made from these words, @signature: its signature   (`keys`)

and {"@arguments": {...}} is the digest of a refused command's arguments. `reads` are written as
`directory#7`. What is the same in every entry (v, origin, prev, rules, an asserted proof) the
source leaves out. `note` is for the reader.

NAME.beside.json gets what the digests are of: seeds, salts and texts, and every digested object.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from ssh_signature import Key

from engine.canonical import Json, digest, encode
from engine.ledger.entry import (
    Entry,
    check_link,
    entry_hash,
    format_entry,
    genesis_hash,
    parse_entry,
)

HERE = Path(__file__).parent
EXAMPLES = ("prince2-exception", "nasa-kdp")

Place = tuple[str | int, ...]


class Source:
    """One example: its source, and what was filled in so far."""

    def __init__(self, name: str) -> None:
        self.source = json.loads((HERE / f"{name}.source.json").read_text("utf-8"))
        self.origin: str = self.source["origin"]
        self.heads: dict[str, tuple[int, str]] = {}
        self.hashes: dict[str, str] = {}
        self.texts: dict[str, Json] = {}
        self.seeds: dict[str, Json] = {}
        self.opened: dict[str, dict[str, Json]] = {}
        self.keys = {name: Key(words) for name, words in self.source["keys"].items()}

    def entries(self) -> Iterator[bytes]:
        """Yield the bytes of every entry, in the order of the source."""
        for written in self.source["entries"]:
            data = format_entry(self._entry(written))
            entry = parse_entry(data)
            stream, seq = entry["stream"], entry["seq"]
            check_link(entry, self.origin, self.heads.get(stream))
            self.heads[stream] = seq, entry_hash(data)
            self.hashes[f"{stream}#{seq}"] = entry_hash(data)
            yield data

    def beside(self) -> Mapping[str, Json]:
        """Return what stands beside the entries: everything they hold only the digest of."""
        keys = {key.fingerprint: key.line for key in self.keys.values()}
        return {"texts": self.texts, "seeds": self.seeds, "keys": keys, **self.opened}

    def _entry(self, written: Mapping[str, Json]) -> Entry:
        stream = cast("str", written["stream"])
        command = cast("Mapping[str, Json]", written["command"])
        fill = Filler(self, cast("str", command["id"]))
        args = fill.arguments(command["args"])
        before = self.heads.get(stream)
        entry = {
            "v": 1,
            "origin": self.origin,
            "stream": stream,
            "seq": written["seq"],
            "prev": before[1] if before else genesis_hash(self.origin, stream),
            "at": written["at"],
            "actor": fill(written["actor"]),
            "proof": {"kind": "asserted"},
            "command": {"id": command["id"], "type": command["type"], "args": args},
            "reads": [self._read(head) for head in cast("list[str]", written["reads"])],
            "methodology": fill(written.get("methodology")),
            "rules": 1,
            "events": fill(written["events"]),
        }
        if "proof" in written:
            fill.statement = {name: cast("Json", entry[name]) for name in _STATEMENT}
            entry["proof"] = fill(written["proof"])
        return cast("Entry", entry)

    def _read(self, head: str) -> Mapping[str, Json]:
        stream, _, seq = head.partition("#")
        return {"stream": stream, "seq": int(seq), "hash": self.hashes[head]}


_STATEMENT = ("actor", "command", "origin", "stream", "v")


class Filler:
    """Fills the words that begin with @ in one entry."""

    def __init__(self, example: Source, command: str) -> None:
        self.example = example
        # A command would draw these 32 bytes at random; the examples must come out the same.
        words = f"{example.source['seed']}\n{command}"
        self.seed = hashlib.sha256(words.encode()).digest()
        self.command = command
        self.args: Json = None
        self.statement: Mapping[str, Json] = {}

    def arguments(self, value: Json) -> Json:
        """Return the arguments with everything filled in; the events may refer to them."""
        self.args = self(value)
        return self.args

    def __call__(self, value: Json, place: Place = ()) -> Json:
        """Return `value`, which stands at `place` of the arguments, with everything filled in."""
        if isinstance(value, str):
            return self._word(value, place) if value.startswith("@") else value
        if isinstance(value, Mapping):
            if value.keys() == {"@arguments"}:
                return self._open("arguments", self(value["@arguments"]))
            return {key: self(inner, (*place, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self(inner, (*place, number)) for number, inner in enumerate(value)]
        return value

    def _word(self, word: str, place: Place) -> Json:
        kind, colon, name = word[1:].partition(":")
        if not colon:
            return cast("str", self.example.source["people"][kind])
        if kind == "text":
            return self._commit(name, "/".join(map(str, place)))
        words: Mapping[str, Callable[[str], Json]] = {
            "same": self._same,
            "evidence": self._evidence,
            "size": lambda name: len(self.example.source["evidence"][name].encode()),
            "closure": lambda name: self._open("closure", self._closure(name)),
            "tables": self._tables,
            "dossier": lambda name: self._open("dossier", self(self._listed("dossiers", name))),
            "snapshot": lambda name: self._open("snapshot", self(self._listed("snapshots", name))),
            "host": lambda name: self._open("host", name),
            "fingerprint": lambda name: self.example.keys[name].fingerprint,
            "signature": lambda name: self.example.keys[name].sign_ssh(encode(self.statement)),
        }
        return words[kind](name)

    def _commit(self, text: str, path: str) -> str:
        salt = hashlib.sha256(b"phasegate/salt/v1\n" + self.seed + path.encode()).digest()
        commitment = hashlib.sha256(salt + text.encode()).hexdigest()
        self.example.texts[commitment] = {"salt": salt.hex(), "text": text}
        self.example.seeds[self.command] = self.seed.hex()
        return commitment

    def _same(self, path: str) -> Json:
        value = self.args
        for step in path.split("/"):
            value = (
                value[int(step)]
                if isinstance(value, list)
                else cast("dict[str, Json]", value)[step]
            )
        return value

    def _evidence(self, name: str) -> str:
        text = self._listed("evidence", name)
        found = hashlib.sha256(cast("str", text).encode()).hexdigest()
        self.example.opened.setdefault("evidence", {})[found] = text
        return found

    def _closure(self, name: str) -> Json:
        files = cast("list[str]", self._listed("closures", name))
        hashes = {file: hashlib.sha256((HERE / file).read_bytes()).hexdigest() for file in files}
        return {"root": files[0], "files": hashes}

    def _tables(self, name: str) -> str:
        """The examples use what is laid down, which nothing compiles yet, so there are no tables.

        This stands in their place: a digest of the right purpose over the closure's.
        """
        return self._open("tables", {"closure": digest("closure", self._closure(name))})

    def _listed(self, section: str, name: str) -> Json:
        return cast("Json", self.example.source[section][name])

    def _open(self, purpose: str, value: Json) -> str:
        found = digest(purpose, value)
        self.example.opened.setdefault(purpose, {})[found] = value
        return found


def main(folder: Path) -> None:
    """Write both examples into `folder`."""
    for name in EXAMPLES:
        example = Source(name)
        (folder / f"{name}.entries.jsonl").write_bytes(
            b"".join(data + b"\n" for data in example.entries())
        )
        beside = json.dumps(example.beside(), indent=1, sort_keys=True, ensure_ascii=False)
        (folder / f"{name}.beside.json").write_text(beside + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
