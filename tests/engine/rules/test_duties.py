"""Duties over the whole project: limits, bound duties, departments, granters, delegators.

docs/notation.md 1.7; each as somebody would try to get around it.
"""

import pytest

from tests.support.house import CHARTER, House
from tests.support.sheds import GATE, ROLES, Tree, opened, shed, site
from tests.support.stairs import Step, climb

STAGES: dict[str, Tree] = {
    "one": {"initial": True},
    "two": {},
    "three": {},
    "done": {"closes": "completed"},
}
ON: dict[str, str] = {"one": "two", "two": "three", "three": "done"}
PAIR: dict[str, Tree] = {"title": "Works and sales", "by": "builder"}
DELEGATION = {"role": "sponsor", "scope": "organisation", "since": "2026-11-23"}


def stair(*, panel: Tree = None, **gates: dict[str, Tree]) -> House:
    """Three gates g_one, g_two, g_three in a row, each decided by one owner: ann, abe or al."""
    declared: dict[str, Tree] = {
        f"g_{stage}": {
            "leaves": stage,
            "requested_by": "builder",
            "panel": panel or [{"role": "owner", "need": 1}],
            "decisions": {"go": {"to": to}, "back": {"is": "recycle", "to": "one"}},
            "otherwise": "back",
            **gates.get(f"g_{stage}", {}),
        }
        for stage, to in ON.items()
    }
    limits = gates.get("limits")
    house = House(
        shed(
            stages=STAGES,
            moves=None,
            standing=None,
            gates=declared,
            **({"limits": limits} if limits else {}),
        )
    )
    house.people(
        ann="@sponsor", abe="@sponsor", al="@sponsor", bo="builder", tom="treasurer", dee=""
    )
    house.start()
    return house


def passed(house: House, gate: str, by: str, choice: str = "go") -> None:
    """A round of a gate that somebody decides; for another choice than go, the others abstain."""
    house.do("bo", "RequestGate", gate=gate)
    sitting = sorted(electors(house))
    house.vote(by, gate, choice)
    for name in sitting:
        if house.project.open_round and name != by:
            house.vote(name, gate, "abstain")


def electors(house: House, seat: str = "owner") -> set[str]:
    """Who sits in a seat of the open round, by name."""
    current = house.project.open_round
    assert current
    return {one.removeprefix("p-") for one in current.seats[seat]}


TWO: dict[str, Tree] = {"reviewers": {"gates": ["g_one", "g_two", "g_three"], "at_most": 2}}
ONE: dict[str, Tree] = {"reviewers": {"gates": ["g_one", "g_two", "g_three"], "at_most": 1}}


def test_nobody_helps_to_pass_more_gates_than_the_limit() -> None:
    """What one person waved through twice, another pair of eyes must see."""
    house = stair(limits=TWO)
    passed(house, "g_one", "ann")
    passed(house, "g_two", "ann")
    house.do("bo", "RequestGate", gate="g_three")
    assert electors(house) == {"abe", "al"}
    assert house.refused("ann", "CastVote", gate="g_three", choice="go") == "not_in_electorate"


def test_a_limit_counts_gates_that_were_passed_and_no_others() -> None:
    """Who stopped a gate has helped nothing through; a gate that is passed again counts once."""
    house = stair(limits=ONE)
    passed(house, "g_one", "ann", "back")
    passed(house, "g_one", "abe")
    passed(house, "g_two", "ann", "back")
    assert house.project.stage == "one"
    house.do("bo", "RequestGate", gate="g_one")
    assert electors(house) == {"ann", "abe", "al"}, "g_one is the only one that abe has passed"
    house.vote("abe", "g_one", "go")
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"ann", "al"}


def test_a_limit_counts_voter_and_principal() -> None:
    """I4: else a delegate would be a second pair of hands, and a principal an empty name."""
    house = stair(limits=ONE)
    house.tell("ann", "Delegate", to="p-dee", until="2026-12-31", **DELEGATION)
    house.do("bo", "RequestGate", gate="g_one")
    house.vote("dee", "g_one", "go", principal="p-ann")
    house.tell("abe", "Delegate", to="p-dee", until="2026-12-31", **DELEGATION)
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"abe", "al"}
    given: dict[str, Tree] = {"gate": "g_two", "choice": "go", "principal": "p-abe"}
    assert house.refused("dee", "CastVote", **given) == "apart"


