"""Every command can be played: in a sentence where there is one, by its own name always."""

from collections.abc import Mapping

import pytest

from engine.rules.commands import DIRECTORY_ARGUMENTS, PROJECT_ARGUMENTS
from engine.scenarios.acts import COMMANDS
from engine.scenarios.fill import FILL
from engine.scenarios.sentence import Unclear, read, takes
from engine.scenarios.verbs import EXTRAS, INSTEAD, VERBS, Verb
from tests.support.scenes import PLAIN, goes
from tests.support.sheds import DELIVERABLES, GATE, Tree, shed

MINUTES: Tree = {"title": "Minutes", "by": "neighbour"}
ACCEPTED: Tree = {"title": "Drawing", "by": "builder", "accepted_by": "checker"}
RISK: Tree = {
    "title": "Risk",
    "by": ["builder", "checker"],
    "fields": {
        "cost": {"type": "money", "currency": "EUR"},
        "owner": {"type": "person"},
        "due": {"type": "date"},
    },
    "states": {"open": {"initial": True, "title": "Open"}, "over": {"ends": True, "title": "Over"}},
    "moves": {"close": {"from": "open", "to": "over", "by": "builder"}},
}
BUILD: Tree = {
    **GATE,
    **PLAIN,
    "waived_by": "neighbour",
    "recorded_by": "neighbour",
    "deadline": {"in": "10 working days", "then": "hold"},
}
CHECK: Tree = {
    "within": "delivery",
    "reopened_by": "owner",
    "requested_by": "builder",
    "panel": [{"role": "owner", "decides": True}],
    "decisions": {"fail": {"is": "recycle", "stays": True}, "pass": {"is": "go", "stays": True}},
    "otherwise": "fail",
}
WORKFLOW = shed(
    registers={"risk": RISK},
    gates={"build": BUILD, "check": CHECK},
    deliverables={**DELIVERABLES, "drawing": ACCEPTED, "minutes": MINUTES},
)
NEXT = shed(gate=PLAIN, version="1.0.1")
CHARTER = """\
charter: 1
organisation: A bigger organisation
version: 1.0.1
calendar: {zone: UTC}
roles:
  pmo: {title: Project office}
  sponsor: {title: Sponsor}
registrars: pmo
"""


def test_a_story_with_every_sentence() -> None:
    """Each of them reaches the engine as the command it stands for, and does what it says."""
    report = goes(
        "office starts the project: {budget: EUR 5}",
        "bo sets risk to high: {then: {fields: {risk: high, budget: EUR 5}}}",
        "bo sets: {budget: 7.5, note: a}",
        "ned waives drawing at build for 20 days",
        "bo hands in drawing",
        "cy returns drawing: {comment: Too small}",
        "bo logs risk The roof may leak: {cost: EUR 300.50, owner: cy}",
        "cy updates risk 1: {due: 10 days, then: {items: {risk: open}}}",
        "bo moves risk 1 to over: {comment: It is tight, then: {items: {risk: [over]}}}",
        "cy updates risk 1: {cost: 5, refused: item.ended}",
        "bo hands in drawing: {authors: tom}",
        "cy accepts drawing",
        "bo requests build",
        "bo withdraws build: {then: {how: withdrawn}}",
        "bo requests build",
        "ned hands in minutes",
        "ned records go of ann from minutes: {then: {votes: {ann: go}}}",
        "ann contests the vote: {then: {votes: {ann: none}}}",
        "ned records hold of abe from minutes",
        "abe confirms the vote",
        "ann stands aside: {then: {decision: hold, standing: held, seats: {owner: abe}}}",
        "ann resumes the project",
        "bo requests build",
        "ann lends owner to dee for 5 days from 2026-11-23",
        "abe abstains: {then: {votes: {abe: abstain}}}",
        "dee votes conditional_go for ann: {condition: {owner: bo, verifier: cy, due: 9 days}}",
        "cy verifies condition 1: {then: {conditions: [met], stage: delivery.design}}",
        "bo requests check",
        "abe decides pass at check: {then: {decision: pass}}",
        "abe reopens check: {then: {called: [check]}}",
        "ann ends delegation 1",
        "bo moves to planning: {then: {visits: {planning: 2}}}",
        "ann holds the project",
        "ann kills the project: {then: {outcome: killed}}",
        "office adds eve",
        "office assigns eve to finance",
        "office grants builder to eve",
        "office revokes builder of eve",
        "office grants owner to eve",
        "office removes eve",
        "office declares holidays 2026-12-24, 2026-12-25",
        "office takes back holidays 2026-12-24",
        'office erases "Too small"',
        "office publishes next.yaml",
        "office amends the charter by charter.yaml",
        "office starts the project: {in: beta}",
        workflow=WORKFLOW,
        next=NEXT,
        charter=CHARTER,
    )
    told = {one.command for one in report.acts}
    assert told >= {verb.command for verb in VERBS}
    assert told >= {*PROJECT_ARGUMENTS} & {verb.command for verb in VERBS}


PLAINLY: Mapping[str, str] = {
    "StartProject": "{by: office, do: StartProject}",
    "SetFields": "{by: bo, do: SetFields, with: {fields: {risk: low}}}",
    "SubmitDeliverable": "{by: bo, do: SubmitDeliverable, with: {deliverable: drawing}}",
    "JudgeDeliverable": "{by: cy, do: JudgeDeliverable, with: {deliverable: drawing}}",
    "RequestGate": "{by: bo, do: RequestGate, with: {gate: build}}",
    "CastVote": "{by: [ann, abe], do: CastVote, with: {choice: go}, then: {decision: go}}",
    "TakeMove": "{by: bo, do: TakeMove, with: {to: delivery.build}}",
    "HoldProject": "{by: ann, do: HoldProject, with: {reason: A flood}}",
    "AddPerson": "{by: office, do: AddPerson, with: {person: eve}}",
    "GrantRole": "{by: office, do: GrantRole, with: {person: eve, role: owner}}",
    "AmendCalendar": "{by: office, do: AmendCalendar, with: {add: 2026-12-25, remove: []}}",
    "FoundOrganisation": "{by: office, do: FoundOrganisation, with: {person: office,"
    " handle: office, file: charter.yaml}, refused: directory.exists}",
    "Delegate": "{by: ann, do: Delegate, with: {to: dee, role: owner, until: 5 days}}",
}


