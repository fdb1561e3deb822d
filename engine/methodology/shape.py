"""One file against one model: every fault of shape and form, at its place, in words for its author.

pydantic finds the faults. This file says where each stands, gives it a stable code, and adds what
only the notation knows: the key that was meant, the key that is laid down but not enforced yet.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.methodology import not_supported
from engine.methodology.diagnostics import (
    UNKNOWN_KEY,
    Complaint,
    Path,
    did_you_mean,
    locate,
    quoted,
)
from engine.methodology.forms import KEYS, LIST
from engine.methodology.yamlsource import Source
from engine.methodology.yamlvalues import Value

MAX_FAULTS = 100

M = TypeVar("M", bound=BaseModel)

# Words that people bring along from other systems.
_INSTEAD = {
    "quorum": "need",
    "votes": "need",
    "approvers": "panel",
    "criteria": "must",
    "documents": "evidence",
    "guard": "when",
    "condition": "when",
    "target": "to",
    "name": "title",
    "label": "title",
    "approved_by": "accepted_by",
    "values": "of",
    "options": "of",
    "next": "to",
}

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
}


class _Fault(NamedTuple):
    code: str
    message: str
    hint: str | None = None


def shape(source: Source, model: type[M]) -> tuple[M | None, list[Complaint]]:
    """Return the model that `source` holds, or None and what is wrong with it.

    What lies where the YAML itself was faulty, or where nothing was written, is not reported twice.
    """
    empty = _empty(source)
    found, complaints = shape_part(source, model, (), source.value, empty)
    return (None if empty else found), empty + complaints


def shape_part(
    source: Source, model: type[M], at: Path, value: Value, empty: Sequence[Complaint] = ()
) -> tuple[M | None, list[Complaint]]:
    """Return the model that `value` is, which stands at `at` in `source`, or what is wrong with it.

    Places named in `empty` were complained of already.
    """
    blank = {complaint.path for complaint in empty}
    try:
        return model.model_validate(value, by_alias=True, by_name=False), []
    except ValidationError as error:
        details = error.errors(include_url=False)[:MAX_FAULTS]
    complaints = [_complaint(source, model, at, detail) for detail in details]
    unknown = {one.path[:-1] for one in complaints if one.code == "not_supported"}
    kept = [
        complaint
        for detail, complaint in zip(details, complaints, strict=True)
        if not source.hides(complaint.path)
        and not any(complaint.path[:length] in blank for length in range(len(complaint.path) + 1))
        # A key that is missing beside one that isn't supported belongs to what isn't supported.
        and not (detail["type"] == "missing" and complaint.path in unknown)
        # A list whose items are all faulty counts as empty.
        and not (detail["type"] == "too_short" and detail["input"])
    ]
    return None, kept


def without(source: Source, complaints: Sequence[Complaint]) -> Source:
    """Return the source without what the complaints are about."""
    paths = {one.path for one in complaints}

    def kept(value: Value, path: Path) -> Value:
        if isinstance(value, dict):
            parts = {key: (inner, (*path, key)) for key, inner in value.items()}
            return {key: kept(*part) for key, part in parts.items() if part[1] not in paths}
        if isinstance(value, list):
            return [kept(inner, (*path, at)) for at, inner in enumerate(value)]
        return value

    return source._replace(value=kept(source.value, ()))


def _empty(source: Source) -> list[Complaint]:
    """Return a complaint for each place where no value was written, or null was."""
    found: list[Complaint] = []
    waiting: list[tuple[Path, Value]] = [((), source.value)]
    while waiting and len(found) < MAX_FAULTS:
        path, value = waiting.pop()
        if value is None and not source.hides(path):
            mark = source.marks.keys.get(path) or source.marks.values[path]
            hint = "write a value, or leave the key out"
            found.append(Complaint("value.none", "error", mark, "nothing stands here", hint, path))
        elif isinstance(value, dict):
            waiting.extend(((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, at), inner) for at, inner in enumerate(value))
    return found


def _complaint(source: Source, root: type[BaseModel], at: Path, detail: ErrorDetails) -> Complaint:
    loc = tuple(part for part in detail["loc"] if part not in (LIST, KEYS))
    kind = detail["type"]
    fault = _fault(_model_at(root, loc[:-1]), {**detail, "loc": loc})
    path, mark = locate(source.marks, (*at, *loc), kind)
    return Complaint(fault.code, "error", mark, fault.message, fault.hint, path)


def _fault(model: type[BaseModel] | None, detail: ErrorDetails) -> _Fault:
    """Return the code and words for a fault; `model` declares the key, if a model does."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if meaning := not_supported.meaning(model, key, kind, value):
        return _Fault("not_supported", f"{meaning} is not enforced yet, so it is refused")
    if "fault" in context:
        return _Fault(kind, context["fault"], context["hint"])
    if kind == "extra_forbidden":
        return _unknown_key(model, key)
    if kind == "missing":
        return _missing(model, key)
    if kind in _EXPECTED:
        return _wrong_type(_EXPECTED[kind], value)
    if kind == "literal_error":
        return _wrong_word(str(context["expected"]), value)
    if kind in ("greater_than_equal", "less_than_equal"):
        least = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return _Fault("value.range", f"{_shown(value)} is out of range", f"a number of {least}")
    if kind in ("too_short", "too_long"):
        return _wrong_length(context)
    raise AssertionError(f"a fault without words: {kind}")


