"""What a run of the command line holds: its settings, and the session once a command has begun.

The session knows the engine; help and usage errors do without it.
"""

from typing import TYPE_CHECKING

from cli.settings import Settings

if TYPE_CHECKING:
    from cli.session import Session


class Running:
    """The settings as they are read, and the session of the command when it runs."""

    __slots__ = ("session", "settings")

    def __init__(self) -> None:
        self.settings = Settings()
        self.session: Session | None = None

    def begin(self) -> "Session":
        """Begin the session of the command."""
        # Loaded here: it brings the engine, which takes longer than most help pages.
        from cli.session import Session

        self.session = Session(self.settings)
        return self.session

    def close(self) -> int:
        """End the session; return the exit code that its command asks for."""
        if self.session is None:
            return 0
        self.session.close()
        return self.session.exit_code
