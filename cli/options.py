"""The global options. Every command and group has them, so that they may stand before or after it.

Each is an ordinary option of the parser that, instead of being passed to the command, writes what
was given into the session's settings. Given twice, the later one counts.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.running import Running
from cli.settings import FORMATS
from cli.suggest import suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value is None:
        return
    running = context.obj
    assert isinstance(running, Running)
    name = "format" if parameter.name == "as_json" else parameter.name
    assert name
    setattr(running.settings, name, value)


def _option(
    *names: str, about: str, metavar: str | None = None, offer: "Offer | None" = None
) -> click.Option:
    return click.Option(
        names,
        help=about,
        metavar=metavar,
        expose_value=False,
        callback=_remember,
        default=None,
        shell_complete=offer,
    )


def _flag(*names: str, about: str, value: object = True) -> click.Option:
    return click.Option(
        names,
        help=about,
        flag_value=value,
        type=click.UNPROCESSED,
        default=None,
        expose_value=False,
        callback=_remember,
    )


GLOBAL: Final[Sequence[click.Option]] = (
    _option("--as", "actor", metavar="PERSON", about="Who acts, by handle.", offer=suggest),
    _option("--workspace", metavar="DIR", about="The workspace, if not here or above."),
    click.Option(
        ["-o", "--output", "format"],
        type=click.Choice(FORMATS),
        default=None,
        expose_value=False,
        callback=_remember,
        help="How the answer is shown; table by default.",
    ),
    _flag("--json", "as_json", value="json", about="The same as --output json."),
    _option("--command-id", metavar="ID", about="Makes a repeated act count once."),
    _flag("--dry-run", about="Say what would happen, and change nothing."),
    _flag("--no-input", about="Never ask."),
    _flag("--confirm-time", about="Confirm that the clock is right after a long pause."),
    _option("--at", metavar="TIME", about="Set the clock of a workspace with a manual clock."),
    _flag("--debug", about="Show where an unexpected failure came from."),
)
