"""A PM² project from request to closure, with what must be refused on the way."""

from engine.canonical import Json
from tests.workflows.play import Play, address, code, person
from tests.workflows.shipped import tables

PEOPLE = {
    "Greta": ["agb"],
    "Olga": ["po", "psc"],
    "Sam": ["sp", "psc"],
    "Iris": ["bm", "psc"],
    "Pavel": ["pm", "psc"],
    "Carl": ["pct"],
    "Ursula": ["ur"],
    "Quinn": ["pqa"],
}
PLANS_OF_THE_OWNER = (
    "project_handbook",
    "stakeholder_matrix",
    "requirements_management_plan",
    "project_change_management_plan",
    "risk_management_plan",
    "issue_management_plan",
    "communications_management_plan",
)
PLANS_OF_THE_COMMITTEE = (
    "work_plan",
    "deliverables_acceptance_plan",
    "transition_plan",
    "quality_management_plan",
)


def initiated() -> Play:
    """Return a project before RfP: its request accepted, Business Case and Charter in."""
    play = Play(tables("pm2"), PEOPLE)
    play.hand_in("Iris", "project_initiation_request")
    assert play.request("Iris", "pir_acceptance") is None
    assert play.vote("Olga", "accept") is None
    play.hand_in("Iris", "business_case")
    play.accept("Olga", "business_case")
    play.hand_in("Pavel", "project_charter", "phase_exit_checklist")
    play.accept("Sam", "project_charter")
    play.set("Olga", budget="EUR 100000")
    return play


def planned(forecast: str = "EUR 90000", *, deviates: bool = False) -> Play:
    """Return a project before RfE, with every plan in and accepted."""
    play = initiated()
    assert play.request("Pavel", "rfp") is None
    assert play.vote("Olga", "approve") is None
    assert play.vote("Sam", "approve") is None
    play.hand_in("Pavel", *PLANS_OF_THE_OWNER, *PLANS_OF_THE_COMMITTEE, "outsourcing_plan")
    play.hand_in("Pavel", "phase_exit_checklist")
    play.hand_in("Iris", "business_implementation_plan")
    play.accept("Olga", *PLANS_OF_THE_OWNER, "business_implementation_plan")
    play.accept("Sam", *PLANS_OF_THE_COMMITTEE)
    play.accept("Greta", "outsourcing_plan")
    play.set("Olga", tolerance="10")
    play.set("Pavel", forecast_cost=forecast, major_deviation=deviates)
    return play


def executing() -> Play:
    """Return a project in Executing."""
    play = planned()
    assert play.request("Pavel", "rfe") is None
    assert play.vote("Olga", "approve") is None
    assert play.vote("Sam", "approve") is None
    return play


def test_a_project_is_led_from_request_to_closure() -> None:
    """The whole way through the four phases; each gate waits for both sides."""
    play = executing()
    assert play.now.stage == "executing"
    play.hand_in("Carl", "project_deliverables")
    assert play.request("Pavel", "deliverables_acceptance") is None
    assert play.vote("Ursula", "accept") is None
    assert play.vote("Olga", "accept") is None
    play.hand_in("Pavel", "acceptance_note", "phase_exit_checklist")
    play.accept("Olga", "acceptance_note")
    assert play.request("Pavel", "rfc") is None
    assert play.vote("Quinn", "approve") is None
    assert play.vote("Olga", "approve") is None
    assert play.vote("Sam", "approve") is None
    play.hand_in("Pavel", "project_end_report")
    play.accept("Iris", "project_end_report")
    assert play.request("Pavel", "final_acceptance") is None
    assert play.vote("Olga", "close") is None
    assert [stage for stage, _ in play.now.path] == [
        "request",
        "initiating",
        "planning",
        "executing",
        "closing",
        "closed",
    ]
    assert play.now.outcome == "completed"


def test_no_case_is_worked_on_before_the_request_is_accepted() -> None:
    """The Business Case can be handed in once the request has been accepted."""
    play = Play(tables("pm2"), PEOPLE)
    args: dict[str, Json] = {"digest": "5" * 64, "size": 1, "name": "0" * 64, "authors": []}
    refused = play.ask("Iris", "SubmitDeliverable", deliverable="business_case", **args)
    assert code(refused) == "deliverable.not_here"


def test_the_project_manager_only_advises_on_their_own_request() -> None:
    """Who asks is heard and not counted: the seats that count are not the project manager's."""
    play = initiated()
    assert play.request("Pavel", "rfp") is None
    assert code(play.vote("Pavel", "approve", "po")) == "seat.not_yours"
    assert play.vote("Pavel", "approve") is None
    assert play.vote("Olga", "approve") is None
    assert play.now.stage == "initiating"
    assert play.vote("Sam", "approve") is None
    assert play.now.stage == "planning"


def test_who_asks_has_no_vote_as_owner_either() -> None:
    """Somebody who holds both roles can't decide what they asked for."""
    play = Play(tables("pm2"), {**PEOPLE, "Pavel": ["pm", "po", "psc"], "Olga": ["psc"]})
    play.hand_in("Iris", "project_initiation_request")
    assert play.request("Iris", "pir_acceptance") is None
    assert play.vote("Pavel", "accept") is None
    play.hand_in("Iris", "business_case")
    play.accept("Pavel", "business_case")
    play.hand_in("Pavel", "project_charter", "phase_exit_checklist")
    play.accept("Olga", "project_charter")
    play.set("Pavel", budget="EUR 100000")
    assert code(play.request("Pavel", "rfp")) == "panel.short"


