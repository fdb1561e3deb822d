"""Tracks: docs/notation.md 1.9, in projects."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from engine.library import stepper_of
from engine.methodology.gate_tables import gate_leaves
from engine.rules import events as ev
from engine.rules.explain import ways
from engine.rules.world import first_due, gates_here, moves_here, started, target_due
from tests.engine.methodology.fixtures import DATA
from tests.engine.methodology.test_tracks import is_position
from tests.support.house import House

TEXT = (DATA / "tracks.yaml").read_text("utf-8")
TECHNICAL, MARKET = "development.technical", "development.market"
PAPERS, SHOPS = f"{MARKET}.launch.papers", f"{MARKET}.launch.shops"
DESIGN, BUILD, VERIFIED = (f"{TECHNICAL}.{one}" for one in ("design", "build", "verified"))
RESEARCH, READY = f"{MARKET}.research", f"{MARKET}.ready"
END = (f"{PAPERS}.printed", SHOPS)


def bridge(*changes: tuple[str, str], machine: bool = False) -> House:
    """A project on the bridge: oda owns it, bo builds, sue sells; with other words in its file."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    house = House(text, machine=stepper_of if machine else None)
    house.people(oda="owner", bo="builder", sue="seller")
    house.start()
    house.do("oda", "SetFields", fields={"budget": "EUR 100"})
    return house


def stands(house: House) -> tuple[str, ...]:
    """Where the project stands."""
    return tuple(house.project.position)


def go(house: House, *stages: str) -> None:
    """Take moves, each by whoever may."""
    for stage in stages:
        house.do("sue" if stage.startswith(MARKET) else "bo", "TakeMove", to=stage)


def at_the_end(house: House) -> House:
    """The project is taken to the end of both tracks, with a test report."""
    go(house, "development")
    house.do("bo", "SetFields", fields={"load": 3})
    go(house, BUILD, VERIFIED, f"{MARKET}.launch", f"{PAPERS}.printed", READY)
    house.do("bo", "SubmitDeliverable", deliverable="report")
    return house


def decide(house: House, gate: str, choice: str, **args: Any) -> list[str]:  # noqa: ANN401  # JSON
    """Request a gate, and have the owner decide it."""
    house.do("sue" if gate == "prices" else "bo", "RequestGate", gate=gate)
    return house.vote("oda", gate, choice, **args)


def test_entering_a_stage_with_tracks_enters_all_of_them() -> None:
    """One event for each leaf, in the order of the file; each visit begins once."""
    house = bridge()
    go(house, "development")
    assert stands(house) == (DESIGN, RESEARCH)
    assert house.events() == [
        {"type": "MoveTaken", "move": "begin", "from": "idea", "to": "development"},
        {"type": "StageEntered", "from": "idea", "to": DESIGN,
         "visits": {DESIGN: 1, TECHNICAL: 1, "development": 1}},
        {"type": "StageEntered", "from": "idea", "to": RESEARCH,
         "visits": {RESEARCH: 1, MARKET: 1}},
    ]  # fmt: skip
    assert house.project.path[-2:] == [(DESIGN, house.now), (RESEARCH, house.now)]


def test_entry_guards_of_all_tracks_are_asked() -> None:
    """A stage is entered as a whole or not at all; outer guards first."""
    house = House(TEXT)
    house.people(oda="owner", bo="builder", sue="seller")
    house.start()
    assert house.refused("bo", "TakeMove", to="development") == "guard.false"
    answer = cast("Any", house.ask("bo", "TakeMove", to="development"))
    assert answer.address == f"stages.{MARKET}.entry"


def test_a_move_in_one_track_leaves_the_others_where_they_are() -> None:
    """Their visits go on, and so do their targets."""
    house = bridge()
    go(house, "development")
    before = house.project.position[RESEARCH]
    house.at("2026-11-25T09:00:00.000000Z")
    go(house, BUILD)
    assert stands(house) == (BUILD, RESEARCH)
    assert house.project.position[RESEARCH] == before
    assert house.project.position[BUILD].entered_at == house.now
    assert house.project.visits[RESEARCH] == 1


def test_each_track_is_moved_by_its_own_people() -> None:
    """The roles of a track are its own, or else those of the stage around it."""
    house = bridge()
    go(house, "development")
    assert house.refused("sue", "TakeMove", to=BUILD) == "not_permitted"
    assert house.refused("bo", "TakeMove", to=f"{MARKET}.launch") == "not_permitted"


