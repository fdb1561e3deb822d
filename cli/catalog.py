"""Every command: its name, the file it is in, and one line about it.

To add a command, add a line here and a file `cli/commands/NAME.py` (`GROUP_NAME.py` in a group)
that defines `command`, and describe it in docs/cli.md. A file is imported only when its command
runs, so the line about it stands here; it is the first sentence of the command's docstring.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias


class Group(NamedTuple):
    """Commands with a common first word; `default` is the one meant when none is named."""

    help: str
    commands: Mapping[str, str]
    default: str | None = None


Entry: TypeAlias = str | Group

SECTIONS: Final[Mapping[str, Mapping[str, Entry]]] = {
    "Set up": {
        "init": "Make a workspace and found its organisation.",
    },
}
"""The commands by the headings of the help."""


def entries() -> dict[str, Entry]:
    """Every command and group by its first word."""
    return {name: entry for section in SECTIONS.values() for name, entry in section.items()}


def module_of(*words: str) -> str:
    """The module that holds the command of these words."""
    return "cli.commands." + "_".join(words)
