"""Stages, visits and moves: docs/notation.md 1.3, 1.5 and the checks of `TakeMove`."""

import pytest

from engine.rules.project import Project
from tests.support.house import House
from tests.support.sheds import FIELDS, Tree, site

NESTED: Tree = {
    "idea": {"initial": True},
    "work": {
        "by": "builder",
        "sequence": {
            "plan": {"by": "builder", "sequence": {"sketch": {}, "paper": {}}},
            "build": {},
        },
    },
    "review": {},
    "done": {"closes": "completed"},
}
MOVES: Tree = {
    "begin": {"from": "idea", "to": "work", "by": "builder"},
    "again": {"from": "work.build", "to": "work.plan", "by": "builder"},
    "anew": {"from": "work.plan", "to": "work", "by": "builder"},
    "look": {"from": "work", "to": "review", "by": "builder"},
    "back": {"from": "review", "to": "work.build", "by": ["builder", "owner"]},
    "stay": {"from": "review", "to": "review", "by": "builder"},
    "end": {"from": "review", "to": "done", "by": "owner"},
}


def nested(*, stages: Tree = NESTED, moves: Tree = MOVES, fields: Tree = FIELDS) -> House:
    """A project with stages inside stages; nothing but moves."""
    return site(stages=stages, moves=moves, fields=fields, gates=None)


def go(house: House, *stages: str, by: str = "bo") -> Project:
    """Take moves; the project then."""
    for stage in stages:
        assert house.do(by, "TakeMove", to=stage)[:2] == ["MoveTaken", "StageEntered"]
    return house.project


def test_a_project_begins_in_the_first_leaf_of_the_initial_stage() -> None:
    """Naming a stage with others inside means its first leaf."""
    stages: Tree = {
        "work": {"initial": True, "by": "builder", "sequence": {"plan": {}, "build": {}}},
        "done": {"closes": "completed"},
    }
    moves: Tree = {"end": {"from": "work.build", "to": "done", "by": "builder"}}
    project = site(stages=stages, moves=moves, gates=None).project
    assert (project.stage, project.visits) == ("work.plan", {"work": 1, "work.plan": 1})


def test_a_target_with_stages_inside_means_its_first_leaf() -> None:
    """And every stage around that leaf is entered with it."""
    project = go(nested(), "work")
    assert project.stage == "work.plan.sketch"
    assert project.visits == {"idea": 1, "work": 1, "work.plan": 1, "work.plan.sketch": 1}


def test_within_a_sequence_the_way_leads_from_each_to_the_next() -> None:
    """Without a declared move, by the roles of the sequence, and no step is left out."""
    house = nested()
    go(house, "work")
    assert house.refused("bo", "TakeMove", to="work.build") == "move.none"
    assert house.refused("ann", "TakeMove", to="work.plan.paper") == "not_permitted"
    project = go(house, "work.plan.paper", "work.build")
    assert project.stage == "work.build"
    assert project.visits["work"] == 1
    assert [event.get("move") for event in house.events()] == ["sequence", None]


def test_a_stage_around_goes_on_unless_its_first_leaf_is_entered() -> None:
    """A new visit of the leaf always; of the stages around it only if they begin again."""
    house = nested()
    go(house, "work", "work.plan.paper", "work.build")
    project = go(house, "work.plan")
    assert project.visits == {
        "idea": 1,
        "work": 2,
        "work.build": 1,
        "work.plan": 2,
        "work.plan.sketch": 2,
        "work.plan.paper": 1,
    }


def test_leaving_and_coming_back_is_a_new_visit_of_all_around() -> None:
    """Of the stages the project was not in already, also when it comes to a later leaf."""
    house = nested()
    go(house, "work", "review")
    project = go(house, "work.build")
    assert project.visits["work"] == 2
    assert project.visits["work.build"] == 1
    assert project.visits["work.plan"] == 1


