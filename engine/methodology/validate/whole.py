"""All checks of a methodology, in order."""

from engine.methodology.places import Places
from engine.methodology.validate.baselines import check_baselines
from engine.methodology.validate.calls import check_calls
from engine.methodology.validate.declared import (
    check_deliverables,
    check_fields,
    check_ours,
    check_sizes,
    check_standing,
)
from engine.methodology.validate.duties import (
    check_adoptable,
    check_limits,
    check_override,
    check_same,
)
from engine.methodology.validate.gates import At, check_gate
from engine.methodology.validate.guards import check_guards
from engine.methodology.validate.panels import check_apart, check_panel
from engine.methodology.validate.registers import check_registers
from engine.methodology.validate.report import Subject
from engine.methodology.validate.stages import check_moves, check_stages
from engine.methodology.validate.tolerances import check_tolerances
from engine.methodology.validate.ways_out import check_ways_out


def check_methodology(subject: Subject, places: Places) -> None:
    """Put down every fault of the methodology as a whole; `places` has the addresses that exist."""
    check_sizes(subject)
    check_stages(subject)
    check_moves(subject)
    check_ways_out(subject)
    check_fields(subject)
    check_deliverables(subject)
    check_standing(subject)
    check_registers(subject)
    for name, gate in subject.gates.items():
        at = At(subject, ("gates", name), gate)
        check_gate(at)
        check_panel(at)
        check_apart(at)
        check_same(at)
        check_override(at)
    check_limits(subject)
    check_adoptable(subject)
    check_calls(subject)
    check_baselines(subject)
    check_tolerances(subject)
    check_ours(subject, places)
    # A choice without its values has no type.
    if all(fault.code != "field.option_missing" for fault in subject.report.complaints):
        check_guards(subject)
