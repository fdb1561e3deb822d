"""A project with gates that are called: an alarm, the plan it asks for, and what they block."""

from collections.abc import Mapping

from tests.support.house import House
from tests.support.sheds import FIELDS, STANDING, Tree, site

DECIDED: dict[str, Tree] = {
    "no": {"is": "recycle", "stays": True},
    "go": {"stays": True},
}
ALARM: dict[str, Tree] = {
    "within": "delivery",
    "called_when": "spent > budget",
    "blocks": ["exit", "moves"],
    "requested_by": "builder",
    "evidence": ["report"],
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {
        "stop": {"is": "kill", "closes": "stopped"},
        "no": {"is": "recycle", "stays": True},
        "replan": {"is": "go", "stays": True, "calls": "plan"},
        "go": {"stays": True},
    },
    "otherwise": "no",
}
PLAN: dict[str, Tree] = {
    "within": "delivery",
    "blocks": ["exit", "moves"],
    "requested_by": "builder",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": DECIDED,
    "otherwise": "no",
}
EXIT: dict[str, Tree] = {
    "leaves": "delivery",
    "requested_by": "builder",
    "panel": [{"role": "owner", "need": 2}],
    "decisions": {
        "no": {"is": "recycle", "stays": True},
        "more": {"is": "recycle", "to": "delivery.build"},
        "go": {"to": "closing"},
    },
    "otherwise": "no",
}
SIDE: dict[str, Tree] = {
    "within": ["delivery", "closing"],
    "requested_by": "builder",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {
        "no": {"is": "recycle", "stays": True},
        "back": {"is": "recycle", "to": "planning"},
        "again": {"is": "recycle", "to": "delivery"},
        "go": {"stays": True},
    },
    "otherwise": "no",
}
MONEY: dict[str, Tree] = {"type": "money", "currency": "EUR", "by": "builder"}


def site_with_calls(
    *, alarm: Mapping[str, Tree] | None = None, leaf: str = "delivery.build", **gates: Tree
) -> House:
    """A project in `leaf` with a budget of EUR 100 of which EUR 50 are spent; nothing is called.

    `alarm` is called when more is spent than the budget; it blocks the gate `exit` and all moves,
    `side` is blocked by nothing. `alarm` has other keys of it, `gates` are more of them.
    """
    given = {**ALARM, **(alarm or {})}
    house = site(
        fields={**FIELDS, "spent": MONEY, "due": {"type": "date", "by": "builder"}},
        deliverables={"report": {"title": "Report", "by": "builder", "per": "call"}},
        stages={
            "planning": {"initial": True},
            "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
            "closing": {},
            "done": {"closes": "completed"},
        },
        moves={
            "begin": {"from": "planning", "to": "delivery", "by": "builder"},
            "back": {"from": "delivery", "to": "planning", "by": "builder"},
            "end": {"from": "closing", "to": "done", "by": "builder"},
        },
        gates={
            "alarm": {key: value for key, value in given.items() if value is not None},
            "plan": PLAN,
            "exit": EXIT,
            "side": SIDE,
            **gates,
        },
        standing=STANDING,
        started=False,
    )
    house.start(budget="EUR 100", spent="EUR 50")
    if leaf != "planning":
        house.do("bo", "TakeMove", to="delivery")
        if leaf == "delivery.build":
            house.do("bo", "TakeMove", to="delivery.build")
    return house


def spend(house: House, amount: int) -> list[str]:
    """Set what is spent; the types of the events."""
    return house.do("bo", "SetFields", fields={"spent": f"EUR {amount}"})


def called(house: House) -> list[str]:
    """The gates that are called."""
    return list(house.project.calls)
