"""The files that walks publish, compiled by the engine and parsed for the model."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.publishing import compile_candidate
from engine.requests import Candidate, Source

FOLDER = Path(__file__).parent / "methodologies"


def edition(name: str, changes: Sequence[tuple[str, str]]) -> bytes:
    """A file of the methodologies, with some of its text changed."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text.encode()


def canonical(value: object) -> bytes:
    """RFC 8785 of what entries may hold: sorted, compact, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(purpose: str, value: object) -> str:
    """A digest with its purpose (ledger.md section 2)."""
    return hashlib.sha256(f"phasegate/{purpose}/v1\n".encode() + canonical(value)).hexdigest()


AUDIT = ("  finance: {title: Treasurer}", "  finance: {title: Treasurer}\n  audit: {title: Audit}")
WEEK = ("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat]")
ACTS = ("grant_project_role: [pmo, sponsor]", "grant_project_role: [pmo, finance]")
FILES: dict[str, bytes] = {
    "charter": edition("charter.yaml", []),
    "charter-0": edition("charter.yaml", [("1.0.0", "0.9.0")]),
    "charter-2": edition("charter.yaml", [("1.0.0", "1.1.0"), AUDIT, WEEK, ACTS]),
    "charter-3": edition("charter.yaml", [("1.0.0", "1.2.0"), AUDIT, ("[pmo]\n", "[audit]\n")]),
    "charter-4": edition("charter.yaml", [("1.0.0", "1.3.0"), (AUDIT[0], ""), ("finance, ", "")]),
    "bridge": edition("bridge.yaml", []),
    "paper": edition("paper.yaml", []),
    "vote": edition("vote.yaml", []),
    "vote-0": edition("vote.yaml", [("1.0.0", "0.9.9")]),
    "vote-2": edition("vote.yaml", [("1.0.0", "1.1.0"), ("majority of cast, at_least: 1", "1")]),
    "odd": edition(
        "vote.yaml", [("methodology: vote", "methodology: odd"), (".sponsor", ".audit")]
    ),
}
PARSED: dict[str, Any] = {name: yaml.safe_load(data) for name, data in FILES.items()}
METHODOLOGIES = [name for name in FILES if not name.startswith("charter")]


def source_digest(name: str) -> str:
    """The closure digest of a methodology's file."""
    files = {f"{name}.yaml": hashlib.sha256(FILES[name]).hexdigest()}
    return digest("closure", {"root": f"{name}.yaml", "files": files})


DIGESTS = {name: source_digest(name) for name in METHODOLOGIES}


@cache
def compiled(command: str, name: str) -> Candidate:
    """What the engine's compiler makes of a file, once."""
    return compile_candidate(command, Source(f"{name}.yaml", {f"{name}.yaml": FILES[name]}))


def compiler(command: str, source: Source) -> Candidate:
    """The compiler that the engine is given."""
    return compiled(command, source.root.removesuffix(".yaml"))
