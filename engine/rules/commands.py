"""The commands: what someone asks, imperative, and the form of their arguments.

A command's arguments are plain JSON, closed: every argument is present and none else. `ARGUMENTS`
is the whole grammar; `malformed` checks a command against it, before any rule is asked. Texts are
commitments by the time they get here (docs/ledger.md section 3); `TEXTS` names their kinds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from engine.canonical import Json
from engine.names import COMMAND_ID, DIRECTORY, SYSTEM, Proof
from engine.rules.forms import (
    is_bools,
    is_conditions,
    is_date,
    is_dates,
    is_decision,
    is_digest,
    is_fields,
    is_id,
    is_instant,
    is_integers,
    is_mapping,
    is_methodology,
    is_people,
    is_person,
    is_positive,
    is_scope,
    is_size,
    is_stage,
    is_stages,
    is_text,
    is_timer,
    is_verdict,
    is_version,
    or_null,
)


class Command(NamedTuple):
    """A command as it reaches the rules: id, type, arguments, who asks and how that is known."""

    id: str
    type: str
    args: Mapping[str, Json]
    actor: str
    proof: Proof


Form = Callable[[object], bool]

_ROUND: Mapping[str, Form] = {"gate": is_id, "round": is_positive}
_ITEM: Mapping[str, Form] = {"register": is_id, "item": is_positive}

DIRECTORY_ARGUMENTS: Mapping[str, Mapping[str, Form]] = {
    "FoundOrganisation": {
        "source": is_digest,
        "compiled": is_digest,
        "version": is_version,
        "person": is_person,
        "handle": is_text,
        "name": is_text,
    },
    "AmendCharter": {"version": is_version, "source": is_digest, "compiled": is_digest},
    "AmendCalendar": {"add": is_dates, "remove": is_dates},
    "AddPerson": {"person": is_person, "handle": is_text, "name": is_text},
    "RemovePerson": {"person": is_person, "reason": is_text},
    "AssignDepartment": {"person": is_person, "department": is_id},
    "GrantRole": {"person": is_person, "role": is_id, "scope": is_scope},
    "RevokeRole": {"person": is_person, "role": is_id, "scope": is_scope},
    "Delegate": {
        "to": is_person,
        "role": is_id,
        "scope": is_scope,
        "since": is_date,
        "until": is_date,
        "reason": is_text,
    },
    "EndDelegation": {"delegation": is_positive, "reason": is_text},
    "PublishMethodology": {
        "methodology": is_methodology,
        "version": is_version,
        "source": is_digest,
        "compiled": is_digest,
    },
    "EraseText": {"commitment": is_digest, "reason": is_text},
}

_VOTE: Mapping[str, Form] = {
    **_ROUND,
    "choice": is_decision,
    "seat": or_null(is_id),
    "principal": is_person,
    "answers": is_bools,
    "scores": is_integers,
    "conditions": is_conditions,
    "comment": or_null(is_text),
    "dissent": or_null(is_text),
    "material": is_digest,
}

PROJECT_ARGUMENTS: Mapping[str, Mapping[str, Form]] = {
    "StartProject": {"methodology": is_digest, "fields": is_mapping, "title": is_text},
    "AdoptProject": {
        "methodology": is_digest,
        "stages": is_stages,
        "fields": is_mapping,
        "title": is_text,
        "digest": is_digest,
        "size": is_size,
        "name": is_text,
        "reason": is_text,
    },
    "SetFields": {"fields": is_fields},
    "SubmitDeliverable": {
        "deliverable": is_id,
        "digest": is_digest,
        "size": is_size,
        "name": is_text,
        "authors": is_people,
    },
    "JudgeDeliverable": {
        "deliverable": is_id,
        "digest": is_digest,
        "verdict": is_verdict,
        "comment": or_null(is_text),
    },
    "TakeMove": {"to": is_stage},
    "RequestGate": {"gate": is_id, "answers": is_bools},
    "CastVote": _VOTE,
    "DecideGate": _VOTE,
    "RecordVote": {"voter": is_person, "minutes": is_digest, **_VOTE},
    "ConfirmVote": {**_ROUND, "vote": is_digest},
    "ContestVote": {**_ROUND, "vote": is_digest, "reason": is_text},
    "RequestOverride": {"gate": is_id, "decision": is_decision, "reason": is_text},
    "ConfirmOverride": {"override": is_positive, "reason": is_text},
    "ReviewOverride": {"override": is_positive, "reason": is_text},
    "ReopenGate": {"gate": is_id, "reason": is_text},
    "WithdrawRequest": {**_ROUND, "reason": is_text},
    "WaiveItem": {"gate": is_id, "item": is_id, "until": is_date, "reason": is_text},
    "VerifyCondition": {"condition": is_positive, "reason": is_text},
    "AddItem": {"register": is_id, "title": is_text, "fields": is_mapping},
    "SetItem": {**_ITEM, "title": or_null(is_text), "fields": is_mapping},
    "MoveItem": {**_ITEM, "to": is_id, "comment": or_null(is_text)},
    "HoldProject": {"reason": is_text},
    "ResumeProject": {"reason": is_text},
    "KillProject": {"reason": is_text},
}

SYSTEM_ARGUMENTS: Mapping[str, Mapping[str, Form]] = {
    "FollowDirectory": {},
    "FollowCalendar": {},
    "FireTimer": {"timer": is_timer, "due": is_instant},
}

PUBLISHING = ("FoundOrganisation", "AmendCharter", "PublishMethodology")
"""Commands that bring files: what they are compiled to is the world's candidate."""

