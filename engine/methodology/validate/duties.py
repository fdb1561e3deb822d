"""Who must be the same and how often somebody may decide: bound duties, and limits over gates."""

from engine.methodology.diagnostics import Path
from engine.methodology.grammar import parse_party
from engine.methodology.layout import leaves_of
from engine.methodology.validate.gates import At, kind_of
from engine.methodology.validate.panels import check_party
from engine.methodology.validate.report import Subject


def check_same(at: At) -> None:
    """Complain about pairs that bind no seat to the voters of another gate."""
    for index, pair in enumerate(at.gate.same or ()):
        path: Path = ("same", index)
        first, second = parse_party(pair[0]), parse_party(pair[1])
        check_party(at, (*path, 0), first)
        check_party(at, (*path, 1), second)
        if first["kind"] not in ("panel", "seat"):
            at.complain("same.order", (*path, 0), "a bound duty begins with panel or seat NAME")
        if second["kind"] != "voters":
            message = "a duty is bound to the voters of another gate"
            at.complain("same.order", (*path, 1), message, "write voters at GATE")


def check_override(at: At) -> None:
    """Complain about an override that names nobody, or of a gate that leads nowhere."""
    override, report, layout = at.gate.override, at.subject.report, at.subject.layout
    if override is None:
        return
    for key, roles in (("by", override.by), ("reviewed_by", override.reviewed_by)):
        report.all_known("role", (*at.path, "override", key), roles, at.subject.roles)
    decisions = at.gate.decisions.items()
    going = [one.to.names for name, one in decisions if one.to and kind_of(name, one) == "go"]
    if not all(set(names) <= set(layout) for names in going):
        return
    closing = [any(layout[layout[to].first].stage.closes for to in names) for names in going]
    if all(closing):
        message = "an override takes a go that leads to a stage and doesn't close the project"
        at.complain("override.none", ("override",), message, "this gate has none", key=True)


def check_adoptable(subject: Subject) -> None:
    """Complain about stages that don't exist, or in which a project would come in closed."""
    for at, name in enumerate(subject.methodology.adoptable or ()):
        path: Path = ("adoptable", at)
        if subject.report.known("stage", path, name, subject.layout):
            closing = [one for one in leaves_of(subject.layout, [name]) if closes(subject, one)]
            if closing:
                message = f"{closing[0]} closes the project; nothing that is over comes in"
                subject.report.add("adoptable.closed", path, message)


def closes(subject: Subject, stage: str) -> bool:
    """Whether entering `stage` closes a project."""
    return subject.layout[stage].stage.closes is not None


def check_limits(subject: Subject) -> None:
    """Complain about limits of gates that don't exist, or that never bind."""
    for name, limit in (subject.methodology.limits or {}).items():
        path: Path = ("limits", name)
        subject.report.all_known("gate", (*path, "gates"), limit.gates, subject.gates)
        if limit.at_most >= len(limit.gates):
            message = f"{limit.at_most} of {len(limit.gates)} gates keeps nobody out"
            subject.report.add("limit.idle", (*path, "at_most"), message, "name a smaller number")
