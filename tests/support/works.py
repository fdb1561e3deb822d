"""A project whose gates ask for everything at once, for tests of the order of checks."""

from tests.support.house import House
from tests.support.sheds import FIELDS, Tree, site
from tests.support.stairs import Args

MUST: Tree = {
    "sure": {"ask": "Sure?", "answered_by": "requester"},
    "safe": {"ask": "Safe?", "answered_by": "panel"},
}
GATES: Tree = {
    "build": {
        "leaves": "work",
        "requested_by": ["builder", "checker"],
        "waived_by": ["neighbour", "checker"],
        "evidence": ["drawing", "permit"],
        "must": MUST,
        "score": {
            "scale": "0..10",
            "of": {"use": {"ask": "Useful?"}},
            "combine": "mean",
            "pass": "50%",
        },
        "apart": [["panel", "requester"], ["panel", "authors"], ["requester", "authors"]],
        "panel": [
            {"role": "owner", "need": 2},
            {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
            {"role": "neighbour", "advisory": True},
        ],
        "decisions": {
            "hold": {"holds": True},
            "conditional_go": {
                "to": "done_soon",
                "conditions": {"due_within": "9 days", "lapse": {"blocks": True}},
            },
            "go": {"to": "done_soon"},
        },
        "otherwise": "hold",
    },
    "early": {
        "leaves": "idea",
        "requested_by": "builder",
        "panel": [{"role": "treasurer", "need": 1}],
        "decisions": {
            "no": {"is": "recycle", "stays": True},
            "conditional_go": {
                "stays": True,
                "conditions": {"due_within": "9 days", "lapse": {"blocks": True}},
            },
        },
        "otherwise": "no",
    },
}
REGISTERS: Tree = {
    "risk": {
        "title": "Risk",
        "by": ["builder", "checker"],
        "fields": {
            "level": {"type": "integer", "by": "builder", "required": True},
            "owner": {"type": "person"},
            "answer": {"type": "choice", "of": ["avoid", "accept"], "while": "open"},
        },
        "states": {"open": {"initial": True}, "known": {}, "shut": {"ends": True}},
        "moves": {
            "know": {
                "from": "open",
                "to": "known",
                "by": "builder",
                "in": "work",
                "when": "level < 9 || project.age > 9",
            },
            "shut": {"from": ["open", "known"], "to": "shut", "by": "checker", "apart": "adder"},
        },
    },
    "snag": {
        "title": "Snag",
        "by": "builder",
        "in": "work",
        "fields": {"place": {"type": "choice", "of": ["roof", "wall"], "required": True}},
        "states": {"found": {"initial": True}, "gone": {"ends": True}},
        "moves": {"mend": {"from": "found", "to": "gone", "by": "builder"}},
    },
}
WORKS: dict[str, Tree] = {
    "registers": REGISTERS,
    "fields": {
        **FIELDS,
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder", "in": "work"},
        "size": {"type": "integer", "by": "builder", "required_on_leaving": "idea"},
        "age": {"type": "integer", "by": "builder", "required_on_leaving": "work"},
    },
    "stages": {
        "idea": {"initial": True, "exit": "size > 1"},
        "work": {"entry": "budget > EUR(10)", "exit": "age > 0"},
        "done_soon": {},
        "done": {"closes": "completed"},
    },
    "moves": {
        "begin": {"from": "idea", "to": "work", "by": "builder", "when": "budget > EUR(0)"},
        "end": {"from": "done_soon", "to": "done", "by": "builder"},
    },
    "deliverables": {
        "drawing": {
            "title": "Drawing",
            "by": ["builder", "owner", "checker"],
            "in": "work",
            "accepted_by": ["checker", "builder"],
        },
        "permit": {
            "title": "Permit",
            "by": "builder",
            "waivable": False,
            "valid_for": "7 days",
        },
    },
    "gates": GATES,
}


def works(*, begun: bool = False) -> House:
    """A project in `idea`, or begun: in `work`, with everything the gate asks for but answers."""
    house = site(
        fields=WORKS["fields"],
        stages=WORKS["stages"],
        moves=WORKS["moves"],
        deliverables=WORKS["deliverables"],
        gates=WORKS["gates"],
        registers=WORKS["registers"],
        started=False,
    )
    house.start()
    house.tell("pat", "RemovePerson", person="p-eve")
    if begun:
        house.do("bo", "SetFields", fields={"budget": "EUR 100", "size": 2, "age": 1})
        house.do("bo", "TakeMove", to="work")
        house.do("ann", "SubmitDeliverable", deliverable="drawing")
        house.do("cy", "JudgeDeliverable", deliverable="drawing")
        house.do("bo", "SubmitDeliverable", deliverable="permit")
    return house


def blocked(house: House) -> None:
    """A condition that lapsed and blocks every request."""
    house.do("bo", "RequestGate", gate="early")
    condition: Args = {"text": "x", "owner": "p-bo", "verifier": "p-cy", "due": "2026-11-24"}
    house.vote("tom", "early", "conditional_go", conditions=[condition])
    house.at("2026-11-25T00:00:00.000000Z")
    house.tick()
