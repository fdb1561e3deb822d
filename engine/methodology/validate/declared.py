"""Fields, deliverables, standing, and the addresses of our own choices."""

from collections.abc import Collection

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.guard.words import RESERVED_NAMES
from engine.methodology.model import Field
from engine.methodology.model_register import ItemField
from engine.methodology.validate.report import Subject

MAX_DECLARED = 500


def check_sizes(subject: Subject) -> None:
    """Complain about sections with more in them than people can oversee."""
    for section in ("roles", "fields", "deliverables", "gates"):
        declared = getattr(subject.methodology, section) or {}
        if len(declared) > MAX_DECLARED:
            message = f"{len(declared)} {section}; at most {MAX_DECLARED}"
            subject.report.add(f"limit.{section}", (section,), message, key=True)


def check_fields(subject: Subject) -> None:
    """Complain about fields: reserved names, options of other types, unknown names."""
    report = subject.report
    for name, field in subject.fields.items():
        path: Path = ("fields", name)
        if name in RESERVED_NAMES:
            message = f"{quoted(name)} has a meaning in guards, so no field can have that name"
            report.add("field.reserved", path, message, "choose another name", key=True)
        check_options(subject, path, field)
        report.all_known("role", (*path, "by"), field.by, subject.roles)
        report.all_known("stage", (*path, "in"), field.in_, subject.layout)
        leaving = (*path, "required_on_leaving")
        report.all_known("stage", leaving, field.required_on_leaving, subject.layout)


def check_options(subject: Subject, path: Path, field: Field | ItemField) -> None:
    """Complain about options that a field's type asks for or doesn't take."""
    wanted = {"money": ("currency",), "choice": ("of",), "choices": ("of",)}.get(field.type, ())
    for key, given in (("currency", field.currency), ("of", field.of)):
        if key in wanted and given is None:
            hint = "three capitals, such as EUR" if key == "currency" else "list the values"
            message = f"{quoted(key)} is missing: the field is of type {field.type}"
            subject.report.add("field.option_missing", path, message, hint, key=True)
        if key not in wanted and given is not None:
            message = f"a field of type {field.type} has no {quoted(key)}"
            subject.report.add("field.option", (*path, key), message, "remove it", key=True)


def check_deliverables(subject: Subject) -> None:
    """Complain about deliverables: unknown names."""
    report = subject.report
    for name, deliverable in subject.deliverables.items():
        path: Path = ("deliverables", name)
        report.all_known("role", (*path, "by"), deliverable.by, subject.roles)
        report.all_known("role", (*path, "accepted_by"), deliverable.accepted_by, subject.roles)
        report.all_known("stage", (*path, "in"), deliverable.in_, subject.layout)


def check_standing(subject: Subject) -> None:
    """Complain about standing: unknown names, and a kill without one effect."""
    standing, report = subject.methodology.standing, subject.report
    if standing is None:
        return
    for act, rule in (
        ("hold", standing.hold),
        ("resume", standing.resume),
        ("kill", standing.kill),
    ):
        if rule is not None:
            report.all_known("role", ("standing", act, "by"), rule.by, subject.roles)
            report.all_known("stage", ("standing", act, "in"), rule.in_, subject.layout)
    if all(rule is None for rule in (standing.hold, standing.resume, standing.kill)):
        hint = "declare hold, resume or kill, or leave the key out"
        report.add("value.length", ("standing",), "nothing is listed here", hint)
    kill = standing.kill
    if kill is None:
        return
    if (kill.closes is None) == (kill.to is None):
        message = "a kill has exactly one effect: closes, or to when closing work is due"
        report.add("effect.one", ("standing", "kill"), message, key=True)
    if kill.to is not None:
        report.known("stage", ("standing", "kill", "to"), kill.to, subject.layout)


def check_ours(subject: Subject, addresses: Collection[str]) -> None:
    """Complain about choices of our own at addresses that don't exist."""
    for address in subject.methodology.ours or {}:
        if address not in addresses:
            short = address.replace(".sequence.", ".")
            hint = (
                subject.report.near(address, addresses)
                or "an address is a way of keys: gates.g1.panel"
            )
            hint = f"did you mean {quoted(short)}?" if short in addresses else hint
            message = f"there is nothing at {quoted(address)}"
            subject.report.add("address.unknown", ("ours", address), message, hint, key=True)