def test_a_limit_leaves_advice_alone() -> None:
    """An adviser decides nothing, here or elsewhere."""
    panel: Tree = [
        {"role": "owner", "need": 1},
        {"seat": "adviser", "role": "owner", "advisory": True},
    ]
    house = stair(panel=panel, limits=ONE)
    house.do("bo", "RequestGate", gate="g_one")
    house.vote("ann", "g_one", "go", seat="adviser")
    house.vote("abe", "g_one", "go", seat="owner")
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"ann", "al"}
    assert electors(house, "adviser") == {"ann", "abe", "al"}


def test_a_limit_that_keeps_everybody_out_keeps_the_round_shut() -> None:
    """`panel.short` says so, and not a round that nobody can decide."""
    house = stair(limits=ONE)
    passed(house, "g_one", "ann")
    for name in ("abe", "al"):
        house.directory("RevokeRole", person=f"p-{name}", role="sponsor", scope="organisation")
    assert house.refused("bo", "RequestGate", gate="g_two") == "panel.short"


SAME: dict[str, Tree] = {"same": [["panel", "voters at g_one"]]}


def test_a_bound_duty_is_of_those_whose_votes_counted() -> None:
    """Who accepted the plan accepts what came of it, and nobody in their place."""
    house = stair(g_two=dict(SAME))
    passed(house, "g_one", "ann")
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"ann"}


def test_a_void_vote_binds_nobody() -> None:
    """Voting and then handing in evidence, or recusing, would else be a seat for ever."""
    panel: Tree = [{"role": "owner", "need": 2}]
    house = stair(panel=panel, g_two={**SAME, "panel": [{"role": "owner", "need": 1}]})
    house.do("bo", "RequestGate", gate="g_one")
    house.vote("ann", "g_one", "go")
    house.vote("ann", "g_one", "recuse")
    house.vote("abe", "g_one", "go")
    house.vote("al", "g_one", "go")
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"abe", "al"}


def test_a_bound_duty_follows_the_last_decision() -> None:
    """When the plan was decided anew, the first deciders have no part in it any more."""
    house = stair(g_two=dict(SAME))
    passed(house, "g_one", "ann")
    passed(house, "g_two", "ann", "back")
    house.do("bo", "RequestGate", gate="g_one")
    house.do("bo", "WithdrawRequest", gate="g_one")
    passed(house, "g_one", "al")
    house.do("bo", "RequestGate", gate="g_two")
    assert electors(house) == {"al"}


def test_before_the_other_gate_was_decided_nobody_sits() -> None:
    """Nobody is not anybody."""
    house = stair(g_one={"same": [["panel", "voters at g_three"]]})
    assert house.refused("bo", "RequestGate", gate="g_one") == "panel.short"


def test_a_delegate_must_be_of_the_bound_duty_too() -> None:
    """The vote can be lent; the knowledge of who decided before can't."""
    house = stair(g_two=dict(SAME))
    house.tell("ann", "Delegate", to="p-dee", until="2026-12-31", **DELEGATION)
    passed(house, "g_one", "ann")
    house.do("bo", "RequestGate", gate="g_two")
    given: dict[str, Tree] = {"gate": "g_two", "choice": "go", "principal": "p-ann"}
    assert house.refused("dee", "CastVote", **given) == "apart"


def departments(pairs: Tree, **given: str) -> House:
    """A house whose people are of the departments given, before the request."""
    house = site(gate={"apart": pairs}, started=False)
    for name, department in given.items():
        house.directory("AssignDepartment", person=f"p-{name}", department=department)
    house.start()
    return house


BY_REQUESTER: Tree = [["panel", "department of requester"]]
BY_AUTHORS: Tree = [["panel", "department of authors"]]


def test_the_department_of_the_requester_is_kept_out() -> None:
    """And who is of no department is kept out too: nobody knows whose people they are."""
    house = departments(BY_REQUESTER, bo="works", ann="works", abe="sales")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe"}


def test_who_asks_must_be_of_a_department() -> None:
    """Else they would slip past the rule by never having been assigned to one."""
    house = departments(BY_REQUESTER, ann="works", abe="sales")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert house.refused("bo", "RequestGate", gate="build") == "department.none"
    house.directory("AssignDepartment", person="p-bo", department="works")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe"}


def test_who_moves_after_asking_is_judged_by_where_they_are() -> None:
    """A move during the round is seen when the round is next settled, not forgotten."""
    house = departments(BY_REQUESTER, bo="works", ann="sales", abe="sales", al="sales")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    house.directory("AssignDepartment", person="p-ann", department="works")
    house.do("bo", "SetFields", fields={"note": "a"})
    assert electors(house) == {"abe", "al"}


