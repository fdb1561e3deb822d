"""What an act may name: people, gates, deliverables and the rest that the workflow file declares.

To have the names in an argument of a new command checked when a file is read, add a line to
`_KNOWN`; of other arguments nothing is known, and the rules say what is wrong with them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from engine.methodology.tables import Tables
from engine.rules.items import registers_of
from engine.rules.panel import ABSTAIN, RECUSE
from engine.scenarios.acts import Deed

_Known: TypeAlias = Callable[[Tables, Collection[str]], tuple[str, Collection[str]]]


class Stranger(NamedTuple):
    """A name that nothing has: its argument, the word, what there is, and how to say so."""

    argument: str
    word: str
    known: Collection[str]
    words: str


def strangers(
    tables: Tables, people: Collection[str], files: Collection[str], deed: Deed
) -> Iterator[Stranger]:
    """Yield the names in a deed that nothing has."""
    if deed.by not in people:
        yield Stranger("by", deed.by, people, _NOBODY)
    for name, value in deed.args.items():
        find = _KNOWN.get(f"{deed.command}.{name}") or _KNOWN.get(name)
        if name == "file" and value not in files:
            yield Stranger(name, str(value), files, "there is no file")
        if find is None:
            continue
        words, known = find(tables, people)
        for one in value if isinstance(value, list | dict) else [value]:
            # An id is taken as it is: it may well be nobody's.
            if isinstance(one, str) and one not in known and not one.startswith("p-"):
                yield Stranger(name, one, known, words)


def _decisions(tables: Tables) -> set[str]:
    gates = tables["gates"].values()
    return {one["id"] for gate in gates for one in gate["decisions"]} | {ABSTAIN, RECUSE}


def _seats(tables: Tables) -> set[str]:
    return {one["id"] for gate in tables["gates"].values() for one in gate["panel"]}


def _item_fields(tables: Tables) -> set[str]:
    return {name for one in registers_of(tables).values() for name in one["fields"]}


def _person(_: Tables, people: Collection[str]) -> tuple[str, Collection[str]]:
    return _NOBODY, people


_NOBODY: Final = "nobody here is called"
_KNOWN: Final[Mapping[str, _Known]] = {
    "gate": lambda tables, _: ("there is no gate", tables["gates"]),
    "deliverable": lambda tables, _: ("there is no deliverable", tables["deliverables"]),
    "fields": lambda tables, _: ("there is no field", tables["fields"]),
    "register": lambda tables, _: ("there is no register", registers_of(tables)),
    "AddItem.fields": lambda tables, _: ("no register has the field", _item_fields(tables)),
    "SetItem.fields": lambda tables, _: ("no register has the field", _item_fields(tables)),
    "choice": lambda tables, _: ("no gate has the decision", _decisions(tables)),
    "seat": lambda tables, _: ("no gate has the seat", _seats(tables)),
    "TakeMove.to": lambda tables, _: ("there is no stage", tables["stages"]),
    **dict.fromkeys(("Delegate.to", "person", "principal", "voter", "authors"), _person),
}
"""What an argument may name, by its name or by COMMAND.NAME."""
