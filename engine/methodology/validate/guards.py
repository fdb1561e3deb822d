"""Guards: every text read and typed against the material fields."""

from collections.abc import Iterator, Mapping

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.environment import environment
from engine.methodology.guard.check import check
from engine.methodology.guard.parse import parse
from engine.methodology.guard.tree import names
from engine.methodology.guard.types import GuardError, Type
from engine.methodology.validate.report import Subject


def guards_of(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Yield every guard of the methodology with its path."""
    return ((path, text) for path, text in _guards(subject) if text is not None)


def _guards(subject: Subject) -> Iterator[tuple[Path, str | None]]:
    for spot in subject.layout.values():
        yield (*spot.path, "entry"), spot.stage.entry
        yield (*spot.path, "exit"), spot.stage.exit
    for name, move in subject.moves.items():
        yield ("moves", name, "when"), move.when
    for name, gate in subject.gates.items():
        for criterion, rule in (gate.must or {}).items():
            yield ("gates", name, "must", criterion, "when"), rule.when
        for at, seat in enumerate(gate.panel if isinstance(gate.panel, tuple) else ()):
            yield ("gates", name, "panel", at, "when"), seat.when
        yield ("gates", name, "called_when"), gate.called_when


def check_guards(subject: Subject) -> None:
    """Complain about guards that can't be read, or whose types don't go together."""
    known = environment(subject.methodology.fields)
    for path, text in guards_of(subject):
        _check_guard(subject, path, text, known)


def _check_guard(subject: Subject, path: Path, text: str, known: Mapping[str, Type]) -> None:
    try:
        tree = parse(text)
        hidden = sorted(names(tree) & set(subject.fields) - set(known))
        for name in hidden:
            message = f"{quoted(name)} is not material, so no guard may read it"
            subject.report.add("guard.not_material", path, message, "say material: true there")
        if not hidden:
            check(tree, known)
    except GuardError as error:
        for fault in error.faults:
            subject.report.add_within(
                fault.code, path, text, fault.column, fault.message, fault.hint
            )