def test_nothing_leads_out_of_one_track() -> None:
    """I12: a stage with tracks is left as a whole, and only as the file says."""
    house = bridge()
    go(house, "development")
    house.do("bo", "SetFields", fields={"load": 3})
    go(house, BUILD, VERIFIED)
    for stage in ("testing", "done", "winding_down"):
        assert house.refused("bo", "TakeMove", to=stage) == "move.none"
    assert house.refused("bo", "RequestGate", gate="join") == "gate.not_here"
    house.do("oda", "TakeMove", to="idea")
    assert stands(house) == ("idea",)
    assert house.events()[1:] == [
        {"type": "TracksLeft", "stage": "development", "leaves": [VERIFIED, RESEARCH]},
        {"type": "StageEntered", "from": "development", "to": "idea", "visits": {"idea": 2}},
    ]


def test_the_way_out_of_a_stage_with_tracks_in_a_sequence_opens_at_its_end() -> None:
    """An inner stage with tracks is joined without a gate, and not before all tracks ended."""
    house = bridge()
    go(house, "development", f"{MARKET}.launch")
    assert stands(house) == (DESIGN, f"{PAPERS}.draft", SHOPS)
    assert house.refused("sue", "TakeMove", to=READY) == "move.none"
    go(house, f"{PAPERS}.printed", READY)
    assert stands(house) == (DESIGN, READY)
    assert house.events()[1] == {
        "type": "TracksLeft",
        "stage": f"{MARKET}.launch",
        "leaves": list(END),
    }


@pytest.mark.parametrize(
    ("choice", "after", "begun"),
    [
        ("rework", (BUILD, READY), {BUILD}),
        ("both", (BUILD, RESEARCH), {BUILD, RESEARCH, MARKET}),
        ("anew", (DESIGN, RESEARCH), {DESIGN, TECHNICAL, RESEARCH, MARKET, "development"}),
        ("go", ("testing",), {"testing"}),
    ],
)
def test_a_join_recycles_one_track_both_or_all_or_leads_on(
    choice: str, after: tuple[str, ...], begun: set[str]
) -> None:
    """What isn't moved stays where it is, and only what is moved begins a new visit."""
    house = at_the_end(bridge())
    before = dict(house.project.visits)
    decide(house, "join", choice)
    assert stands(house) == after
    visits = house.project.visits
    assert {one for one in visits if visits[one] != before.get(one)} == begun


def test_while_the_join_is_open_no_track_moves() -> None:
    """One round at a time: its panel judges a project that stands still."""
    house = at_the_end(bridge())
    house.do("sue", "RequestGate", gate="join")
    assert house.refused("sue", "TakeMove", to=PAPERS) == "round.open"
    assert house.refused("oda", "TakeMove", to="idea") == "round.open"
    assert house.refused("sue", "RequestGate", gate="prices") == "round.open"
    house.do("sue", "WithdrawRequest", gate="join", round=1)
    go(house, PAPERS)
    assert stands(house) == (VERIFIED, f"{PAPERS}.draft", SHOPS)


def test_a_hold_keeps_the_whole_position_and_stops_every_target() -> None:
    """Whatever round was open is void; each leaf goes on from where it was."""
    house = bridge()
    go(house, "development", f"{MARKET}.launch")
    assert target_due(house.world, SHOPS) == "2026-11-29T00:00:00.000000Z"
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="check")
    assert house.do("oda", "HoldProject") == ["RoundClosed", "ProjectHeld"]
    assert first_due(house.world) is None
    assert house.refused("sue", "TakeMove", to=f"{PAPERS}.printed") == "project.held"
    house.at("2026-11-26T12:00:00.000000Z")
    house.do("oda", "ResumeProject")
    assert stands(house) == (DESIGN, f"{PAPERS}.draft", SHOPS)
    assert first_due(house.world) == "2026-12-02T00:00:00.000000Z"


def test_what_is_declared_for_stages_holds_when_one_leaf_is_inside() -> None:
    """`in` of fields, deliverables and acts of standing."""
    house = bridge()
    assert house.refused("oda", "HoldProject") == "standing.not_here"
    assert house.refused("bo", "SubmitDeliverable", deliverable="drawing") == "deliverable.not_here"
    go(house, "development")
    assert house.refused("sue", "SetFields", fields={"price": 1}) == "field.not_here"
    go(house, f"{MARKET}.launch", BUILD)
    house.do("sue", "SetFields", fields={"price": 1})
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    submitted = cast("ev.DeliverableSubmitted", house.events()[0])
    inside = (BUILD, TECHNICAL, f"{PAPERS}.draft", PAPERS, SHOPS, f"{MARKET}.launch", MARKET)
    assert submitted["visits"] == dict.fromkeys((*inside, "development"), 1)
    house.do("oda", "HoldProject")


def test_fields_and_guards_are_due_on_leaving_what_is_left() -> None:
    """Of a track when it leaves its stage; of the whole when the whole is left."""
    house = bridge(('exit: "budget > EUR(0)"', 'exit: "budget > EUR(500)"'))
    go(house, "development", BUILD)
    assert house.refused("bo", "TakeMove", to=VERIFIED) == "field.missing"
    house.do("bo", "SetFields", fields={"load": 1})
    go(house, VERIFIED)
    assert house.refused("oda", "TakeMove", to="idea") == "guard.false"
    go(house, f"{MARKET}.launch")
    house.do("oda", "SetFields", fields={"budget": "EUR 501"})
    house.do("oda", "TakeMove", to="idea")


