"""A Stage-Gate project from idea to market, with what must be refused on the way."""

from collections.abc import Mapping, Sequence

from engine.canonical import Json
from tests.workflows.play import Play, address, code, person
from tests.workflows.shipped import tables

PEOPLE: Mapping[str, Sequence[str]] = {
    "Lena": ["project_leader"],
    "Dan": ["development"],
    "Mia": ["marketing"],
    "Omar": ["operations"],
    "Ann": ["gatekeeper"],
    "Bob": ["gatekeeper"],
    "Cy": ["gatekeeper"],
    "Fay": ["finance"],
    "Sue": ["sponsor"],
    "Rex": ["process_manager"],
}
ASSESSMENTS = ("market", "technical", "business")
CASE = ("business_case_document", "finance_sheet", "risk_assessment", "legal_check", "test_plan")


def decided(play: Play, gate: str, choice: str = "go", *voters: str) -> None:
    """Let Lena ask for `gate` and the gatekeepers choose."""
    assert play.request("Lena", gate) is None
    for name in voters or ("Ann", "Bob", "Cy"):
        assert play.vote(name, choice) is None


def case_built(budget: str = "EUR 80000") -> Play:
    """Return a project in the business case stage, all written but the finance sheet."""
    play = Play(tables("stage_gate"), PEOPLE)
    play.set("Lena", next_gate_date="2027-06-01")
    play.hand_in("Mia", "idea_sheet")
    decided(play, "g1")
    play.set("Lena", payback_months=24)
    play.hand_in("Lena", *(f"preliminary_{one}_assessment" for one in ASSESSMENTS))
    decided(play, "g2")
    play.set("Lena", budget=budget, promised_npv="EUR 500000")
    play.hand_in("Lena", "product_definition", "development_plan")
    play.hand_in("Lena", *(one for one in CASE if one != "finance_sheet"))
    play.hand_in("Mia", "launch_plan", "operations_plan")
    return play


def ready_for_g3(budget: str = "EUR 80000") -> Play:
    """Return a project that can ask for gate 3."""
    play = case_built(budget)
    play.hand_in("Lena", "finance_sheet")
    play.accept("Fay", "finance_sheet")
    return play


def developed(npv: str = "EUR 450000") -> Play:
    """Return a project that can ask for gate 4."""
    play = ready_for_g3()
    decided(play, "g3")
    play.hand_in("Dan", "prototype")
    play.hand_in("Lena", *CASE)
    play.accept("Fay", "finance_sheet")
    play.hand_in("Mia", "launch_plan", "operations_plan")
    play.set("Lena", npv=npv)
    return play


def launched() -> Play:
    """Return a project whose product is on the market since 2027-01-04."""
    play = developed()
    decided(play, "g4")
    play.hand_in("Omar", "field_trial", "trial_production", "market_test")
    play.hand_in("Lena", *(one for one in CASE if one != "test_plan"))
    play.accept("Fay", "finance_sheet")
    play.hand_in("Mia", "launch_plan", "operations_plan", "post_launch_plan")
    decided(play, "g5")
    play.set("Lena", launched_on="2027-01-04")
    play.do("Lena", "TakeMove", to="post_launch")
    return play


def test_an_idea_is_led_to_the_market() -> None:
    """The whole way through five gates, the launch and two post-launch reviews."""
    play = launched()
    play.hand_in("Lena", "post_launch_results", "lessons")
    play.accept("Rex", "lessons")
    assert code(play.request("Lena", "plr")) == "criterion.failed"
    play.wait(days=120)
    decided(play, "plr", "recycle", "Ann", "Bob")
    assert code(play.request("Lena", "plr")) == "evidence.missing"
    play.hand_in("Lena", "post_launch_results")
    play.wait(days=365)
    decided(play, "plr")
    assert [stage for stage, _ in play.now.path] == [
        "discovery",
        "scoping",
        "business_case",
        "development",
        "testing",
        "launch",
        "post_launch",
        "post_launch",
        "closed",
    ]
    assert play.now.outcome == "completed"


def test_a_missing_sheet_keeps_the_gate_shut() -> None:
    """The gate is not held without its deliverables; the refusal names what is missing."""
    play = case_built()
    refused = play.request("Lena", "g3")
    assert code(refused) == "evidence.missing"
    assert address(refused) == "deliverables.finance_sheet"
    play.hand_in("Lena", "finance_sheet")
    assert code(play.request("Lena", "g3")) == "evidence.not_accepted"
    play.accept("Fay", "finance_sheet")
    assert play.request("Lena", "g3") is None


def test_the_leader_never_votes() -> None:
    """The project leader asks and is not heard as a judge, even holding a gatekeeper's role."""
    play = Play(tables("stage_gate"), {**PEOPLE, "Lena": ["project_leader", "gatekeeper"]})
    play.set("Lena", next_gate_date="2027-06-01")
    play.hand_in("Mia", "idea_sheet")
    assert play.request("Lena", "g1") is None
    assert code(play.vote("Lena", "go")) == "not_in_electorate"


