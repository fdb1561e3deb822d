"""What the workflow file says of the playbook: documents, people, gates, and what is left out."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.gsa_m3.naming import SAME, TITLES, TWO, ident, prose, used
from tests.gsa_m3.playbook import Phase, Playbook, Task

LEADS: Mapping[str, str] = {
    "programManagement": "pmo_lead",
    "technology": "technical_lead",
    "workforce": "change_management_lead",
    "process": "functional_lead",
}
"""Who leads a workstream of the playbook."""

READINESS = " Readiness Criteria Tasks and Status"
"""How the names of the four readiness criteria of go-live end."""


class Document(NamedTuple):
    """A document: its title, who hands it in, the phases in which it is due, the tasks."""

    title: str
    by: Sequence[str]
    phases: Sequence[int]
    tasks: Sequence[str]


def documents(book: Playbook) -> Mapping[str, Document]:
    """Return every document that a task produces, by id, in the order of the tasks.

    It is due in the phases of these tasks, and in those that list it as theirs.
    """
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for task in book.tasks:
        for name in task.outputs:
            tasks[used(name)].append(task)
            names[used(name)][name] += 1
    listed = {(used(name), phase.number) for phase in book.phases for name in phase.documents}
    assert {name for name, _ in listed} <= set(tasks), "a document that no task produces"
    found = {}
    for name, by in tasks.items():
        phases = {task.phase for task in by} | {at for one, at in listed if one == name}
        title = TITLES.get(name) or names[name].most_common(1)[0][0]
        ids = list(dict.fromkeys(task.id for task in by))
        found[name] = Document(title, _hands_in(by), sorted(phases), ids)
    return found


def _hands_in(tasks: Sequence[Task]) -> Sequence[str]:
    """Return program manager and lead of the workstream, of each party that does such a task."""
    pairs = [
        (party, role)
        for task in tasks
        for party in task.parties
        for role in ("program_manager", LEADS[task.workstream])
    ]
    order = ("program_manager", *LEADS.values())
    pairs.sort(key=lambda pair: (pair[0], order.index(pair[1])))
    return list(dict.fromkeys(f"{party}_{role}" for party, role in pairs))


def due(book: Playbook, phase: int) -> Sequence[str]:
    """Return the documents that are due in a phase."""
    return [name for name, one in documents(book).items() if phase in one.phases]


def asked(book: Playbook, phase: Phase) -> Mapping[str, str]:
    """Return the exit criteria of a phase that no document meets by its name: id to text."""
    written = set(due(book, phase.number))
    return {used(name): name for name in phase.exits if used(name) not in written}


def readiness(phase: Phase) -> Mapping[str, str]:
    """Return the readiness criteria that the review of a phase looks at: id to text."""
    names = [one.removesuffix(" Tasks and Status") for one in phase.shown if READINESS in one]
    return {ident(name): name for name in names}


def people(book: Playbook) -> Mapping[str, tuple[str, Sequence[str], Sequence[str]]]:
    """Return everybody who takes part: id to name, parties and tasks."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    sides: defaultdict[str, set[str]] = defaultdict(set)
    tasks: defaultdict[str, list[str]] = defaultdict(list)
    for task in book.tasks:
        for name, parties in task.stakeholders:
            names[used(name)].add(name)
            sides[used(name)].update(parties)
            tasks[used(name)].append(task.id)
    return {
        one: (min(names[one], key=len), sorted(sides[one]), list(dict.fromkeys(tasks[one])))
        for one in names
    }


def unproduced(book: Playbook) -> Mapping[str, Sequence[str]]:
    """Return the inputs that, by their names, no task produces: name to the tasks that read it.

    Capitals make no difference.
    """
    produced = {name.casefold() for task in book.tasks for name in task.outputs}
    readers: defaultdict[str, list[str]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for task in book.tasks:
        for name in task.inputs:
            if name.casefold() not in produced:
                readers[spelled.setdefault(name.casefold(), name)].append(task.id)
    return readers


def meant(book: Playbook, name: str) -> Sequence[str]:
    """Return the documents that an input means: one under another name, two, or none."""
    written = documents(book)
    return TWO.get(ident(name)) or [one for one in (used(name),) if one in written]


def left_out(book: Playbook) -> Mapping[str, Mapping[str, str]]:
    """Return what the playbook has and the file has not: heading to name to reason."""
    return {
        "Other names": _other_names(book),
        "Read by key tasks, written by none": _outside(book),
        "Pages of a progress review": _pages(book),
        "People who take part": _others(book),
        "The rest": _rest(book),
    }


def _other_names(book: Playbook) -> Mapping[str, str]:
    names = {name for task in book.tasks for name in (*task.inputs, *task.outputs)}
    names |= {name for phase in book.phases for name in (*phase.documents, *phase.exits)}
    names |= {name for task in book.tasks for name, _ in task.stakeholders}
    found = {ident(name) for name in names} & set(SAME)
    same = {name: f"another name of {SAME[name]}" for name in found if len(name) <= 64}
    two = {name: f"two documents, {prose(TWO[name])}" for name in map(ident, names) if name in TWO}
    return dict(sorted({**same, **two}.items()))


def _outside(book: Playbook) -> Mapping[str, str]:
    readers: defaultdict[str, list[str]] = defaultdict(list)
    for name, tasks in unproduced(book).items():
        if not meant(book, name):
            readers[used(name)].extend(tasks)
    return {name: f"read by {prose(tasks)}" for name, tasks in readers.items()}


def _pages(book: Playbook) -> Mapping[str, str]:
    written = documents(book)
    phases: defaultdict[str, list[str]] = defaultdict(list)
    for phase in book.phases:
        for name in phase.shown:
            if used(name) not in written and READINESS not in name:
                phases[used(name)].append(str(phase.number))
    return {
        name: f"shown at the progress review of phase {prose(at)}" for name, at in phases.items()
    }


def _others(book: Playbook) -> Mapping[str, str]:
    kept = {"executive_sponsor", "business_owner", "program_manager", "qsmo", *LEADS.values()}
    return {
        name: f"{title}; works on {prose(tasks)}, of the {prose(sides)}"
        for name, (title, sides, tasks) in people(book).items()
        if name not in kept
    }


def _rest(book: Playbook) -> Mapping[str, str]:
    activities = sum(task.activities for task in book.tasks)
    practices = sum(task.practices for task in book.tasks)
    silent = [task for task in book.tasks if not task.outputs]
    return {
        **{
            f"key_task_{task.id.replace('.', '_')}": f"{task.name}; produces nothing"
            for task in silent
        },
        "activities": f"{activities} in all; how a key task is done",
        "best_practices": f"{practices} in all; advice",
        "inputs": "which documents a key task reads is advice too; their order is not enforced",
        "workstreams": "program, technology, workforce and process go on side by side",
        "templates": "forms to download; any form will do",
        "services_tailoring_guide": "for transaction services; the sponsor waives what isn't due",
        "glossary": "says what the words mean",
    }
