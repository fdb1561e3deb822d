"""A value that a field can have, whichever: for `why`, which must name an act that works."""

from collections.abc import Mapping, Sequence
from typing import cast

from engine.canonical import Json


def sample_value(spec: Mapping[str, Json], people: Sequence[str]) -> Json:
    """Return a value for the field `spec`; None for a person when there are no `people`."""
    kind = spec["type"]
    if kind == "choice":
        return cast("Sequence[str]", spec["of"])[0]
    if kind == "choices":
        return [cast("Sequence[str]", spec["of"])[0]]
    if kind == "money":
        return f"{spec['currency']} 1"
    if kind == "person":
        return people[0] if people else None
    samples: Mapping[str, Json] = {
        "boolean": True,
        "integer": 1,
        "number": "1",
        "date": "2026-01-01",
    }
    return samples[str(kind)]
