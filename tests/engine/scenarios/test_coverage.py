"""What scenarios have shown of a workflow file is counted from what really happened."""

from engine.scenarios.coverage import KINDS, Coverage, Kind, coverage
from tests.support.scenes import book, goes
from tests.support.sheds import DELIVERABLES, FIELDS, GATE, STAGES, STANDING, Tree, shed

READY = ("bo hands in drawing", "bo requests build")
REWORK: dict[str, Tree] = {"from": "delivery", "to": "planning", "by": "builder"}
WORKFLOW = shed(
    fields={
        **FIELDS,
        "size": {"type": "integer", "by": "builder", "in": "planning", "required": True},
        "age": {"type": "integer", "by": "builder", "required_on_leaving": "planning"},
    },
    deliverables={
        "drawing": {
            "title": "Drawing",
            "by": "builder",
            "accepted_by": "checker",
            "valid_for": "9 days",
            "in": "planning",
        },
        "permit": DELIVERABLES["drawing"],
    },
    stages={
        **STAGES,
        "planning": {"initial": True, "exit": "size > 1"},
        "done": {"closes": "completed", "entry": "size > 2"},
    },
    moves={"rework": {**REWORK, "when": "size > 3"}},
    gates={
        "build": {
            **GATE,
            "must": {
                "funded": {"when": "size > 0"},
                "sure": {"ask": "Sure?", "answered_by": "requester"},
                "safe": {"ask": "Safe?", "answered_by": "panel"},
            },
            "panel": [
                {"role": "owner", "need": 1},
                {"role": "treasurer", "need": 1, "when": "size > 9"},
            ],
        }
    },
    standing={**STANDING, "hold": {"by": "owner", "in": "planning"}},
)


def shown(*acts: str, workflow: str | None = None) -> dict[Kind, Coverage]:
    """Return the coverage of a scenario, by kind."""
    report = goes(*acts, workflow=workflow)
    return {one.kind: one for one in coverage(report.told.setting.tables, report.seen)}


def seen(found: Coverage) -> set[str]:
    """Return what was seen."""
    return {*found.there} - {*found.never}


def test_nothing_is_shown_by_a_scenario_in_which_nothing_happens() -> None:
    """All that there is to show is listed, in the order of the file."""
    found = shown("{after: 1 day}")
    assert {kind: seen(found[kind]) for kind in KINDS} == {kind: set() for kind in KINDS}
    assert found["stages"].never == ("planning", "delivery.design", "delivery.build", "done")
    assert found["gates"].never == tuple(
        f"build {end}" for end in ("passed", "refused", "recycled", "held", "killed")
    )
    assert found["decisions"].never == tuple(
        f"build {one}" for one in ("kill", "recycle", "hold", "conditional_go", "go")
    )
    assert found["refusals"].never == ("evidence.missing deliverables.drawing",)
    assert (found["guards"].there, found["guards"].percent) == ((), 100)


def test_stages_gates_and_decisions_are_shown_by_what_was_entered_and_decided() -> None:
    """A request that is refused counts for its gate, a round that is withdrawn for nothing."""
    found = shown(
        "bo requests build: {refused: evidence.missing}",
        *READY,
        "bo withdraws build",
        "bo requests build",
        "ann, abe vote recycle",
        "bo requests build",
        "ann, abe vote go",
    )
    assert seen(found["stages"]) == {"planning", "delivery.design"}
    assert seen(found["gates"]) == {"build refused", "build recycled", "build passed"}
    assert seen(found["decisions"]) == {"build recycle", "build go"}
    assert found["gates"].percent == 60
    assert found["refusals"].percent == 100


def test_a_request_by_somebody_who_may_not_shows_nothing_of_the_gate() -> None:
    """That a gate refuses what isn't ready is what is to be shown."""
    found = shown("ann requests build: {refused: not_permitted}")
    assert seen(found["gates"]) == set()


def test_every_rule_that_can_refuse_is_there_to_be_shown() -> None:
    """Evidence, criteria, fields, deliverables, stages, moves and standing each have theirs."""
    tables = book("{after: 1 day}", workflow=WORKFLOW).tables
    found = {one.kind: one for one in coverage(tables, goes("{after: 1 day}").seen)}
    assert set(found["refusals"].there) == {
        "evidence.missing deliverables.drawing",
        "evidence.not_accepted deliverables.drawing",
        "evidence.expired deliverables.drawing",
        "criterion.failed gates.build.must.funded",
        "criterion.failed gates.build.must.sure",
        "field.required fields.size",
        "field.missing fields.age",
        "field.not_here fields.size",
        "deliverable.not_here deliverables.drawing",
        "guard.false stages.planning.exit",
        "guard.false stages.done.entry",
        "guard.false moves.rework.when",
        "standing.not_here standing.hold",
    }
    assert set(found["guards"].there) == {
        f"{at} {side}"
        for at in (
            "gates.build.must.funded.when",
            "gates.build.panel.treasurer.when",
            "moves.rework.when",
            "stages.done.entry",
            "stages.planning.exit",
        )
        for side in ("true", "false")
    }


def test_a_guard_is_shown_when_the_rules_judge_it_and_only_then() -> None:
    """What is never asked was never shown, whatever it would have said."""
    workflow = shed(
        gate={
            "must": {"funded": {"when": "budget > EUR(5)"}},
            "panel": [
                {"role": "owner", "need": 1},
                {"role": "treasurer", "need": 1, "when": "budget > EUR(9)"},
            ],
        }
    )
    first = shown("bo sets budget to EUR 50", workflow=workflow)
    assert seen(first["guards"]) == set()
    second = shown(
        "bo hands in drawing",
        "bo requests build: {refused: guard.error}",
        "bo sets budget to EUR 5",
        "bo requests build: {refused: criterion.failed}",
        workflow=workflow,
    )
    assert seen(second["guards"]) == {"gates.build.must.funded.when false"}
    third = shown("bo sets budget to EUR 6", *READY, workflow=workflow)
    assert seen(third["guards"]) == {
        "gates.build.must.funded.when true",
        "gates.build.panel.treasurer.when false",
    }


def test_looking_at_the_state_shows_nothing() -> None:
    """Expectations ask the rules what they would say; nobody was shown anything by that."""
    workflow = shed(gate={"must": {"funded": {"when": "budget > EUR(5)"}}})
    found = shown(
        "bo sets budget to EUR 5", "{then: {inbox: {bo: hand_in drawing}}}", workflow=workflow
    )
    assert seen(found["guards"]) == set()


def test_what_is_followed_counts_too() -> None:
    """It happened in this scenario as well."""
    found = coverage(book(*READY).tables, goes(*READY, "ann, abe vote go").seen)
    assert {one.kind: one.percent for one in found}["stages"] == 50