def test_the_department_of_every_author_is_kept_out() -> None:
    """Of every version, and of those who join while the round is open."""
    house = departments(BY_AUTHORS, bo="works", ann="works", abe="sales", al="law", cy="law")
    house.directory("GrantRole", person="p-cy", role="builder", scope="project/shed")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe", "al"}
    house.do("cy", "SubmitDeliverable", deliverable="drawing", content="second")
    assert electors(house) == {"abe"}


def test_an_author_must_be_of_a_department() -> None:
    """Whoever hands in and whoever is named: else nobody could say whom they keep out."""
    house = departments(BY_AUTHORS, ann="works", abe="sales")
    assert house.refused("bo", "SubmitDeliverable", deliverable="drawing") == "department.none"
    house.directory("AssignDepartment", person="p-bo", department="works")
    named: dict[str, Tree] = {"deliverable": "drawing", "authors": ["p-dee"]}
    assert house.refused("bo", "SubmitDeliverable", **named) == "department.none"


def test_nobody_is_named_to_keep_a_department_out() -> None:
    """A clerk of the sales department on the title page would else unseat all its owners."""
    house = departments(BY_AUTHORS, bo="works", dee="sales", eve="works", ann="works", abe="sales")
    named: dict[str, Tree] = {"deliverable": "drawing", "authors": ["p-dee"]}
    assert house.refused("bo", "SubmitDeliverable", **named) == "apart"
    house.do("bo", "SubmitDeliverable", deliverable="drawing", authors=["p-eve"])
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe"}


def test_a_delegate_of_the_department_votes_for_nobody() -> None:
    """Lending a vote into the requester's department is no way around the rule."""
    house = departments(BY_REQUESTER, bo="works", ann="sales", dee="works")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.tell("ann", "Delegate", to="p-dee", until="2026-12-31", **DELEGATION)
    house.do("bo", "RequestGate", gate="build")
    given: dict[str, Tree] = {"gate": "build", "choice": "go", "principal": "p-ann"}
    assert house.refused("dee", "CastVote", **given) == "apart"


def test_assign_department() -> None:
    """Person, right, presence, oneself, change: in this order, and by the registrars by default."""
    house = site()
    house.tell("pat", "RemovePerson", person="p-eve")
    climb(
        house,
        "AssignDepartment",
        "ann",
        {"person": "p-none", "department": "works"},
        [
            Step("person.unknown", args={"person": "p-eve"}),
            Step("not_permitted", by="pat"),
            Step("person.left", args={"person": "p-pat"}),
            Step("apart", args={"person": "p-bo"}),
        ],
    )
    again = {"person": "p-bo", "department": "works"}
    assert house.barred("pat", "AssignDepartment", **again) == "department.same"
    assert house.world.directory.people["p-bo"].department == "works"


def test_a_charter_says_who_assigns_departments() -> None:
    """A right of its own, that can be given to others than the registrars."""
    house = House(shed(), charter=f"{CHARTER}  assign_department: sponsor\n")
    house.people(ann="@sponsor", bo="")
    args = {"person": "p-bo", "department": "works"}
    assert house.barred("pat", "AssignDepartment", **args) == "not_permitted"
    house.directory("AssignDepartment", "ann", **args)


def test_who_made_the_requester_one_does_not_judge_the_request() -> None:
    """Who gave the role wants the work to pass."""
    house = site(gate={"apart": [["panel", "granters"]]}, started=False)
    house.directory("RevokeRole", person="p-bo", role="builder", scope="project/shed")
    house.directory("GrantRole", person="p-ann", role="pmo", scope="organisation")
    house.directory("GrantRole", "ann", person="p-bo", role="builder", scope="project/shed")
    house.start()
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe", "al"}


def test_for_whom_the_requester_votes_does_not_judge_the_request() -> None:
    """T2: else the requester would sit in the panel under another's name."""
    house = site(gate={"apart": [["panel", "delegators"]]})
    house.tell("ann", "Delegate", to="p-bo", until="2026-12-31", **DELEGATION)
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == {"abe", "al"}
    house.tell("abe", "Delegate", to="p-bo", until="2026-12-31", **DELEGATION)
    house.do("bo", "SetFields", fields={"note": "a"})
    assert electors(house) == {"al"}


@pytest.mark.parametrize("party", ["granters", "delegators"])
def test_without_grants_or_delegations_nobody_is_kept_out(party: str) -> None:
    """A pair that finds nobody is no pair."""
    house = opened(gate={"apart": [["panel", party]]})
    assert electors(house) == {"ann", "abe", "al"}
    assert {"owner", "builder"} <= ROLES.keys()
    assert GATE["leaves"] == "planning"
