"""What a scenario says is what happens, or it is told where it does not."""

import pytest

from engine.audit.report import Report as VerificationReport
from engine.engine import Done
from engine.rules.refusal import Refusal
from engine.scenarios.office import Office
from engine.scenarios.play import play, play_all
from tests.support.scenes import ASKING, HEAD, differs, goes, read, text_of
from tests.support.sheds import Tree, shed

READY = ("bo hands in drawing", "bo requests build")


def test_acts_are_commands_at_the_one_door() -> None:
    """Each line is a command with its arguments filled in, and its answer is kept."""
    report = goes(
        "bo requests build: {refused: evidence.missing, rule: deliverables.drawing}",
        *READY,
        "abe votes abstain",
        "ann votes go: {then: {stage: delivery.design, decision: go, happened: GatePassed}}",
    )
    given = [(one.by, one.command, type(one.answer)) for one in report.acts]
    assert given == [
        ("bo", "RequestGate", Refusal),
        ("bo", "SubmitDeliverable", Done),
        ("bo", "RequestGate", Done),
        ("abe", "CastVote", Done),
        ("ann", "CastVote", Done),
    ]
    assert [one.at for one in report.acts] == [
        f"2026-11-23T09:0{minute}:00.000000Z" for minute in range(5)
    ]


def test_the_same_file_gives_the_same_entries() -> None:
    """Clock, ids and randomness are fixed, so that a scenario can be compared with itself."""
    one, other = (goes(*READY, "ann votes go") for _ in range(2))
    assert one.acts == other.acts


def test_an_act_that_must_be_refused_and_is_not_is_told_at_its_place() -> None:
    """With what was expected and what happened instead; nothing after it is played."""
    failure = differs("bo hands in drawing: {refused: apart}", "bo requests build")
    assert (failure.mark.line, failure.mark.column) == (14, 9)
    assert failure.words == "bo hands in drawing"
    assert (failure.expected, failure.came) == ("refused apart", "accepted: DeliverableSubmitted")


def test_a_refusal_that_was_not_expected_explains_itself() -> None:
    """With the rule, its place in the workflow file, its words, and what would open the way."""
    failure = differs("bo requests build")
    assert failure.expected == "accepted"
    assert failure.came.startswith("refused evidence.missing by deliverables.drawing (shed.yaml:")
    assert failure.why[0] == "drawing (Drawing) has not been handed in"
    assert failure.why[1].startswith("this would open the way: ")
    assert "p-" not in "".join(failure.why)


def test_another_refusal_or_another_rule_than_expected_is_a_failure() -> None:
    """A scenario shows one rule: that somebody was refused for something else shows nothing."""
    assert differs("bo requests build: {refused: apart}").came.startswith("refused evidence.mis")
    another = differs("bo requests build: {refused: evidence.missing, rule: gates.build}")
    assert another.expected == "refused evidence.missing by gates.build"


def test_a_state_that_is_not_as_expected_is_a_failure() -> None:
    """It is told with its path and both values."""
    failure = differs(*READY, "{then: {votes: {ann: go}, round: open}}")
    assert (failure.expected, failure.came) == ("votes ann: go", "none")


def test_a_scenario_goes_on_where_the_one_it_follows_ends() -> None:
    """What it follows is played first, in the same organisation; a failure there is told there."""
    text = text_of(
        {
            "one": READY,
            "two": ["follows: one", "ann, abe vote go: {then: {stage: delivery.design}}"],
            "bad": ["ann holds the project: {refused: apart}"],
            "worse": ["follows: bad", "ann votes go"],
        }
    )
    reports = {one.told.name: one for one in play_all(read(text))}
    assert [len(one.acts) for one in reports.values()] == [2, 4, 1, 1]
    failures = {name: one.failure for name, one in reports.items()}
    assert failures["one"] is failures["two"] is None
    assert failures["bad"] == failures["worse"] is not None
    assert failures["worse"].scenario == "bad"


def test_scenarios_that_share_a_beginning_go_their_own_ways() -> None:
    """The beginning is played once for all, and none sees what another did after it."""
    shared = {
        "one": READY,
        "two": ["follows: one", "ann, abe vote go: {then: {stage: delivery.design}}"],
        "three": ["follows: one", "{then: {votes: {ann: none}}}", "bo withdraws build"],
        "four": ["follows: three", "bo requests build: {then: {round: open, stage: planning}}"],
    }
    found = read(text_of(shared))
    together = {one.told.name: one for one in play_all(found)}
    assert [*together] == [*shared]
    for name, report in together.items():
        alone = play(found, name)
        assert report.failure is None
        assert report.acts == alone.acts
        assert report.seen.names == alone.seen.names
        assert report.office.entries() == alone.office.entries()


def test_only_those_named_are_played() -> None:
    """Whoever works on one scenario waits for one."""
    both = read(text_of({"one": READY, "two": READY}))
    assert [one.told.name for one in play_all(both, ["two"])] == ["two"]