def test_going_from_a_stage_to_itself_is_a_new_visit() -> None:
    """A stage done twice was visited twice."""
    house = nested()
    go(house, "work", "review", "review")
    assert house.project.visits["review"] == 2
    assert house.events()[1] == {
        "type": "StageEntered",
        "from": "review",
        "to": "review",
        "visits": {"review": 2},
    }


def test_from_a_stage_means_from_any_leaf_inside() -> None:
    """`anew` starts in each leaf of `work.plan`."""
    house = nested()
    project = go(house, "work", "work.plan.paper", "work")
    assert project.stage == "work.plan.sketch"
    assert project.visits["work"] == 2


def test_a_closing_stage_closes_the_project() -> None:
    """With its outcome, in the entry of the move; and nothing leads out of it."""
    house = nested()
    go(house, "work", "review")
    assert house.do("ann", "TakeMove", to="done") == ["MoveTaken", "StageEntered", "ProjectClosed"]
    project = house.project
    assert (project.standing, project.outcome, project.stage) == ("closed", "completed", "done")
    assert house.refused("bo", "TakeMove", to="review") == "project.closed"


def test_the_path_keeps_where_the_project_has_been() -> None:
    """Every leaf entered, with its instant."""
    house = nested()
    go(house, "work")
    house.at("2026-11-24T12:00:00.000000Z")
    project = go(house, "review")
    assert [leaf for leaf, _ in project.path] == ["idea", "work.plan.sketch", "review"]
    assert project.entered_at == project.path[-1][1] == "2026-11-24T12:00:00.000000Z"


def test_a_role_is_asked_of_who_moves() -> None:
    """I14: one of those named; holding another right is none."""
    house = nested()
    go(house, "work", "review")
    for person in ("bo", "pat", "cy"):
        assert house.refused(person, "TakeMove", to="done") == "not_permitted"
    go(house, "work.build", by="ann")


def test_a_move_is_declared_or_there_is_none() -> None:
    """I12: no step is taken that the file doesn't know."""
    house = nested()
    assert house.refused("bo", "TakeMove", to="review") == "move.none"
    assert house.refused("bo", "TakeMove", to="idea") == "move.none"
    assert house.refused("bo", "TakeMove", to="elsewhere") == "stage.unknown"


GUARDED: Tree = {
    "idea": {"initial": True, "exit": "has(budget)"},
    "work": {
        "by": "builder",
        "entry": "budget > EUR(10)",
        "exit": "risk == 'low'",
        "sequence": {
            "plan": {"entry": "budget > EUR(20)", "exit": "budget > EUR(30)"},
            "build": {"entry": "budget > EUR(40)"},
        },
    },
    "done": {"closes": "completed"},
}
WAYS: Tree = {
    "begin": {"from": "idea", "to": "work", "by": "builder", "when": "budget > EUR(5)"},
    "end": {"from": "work.build", "to": "done", "by": "builder"},
    "drop": {"from": "work.plan", "to": "idea", "by": "builder"},
}


def address(house: House, to: str) -> str | None:
    """Where the rule is declared that refuses the move."""
    answer = house.ask("bo", "TakeMove", to=to)
    return getattr(answer, "address", "accepted")


def test_guards_are_asked_in_order() -> None:
    """I30: the move's, then exits inner first, then entries outer first; an error denies."""
    house = nested(stages=GUARDED, moves=WAYS)
    code = house.refused("bo", "TakeMove", to="work")
    assert (code, address(house, "work")) == ("guard.error", "moves.begin.when")
    for budget, at in [
        ("EUR 5", "moves.begin.when"),
        ("EUR 6", "stages.work.entry"),
        ("EUR 11", "stages.work.plan.entry"),
        ("EUR 21", "accepted"),
    ]:
        house.do("bo", "SetFields", fields={"budget": budget})
        assert address(house, "work") == at, budget
    assert address(house, "idea") == "stages.work.plan.exit"
    house.do("bo", "SetFields", fields={"budget": "EUR 31"})
    assert address(house, "idea") == "stages.work.exit"
    assert house.refused("bo", "TakeMove", to="idea") == "guard.error"
    house.do("bo", "SetFields", fields={"risk": "high"})
    assert house.refused("bo", "TakeMove", to="idea") == "guard.false"


