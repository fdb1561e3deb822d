"""Words for the values that stand in entries."""

from collections.abc import Mapping
from typing import Final

PROOFS: Final[Mapping[str, str]] = {
    "asserted": "asserted, not authenticated",
    "os": "operating system user",
    "ssh": "signed",
}
"""The proof level of an act, in words that say what it is worth."""

HOW: Final[Mapping[str, str]] = {
    "decided": "by its votes",
    "otherwise": "because no other decision could win",
    "deadline": "by its deadline",
    "silence": "by silence at its deadline",
    "withdrawn": "withdrawn",
    "voided": "void",
}
"""How a round ended."""
