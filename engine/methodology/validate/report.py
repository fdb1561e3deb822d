"""What every check has at hand: the methodology, its stages laid out, and where complaints go."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from engine.methodology.diagnostics import Complaint, Path, did_you_mean, quoted
from engine.methodology.layout import Layout, tree_of
from engine.methodology.model import Deliverable, Field, Methodology, Move, Role
from engine.methodology.model_gate import Gate
from engine.methodology.model_register import Register
from engine.methodology.places import Sources
from engine.methodology.tracks import Tree

MAX_FAULTS = 100

_MAX_LISTED = 8

# Looking for the name that was meant costs time for each name there is.
_MAX_COMPARED = 20_000


class Enough(Exception):  # no error: it ends the checks, and the complaints are kept
    """There are so many faults that looking for more helps nobody."""


class Report:
    """The complaints so far; each is put at the place of its path in the files."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._compared = 0
        self.complaints: list[Complaint] = []

    def add(
        self, code: str, path: Path, message: str, hint: str | None = None, *, key: bool = False
    ) -> None:
        """Put down a fault of the value at `path`, or with `key` of its key."""
        found, mark = self._sources.mark(path, key=key)
        self._put(Complaint(code, "error", mark, message, hint, found))

    def add_within(
        self, code: str, path: Path, text: str, column: int, message: str, hint: str | None
    ) -> None:
        """Put down a fault at `column` (from 1) of the `text` that is the value at `path`."""
        found, mark = self._sources.mark(path)
        exact = self._sources.within(path, mark, text, column)
        if exact is None:
            message += f" (column {column} of the text)"
        self._put(Complaint(code, "error", exact or mark, message, hint, found))

    def known(self, what: str, path: Path, name: str, names: Collection[str]) -> bool:
        """Say whether `name` is one of `names`; if not, put down that there is no such `what`."""
        if name in names:
            return True
        hint = self.near(name, names)
        if hint is None and len(names) <= _MAX_LISTED:
            hint = f"there is {', '.join(names)}" if names else f"declare the {what} first"
        self.add(f"{what}.unknown", path, f"there is no {what} {quoted(name)}", hint)
        return False

    def near(self, name: str, names: Collection[str]) -> str | None:
        """Return the hint which of `names` was meant by `name`; None when none is near."""
        self._compared += len(names)
        return did_you_mean(name, names) if self._compared <= _MAX_COMPARED else None

    def all_known(
        self, what: str, path: Path, names: Iterable[str] | None, known: Collection[str]
    ) -> None:
        """Put down each of the `names` listed at `path` that is not `known`."""
        for at, name in enumerate(names or ()):
            self.known(what, (*path, at), name, known)

    def _put(self, complaint: Complaint) -> None:
        self.complaints.append(complaint)
        if len(self.complaints) >= MAX_FAULTS:
            message = f"{MAX_FAULTS} faults; the rest is not looked for"
            self.complaints.append(
                complaint._replace(code="faults.many", message=message, hint=None)
            )
            raise Enough


class Subject(NamedTuple):
    """A methodology under judgement."""

    methodology: Methodology
    layout: Layout
    tree: Tree
    report: Report

    @classmethod
    def of(cls, methodology: Methodology, layout: Layout, report: Report) -> "Subject":
        """Return the subject with the tree of its stages."""
        return cls(methodology, layout, tree_of(layout), report)

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return the roles, none if none are declared."""
        return self.methodology.roles or {}

    @property
    def fields(self) -> Mapping[str, Field]:
        """Return the fields."""
        return self.methodology.fields or {}

    @property
    def deliverables(self) -> Mapping[str, Deliverable]:
        """Return the deliverables."""
        return self.methodology.deliverables or {}

    @property
    def registers(self) -> Mapping[str, Register]:
        """Return the registers."""
        return self.methodology.registers or {}

    @property
    def moves(self) -> Mapping[str, Move]:
        """Return the moves."""
        return self.methodology.moves or {}

    @property
    def gates(self) -> Mapping[str, Gate]:
        """Return the gates."""
        return self.methodology.gates or {}
