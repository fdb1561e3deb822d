"""Guards for property tests: declared names, values for them, and well-typed trees at random."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from engine.canonical import Json
from engine.methodology.guard.types import BOOL, DATE, NUMBER, PERSON, Type

LEVELS = ("low", "medium", "high")
EUR = Type("money", currency="EUR")
LEVEL = Type("string", values=LEVELS)

ENV: dict[str, Type] = {
    "approved": BOOL,
    "signed": BOOL,
    "n": NUMBER,
    "count": NUMBER,
    "baseline.n": NUMBER,
    "budget": EUR,
    "cost": EUR,
    "risk": LEVEL,
    "due": DATE,
    "start": DATE,
    "owner": PERSON,
    "reviewer": PERSON,
    "levels": Type("list", item=LEVEL),
    "scores": Type("list", item=NUMBER),
    "amounts": Type("list", item=EUR),
}

_DECIMALS = st.sampled_from(["0", "1", "-1", "2", "3", "10", "0.5", "-2.25", "100000"])
_DAYS = st.sampled_from(["2026-11-23", "2026-12-01", "2027-02-28", "0001-01-01", "9999-12-31"])
_MONEY = st.builds(lambda amount: f"EUR {amount}", _DECIMALS)

_BY_TYPE: Mapping[Type, st.SearchStrategy[Json]] = {
    BOOL: st.booleans(),
    NUMBER: st.one_of(_DECIMALS, st.integers(-3, 3)),
    EUR: _MONEY,
    LEVEL: st.sampled_from(LEVELS),
    DATE: _DAYS,
    PERSON: st.sampled_from(["p-1", "p-2"]),
    ENV["levels"]: st.lists(st.sampled_from(LEVELS), max_size=3, unique=True),
    ENV["scores"]: st.lists(_DECIMALS, max_size=3),
    ENV["amounts"]: st.lists(_MONEY, max_size=3),
}


def worlds() -> st.SearchStrategy[dict[str, Json]]:
    """Values for some of the names; the others are not set."""
    every = {name: _BY_TYPE[declared] for name, declared in ENV.items()}
    return st.fixed_dictionaries({}, optional={**every, "today": _DAYS})


Draw = Callable[[st.SearchStrategy[Json]], Json]
Tree = list[Json]


@st.composite
def guards(draw: Draw, depth: int = 3) -> Tree:
    """A tree of a well-typed condition over `ENV`, at most `depth` + 4 levels deep."""
    return _Builder(draw).condition(depth)


class _Builder:
    """Draws one tree. Every comparison reads a name, so that `check` has nothing against it."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.variables: list[tuple[str, Type]] = []

    def pick(self, *options: str) -> str:
        return str(self.draw(st.sampled_from(options)))

    def condition(self, depth: int) -> Tree:
        simple = ("name", "has", "number", "money", "date", "string", "person", "in", "text")
        deep = ("not", "and", "or", "if", "equal", "macro")
        kind = self.pick(*simple, *(deep if depth else ()))
        if kind in ("and", "or"):
            count = 2 if self.draw(st.booleans()) else 3
            return [kind, 0, *(self.condition(depth - 1) for _ in range(count))]
        if kind == "if":
            return ["if", 0, *(self.condition(depth - 1) for _ in range(3))]
        if kind == "not":
            return ["not", 0, self.condition(depth - 1)]
        if kind == "equal":
            sides = self.condition(depth - 1), self.condition(depth - 1)
            return [self.pick("==", "!="), 0, *sides]
        if kind == "macro":
            return self.macro(depth)
        return self.simple(kind)

    def simple(self, kind: str) -> Tree:
        if kind == "name":
            return self.name(BOOL)
        if kind == "has":
            return ["has", 0, self.pick(*ENV)]
        if kind == "in":
            items: Tree = [["string", 0, level] for level in LEVELS[: 1 + len(self.variables)]]
            return ["in", 0, self.name(LEVEL), ["list", 0, *items]]
        if kind == "text":
            function = self.pick("startsWith", "endsWith", "contains")
            return [function, 0, self.name(LEVEL), ["string", 0, self.pick("m", "h", "low")]]
        return self.comparison(kind)

    def comparison(self, kind: str) -> Tree:
        if kind == "string":
            level: Tree = ["string", 0, self.pick(*LEVELS)]
            return [self.pick("==", "!="), 0, self.name(LEVEL), level]
        if kind == "person":
            return [self.pick("==", "!="), 0, self.name(PERSON), ["name", 0, self.pick("owner")]]
        build = {"number": self.number, "money": self.money, "date": self.date}[kind]
        sign = self.pick("==", "!=", "<", "<=", ">", ">=")
        return [sign, 0, build(1), build(0)]

    def name(self, wanted: Type) -> Tree:
        found = [("name", name) for name, declared in ENV.items() if declared == wanted]
        found += [("var", name) for name, declared in self.variables if declared == wanted]
        kind, _, name = self.pick(*(" ".join(pair) for pair in found)).partition(" ")
        return [kind, 0, name]

    def number(self, depth: int) -> Tree:
        if depth == 0:
            constant: Tree = ["number", 0, self.pick("0", "1", "2.5", "1000")]
            return constant if self.draw(st.booleans()) else self.name(NUMBER)
        kind = self.pick("name", "+", "-", "*", "/", "neg", "size", "ratio")
        if kind == "name":
            return self.name(NUMBER)
        if kind == "neg":
            return ["neg", 0, self.name(NUMBER)]
        if kind == "size":
            return ["size", 0, ["name", 0, self.pick("levels", "scores", "amounts")]]
        if kind == "ratio":
            return ["/", 0, self.name(EUR), self.name(EUR)]
        return [kind, 0, self.name(NUMBER), self.name(NUMBER)]

    def money(self, depth: int) -> Tree:
        if depth == 0:
            constant: Tree = ["money", 0, "EUR", self.pick("0", "-5", "100000.5")]
            return constant if self.draw(st.booleans()) else self.name(EUR)
        kind = self.pick("name", "+", "-", "*", "/")
        if kind == "name":
            return self.name(EUR)
        right = self.name(EUR) if kind in ("+", "-") else self.name(NUMBER)
        return [kind, 0, self.name(EUR), right]

    def date(self, depth: int) -> Tree:
        if depth == 0:
            constant: Tree = ["date", 0, self.pick("2026-11-23", "2027-02-28")]
            return constant if self.draw(st.booleans()) else self.name(DATE)
        kind = self.pick("name", "+", "-", "workdays")
        if kind == "name":
            return ["name", 0, "today"]
        if kind == "workdays":
            return ["+", 0, self.name(DATE), ["workdays", 0, self.name(NUMBER)]]
        unit = self.pick("days", "weeks")
        return [kind, 0, self.name(DATE), [unit, 0, self.name(NUMBER)]]

    def macro(self, depth: int) -> Tree:
        if len(self.variables) == 2:
            return self.simple("name")
        source = self.pick("levels", "scores", "amounts")
        variable = "xy"[len(self.variables)]
        item = ENV[source].item
        assert item is not None
        self.variables.append((variable, item))
        body = self.condition(depth - 1)
        self.variables.pop()
        macro = self.pick("all", "exists", "exists_one", "filter")
        found: Tree = [macro, 0, ["name", 0, source], variable, body]
        if macro == "filter":
            return [self.pick("==", ">"), 0, ["size", 0, found], ["number", 0, "1"]]
        return found
