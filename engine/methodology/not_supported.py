"""What the notation lays down and is not enforced yet: section 9 of `docs/notation.md`.

A file that uses one of these is refused with the code `not_supported` and the words given here,
instead of as a misspelling: their meaning is fixed, only the rules behind them are not written.
"""

from pydantic import BaseModel

_KEYS: dict[str, dict[str, str]] = {
    "Methodology": {
        "tracks": "a track of tailoring",
        "signed": "a vote that must be signed",
    },
    "Deliverable": {
        "personal": "a deliverable whose bytes can be erased",
    },
    "Gate": {
        "votes_shown": "a blind vote",
        "signed": "a vote that must be signed",
    },
}

# Keys that exist, with a value that is not read yet: (model, key) to (type of the value, words).
_VALUES: dict[tuple[str, str], tuple[type, str]] = {}

# Words that a key may have one day: (model, key) to them.
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Methodology", "strength"): ("supportive", "directive"),
    ("Charter", "strength"): ("supportive", "directive"),
}


def meaning(model: type[BaseModel] | None, key: str, kind: str, value: object) -> str | None:
    """Return what `key` with `value` would mean, if it is laid down but not enforced.

    `kind` is pydantic's type of the fault found there, `model` what declares the keys around it.
    """
    name = model.__name__ if model else ""
    if kind == "extra_forbidden":
        known = _KEYS.get(name, {}).get(key)
        return f"{key} ({known})" if known else None
    if value in _WORDS.get((name, key), ()):
        return f"{key}: {value}"
    expected, words = _VALUES.get((name, key), (type(None), ""))
    return f"{key} ({words})" if type(value) is expected and words else None