STARTING = ("StartProject", "AdoptProject")
"""Commands with which a project begins: the methodology they name is looked up for them."""

OWN_IDS = "system/"
"""How the ids of the engine's own commands begin; nobody else's may."""

TEXTS: Mapping[str, str] = {
    "handle": "handle",
    "name": "name",
    "reason": "reason",
    "comment": "comment",
    "dissent": "dissent",
    "title": "title",
    "text": "condition",
}
"""Argument names that hold texts, and the kind of text each is."""


def malformed(command: Command) -> str | None:
    """Return what is wrong with the form of a person's or the system's command, or None."""
    forms = _forms(command)
    if forms is None:
        return f"there is no command {command.type!r}"
    if not COMMAND_ID.fullmatch(command.id):
        return "a command id is 1 to 128 letters, digits and . _ : / -"
    if command.actor != SYSTEM and command.id.startswith(OWN_IDS):
        return f"ids that begin with {OWN_IDS} are the engine's own"
    missing = sorted(forms.keys() - command.args.keys())
    unknown = sorted(command.args.keys() - forms.keys())
    if missing:
        return f"{command.type} needs {', '.join(missing)}"
    if unknown:
        return f"{command.type} takes no {', '.join(unknown)}"
    for name, form in forms.items():
        if not form(command.args[name]):
            return f"{name} of {command.type} can't be {command.args[name]!r:.60}"
    if command.type == "FoundOrganisation" and command.args["person"] != command.actor:
        return "whoever founds the organisation is its first person"
    if command.type == "SetItem" and not (command.args["title"] or command.args["fields"]):
        return "SetItem sets a field or the title"
    return None


def misplaced(stream: str, type_: str) -> str | None:
    """Return why a command of this type has no form on `stream`, or None."""
    if (stream == DIRECTORY) != (type_ in DIRECTORY_ARGUMENTS):
        return f"{type_} is no command on {stream}"
    if stream != DIRECTORY and not stream.startswith("project/"):
        return f"{stream} takes no commands"
    return None


def _forms(command: Command) -> Mapping[str, Form] | None:
    if command.actor == SYSTEM:
        return SYSTEM_ARGUMENTS.get(command.type)
    return PROJECT_ARGUMENTS.get(command.type) or DIRECTORY_ARGUMENTS.get(command.type)


def texts(args: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (path, kind, value) for every text in `args`: the plain text, or its commitment.

    Paths are those of docs/ledger.md section 3: `reason`, `conditions/0/text`.
    """
    for name in sorted(args, key=str):
        value = args[name]
        if name in TEXTS and isinstance(value, str):
            yield f"{prefix}{name}", TEXTS[name], value
        elif name == "conditions" and isinstance(value, list | tuple):
            for index, item in enumerate(cast("Sequence[Json]", value)):
                if isinstance(item, Mapping):
                    yield from texts(item, f"{prefix}{name}/{index}/")


def replace_texts(
    args: Mapping[str, Json], new: Mapping[str, str], prefix: str = ""
) -> dict[str, Json]:
    """Return `args` with the text at each path replaced by `new[path]`."""
    result: dict[str, Json] = dict(args)
    for name, value in args.items():
        if f"{prefix}{name}" in new:
            result[name] = new[f"{prefix}{name}"]
        elif name == "conditions" and isinstance(value, list | tuple):
            result[name] = [
                replace_texts(item, new, f"{prefix}{name}/{index}/")
                if isinstance(item, Mapping)
                else item
                for index, item in enumerate(cast("Sequence[Json]", value))
            ]
    return result
