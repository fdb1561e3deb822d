"""Gates: names, criteria, and decisions whose kind allows what they do."""

from typing import NamedTuple

from engine.calendar import parse_span
from engine.methodology.diagnostics import Path, quoted
from engine.methodology.model_gate import Conditions, Criterion, Deadline, Decision, Gate, Kind
from engine.methodology.validate.report import Subject
from engine.methodology.validate.tracks import check_join, check_targets, place_of, states_of_gate

KINDS: tuple[Kind, ...] = ("go", "conditional_go", "recycle", "hold", "kill")
APPROVALS: frozenset[Kind] = frozenset({"go", "conditional_go"})

# Which kinds of decision may have which effect: the table of notation.md 1.7.
EFFECTS: dict[str, tuple[Kind, ...]] = {
    "to": ("go", "conditional_go", "recycle", "kill"),
    "stays": ("go", "conditional_go", "recycle"),
    "closes": ("go", "kill"),
    "holds": ("hold",),
}

# What a voter says instead of naming a decision.
_NO_DECISIONS = ("abstain", "recuse")


class At(NamedTuple):
    """One gate under judgement."""

    subject: Subject
    path: Path
    gate: Gate

    def complain(
        self, code: str, inner: Path, message: str, hint: str | None = None, *, key: bool = False
    ) -> None:
        """Put down a fault at `inner` of the gate."""
        self.subject.report.add(code, (*self.path, *inner), message, hint, key=key)


def kind_of(name: str, decision: Decision) -> Kind | None:
    """Return the kind of a decision; None when neither its name nor `is` says it."""
    named = next((kind for kind in KINDS if kind == name), None)
    return named or decision.is_


def spelt(gate: Gate) -> dict[str, str]:
    """Return every decision of a gate as it is voted for, with the name it is declared under.

    One whose destination is chosen stands for a decision for each: `recycle@planning`.
    """
    return {
        f"{name}@{stage}" if chosen else name: name
        for name, decision in gate.decisions.items()
        for chosen in [decision.to is not None and decision.to.word is not None]
        for stage in (decision.to.names if decision.to is not None and chosen else [""])
    }


def check_gate(at: At) -> None:
    """Complain about one gate; its panel and parties are `panels`' business."""
    subject, report, gate = at.subject, at.subject.report, at.gate
    _check_place(at)
    report.all_known("role", (*at.path, "requested_by"), gate.requested_by, subject.roles)
    report.all_known("role", (*at.path, "waived_by"), gate.waived_by, subject.roles)
    report.all_known("role", (*at.path, "recorded_by"), gate.recorded_by, subject.roles)
    report.all_known("deliverable", (*at.path, "evidence"), gate.evidence, subject.deliverables)
    evidence = frozenset(gate.evidence or ())
    for name, criterion in (gate.must or {}).items():
        if name in evidence:
            message = f"{quoted(name)} is evidence of this gate already, and a waiver names either"
            at.complain("criterion.twice", ("must", name), message, "choose another name", key=True)
        _check_criterion(at, name, criterion)
    for name, decision in gate.decisions.items():
        _check_decision(at, name, decision)
    _check_otherwise(at)
    _check_deadline(at)
    _check_open(at)


def _check_place(at: At) -> None:
    gate, layout, report = at.gate, at.subject.layout, at.subject.report
    if (gate.leaves is None) == (gate.within is None):
        message = "a gate has its place by either leaves or within"
        hint = "leaves: the stage it leads out of; within: the stages in which it can be requested"
        at.complain("gate.place", (), message, hint, key=True)
    if gate.leaves is not None:
        where = place_of((*at.path, "leaves"), gate.leaves)
        report.all_known("stage", where, gate.leaves.names, layout)
        check_join(at.subject, (*at.path, "leaves"), gate.leaves)
    report.all_known("stage", (*at.path, "within"), gate.within, layout)


def _check_criterion(at: At, name: str, criterion: Criterion) -> None:
    path: Path = ("must", name)
    if (criterion.when is None) == (criterion.ask is None):
        message = "a criterion has either a guard (when) or a question (ask)"
        at.complain("criterion.one", path, message, key=True)
        return
    if criterion.ask is not None and criterion.answered_by is None:
        message = '"answered_by" is missing: who answers the question'
        at.complain("criterion.answered_by", path, message, "panel or requester", key=True)
    if criterion.ask is None and criterion.answered_by is not None:
        message = "a guard is answered by nobody"
        at.complain("criterion.answered_by", (*path, "answered_by"), message, "remove it", key=True)
    panel = criterion.ask is not None and criterion.answered_by == "panel"
    if criterion.fails_on is not None and not panel:
        message = "only a question to the panel has several answers"
        at.complain("criterion.fails_on", (*path, "fails_on"), message, "remove it", key=True)
    if criterion.waivable is not None and panel:
        message = "a question to the panel can't be waived, whatever is said here"
        at.complain("criterion.waivable", (*path, "waivable"), message, "remove it", key=True)


def _check_decision(at: At, name: str, decision: Decision) -> None:
    path: Path = ("decisions", name)
    kind = kind_of(name, decision)
    if name in _NO_DECISIONS:
        message = f"{quoted(name)} is what a voter says instead of naming a decision"
        at.complain("decision.reserved", path, message, "choose another name", key=True)
    if kind is None:
        message, hint = f"of which kind is {quoted(name)}?", f"say is: one of {', '.join(KINDS)}"
        at.complain("decision.kind", path, message, hint, key=True)
    elif name in KINDS and decision.is_ is not None:
        message = f"a decision named {quoted(name)} is of that kind"
        at.complain("decision.kind", (*path, "is"), message, "remove it", key=True)
    _check_effect(at, name, decision, kind)
    _check_conditions(at, name, decision, kind)
    if decision.to is not None:
        states = [] if kind == "kill" else states_of_gate(at.subject, at.gate)
        check_targets(at.subject, (*at.path, *path, "to"), states, decision.to)