def test_time_passes_as_it_is_told() -> None:
    """A minute from act to act, else what is said; what is due by itself happens meanwhile."""
    report = goes(
        *READY,
        "ann holds the project: {at: 2026-12-01T10:00}",
        "ann resumes the project: {after: 2 hours}",
        "bo requests build: {after: 3 working days, then: {deadline: 2026-12-18, round: open}}",
        "{after: 18 days, then: {round: closed, how: deadline, standing: held}}",
        "{at: 2027-01-22, then: {inbox: {ann: review 2}, happened: HoldReviewDue}}",
        workflow=shed(gate={"deadline": {"in": "10 working days", "then": "hold"}}),
    )
    assert [one.at[:16] for one in report.acts[2:]] == [
        "2026-12-01T10:00",
        "2026-12-01T12:00",
        "2026-12-04T12:00",
    ]


def test_time_does_not_go_back() -> None:
    """A scenario that asks for it was written wrong."""
    failure = differs("bo hands in drawing", "{at: 2026-11-22}")
    assert "time doesn't go back" in failure.came


def test_the_calendar_of_a_scenario_counts() -> None:
    """Its zone, its working days and its holidays are those that deadlines are counted by."""
    head = HEAD + (
        "charter: {calendar: {zone: Europe/Brussels, working_days: [mon, tue, wed]}}\n"
        "holidays: [2026-11-24]\nstarts: 2026-11-23T14:00\n"
    )
    workflow = shed(gate={"deadline": {"in": "2 working days", "then": "hold"}})
    report = goes(*READY, "{then: {deadline: 2026-11-30}}", workflow=workflow, head=head)
    assert report.acts[0].at == "2026-11-23T13:00:00.000000Z"


def test_several_people_act_one_after_the_other() -> None:
    """`ann, abe vote go` are two votes; what is expected is expected after the last."""
    report = goes(
        *READY,
        "ann and abe vote recycle: {then: {decision: recycle, visits: {planning: 2}}}",
        workflow=shed(),
    )
    assert [one.by for one in report.acts] == ["bo", "bo", "ann", "abe"]


def test_votes_and_requests_carry_what_they_must() -> None:
    """Answers are yes and points good, but where the act says otherwise; an adviser gives none."""
    workflow = shed(gate=ASKING)
    report = goes(
        "bo hands in drawing",
        "bo requests build: {no_to: sure, refused: criterion.failed}",
        "bo requests build: {answers: {}, refused: answer.missing}",
        "bo requests build",
        "ned votes go: {comment: It blocks the view}",
        "ann votes go: {scores: {use: 11}, refused: score.range}",
        "abe votes hold",
        "ann votes go: {score: 3, no_to: safe, then: {decision: hold, how: otherwise}}",
        "{then: {votes: {ann: go, abe: hold, ned: go}}}",
        workflow=workflow,
    )
    votes = [one.args for one in report.acts if one.command == "CastVote"]
    assert [one["scores"] for one in votes] == [{}, {"use": 11}, {"use": 8}, {"use": 3}]
    assert [one["answers"] for one in votes] == [
        {},
        {"safe": True},
        {"safe": True},
        {"safe": False},
    ]


def test_another_project_is_started_like_the_usual_one() -> None:
    """With the same people in the same roles, when it is first acted in."""
    report = goes(
        "bo sets budget to EUR 5",
        "bo sets budget to EUR 7: {in: beta, then: {fields: {budget: EUR 7.00}}}",
        "{in: beta, then: {stage: planning}}",
        "{then: {fields: {budget: EUR 5, risk: none}}}",
    )
    assert [one.key for one in report.acts] == ["alpha", "beta"]


def test_a_project_that_can_not_be_started_is_told_at_the_first_act_in_it() -> None:
    """The fields it lacks are for the file to give."""
    fields: Tree = {
        "budget": {"type": "money", "currency": "EUR", "by": "builder", "required": True}
    }
    workflow = shed(fields=fields, gate={"must": None, "panel": [{"role": "owner", "need": 1}]})
    failure = differs("bo hands in drawing", workflow=workflow)
    assert (failure.expected, failure.came[:22]) == (
        "the project is started first",
        "refused field.required",
    )
    goes(
        "bo hands in drawing", workflow=workflow, head=HEAD + "project: {fields: {budget: EUR 3}}\n"
    )
    goes(
        "office starts the project: {refused: field.required}",
        "office starts the project: {budget: EUR 3}",
        workflow=workflow,
    )


def test_a_ledger_that_does_not_verify_fails_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played is on record, and the record is checked like any other."""
    honest = Office.verify

    def tampered(office: Office) -> VerificationReport:
        data = office.store._data
        assert data
        kept = data.streams["project/alpha"]
        kept[1] = kept[1]._replace(entry=kept[0].entry)
        return honest(office)

    monkeypatch.setattr(Office, "verify", tampered)
    failure = differs(*READY)
    assert failure.expected == "a ledger that verifies"
    assert failure.came.startswith("project/alpha: ")
