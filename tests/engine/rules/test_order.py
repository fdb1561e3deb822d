"""The order of checks in a project: docs/notation.md section 7, a staircase for each command.

Each begins with a command that is wrong in as many ways as can be at once. The first fault gives
the code; then that one is mended, and the next one shows, until the command is accepted.
"""

from engine.rules.commands import PROJECT_ARGUMENTS, STARTING
from tests.support.house import House
from tests.support.sheds import FIELDS, Tree, shed, site
from tests.support.stairs import Args, Step, climb, deed, request
from tests.support.works import blocked, works


def test_set_fields() -> None:
    """Unknown, rights, place, value, panel: each for all fields by name before the next."""
    climb(
        works(),
        "SetFields",
        "dee",
        {"fields": {"risk": 3, "zzz": 1}},
        [
            Step("field.unknown", args={"fields": {"budget": "EUR 2000", "risk": 3}}),
            Step("not_permitted", by="bo"),
            Step("field.not_here", args={"fields": {"budget": 2000}}),
            Step("field.value", args={"fields": {"budget": "EUR 2000"}}),
        ],
    )
    house = works(begun=True)
    house.directory("GrantRole", person="p-dee", role="builder", scope="project/shed")
    house.directory("GrantRole", person="p-dee", role="checker", scope="project/shed")
    house.do("dee", "RequestGate", gate="build", answers={"sure": True})
    climb(
        house,
        "SetFields",
        "dee",
        {"fields": {"budget": "EUR 2000", "risk": "none"}},
        [
            Step("field.value", args={"fields": {"budget": "EUR 2000", "risk": "low"}}),
            Step("panel.would_change", args={"fields": {"risk": "low"}}),
        ],
    )


def test_submit_deliverable() -> None:
    """What, who, where, by whom, whether it is new, and whether its author may."""
    house = works(begun=True)
    newest = house.project.newest("drawing")
    assert newest
    house.directory("GrantRole", person="p-dee", role="checker", scope="project/shed")
    house.do("dee", "RequestGate", gate="build", answers={"sure": True})
    house.do("dee", "WithdrawRequest", gate="build")
    file: Args = {"size": 1, "name": "x", "digest": newest.digest}
    climb(
        house,
        "SubmitDeliverable",
        "tom",
        {**file, "deliverable": "poem", "authors": ["p-none", "p-dee"]},
        [
            Step("deliverable.unknown", args={"deliverable": "drawing"}),
            Step("not_permitted", by="cy"),
            Step("person.unknown", args={"authors": ["p-dee"]}),
            Step("deliverable.same", args={"digest": "1" * 64}),
            Step("apart", args={"authors": []}),
        ],
    )
    climb(
        works(),
        "SubmitDeliverable",
        "tom",
        {**file, "deliverable": "drawing", "authors": ["p-none"]},
        [
            Step("not_permitted", by="bo"),
            Step("deliverable.not_here", args={"deliverable": "permit"}),
            Step("person.unknown", args={"authors": []}),
        ],
    )


def test_judge_deliverable() -> None:
    """What, whether it is asked, who, whether there is one, which, once, and not by its author."""
    house = works()
    house.do("bo", "SetFields", fields={"budget": "EUR 100", "size": 2, "age": 1})
    house.do("bo", "TakeMove", to="work")
    file: Args = {"digest": "1" * 64, "size": 1, "name": "x"}
    climb(
        house,
        "JudgeDeliverable",
        "tom",
        {"deliverable": "poem", "digest": "0" * 64, "verdict": "accept", "comment": None},
        [
            Step("deliverable.unknown", args={"deliverable": "permit"}),
            Step("deliverable.no_acceptance", args={"deliverable": "drawing"}),
            Step("not_permitted", by="bo"),
            Step("deliverable.none", deed=deed("bo", "SubmitDeliverable", deliverable="drawing")),
            Step("deliverable.stale", args={"digest": file["digest"]}, deed=_hand_in_and_judge),
            Step("deliverable.judged", deed=_hand_in_again, args={"digest": "2" * 64}),
            Step("apart", by="cy"),
        ],
    )


def _hand_in_and_judge(house: House) -> None:
    digest = "1" * 64
    house.do("bo", "SubmitDeliverable", deliverable="drawing", digest=digest)
    house.do("cy", "JudgeDeliverable", deliverable="drawing", digest=digest, verdict="return")


def _hand_in_again(house: House) -> None:
    house.do("bo", "SubmitDeliverable", deliverable="drawing", digest="2" * 64)


