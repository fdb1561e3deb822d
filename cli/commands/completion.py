"""The command `phasegate completion`."""

import click

from cli.completion import SHELLS, script
from cli.frame import to_command
from cli.output import Answer
from cli.session import Session


@to_command
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(SHELLS))
def command(session: Session, shell: str) -> None:
    """Print what makes a shell complete commands, keys, gates and names.

    In bash: eval "$(phasegate completion bash)", best in ~/.bashrc.
    """
    text = script(shell)
    lines = text.rstrip("\n").split("\n")
    session.emit(Answer("completion", {"shell": shell, "script": text}, lambda: lines))
