"""A PM² project by the installed command: the path of the guide, and what must be refused on it."""

from pathlib import Path

from tests.acceptance.shell import Shell, founded, staffed

ROLES = {
    "greta": ("agb",),
    "olga": ("po", "psc"),
    "sam": ("sp", "psc"),
    "iris": ("bm", "psc"),
    "pavel": ("pm", "psc"),
    "carl": ("pct",),
    "ursula": ("ur",),
}
OF_THE_OWNER = (
    "project_handbook",
    "stakeholder_matrix",
    "requirements_management_plan",
    "project_change_management_plan",
    "risk_management_plan",
    "issue_management_plan",
    "communications_management_plan",
)
OF_THE_COMMITTEE = (
    "work_plan",
    "deliverables_acceptance_plan",
    "transition_plan",
    "quality_management_plan",
)
YES = " ".join(
    f"--answer {one}=yes" for one in ("phase_done", "delivered", "handed_over", "available")
)
WOUND_UP = " ".join(
    f"--answer {one}=yes" for one in ("archive", "resources", "accepted", "contracts")
)


def requested(shell: Shell) -> None:
    """Iris asks for the project, Olga accepts; the Business Case and the Charter follow."""
    shell.hand_in("port", "iris", "project_initiation_request")
    shell.run("gate request port pir_acceptance --as iris")
    shell.run("gate vote port pir_acceptance accept --as olga")
    assert shell.stage("port") == ("initiating", "active")
    shell.hand_in("port", "iris", "business_case")
    shell.accept("port", "olga", "business_case")
    shell.run("project set port budget=100000 --as olga")
    shell.hand_in("port", "pavel", "project_charter", "phase_exit_checklist")
    shell.accept("port", "sam", "project_charter")


def ready_for_planning(shell: Shell) -> None:
    """Pavel asks; what he thinks of it is heard, and counts for nothing."""
    shell.run("gate request port rfp --as pavel")
    shell.refused("gate vote port rfp approve --seat po --as pavel", 4, "seat.not_yours")
    shell.run("gate vote port rfp approve --as olga")
    shell.run("gate vote port rfp approve --as pavel")
    assert shell.stage("port") == ("initiating", "active")
    shell.run("gate vote port rfp approve --as sam")
    assert shell.stage("port") == ("planning", "active")


def ready_for_executing(shell: Shell) -> None:
    """The forecast is 30 per cent above the budget: the governing body has a seat, unasked."""
    shell.hand_in("port", "pavel", *OF_THE_OWNER, *OF_THE_COMMITTEE)
    shell.hand_in("port", "pavel", "outsourcing_plan", "phase_exit_checklist")
    shell.hand_in("port", "iris", "business_implementation_plan")
    shell.accept("port", "olga", *OF_THE_OWNER, "business_implementation_plan")
    shell.accept("port", "sam", *OF_THE_COMMITTEE)
    said = shell.refused("gate request port rfe --as pavel", 6, "evidence.not_accepted")
    assert "phasegate accept port outsourcing_plan" in said
    shell.accept("port", "greta", "outsourcing_plan")
    shell.run("project set port tolerance=10 --as olga")
    shell.run("project set port forecast_cost=130000 major_deviation=true --as pavel")
    shell.run("gate request port rfe --as pavel")
    shell.run("gate vote port rfe approve --as olga")
    shell.run("gate vote port rfe approve --as sam")
    said = shell.refused("advance port executing --as pavel", 6, "round.open")
    assert "greta votes approve" in said
    assert shell.stage("port") == ("planning", "active")
    shell.run("gate vote port rfe approve --as greta")
    assert shell.stage("port") == ("executing", "active")


def executed(shell: Shell) -> None:
    """A delivery is accepted on a condition; nothing is closed before the Owner accepted."""
    shell.hand_in("port", "carl", "project_deliverables")
    shell.hand_in("port", "pavel", "phase_exit_checklist")
    shell.refused(f"gate request port rfc {YES} --as pavel", 6, "evidence.missing")
    shell.run("gate request port deliverables_acceptance --as pavel")
    shell.run(
        "gate vote port deliverables_acceptance accept_conditionally --as olga"
        ' --condition "Two doors stick; owner=carl; verifier=ursula; due=2027-02-26"'
    )
    shell.hand_in("port", "pavel", "acceptance_note")
    shell.accept("port", "olga", "acceptance_note")
    shell.run("tick --at 2027-03-01T09:00")
    said = shell.refused(f"gate request port rfc {YES} --as pavel", 6, "condition.blocks")
    assert "phasegate condition verify port 1" in said
    shell.refused("condition verify port 1 --reason Mended --as carl", 4, "not_permitted")
    shell.run("condition verify port 1 --reason Mended --as ursula")
    shell.run(f"gate request port rfc {YES} --as pavel")
    shell.run("gate vote port rfc approve --as olga")
    shell.run("gate vote port rfc approve --as sam")
    assert shell.stage("port") == ("closing", "active")


def closed(shell: Shell) -> None:
    """The end report is in and accepted, the archive is there; Olga closes."""
    shell.hand_in("port", "pavel", "project_end_report")
    shell.accept("port", "sam", "project_end_report")
    shell.refused("gate request port final_acceptance --as pavel", 6, "answer.missing")
    shell.run(f"gate request port final_acceptance {WOUND_UP} --as pavel")
    shell.run("gate vote port final_acceptance close --as olga")
    assert shell.stage("port") == ("closed", "completed")


def test_a_project_is_led_from_request_to_closure(tmp_path: Path) -> None:
    """A PMO can run PM² with the command line alone, and what PM² forbids is refused on the way."""
    shell = founded(tmp_path, "pm2", people=ROLES)
    staffed(shell, "port", "pm2", ROLES)
    requested(shell)
    ready_for_planning(shell)
    ready_for_executing(shell)
    executed(shell)
    closed(shell)
    shell.run("audit verify")


def test_a_rejected_project_owes_its_lessons_only(tmp_path: Path) -> None:
    """Both sides reject at the first real gate: the way leads to Closing, and what is due there."""
    shell = founded(tmp_path, "pm2", people=ROLES)
    staffed(shell, "port", "pm2", ROLES)
    requested(shell)
    shell.run("gate request port rfp --as pavel")
    shell.run("gate vote port rfp reject --as olga")
    shell.run("gate vote port rfp reject --as sam")
    assert shell.stage("port") == ("closing", "active")
    shell.hand_in("port", "pavel", "project_end_report")
    shell.accept("port", "olga", "project_end_report")
    shell.run(f"gate request port final_acceptance {WOUND_UP} --as pavel")
    shell.run("gate vote port final_acceptance close_early --as olga")
    assert shell.stage("port") == ("closing", "stopped")