def test_take_move() -> None:
    """The stage, standing, the way, the right, the round, the fields, the guards in order."""
    house = works()
    house.do("ann", "HoldProject")
    climb(
        house,
        "TakeMove",
        "dee",
        {"to": "nowhere"},
        [
            Step("stage.unknown", args={"to": "done"}),
            Step("project.held", deed=deed("ann", "ResumeProject")),
            Step("move.none", args={"to": "work"}, deed=deed("bo", "RequestGate", gate="early")),
            Step("not_permitted", by="bo"),
            Step("round.open", deed=deed("bo", "WithdrawRequest", gate="early")),
            Step("field.missing", deed=deed("bo", "SetFields", fields={"size": 1})),
            Step("guard.error", deed=deed("bo", "SetFields", fields={"budget": "EUR 0"})),
            Step("guard.false", deed=deed("bo", "SetFields", fields={"budget": "EUR 1"})),
            Step("guard.false", deed=deed("bo", "SetFields", fields={"size": 2})),
            Step("guard.false", deed=deed("bo", "SetFields", fields={"budget": "EUR 11"})),
        ],
    )


def test_verify_condition() -> None:
    """Which, who, once."""
    house = works()
    blocked(house)
    args: Args = {"condition": 2, "reason": "because"}
    steps = [Step("condition.unknown", args={"condition": 1}), Step("not_permitted", by="cy")]
    climb(house, "VerifyCondition", "bo", args, steps)
    climb(house, "VerifyCondition", "bo", args, steps, then="condition.met")


def test_standing() -> None:
    """The right, then the standing, then the place."""
    standing: Tree = {
        "hold": {"by": "owner", "in": "delivery"},
        "resume": {"by": "owner", "in": "delivery"},
        "kill": {"by": "owner", "in": "delivery", "closes": "killed"},
    }
    decisions: Tree = {"hold": {"holds": True}, "go": {"to": "delivery"}}
    gate: dict[str, Tree] = {"panel": [{"role": "treasurer", "need": 1}], "decisions": decisions}
    why: Args = {"reason": "because"}
    right = [Step("not_permitted", by="ann")]
    house = site(standing=standing, gate=gate)
    for command, code in [
        ("HoldProject", "standing.not_here"),
        ("ResumeProject", "project.active"),
        ("KillProject", "standing.not_here"),
    ]:
        climb(house, command, "bo", why, right, then=code)
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "hold")
    for command, code in [
        ("HoldProject", "project.held"),
        ("ResumeProject", "standing.not_here"),
        ("KillProject", "standing.not_here"),
    ]:
        climb(house, command, "bo", why, right, then=code)


RISK: Args = {"register": "risk", "title": "Rain", "fields": {"level": 30}}
KNOWN: Args = {"register": "risk", "item": 1, "to": "known", "comment": None}
PAST: Args = {"gate": "build", "until": "2000-01-01"}
CLOSED: list[tuple[str, str, Args, str]] = [
    ("SetFields", "bo", {"fields": {"zzz": 1}}, "field.unknown"),
    ("SetFields", "ann", {"fields": {"risk": 1}}, "not_permitted"),
    ("SetFields", "bo", {"fields": {"risk": 1}}, "project.closed"),
    ("SubmitDeliverable", "bo", {"deliverable": "poem"}, "deliverable.unknown"),
    ("SubmitDeliverable", "tom", {"deliverable": "drawing"}, "not_permitted"),
    ("SubmitDeliverable", "bo", {"deliverable": "drawing"}, "project.closed"),
    ("JudgeDeliverable", "cy", {"deliverable": "permit"}, "deliverable.no_acceptance"),
    ("JudgeDeliverable", "tom", {"deliverable": "drawing"}, "not_permitted"),
    ("JudgeDeliverable", "cy", {"deliverable": "drawing"}, "project.closed"),
    ("TakeMove", "dee", {"to": "nowhere"}, "stage.unknown"),
    ("TakeMove", "dee", {"to": "done"}, "project.closed"),
    ("RequestGate", "bo", {"gate": "nowhere"}, "gate.unknown"),
    ("RequestGate", "dee", {"gate": "build"}, "not_permitted"),
    ("RequestGate", "bo", {"gate": "build"}, "project.closed"),
    ("CastVote", "dee", {"gate": "build", "choice": "x"}, "round.none"),
    ("CastVote", "dee", {"gate": "early", "choice": "x", "round": 1}, "round.closed"),
    ("DecideGate", "dee", {"gate": "early", "choice": "x", "round": 1}, "round.closed"),
    ("RecordVote", "cy", {"gate": "early", "voter": "p-tom", "choice": "x"}, "not_permitted"),
    ("ConfirmVote", "tom", {"gate": "early"}, "record.none"),
    ("ContestVote", "tom", {"gate": "early"}, "record.none"),
    ("RequestOverride", "cy", {"gate": "early", "decision": "x"}, "not_permitted"),
    ("ConfirmOverride", "cy", {"override": 1}, "override.unknown"),
    ("ReviewOverride", "cy", {"override": 1}, "override.unknown"),
    ("WithdrawRequest", "bo", {"gate": "early", "round": 1}, "round.closed"),
    ("WaiveItem", "ned", {"gate": "build", "item": "x", "until": "2000-01-01"}, "item.unknown"),
    (
        "WaiveItem",
        "ann",
        {"gate": "build", "item": "drawing", "until": "2000-01-01"},
        "not_permitted",
    ),
    (
        "WaiveItem",
        "ned",
        {"gate": "build", "item": "permit", "until": "2000-01-01"},
        "project.closed",
    ),
    ("ReopenGate", "ann", {"gate": "bild"}, "gate.unknown"),
    ("ReopenGate", "ann", {"gate": "build"}, "not_permitted"),
    ("VerifyCondition", "cy", {"condition": 2}, "condition.unknown"),
    ("VerifyCondition", "bo", {"condition": 1}, "not_permitted"),
    ("VerifyCondition", "cy", {"condition": 1}, "project.closed"),
    ("AddItem", "bo", {**RISK, "register": "riks"}, "register.unknown"),
    ("AddItem", "bo", {**RISK, "fields": {"leve": 1}}, "field.unknown"),
    ("AddItem", "ann", RISK, "not_permitted"),
    ("AddItem", "bo", RISK, "project.closed"),
    ("SetItem", "bo", {**RISK, "item": 2}, "item.unknown"),
    ("SetItem", "ann", {**RISK, "item": 1}, "not_permitted"),
    ("SetItem", "bo", {**RISK, "item": 1}, "project.closed"),
    ("MoveItem", "bo", {**KNOWN, "to": "gone"}, "state.unknown"),
    ("MoveItem", "bo", {**KNOWN, "item": 2}, "item.unknown"),
    ("MoveItem", "ann", KNOWN, "project.closed"),
    *((f"{one}Project", "bo", {}, "not_permitted") for one in ("Hold", "Resume", "Kill")),
    *((f"{one}Project", "ann", {}, "project.closed") for one in ("Hold", "Resume", "Kill")),
]


