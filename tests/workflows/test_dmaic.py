"""A DMAIC project from charter to confirmed savings, with the ways back and the waiting."""

from collections.abc import Mapping, Sequence

from engine.canonical import Json
from tests.workflows.play import Play, code
from tests.workflows.shipped import sheet, tables

PEOPLE: Mapping[str, Sequence[str]] = {
    "Chloe": ["champion"],
    "Bruno": ["black_belt"],
    "Tara": ["team"],
    "Mads": ["master_black_belt"],
    "Petra": ["process_owner"],
    "Hugo": ["functional_head"],
    "Dina": ["deployment_leader"],
    "Fay": ["finance"],
}
DEFINE = ("project_charter", "sipoc", "voc")
MEASURE = ("data_collection_plan", "measurement_study", "baseline", "map")
IMPROVE = ("countermeasures", "pilot_report", "fmea", "rollout_plan")
SIGNERS = ("Chloe", "Petra", "Hugo", "Dina", "Fay")


def decided(play: Play, phase: str, choice: str, no: Sequence[str] = ()) -> None:
    """Let Bruno ask for a tollgate and the champion choose."""
    assert play.request("Bruno", f"{phase}_tollgate") is None
    assert play.vote("Chloe", choice, no=no) is None


def defined() -> Play:
    """Return a project in Measure."""
    play = Play(tables("dmaic"), PEOPLE)
    play.hand_in("Bruno", *DEFINE)
    play.accept("Chloe", "project_charter")
    decided(play, "define", "proceed")
    return play


def measured(play: Play) -> Play:
    """Take a project in Measure on to Analyze."""
    play.hand_in("Tara", *MEASURE)
    play.set("Bruno", gage_rr="12")
    decided(play, "measure", "proceed")
    return play


def improved() -> Play:
    """Return a project in Control."""
    play = measured(defined())
    play.hand_in("Tara", "cause_analysis")
    decided(play, "analyze", "proceed")
    play.hand_in("Tara", *IMPROVE)
    decided(play, "improve", "proceed")
    return play


def running() -> Play:
    """Return a project whose process the owner has taken over on 2026-11-23."""
    play = improved()
    play.hand_in("Bruno", "control_plan", "standard_work", "training")
    play.accept("Petra", "control_plan", "standard_work", "training")
    play.set("Petra", in_control_since="2026-11-23")
    play.do("Petra", "TakeMove", to="control.running")
    return play


def checked() -> Play:
    """Return a project after day 90, with everything in."""
    play = running()
    for day in (30, 60, 90):
        play.wait(days=30)
        play.do("Bruno", "TakeMove", to=f"control.day_{day}")
        play.hand_in("Tara", f"check_{day}")
        play.accept("Petra", f"check_{day}")
    play.hand_in("Bruno", "benefits")
    play.accept("Fay", "benefits")
    play.set("Fay", savings="EUR 120000")
    return play


def test_tollgates_lead_send_back_and_are_signed_as_the_sheet_says() -> None:
    """Each leads to the next phase or back to every earlier one; the signers are its seats."""
    for name, told in sheet("dmaic")["gates"].items():
        gate = tables("dmaic")["gates"][name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        first = tables("dmaic")["stages"][told["go"]]["first"]
        assert (gate["leaves"], effects["proceed"]) == (told["leaves"], first), name
        back = {one: f"back_to_{one}" for one in told["back"]}
        assert {to: one for one, to in effects.items() if to and one != "proceed"} == back, name
        assert [seat["role"] for seat in gate["panel"] if not seat["advisory"]] == told["signs"]
        assert gate["requested_by"] == ["black_belt"], name


def test_each_check_waits_for_its_day() -> None:
    """A check opens on its day, and its result can be handed in there at the earliest."""
    all_ = tables("dmaic")
    for name, days in sheet("dmaic")["checks"].items():
        stage = f"control.day_{days}"
        entry = all_["stages"][stage]["entry"]
        assert entry
        assert entry["text"].endswith(f"days({days})")
        where = all_["deliverables"][name]["stages"]
        later = [f"control.day_{one}" for one in (30, 60, 90) if one >= days]
        assert where == later, name


def test_a_project_is_led_to_confirmed_savings() -> None:
    """Through the five tollgates; at the last one all five sign."""
    play = checked()
    assert play.request("Bruno", "control_tollgate") is None
    for name in SIGNERS[:-1]:
        assert play.vote(name, "proceed") is None
    assert play.now.outcome is None
    assert play.vote("Fay", "proceed") is None
    assert play.now.outcome == "completed"


def test_a_box_that_is_not_ticked_means_revise_first() -> None:
    """A poor gage: the champion can't proceed; saying so counts as revise first."""
    play = defined()
    play.hand_in("Tara", *MEASURE)
    play.set("Bruno", gage_rr="34")
    decided(play, "measure", "proceed", no=["msa_acceptable"])
    assert (play.now.rounds[-1].decision, play.now.stage) == ("revise_first", "measure")
    play.hand_in("Tara", "measurement_study")
    play.set("Bruno", gage_rr="11")
    decided(play, "measure", "proceed")
    assert play.now.stage == "analyze"


def test_a_wrong_metric_leads_back_to_measure() -> None:
    """Sent back, Measure begins anew, and so does what it must produce."""
    play = measured(defined())
    play.hand_in("Tara", "cause_analysis")
    decided(play, "analyze", "back_to_measure")
    assert (play.now.stage, play.now.visits["measure"]) == ("measure", 2)
    assert code(play.request("Bruno", "measure_tollgate")) == "evidence.missing"


def test_the_ninety_days_can_not_be_hurried() -> None:
    """No handover is dated back, no check is stepped to or handed in before its day."""
    play = improved()
    play.set("Petra", in_control_since="2026-08-01")
    assert code(play.ask("Petra", "TakeMove", to="control.running")) == "guard.false"
    play.set("Petra", in_control_since="2026-11-23")
    play.do("Petra", "TakeMove", to="control.running")
    play.wait(days=29)
    assert code(play.ask("Bruno", "TakeMove", to="control.day_30")) == "guard.false"
    args: dict[str, Json] = {"digest": "5" * 64, "size": 1, "name": "0" * 64, "authors": []}
    early = play.ask("Tara", "SubmitDeliverable", deliverable="check_30", **args)
    assert code(early) == "deliverable.not_here"
    play.wait(days=1)
    play.do("Bruno", "TakeMove", to="control.day_30")
    assert code(play.ask("Bruno", "TakeMove", to="control.day_60")) == "guard.false"
    assert code(play.request("Bruno", "control_tollgate")) == "gate.not_here"


def test_a_gain_that_does_not_last_leads_back() -> None:
    """After back_to_improve the days are counted anew."""
    play = checked()
    assert play.request("Bruno", "control_tollgate") is None
    for name in SIGNERS:
        assert play.vote(name, "back_to_improve", no=["gain_confirmed"]) is None
    assert play.now.stage == "improve"
    play.hand_in("Tara", *IMPROVE)
    decided(play, "improve", "proceed")
    assert code(play.ask("Petra", "TakeMove", to="control.running")) == "guard.false"
