"""Scopes as people name them: the organisation, or a project."""

from engine.names import ORGANISATION


def scope_of(project: str | None) -> str:
    """The scope of a project, or of the whole organisation."""
    return f"project/{project}" if project else ORGANISATION


def scope_words(scope: str) -> str:
    """A scope for people: `organisation`, or the project's key."""
    return scope.removeprefix("project/")
