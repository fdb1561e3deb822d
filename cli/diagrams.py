"""A diagram as an answer: the document, or the text as it is."""

from typing import Literal

from cli.output import Answer


def drawn(format: Literal["mermaid", "svg"], text: str) -> Answer:
    """The answer that a drawn diagram is."""
    lines = text.rstrip("\n").split("\n")
    return Answer("diagram", {"format": format, "diagram": text}, lambda: lines)