def test_a_divided_committee_ends_nothing() -> None:
    """One side for, one against: Initiating goes on, with a new visit."""
    play = initiated()
    assert play.request("Pavel", "rfp") is None
    assert play.vote("Olga", "approve") is None
    assert play.vote("Sam", "reject") is None
    assert (play.now.rounds[-1].decision, play.now.stage) == ("rework", "initiating")
    assert play.now.visits["initiating"] == 2


def test_a_refused_project_owes_lessons_and_archive_only() -> None:
    """RfP refused: straight to Closing, where the End Report and the closing questions are all."""
    play = initiated()
    assert play.request("Pavel", "rfp") is None
    assert play.vote("Olga", "reject") is None
    assert play.vote("Sam", "reject") is None
    assert play.now.stage == "closing"
    assert code(play.request("Pavel", "final_acceptance")) == "evidence.missing"
    play.hand_in("Pavel", "project_end_report")
    play.accept("Sam", "project_end_report")
    assert play.request("Pavel", "final_acceptance") is None
    assert play.vote("Olga", "close_early") is None
    assert play.now.outcome == "stopped"


def test_a_major_deviation_needs_the_governing_body() -> None:
    """Both sides approve, and the project waits all the same for the governing body."""
    play = planned("EUR 130000", deviates=True)
    assert play.request("Pavel", "rfe") is None
    assert play.vote("Olga", "approve") is None
    assert play.vote("Sam", "approve") is None
    assert play.now.stage == "planning"
    assert play.vote("Greta", "approve") is None
    assert play.now.stage == "executing"


def test_no_execution_while_the_governing_body_has_nobody() -> None:
    """With a major deviation and nobody in the governing body, RfE can't even be asked for."""
    play = planned("EUR 130000", deviates=True)
    play.do("Pia", "RemovePerson", person=person("Greta"), reason="0" * 64)
    assert code(play.request("Pavel", "rfe")) == "panel.short"


def test_a_deviation_can_not_go_unsaid() -> None:
    """A forecast past the tolerance seats the governing body; at the tolerance it does not."""
    seats = {}
    for forecast in ("EUR 110000", "EUR 110000.01"):
        play = planned(forecast)
        assert play.request("Pavel", "rfe") is None
        seats[forecast] = "agb" in play.now.rounds[-1].seats
    assert seats == {"EUR 110000": False, "EUR 110000.01": True}


def test_a_small_project_keeps_its_plans_in_the_handbook() -> None:
    """A member of the committee waives a plan that is not its own document, never the Handbook."""
    play = planned()
    play.hand_in("Pavel", "risk_management_plan")
    assert code(play.request("Pavel", "rfe")) == "evidence.not_accepted"
    waiver = {"gate": "rfe", "until": "2026-12-31", "reason": "0" * 64}
    assert (
        code(play.ask("Sam", "WaiveItem", item="project_handbook", **waiver)) == "waiver.forbidden"
    )
    assert play.ask("Sam", "WaiveItem", item="risk_management_plan", **waiver) is None
    assert play.request("Pavel", "rfe") is None


def test_nothing_is_closed_before_the_owner_has_accepted() -> None:
    """RfC waits for the acceptance note, and for the Owner's word on it."""
    play = executing()
    play.hand_in("Pavel", "phase_exit_checklist")
    assert code(play.request("Pavel", "rfc")) == "evidence.missing"
    play.hand_in("Pavel", "acceptance_note")
    assert code(play.request("Pavel", "rfc")) == "evidence.not_accepted"
    play.accept("Olga", "acceptance_note")
    assert play.request("Pavel", "rfc") is None


def test_each_phase_ends_with_its_own_checklist() -> None:
    """The checklist of Planning doesn't serve for Executing."""
    play = executing()
    play.hand_in("Pavel", "acceptance_note")
    play.accept("Olga", "acceptance_note")
    refused = play.request("Pavel", "rfc")
    assert code(refused) == "evidence.missing"
    assert address(refused) == "deliverables.phase_exit_checklist"


def test_defects_of_a_conditional_acceptance_are_mended_or_block() -> None:
    """The defect has an owner, a verifier and a date; once lapsed it shuts every gate."""
    play = executing()
    play.hand_in("Carl", "project_deliverables")
    assert play.request("Pavel", "deliverables_acceptance") is None
    defect = {"owner": person("Carl"), "verifier": person("Ursula"), "due": "2026-12-18"}
    assert play.vote("Olga", "accept_conditionally", conditions=[defect]) is None
    assert play.now.stage == "executing"
    play.wait(days=60)
    assert code(play.request("Pavel", "deliverables_acceptance")) == "condition.blocks"
    play.do("Ursula", "VerifyCondition", condition=1, reason="0" * 64)
    assert play.request("Pavel", "deliverables_acceptance") is None


def test_a_killed_project_is_still_closed_in_order() -> None:
    """Killing leads to Closing, and only what is not in Closing yet can be killed."""
    play = planned()
    play.do("Olga", "KillProject", reason="0" * 64)
    assert (play.now.stage, play.now.outcome) == ("closing", None)
    assert code(play.ask("Olga", "KillProject", reason="0" * 64)) == "standing.not_here"
