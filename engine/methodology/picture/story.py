"""What a picture tells of one project, in words that are ready to be shown."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from engine.methodology.characters import safe


class Story(NamedTuple):
    """A project in its methodology.

    `title` and `words` head the picture. `here` are the stages it stands in, `been` those it was
    in; `notes` has lines by stage, `rounds` by gate the rounds it had, the oldest first.
    """

    title: str
    words: Sequence[str]
    here: Collection[str]
    been: Collection[str]
    notes: Mapping[str, Sequence[str]]
    rounds: Mapping[str, Sequence[str]]

    def made_safe(self) -> "Story":
        """The same story, its texts fit to be shown."""
        return self._replace(
            title=safe(self.title),
            words=[safe(one) for one in self.words],
            notes={key: [safe(one) for one in notes] for key, notes in self.notes.items()},
            rounds={key: [safe(one) for one in rounds] for key, rounds in self.rounds.items()},
        )
