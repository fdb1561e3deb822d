"""Tolerances: fields that are there and can be compared, and limits that fit them."""

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.grammar import parse_leeway
from engine.methodology.model import Field
from engine.methodology.tolerance import SIDES
from engine.methodology.validate.report import Subject

COMPARED = ("integer", "number", "money", "date")


def check_tolerances(subject: Subject) -> None:
    """Complain about tolerances that compare what can't be compared."""
    for name, tolerance in (subject.methodology.tolerances or {}).items():
        path: Path = ("tolerances", name)
        forecast = _field(subject, (*path, "forecast"), tolerance.forecast)
        baseline = _field(subject, (*path, "baseline"), tolerance.baseline)
        if baseline is not None and not baseline.baseline_at:
            _complain_of_baseline(subject, (*path, "baseline"), tolerance.baseline)
        if forecast is not None and baseline is not None:
            _check_types(subject, path, forecast, baseline)
        if tolerance.over is None and tolerance.under is None:
            message = "a tolerance has a limit over, under or both"
            subject.report.add("tolerance.sides", path, message, "over: 10%", key=True)
        for side in SIDES:
            limit = getattr(tolerance, side)
            if limit is not None:
                _check_limit(subject, (*path, side), limit, forecast)


def _field(subject: Subject, path: Path, name: str) -> Field | None:
    if not subject.report.known("field", path, name, subject.fields):
        return None
    field = subject.fields[name]
    if not field.material:
        message = f"{quoted(name)} is not material, so nothing is measured by it"
        subject.report.add("tolerance.material", path, message, "say material: true there")
    return field


def _complain_of_baseline(subject: Subject, path: Path, name: str) -> None:
    message = f"{quoted(name)} is never baselined"
    subject.report.add("tolerance.baseline", path, message, "say baseline_at there")


def _check_types(subject: Subject, path: Path, forecast: Field, baseline: Field) -> None:
    if baseline.type not in COMPARED:
        message = f"a field of type {baseline.type} has no more and no less"
        hint = f"one of {', '.join(COMPARED)}"
        subject.report.add("tolerance.type", (*path, "baseline"), message, hint)
    elif (forecast.type, forecast.currency) != (baseline.type, baseline.currency):
        message = "forecast and baseline are of two types"
        subject.report.add("tolerance.type", (*path, "forecast"), message, "give both the same")


def _check_limit(subject: Subject, path: Path, text: str, forecast: Field | None) -> None:
    form, value = parse_leeway(text)
    dates = forecast is not None and forecast.type == "date"
    if forecast is not None and dates != (form == "span"):
        message = "for dates a limit is a span" if dates else "a span is a limit for dates only"
        hint = "such as 10 working days" if dates else "such as 10%"
        subject.report.add("tolerance.limit", path, message, hint)
    elif form == "field":
        name = str(value)
        field = _field(subject, path, name)
        if field is not None and field.type != "number":
            message = f"{quoted(name)} is no field of type number"
            subject.report.add("tolerance.limit", path, message, "it holds the percentage")
        elif field is not None and not field.baseline_at:
            _complain_of_baseline(subject, path, name)
