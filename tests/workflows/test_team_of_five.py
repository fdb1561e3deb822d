"""Changes by a team of five: reviewed by a peer, released by a captain, mended after a failure."""

from collections.abc import Mapping, Sequence

from engine.canonical import Json
from tests.workflows.play import Play, address, code
from tests.workflows.shipped import sheet, tables

PEOPLE: Mapping[str, Sequence[str]] = {
    "Nia": ["engineer"],
    "Odd": ["engineer"],
    "Pam": ["engineer"],
    "Quy": ["engineer"],
    "Rui": ["engineer", "captain"],
    "Ci": ["pipeline"],
}


def accepted(risk: str = "normal", people: Mapping[str, Sequence[str]] = PEOPLE) -> Play:
    """Return a change that is worth doing: Nia proposed it, Odd agreed."""
    play = Play(tables("team_of_five"), people)
    play.set("Nia", risk=risk)
    assert play.request("Nia", "accept") is None
    assert play.vote("Odd", "accept") is None
    return play


def built(risk: str = "normal", lines: int = 40) -> Play:
    """Return a change that Nia and Pam wrote, with green checks, under review."""
    play = accepted(risk)
    play.hand_in("Pam", "change")
    play.hand_in("Nia", "change")
    play.accept("Ci", "change")
    play.set("Ci", lines_changed=lines, rollback_tried=True)
    assert play.request("Ci", "verify") is None
    return play


def verified(risk: str = "normal", lines: int = 40) -> Play:
    """Return a change that Quy has reviewed."""
    play = built(risk, lines)
    assert play.vote("Quy", "approve") is None
    assert play.now.stage == "verified"
    return play


def failed() -> Play:
    """Return a change that was released and failed."""
    play = verified()
    assert play.request("Nia", "release") is None
    assert play.vote("Rui", "release") is None
    play.do("Ci", "TakeMove", to="failed")
    return play


def test_gates_lead_and_take_as_many_people_as_the_sheet_says() -> None:
    """Each gate leaves its stage and goes to the next; the others that it takes are counted."""
    gates = tables("team_of_five")["gates"]
    for name, told in sheet("team_of_five")["gates"].items():
        gate = gates[name]
        always = [seat for seat in gate["panel"] if seat["when"] is None]
        people = {"people": sum(seat["need"]["number"] or 0 for seat in always if seat["need"])}
        if len(gate["panel"]) > len(always):
            people["high_risk"] = len(gate["panel"])
        targets = {one["effect"]["to"] for one in gate["decisions"] if one["kind"] == "go"}
        assert gate["leaves"] == told["leaves"], name
        assert told["go"] in targets, name
        assert people == {key: told[key] for key in people}, name


def test_no_author_reviews_and_a_new_version_needs_a_new_review() -> None:
    """Pam wrote a part; after the review the change stands, or goes back to be reviewed again."""
    play = built()
    assert code(play.vote("Pam", "approve")) == "not_in_electorate"
    play.hand_in("Nia", "change")
    assert code(play.vote("Quy", "approve")) == "evidence.not_accepted"
    play.accept("Ci", "change")
    assert play.vote("Quy", "approve") is None
    args: dict[str, Json] = {"digest": "5" * 64, "size": 1, "name": "0" * 64, "authors": []}
    assert code(play.ask("Nia", "SubmitDeliverable", deliverable="change", **args)) == (
        "deliverable.not_here"
    )
    play.do("Nia", "TakeMove", to="building")
    play.hand_in("Nia", "change")
    play.accept("Ci", "change")
    assert play.request("Ci", "verify") is None
    assert play.vote("Quy", "approve") is None
    assert play.request("Nia", "release") is None
    assert play.vote("Rui", "release") is None
    play.do("Rui", "TakeMove", to="done")
    assert play.now.outcome == "completed"


def test_red_checks_keep_the_review_shut() -> None:
    """A version that the checks returned is not reviewed."""
    play = accepted()
    play.hand_in("Nia", "change")
    play.set("Ci", lines_changed=10, rollback_tried=True)
    assert address(play.request("Nia", "verify")) == "deliverables.change"


def test_high_risk_takes_a_second_engineer() -> None:
    """The captain alone doesn't release a change of high risk."""
    play = verified("high")
    assert play.request("Nia", "release") is None
    assert play.vote("Rui", "release") is None
    assert play.now.stage == "verified"
    assert play.vote("Odd", "release") is None
    assert play.now.stage == "released"


def test_a_standard_change_is_approved_in_advance() -> None:
    """Small, of low risk, and gone back from before: the pipeline releases it. Else nobody does."""
    stages = {}
    for risk, lines in (("low", 200), ("low", 201), ("normal", 200)):
        play = verified(risk, lines)
        refused = code(play.ask("Ci", "TakeMove", to="released"))
        stages[risk, lines] = (refused, play.now.stage)
    assert stages == {
        ("low", 200): (None, "released"),
        ("low", 201): ("guard.false", "verified"),
        ("normal", 200): ("guard.false", "verified"),
    }


def test_a_hotfix_takes_two_and_owes_a_review() -> None:
    """Two who wrote none of it let the hotfix out; the change isn't closed before its review."""
    play = failed()
    play.hand_in("Quy", "change")
    assert address(play.request("Quy", "hotfix")) == "deliverables.change"
    play.accept("Ci", "change")
    assert play.request("Quy", "hotfix") is None
    assert code(play.vote("Nia", "release")) == "not_in_electorate"
    assert play.vote("Odd", "release") is None
    assert play.now.stage == "failed"
    assert play.vote("Rui", "release") is None
    assert code(play.request("Quy", "review")) == "evidence.missing"
    play.hand_in("Nia", "failure_review")
    assert play.request("Nia", "review") is None
    assert play.vote("Rui", "close") is None
    assert play.now.outcome == "failed"


def test_going_back_asks_nobody() -> None:
    """A rollback is taken at once; the change may then be built again."""
    play = failed()
    play.do("Nia", "TakeMove", to="restored")
    play.hand_in("Nia", "failure_review")
    assert play.request("Nia", "review") is None
    assert play.vote("Rui", "rebuild") is None
    assert (play.now.stage, play.now.visits["building"]) == ("building", 2)


def test_with_too_few_people_the_release_is_refused_at_once() -> None:
    """Two on leave, two authors: nobody could be the second engineer of a change of high risk."""
    here = {name: roles for name, roles in PEOPLE.items() if name not in ("Odd", "Quy")}
    play = accepted_by_rui(here)
    play.hand_in("Pam", "change")
    play.hand_in("Nia", "change")
    play.accept("Ci", "change")
    play.set("Ci", lines_changed=40, rollback_tried=True)
    assert play.request("Ci", "verify") is None
    assert play.vote("Rui", "approve") is None
    assert code(play.request("Nia", "release")) == "panel.short"


def accepted_by_rui(people: Mapping[str, Sequence[str]]) -> Play:
    """Return a change of high risk that Rui agreed to."""
    play = Play(tables("team_of_five"), people)
    play.set("Nia", risk="high")
    assert play.request("Nia", "accept") is None
    assert play.vote("Rui", "accept") is None
    return play
