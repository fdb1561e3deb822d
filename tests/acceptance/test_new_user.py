"""What somebody new does wrong: each mistake has its exit code, and is told what to do instead."""

from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, founded, staffed

CHANGE = """\
notation: 1
methodology: small-change
version: 1.0.0
title: Small changes through one gate
roles:
  lead:  {title: Change lead}
  owner: {title: Product owner}
fields:
  cost: {type: money, currency: EUR, by: lead, required_on_leaving: proposed}
deliverables:
  proposal: {title: Proposal, by: lead}
stages:
  proposed: {initial: true}
  doing:    {}
  done:     {closes: completed}
moves:
  finish: {from: doing, to: done, by: lead}
gates:
  approval:
    leaves: proposed
    requested_by: lead
    evidence: [proposal]
    panel:
      - {role: owner, need: 1}
    decisions:
      rework: {is: recycle, stays: true}
      go:     {to: doing}
    otherwise: rework
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A workspace with a project of a small methodology; no test leaves a trace in it."""
    found = founded(tmp_path_factory.mktemp("new"), people=["leo", "olga"])
    (found.folder / "workflows" / "change.yaml").write_text(CHANGE)
    (found.folder / "paper.txt").write_text("A new door.\n")
    found.run("workflow publish workflows/change.yaml")
    staffed(found, "door", "small-change", {"leo": ["lead"], "olga": ["owner"]})
    return found


@pytest.mark.parametrize(
    ("line", "code", "refusal", "meant"),
    [
        ("deliver door propsal paper.txt --as leo", 5, "deliverable.unknown", "proposal"),
        ("gate request door aproval --as leo", 5, "gate.unknown", "approval"),
        ("project set door cots=5 --as leo", 5, "field.unknown", "cost"),
        ("project show dor", 5, "project.unknown", "door"),
        ("gate request dor approval --as leo", 5, "project.unknown", "door"),
        ("advance door doign --as leo", 5, "stage.unknown", "doing"),
        ("project start x --methodology small-chnage", 5, "methodology.unknown", "small-change"),
        ("role grant ogla owner --project door", 5, "person.unknown", "olga"),
        ("role grant olga onwer --project door", 5, "role.unknown", "owner"),
        ("project set door cost=5 --as loe", 4, "actor.unknown", "leo"),
    ],
)
def test_a_misspelt_name_is_told_what_was_meant(
    shell: Shell, line: str, code: int, refusal: str, meant: str
) -> None:
    """Nobody should have to look up how a name is written."""
    assert f'did you mean "{meant}"?' in shell.refused(line, code, refusal)


def test_a_misspelt_command_is_told_what_was_meant(shell: Shell) -> None:
    """The same goes for commands; they are usage."""
    assert "Did you mean 'project'?" in shell.run("projct list", 2).err
    assert "'list'" in shell.run("project lst", 2).err


def test_a_step_out_of_turn_is_told_what_comes_first(shell: Shell) -> None:
    """Who asks too early gets the commands that are missing, ready to be typed."""
    said = shell.refused("advance door --as leo", 6, "evidence.missing")
    assert "phasegate deliver door proposal FILE" in said
    assert "phasegate project set door" in said
    assert said.count("change.yaml:") == 1
    shell.refused("gate vote door approval go --as olga", 6, "round.none")
    shell.refused("advance door done --as leo", 6, "move.none")


def test_who_may_not_is_told_who_may(shell: Shell) -> None:
    """The refusal names the role that is missing, and who holds it."""
    said = shell.refused("deliver door proposal paper.txt --as olga", 4, "not_permitted")
    assert "lead" in said
    assert "leo" in said


def test_a_role_for_a_project_that_is_not_there_is_granted_with_a_note(tmp_path: Path) -> None:
    """Roles may come before the project; that the key is a slip of the pen must be seen."""
    shell = founded(tmp_path, people=["leo"])
    ran = shell.run("role grant leo finance --project dor")
    assert "note: no project dor has been started yet" in ran.err
    assert "note" not in shell.run("role grant leo finance").err


def test_a_broken_workflow_file_is_told_by_line_and_column(shell: Shell, tmp_path: Path) -> None:
    """Every fault at once, with the place, the line itself, and what was meant."""
    file = tmp_path / "change.yaml"
    file.write_text(CHANGE.replace("by: lead}", "by: led}", 1).replace("[proposal]", "[propsal]"))
    said = shell.run(f"workflow check {file}", 3).out
    assert said.startswith(f"{file}:11:35: ")
    assert 'change.yaml:11:35: deliverables.proposal.by: there is no role "led"; ' in said
    assert 'did you mean "lead"?' in said
    assert "change.yaml:22:16:" in said
    assert "    evidence: [propsal]\n               ^" in said
    shell.run(f"workflow publish {file}", 3)


def test_without_a_workspace_people_are_told_how_to_make_one(tmp_path: Path) -> None:
    """The first command that somebody tries is seldom init."""
    said = Shell(tmp_path).run("project list", 5).err
    assert "there is no workspace here or above" in said
    assert "phasegate init" in said


def test_init_says_at_once_all_that_it_misses(tmp_path: Path) -> None:
    """Where nobody can be asked, one try is enough to learn what to type."""
    said = Shell(tmp_path).run("init office --no-input", 2).err
    assert "--organisation and --founder are missing" in said
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second init in the same folder is a conflict, and changes nothing."""
    shell = founded(tmp_path)
    before = {path: path.read_bytes() for path in shell.folder.rglob("*") if path.is_file()}
    shell.run("init . --founder mallory --no-input", 7)
    assert before == {path: path.read_bytes() for path in shell.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("gate request door aproval --as leo", 5, "gate.unknown"),
        ("advance door --as leo", 6, "evidence.missing"),
        ("project set door cost=much --as leo", 2, "usage"),
        ("project show door --workspace elsewhere", 5, "not_found"),
        ("project shw door", 2, "usage"),
        ("deliver door proposal nowhere.txt --as leo", 5, "not_found"),
    ],
)
def test_a_program_gets_errors_as_documents(shell: Shell, line: str, code: int, error: str) -> None:
    """Who asked for JSON gets JSON, and the exit code stands in it too."""
    found = shell.document(line, code)
    assert found["kind"] == "error"
    assert (found["error"]["code"], found["error"]["exit_code"]) == (error, code)


def test_a_refusal_for_programs_holds_the_acts_that_help(shell: Shell) -> None:
    """A program can do what a person would read."""
    acts = shell.document("advance door --as leo", 6)["error"]["acts"]
    assert [act["command"] for act in acts] == ["SubmitDeliverable", "SetFields"]
    assert acts[0]["line"].startswith("phasegate deliver door proposal FILE")


def test_nothing_here_has_changed_the_project(shell: Shell) -> None:
    """None of the mistakes of this page left anything in the project."""
    project = shell.document("project show door")
    assert (project["stage"], project["fields"]) == ("proposed", {})
    assert [step["stage"] for step in project["path"]] == ["proposed"]
