"""Called gates: what calls them, what they block, and what ends it (docs/notation.md section 3)."""

from tests.support.calls import DECIDED, PLAN, SIDE, called, site_with_calls, spend
from tests.support.house import House
from tests.support.sheds import Tree

TOMORROW = "2026-11-24T09:00:00.000000Z"
LATER = "2026-12-24T09:00:00.000000Z"
EXIT_BY_SILENCE: dict[str, Tree] = {
    "leaves": "delivery",
    "requested_by": "builder",
    "panel": [{"role": "owner", "need": 2}],
    "deadline": {"in": "9 days", "then": "go", "silence": "approves"},
    "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"to": "closing"}},
    "otherwise": "no",
}


def answer(house: House, choice: str = "go") -> list[str]:
    """Report, request the alarm and decide it; the types of the last events."""
    house.do("bo", "SubmitDeliverable", deliverable="report", content=str(len(house.entries())))
    house.do("bo", "RequestGate", gate="alarm")
    return house.vote("tom", "alarm", choice)


def calls(house: House) -> list[tuple[str, str]]:
    """Each gate that the newest entry called, and the rule that did."""
    return [(one["gate"], one["by"]) for one in house.events() if one["type"] == "GateCalled"]


def test_a_gate_is_called_by_the_entry_that_makes_its_guard_true() -> None:
    """Nobody asked for the call; it stands beside what brought it about, with the rule."""
    house = site_with_calls()
    assert house.refused("bo", "RequestGate", gate="alarm") == "gate.not_called"
    assert spend(house, 101) == ["FieldsSet", "GateCalled"]
    assert calls(house) == [("alarm", "gates.alarm.called_when")]
    assert spend(house, 102) == ["FieldsSet"]
    assert called(house) == ["alarm"]


def test_a_guard_that_cant_be_evaluated_calls() -> None:
    """I30: what can't be judged is not harmless."""
    house = site_with_calls(alarm={"called_when": "due < today"}, leaf="planning")
    assert house.do("bo", "TakeMove", to="delivery") == ["MoveTaken", "StageEntered", "GateCalled"]
    assert called(house) == ["alarm"]


def test_a_project_can_start_with_a_call() -> None:
    """What is true from the beginning was not true before it."""
    both = ["planning", "delivery"]
    house = site_with_calls(alarm={"within": both}, plan={**PLAN, "within": both}, leaf="planning")
    house.key = "barn"
    done = house.start("barn", budget="EUR 1", spent="EUR 2")
    assert [one["type"] for one in done.events][-1] == "GateCalled"
    assert called(house) == ["alarm"]


def test_what_a_called_gate_blocks_is_refused_and_nothing_else() -> None:
    """The way on and every move, implied ones too; not a gate that the file doesn't name."""
    house = site_with_calls(leaf="delivery.design")
    spend(house, 101)
    assert house.refused("bo", "TakeMove", to="delivery.build") == "gate.called"
    assert house.refused("bo", "TakeMove", to="planning") == "gate.called"
    house.do("bo", "RequestGate", gate="side")
    house.vote("tom", "side", "no")
    other = site_with_calls()
    spend(other, 101)
    assert other.refused("bo", "RequestGate", gate="exit") == "gate.called"
    assert (other.project.stage, len(other.project.rounds)) == ("delivery.build", 0)


def test_setting_the_field_back_ends_no_call() -> None:
    """A call that could be undone by its cause would be answered by nobody."""
    house = site_with_calls()
    spend(house, 101)
    assert spend(house, 50) == ["FieldsSet"]
    assert house.refused("bo", "RequestGate", gate="exit") == "gate.called"
    assert answer(house) == ["VoteCast", "RoundClosed", "GatePassed", "CallMet", "CauseEnded"]
    assert called(house) == []
    house.do("bo", "RequestGate", gate="exit")


