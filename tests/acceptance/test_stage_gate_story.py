"""A Stage-Gate project by the installed command: a veto, a drift, a way back and an early end."""

from pathlib import Path

from tests.acceptance.shell import Shell, founded, staffed

ORGANISATION = {"fay": "finance", "sue": "sponsor"}
ROLES = {
    "lena": ("project_leader",),
    "dan": ("development",),
    "mia": ("marketing",),
    "ann": ("gatekeeper",),
    "bob": ("gatekeeper",),
    "cy": ("gatekeeper",),
}
SCREEN = (
    "--answer strategic_fit=yes --answer killer_variables=yes --answer resources=yes"
    " --score market_attractiveness=8 --score technical_feasibility=7"
)
SECOND = (
    f"{SCREEN} --answer reception=yes --score strategic_importance=7 --score product_advantage=8"
    " --score synergies=6 --score financial_reward=7"
)
CASE = (
    "--answer strategic_fit=yes --answer market_need=yes --answer feasible=yes"
    " --answer safe_and_legal=yes --answer no_show_stoppers=yes --answer resources=yes"
    " --score strategic_fit=8 --score product_advantage=8 --score market_attractiveness=7"
    " --score core_competence=6 --score technical_feasibility=7 --score reward_for_risk=7"
)
ASSESSMENTS = tuple(f"preliminary_{one}_assessment" for one in ("market", "technical", "business"))
WRITTEN = ("business_case_document", "risk_assessment", "legal_check", "test_plan")
PLANNED = ("product_definition", "development_plan")


def started(folder: Path) -> Shell:
    """A workspace, people and a project with an idea sheet and a date for the next gate."""
    shell = founded(folder, "stage_gate", people=[*ROLES, *ORGANISATION])
    for person, role in ORGANISATION.items():
        shell.run(f"role grant {person} {role}")
    staffed(shell, "lamp", "stage_gate", ROLES)
    shell.hand_in("lamp", "mia", "idea_sheet")
    shell.run("project set lamp next_gate_date=2027-09-01 --as lena")
    return shell


def voted(shell: Shell, gate: str, choice: str, words: str, *voters: str) -> None:
    """Several people vote alike."""
    for one in voters:
        shell.run(f"gate vote lamp {gate} {choice} {words} --as {one}")


def passed_first_gates(shell: Shell) -> None:
    """Gates 1 and 2 are passed; gate 2 does not open before its three assessments are in."""
    shell.run("gate request lamp g1 --as lena")
    voted(shell, "g1", "go", SCREEN, "ann", "bob", "cy")
    said = shell.refused("advance lamp --as lena", 6, "evidence.missing")
    assert all(f"phasegate deliver lamp {one} FILE" in said for one in ASSESSMENTS)
    shell.run("project set lamp payback_months=24 --as lena")
    shell.hand_in("lamp", "lena", *ASSESSMENTS)
    shell.run("advance lamp --as lena")
    voted(shell, "g2", "go", SECOND, "ann", "bob", "cy")
    assert shell.stage("lamp") == ("business_case", "active")


def built_case(shell: Shell) -> None:
    """All that gate 3 asks for."""
    shell.hand_in("lamp", "lena", *WRITTEN, "finance_sheet")
    shell.hand_in("lamp", "mia", "launch_plan", "operations_plan")
    shell.accept("lamp", "fay", "finance_sheet")


def test_finance_can_veto_and_a_drift_leads_back_to_gate_3(tmp_path: Path) -> None:
    """Money has a voice of its own; a product that drifted has to be decided anew."""
    shell = started(tmp_path)
    passed_first_gates(shell)
    shell.run("project set lamp budget=250000 promised_npv=900000 --as lena")
    built_case(shell)
    shell.hand_in("lamp", "lena", *PLANNED)
    shell.refused("gate request lamp g3 --as lena", 6, "answer.missing")
    shell.run("gate request lamp g3 --answer definition_signed=yes --as lena")
    voted(shell, "g3", "hold", CASE, "fay")
    voted(shell, "g3", "go", CASE, "ann")
    assert shell.stage("lamp") == ("business_case", "held")
    shell.refused("gate request lamp g3 --as lena", 6, "project.held")
    shell.run('project resume lamp --reason "Half the budget will do" --as sue')
    shell.run("project set lamp budget=90000 --as lena")
    shell.run("gate request lamp g3 --answer definition_signed=yes --as lena")
    voted(shell, "g3", "go", CASE, "ann", "bob", "cy")
    assert shell.stage("lamp") == ("development", "active")
    said = shell.refused(
        "deliver lamp product_definition idea_sheet.txt --as lena", 6, "deliverable.not_here"
    )
    assert "business_case" in said
    shell.refused("project set lamp promised_npv=100000 --as lena", 6, "field.not_here")
    shell.run("project set lamp npv=500000 --as lena")
    shell.hand_in("lamp", "dan", "prototype")
    built_case(shell)
    said = shell.refused("gate request lamp g4 --as lena", 6, "criterion.failed")
    assert "npv >= promised_npv * 0.8" in said
    shell.run("advance lamp business_case --as lena")
    assert shell.stage("lamp") == ("business_case", "active")
    shell.refused("gate request lamp g3 --as lena", 6, "evidence.missing")


def test_an_idea_can_be_killed_at_its_first_gate(tmp_path: Path) -> None:
    """A majority for the kill ends the round at once; a closed project takes nothing more."""
    shell = started(tmp_path)
    shell.run("gate request lamp g1 --as lena")
    voted(shell, "g1", "kill", SCREEN, "ann", "bob")
    assert shell.stage("lamp") == ("discovery", "killed")
    said = shell.refused(f"gate vote lamp g1 go {SCREEN} --as cy", 7, "round.closed")
    assert "kill" in said
    shell.refused("gate request lamp g1 --as lena", 6, "project.closed")
    shell.refused("deliver lamp idea_sheet idea_sheet.txt --as mia", 6, "project.closed")
