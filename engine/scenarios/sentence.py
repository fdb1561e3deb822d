"""One sentence: who acts, which command, which arguments.

    read("olga, sam vote approve at rfp")
      ->  Said(("olga", "sam"), CastVote, {"choice": ["approve"], "gate": "rfp"})

What is wrong is told with the place in the sentence, so that a complaint can point at it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from engine.methodology import grammar
from engine.methodology.characters import quoted
from engine.methodology.spelling import did_you_mean
from engine.scenarios.model import HANDLE
from engine.scenarios.verbs import INSTEAD, VERBS, Verb

_TOKEN: Final = re.compile(r'"[^"]*"|,|[^\s,"]+|"')
_SPAN: Final = re.compile(rf"{grammar.SPAN}\b")
_BETWEEN: Final = (",", "and")


class Word(NamedTuple):
    """A word of a sentence and where it begins, from 0."""

    text: str
    at: int


class Said(NamedTuple):
    """What a sentence says. `args` are texts, or lists of them where several can stand."""

    actors: Sequence[Word]
    verb: Verb
    args: Mapping[str, Word | Sequence[Word]]


class Unclear(Exception):
    """A sentence that can't be read: why, where, and what to write."""

    def __init__(self, code: str, message: str, at: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.at, self.hint = code, message, at, hint


class Place(NamedTuple):
    """A place for an argument: `many` takes several words with commas, `rest` all that follows."""

    name: str
    many: bool
    rest: bool


class Pattern(NamedTuple):
    """A pattern taken apart: the verb's words, what must follow, and what may."""

    verb: Verb
    words: tuple[str, ...]
    due: tuple[str | Place, ...]
    may: tuple[tuple[str, Place], ...]


def read(text: str) -> Said:
    """Read a sentence. Raises `Unclear`."""
    words = [Word(found[0], found.start()) for found in _TOKEN.finditer(text)]
    actors, rest = _actors(words, text)
    pattern, rest = _verb(rest, text, plural=len(actors) > 1)
    args: dict[str, Word | Sequence[Word]] = {}
    for part in pattern.due:
        rest = _take(pattern, part, rest, text, args)
    options = dict(pattern.may)
    while rest:
        place = options.pop(rest[0].text, None)
        if place is None:
            raise Unclear(
                "act.word", f"{quoted(rest[0].text)} can't stand here", rest[0].at, _shown(pattern)
            )
        rest = _take(pattern, place, rest[1:], text, args)
    return Said(actors, pattern.verb, args)


def takes(verb: Verb) -> set[str]:
    """The places of a verb's pattern, by the names of arguments."""
    pattern = _taken_apart(verb)
    due = {part.name for part in pattern.due if isinstance(part, Place)}
    return due | {place.name for _, place in pattern.may}


def _actors(words: Sequence[Word], text: str) -> tuple[list[Word], Sequence[Word]]:
    actors: list[Word] = []
    rest = words
    while rest and re.fullmatch(HANDLE, rest[0].text):
        actors.append(rest[0])
        rest = rest[1:]
        if not rest or rest[0].text not in _BETWEEN:
            return actors, rest
        rest = rest[1:]
    at = rest[0].at if rest else len(text)
    raise Unclear("act.actor", "here the name of who acts is expected", at, _EXAMPLE)


_EXAMPLE: Final = "pavel requests rfp"


def _verb(words: Sequence[Word], text: str, *, plural: bool) -> tuple[Pattern, Sequence[Word]]:
    fitting = [one for one in _PATTERNS if _begins(words, one.words, plural=plural)]
    if fitting:
        best = [one for one in fitting if len(one.words) == len(fitting[0].words)]
        rest = words[len(fitting[0].words) :]
        # `sets` alone has its fields beside the sentence; `sets budget to ...` is another wording.
        return next((one for one in best if bool(one.due or one.may) == bool(rest)), best[0]), rest
    if not words:
        raise Unclear("act.verb", "what is done is missing", len(text), _EXAMPLE)
    first = _plain(words[0].text)
    known = {" ".join(pattern.words): pattern for pattern in _PATTERNS}
    starts = {pattern.words[0]: " ".join(pattern.words) for pattern in reversed(_PATTERNS)}
    hint = did_you_mean(first, known, {**starts, **INSTEAD})
    listed = ", ".join(sorted(known))
    raise Unclear(
        "act.verb", f"nobody can {quoted(first)}", words[0].at, hint or f"people {listed}"
    )


def _begins(words: Sequence[Word], verb: Sequence[str], *, plural: bool) -> bool:
    if len(words) < len(verb):
        return False
    first = words[0].text
    same = first == verb[0] or (not plural and _plain(first) == verb[0])
    return same and all(one.text == word for one, word in zip(words[1:], verb[1:], strict=False))


def _plain(word: str) -> str:
    """The plain form of a verb in the third person: `verifies` is `verify`."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("shes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _take(
    pattern: Pattern,
    part: str | Place,
    words: Sequence[Word],
    text: str,
    args: dict[str, Word | Sequence[Word]],
) -> Sequence[Word]:
    """Take what `part` of a pattern asks for off the words that are left."""
    if not words or (words[0].text != part if isinstance(part, str) else words[0].text == ","):
        wanted = quoted(part) if isinstance(part, str) else part.name.upper()
        at = words[0].at if words else len(text)
        raise Unclear("act.word", f"{wanted} is missing here", at, _shown(pattern))
    if isinstance(part, str):
        return words[1:]
    if part.rest:
        args[part.name] = Word(_unquoted(text[words[0].at :].strip()), words[0].at)
        return ()
    span = _SPAN.match(text, words[0].at)
    if span:
        args[part.name] = Word(span[0], words[0].at)
        return [word for word in words if word.at >= span.end()]
    taken, rest = [_word(words[0])], words[1:]
    while part.many and len(rest) > 1 and rest[0].text in _BETWEEN:
        taken.append(_word(rest[1]))
        rest = rest[2:]
    args[part.name] = taken if part.many else taken[0]
    return rest


def _word(word: Word) -> Word:
    return Word(_unquoted(word.text), word.at)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _shown(pattern: Pattern) -> str:
    """A pattern as a sentence has it."""
    return f"NAME {third_person(pattern.verb.pattern.replace('*', ''))}"


def third_person(words: str) -> str:
    """`hand in DELIVERABLE` as it follows one name: `hands in DELIVERABLE`."""
    first, space, rest = words.partition(" ")
    third = f"{first[:-1]}ies" if first.endswith("fy") else f"{first}s"
    third = f"{first}es" if first.endswith(("sh", "ch")) else third
    return f"{third}{space}{rest}"


def _taken_apart(verb: Verb) -> Pattern:
    due, _, optional = verb.pattern.partition(" [")
    may = [one.strip(" []").split(" ") for one in optional.split("[") if one]
    words = list(_words(due.split(" ")))
    return Pattern(
        verb,
        tuple(words),
        tuple(_part(one) for one in due.split(" ")[len(words) :]),
        tuple((word, _place(name)) for word, name in may),
    )


def _words(parts: Sequence[str]) -> Iterator[str]:
    for one in parts:
        if not one.islower():
            return
        yield one


def _part(text: str) -> str | Place:
    return text if text.islower() else _place(text)


def _place(text: str) -> Place:
    name = text.rstrip(".*").lower()
    return Place(name, text.endswith("..."), text.endswith("*"))


_PATTERNS: Final = sorted(map(_taken_apart, VERBS), key=lambda one: (-len(one.words), one.words))
