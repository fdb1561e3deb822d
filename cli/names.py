"""People as they are known: handles for ids, ids for handles, and what a commitment stands for."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from engine.canonical import Json
from engine.errors import UsageError
from engine.names import PERSON
from engine.rules.commands import TEXTS
from engine.store.protocol import Reader, Store

OWN_IDS: Final = "p-"
"""What ids of people begin with, and handles therefore don't."""
TAKEN: Final = frozenset({"nobody", "system"})
"""Words that stand for a person's handle where there is nobody, and where the engine acted."""
ERASED: Final = "[erased]"
UNKNOWN: Final = "[not stored]"
_PEOPLE: Final = re.compile(r"(?<![A-Za-z0-9._-])p-[a-z0-9]{1,40}(?![A-Za-z0-9_-])", re.ASCII)


class Names:
    """The handles and texts of one ledger, read when they are needed, each once.

    Whose handle is erased, or was never there, goes by their id.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._handles: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def of(self, person: str) -> str:
        """The handle of `person`."""
        self.load([person])
        return self._handles[person]

    def handle(self, person: str) -> str | None:
        """The handle of `person`, None when it is erased or unknown."""
        known = self.of(person)
        return None if known == person else known

    def all(self, people: Iterable[str]) -> str:
        """The handles of `people` as a list for readers."""
        listed = list(people)
        self.load(listed)
        return ", ".join(sorted(self._handles[one] for one in listed))

    def said(self, words: str) -> str:
        """`words` with the handle of everybody whose id is in it."""
        self.load(_PEOPLE.findall(words))
        return _PEOPLE.sub(lambda found: self._handles[found[0]], words)

    def text(self, commitment: str) -> str:
        """What `commitment` stands for."""
        self.load_texts([commitment])
        return self._texts[commitment]

    def suppose(self, person: str, handle: str) -> None:
        """Take `handle` for that of a person who isn't on record: in a dry run."""
        self._handles[person] = handle

    def suppose_texts(self, args: Mapping[str, Json], events: Iterable[object]) -> None:
        """Take the texts of a command for what its events commit to: in a dry run."""
        for event in events:
            assert isinstance(event, Mapping)
            for name in TEXTS:
                if isinstance(args.get(name), str) and isinstance(event.get(name), str):
                    self._texts[event[name]] = str(args[name])

    def load(self, people: Iterable[str]) -> None:
        """Read the handles of `people` that aren't known yet, all at once."""
        wanted = {one for one in people if one not in self._handles}
        if not wanted:
            return
        with self._store.read() as reader:
            self.read(reader, wanted)

    def read(self, reader: Reader, people: Iterable[str]) -> None:
        """Read the handles of `people` in a snapshot that is there already."""
        rows = {one: reader.person(one) for one in people if PERSON.fullmatch(one)}
        found = reader.texts(row.handle for row in rows.values() if row)
        for one in people:
            row = rows.get(one)
            text = found.get(row.handle) if row else None
            self._handles[one] = text.body if text and not text.erased else one

    def load_texts(self, commitments: Iterable[str]) -> None:
        """Read what `commitments` stand for, all at once."""
        wanted = {one for one in commitments if one not in self._texts}
        if not wanted:
            return
        with self._store.read() as reader:
            found = reader.texts(wanted)
        for one in wanted:
            text = found.get(one)
            self._texts[one] = UNKNOWN if text is None else ERASED if text.erased else text.body


def check_new_handle(handle: str) -> None:
    """Raise `UsageError` for a handle that would read as something else than a person."""
    if handle.startswith(OWN_IDS):
        raise UsageError(f"a handle can't begin with {OWN_IDS}: ids do")
    if handle in TAKEN:
        raise UsageError(f"{handle} can't be a handle: it stands for something else")


def people_in(value: Json) -> set[str]:
    """The person ids anywhere in `value`."""
    if isinstance(value, str):
        return set(_PEOPLE.findall(value))
    if isinstance(value, Mapping):
        return {one for inner in value.values() for one in people_in(inner)}
    if isinstance(value, list | tuple):
        return {one for inner in value for one in people_in(inner)}
    return set()
