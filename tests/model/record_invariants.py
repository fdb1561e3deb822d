"""Invariants of the record, checked over the bytes of entries; each names its number.

The cheap ones run on every entry, the costly ones every hundredth step and at the end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from engine.store.protocol import StoredEntry
from tests.model.reading import Tree

if TYPE_CHECKING:
    from tests.model.walk import Pair, Step

LARGEST = 2**53 - 1


class Broken(AssertionError):
    """An invariant that does not hold."""


def hold(condition: object, number: str, what: object) -> None:
    """Raise `Broken` unless `condition`."""
    if not condition:
        raise Broken(f"{number} is broken: {what}")


# Record: I16 to I20, I24, I27, I28, I38.


def check_entry(pair: "Pair", stream: str, entry: Tree, stored: StoredEntry) -> None:
    """Check one new entry as it stands in its stream."""
    before = pair.bytes[stream][-2] if len(pair.bytes[stream]) > 1 else None
    chained(entry, stored, stream, len(pair.bytes[stream]) - 1, before)
    canonical(entry, stored.data)
    times(pair, stream, entry)
    if stream.startswith("project/"):
        pinned(pair, stream, entry)


def chained(entry: Tree, stored: StoredEntry, stream: str, seq: int, before: bytes | None) -> None:
    """I19: numbers without a gap, and each entry has the hash of the one before."""
    genesis = f"phasegate/genesis/v1\n{entry['origin']}\n{stream}".encode()
    prev = leaf(before) if before else hashlib.sha256(genesis).hexdigest()
    hold((entry["stream"], entry["seq"]) == (stream, seq), "I19", (stream, seq))
    hold(entry["prev"] == prev, "I19", (stream, seq, "prev"))
    hold(stored.hash == leaf(stored.data), "I19", (stream, seq, "hash"))


def leaf(data: bytes) -> str:
    """The hash of an entry."""
    return hashlib.sha256(b"\0" + data).hexdigest()


def canonical(entry: Tree, data: bytes) -> None:
    """I28: writing what was parsed gives the bytes again; no floats, no great integers."""
    again = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    hold(again.encode() == data, "I28", again)
    small(entry)


def small(value: object) -> None:
    """I28, for one value and those inside it."""
    if isinstance(value, dict):
        hold(all(isinstance(key, str) and key.isascii() for key in value), "I28", value)
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            small(one)
    hold(not isinstance(value, float), "I28", value)
    hold(not isinstance(value, int) or abs(value) <= LARGEST, "I28", value)


def times(pair: "Pair", stream: str, entry: Tree) -> None:
    """I27: time never falls along a stream, nor below what is cited; citations never go back."""
    earlier = pair.entries[stream][-1] if stream in pair.entries else None
    hold(earlier is None or earlier["at"] <= entry["at"], "I27", entry)
    for read in entry["reads"]:
        cited = pair.entries[read["stream"]][read["seq"]]
        hold(cited["at"] <= entry["at"], "I27", entry)
        hold(leaf(pair.bytes[read["stream"]][read["seq"]]) == read["hash"], "I19", read)
        past = (
            [r["seq"] for r in earlier["reads"] if r["stream"] == read["stream"]] if earlier else []
        )
        hold(all(seq <= read["seq"] for seq in past), "I19", (stream, entry["seq"], "goes back"))


def pinned(pair: "Pair", stream: str, entry: Tree) -> None:
    """I6: every entry of a project has the digest of the methodology that it started on."""
    first = pair.entries[stream][0] if stream in pair.entries else entry
    hold(entry["methodology"] == first["methodology"], "I6", entry)


def check_step(
    pair: "Pair", step: "Step", code: str, before: Mapping[str, int], new: Iterable[Tree]
) -> None:
    """Check what one step wrote."""
    acted = [one for one in new if not one["stream"].startswith("refusals/")]
    asked = [one for one in acted if one["actor"] != "system"]
    refused = [one for one in new if one["stream"].startswith("refusals/")]
    for one in acted:
        if one["actor"] == "system":
            hold(one["command"]["type"] in ("FollowDirectory", "FireTimer"), "I17", one)
            hold(one["stream"] == step.stream, "I17", one)
    if code == "ok":
        written = [(one["stream"], one["actor"], one["command"]["type"]) for one in asked]
        hold(written == [(step.stream, step.actor, step.type)], "I17", written)
        hold(acted[-1] is asked[0] and not refused, "I17", "not the last")
    else:
        hold(not asked, "I16", asked)
        said = [(one["events"][0]["command"], one["events"][0]["code"]) for one in refused]
        hold(said in ([], [(step.type, code)]), "I16", said)
        hold(all(one["stream"] == f"refusals/{step.stream}" for one in refused), "I16", refused)
    untouched = [s for s, n in before.items() if s != step.stream and n != len(pair.bytes[s])]
    hold(not untouched, "I16", untouched)


def check_store(pair: "Pair") -> None:
    """Check what is costly: whole streams, and every row."""
    prefixes(pair)
    rows(pair)


def prefixes(pair: "Pair") -> None:
    """I20: what was once read of a stream still stands there, byte for byte."""
    with pair.store.read() as reader:
        for stream, known in pair.bytes.items():
            data = [stored.data for stored in reader.entries(stream)]
            hold(data == known, "I20", stream)
            ids = [entry["command"]["id"] for entry in pair.entries[stream]]
            hold(len(set(ids)) == len(ids), "I18", stream)


def rows(pair: "Pair") -> None:
    """I24: rows are what the streams fold to, and rebuilt from nothing they are the same."""
    before = all_rows(pair)
    pair.engine.rebuild()
    hold(all_rows(pair) == before, "I24", "rows differ after they were rebuilt")


def all_rows(pair: "Pair") -> dict[str, list[str]]:
    """Every row of every stream, in an order of our own."""
    with pair.store.read() as reader:
        return {stream: sorted(map(repr, reader.rows(stream))) for stream in reader.row_streams()}