def test_the_scorecard_must_reach_its_mark() -> None:
    """63% passes; 57% doesn't, however many vote go: the project is held."""
    stages = {}
    for scores in ((7, 6, 6), (6, 6, 5)):
        play = ready_for_g3()
        assert play.request("Lena", "g3") is None
        for name, score in zip(("Ann", "Bob", "Cy"), scores, strict=True):
            assert play.vote(name, "go", score=score) is None
        stages[scores] = (play.now.stage, play.now.standing)
    assert stages == {(7, 6, 6): ("development", "active"), (6, 6, 5): ("business_case", "held")}


def test_a_go_without_resources_becomes_a_hold() -> None:
    """One gatekeeper sees no people: no go can win any more. After the hold all is scored anew."""
    play = ready_for_g3()
    assert play.request("Lena", "g3") is None
    assert play.vote("Ann", "go") is None
    assert play.vote("Bob", "hold", no=["resources"]) is None
    assert (play.now.rounds[-1].decision, play.now.standing) == ("hold", "held")
    play.wait(days=31)
    assert play.now.hold
    assert play.now.hold.announced
    play.do("Rex", "ResumeProject", reason="0" * 64)
    decided(play, "g3")
    assert play.now.stage == "development"


def test_finance_can_veto_where_much_is_at_stake() -> None:
    """Above the sum finance has a seat, and its vote against makes a go impossible."""
    play = ready_for_g3("EUR 100000")
    decided(play, "g3")
    assert play.now.stage == "development"
    play = ready_for_g3("EUR 100000.01")
    decided(play, "g3")
    assert play.now.stage == "business_case"
    assert play.vote("Fay", "hold") is None
    assert (play.now.rounds[-1].decision, play.now.standing) == ("hold", "held")


def test_silence_is_no_go() -> None:
    """A round nobody finishes within five working days holds the project."""
    play = ready_for_g3()
    assert play.request("Lena", "g3") is None
    assert play.vote("Ann", "go") is None
    play.wait(days=8)
    assert (play.now.rounds[-1].how, play.now.standing) == ("deadline", "held")


def test_recycling_makes_the_stage_due_anew() -> None:
    """Sent back, the stage begins again: what it must produce is handed in again."""
    play = ready_for_g3()
    decided(play, "g3", "recycle", "Ann", "Bob", "Cy")
    assert play.now.visits["business_case"] == 2
    refused = play.request("Lena", "g3")
    assert address(refused) == "deliverables.business_case_document"


def test_the_definition_is_frozen_and_drift_leads_back() -> None:
    """After gate 3 definition and promise stand; a value far below leads back."""
    play = developed("EUR 399999")
    assert code(play.request("Lena", "g4")) == "criterion.failed"
    args: dict[str, Json] = {"digest": "5" * 64, "size": 1, "name": "0" * 64, "authors": []}
    redefined = play.ask("Lena", "SubmitDeliverable", deliverable="product_definition", **args)
    assert code(redefined) == "deliverable.not_here"
    promised = play.ask("Lena", "SetFields", fields={"promised_npv": "EUR 400000"})
    assert code(promised) == "field.not_here"
    play.do("Lena", "TakeMove", to="business_case")
    play.hand_in("Lena", "product_definition")
    play.set("Lena", promised_npv="EUR 400000")
    assert play.now.visits["business_case"] == 2


def test_conditions_of_a_conditional_go_hold_the_project_when_they_lapse() -> None:
    """The project goes on at once; a condition that nobody meets stops it."""
    play = ready_for_g3()
    assert play.request("Lena", "g3") is None
    condition = {"owner": person("Lena"), "verifier": person("Rex"), "due": "2026-12-18"}
    for name in ("Ann", "Bob", "Cy"):
        assert play.vote(name, "conditional_go", conditions=[condition]) is None
    assert (play.now.stage, play.now.standing) == ("development", "active")
    play.wait(days=40)
    assert play.now.standing == "held"


def test_a_killed_project_owes_its_lessons() -> None:
    """Killed at gate 2 or between gates, a project winds down first; a mere idea just ends."""
    play = ready_for_g3()
    play.do("Sue", "KillProject", reason="0" * 64)
    assert (play.now.stage, play.now.outcome) == ("wind_down", None)
    assert code(play.request("Lena", "stop")) == "evidence.missing"
    play.hand_in("Lena", "lessons")
    play.accept("Rex", "lessons")
    decided(play, "stop", "close", "Ann")
    assert play.now.outcome == "killed"

    play = Play(tables("stage_gate"), PEOPLE)
    play.set("Lena", next_gate_date="2027-06-01")
    play.hand_in("Mia", "idea_sheet")
    decided(play, "g1", "kill", "Ann", "Bob")
    assert play.now.outcome == "killed"
