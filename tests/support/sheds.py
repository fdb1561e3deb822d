"""Methodologies for tests: one that has something of everything, and ways to vary it.

    shed()                                        the whole of it
    shed(gate={"panel": [...]})                   the gate `build` with other keys
    shed(fields={...})                            another section
    shed(without=["standing"])                    a section left out

What is returned is YAML, written as JSON with one thing a line.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Tree: TypeAlias = "None | bool | int | str | Sequence[Tree] | Mapping[str, Tree]"

ROLES: Tree = {
    "owner": {"title": "Project owner", "is": "charter.sponsor"},
    "builder": {"title": "Builder"},
    "treasurer": {"title": "Treasurer"},
    "neighbour": {"title": "Neighbour"},
    "checker": {"title": "Checker"},
}
FIELDS: Tree = {
    "budget": {"type": "money", "currency": "EUR", "by": "builder"},
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    "note": {"type": "choice", "of": ["a", "b"], "by": "builder", "material": False},
}
STAGES: Tree = {
    "planning": {"initial": True},
    "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
    "done": {"closes": "completed"},
}
DELIVERABLES: Tree = {"drawing": {"title": "Drawing", "by": "builder"}}
MOVES: Tree = {
    "rework": {"from": "delivery", "to": "planning", "by": "builder"},
    "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
}
STANDING: Tree = {
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


def shed(
    *,
    gate: Mapping[str, Tree] | None = None,
    without: Sequence[str] = (),
    version: str = "1.0.0",
    methodology: str = "shed",
    **sections: Tree,
) -> str:
    """A methodology: `gate` changes keys of the gate `build` (None drops one)."""
    built = {key: value for key, value in {**GATE, **(gate or {})}.items() if value is not None}
    whole: dict[str, Tree] = {
        "notation": 1,
        "methodology": methodology,
        "version": version,
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
    return json.dumps({k: v for k, v in whole.items() if k not in without}, indent=1)
