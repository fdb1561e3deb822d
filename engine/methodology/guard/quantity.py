"""The values that guards calculate with: exact, and free of any rounding.

A number is a fraction of whole numbers, because decimals alone can't hold a division. Dates are
`datetime.date`, choices and persons strings, lists lists.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import gcd
from typing import NamedTuple, TypeAlias

from engine.canonical import Json
from engine.methodology.guard.tree import Node
from engine.methodology.values import read_date, read_decimal, read_money


class Number(NamedTuple):
    """A fraction; the denominator is positive, and the two may share factors."""

    num: int
    den: int


class Money(NamedTuple):
    """An amount of one currency, as a fraction."""

    currency: str
    num: int
    den: int


class Span(NamedTuple):
    """A number of calendar days, or of working days."""

    days: int
    working: bool


class Item(NamedTuple):
    """An item of a register: its parts on record, by name."""

    register: str
    number: int
    parts: Mapping[str, Json]


Value: TypeAlias = bool | str | Number | Money | date | Span | Item | list["Value"]


class GuardFailure(Exception):
    """The guard can't be evaluated at `node`; never leaves the package."""

    def __init__(self, node: Node, code: str, name: str | None = None) -> None:
        self.node = node
        self.code = code
        self.name = name
        super().__init__(code)


def read(kind: str, held: Json) -> Value | None:
    """Return what the value on record `held` means as `kind`; None when it is of another form."""
    return _READERS[kind](held)


def _read_number(held: Json) -> Number | None:
    if type(held) is int:
        return Number(held, 1)
    ratio = read_decimal(held) if type(held) is str else None
    return Number(*ratio) if ratio else None


def _read_money(held: Json) -> Money | None:
    money = read_money(held) if type(held) is str else None
    return Money(*money) if money else None


_READERS: dict[str, Callable[[Json], Value | None]] = {
    "bool": lambda held: held if type(held) is bool else None,
    "number": _read_number,
    "money": _read_money,
    "string": lambda held: held if type(held) is str else None,
    "person": lambda held: held if type(held) is str else None,
    "date": lambda held: read_date(held) if type(held) is str else None,
}


def difference(node: Node, left: Value, right: Value) -> int:
    """Return a number that is below, at or above 0 as `left` is against `right`."""
    if isinstance(left, Number):
        assert isinstance(right, Number)
        return left.num * right.den - right.num * left.den
    if isinstance(left, Money):
        assert isinstance(right, Money)
        _same_currency(node, left, right)
        return left.num * right.den - right.num * left.den
    if isinstance(left, date):
        assert isinstance(right, date)
        return left.toordinal() - right.toordinal()
    assert isinstance(left, Span)
    assert isinstance(right, Span)
    return left.days - right.days


def equal(node: Node, left: Value, right: Value) -> bool:
    """Tell whether two values of one type are equal; raises `GuardFailure` for two currencies."""
    if isinstance(left, (Number, Money)):
        return difference(node, left, right) == 0
    assert type(left) is type(right)
    return left == right


def calculate(node: Node, left: Value, right: Value) -> Value:
    """Return what the arithmetic of `node` gives, except for working days."""
    if isinstance(left, (date, Span)):
        return _calculate_days(node, left, right)
    assert isinstance(left, (Number, Money))
    assert isinstance(right, (Number, Money))
    currency = left.currency if isinstance(left, Money) else None
    if isinstance(left, Money) and isinstance(right, Money):
        _same_currency(node, left, right)
        currency = None if node[0] == "/" else currency
    elif isinstance(right, Money):
        currency = right.currency
    num, den = _fraction(node, (left.num, left.den), (right.num, right.den))
    return Money(currency, num, den) if currency else Number(num, den)


def negative(value: Value) -> Value:
    """Return `value` with the other sign."""
    if isinstance(value, Money):
        return Money(value.currency, -value.num, value.den)
    if isinstance(value, Span):
        return Span(-value.days, value.working)
    assert isinstance(value, Number)
    return Number(-value.num, value.den)


def decimal(num: int, den: int) -> str:
    """Return a fraction as an exact decimal, or as `1/3` where there is none."""
    common = gcd(num, den)
    num, rest = num // common, den // common
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{num}/{den // common}"
    places = max(twos, fives)
    digits = f"{abs(num) * 10**places // (den // common):0{places + 1}d}"
    whole = digits[: len(digits) - places]
    return f"{'-' * (num < 0)}{whole}{'.' * (places > 0)}{digits[len(digits) - places :]}"


def _same_currency(node: Node, left: Money, right: Money) -> None:
    if left.currency != right.currency:
        raise GuardFailure(node, "guard.currency")


def _fraction(node: Node, left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    (a, b), (c, d) = left, right
    if node[0] == "*":
        return a * c, b * d
    if node[0] == "/":
        if c == 0:
            raise GuardFailure(node, "guard.division")
        return (a * d, b * c) if c > 0 else (-a * d, -b * c)
    return (a * d + c * b if node[0] == "+" else a * d - c * b), b * d


def _calculate_days(node: Node, left: date | Span, right: Value) -> Value:
    if isinstance(left, date) and isinstance(right, date):
        return Span((left - right).days, working=False)
    assert isinstance(right, Span)
    count = right.days if node[0] == "+" else -right.days
    if isinstance(left, Span):
        return Span(left.days + count, working=False)
    try:
        return left + timedelta(days=count)
    except OverflowError:
        raise GuardFailure(node, "guard.date_range") from None
