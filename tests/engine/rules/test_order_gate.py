"""The order of checks at a gate: docs/notation.md section 7, a staircase for each command.

Each begins with a command that is wrong in as many ways as can be at once. The first fault gives
the code; then that one is mended, and the next one shows, until the command is accepted.
"""

from engine.rules.readiness import dossier
from tests.support.house import House
from tests.support.sheds import Tree, site
from tests.support.stairs import Args, Step, climb, deed
from tests.support.works import blocked, works

ORG = "organisation"


def test_request_gate() -> None:
    """The gate, who, where, when, with what answers, unblocked, apart, ready, seated."""
    house = works()
    blocked(house)
    house.do("bo", "SetFields", fields={"size": 2})
    for person in ("ann", "abe"):
        house.tell("pat", "RevokeRole", person=f"p-{person}", role="sponsor", scope=ORG)
    house.do("al", "HoldProject")
    climb(
        house,
        "RequestGate",
        "dee",
        {"gate": "nowhere", "answers": {"odd": True, "sure": False}},
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("not_permitted", by="bo"),
            Step("project.held", deed=deed("al", "ResumeProject")),
            Step("gate.not_here", args={"gate": "early"}),
            Step("answer.unknown", args={"answers": {}}),
            Step("condition.blocks", deed=deed("cy", "VerifyCondition", condition=1)),
        ],
    )
    assert house.refused("bo", "RequestGate", gate="early", answers={"odd": True}) == "round.open"
    house.do("bo", "WithdrawRequest", gate="early")
    house.do("bo", "SetFields", fields={"budget": "EUR 100"})
    house.do("bo", "TakeMove", to="work")
    climb(
        house,
        "RequestGate",
        "cy",
        {"gate": "build", "answers": {"odd": True, "sure": False}},
        [
            Step("answer.unknown", args={"answers": {"sure": False}}, deed=_cy_waives),
            Step("apart", by="bo"),
            Step("evidence.missing", deed=deed("bo", "SubmitDeliverable", deliverable="permit")),
            Step("apart", by="cy", deed=_later),
            Step("evidence.missing", deed=deed("al", "SubmitDeliverable", deliverable="drawing")),
            Step(
                "evidence.not_accepted", deed=deed("cy", "JudgeDeliverable", deliverable="drawing")
            ),
            Step("field.missing", deed=deed("bo", "SetFields", fields={"age": 0})),
            Step("criterion.failed", args={"answers": {"sure": True}}),
            Step("guard.false", deed=deed("bo", "SetFields", fields={"age": 1})),
            Step("panel.short", deed=_seat_two),
        ],
    )


def _accept(house: House) -> None:
    house.do("cy", "JudgeDeliverable", deliverable="drawing")


def _cy_waives(house: House) -> None:
    house.do("cy", "WaiveItem", gate="build", item="drawing", until="2026-11-25")


def _later(house: House) -> None:
    house.at("2026-11-26T00:00:00.000000Z")


def _seat_two(house: House) -> None:
    for person in ("ann", "abe"):
        house.tell("pat", "GrantRole", person=f"p-{person}", role="sponsor", scope=ORG)


