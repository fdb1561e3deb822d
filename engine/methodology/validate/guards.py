"""Guards: every text read and typed against the material fields."""

from collections.abc import Iterator

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.environment import PROJECT, Known, environment, item_environment
from engine.methodology.guard.check import check
from engine.methodology.guard.parse import parse
from engine.methodology.guard.tree import names
from engine.methodology.guard.types import GuardError
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
        for key, decision in gate.decisions.items():
            yield ("gates", name, "decisions", key, "when"), decision.when


def check_guards(subject: Subject) -> None:
    """Complain about guards that can't be read, or whose types don't go together."""
    known = environment(subject.methodology)
    for path, text in guards_of(subject):
        _check_guard(subject, path, text, known)
    for register, declared in subject.registers.items():
        known = item_environment(subject.methodology, declared)
        for name, move in (declared.moves or {}).items():
            if move.when is not None:
                path = ("registers", register, "moves", name, "when")
                _check_guard(subject, path, move.when, known, PROJECT)


def _check_guard(subject: Subject, path: Path, text: str, known: Known, prefix: str = "") -> None:
    """Complain about one guard; `prefix` stands before the project's fields in it."""
    try:
        tree = parse(text)
        read = names(tree) - set(known.names)
        hidden = [name for name in sorted(subject.fields) if f"{prefix}{name}" in read]
        for name in hidden:
            message = f"{quoted(name)} is not material, so no guard may read it"
            subject.report.add("guard.not_material", path, message, "say material: true there")
        if not hidden:
            check(tree, known.names, known.tolerances)
    except GuardError as error:
        for fault in error.faults:
            subject.report.add_within(
                fault.code, path, text, fault.column, fault.message, fault.hint
            )
