"""What a scenario begins with: its workflow file, its charter, its people, its calendar."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast

from engine.canonical import Json
from engine.engine import Source
from engine.methodology.tables import Tables
from engine.publishing import compile_candidate
from engine.requests import Candidate

OFFICE: Final = "office"
"""Somebody who is always there."""

_CHARTER: Final[Mapping[str, Json]] = {
    "charter": 1,
    "organisation": "An organisation",
    "version": "1.0.0",
    "strength": "controlling",
    "calendar": {"zone": "Etc/UTC", "working_days": ["mon", "tue", "wed", "thu", "fri"]},
    "clock": {"confirm_after": "9999 days"},
    "roles": {
        "pmo": {"title": "Project management office"},
        "sponsor": {"title": "Executive sponsor"},
        "finance": {"title": "Finance controller"},
    },
    "registrars": ["pmo"],
    "acts": {"start_project": ["pmo", "sponsor"], "grant_project_role": ["pmo", "sponsor"]},
}
"""The usual charter; roles that the workflow file or somebody needs are added."""


class Setting(NamedTuple):
    """What a scenario begins with.

    `charter` is a part that replaces the usual one; `people` have roles of the workflow file or of
    the charter (`charter.ROLE`); `starts` is a local time, `holidays` are dates. `key`, `title`,
    `starter` and `fields` are how projects are started.
    """

    workflow: Source
    tables: Tables
    charter: Mapping[str, Json]
    people: Mapping[str, Sequence[str]]
    starts: str
    holidays: Sequence[str]
    key: str
    title: str
    starter: str
    fields: Mapping[str, Json]


def person(name: str) -> str:
    """The id of somebody in the directory; an id is left as it is."""
    return name if name.startswith("p-") else f"p-{name}"


def role_of(tables: Tables, role: str) -> tuple[str, bool]:
    """The role as it is granted, and whether in the organisation rather than in one project."""
    if role.startswith("charter."):
        return role.removeprefix("charter."), True
    known = tables["roles"].get(role)
    if known and known["charter"]:
        return known["charter"], True
    return role, False


def charter_source(setting: Setting) -> Source:
    """The charter that the organisation is founded with."""
    part = setting.charter
    roles = {**cast("Mapping[str, Json]", _CHARTER["roles"]), **_object(part, "roles")}
    needed = {one["charter"] for one in setting.tables["roles"].values() if one["charter"]}
    for held in setting.people.values():
        needed |= {one.removeprefix("charter.") for one in held if one.startswith("charter.")}
    for name in sorted(needed):
        roles.setdefault(name, {"title": name.replace("_", " ").capitalize()})
    acts = {**cast("Mapping[str, Json]", _CHARTER["acts"]), **_object(part, "acts")}
    text = json.dumps({**_CHARTER, **part, "roles": roles, "acts": acts}, indent=1)
    return Source("charter.yaml", {"charter.yaml": f"{text}\n".encode()})


def _object(part: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    return cast("Mapping[str, Json]", part.get(name, {}))


def compiled(command: str, source: Source) -> Candidate:
    """Compile a source, once for as often as it is published and verified."""
    return _compiled(command, source.root, tuple(sorted(source.files.items())))


@lru_cache(maxsize=64)
def _compiled(command: str, root: str, files: Sequence[tuple[str, bytes]]) -> Candidate:
    return compile_candidate(command, Source(root, dict(files)))