def test_the_join_asks_what_leaving_the_whole_asks() -> None:
    """Its approvals lead out of the stage, so exit guards and required fields are its own."""
    house = at_the_end(bridge(('exit: "budget > EUR(0)"', 'exit: "budget > EUR(500)"')))
    assert house.refused("bo", "RequestGate", gate="join") == "guard.false"


@pytest.mark.parametrize(
    ("choice", "again"), [("rework", ()), ("both", (READY,)), ("anew", (VERIFIED, READY))]
)
def test_evidence_of_a_join_is_due_anew_when_a_stage_it_names_began_again(
    choice: str, again: Sequence[str]
) -> None:
    """Handed in while the project was in them, and since then none of those was begun anew."""
    house = at_the_end(bridge())
    decide(house, "join", choice)
    if DESIGN in stands(house):
        go(house, BUILD)
    go(house, VERIFIED)
    if RESEARCH in stands(house):
        go(house, f"{MARKET}.launch", f"{PAPERS}.printed", READY)
    assert stands(house) == (VERIFIED, READY)
    if again:
        assert house.refused("bo", "RequestGate", gate="join") == "evidence.missing"
    else:
        house.do("bo", "RequestGate", gate="join")


def test_evidence_of_one_track_counts_whenever_the_other_comes_to_its_end() -> None:
    """A report of the technical track is no older for what the market does meanwhile."""
    house = bridge()
    go(house, "development")
    house.do("bo", "SetFields", fields={"load": 3})
    go(house, BUILD, VERIFIED)
    house.do("bo", "SubmitDeliverable", deliverable="report")
    go(house, f"{MARKET}.launch", f"{PAPERS}.printed", READY)
    house.do("bo", "RequestGate", gate="join")


def test_a_waiver_at_a_join_ends_with_the_visit_of_any_stage_it_names() -> None:
    """It was given for this join and no later one; its giver may request that one."""
    house = at_the_end(
        bridge(("requested_by: [builder, seller]", "requested_by: [builder, owner]"))
    )
    house.do("oda", "WaiveItem", gate="join", item="report", until="2026-12-01")
    assert house.refused("oda", "RequestGate", gate="join") == "apart"
    decide(house, "join", "both")
    go(house, VERIFIED, f"{MARKET}.launch", f"{PAPERS}.printed", READY)
    assert house.refused("oda", "RequestGate", gate="join") == "evidence.missing"
    house.do("bo", "SubmitDeliverable", deliverable="report", content="second")
    house.people(ora="owner")
    house.do("oda", "RequestGate", gate="join")


def test_a_gate_inside_a_track_recycles_and_passes_it_alone() -> None:
    """And a kill there leaves the whole."""
    house = bridge()
    go(house, "development")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    decide(house, "check", f"again@{TECHNICAL}")
    assert stands(house) == (DESIGN, RESEARCH)
    assert (house.project.visits[TECHNICAL], house.project.visits["development"]) == (2, 1)
    decide(house, "check", "go")
    assert stands(house) == (BUILD, RESEARCH)
    house = bridge()
    go(house, "development", f"{MARKET}.launch")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert decide(house, "check", "stop") == [
        "VoteCast", "RoundClosed", "TracksLeft", "StageEntered",
    ]  # fmt: skip
    assert stands(house) == ("winding_down",)


def test_a_kill_leaves_all_tracks_whatever_they_are_in() -> None:
    """Also when the project is held."""
    house = bridge()
    go(house, "development", f"{MARKET}.launch")
    house.do("oda", "HoldProject")
    assert house.do("oda", "KillProject") == ["ProjectResumed", "TracksLeft", "StageEntered"]
    assert stands(house) == ("winding_down",)


def test_closing_leaves_the_position_as_it_was() -> None:
    """By a lapse, a kill or a decision: a closed project shows where it ended."""
    kill = ("kill:   {by: owner, to: winding_down}", "kill:   {by: owner, closes: killed}")
    house = bridge(kill)
    go(house, "development", BUILD)
    house.do("oda", "KillProject")
    assert (stands(house), house.project.outcome) == ((BUILD, RESEARCH), "killed")


def test_a_gate_within_a_stage_with_tracks_stands_wherever_they_are() -> None:
    """And moves only the track that its decision names."""
    house = bridge()
    assert house.refused("sue", "RequestGate", gate="prices") == "gate.not_here"
    go(house, "development", BUILD, f"{MARKET}.launch")
    decide(house, "prices", "stay")
    assert stands(house) == (BUILD, f"{PAPERS}.draft", SHOPS)
    decide(house, "prices", "low")
    assert stands(house) == (BUILD, RESEARCH)


