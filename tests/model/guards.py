"""The guards of the test methodologies once more, as functions; None is an error."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.model.reading import Tree

Guard = Callable[[Tree, date], bool | None]


def about(name: str, test: Callable[[str], bool]) -> Guard:
    """A guard that reads one field, and can't be evaluated without it."""
    return lambda fields, _: test(fields[name]) if name in fields else None


def euros(value: str) -> Fraction:
    """An amount of money in euros."""
    return Fraction(value.removeprefix("EUR "))


def cheap_or_safe(fields: Tree, _: date) -> bool | None:
    """What is left of || may decide alone; what is right of it is then not looked at."""
    if "risk" not in fields or (fields["risk"] == "high" and "budget" not in fields):
        return None
    return fields["risk"] != "high" or euros(fields["budget"]) > 50


GUARDS: dict[str, Guard] = {
    "has(budget)": lambda fields, _: "budget" in fields,
    "budget > EUR(0)": about("budget", lambda x: euros(x) > 0),
    "budget > EUR(100)": about("budget", lambda x: euros(x) > 100),
    "cost < EUR(1000)": about("cost", lambda x: euros(x) < 1000),
    "has(cost) && cost >= EUR(10)": lambda fields, _: euros(fields.get("cost", "EUR 0")) >= 10,
    "risk == 'middle'": about("risk", lambda x: x == "middle"),
    "risk == 'high'": about("risk", lambda x: x == "high"),
    "risk != 'high' || budget > EUR(50)": cheap_or_safe,
    "slope < 8": about("slope", lambda x: Fraction(x) < 8),
    "crew > 2": about("crew", lambda x: int(x) > 2),
    "!has(opening) || today <= opening": lambda fields, today: (
        today.isoformat() <= fields.get("opening", "9999-12-31")
    ),
    "!has(pages) || pages > 0": lambda fields, _: fields.get("pages", 1) > 0,
    "!has(open) || open": lambda fields, _: fields.get("open", True),
    "pages < 40": about("pages", lambda x: int(x) < 40),
    "pages > 10": about("pages", lambda x: int(x) > 10),
    "size(topics) > 1": about("topics", lambda x: len(x) > 1),
}