def test_only_an_approval_meets_a_call() -> None:
    """A board that asks for more has not released what is blocked."""
    house = site_with_calls()
    spend(house, 101)
    assert answer(house, "no") == ["VoteCast", "RoundClosed"]
    assert called(house) == ["alarm"]
    house.do("bo", "RequestGate", gate="alarm")
    house.do("bo", "WithdrawRequest", gate="alarm")
    assert house.refused("bo", "RequestGate", gate="exit") == "gate.called"


def test_a_cause_that_was_answered_calls_again_when_it_has_been_over() -> None:
    """The board knew of it; what it didn't know is what comes after an end."""
    house = site_with_calls()
    spend(house, 101)
    assert answer(house) == ["VoteCast", "RoundClosed", "GatePassed", "CallMet"]
    assert spend(house, 200) == ["FieldsSet"]
    assert spend(house, 100) == ["FieldsSet", "CauseEnded"]
    assert spend(house, 101) == ["FieldsSet", "GateCalled"]
    assert called(house) == ["alarm"]


def test_a_new_visit_is_judged_anew() -> None:
    """An answer is for one stay: what lasts in the next one calls again."""
    house = site_with_calls()
    spend(house, 101)
    answer(house)
    house.do("bo", "TakeMove", to="planning")
    assert called(house) == []
    assert house.do("bo", "TakeMove", to="delivery")[-1] == "GateCalled"


def test_going_round_through_an_open_gate_escapes_no_call() -> None:
    """Entering the stage again is no way out of it; and a cause that lasts calls at the return."""
    house = site_with_calls()
    spend(house, 101)
    house.do("bo", "RequestGate", gate="side")
    assert house.vote("tom", "side", "again")[-1] == "StageEntered"
    assert called(house) == ["alarm"]
    assert house.project.stage == "delivery.design"
    house.do("bo", "RequestGate", gate="side")
    assert house.vote("tom", "side", "back")[-2:] == ["StageEntered", "CallEnded"]
    assert called(house) == []
    assert house.do("bo", "TakeMove", to="delivery")[-1] == "GateCalled"


def test_a_round_that_was_opened_before_the_call_is_void() -> None:
    """What a call blocks isn't decided because somebody was quick to ask."""
    house = site_with_calls()
    house.do("bo", "RequestGate", gate="exit")
    house.vote("ann", "exit", "go")
    assert spend(house, 101) == ["FieldsSet", "VotesVoided", "GateCalled", "RoundClosed"]
    closing = house.events()[-1]
    assert closing["type"] == "RoundClosed"
    assert (closing["how"], closing["decision"]) == ("voided", None)
    assert house.refused("abe", "CastVote", gate="exit", choice="go") == "round.closed"
    assert house.refused("bo", "RequestGate", gate="exit") == "gate.called"
    assert house.project.stage == "delivery.build"


def test_a_round_of_what_is_not_blocked_goes_on() -> None:
    """The file says what waits; everything else is decided as it was asked."""
    house = site_with_calls()
    house.do("bo", "RequestGate", gate="side")
    assert spend(house, 101) == ["FieldsSet", "GateCalled"]
    assert house.project.open_round
    assert house.refused("bo", "RequestGate", gate="alarm") == "round.open"


def test_a_decision_calls_a_gate_after_its_effect() -> None:
    """The board's own demand: in the same entry, with the decision as the rule."""
    house = site_with_calls()
    spend(house, 101)
    assert answer(house, "replan") == [
        *("VoteCast", "RoundClosed", "GatePassed", "CallMet"),
        "GateCalled",
    ]
    assert calls(house) == [("plan", "gates.alarm.decisions.replan.calls")]
    assert house.refused("bo", "TakeMove", to="planning") == "gate.called"
    house.do("bo", "RequestGate", gate="plan")
    house.vote("tom", "plan", "go")
    assert called(house) == []
    house.do("bo", "RequestGate", gate="exit")


def test_a_gate_that_is_called_is_not_called_a_second_time() -> None:
    """One duty is one call, whoever asks for it again."""
    twice: dict[str, Tree] = {
        **SIDE,
        "within": "delivery",
        "decisions": {**DECIDED, "go": {"stays": True, "calls": "plan"}},
    }
    house = site_with_calls(side=twice)
    spend(house, 101)
    answer(house, "replan")
    since = house.project.calls["plan"]
    house.do("bo", "RequestGate", gate="side")
    assert house.vote("tom", "side", "go") == ["VoteCast", "RoundClosed", "GatePassed"]
    assert house.project.calls == {"plan": since}


