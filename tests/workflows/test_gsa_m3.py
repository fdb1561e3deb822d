"""The M3 Playbook as a workflow file: written by a script, and nothing dropped on the way."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.gsa_m3.contents import documents, meant, people, readiness, unproduced
from tests.gsa_m3.make import PAGE, WORKFLOW, report
from tests.gsa_m3.naming import ident, used
from tests.gsa_m3.page import page
from tests.gsa_m3.playbook import PAGES, Playbook, front_matter, read_playbook
from tests.gsa_m3.workflow import REVIEWED, stage, used_people, workflow
from tests.workflows.shipped import sheet, tables

BOOK = read_playbook()


@pytest.mark.parametrize(("path", "write"), [(WORKFLOW, workflow), (PAGE, page)])
def test_the_file_and_its_page_are_as_the_script_writes_them(path: Path, write: object) -> None:
    """Nobody edits them by hand: `python -m tests.gsa_m3.make` writes both."""
    assert callable(write)
    assert path.read_text("utf-8") == write(BOOK)


def test_the_playbook_is_read_whole() -> None:
    """Everything is there as often as a person counted it on the pages."""
    told = sheet("gsa_m3")
    counted = {
        stage(phase): {
            "number": phase.number,
            "tasks": sum(1 for task in BOOK.tasks if task.phase == phase.number),
            "documents": len(phase.documents),
            "shown": len(phase.shown),
            "exits": len(phase.exits),
        }
        for phase in BOOK.phases
    }
    assert counted == told["phases"]
    assert len(BOOK.tasks) == told["tasks"]
    assert Counter(task.workstream for task in BOOK.tasks) == told["workstreams"]
    parties = Counter("shared" if len(one.parties) == 2 else one.parties[0] for one in BOOK.tasks)
    assert parties == told["parties"]
    assert len({name.casefold() for task in BOOK.tasks for name in task.inputs}) == told["inputs"]
    assert len({name.casefold() for task in BOOK.tasks for name in task.outputs}) == told["outputs"]
    assert sum(task.activities for task in BOOK.tasks) == told["activities"]
    assert sum(task.practices for task in BOOK.tasks) == told["practices"]
    assert list(REVIEWED) == told["progress_reviews"]


def test_a_key_that_is_there_twice_is_read_twice() -> None:
    """Task 2.1 has two lists of activities under one key; a plain reader drops the first."""
    path = PAGES / "keyTask" / "2.1.md"
    plain = yaml.safe_load(path.read_text("utf-8").split("\n---")[0])["activitiesGroups"]
    assert [len(group["activities"]) for group in plain] == [4]
    groups = front_matter(path)["activitiesGroups"]
    assert [len(group["activities"]) for group in groups] == [5, 4]


def test_the_inputs_that_no_task_produces_are_reported() -> None:
    """Each by name: as another name of a document, or as left out."""
    lacking = unproduced(BOOK)
    left_out = tables("gsa_m3")["left_out"]
    assert len(lacking) == sheet("gsa_m3")["inputs_that_no_task_produces"]
    told = report(BOOK)
    for name, tasks in lacking.items():
        assert f"  {name} ({', '.join(tasks)})" in told
        assert meant(BOOK, name) or used(name) in left_out, name


def test_every_name_of_the_playbook_is_in_the_file_or_left_out() -> None:
    """Documents, inputs, exit criteria, what reviews show, people: nothing is dropped silently."""
    all_ = tables("gsa_m3")
    here = {*all_["deliverables"], *all_["left_out"]}
    here |= {one["id"] for gate in all_["gates"].values() for one in gate["must"]}
    here |= {role.partition("_")[2] for role in all_["roles"]} | {"qsmo"}
    missing = {name for name in names(BOOK) if not {ident(name), used(name)} & here}
    shown = {one for phase in BOOK.phases for one in phase.shown if ident(one) in missing}
    assert missing == set()
    assert shown == set()


def names(book: Playbook) -> Iterator[str]:
    """Yield every name; that of a readiness criterion without `Tasks and Status`."""
    for task in book.tasks:
        yield from (*task.inputs, *task.outputs)
        yield from (name for name, _ in task.stakeholders)
    for phase in book.phases:
        yield from (*phase.documents, *phase.exits)
        yield from (name.removesuffix(" Tasks and Status") for name in phase.shown)


def test_a_document_is_due_where_it_is_written_or_listed() -> None:
    """At the end of each phase whose tasks write it, or whose page lists it; nowhere else."""
    all_ = tables("gsa_m3")
    for phase in BOOK.phases:
        tasks = [task for task in BOOK.tasks if task.phase == phase.number]
        due = {used(name) for task in tasks for name in task.outputs}
        due |= {used(name) for name in phase.documents}
        evidence = set(all_["gates"][f"exit_{stage(phase)}"]["evidence"])
        assert evidence - {"progress_review"} == due, phase
        assert ("progress_review" in evidence) == (phase.number in REVIEWED)
        for name in due:
            assert stage(phase) in all_["deliverables"][name]["stages"]


def test_a_document_is_handed_in_by_the_parties_of_its_tasks() -> None:
    """What only the customer does, only the customer hands in."""
    for name, one in documents(BOOK).items():
        tasks = [task for task in BOOK.tasks if task.id in one.tasks]
        sides = {party for task in tasks for party in task.parties}
        by = tables("gsa_m3")["deliverables"][name]["by"]
        assert {role.partition("_")[0] for role in by} == sides, name


def test_each_phase_ends_by_its_exit_criteria() -> None:
    """A document or a question for each, and the four readiness criteria of go-live."""
    for phase in BOOK.phases:
        gate = tables("gsa_m3")["gates"][f"exit_{stage(phase)}"]
        asked = {one["id"] for one in gate["must"]}
        exits = {used(name) for name in phase.exits}
        assert exits <= asked | set(gate["evidence"]), phase
        assert asked == exits - set(gate["evidence"]) | set(readiness(phase)), phase


def test_the_criteria_of_go_live_are_frozen_after_phase_3() -> None:
    """They are approved in one phase and applied in the next, and nobody edits them between."""
    one = tables("gsa_m3")["deliverables"]["go_no_go_criteria_for_go_live"]
    assert (one["stages"], one["waivable"]) == (["engagement"], False)


def test_both_sides_decide_from_phase_3_on() -> None:
    """Governance is integrated there: both sponsors must agree."""
    for phase in BOOK.phases:
        panel = tables("gsa_m3")["gates"][f"exit_{stage(phase)}"]["panel"]
        voting = [seat["role"] for seat in panel if not seat["advisory"]]
        if phase.number >= 3:
            assert voting == ["customer_executive_sponsor", "provider_executive_sponsor"]
        else:
            assert [one for one in voting if one and one.startswith("provider")] == []


def test_those_who_have_no_role_in_the_file_are_left_out_by_name() -> None:
    """Of everybody the playbook names."""
    left_out = set(tables("gsa_m3")["left_out"])
    assert set(people(BOOK)) - set(used_people(BOOK)) - left_out == set()
