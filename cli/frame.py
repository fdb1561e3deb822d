"""The frame of commands and groups: imported late, with the global options, help made for reading.

A command's file defines `command`, made by `to_command` from a function of the session and of the
arguments; what decorates it are click's own decorators, and its docstring is its help.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from cli.catalog import SECTIONS, Entry, Group, entries, module_of
from cli.options import GLOBAL
from cli.output import write
from cli.running import Running
from engine import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cli.session import Session

P = ParamSpec("P")

_GLOBAL = frozenset(option.name for option in GLOBAL)
_WITH_VALUE = frozenset(name for option in GLOBAL if not option.is_flag for name in option.opts)


def to_command(function: "Callable[Concatenate[Session, P], None]") -> click.Command:
    """Make the command of a file: its options stand as decorators, its help in the docstring."""

    def invoke(*args: P.args, **kwargs: P.kwargs) -> None:
        running = click.get_current_context().obj
        assert isinstance(running, Running)
        function(running.begin(), *args, **kwargs)

    invoke.__doc__ = function.__doc__
    invoke.__dict__.update(function.__dict__)
    return click.command(cls=_Command)(invoke)


class _Command(click.Command):
    """A command with the global options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; while a line is being completed, without an option that has no value yet.

        Click would forget the arguments before it, on which the values to offer depend.
        """
        if ctx.resilient_parsing and args:
            options = (one for one in self.get_params(ctx) if isinstance(one, click.Option))
            if any(args[-1] in one.opts and not one.is_flag for one in options):
                args = args[:-1]
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *GLOBAL]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _format_options(self, ctx, formatter)


class _Lazy(click.Group):
    """A group whose commands are imported when they run."""

    def __init__(self, words: tuple[str, ...], about: str, table: Mapping[str, Entry]) -> None:
        super().__init__(words[-1] if words else "phasegate", help=about)
        self._words = words
        self._table = table

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *GLOBAL]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._table)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """The words of the table, without a look at the commands; or options."""
        from click.shell_completion import CompletionItem

        words = [
            CompletionItem(name, help=entry.help if isinstance(entry, Group) else entry)
            for name, entry in self._table.items()
            if name.startswith(incomplete)
        ]
        return [*words, *click.Command.shell_complete(self, ctx, incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self._table.get(cmd_name)
        if entry is None:
            return None
        words = (*self._words, cmd_name)
        if isinstance(entry, Group):
            return (
                _Named(words, entry) if entry.default else _Lazy(words, entry.help, entry.commands)
            )
        command = importlib.import_module(module_of(*words)).command
        assert isinstance(command, click.Command)
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self._table:
            raise click.exceptions.NoSuchCommand(args[0], possibilities=self._table, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        _format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections = {"Commands": self._table} if self._words else SECTIONS
        for title, table in sections.items():
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name, entry.help if isinstance(entry, Group) else entry)
                        for name, entry in table.items()
                    ]
                )


class _Named(_Lazy):
    """A group in which one command is meant when none is named: `delegate ANN --role ...`."""

    def __init__(self, words: tuple[str, ...], group: Group) -> None:
        super().__init__(words, group.help, group.commands)
        self._default = group.default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_help = args[:1] in ([], ["--help"])
        if not asks_help and _first_word(args) not in self._table:
            assert self._default
            args = [self._default, *args]
        return super().parse_args(ctx, args)


def _first_word(args: list[str]) -> str | None:
    """The first argument that is no global option; None where another option comes first."""
    rest = iter(args)
    for one in rest:
        if one in _WITH_VALUE:
            next(rest, None)
        elif not one.startswith("-"):
            return one
    return None


def _format_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    common = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:
            continue
        if isinstance(parameter, click.Argument):
            sections["Arguments"].append(record)
        elif parameter.name in _GLOBAL or parameter.name == "help":
            common.append(record)
        else:
            sections["Options"].append(record)
    for title, records in {**sections, "Global options": common}.items():
        if any(about for _, about in records):
            with formatter.section(title):
                formatter.write_dl(records)


def root() -> click.Group:
    """The whole command line."""
    words = "Run projects through gates. A methodology is a file; every act leaves an entry."
    whole = _Lazy((), words, entries())
    whole.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_say_version,
            help="Show the version and exit.",
        )
    )
    return whole


def _say_version(ctx: click.Context, _: click.Parameter, value: object) -> None:
    if value:
        write([f"phasegate {__version__}"])
        ctx.exit()
