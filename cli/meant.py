"""What a misspelt name was meant to be, for a refusal of something that isn't there."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from cli.refused import Refused
from cli.session import Session
from engine.folding import PROJECT
from engine.methodology.gate_tables import Gate
from engine.methodology.spelling import did_you_mean
from engine.methodology.tables import Tables
from engine.rules.panel import ABSTAIN, RECUSE

_InLedger: TypeAlias = Callable[[Session], Iterable[str]]
_InFile: TypeAlias = Callable[[Tables], Iterable[str]]
_AtGate: TypeAlias = Callable[[Gate], Iterable[str]]


def meant(session: Session, refused: Refused) -> str | None:
    """A hint such as `did you mean "proposal"?`; None when nothing that is there is near."""
    word = refused.word or _word(refused)
    known = list(_known(session, refused)) if word else []
    # A name can be right and out of place, such as an answer beside an abstention.
    return did_you_mean(word, known) if word and word not in known else None


def _word(refused: Refused) -> str | None:
    """The name that isn't there: an argument of the command that was refused."""
    request, code = refused.request, refused.refusal.code
    if request is None:
        return None
    if code == "project.unknown":
        return request.stream.removeprefix(PROJECT)
    given = request.args.get(_ARGUMENT.get(code, ""))
    if isinstance(given, Mapping):
        # Several names at once: the one that the refusal is about stands in its sentence.
        said = refused.refusal.message.split()
        return next((name for name in given if name in said), None)
    return given if isinstance(given, str) else None


def _known(session: Session, refused: Refused) -> Iterable[str]:
    """The names that there are in place of the one that isn't."""
    request, code = refused.request, refused.refusal.code
    if code in _IN_LEDGER:
        return _IN_LEDGER[code](session)
    tables = session.engine().look(request.stream).tables if request else None
    if request is None or tables is None:
        return ()
    if code in _IN_FILE:
        return _IN_FILE[code](tables)
    gate = tables["gates"].get(str(request.args.get("gate")))
    return _AT_GATE[code](gate) if gate and code in _AT_GATE else ()


def _projects(session: Session) -> Iterable[str]:
    with session.store.read() as reader:
        return [stream.removeprefix(PROJECT) for stream in reader.streams(PROJECT)]


def _handles(session: Session) -> Iterable[str]:
    with session.store.read() as reader:
        people = [row.person for row in reader.people()]
        session.names.read(reader, people)
    return map(session.names.of, people)


def _roles(session: Session) -> Iterable[str]:
    world = session.directory()
    assert world.charter
    published = world.directory.published.values()
    return {*world.charter["roles"], *(role for one in published for role in one.roles)}


_ARGUMENT: Final[Mapping[str, str]] = {
    "answer.unknown": "answers",
    "decision.unknown": "choice",
    "deliverable.unknown": "deliverable",
    "field.unknown": "fields",
    "gate.unknown": "gate",
    "item.unknown": "item",
    "role.unknown": "role",
    "score.unknown": "scores",
    "seat.unknown": "seat",
    "stage.unknown": "to",
}
"""The argument that holds the name, by the code of the refusal."""

_IN_LEDGER: Final[Mapping[str, _InLedger]] = {
    "actor.unknown": _handles,
    "methodology.unknown": lambda session: session.directory().directory.in_force,
    "person.unknown": _handles,
    "project.unknown": _projects,
    "role.unknown": _roles,
}
_IN_FILE: Final[Mapping[str, _InFile]] = {
    "deliverable.unknown": lambda tables: tables["deliverables"],
    "field.unknown": lambda tables: tables["fields"],
    "gate.unknown": lambda tables: tables["gates"],
    "stage.unknown": lambda tables: tables["stages"],
}
_AT_GATE: Final[Mapping[str, _AtGate]] = {
    "answer.unknown": lambda gate: [one["id"] for one in gate["must"] if one["kind"] != "guard"],
    "decision.unknown": lambda gate: [*(one["id"] for one in gate["decisions"]), ABSTAIN, RECUSE],
    "item.unknown": lambda gate: [*gate["evidence"], *(one["id"] for one in gate["must"])],
    "score.unknown": lambda gate: [one["id"] for one in (gate["score"] or {"items": []})["items"]],
    "seat.unknown": lambda gate: [one["id"] for one in gate["panel"]],
}
