"""Baselines: what is baselined by which approval, and in whose place."""

from collections.abc import Iterator, Mapping, Sequence

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.model_gate import Gate
from engine.methodology.validate.gates import APPROVALS, kind_of
from engine.methodology.validate.report import Subject


def approvals_at(
    gates: Mapping[str, Gate], names: Sequence[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield (gate, decision) for every approval that a `baseline_at` names, as far as it exists."""
    for name in names or ():
        gate, _, only = name.partition(".")
        if gate in gates:
            for decision, declared in gates[gate].decisions.items():
                if kind_of(decision, declared) in APPROVALS and only in ("", decision):
                    yield gate, decision


def check_baselines(subject: Subject) -> None:
    """Complain about what can't be baselined where the file says so."""
    for name, field in subject.fields.items():
        path: Path = ("fields", name, "baseline_at")
        _check_names(subject, path, field.baseline_at)
        if field.baseline_at and not field.material:
            message = f"{quoted(name)} is not material: nobody approves what they don't see"
            subject.report.add("baseline.material", path, message, "say material: true", key=True)
    for name, deliverable in subject.deliverables.items():
        _check_names(subject, ("deliverables", name, "baseline_at"), deliverable.baseline_at)
        _check_evidence(subject, name)
        _check_replaces(subject, name)
    _check_twins(subject)


def _check_names(subject: Subject, path: Path, names: Sequence[str] | None) -> None:
    for at, name in enumerate(names or ()):
        gate, _, decision = name.partition(".")
        if not subject.report.known("gate", (*path, at), gate, subject.gates) or not decision:
            continue
        declared = subject.gates[gate].decisions
        if subject.report.known("decision", (*path, at), decision, declared):
            kind = kind_of(decision, declared[decision])
            if kind is not None and kind not in APPROVALS:
                message = f"{quoted(name)} is no approval, so it baselines nothing"
                subject.report.add("baseline.approval", (*path, at), message, "name an approval")


def _check_evidence(subject: Subject, name: str) -> None:
    for at, approval in enumerate(subject.deliverables[name].baseline_at or ()):
        gate = subject.gates.get(approval.partition(".")[0])
        if gate is not None and name not in (gate.evidence or ()):
            message = f"{quoted(name)} is no evidence there: nobody approves what they don't see"
            path: Path = ("deliverables", name, "baseline_at", at)
            subject.report.add("baseline.evidence", path, message, "list it under evidence there")


def _check_replaces(subject: Subject, name: str) -> None:
    declared = subject.deliverables[name]
    path: Path = ("deliverables", name, "replaces")
    if declared.replaces is None:
        return
    if declared.baseline_at is None:
        message = "what is never baselined takes nothing's place"
        subject.report.add("replaces.never", path, message, "say baseline_at", key=True)
    if declared.replaces == name:
        message = "a deliverable can't replace itself"
        subject.report.add("replaces.itself", path, message, "remove it")
    else:
        subject.report.known("deliverable", path, declared.replaces, subject.deliverables)


def _check_twins(subject: Subject) -> None:
    """One decision baselines one version under each id."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, declared in subject.deliverables.items():
        under = declared.replaces or name
        for gate, decision in approvals_at(subject.gates, declared.baseline_at):
            other = seen.setdefault((gate, decision, under), name)
            if other != name:
                message = f"{gate}.{decision} baselines {quoted(other)} as {quoted(under)} already"
                path: Path = ("deliverables", name, "baseline_at")
                subject.report.add("baseline.twice", path, message, "name another approval")
                break