def _check_effect(at: At, name: str, decision: Decision, kind: Kind | None) -> None:
    path: Path = ("decisions", name)
    given = [key for key in EFFECTS if getattr(decision, key) is not None]
    if len(given) != 1:
        found = f"not {' and '.join(given)}" if given else "and this one has none"
        message = f"a decision has exactly one effect, {found}"
        allowed = [key for key, kinds in EFFECTS.items() if kind in kinds] or list(EFFECTS)
        at.complain("effect.one", path, message, f"one of {', '.join(allowed)}", key=True)
    for key in given:
        if kind is not None and kind not in EFFECTS[key]:
            allowed = [key for key, kinds in EFFECTS.items() if kind in kinds]
            message = f"a decision of the kind {kind} can't have {quoted(key)}"
            hint = f"it can have {' or '.join(allowed)}"
            at.complain("effect.kind", (*path, key), message, hint, key=True)
    if decision.review_in is not None and decision.holds is None:
        message, hint = '"review_in" has a meaning beside "holds" only', "remove it"
        at.complain("effect.review_in", (*path, "review_in"), message, hint, key=True)


def _check_conditions(at: At, name: str, decision: Decision, kind: Kind | None) -> None:
    path: Path = ("decisions", name)
    if decision.conditions is None:
        if kind == "conditional_go":
            hint = "conditions: {due_within: 60 days, lapse: {holds: true}}"
            message = "a conditional go says what is asked of its conditions"
            at.complain("conditions.missing", path, message, hint, key=True)
        return
    if kind is not None and kind != "conditional_go":
        message = f"a decision of the kind {kind} has no conditions"
        at.complain("conditions.kind", (*path, "conditions"), message, "remove it", key=True)
    layout = at.subject.layout
    to = decision.to.names if decision.to is not None and kind == "conditional_go" else ()
    for stage in to:
        if stage in layout and layout[layout[stage].first].stage.closes is not None:
            message = f"{quoted(stage)} closes the project, and nothing lapses after that"
            at.complain("conditions.closed", (*path, "to"), message, "use a go")
    _check_lapse(at, (*path, "conditions", "lapse"), decision.conditions)


def _check_lapse(at: At, path: Path, conditions: Conditions) -> None:
    lapse = conditions.lapse
    given = [key for key in ("holds", "closes", "blocks") if getattr(lapse, key) is not None]
    if len(given) != 1:
        message = "a lapse does exactly one thing: holds, closes or blocks"
        at.complain("effect.one", path, message, key=True)


def _check_otherwise(at: At) -> None:
    name, decisions = at.gate.otherwise, spelt(at.gate)
    if not at.subject.report.known("decision", (*at.path, "otherwise"), name, decisions):
        return
    if kind_of(decisions[name], at.gate.decisions[decisions[name]]) in APPROVALS:
        message = f"{quoted(name)} is an approval; a round that nothing can win doesn't approve"
        at.complain("otherwise.approval", ("otherwise",), message, "name one that is none")


def _check_open(at: At) -> None:
    """What a round falls back on is open always."""
    deadline = at.gate.deadline
    for name, decision in at.gate.decisions.items():
        falls_back = name == at.gate.otherwise or (deadline is not None and name == deadline.then)
        if decision.when is not None and falls_back:
            message = f"a round ends in {quoted(name)} when nothing else can be"
            path: Path = ("decisions", name, "when")
            at.complain("decision.when", path, message, "remove it", key=True)


def _check_warning(at: At, deadline: Deadline) -> None:
    """Complain about a warning that can't come before the deadline; of other units nobody knows."""
    if deadline.warn_in is None:
        return
    warn, within = parse_span(deadline.warn_in), parse_span(deadline.in_)
    if warn.keys() == within.keys() and sum(warn.values()) >= sum(within.values()):
        message = f"{deadline.warn_in} is not before the deadline, {deadline.in_}"
        at.complain("deadline.warn", ("deadline", "warn_in"), message, "name a shorter span")


def _check_deadline(at: At) -> None:
    deadline, decisions = at.gate.deadline, spelt(at.gate)
    if deadline is None:
        return
    tell = (*at.path, "deadline", "tell")
    at.subject.report.all_known("role", tell, deadline.tell, at.subject.roles)
    _check_warning(at, deadline)
    path = (*at.path, "deadline", "then")
    if not at.subject.report.known("decision", path, deadline.then, decisions):
        return
    declared = decisions[deadline.then]
    kind = kind_of(declared, at.gate.decisions[declared])
    if kind == "conditional_go":
        message = "a conditional go can't come by silence: nobody would have set its conditions"
        at.complain("deadline.conditional", ("deadline", "then"), message)
    elif kind == "go" and deadline.silence is None:
        message = f"{quoted(deadline.then)} is an approval: it would come by silence"
        hint = "say silence: approves beside it, if that is meant"
        at.complain("deadline.silence", ("deadline", "then"), message, hint)
    elif kind not in (None, "go") and deadline.silence is not None:
        message = f"{quoted(deadline.then)} is no approval, so silence approves nothing"
        at.complain("deadline.silence", ("deadline", "silence"), message, "remove it", key=True)
