"""The words that a shell offers for an argument; `cli.suggestions` finds them when asked.

This much is imported by every command, so it imports nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def suggest(
    context: "click.Context", parameter: "click.Parameter", begun: str
) -> "list[CompletionItem[str]]":
    """What the workspace has for `parameter` that begins as typed."""
    from cli.suggestions import suggestions

    return suggestions(context, parameter, begun)


def suggest_files(
    context: "click.Context", parameter: "click.Parameter", begun: str
) -> "list[CompletionItem[str]]":
    """The shell's own list of files; for a methodology the published ones before it."""
    from click.shell_completion import CompletionItem

    return [*suggest(context, parameter, begun), CompletionItem(begun, type="file")]


def suggest_shipped(
    context: "click.Context", parameter: "click.Parameter", begun: str
) -> "list[CompletionItem[str]]":
    """The names of the shipped methodologies that have scenarios."""
    from click.shell_completion import CompletionItem

    from cli.shipped import shipped_scenarios

    return [CompletionItem(name) for name in shipped_scenarios() if name.startswith(begun)]
