"""Types, limits and complaints of the guard language: what `parse` and `check` share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.errors import DefinitionError
from engine.methodology.values import FieldSpec

MAX_BYTES = 2048
MAX_NODES = 200
MAX_DEPTH = 12
MAX_MACROS = 2


class Type(NamedTuple):
    """The type of an expression.

    `kind` is one of bool, number, money, string, date, days, workdays, person, list, item.
    `currency` is that of money, None when it differs by project. `values` are all the values a
    string can have, None when they are not known. `item` is the type of a list's elements. An item
    of a register has `parts`, each with its name and type; `register` names the register.
    """

    kind: str
    currency: str | None = None
    values: tuple[str, ...] | None = None
    item: "Type | None" = None
    parts: "tuple[tuple[str, Type], ...]" = ()
    register: str | None = None

    def __str__(self) -> str:
        """Return the type in the words of messages."""
        if self.kind == "list" and self.item and self.item.kind == "item":
            return f"the items of {self.item.register}"
        if self.kind == "list":
            return f"a list of {_PLURALS[self.item.kind if self.item else 'string']}"
        if self.kind == "money" and self.currency:
            return f"money in {self.currency}"
        if self.kind == "item":
            return f"an item of {self.register}"
        return _WORDS[self.kind]


_WORDS = {
    "bool": "a boolean",
    "number": "a number",
    "money": "money",
    "string": "a string",
    "date": "a date",
    "days": "a number of days",
    "workdays": "a number of working days",
    "person": "a person",
}
_PLURALS = {
    "bool": "booleans",
    "number": "numbers",
    "money": "amounts of money",
    "string": "strings",
    "date": "dates",
    "days": "durations",
    "workdays": "durations",
    "person": "persons",
}

BOOL = Type("bool")
NUMBER = Type("number")
DATE = Type("date")
PERSON = Type("person")


def field_type(spec: FieldSpec) -> Type:
    """Return the type that a guard sees for a field declared as `spec` (see `values`)."""
    kind = spec["type"]
    if kind == "money":
        currency = spec.get("currency")
        return Type("money", currency=currency if isinstance(currency, str) else None)
    if kind in ("choice", "choices"):
        options = spec["of"]
        assert isinstance(options, Sequence), "a choice field declares `of`"
        choice = Type("string", values=tuple(str(option) for option in options))
        return choice if kind == "choice" else Type("list", item=choice)
    plain = {"boolean": BOOL, "integer": NUMBER, "number": NUMBER, "date": DATE, "person": PERSON}
    return plain[str(kind)]


def items_of(register: str) -> str:
    """Return the name under which the items of `register` stand among the declared names.

    No name that a guard can write is like it.
    """
    return f"items({register})"


def field_types(specs: Mapping[str, FieldSpec]) -> dict[str, Type]:
    """Return the names and types that the fields `specs` give to guards."""
    return {name: field_type(spec) for name, spec in specs.items()}


class Fault(NamedTuple):
    """One complaint about a guard: where (1-based column in its text), what, and what to do."""

    column: int
    code: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        """Return the complaint on one line, without its code."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"column {self.column}: {self.message}{hint}"


class GuardError(DefinitionError):
    """A guard that can't be loaded; `faults` has every complaint, in the order of the text."""

    code = "guard.invalid"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.column))
        first = self.faults[0]
        super().__init__(str(first), tuple(str(fault) for fault in self.faults))
        self.hint = first.hint
