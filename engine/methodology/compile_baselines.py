"""What the decisions of a valid methodology baseline -> their tables."""

from collections.abc import Mapping

from engine.methodology.gate_tables import Gate
from engine.methodology.model import Methodology
from engine.methodology.validate.baselines import approvals_at


def add_baselines(methodology: Methodology, compiled: Mapping[str, Gate]) -> None:
    """Add to each decision what it baselines; a decision that baselines nothing stays as it is."""
    gates = methodology.gates or {}
    fields: dict[tuple[str, str], list[str]] = {}
    versions: dict[tuple[str, str], dict[str, str]] = {}
    for name, field in (methodology.fields or {}).items():
        for approval in approvals_at(gates, field.baseline_at):
            fields.setdefault(approval, []).append(name)
    for name, deliverable in (methodology.deliverables or {}).items():
        for approval in approvals_at(gates, deliverable.baseline_at):
            versions.setdefault(approval, {})[name] = deliverable.replaces or name
    for gate, table in compiled.items():
        for decision in table["decisions"]:
            approval = gate, decision.get("chosen", decision["id"])
            if approval in fields or approval in versions:
                decision["baselines"] = {
                    "fields": fields.get(approval, []),
                    "deliverables": versions.get(approval, {}),
                }