def test_evidence_of_a_call_is_handed_in_since_the_call() -> None:
    """A report of last month says nothing of this alarm; the same bytes may be said again."""
    house = site_with_calls()
    house.do("bo", "SubmitDeliverable", deliverable="report")
    spend(house, 101)
    assert house.refused("bo", "RequestGate", gate="alarm") == "evidence.missing"
    house.do("bo", "SubmitDeliverable", deliverable="report")
    assert house.refused("bo", "SubmitDeliverable", deliverable="report") == "deliverable.same"
    house.do("bo", "RequestGate", gate="alarm")
    house.vote("tom", "alarm", "go")
    spend(house, 1)
    spend(house, 101)
    assert house.refused("bo", "RequestGate", gate="alarm") == "evidence.missing"


def test_a_new_day_calls_by_itself_before_anything_else_happens() -> None:
    """The engine makes the call at the next act, and the act is judged with it."""
    house = site_with_calls(alarm={"called_when": "has(due) && today > due"})
    house.do("bo", "SetFields", fields={"due": "2026-11-23"})
    house.do("bo", "RequestGate", gate="exit")
    house.vote("ann", "exit", "go")
    house.at(TOMORROW)
    assert house.ask("abe", "CastVote", gate="exit", choice="go")
    (written,) = house.entries()[-1:]
    assert (written["actor"], written["command"]["type"]) == ("system", "FollowCalendar")
    assert [one["type"] for one in written["events"]] == ["GateCalled", "RoundClosed"]
    assert (house.project.stage, called(house)) == ("delivery.build", ["alarm"])
    assert house.tick() == []


def test_a_call_comes_before_what_is_due_later_however_late_both_are_written() -> None:
    """Silence doesn't approve on the ninth what was called off on the second."""
    house = site_with_calls(alarm={"called_when": "has(due) && today > due"}, exit=EXIT_BY_SILENCE)
    house.do("bo", "SetFields", fields={"due": "2026-12-01"})
    house.do("bo", "RequestGate", gate="exit")
    house.at(LATER)
    assert house.tick() == [["GateCalled", "RoundClosed"]]
    assert (house.project.stage, called(house)) == ("delivery.build", ["alarm"])


def test_a_call_comes_after_what_was_due_earlier() -> None:
    """Nor is that undone on the second which silence approved on the first."""
    house = site_with_calls(alarm={"called_when": "has(due) && today > due"}, exit=EXIT_BY_SILENCE)
    house.do("bo", "SetFields", fields={"due": "2026-12-15"})
    house.do("bo", "RequestGate", gate="exit")
    house.at(LATER)
    assert house.tick() == [["TimerFired", "RoundClosed", "GatePassed", "StageEntered"]]
    assert (house.project.stage, called(house)) == ("closing", [])


def test_holidays_call_by_themselves_too() -> None:
    """A calendar that was amended is a fact like any other; no edge is lost between two entries."""
    house = site_with_calls(alarm={"called_when": "has(due) && today + workdays(1) > due"})
    house.do("bo", "SetFields", fields={"due": "2026-11-24"})
    assert called(house) == []
    house.directory("AmendCalendar", add=["2026-11-24"], remove=[])
    assert house.tick() == [["GateCalled"]]


def test_a_call_survives_a_hold_and_ends_with_the_project() -> None:
    """Waiting answers nothing; when the project is over there is nothing to answer."""
    house = site_with_calls()
    house.do("ann", "HoldProject")
    assert spend(house, 101) == ["FieldsSet", "GateCalled"]
    house.do("ann", "ResumeProject")
    assert house.refused("bo", "RequestGate", gate="exit") == "gate.called"
    assert house.do("ann", "KillProject") == ["ProjectClosed"]
    assert house.tick() == []