def test_every_command_by_its_own_name() -> None:
    """Nothing but the names of command and arguments is needed; the rest is filled in alike."""
    report = goes(*PLAINLY.values(), workflow=WORKFLOW, charter=CHARTER)
    assert {one.command for one in report.acts} == {*PLAINLY}


def test_an_argument_that_has_the_name_of_a_key_stands_under_with() -> None:
    """`id`, `at` and their like belong to the act."""
    goes(
        "bo sets budget to EUR 5: {id: mine}",
        "bo sets budget to EUR 5: {id: mine}",
        "bo sets budget to EUR 6: {id: mine, refused: command.reused}",
        "{by: ann, do: Delegate, with: {to: dee, role: owner, until: 5 days, since: 2 days}}",
        "ann lends owner to dee for 9 days from 1 day: {refused: delegation.exists}",
        workflow=WORKFLOW,
    )


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.pattern)
def test_a_sentence_gives_arguments_that_its_command_has(verb: Verb) -> None:
    """A place without an argument would say something that nobody hears."""
    known = {*COMMANDS[verb.command], *EXTRAS.get(verb.command, {})}
    if verb.command == "SetFields":
        known |= {"field", "value"}
    assert takes(verb) | {*verb.fixed} | ({verb.rest} if verb.rest else set()) <= known


def test_what_is_filled_in_and_shortened_are_arguments() -> None:
    """A line for an argument that nothing has would be forgotten there."""
    arguments = {name for forms in COMMANDS.values() for name in forms}
    full = {f"{command}.{name}" for command, forms in COMMANDS.items() for name in forms}
    assert {*FILL} <= arguments | full
    for command, short in EXTRAS.items():
        assert {*short.values()} <= {*COMMANDS[command], "source"}
    assert {*INSTEAD.values()} <= {" ".join(_words(verb)) for verb in VERBS}


def _words(verb: Verb) -> list[str]:
    words: list[str] = []
    for one in verb.pattern.partition(" [")[0].split(" "):
        if not one.islower():
            break
        words.append(one)
    return words


def test_people_and_things_are_listed_with_commas_or_and() -> None:
    """As people write lists."""
    said = read("ann, abe and al hand in drawing, permit and plan")
    assert [word.text for word in said.actors] == ["ann", "abe", "al"]
    things = said.args["deliverable"]
    assert isinstance(things, list)
    assert [word.text for word in things] == ["drawing", "permit", "plan"]


@pytest.mark.parametrize(
    ("text", "at", "hint"),
    [
        ("", 0, "pavel requests rfp"),
        ("Pavel requests rfp", 0, "pavel requests rfp"),
        ("pavel", 5, "pavel requests rfp"),
        ("pavel, requests", 15, "pavel requests rfp"),
        ("pavel requsts rfp", 6, 'did you mean "request"?'),
        ("pavel recuses", 6, 'did you mean "stand aside"?'),
        ("ann, bob requests rfp", 9, 'did you mean "request"?'),
        ("pavel requests", 14, "NAME requests GATE"),
        ("pavel requests rfp now", 19, "NAME requests GATE"),
        ("pavel waives plan rfe", 18, "NAME waives ITEM at GATE for UNTIL"),
        ("pavel votes go at", 17, "NAME votes CHOICE [at GATE] [as SEAT] [for PRINCIPAL]"),
    ],
)
def test_a_sentence_that_can_not_be_read_is_pointed_at(text: str, at: int, hint: str) -> None:
    """At the word where it goes wrong, with what could stand there."""
    with pytest.raises(Unclear) as found:
        read(text)
    assert (found.value.at, found.value.hint) == (at, hint)


def test_the_third_person_is_for_one_and_the_plain_form_for_all() -> None:
    """Both are read after one name, so that nobody stumbles over an s."""
    assert read("ann verifies condition 1").verb == read("ann, bob verify condition 1").verb
    assert read("ann vote go").verb.command == "CastVote"


def test_dates_and_files_stand_as_people_say_them() -> None:
    """Spans count from today, also in working days; the same words are the same file."""
    workflow = shed(
        gate={**GATE, "panel": [{"role": "owner", "need": 1}]},
        fields={
            "due": {"type": "date", "by": "builder"},
            "who": {"type": "person", "by": "builder"},
        },
    )
    goes(
        "bo sets: {due: 3 working days, who: cy}",
        "{then: {fields: {due: 2026-11-26, who: cy}}}",
        "bo hands in drawing: {content: A shed}",
        "bo hands in drawing: {content: A shed, refused: deliverable.same}",
        "{by: bo, do: SubmitDeliverable, with: {deliverable: drawing, digest: A barn}}",
        "bo sets who to nobody: {refused: field.value}",
        workflow=workflow,
    )


def test_directory_commands_need_no_project() -> None:
    """They come before anything is started, and start nothing."""
    report = goes("office adds eve", "office grants owner to eve: {then: {stage: none}}")
    assert {one.command for one in report.acts} <= {*DIRECTORY_ARGUMENTS}
