"""Files with one fault each: `tests/data/methodologies/faults*.txt` have the tables."""

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.methodology.load import load_methodology
from engine.methodology.sources import InvalidSource

DATA = Path(__file__).parents[2] / "data" / "methodologies"
MARK = "§"
TABLES = {"faults.txt": "base.yaml", "faults_tracks.txt": "tracks.yaml"}
"""The tables, and the file that each brings its faults into."""


class Row(NamedTuple):
    """A line of the table."""

    table: str
    line: int
    code: str
    edits: tuple[tuple[str, str], ...]
    hint: str

    def marked(self) -> str:
        """Return the faulty file with the mark where the complaint must point."""
        text = (DATA / TABLES[self.table]).read_text("utf-8")
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.where}: {old!r} stands once in the file"
            text = text.replace(old, new)
        assert text.count(MARK) == 1, f"{self.where}: one place is marked"
        return text

    @property
    def where(self) -> str:
        """The table and the line."""
        return f"{self.table} line {self.line}"


def _rows(table: str) -> list[Row]:
    rows = []
    for number, line in enumerate((DATA / table).read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            code, *cells = (cell.replace("\\n", "\n") for cell in line.split(" ~~ "))
            hint = cells.pop()[1:] if cells[-1].startswith("?") else ""
            edits = tuple(zip(cells[::2], cells[1::2], strict=True))
            rows.append(Row(table, number, code, edits, hint))
    return rows


ROWS = [row for table in TABLES for row in _rows(table)]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.where}: {row.code}" for row in ROWS])
def test_a_fault_gives_one_complaint_with_its_code_at_its_place(row: Row) -> None:
    """An author fixes what is pointed at; a second complaint would point at something sound."""
    before, _, after = row.marked().partition(MARK)
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    with pytest.raises(InvalidSource) as caught:
        load_methodology("base.yaml", {"base.yaml": (before + after).encode()})
    found = caught.value.faults
    assert [(one.code, (one.mark.line, one.mark.column)) for one in found] == [(row.code, place)]
    assert row.hint in (found[0].hint or "")
    assert caught.value.complaints[0].startswith(f"base.yaml:{place[0]}:{place[1]}: ")


@pytest.mark.parametrize("name", TABLES.values())
def test_the_file_without_faults_is_valid(name: str) -> None:
    """Else the faults of the table would prove nothing."""
    loaded = load_methodology(name, {name: (DATA / name).read_bytes()})
    assert loaded.root == name
