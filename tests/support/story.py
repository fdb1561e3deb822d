"""A long story with something of everything, told to a house."""

from engine.canonical import Json
from tests.support.house import House
from tests.support.sheds import ROLES, STANDING, Tree, shed

FIELDS: Tree = {
    "budget": {"type": "money", "currency": "EUR", "by": "builder"},
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
}
DRAWING: dict[str, Tree] = {"title": "Drawing", "by": "builder", "accepted_by": "checker"}
GATE: Tree = {
    "leaves": "planning",
    "requested_by": "builder",
    "evidence": ["drawing", "permit"],
    "waived_by": "neighbour",
    "must": {"funded": {"when": "budget > EUR(0)"}},
    "panel": [
        {"role": "owner", "need": "majority of electorate"},
        {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
        {"role": "neighbour", "advisory": True},
    ],
    "deadline": {"in": "10 working days", "then": "hold"},
    "decisions": {
        "recycle": {"to": "planning"},
        "hold": {"holds": True, "review_in": "30 days"},
        "conditional_go": {
            "to": "delivery",
            "conditions": {"due_within": "60 days", "lapse": {"blocks": True}},
        },
        "go": {"to": "delivery"},
    },
    "otherwise": "hold",
}
END: Tree = {
    "leaves": "delivery",
    "requested_by": "builder",
    "panel": [{"role": "owner", "need": "any"}],
    "decisions": {"go": {"to": "done"}, "recycle": {"to": "delivery.design"}},
    "otherwise": "recycle",
}
STORY: str = shed(
    roles=ROLES,
    fields=FIELDS,
    deliverables={"drawing": DRAWING, "permit": {"title": "Permit", "by": "builder"}},
    stages={
        "planning": {"initial": True, "target": "10 working days"},
        "delivery": {
            "by": "builder",
            "sequence": {"design": {"target": "5 days"}, "build": {"entry": "has(budget)"}},
        },
        "done": {"closes": "completed"},
    },
    moves={"rework": {"from": "delivery", "to": "planning", "by": "builder"}},
    gates={"build": GATE, "end": END},
    standing=STANDING,
)
WEEK: dict[str, Json] = {"since": "2026-11-23", "until": "2026-11-30"}


def tell(house: House) -> None:
    """Tell it to a house with `STORY`: two projects, one completed and one killed."""
    house.people(ann="@sponsor", abe="@sponsor", al="@sponsor", bo="builder", cy="checker")
    house.people(tom="treasurer", ned="neighbour", dee="")
    house.start(budget="EUR 500")
    _prepare(house)
    _decide(house)
    _finish(house)
    _kill_another(house)


def _prepare(house: House) -> None:
    house.refused("bo", "RequestGate", gate="build")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("cy", "JudgeDeliverable", deliverable="drawing", verdict="return", comment="smudged")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2", authors=["p-dee"])
    house.do("cy", "JudgeDeliverable", deliverable="drawing")
    house.do("ned", "WaiveItem", gate="build", item="permit", until="2026-12-31")
    house.do("bo", "RequestGate", gate="build")
    house.vote("ned", "build", "recycle")
    house.vote("ann", "build", "go")
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "SetFields", fields={"budget": "EUR 2000"})
    house.do("bo", "RequestGate", gate="build")
    house.at("2026-11-24T12:00:00.000000Z")
    house.directory("AmendCalendar", add=["2026-12-25"], remove=[])


def _decide(house: House) -> None:
    lent: dict[str, Json] = {"role": "sponsor", "scope": "organisation", **WEEK}
    house.tell("abe", "Delegate", to="p-dee", **lent)
    house.vote("ann", "build", "go", comment="at last")
    house.do("bo", "SetFields", fields={"risk": "high"})
    house.refused("dee", "CastVote", gate="build", choice="go", principal="p-abe")
    house.vote("al", "build", "recuse")
    condition: dict[str, Json] = {
        "text": "paint it",
        "owner": "p-bo",
        "verifier": "p-cy",
        "due": "2026-12-24",
    }
    house.vote("tom", "build", "conditional_go", conditions=[condition])
    house.vote("abe", "build", "conditional_go")
    house.directory("RevokeRole", person="p-al", role="sponsor", scope="organisation")
    house.vote("ann", "build", "conditional_go")
    house.at("2026-12-25T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "ConditionLapsed"]]


def _finish(house: House) -> None:
    house.do("ann", "HoldProject")
    house.at("2026-12-28T08:00:00.000000Z")
    house.do("ann", "ResumeProject")
    house.do("bo", "TakeMove", to="planning")
    house.do("bo", "SubmitDeliverable", deliverable="permit")
    house.do("cy", "VerifyCondition", condition=1)
    house.do("bo", "RequestGate", gate="build")
    house.at("2027-01-12T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "RoundClosed", "ProjectHeld"]]
    house.at("2027-02-12T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "HoldReviewDue"]]
    house.do("abe", "ResumeProject")
    house.do("bo", "RequestGate", gate="build")
    for person in ("tom", "ann", "abe"):
        house.vote(person, "build", "go")
    house.do("bo", "TakeMove", to="delivery.build")
    house.do("bo", "RequestGate", gate="end")
    house.vote("abe", "end", "go")
    assert house.project.outcome == "completed"


def _kill_another(house: House) -> None:
    house.start("barn")
    for person, role in (("bo", "builder"), ("ned", "neighbour")):
        house.directory("GrantRole", person=f"p-{person}", role=role, scope="project/barn")
    house.do("bo", "SetFields", fields={"budget": "EUR 1"})
    house.do("ned", "WaiveItem", gate="build", item="permit", until="2027-03-31")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.tell("pat", "RemovePerson", person="p-cy")
    house.refused("bo", "RequestGate", gate="build")
    house.do("ann", "KillProject")
