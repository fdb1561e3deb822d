"""A scenarios file is read as strictly as a workflow file: every fault at its place, at once."""

import pytest

from engine.methodology.diagnostics import line
from engine.methodology.sources import InvalidSource
from engine.requests import Source
from engine.scenarios.load import Files, load
from tests.support.scenes import HEAD, NAME, PLAIN, book, read, text_of
from tests.support.sheds import shed

FIRST = HEAD.count("\n") + 5
"""The line of the first act."""


def faults(text: str) -> list[str]:
    """Return the faults of a file, each with its place in the file."""
    with pytest.raises(InvalidSource) as found:
        read(text)
    return [line(one).removeprefix(f"{NAME}:") for one in found.value.faults]


def of_act(act: str) -> str:
    """Return the one fault of a file with one act, and its column, without its path."""
    (only,) = faults(text_of({"one": [act]}))
    row, column, rest = only.split(":", 2)
    assert int(row) == FIRST
    words = rest.strip()
    return f"{int(column) - 8}: {words.partition(': ')[2] if words.startswith('scen') else words}"


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        ("17", "1: an act is a sentence, or keys and values; such as: pavel requests rfp: {r"),
        ("bo requsts build", '4: nobody can "requst"; did you mean "request"?'),
        ("bo requests", "12: GATE is missing here; NAME requests GATE"),
        ("bo requests build: yes", "20: here keys and values are expected; such as: pavel reque"),
        ("bo requests build:", "1: nothing stands here; write a value, or leave the key out"),
        ("bo requests buld", '13: there is no gate "buld"; did you mean "build"?'),
        ("be requests build", '1: nobody here is called "be"'),
        ("bo hands in drawin", '13: there is no deliverable "drawin"; did you mean "drawing"?'),
        ("bo sets: {bugdet: EUR 5}", '1: there is no field "bugdet"; did you mean "budget"?'),
        ("bo logs rsk Leaks", '9: there is no register "rsk"'),
        ("bo moves to delivry", '13: there is no stage "delivry"; did you mean "delivery"?'),
        ("ann votes hodl", '11: no gate has the decision "hodl"; did you mean "hold"?'),
        ("ann votes go as ownr", '17: no gate has the seat "ownr"; did you mean "owner"?'),
        ("ann votes go for abbe", '18: nobody here is called "abbe"; did you mean "abe"?'),
        (
            "bo requests build: {refusd: apart}",
            '21: RequestGate takes no "refusd"; did you mean "refused"?',
        ),
        (
            "bo requests build: {refused: aprt}",
            '30: no refusal has the code "aprt"; did you mean "apart"?',
        ),
        (
            "{then: {stge: planning}}",
            '9: "stge" is nothing that can be expected; did you mean "stage"?',
        ),
        ("{after: soon}", "9: 'soon' is not a duration; write 10 working days, 30 days, 2 week"),
        ("{at: 2026-02-30}", "6: '2026-02-30': there is no such date or time"),
        (
            "{by: bo, do: RequstGate}",
            '14: there is no command "RequstGate"; did you mean "RequestGate"?',
        ),
        ("{by: bo}", '1: "do" is missing; The command, as docs/ledger.md names it.'),
        ("{in: beta}", "1: nothing happens here; such as: pavel requests rfp: {refused: eviden"),
        ("office publishes other.yaml", '18: there is no file "other.yaml"'),
    ],
)
def test_a_faulty_act_is_pointed_at(act: str, fault: str) -> None:
    """With the column of the word that is wrong, and with what was meant."""
    assert of_act(act)[: len(fault)] == fault


def test_what_stands_beside_a_sentence_belongs_into_it() -> None:
    """A missing indentation would change the meaning without a word."""
    text = text_of({"one": ["bo requests build:", "{after: 1 day}"]})
    (fault, *_) = faults(
        text.replace("build:\n", "build:\n          id: x\n        refused: apart\n")
    )
    assert "this stands beside a sentence; indent it, so that it belongs to the sentence" in fault


def test_every_fault_is_told_at_once() -> None:
    """Also of different kinds, in the order of the file."""
    found = faults(
        "notation: 2\npeople: {Ann: owner}\nscenario: {}\nscenarios:\n  one:\n    acts:\n"
        "      - ann requests\n      - {after: x}\n"
    )
    assert [one.split(":")[0] for one in found] == ["1", "2", "3", "5", "7", "8"]