def _wrong_length(context: Mapping[str, Any]) -> _Fault:
    if "max_length" in context:
        return _Fault("value.length", "this list is too long", f"at most {context['max_length']}")
    return _Fault("value.length", "nothing is listed here", "list something, or leave the key out")


def _unknown_key(model: type[BaseModel] | None, key: str) -> _Fault:
    known = keys(model) if model else {}
    instead = {word: meant for word, meant in _INSTEAD.items() if meant in known}
    hint = did_you_mean(key, known, instead) or f"the keys here are {', '.join(known)}"
    return _Fault(UNKNOWN_KEY, f"unknown key {quoted(key)}", hint)


def _missing(model: type[BaseModel] | None, key: str) -> _Fault:
    if model is None:
        return _Fault("value.length", "a pair has two parties", "[panel, requester]")
    about = model.model_fields[keys(model)[key]].description or ""
    return _Fault("key.missing", f"{quoted(key)} is missing", " ".join(about.split()) or None)


def _wrong_type(expected: str, value: object) -> _Fault:
    hint = None
    if expected == "text" and isinstance(value, bool | int | Decimal):
        hint = f'quote it if it is text: "{_shown(value)}"'
    elif expected == "a whole number" and isinstance(value, Decimal):
        hint = "write it without a point"
    elif expected == "a whole number" and isinstance(value, str) and value.isdecimal():
        hint = "write it without quotes" if value.isascii() else "write the digits 0 to 9 only"
    return _Fault("value.type", f"here {expected} is expected, not {_shown(value)}", hint)


def _wrong_word(expected: str, value: object) -> _Fault:
    words = re.findall("'([^']*)'", expected)
    near = did_you_mean(value, words) if isinstance(value, str) else None
    hint = near or f"one of {', '.join(words)}"
    return _Fault("value.choice", f"{_shown(value)} can't stand here", hint)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    return "a list" if isinstance(value, list | tuple) else "keys and values"


def keys(model: type[BaseModel]) -> dict[str, str]:
    """Return the keys of a file that `model` has, each with its name in Python, in order."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _model_at(root: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model that declares the keys at `loc`; None when a list or ids stand there."""
    found: object = root
    for part in loc:
        found = _inside(found, part)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _inside(kind: object, part: str | int) -> object:
    """Return the type of what stands at `part` inside a value of the type `kind`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        name = keys(kind).get(str(part))
        return _bare(kind.model_fields[name].annotation) if name else None
    arguments = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        listed = [one for one in map(_bare, arguments) if get_origin(one) is tuple]
        keyed = [one for one in map(_bare, arguments) if one not in listed]
        return _inside((listed if isinstance(part, int) else keyed)[0], part)
    if get_origin(kind) is tuple:
        return _bare(arguments[0])
    return _bare(arguments[-1]) if arguments else None


def _bare(kind: object) -> object:
    """Return the type `kind` without what pydantic and `| None` put around it."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    options = [option for option in get_args(kind) if option is not type(None)]
    if len(options) == 1 and type(None) in get_args(kind):
        return _bare(options[0])
    return kind