def test_tracks_can_be_entered_where_they_are_wanted() -> None:
    """From outside, in a list each where it says; a track that isn't named begins at its start."""
    house = at_the_end(bridge())
    decide(house, "join", "go")
    go(house, BUILD)
    assert stands(house) == (BUILD, RESEARCH)
    house = at_the_end(bridge())
    decide(house, "join", "go")
    decide(house, "accept", "back")
    assert stands(house) == (VERIFIED, READY)
    assert house.project.visits["development"] == 2


def test_votes_for_different_destinations_are_votes_for_different_decisions() -> None:
    """Two who send it back to different stages agree on nothing; a veto means all of them."""
    panel = "    panel: [{role: owner, need: 1, veto: [again]}]\n"
    house = bridge((panel, "    panel: [{role: owner, need: 2, veto: [again]}]\n"))
    house.people(ora="owner")
    go(house, "development")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="check")
    assert house.refused("oda", "CastVote", gate="check", choice="again") == "decision.unknown"
    assert house.vote("oda", "check", f"again@{DESIGN}") == ["VoteCast"]
    assert "RoundClosed" in house.vote("ora", "check", f"again@{TECHNICAL}")
    last = house.project.rounds[-1]
    assert (last.how, last.decision) == ("otherwise", f"again@{DESIGN}")
    house.do("bo", "RequestGate", gate="check")
    house.vote("oda", "check", f"again@{DESIGN}")
    assert "RoundClosed" in house.vote("ora", "check", f"again@{DESIGN}")
    assert house.project.rounds[-1].how == "decided"


def test_why_leads_every_track_to_the_join() -> None:
    """What is asked for at the end of all tracks names the moves that are left, and no other."""
    house = bridge()
    go(house, "development", f"{MARKET}.launch")
    (join,) = [one for one in ways(house.world) if one.args.get("gate") == "join"]
    assert [one.code for one in join.missing][:2] == ["gate.not_here", "evidence.missing"]
    assert join.complete
    assert [one.text for one in join.acts] == [
        "p-bo moves to development.technical.build",
        "p-bo sets load (such as 1)",
        "p-bo moves to development.technical.verified",
        "p-sue moves to development.market.launch.papers.printed",
        "p-sue moves to development.market.ready",
        "p-bo hands in report (Test report)",
    ]


def _acts(house: House) -> list[tuple[str, str]]:
    """What could be done next: moves by their goal, decisions by gate and name."""
    tables, project = started(house.world)
    if project.outcome:
        return []
    moves = [("", move["to"]) for _, move in moves_here(tables, project.position)]
    return moves + [
        (gate, one["id"])
        for gate in gates_here(tables, project.position)
        for one in tables["gates"][gate]["decisions"]
        if one["effect"]["kind"] in ("to", "stays") and one["conditions"] is None
    ]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1000), max_size=25))
def test_on_every_walk_a_project_stands_in_one_leaf_of_each_active_track(
    choices: list[int],
) -> None:
    """I12, I29: a join never passes before all its tracks ended; machines and tables agree."""
    houses = [bridge(machine=machine) for machine in (True, False)]
    for house in houses:
        house.do("oda", "SetFields", fields={"budget": "EUR 100"})
    for choice in choices:
        acts = _acts(houses[0])
        if not acts:
            break
        gate, goal = acts[choice % len(acts)]
        for house in houses:
            tables, project = started(house.world)
            before = set(project.position)
            _try(house, gate, goal)
            assert is_position(cast("dict[str, Any]", tables["stages"]), stands(house))
            passed = [one for one in house.events() if one["type"] == "GatePassed"]
            for one in passed:
                assert set(gate_leaves(tables["gates"][one["gate"]])) <= before or gate == "prices"
        assert houses[0].bytes() == houses[1].bytes()
        assert houses[0].rows() == houses[1].rows()


def _try(house: House, gate: str, goal: str) -> None:
    """Take a move or decide a gate, and hand in what is due before."""
    tables, project = started(house.world)
    if gate:
        for item in tables["gates"][gate]["evidence"]:
            if item == "report" or TECHNICAL in " ".join(project.position):
                content = f"{item} {len(house.entries())}"
                house.do("bo", "SubmitDeliverable", deliverable=item, content=content)
        decide(house, gate, goal)
        return
    if BUILD in project.position and "load" not in project.fields:
        house.do("bo", "SetFields", fields={"load": 1})
    able = next(
        move["by"][0] for _, move in moves_here(tables, project.position) if move["to"] == goal
    )
    house.do({"builder": "bo", "seller": "sue", "owner": "oda"}[able], "TakeMove", to=goal)
