"""Minutes, departments, overrides and adoption on the command line, as people type them."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell, copied, found

BRIDGE = Path(__file__).parents[1] / "golden" / "duties" / "methodology.yaml"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A project before its first gate, whose board has met; not to be written to."""
    shell = found(tmp_path_factory.mktemp("met") / "bridge")
    for person in ("bea", "cal", "leo", "sam"):
        shell("person", "add", person, "--name", person.title())
    for person in ("bea", "cal"):
        shell("role", "grant", person, "sponsor")
    (shell.folder / "workflows" / "bridge.yaml").write_bytes(BRIDGE.read_bytes())
    shell("workflow", "publish", "workflows/bridge.yaml")
    shell("project", "start", "tay", "--methodology", "bridge")
    for person, role in (("leo", "leader"), ("sam", "clerk")):
        shell("role", "grant", person, role, "--project", "tay")
    shell("deliver", "tay", "drawing", "-", "--as", "leo", stdin=b"a drawing")
    shell("gate", "request", "tay", "plan", "--as", "leo")
    shell("deliver", "tay", "minutes", "-", "--as", "sam", stdin=b"they met")
    return shell


@pytest.fixture
def bridge(met: Shell, tmp_path: Path) -> Shell:
    """The same, to be written to."""
    return copied(met, tmp_path / "workspace")


def record(shell: Shell, voter: str, decision: str = "go", *words: str) -> str:
    """Sam records a vote; what is printed, on one line."""
    ran = shell(
        *("gate", "record", "tay", "plan", decision, "--voter", voter),
        *("--minutes", "minutes", "--as", "sam", *words),
    )
    return " ".join(ran.out.split())


def test_a_secretary_records_a_meeting_and_the_board_answers(bridge: Shell) -> None:
    """Who typed it stands beside whose vote it is, wherever the vote is shown."""
    assert "bea voted go in the seat owner, recorded by sam" in record(bridge, "bea")
    shown = " ".join(bridge("gate", "show", "tay", "plan").out.split())
    assert "recorded by sam from the minutes: not confirmed yet" in shown
    inbox = bridge.json("inbox", "--as", "bea")["items"]
    assert [(one["kind"], one["name"], one["decisions"]) for one in inbox] == [
        ("confirm", "plan", ["go"])
    ]
    said = " ".join(bridge("inbox", "--as", "bea").out.split())
    assert "confirm or contest your vote go at plan" in said
    assert "phasegate gate confirm tay plan --round 1" in said
    record(bridge, "cal")
    assert bridge.json("project", "show", "tay")["stage"] == "building"
    bridge("gate", "confirm", "tay", "plan", "--as", "cal")
    contest = ("gate", "contest", "tay", "plan", "--reason", "I was away", "--as", "bea")
    assert "bea contested the vote recorded" in " ".join(bridge(*contest).out.split())
    assert bridge.json("inbox", "--as", "bea")["items"] == []
    again = ("gate", "confirm", "tay", "plan", "--as", "bea")
    assert bridge.json(*again, code=7)["error"]["code"] == "record.answered"


def test_a_contest_is_shown_in_every_view_for_ever(bridge: Shell) -> None:
    """Gate, project, history and verification: nobody relies on the round without reading it."""
    record(bridge, "bea")
    record(bridge, "cal")
    bridge("gate", "contest", "tay", "plan", "--reason", "I was away", "--as", "bea")
    project = bridge.json("project", "show", "tay")
    bea = next(person for person, handle in project["people"].items() if handle == "bea")
    assert project["contested"] == [{"round": 1, "gate": "plan", "voters": [bea]}]
    shown = " ".join(bridge("project", "show", "tay").out.split())
    assert "round 1 of plan: contested by bea; recorded, not confirmed: cal" in shown
    earlier = bridge.json("gate", "show", "tay", "plan")["items"][0]["earlier"]
    assert [(len(one["contested"]), len(one["unconfirmed"])) for one in earlier] == [(1, 1)]
    told = " ".join(bridge("audit", "log", "tay").out.split())
    assert "sam (not authenticated) recorded from the minutes (sha256" in told
    assert 'bea contested the vote recorded in round 1 of plan: "I was away"' in told
    report = " ".join(bridge("audit", "verify").out.split())
    assert "2 votes entered from minutes by a recorder: 0 confirmed by the voter" in report
    assert "Contested: the vote of bea in round 1 of project/tay." in report


def test_a_repeated_record_counts_once(bridge: Shell) -> None:
    """I18: the same command id is the same act, whatever has happened since."""
    record(bridge, "bea", "go", "--command-id", "r1")
    bridge("deliver", "tay", "minutes", "-", "--as", "sam", stdin=b"a later version")
    record(bridge, "cal")
    assert "done before" in record(bridge, "bea", "go", "--command-id", "r1")
    answer = ("gate", "confirm", "tay", "plan", "--as", "bea", "--command-id", "a1")
    assert bridge.json(*answer)["repeated"] is False
    assert bridge.json(*answer)["repeated"] is True


