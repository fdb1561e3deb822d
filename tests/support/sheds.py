"""Methodologies for tests: one that has something of everything, and ways to vary it.

    shed()                                        the whole of it
    shed(gate={"panel": [...]})                   the gate `build` with other keys, None for none
    shed(fields={...}, version="1.0.1")           another section
    shed(standing=None)                           a section left out

What is returned is YAML, written as JSON with one thing a line.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.support.house import House

Tree: TypeAlias = "None | bool | int | str | Sequence[Tree] | Mapping[str, Tree]"

ROLES: dict[str, Tree] = {
    "owner": {"title": "Project owner", "is": "charter.sponsor"},
    "builder": {"title": "Builder"},
    "treasurer": {"title": "Treasurer"},
    "neighbour": {"title": "Neighbour"},
    "checker": {"title": "Checker"},
}
FIELDS: dict[str, Tree] = {
    "budget": {"type": "money", "currency": "EUR", "by": "builder"},
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    "note": {"type": "choice", "of": ["a", "b"], "by": "builder", "material": False},
}
STAGES: dict[str, Tree] = {
    "planning": {"initial": True},
    "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
    "done": {"closes": "completed"},
}
DELIVERABLES: dict[str, Tree] = {"drawing": {"title": "Drawing", "by": "builder"}}
MOVES: dict[str, Tree] = {
    "rework": {"from": "delivery", "to": "planning", "by": "builder"},
    "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
}
STANDING: dict[str, Tree] = {
    "hold": {"by": "owner"},
    "resume": {"by": "owner"},
    "kill": {"by": "owner", "closes": "killed"},
}
GATE: dict[str, Tree] = {
    "leaves": "planning",
    "requested_by": "builder",
    "evidence": ["drawing"],
    "panel": [{"role": "owner", "need": "majority of electorate"}],
    "decisions": {
        "kill": {"closes": "killed"},
        "recycle": {"to": "planning"},
        "hold": {"holds": True, "review_in": "30 days"},
        "conditional_go": {
            "to": "delivery",
            "conditions": {"due_within": "60 days", "lapse": {"holds": True}},
        },
        "go": {"to": "delivery"},
    },
    "otherwise": "hold",
}


Gate: TypeAlias = Mapping[str, Tree] | None


def shed(*, gate: Gate = None, **sections: Tree) -> str:
    """A methodology, as the top of this file says."""
    built = {key: value for key, value in {**GATE, **(gate or {})}.items() if value is not None}
    whole: dict[str, Tree] = {
        "notation": 1,
        "methodology": "shed",
        "version": "1.0.0",
        "title": "Building a shed",
        "roles": ROLES,
        "fields": FIELDS,
        "deliverables": DELIVERABLES,
        "stages": STAGES,
        "moves": MOVES,
        "gates": {"build": built},
        "standing": STANDING,
        **sections,
    }
    return json.dumps({k: v for k, v in whole.items() if v is not None}, indent=1)


def site(*, gate: Gate = None, started: bool = True, **sections: Tree) -> House:
    """A house whose project `shed` has begun, with its drawing handed in.

    The owners are ann, abe and al; bo builds; tom is treasurer, ned neighbour, cy checker; dee and
    eve hold nothing; pat is the PMO.
    """
    house = House(shed(gate=gate, **sections))
    house.people(
        ann="@sponsor",
        abe="@sponsor",
        al="@sponsor",
        bo="builder",
        tom="treasurer",
        ned="neighbour",
        cy="checker",
        dee="",
        eve="",
    )
    if started:
        house.start()
        house.do("bo", "SubmitDeliverable", deliverable="drawing")
    return house


def opened(*, gate: Gate = None, **sections: Tree) -> House:
    """As `site`, with round 1 of the gate `build` open."""
    house = site(gate=gate, started=True, **sections)
    house.do("bo", "RequestGate", gate="build")
    return house
