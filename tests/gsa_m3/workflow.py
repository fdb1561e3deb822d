"""Writing `workflows/gsa_m3.yaml`: the text, as a person would have laid it out."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.gsa_m3.contents import (
    LEADS,
    Document,
    asked,
    documents,
    due,
    left_out,
    people,
    readiness,
)
from tests.gsa_m3.naming import prose
from tests.gsa_m3.playbook import Phase, Playbook

VERSION = "1.0.0"
WIDTH = 112
REVIEWED = (1, 3, 4)
"""The phases that end with a progress review."""

STREAMS = {
    "programManagement": "program",
    "technology": "technology",
    "workforce": "workforce",
    "process": "process",
}
DECIDE = ("executive_sponsor", "business_owner", "program_manager", *LEADS.values())
SIDES = ("customer", "provider")

_FILE = Path(__file__).with_suffix(".txt")


def workflow(book: Playbook) -> str:
    """Return the text of the workflow file."""
    values = {
        "version": VERSION,
        "roles": [f"  {name}: {{title: {title}}}" for name, title in titles().items()],
        "stages": [_stage(phase) for phase in book.phases],
        "deliverables": _deliverables(book),
        "reviewed": names([stage(one) for one in book.phases if one.number in REVIEWED]),
        "gates": [line for phase in book.phases for line in _gate(book, phase)],
        "left_out": _left_out(book),
    }
    return filled(_FILE, values)


def filled(path: Path, values: Mapping[str, object]) -> str:
    """Return the text of a file with each @name@ replaced by a value, or by the lines of a list."""
    text = path.read_text("utf-8")
    for name, value in values.items():
        lines = value if isinstance(value, list) else [str(value)]
        text = text.replace(f"@{name}@", "\n".join(lines))
    assert "@" not in text, path
    return text


def scalar(text: str) -> str:
    """Return a text as YAML has it inside braces: plain where it can be."""
    word = re.fullmatch(r"[A-Za-z][^:#,\[\]{}&*!|>'\"%@`]*", text)
    return text if word else json.dumps(text, ensure_ascii=False)


def names(given: Sequence[str]) -> str:
    """Return one name, or a list of several."""
    return given[0] if len(given) == 1 else f"[{', '.join(given)}]"


def titles() -> Mapping[str, str]:
    """Return the titles of the roles."""
    plain = {one: one.replace("_", " ").capitalize() for one in DECIDE}
    plain["pmo_lead"] = "PMO lead"
    both = {f"{side}_{one}": f"{plain[one]} of the {side}" for side in SIDES for one in DECIDE}
    return {
        "steering_committee": "Member of the steering committee",
        **both,
        "qsmo": "Quality Service Management Office",
    }


def _stage(phase: Phase) -> str:
    initial = "initial: true, " if phase.number == 0 else ""
    return f'  {stage(phase)}: {{{initial}title: "Phase {phase.number}: {phase.name}"}}'


def stage(phase: Phase) -> str:
    """Return the id of the stage of a phase."""
    return phase.name.casefold()


def _deliverables(book: Playbook) -> Sequence[str]:
    """Return the documents, each under the first key task that writes it."""
    found, written = documents(book), set[str]()
    rows: list[str] = []
    for task in book.tasks:
        here = [name for name, one in found.items() if task.id in one.tasks]
        new = [name for name in here if name not in written]
        written.update(new)
        sides = prose(task.parties)
        rows.append(f"  # {task.id} {task.name} ({sides}; {STREAMS[task.workstream]})")
        rows += _wrapped("  # and anew: ", "  #   ", [one for one in here if one not in new])
        rows += [line for name in new for line in _document(book, name, found[name])]
    return rows


def _wrapped(first: str, rest: str, items: Sequence[str]) -> Sequence[str]:
    if not items:
        return []
    return textwrap.wrap(
        ", ".join(items),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
    )


def _document(book: Playbook, name: str, one: Document) -> Iterator[str]:
    phases = [stage(phase) for phase in book.phases if phase.number in one.phases]
    per = ", per: visit" if len(phases) > 1 else ""
    firm = ", waivable: false" if name == "go_no_go_criteria_for_go_live" else ""
    by = f"by: {names(one.by)}"
    where = f"in: {names(phases)}{per}{firm}}}"
    whole = f"  {name}: {{title: {scalar(one.title)}, {by}, {where}"
    if len(whole) <= WIDTH:
        yield whole
        return
    yield f"  {name}:"
    yield f"    {{title: {scalar(one.title)},"
    both = f"     {by}, {where}"
    if len(both) <= WIDTH:
        yield both
        return
    yield from _wrapped("     ", "          ", f"{by},".split(", "))
    yield f"     {where}"


def _gate(book: Playbook, phase: Phase) -> Sequence[str]:
    review = f"Phase {phase.number} progress review" if phase.number in REVIEWED else None
    title = review or f"Exit of phase {phase.number}, {phase.name.casefold()}"
    return [
        f"  exit_{stage(phase)}:",
        f"    title: {title}",
        f"    leaves: {stage(phase)}",
        f"    requested_by: {names(_requesters(phase))}",
        "    evidence:",
        *(f"      - {name}" for name in due(book, phase.number)),
        *(["      - progress_review"] if review else []),
        *_must(book, phase),
        "    panel:",
        *(f"      - {{{seat}}}" for seat in _panel(phase)),
        "    waived_by: customer_executive_sponsor",
        "    decisions:",
        *_decisions(book, phase),
        "",
    ]


def _requesters(phase: Phase) -> Sequence[str]:
    return [f"{side}_program_manager" for side in (SIDES if phase.number >= 3 else SIDES[:1])]


def _must(book: Playbook, phase: Phase) -> Sequence[str]:
    """Return the exit criteria; those that speak of a decision are asked of those who take it."""
    rows = []
    for name, text in {**readiness(phase), **asked(book, phase)}.items():
        decided = name in readiness(phase) or text.startswith(("Go/No-Go", "Steering"))
        whom = "panel" if decided else "requester"
        said = (f'{{ask: "{text}?",', f"answered_by: {whom}}}")
        whole = f"      {name}: {' '.join(said)}"
        long = [f"      {name}:", f"        {said[0]}", f"         {said[1]}"]
        rows += [whole] if len(whole) <= WIDTH else long
    return ["    must:", *rows] if rows else []


def _panel(phase: Phase) -> Sequence[str]:
    if phase.number == 0:
        return (
            "role: steering_committee, need: majority of electorate, at_least: 2",
            "role: customer_executive_sponsor, advisory: true",
        )
    sides = SIDES if phase.number >= 3 else SIDES[:1]
    return (
        *(f"role: {side}_executive_sponsor, need: 1" for side in sides),
        *(f"role: {side}_business_owner, advisory: true" for side in sides),
        *(("role: qsmo, advisory: true",) if phase.number == 2 else ()),
    )


def _decisions(book: Playbook, phase: Phase) -> Sequence[str]:
    following = [stage(one) for one in book.phases if one.number == phase.number + 1]
    to = following[0] if following else "closed"
    if phase.number == 4:
        return (
            "      stop:                {is: kill, closes: stopped}",
            "      no_go:               {is: recycle, stays: true}",
            f"      go_with_mitigations: {{is: conditional_go, to: {to},",
            "                            conditions: {due_within: 60 days, lapse: {holds: true}}}",
            f"      go:                  {{to: {to}}}",
            "    otherwise: no_go",
        )
    return (
        "      stop:    {is: kill, closes: stopped}",
        "      rework:  {is: recycle, stays: true}",
        f"      proceed: {{is: go, to: {to}}}",
        "    otherwise: rework",
    )


def _left_out(book: Playbook) -> Sequence[str]:
    rows: list[str] = []
    for heading, found in left_out(book).items():
        rows.append(f"  # {heading}")
        for name, reason in found.items():
            text = f"{name}: {reason}"
            rows += textwrap.wrap(
                text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False
            )
    return rows


def used_people(book: Playbook) -> Sequence[str]:
    """Return the people of the playbook who have a role in the file."""
    return [one for one in people(book) if one in DECIDE or one == "qsmo"]
