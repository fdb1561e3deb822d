"""What was asked for all commands alike: who acts, where, how the answer is shown."""

from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal["table", "json", "jsonl", "yaml", "csv"]

FORMATS: Final[tuple[Format, ...]] = ("table", "json", "jsonl", "yaml", "csv")


class Settings:
    """The global options as given; None or False where they weren't."""

    __slots__ = (
        "actor",
        "at",
        "command_id",
        "confirm_time",
        "debug",
        "dry_run",
        "format",
        "no_input",
        "workspace",
    )

    def __init__(self) -> None:
        self.actor: str | None = None
        self.workspace: str | None = None
        self.format: Format = "table"
        self.command_id: str | None = None
        self.dry_run = False
        self.no_input = False
        self.confirm_time = False
        self.at: str | None = None
        self.debug = False

    @property
    def structured(self) -> bool:
        """Whether the answer is for a program that also reads errors."""
        return self.format in ("json", "jsonl", "yaml")
