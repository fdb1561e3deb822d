import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import LedgerError
from engine.methodology.cache import dump_tables, load_charter_tables, load_tables
from engine.methodology.digests import tables_digest
from tests.engine.methodology.fixtures import tables

_ROOT = Path(__file__).parents[3]


def test_tables_with_another_digest_are_refused() -> None:
    """The cache is no back door: an act runs on the tables that the ledger pins, or not at all."""
    data = dump_tables(tables("shed"))
    with pytest.raises(LedgerError, match="the ledger pins"):
        load_tables(data, tables_digest(tables("base")))
    with pytest.raises(LedgerError, match="the ledger pins"):
        load_charter_tables(data, tables_digest(tables("base")))


@pytest.mark.parametrize("at", range(0, 3000, 97))
def test_a_flipped_bit_is_noticed(at: int) -> None:
    """Wherever it is."""
    data = bytearray(dump_tables(tables("shed")))
    data[at % len(data)] ^= 1
    with pytest.raises(LedgerError):
        load_tables(bytes(data), tables_digest(tables("shed")))


def test_other_spellings_of_the_same_tables_are_refused() -> None:
    """The digest is over canonical bytes, so a space more is another digest."""
    data = dump_tables(tables("shed"))
    with pytest.raises(LedgerError):
        load_tables(data + b"\n", tables_digest(tables("shed")))


_LOAD = """\
import sys
from engine.methodology.cache import load_tables
from engine.methodology.steps import table_steps
tables = load_tables(sys.stdin.buffer.read(), sys.argv[1])
(step,) = table_steps(tables, ["planning"], "gate:build:go")
assert step == ("planning", ("planning",), ("delivery",))
heavy = {"yaml", "pydantic", "sqlalchemy", "transitions", "dataclasses"}
print(sorted(heavy & set(sys.modules)))
"""


def test_reading_tables_and_taking_a_step_needs_none_of_the_heavy_libraries() -> None:
    """An act must feel instant."""
    data, digest = dump_tables(tables("shed")), tables_digest(tables("shed"))
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, digest],
        input=data,
        cwd=_ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "[]"
