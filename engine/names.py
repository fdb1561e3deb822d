"""The grammar of every name that stands in an entry. ASCII only, so that no look-alike passes."""

import re
from typing import Literal, NotRequired, TypedDict

_KEY = "[a-z0-9][a-z0-9._-]{0,63}"

KEY = re.compile(_KEY, re.ASCII)
"""Of a project or portfolio."""
STREAM = re.compile(f"(?:refusals/)?(?:directory|project/{_KEY}|portfolio/{_KEY})", re.ASCII)
COMMAND_ID = re.compile(r"[A-Za-z0-9._:/-]{1,128}", re.ASCII)
ORIGIN = re.compile(r"[A-Za-z0-9._/-]{1,128}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)
ID = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
DECISION = re.compile(
    r"[a-z][a-z0-9_]{0,63}(?:@[a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63}){0,15})?", re.ASCII
)
"""Of a role, field, deliverable, stage, gate, seat, decision or criterion."""
METHODOLOGY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
STAGE = re.compile(r"[a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63}){0,31}", re.ASCII)
"""The dotted address of a stage."""
PERSON = re.compile(r"p-[a-z0-9]{1,40}", re.ASCII)
VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}", re.ASCII)
TIMER = re.compile(r"(?:condition|hold|override|round|warning)/[1-9][0-9]{0,8}", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

SYSTEM = "system"
"""The actor of what the engine does by itself."""
DIRECTORY = "directory"
"""The stream of the organisation."""
ORGANISATION = "organisation"
"""The scope of the whole organisation."""


class Proof(TypedDict):
    """How the actor was known: kind "asserted", "os" (uid, host) or "ssh" (key, signature).

    `time_confirmed` is true when the actor confirmed that the clock may be far past the last entry.
    """

    kind: Literal["asserted", "os", "ssh"]
    uid: NotRequired[int]
    host: NotRequired[str]
    key: NotRequired[str]
    signature: NotRequired[str]
    time_confirmed: NotRequired[bool]
