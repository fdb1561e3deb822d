"""Completion of command lines by a shell, over click's own protocol.

    _PHASEGATE_COMPLETE=bash_complete COMP_WORDS='phasegate gate show k' COMP_CWORD=3 phasegate

prints the words that fit, one a line. Whatever goes wrong, there is just nothing to offer: nobody
wants an error in the middle of a line that they are typing.
"""

import sys
from collections.abc import Mapping
from typing import Final

from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from cli.frame import root
from cli.running import Running

VARIABLE: Final = "_PHASEGATE_COMPLETE"


class _Bash(BashComplete):
    """Click's, for words that bash breaks at an equals sign: `--as=le` comes as three."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, begun = super().get_completion_args()
        if begun == "=":
            return args, ""
        return (args[:-1] if args[-1:] == ["="] else args), begun


_SHELLS: Final[Mapping[str, type[ShellComplete]]] = {
    "bash": _Bash,
    "zsh": ZshComplete,
    "fish": FishComplete,
}
SHELLS: Final = tuple(_SHELLS)


def script(shell: str) -> str:
    """The lines that tell `shell` to ask for completions."""
    made = _completer(shell)
    return made.source_template % made.source_vars()


def complete(instruction: str) -> int:
    """Answer a shell that asks by the environment; return the exit code."""
    shell, _, what = instruction.partition("_")
    if shell not in _SHELLS or what != "complete":
        return 2
    try:
        answer = _completer(shell).complete()
    except Exception:  # noqa: BLE001  # see above
        return 0
    if answer:
        sys.stdout.write(f"{answer}\n")
    return 0


def _completer(shell: str) -> ShellComplete:
    return _SHELLS[shell](root(), {"obj": Running()}, "phasegate", VARIABLE)
