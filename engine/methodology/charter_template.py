"""The charter that a new workspace starts with."""

import json
from importlib import resources

TEMPLATE = "default_charter.yaml"


def default_charter(organisation: str, zone: str) -> bytes:
    """Return a charter for a small team, with comments; `zone` is an IANA name.

    Both texts are written so that no character of theirs can mean anything in YAML; whether they
    are acceptable is `load.load_charter`'s business.
    """
    text = resources.files(__package__).joinpath(TEMPLATE).read_text("utf-8")
    head, _, rest = text.partition(" ORGANISATION\n")
    middle, _, tail = rest.partition(" ZONE\n")
    return f"{head} {_quoted(organisation)}\n{middle} {_quoted(zone)}\n{tail}".encode()


def _quoted(text: str) -> str:
    # JSON's strings are YAML's double-quoted ones, where a surrogate pair isn't a character.
    return json.dumps(text, ensure_ascii=False)