def test_the_exit_of_a_stage_around_is_not_asked_inside_it() -> None:
    """Going on inside `work` leaves only the leaf."""
    house = nested(stages=GUARDED, moves=WAYS)
    house.do("bo", "SetFields", fields={"budget": "EUR 31"})
    go(house, "work")
    assert address(house, "work.build") == "stages.work.build.entry"
    house.do("bo", "SetFields", fields={"budget": "EUR 41"})
    assert address(house, "work.build") == "accepted"
    assert address(house, "done") == "stages.work.exit"


def test_fields_are_due_on_leaving_what_is_left() -> None:
    """A stage around is left only when the project goes out of it; by name, before any guard."""
    fields: Tree = {
        "zeal": {"type": "integer", "by": "builder", "required_on_leaving": "work.plan"},
        "budget": {
            "type": "money",
            "currency": "EUR",
            "by": "builder",
            "required_on_leaving": ["work", "review"],
        },
    }
    moves: Tree = {
        "begin": {"from": "idea", "to": "work", "by": "builder"},
        "look": {"from": "work", "to": "review", "by": "builder", "when": "has(zeal)"},
        "end": {"from": "review", "to": "done", "by": "builder"},
    }
    house = nested(fields=fields, moves=moves)
    go(house, "work", "work.plan.paper")
    assert address(house, "work.build") == "fields.zeal"
    assert address(house, "review") == "fields.budget"
    assert house.refused("bo", "TakeMove", to="review") == "field.missing"
    house.do("bo", "SetFields", fields={"zeal": 1})
    go(house, "work.build")
    assert house.refused("bo", "TakeMove", to="review") == "field.missing"
    house.do("bo", "SetFields", fields={"budget": "EUR 1"})
    assert go(house, "review").stage == "review"


@pytest.mark.parametrize("days", [1, 30])
def test_a_target_shows_when_a_stage_should_be_left(days: int) -> None:
    """The end of that many days after it was entered; without a target there is none."""
    stages: Tree = {
        "idea": {"initial": True, "target": f"{days} days"},
        "done": {"closes": "completed"},
    }
    moves: Tree = {"end": {"from": "idea", "to": "done", "by": "builder"}}
    house = nested(stages=stages, moves=moves)
    day = {1: "2026-11-25", 30: "2026-12-24"}[days]
    assert due(house) == f"{day}T00:00:00.000000Z"
    assert due(nested()) is None


def due(house: House) -> str | None:
    """The due date of the project's row."""
    with house.store.read() as reader:
        row = reader.project(house.stream)
    assert row
    return row.due


def test_a_hold_stops_the_target() -> None:
    """Meanwhile nothing is shown, and the time on hold isn't counted, however often it is held."""
    stages: Tree = {
        "idea": {"initial": True, "target": "2 days"},
        "next": {"target": "1 days"},
        "done": {"closes": "completed"},
    }
    moves: Tree = {
        "go": {"from": "idea", "to": "next", "by": "builder"},
        "end": {"from": "next", "to": "done", "by": "builder"},
    }
    house = nested(stages=stages, moves=moves)
    house.do("ann", "HoldProject")
    assert due(house) is None
    house.at("2026-11-24T11:59:59.999999Z")
    house.do("ann", "ResumeProject")
    assert due(house) == "2026-11-27T00:00:00.000000Z"
    house.do("ann", "HoldProject")
    house.at("2026-11-25T12:00:00.000000Z")
    house.do("ann", "ResumeProject")
    assert due(house) == "2026-11-28T00:00:00.000000Z"
    go(house, "next")
    assert due(house) == "2026-11-27T00:00:00.000000Z"
