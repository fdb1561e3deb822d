"""What a story is made of, and how its steps are written on the page.

A command stands as it is typed, without the word `phasegate`: `gate request kettle g1 --as lena`.
The whole page is the transcript of a shell: explanations are comments.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from cli.typing_out import broken

WIDTH: Final = 80
PROGRAM: Final = "phasegate"
_NAME: Final = re.compile(r"\$[a-z]+")
_SPECIAL: Final = frozenset('"\\$`!\n')


class Chapter(NamedTuple):
    """The beginning of a chapter."""

    title: str


class Say(NamedTuple):
    """Somebody explains."""

    text: str


class Show(NamedTuple):
    """A command for the reader to try; it is not run."""

    line: str


class Do(NamedTuple):
    """A command, shown with what it prints, and the exit code it must have."""

    line: str
    code: int = 0


class Many(NamedTuple):
    """Commands much like ones that were shown: run alike, told in one line. Each must exit 0."""

    lines: tuple[str, ...]


class Let(NamedTuple):
    """Words that come often get a name: `yes` for `--answer fit=yes`. Commands say $yes."""

    name: str
    words: str


class Papers(NamedTuple):
    """Documents for people to hand in appear in a new folder: file names and texts."""

    folder: str
    texts: Mapping[str, str]


class Enter(NamedTuple):
    """The following steps are done in this folder."""

    folder: str


class Copy(NamedTuple):
    """The folder is copied, and the following steps are done in the copy."""

    folder: str


class Tamper(NamedTuple):
    """Somebody runs a program of their own, given by its text, behind Phasegate's back."""

    file: str
    program: str


Told: TypeAlias = Chapter | Say | Show
"""What is only said."""
Done: TypeAlias = Do | Many | Let | Papers | Enter | Copy | Tamper
"""What is done."""
Step: TypeAlias = Told | Done


def heading(number: int, title: str) -> str:
    """The heading of a chapter, as wide as the page."""
    return f"# --- {number}. {title} ".ljust(WIDTH, "-")


def comment(text: str) -> list[str]:
    """An explanation in lines."""
    lines = ["#"]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("#")
        lines[-1] += f" {word}"
    return lines


def prompt(line: str) -> list[str]:
    """A command with its prompt, broken between its words where it is too long for a line."""
    return broken(f"$ {PROGRAM} {line}", WIDTH, quoted)


def naming(name: str, words: str) -> list[str]:
    """Words that get a name, as the shell is told."""
    start = f'$ {name}="'
    first, *rest = broken(words, WIDTH - len(start) - 1, quoted)
    lines = [start + first, *rest]
    return [*lines[:-1], f'{lines[-1]}"']


def named(line: str, names: Mapping[str, str]) -> str:
    """A command with the words that `$name` stands for."""
    return " ".join(names[word[1:]] if word[:1] == "$" else word for word in line.split(" "))


def summary(lines: Sequence[str]) -> list[str]:
    """Many commands as one: the words they begin with, how many they are, and who gives them."""
    commands = [shlex.split(line) for line in lines]
    same = min(_common(commands[0], other) for other in commands)
    words = [f"$ {PROGRAM}", *map(quoted, commands[0][:same]), "..."]
    people = list(dict.fromkeys(one[one.index("--as") + 1] for one in commands))
    often = "once" if len(lines) == 1 else f"{len(lines)} times"
    return [f"{' '.join(words)}   # {often}, by {_listed(people)}"]


def quoted(word: str) -> str:
    """A word as it is typed; `$name` stands for what it names, and a lone `$` is the prompt."""
    if word == "$" or _NAME.fullmatch(word):
        return word
    plain = shlex.quote(word)
    # Double quotes, as people write them, where they mean the same.
    return plain if plain == word or set(word) & _SPECIAL else f'"{word}"'


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two commands begin with alike, before the first option."""
    for count, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there or here.startswith("-"):
            return count
    return min(len(one), len(other))


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