def test_departments_are_said_and_listed(bridge: Shell) -> None:
    """Who is of which department is there for everybody to see, and in the history."""
    assert "DEPARTMENT" not in bridge("person", "list").out
    said = bridge("person", "department", "leo", "works").out
    assert "leo is of the department works" in said
    people = {one["handle"]: one["department"] for one in bridge.json("person", "list")["items"]}
    assert (people["leo"], people["bea"]) == ("works", None)
    assert "DEPARTMENT" in bridge("person", "list").out
    told = " ".join(bridge("audit", "log").out.split())
    assert "pat (not authenticated)" not in told
    assert "pat put leo into the department works" in told
    bridge("person", "department", "leo", "works", code=7)


def test_two_people_override_a_gate_and_a_third_reviews_it(bridge: Shell) -> None:
    """Every view says that nobody has approved anything, until it is reviewed and after."""
    for person in ("gil", "hew"):
        bridge("person", "add", person, "--name", person.title())
        bridge("role", "grant", person, "chief", "--project", "tay")
    asked = ("override", "request", "tay", "plan", "--reason", "the flood", "--as", "gil")
    assert "a second person can join until" in " ".join(bridge(*asked).out.split())
    inbox = bridge.json("inbox", "--as", "hew")["items"]
    assert [(one["kind"], one["name"]) for one in inbox] == [("second", "1")]
    joined = ("override", "confirm", "tay", "1", "--reason", "now", "--as", "hew")
    said = " ".join(bridge(*joined).out.split())
    assert "plan was overridden by gil, hew, not passed (override 1)" in said
    assert "active (overridden)" in bridge("project", "list").out
    assert bridge.json("project", "list")["items"][0]["marks"] == ["overridden"]
    shown = " ".join(bridge("project", "show", "tay").out.split())
    assert "1 of plan, to be reviewed: gil, hew went past it on" in shown
    assert "override 1 of plan, to be reviewed" in bridge("gate", "show", "tay", "plan").out
    bridge("override", "review", "tay", "1", "--reason", "it was right", "--as", "gil", code=4)
    bridge("override", "review", "tay", "1", "--reason", "it was right", "--as", "pat")
    assert bridge.json("project", "show", "tay")["marks"] == []
    (item,) = bridge.json("override", "list", "tay")["items"]
    assert (item["state"], item["by_handles"], item["reason"]) == (
        "reviewed",
        ["gil", "hew"],
        "the flood",
    )
    assert "reviewed" in bridge("override", "list", "tay").out
    report = " ".join(bridge("audit", "verify").out.split())
    assert "1 gate set aside by two people in an emergency, not passed: 1 reviewed" in report
    told = " ".join(bridge("audit", "log", "tay").out.split())
    assert 'gil asked to override plan (go): "the flood"' in told
    assert 'hew joined override 1: "now"' in told
    assert 'pat reviewed override 1: "it was right"' in told


def test_a_project_under_way_is_adopted_with_evidence(bridge: Shell) -> None:
    """The file is kept, and every view says how the project came."""
    adopt = (
        *("project", "adopt", "old", "--methodology", "bridge", "--stage", "building"),
        *("--title", "An old bridge", "--reason", "it stands half built"),
    )
    (bridge.folder / "survey.txt").write_text("surveyed")
    bridge(*adopt, "--evidence", "survey.txt", "--as", "leo", code=4)
    evidence = bridge.folder / "ledger" / "evidence"
    kept = len([one for one in evidence.rglob("*") if one.is_file()])
    bridge(*adopt, "--evidence", "survey.txt", "--as", "pat", "--dry-run")
    assert len([one for one in evidence.rglob("*") if one.is_file()]) == kept
    said = " ".join(bridge(*adopt, "--evidence", "survey.txt", "--as", "pat").out.split())
    assert 'adopted at building, on "survey.txt", sha256' in said
    assert len([one for one in evidence.rglob("*") if one.is_file()]) == kept + 1
    assert "active (adopted)" in bridge("project", "list").out
    shown = " ".join(bridge("project", "show", "old").out.split())
    assert "adopted at building by pat" in shown
    assert "What was before was not decided here" in shown
    assert "project adopted" in " ".join(bridge("gate", "show", "old").out.split())
    project = bridge.json("project", "show", "old")
    assert (project["marks"], project["adopted"]["stages"]) == (["adopted"], ["building"])
    told = " ".join(bridge("audit", "log", "old").out.split())
    assert 'pat adopted the project "An old bridge" at building on "survey.txt"' in told
    report = bridge.json("audit", "verify")
    assert (report["ok"], report["evidence"]["absent"]) == (True, 0)
    assert any(one.startswith("Adopted: project/old at building") for one in report["caveats"])


def test_minutes_that_nobody_handed_in_are_a_usage_error(bridge: Shell) -> None:
    """Before a rule is asked: there is no version of what is named."""
    bridge(
        *("gate", "record", "tay", "plan", "go", "--voter", "bea", "--minutes", "photo"),
        *("--as", "sam"),
        code=2,
    )
    bridge(
        *("gate", "record", "tay", "plan", "go", "--voter", "bea", "--minutes", "A B"),
        *("--as", "sam"),
        code=2,
    )
