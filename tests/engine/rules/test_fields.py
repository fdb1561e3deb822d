"""Starting a project and setting fields: docs/notation.md 1.2 and section 7."""

import pytest

from engine.canonical import Json
from engine.requests import Request
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import STAGES, Tree, opened, shed, site

ALL: Tree = {
    "flag": {"type": "boolean", "by": "builder"},
    "count": {"type": "integer", "by": "builder"},
    "share": {"type": "number", "by": "builder"},
    "budget": {"type": "money", "currency": "EUR", "by": "builder"},
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    "kinds": {"type": "choices", "of": ["a", "b"], "by": "builder"},
    "day": {"type": "date", "by": "builder"},
    "lead": {"type": "person", "by": "builder"},
}
GOOD: dict[str, Json] = {
    "flag": True,
    "count": -3,
    "share": "2.5",
    "budget": "EUR 100.5",
    "risk": "low",
    "kinds": ["b", "a"],
    "day": "2026-11-23",
    "lead": "p-ann",
}
BAD: list[tuple[str, Json]] = [
    ("flag", "true"),
    ("count", "3"),
    ("count", True),
    ("share", "2.50"),
    ("share", 2),
    ("budget", "USD 100"),
    ("budget", "100"),
    ("risk", "none"),
    ("kinds", ["a", "a"]),
    ("kinds", "a"),
    ("day", "2026-02-30"),
    ("lead", "p-nobody"),
    ("lead", "ann"),
    *((name, None) for name in GOOD),
]


def begin(house: House, by: str = "pat", key: str = "shed", **args: Json) -> str | None:
    """Ask to start a project: None when it began, else the code (and nothing changed)."""
    given: dict[str, Json] = {"methodology": house.digest, "fields": {}, "title": "A shed", **args}
    number = next(house.ids)
    request = Request(f"s{number}", f"project/{key}", "StartProject", given, f"p-{by}")
    before = house.bytes(), house.rows()
    answer = house.engine.execute(request)
    if isinstance(answer, Refusal):
        assert (house.bytes(), house.rows()) == before
        return answer.code
    return None


def test_a_project_starts_with_what_it_was_given() -> None:
    """The whole state at the beginning: pinned digests, fields, strength, the first visit."""
    house = site(started=False, fields=ALL)
    assert begin(house, "ann", fields=GOOD) is None
    project, published = house.project, house.world.directory.published[house.digest]
    assert (project.methodology, project.compiled) == (house.digest, published.compiled)
    assert (project.strength, project.standing) == ("controlling", "active")
    assert (project.stage, project.visits) == ("planning", {"planning": 1})
    assert project.fields == GOOD
    assert project.started_at == project.entered_at == house.now
    assert [event["type"] for event in house.events()] == ["ProjectStarted", "StageEntered"]


def test_only_roles_of_the_charter_start_projects() -> None:
    """The act `start_project` of the charter; a role in a project is none."""
    house = site(started=False)
    assert begin(house, "bo") == "not_permitted"
    assert begin(house, "dee") == "not_permitted"
    assert begin(house, "ann") is None


def test_a_key_is_used_once() -> None:
    """Also when the project is closed, and whatever else is wrong."""
    house = site()
    assert begin(house, methodology="0" * 64) == "project.exists"
    house.do("ann", "KillProject")
    assert begin(house) == "project.exists"


def test_projects_start_on_the_version_in_force() -> None:
    """An older one is known and refused; what was never published is unknown."""
    house = site(started=False)
    old = house.digest
    new = house.publish(shed(version="1.1.0"))
    assert begin(house, methodology=old) == "methodology.superseded"
    assert begin(house, methodology="0" * 64) == "methodology.unknown"
    assert begin(house, methodology=new) is None


def test_a_running_project_keeps_its_version() -> None:
    """I6: publishing a laxer one changes nothing for those that run."""
    house = site(gate={"panel": [{"role": "owner", "need": "all"}]})
    house.publish(shed(version="1.1.0", gate={"panel": [{"role": "treasurer", "need": 1}]}))
    house.do("bo", "RequestGate", gate="build")
    assert list(house.project.rounds[0].seats) == ["owner"]
    for person in ("ann", "abe", "al"):
        assert house.project.open_round
        house.vote(person, "build", "go")
    assert house.project.methodology == house.digest
    assert {entry["methodology"] for entry in house.entries()} == {house.digest}


def test_required_fields_are_given_at_the_start() -> None:
    """The first missing one, by name; a field can't be unset later."""
    fields: Tree = {
        "zeal": {"type": "boolean", "by": "builder", "required": True},
        "budget": {"type": "money", "currency": "EUR", "by": "builder", "required": True},
    }
    house = site(started=False, fields=fields)
    assert begin(house) == "field.required"
    assert begin(house, fields={"budget": "EUR 1"}) == "field.required"
    assert begin(house, fields={"budget": "EUR 1", "zeal": False}) is None


def test_the_fields_of_a_start_are_checked_by_name() -> None:
    """Unknown before wrong only by the order of their names."""
    house = site(started=False, fields=ALL)
    assert begin(house, fields={"aaa": 1, "count": "x"}) == "field.unknown"
    assert begin(house, fields={"count": "x", "zzz": 1}) == "field.value"
    assert begin(house, "bo", fields={"aaa": 1}) == "not_permitted"