def test_a_seats_guard_comes_before_the_panel() -> None:
    """Who sits must be known before it is counted whether they are enough."""
    panel: Tree = [
        {"role": "owner", "need": 9},
        {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
    ]
    climb(
        site(gate={"panel": panel}),
        "RequestGate",
        "bo",
        {"gate": "build", "answers": {}},
        [Step("guard.error", deed=deed("bo", "SetFields", fields={"budget": "EUR 1"}))],
        then="panel.short",
    )


def asked(house: House) -> None:
    """Dee asks for `build`; the owners left to vote are abe and al."""
    house.do("dee", "RequestGate", gate="build", answers={"sure": True})


def opened_build() -> House:
    """Round 1 of `build` is open; ann is out as an author, and advises."""
    house = works(begun=True)
    for person, role in [("dee", "checker"), ("ann", "neighbour")]:
        house.tell("pat", "GrantRole", person=f"p-{person}", role=role, scope="project/shed")
    asked(house)
    return house


def lend(house: House, principal: str, to: str) -> None:
    """Lend the owner's vote."""
    dates: Args = {"since": "2026-11-23", "until": "2026-12-31"}
    house.tell(principal, "Delegate", to=f"p-{to}", role="sponsor", scope=ORG, **dates)


def present(house: House) -> Args:
    """The material there is now."""
    return {"material": dossier(house.world, "build", {"sure": True})}


SELF: Args = {"owner": "p-bo", "verifier": "p-bo"}
GOOD: Args = {"verifier": "p-cy", "due": "2026-12-02"}


def test_cast_vote() -> None:
    """Round, principal, right, decision, seat, one person, material, readiness, sheet, terms."""
    bad: Args = {"text": "x", "owner": "p-none", "verifier": "p-none", "due": "2026-12-01"}
    house = opened_build()
    house.do("dee", "WithdrawRequest", gate="build")
    climb(
        house,
        "CastVote",
        "bo",
        {
            "gate": "nowhere",
            "round": 3,
            "choice": "approve",
            "seat": "nowhere",
            "principal": "p-none",
            "answers": {"odd": True},
            "scores": {"odd": 1},
            "conditions": [bad],
            "comment": None,
            "dissent": "no",
            "material": "0" * 64,
        },
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("round.none", args={"round": 1}),
            Step("round.closed", args={"round": 2}),
            Step("round.none", deed=asked),
            Step("person.unknown", args={"principal": "p-cy"}),
            Step("not_in_electorate", args={"principal": "p-abe"}),
            Step("delegation.none", deed=lambda house: lend(house, "abe", "bo")),
            Step("decision.unknown", args={"choice": "recuse"}),
            Step("seat.unknown", args={"seat": "neighbour"}),
            Step("seat.not_yours", args={"seat": "owner"}),
            Step("recuse.not_yours", args={"choice": "conditional_go"}),
            Step("apart", deed=_lend_to_tom, by="tom"),
            Step("vote.one_person", deed=_al_votes_himself),
            Step("vote.stale", args=present),
            Step("evidence.expired", deed=_renew, args=present),
            Step("dissent.nowhere", args={"dissent": None}),
            Step("answer.unknown", args={"answers": {}}),
            Step("answer.missing", args={"answers": {"safe": True}}),
            Step("score.unknown", args={"scores": {}}),
            Step("score.missing", args={"scores": {"use": 11}}),
            Step("score.range", args={"scores": {"use": 9}, "choice": "go"}),
            Step("condition.not_asked", args={"choice": "conditional_go", "conditions": []}),
            Step("condition.missing", args={"conditions": [bad]}),
            Step("person.unknown", args={"conditions": [{**bad, "owner": "p-bo"}]}),
            Step(
                "person.unknown",
                args={"conditions": [{**bad, "owner": "p-bo", "verifier": "p-bo"}]},
            ),
            Step(
                "condition.verifier",
                args={"conditions": [{**bad, "owner": "p-bo", "verifier": "p-cy"}]},
            ),
            Step(
                "condition.due",
                args={
                    "conditions": [
                        {**bad, "owner": "p-bo", "verifier": "p-cy", "due": "2026-12-02"}
                    ]
                },
            ),
        ],
    )


def _lend_to_tom(house: House) -> None:
    """Abe and al lend to tom, who votes for al; and the permit expires."""
    house.at("2026-12-01T00:00:00.000000Z")
    house.tell("abe", "EndDelegation", delegation=1)
    lend(house, "abe", "tom")
    lend(house, "al", "tom")
    sheet: Args = {"answers": {"safe": True}, "scores": {"use": 5}}
    house.vote("tom", "build", "hold", principal="p-al", **sheet)


def _al_votes_himself(house: House) -> None:
    house.vote("al", "build", "hold", answers={"safe": True}, scores={"use": 5})


def _renew(house: House) -> None:
    house.do("bo", "SubmitDeliverable", deliverable="permit", content="2")


def test_withdraw_request() -> None:
    """The gate, the right, the round."""
    climb(
        opened_build(),
        "WithdrawRequest",
        "ann",
        {"gate": "nowhere", "round": 2, "reason": "because"},
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("not_permitted", by="bo"),
            Step("round.none", args={"round": 1}),
        ],
    )


def test_waive_item() -> None:
    """The gate, the item, the right, the place, whether it may be, by whom, until when."""
    house = works()
    climb(
        house,
        "WaiveItem",
        "ann",
        {"gate": "nowhere", "item": "poem", "until": "2026-11-22", "reason": "because"},
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("item.unknown", args={"item": "permit"}),
            Step("not_permitted", by="cy"),
        ],
        then="gate.not_here",
    )
    other = opened_build()
    other.tell("pat", "GrantRole", person="p-dee", role="neighbour", scope="project/shed")
    climb(
        other,
        "WaiveItem",
        "dee",
        {"gate": "build", "item": "permit", "until": "2026-11-22", "reason": "because"},
        [
            Step("waiver.forbidden", args={"item": "drawing"}),
            Step("apart", by="cy"),
            Step("waiver.until", args={"until": "2026-11-23"}),
        ],
    )
