"""Recorded stories: what was asked and when, with all that is needed to ask it again anywhere.

A record is one JSON file in ASCII. Sources stand in it compiled, so that asking again needs neither
YAML nor pydantic: it runs on any Python that can import the path of an act.

    {"origin": "local/walk-7",
     "candidates": {"everything": {"args": {...}, "blobs": [["closure", "<digest>", "..."]]}},
     "steps": [["2026-11-23T09:00:00.000000Z", {"id": "c1", "stream": "directory", ...}], ...]}
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

from engine.canonical import Json
from engine.engine import Candidate, Request, Source
from engine.methodology.tables import Tables
from engine.names import Proof
from engine.store.protocol import BlobKind


class Asked(TypedDict):
    """A request; `publishes` names a candidate."""

    id: str
    stream: str
    type: str
    args: Mapping[str, Json]
    actor: str
    proof: Proof
    confirm_time: bool
    publishes: str | None


class Compiled(TypedDict):
    """A candidate: the arguments that pin it, and its blobs as (kind, digest, text)."""

    args: Mapping[str, Json]
    blobs: list[tuple[BlobKind, str, str]]


class Record(NamedTuple):
    """A story: the ledger's origin, what is published in it, and every step as (clock, request)."""

    origin: str
    candidates: dict[str, Compiled]
    steps: list[tuple[str, Asked]]


def read_record(path: Path) -> Record:
    """Return the record in a file."""
    known = json.loads(path.read_bytes())
    steps = [(at, cast("Asked", asked)) for at, asked in known["steps"]]
    return Record(known["origin"], known["candidates"], steps)


def write_record(path: Path, record: Record) -> None:
    """Write a record to a file; equal records give equal bytes."""
    path.write_bytes(json.dumps(record._asdict(), sort_keys=True, indent=0).encode("ascii"))


def compiled(candidate: Candidate) -> Compiled:
    """A candidate as it stands in a record."""
    return {
        "args": candidate.args,
        "blobs": [(kind, digest, data.decode()) for kind, digest, data in candidate.blobs],
    }


def candidate_of(known: Compiled) -> Candidate:
    """A candidate from a record."""
    blobs = [(kind, digest, text.encode()) for kind, digest, text in known["blobs"]]
    tables = next(data for kind, _, data in blobs if kind == "tables")
    return Candidate(cast("Tables", json.loads(tables)), known["args"], blobs)


def request_of(asked: Asked) -> Request:
    """A request from a record; the root of its source names the candidate."""
    name = asked["publishes"]
    return Request(
        asked["id"],
        asked["stream"],
        asked["type"],
        asked["args"],
        asked["actor"],
        asked["proof"],
        asked["confirm_time"],
        Source(name, {}) if name else None,
    )
