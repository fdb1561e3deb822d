"""Values worth trying for a field, drawn from what a guard compares it with."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.guard.evaluate import Run
from engine.methodology.guard.quantity import GuardFailure, Money, Number, Span, Value
from engine.methodology.guard.tree import OF_ELEMENTS, Node, walk
from engine.methodology.values import FieldSpec, check_field_value

# Amounts are tried as whole multiples of 10**-9, the finest that a field can hold.
_UNIT = 10**9
_GRAIN = {"integer": _UNIT, "number": 1, "money": _UNIT // 10**4}


class Pool:
    """What the conditions compare with, as far as it is known: constants, values, sums of both."""

    def __init__(self, run: Run, conditions: Sequence[Node]) -> None:
        self.amounts: list[tuple[str | None, int]] = []
        self.dates: list[date] = []
        self.spans: list[int] = []
        self.strings: list[str] = []
        self.persons: list[str] = []
        for condition in conditions:
            for node in walk(condition):
                self.take(run, node)
        today = run.values.get("today")
        self.dates.append(date.fromisoformat(str(today)) if today else date(2000, 1, 1))

    def take(self, run: Run, node: Node) -> None:
        """Keep what `node` comes to, when it comes to something by itself."""
        if any(inner[0] in OF_ELEMENTS for inner in walk(node)):
            return
        try:
            found = run.value(node)
        except GuardFailure:
            return
        person = node[0] == "name" and str(node[3]).endswith("person")
        for value in found if isinstance(found, list) else [found]:
            self.keep(value, person=person)

    def keep(self, value: Value, *, person: bool) -> None:
        """Sort `value` into its list."""
        if isinstance(value, Number):
            self.amounts.append((None, value.num * _UNIT // value.den))
        elif isinstance(value, Money):
            self.amounts.append((value.currency, value.num * _UNIT // value.den))
        elif isinstance(value, date):
            self.dates.append(value)
        elif isinstance(value, Span):
            self.spans.append(value.days)
        elif isinstance(value, str):
            (self.persons if person else self.strings).append(value)


def candidates(spec: FieldSpec, current: Json, pool: Pool) -> list[Json]:
    """Return distinct values of the field other than `current`, the likeliest first."""
    found: list[Json] = []
    for value in _SOURCES[str(spec["type"])](spec, current, pool):
        if value != current and value not in found and _fits(spec, value):
            found.append(value)
    return found


def _fits(spec: FieldSpec, value: Json) -> bool:
    try:
        check_field_value(spec, value)
    except UsageError:
        return False
    return True


def _booleans(_spec: FieldSpec, _current: Json, _pool: Pool) -> Iterator[Json]:
    yield from (True, False)


def _amounts(spec: FieldSpec, _current: Json, pool: Pool) -> Iterator[Json]:
    kind = str(spec["type"])
    currency = spec.get("currency") if kind == "money" else None
    known = dict.fromkeys(amount for unit, amount in pool.amounts if unit == currency)
    if currency is None and kind == "money":
        return
    for amount in _near([*known, 0], _GRAIN[kind]):
        if kind == "integer":
            yield amount // _UNIT
        else:
            yield f"{currency} {_decimal(amount)}" if currency else _decimal(amount)


def _near(amounts: Sequence[int], grain: int) -> Iterator[int]:
    """Yield the amounts, whole numbers beside them, the middles between, then finer steps."""
    for amount in amounts:
        whole = amount // _UNIT * _UNIT
        if amount % grain == 0:
            yield amount
        yield from (whole + _UNIT, whole if whole != amount else whole - _UNIT)
    for low, high in pairwise(sorted(amounts)):
        yield (low + high) // 2 // grain * grain
    for amount in amounts:
        fine = amount // grain * grain
        yield from (fine, fine + grain, fine - grain)


def _decimal(amount: int) -> str:
    whole, fraction = divmod(abs(amount), _UNIT)
    digits = f"{whole}.{fraction:09d}".rstrip("0").rstrip(".")
    return f"-{digits}" if amount < 0 else digits


def _dates(_spec: FieldSpec, _current: Json, pool: Pool) -> Iterator[Json]:
    steps = [0, 1, -1, *pool.spans, *(-span for span in pool.spans)]
    steps += [step + near for step in steps[3:] for near in (1, -1)]
    for step in dict.fromkeys(steps):
        for day in dict.fromkeys(pool.dates):
            try:
                yield (day + timedelta(days=step)).isoformat()
            except OverflowError:
                continue


def _choice(spec: FieldSpec, _current: Json, pool: Pool) -> Iterator[Json]:
    options = spec["of"]
    assert isinstance(options, Sequence)
    yield from (name for name in pool.strings if name in options)
    yield from options


def _choices(spec: FieldSpec, current: Json, pool: Pool) -> Iterator[Json]:
    options = spec["of"]
    assert isinstance(options, Sequence)
    held = current if isinstance(current, list | tuple) else []
    named = [name for name in dict.fromkeys(pool.strings) if name in options]
    for name in [*named, *options]:
        yield [option for option in options if option in held or option == name]
    for name in named:
        yield [option for option in options if option in held and option != name]
    yield [option for option in options if option in held or option in named]
    yield [option for option in options if option in held and option not in named]
    yield from ([name] for name in options)
    yield from (list(options[:count]) for count in range(len(options) + 1))


def _persons(_spec: FieldSpec, _current: Json, pool: Pool) -> Iterator[Json]:
    yield from pool.persons


_SOURCES: dict[str, Callable[[FieldSpec, Json, Pool], Iterator[Json]]] = {
    "boolean": _booleans,
    "integer": _amounts,
    "number": _amounts,
    "money": _amounts,
    "choice": _choice,
    "choices": _choices,
    "date": _dates,
    "person": _persons,
}