def test_what_a_closed_project_says_first() -> None:
    """After what names nothing and who may not; before everything that depends on where it is."""
    house = works()
    house.do("bo", "RequestGate", gate="early")
    condition: Args = {"text": "x", "owner": "p-bo", "verifier": "p-cy", "due": "2026-11-24"}
    house.vote("tom", "early", "conditional_go", conditions=[condition])
    house.do("bo", "AddItem", **RISK)
    house.do("ann", "KillProject")
    for command, by, args, code in CLOSED:
        assert house.refused(by, command, **args) == code, (command, by, args)
    assert {command for command, *_ in CLOSED} == set(PROJECT_ARGUMENTS) - {*STARTING}


def test_start_project() -> None:
    """The methodology, the right, each field by name, what is required, the first entry."""
    required: Tree = {**FIELDS, "size": {"type": "integer", "by": "builder", "required": True}}
    stages: Tree = {"idea": {"initial": True, "entry": "budget > EUR(1)"}, "done": {"closes": "x"}}
    moves: Tree = {"end": {"from": "idea", "to": "done", "by": "builder"}}
    house = site(started=False, fields=required, stages=stages, moves=moves, gates=None)
    old = house.digest
    house.digest = house.publish(
        shed(version="2.0.0", fields=required, stages=stages, moves=moves, gates=None)
    )
    climb(
        house,
        "StartProject",
        "bo",
        {"methodology": "0" * 64, "fields": {"aaa": 1, "budget": "x", "zzz": 1}, "title": "x"},
        [
            Step("methodology.unknown", args={"methodology": old}),
            Step("methodology.superseded", args={"methodology": house.digest}),
            Step("not_permitted", by="ann"),
            Step("field.unknown", args={"fields": {"budget": "x", "zzz": 1}}),
            Step("field.value", args={"fields": {"budget": "EUR 1", "zzz": 1}}),
            Step("field.unknown", args={"fields": {"risk": "low"}}),
            Step("field.required", args={"fields": {"risk": "low", "size": 1}}),
            Step("guard.error", args={"fields": {"budget": "EUR 1", "size": 1}}),
            Step("guard.false", args={"fields": {"budget": "EUR 2", "size": 1}}),
        ],
    )
    again: Args = {"methodology": "0" * 64, "fields": {"zzz": 1}, "title": "x"}
    climb(house, "StartProject", "bo", again, [], then="project.exists")


def test_before_the_command_comes_who_asks() -> None:
    """Form, then the actor, then the project, whatever else is wrong with every command."""
    house = works()
    for command, forms in PROJECT_ARGUMENTS.items():
        asked_for = request(house, "project/none", command, {}, "none")
        assert house.says_no(asked_for) == "command.malformed", forms
    args: Args = {"to": "nowhere"}
    for by, stream, code in [
        ("none", "project/none", "actor.unknown"),
        ("eve", "project/none", "actor.left"),
        ("dee", "project/none", "project.unknown"),
        ("dee", "project/shed", "stage.unknown"),
    ]:
        assert house.says_no(request(house, stream, "TakeMove", args, by)) == code
