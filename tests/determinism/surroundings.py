"""Processes that replay records in surroundings chosen to be unlike each other."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, cast

from engine.canonical import Json
from tests.determinism.pythons import Python, library_path

ROOT: Final = Path(__file__).parents[2]
TURKISH: Final = "tr_TR.UTF-8"
"""Where the small letter of I has no dot, and sorting has an order of its own."""


class Surroundings(NamedTuple):
    """What may differ from machine to machine and must not matter."""

    hash_seed: str
    zone: str
    language: str
    store: str
    machine: bool


ALL: Final = (  # every second one has every store, and both ways to take a step
    Surroundings("0", "Pacific/Apia", "C", "memory", machine=False),
    Surroundings("1", "America/St_Johns", TURKISH, "memory", machine=True),
    Surroundings("random", "Pacific/Apia", TURKISH, "sqlite", machine=True),
    Surroundings("0", "America/St_Johns", "C", "sqlite", machine=False),
    Surroundings("random", "America/St_Johns", TURKISH, "postgres", machine=False),
    Surroundings("1", "Pacific/Apia", "C", "postgres", machine=True),
)


class Lent(NamedTuple):
    """What a process may need of ours: packages for another Python, locales."""

    packages: Path
    locales: Path


class Places(NamedTuple):
    """What is lent, and where ledgers are kept: a folder of SQLite files, a PostgreSQL database."""

    lent: Lent
    ledgers: Path
    database: str


def replay(
    python: Python, around: Surroundings, records: Sequence[Path], places: Places
) -> list[dict[str, Json]]:
    """Replay records in a process of its own and return the line it printed for each."""
    where = {"sqlite": f"sqlite:{places.ledgers}", "postgres": places.database}
    command = [*map(str, records), "--store", where.get(around.store, around.store)]
    if around.machine:
        command.append("--machine")
    ended = run(python, command, environment(python, around, places.lent))
    assert ended.returncode == 0, ended.stderr
    return [cast("dict[str, Json]", json.loads(line)) for line in ended.stdout.splitlines()]


def run(
    python: Python, arguments: Sequence[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the replaying program with exactly the environment `env`."""
    return subprocess.run(
        [python.program, "-m", "tests.determinism.replay", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        encoding="ascii",
        check=False,
    )


def environment(python: Python, around: Surroundings, lent: Lent) -> dict[str, str]:
    """The environment of a process: nothing of ours but what is chosen.

    Without UTF-8 mode and coercion the language C makes ASCII the encoding of files, so that
    nothing can lean on the usual one.
    """
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONHASHSEED": around.hash_seed,
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": around.zone,
        "LANG": around.language,
        "LC_ALL": around.language,
        "LOCPATH": str(lent.locales),
    }
    if python.program != sys.executable:
        env["PYTHONPATH"] = str(lent.packages)
        env["LD_LIBRARY_PATH"] = library_path()
    return env


def make_turkish(folder: Path) -> bool:
    """Make the Turkish locale in `folder`; return whether this machine can."""
    program = shutil.which("localedef")
    if program is None:
        return False
    command = [program, "-i", "tr_TR", "-f", "UTF-8", str(folder / TURKISH)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