@pytest.mark.parametrize(
    ("fields", "code"), [({}, "guard.error"), ({"budget": "EUR 1"}, "guard.false")]
)
def test_the_initial_stage_can_be_guarded(fields: dict[str, Json], code: str) -> None:
    """I30: judged on the fields that were given; what can't be evaluated denies."""
    stages: Tree = {
        **STAGES,
        "planning": {"initial": True, "entry": "budget > EUR(1)"},
    }
    house = site(started=False, stages=stages)
    assert begin(house, fields=fields) == code
    assert begin(house, fields={"budget": "EUR 2"}) is None


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_value_must_be_of_the_fields_type(name: str, value: Json) -> None:
    """In its one spelling on record; a person must be known; nothing unsets a field."""
    house = site(fields=ALL)
    assert house.refused("bo", "SetFields", fields={name: value}) == "field.value"


def test_each_type_takes_its_values() -> None:
    """All eight, set at once, in one entry."""
    house = site(fields=ALL)
    assert house.do("bo", "SetFields", fields=GOOD) == ["FieldsSet"]
    assert house.project.fields == GOOD


def test_each_field_names_who_may_set_it() -> None:
    """I14: one field that isn't theirs refuses the whole command."""
    fields: Tree = {
        "budget": {"type": "money", "currency": "EUR", "by": ["owner", "treasurer"]},
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    }
    house = site(fields=fields)
    both: Json = {"budget": "EUR 1", "risk": "low"}
    for person in ("bo", "ann", "pat"):
        assert house.refused(person, "SetFields", fields=both) == "not_permitted"
    assert house.do("bo", "SetFields", fields={"risk": "low"})
    assert house.do("tom", "SetFields", fields={"budget": "EUR 1"})


def test_a_field_can_be_for_some_stages() -> None:
    """Elsewhere it stays as it was."""
    fields: Tree = {
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder", "in": "delivery"}
    }
    moves: Tree = {
        "begin": {"from": "planning", "to": "delivery", "by": "builder"},
        "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
    }
    house = site(fields=fields, moves=moves, gates=None)
    assert house.refused("bo", "SetFields", fields={"risk": "low"}) == "field.not_here"
    house.do("bo", "TakeMove", to="delivery")
    house.do("bo", "TakeMove", to="delivery.build")
    assert house.do("bo", "SetFields", fields={"risk": "low"})


def test_fields_can_be_set_on_hold_but_not_after_the_end() -> None:
    """Hold stops moves, requests, votes and targets; nothing changes in a closed project."""
    house = site()
    house.do("ann", "HoldProject")
    assert house.do("bo", "SetFields", fields={"risk": "low"})
    house.do("ann", "KillProject")
    assert house.refused("bo", "SetFields", fields={"risk": "high"}) == "project.closed"


SEATS: dict[str, Tree] = {
    "panel": [
        {"role": "owner", "need": 1},
        {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
    ]
}


def rich(budget: str) -> House:
    """The gate is open, and whether the treasurer sits depends on the budget."""
    house = site(gate=SEATS)
    house.do("bo", "SetFields", fields={"budget": budget})
    house.do("bo", "RequestGate", gate="build")
    return house


@pytest.mark.parametrize(
    ("budget", "other", "same"),
    [("EUR 2000", "EUR 1000", "EUR 1001"), ("EUR 1000", "EUR 1001", "EUR 999")],
)
def test_no_field_changes_who_sits_in_an_open_round(budget: str, other: str, same: str) -> None:
    """A seat is neither voted away nor brought in by a change of data; withdraw first."""
    house = rich(budget)
    assert house.refused("bo", "SetFields", fields={"budget": other}) == "panel.would_change"
    assert house.do("bo", "SetFields", fields={"budget": same})
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.do("bo", "SetFields", fields={"budget": other})


def test_a_seat_whose_guard_breaks_would_change_too() -> None:
    """I30: what can't be evaluated isn't taken for no."""
    fields: Tree = {"share": {"type": "number", "by": "builder"}}
    panel: Tree = [
        {"role": "owner", "need": 1},
        {"role": "treasurer", "need": 1, "when": "1 / share > 2"},
    ]
    house = site(fields=fields, gate={"panel": panel})
    house.do("bo", "SetFields", fields={"share": "1"})
    house.do("bo", "RequestGate", gate="build")
    assert house.refused("bo", "SetFields", fields={"share": "0"}) == "panel.would_change"


def test_a_material_field_voids_votes_and_names_itself() -> None:
    """I7: the votes that saw the old value, in the same round, by an event."""
    house = opened()
    house.vote("ann", "build", "go")
    assert house.do("bo", "SetFields", fields={"risk": "high"}) == ["FieldsSet", "VotesVoided"]
    assert house.events()[1] == {
        "type": "VotesVoided",
        "round": 1,
        "principals": ["p-ann"],
        "reason": "dossier_changed",
        "changed": ["fields.risk"],
    }


def test_setting_a_field_to_what_it_is_voids_nothing() -> None:
    """The dossier is the same, so nobody voted on something else."""
    house = site()
    house.do("bo", "SetFields", fields={"risk": "high"})
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    assert house.do("bo", "SetFields", fields={"risk": "high"}) == ["FieldsSet"]


def test_a_field_that_is_not_material_voids_nothing() -> None:
    """It is no part of the dossier, and no guard may read it."""
    house = opened()
    house.vote("ann", "build", "go")
    assert house.do("bo", "SetFields", fields={"note": "a"}) == ["FieldsSet"]
    assert list(house.project.rounds[0].ballots) == ["p-ann"]