def test_unknown_names_may_stand_where_they_must_be_refused() -> None:
    """That the rules refuse them is worth a scenario, too."""
    book(
        "bo requests buld: {refused: gate.unknown}",
        "nobody2 requests build: {refused: actor.unknown}",
        "bo moves to nowhere: {refused: stage.unknown}",
    )


@pytest.mark.parametrize(
    ("scenarios", "fault"),
    [
        ({"one": ["follows: two", "{after: 1 day}"]}, 'there is no scenario "two"'),
        (
            {"one": ["follows: two", "{after: 1 day}"], "two": ["follows: one", "{after: 1 day}"]},
            "scenarios follow each other in a circle",
        ),
    ],
)
def test_what_is_followed_is_there_and_comes_to_a_beginning(
    scenarios: dict[str, list[str]], fault: str
) -> None:
    """Else it could never be played."""
    assert fault in faults(text_of(scenarios))[0]


def test_the_scenario_to_be_shown_is_the_first_unless_another_is_named() -> None:
    """It must be there."""
    text = text_of({"one": ["{after: 1 day}"], "other": ["{after: 1 day}"]})
    assert read(text).demo == "one"
    assert read(f"demo: other\n{text}").demo == "other"
    assert faults(f"demo: oter\n{text}") == [
        '1:7: demo: there is no scenario "oter"; did you mean "other"?'
    ]


def test_the_scene_is_set_where_a_scenario_begins() -> None:
    """Other people, or another time, in the middle of a story would contradict its beginning."""
    text = text_of({"one": ["{after: 1 day}"], "two": ["follows: one", "{after: 1 day}"]})
    found = faults(
        text.replace("  two:\n", "  two:\n    starts: 2026-12-01\n    people: {eve: []}\n")
    )
    assert [one.partition("two.")[2] for one in found] == [
        "starts: this is settled by the scenario that is followed; leave it out",
        "people: this is settled by the scenario that is followed; leave it out",
    ]


def test_roles_are_roles_of_the_workflow_file_or_of_the_charter() -> None:
    """And who starts projects is somebody."""
    head = "notation: 1\npeople: {ann: ownr, bo: charter.sponsor}\nproject: {by: eve}\n"
    found = faults(text_of({"one": ["{after: 1 day}"]}, head))
    assert found == [
        '2:15: people.ann: there is no role "ownr"; did you mean "owner"?',
        '3:15: project.by: "eve" is nobody here',
    ]
    own = HEAD + "charter: {roles: {auditor: {title: Auditor}}}\n"
    book("{after: 1 day}", head=own.replace("dee: []", "dee: charter.auditor"))


def test_a_faulty_charter_is_a_fault() -> None:
    """What is said of the charter is read as in a charter."""
    (fault,) = faults(text_of({"one": ["{after: 1 day}"]}, HEAD + "charter: {calendr: {}}\n"))
    assert fault.endswith('charter.calendr: unknown key "calendr"; did you mean "calendar"?')


def test_without_a_workflow_file_nothing_can_be_played() -> None:
    """It stands beside, by the same name or by the one that is given."""
    with pytest.raises(InvalidSource) as found:
        load(Files(NAME, text_of({"one": ["{after: 1 day}"]}).encode(), None, {}))
    assert 'no workflow file "shed.yaml" beside this one' in found.value.complaints[0]


def test_a_workflow_file_with_faults_is_told_with_its_own_places() -> None:
    """The scenarios are not blamed for it."""
    broken = Source("shed.yaml", {"shed.yaml": shed(gate=PLAIN, version="1").encode()})
    with pytest.raises(InvalidSource) as found:
        load(Files(NAME, text_of({"one": ["{after: 1 day}"]}).encode(), broken, {}))
    assert found.value.complaints[0].startswith("shed.yaml:")


def test_whatever_the_bytes_nothing_but_complaints_comes_out() -> None:
    """A file may be anything."""
    for data in (b"", b"\xff", b"[]", b"scenarios: []", b"scenarios: {one: {acts: 3}}", b"{"):
        with pytest.raises(InvalidSource):
            load(Files(NAME, data, None, {}))
