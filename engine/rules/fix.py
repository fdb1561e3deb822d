"""An act that would help, and the world after it: what every search for a way out is made of."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from engine.names import Proof
from engine.rules.commands import DIRECTORY_ARGUMENTS, Command
from engine.rules.decide import decide
from engine.rules.directory import Meta
from engine.rules.refusal import Refusal
from engine.rules.world import World

PLACEHOLDER: Final = "0" * 64
"""Stands for the digest of a file or text that nobody has written yet."""

PROOF: Final[Proof] = {"kind": "asserted"}


class Fix(NamedTuple):
    """An act that helps: the command somebody entitled would give."""

    command: Command
    people: tuple[str, ...]
    roles: tuple[str, ...]

    def by(self, person: str) -> "Fix":
        """The same act by somebody else."""
        return self._replace(command=self.command._replace(actor=person))


def apply(world: World, command: Command) -> World | None:
    """The world after `command`, or None when it is refused."""
    outcome = decide(world._replace(stream=None), command)
    if isinstance(outcome, Refusal):
        return None
    folded = [(Meta(world.at, command.actor, "asserted"), outcome)]
    if command.type in DIRECTORY_ARGUMENTS:
        return world._replace(directory=world.directory.fold(folded))
    project = world.project
    assert project
    return world._replace(project=project.fold(folded))


def in_order(world: World, people: Iterable[str]) -> list[str]:
    """`people` in the order in which they joined the directory; their ids tell nothing."""
    wanted = set(people)
    return [one for one in world.directory.people if one in wanted]
