"""Writing `docs/methodologies/gsa-m3.md`: the file told for people, and what the playbook lacks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.gsa_m3.contents import asked, documents, meant, readiness, unproduced
from tests.gsa_m3.naming import prose, used
from tests.gsa_m3.playbook import Phase, Playbook
from tests.gsa_m3.workflow import REVIEWED, STREAMS, VERSION, filled, stage, titles

_PAGE = Path(__file__).with_suffix(".txt")


def page(book: Playbook) -> str:
    """Return the text of the page."""
    lacking = unproduced(book)
    same = sum(1 for name in lacking if meant(book, name))
    inputs = {name.casefold() for task in book.tasks for name in task.inputs}
    values = {
        "version": VERSION,
        "task_count": len(book.tasks),
        "document_count": len(documents(book)),
        "people": len({used(name) for task in book.tasks for name, _ in task.stakeholders}),
        "roles": [f"| {title} | `{role}` |" for role, title in titles().items()],
        "gates": [_gate(phase) for phase in book.phases],
        "exits": [_exits(book, phase) for phase in book.phases if phase.exits],
        "written": _written(book),
        "tasks": _tasks(book),
        "inputs": len(inputs),
        "count": len(lacking),
        "same": same,
        "outside": len(lacking) - same,
        "lacks": _lacks(book, lacking),
        "activities": sum(task.activities for task in book.tasks),
        "practices": sum(task.practices for task in book.tasks),
    }
    return filled(_PAGE, values)


def _gate(phase: Phase) -> str:
    number = phase.number
    review = f"Phase {number} progress review"
    title = review if number in REVIEWED else f"Exit of phase {number}, {phase.name.casefold()}"
    who = "the executive sponsor of the customer"
    if number == 0:
        who = "a majority of the steering committee, at least 2"
    elif number >= 3:
        who = "the executive sponsors of both sides"
    return f"| `exit_{stage(phase)}` {title} | {phase.name} | {who} |"


def _exits(book: Playbook, phase: Phase) -> str:
    questions = asked(book, phase)
    decided = ("Go/No-Go", "Steering")
    said = [
        name + ("*" if used(name) in questions and name.startswith(decided) else "")
        for name in phase.exits
    ]
    said += [f"{name}*" for name in readiness(phase).values()]
    return f"- **Phase {phase.number}**: {' · '.join(said)}"


def _written(book: Playbook) -> Sequence[str]:
    rows = []
    for one in documents(book).values():
        marks = ["●" if phase.number in one.phases else "" for phase in book.phases]
        rows.append(f"| {one.title} | {', '.join(one.tasks)} | {' | '.join(marks)} |")
    reviews = ["●" if phase.number in REVIEWED else "" for phase in book.phases]
    return [*rows, f"| Slides of the progress review | | {' | '.join(reviews)} |"]


def _tasks(book: Playbook) -> Sequence[str]:
    rows = []
    found = documents(book)
    for task in book.tasks:
        names = [found[name].title for name in dict.fromkeys(map(used, task.outputs))]
        stream = STREAMS[task.workstream]
        rows.append(
            f"| {task.id} {task.name} | {prose(task.parties)} | {stream} | {'; '.join(names)} |"
        )
    return rows


def _lacks(book: Playbook, lacking: Mapping[str, Sequence[str]]) -> Sequence[str]:
    found = documents(book)
    rows = []
    for name, tasks in lacking.items():
        same = [found[one].title for one in meant(book, name)]
        left = f"is {prose(same)}" if same else f"`{used(name)}`"
        rows.append(f"| {name} | {', '.join(tasks)} | {left} |")
    return rows
