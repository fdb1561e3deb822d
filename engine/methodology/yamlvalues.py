"""Build plain values from the events of one YAML file, with the place of every key and value.

The events are our own (`Event`), so that this file knows no parser. Nothing here recurses: a stack
of frames holds the collections being filled, and its height is the depth that is bounded.

A fault is put down and building goes on, so that one run shows all faults. What stands at a faulty
place is a stand-in, and its path is noted. A second value under one key is built too, in the
shadow: its own faults are seen, its value and places are not kept.
"""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, NoReturn, TypeAlias

from engine.methodology.characters import UNSAFE_IN_LINES, Kind, describe, kind, quoted
from engine.methodology.diagnostics import Complaint, Mark, Path
from engine.methodology.scalars import Odd, resolve

Value: TypeAlias = "None | bool | int | str | Decimal | list[Value] | dict[str, Value]"
_Box: TypeAlias = "list[Value] | dict[str, Value]"

MAX_DEPTH = 32
MAX_NODES = 25_000
MAX_LETTERS = 16_384
MAX_COMPLAINTS = 100

_CHARACTER_CODES: dict[Kind, str] = {
    "control": "yaml.control_character",
    "bidi": "yaml.bidi",
    "invisible": "yaml.invisible",
    "surrogate": "yaml.encoding",
}


class Event(NamedTuple):
    """A step through a file: a word, the start of a mapping or list, the end of either, an alias.

    `text` is a word's value or an alias's name; `plain` a word without quotes; `escaped` a word
    that may hold characters which the file itself does not. Anchor and tag are as written before.
    """

    what: Literal["word", "mapping", "list", "end", "alias"]
    mark: Mark
    text: str = ""
    plain: bool = False
    escaped: bool = False
    anchor: str | None = None
    tag: str | None = None


class Stop(Exception):
    """Nothing after this place can be read; the complaint is put down."""


class Faults:
    """The complaints of one reading; too many of them end it."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []

    def add(
        self, code: str, mark: Mark, message: str, hint: str | None = None, path: Path = ()
    ) -> None:
        """Put down a complaint. Raises `Stop` in place of the one past `MAX_COMPLAINTS`."""
        if len(self.complaints) >= MAX_COMPLAINTS:
            message = f"more than {MAX_COMPLAINTS} faults; the rest of the file is not read"
            self.complaints.append(Complaint("yaml.too_many_faults", "error", mark, message))
            raise Stop
        self.complaints.append(Complaint(code, "error", mark, message, hint, path))

    def stop(
        self, code: str, mark: Mark, message: str, hint: str | None = None, path: Path = ()
    ) -> NoReturn:
        """Put down a complaint that ends the reading, and raise `Stop`."""
        self.add(code, mark, message, hint, path)
        raise Stop

    def unsafe(self, character: str, mark: Mark, path: Path = ()) -> None:
        """Put down a character that may not stand in a file."""
        code = _CHARACTER_CODES[kind(character) or "control"]
        hint = "end lines with a line feed" if character == "\r" else "write it without"
        self.add(code, mark, f"{describe(character)} is not allowed here", hint, path)


class _Frame:
    """A collection being filled; in a mapping `key` is None while the next node is a key.

    `drop`: the value of this key is read for its faults only; `shadow`: the whole collection is.
    """

    __slots__ = ("box", "drop", "key", "path", "shadow")

    def __init__(self, box: _Box, path: Path, shadow: bool) -> None:
        self.box = box
        self.path = path
        self.shadow = shadow
        self.key: str | None = None
        self.drop = False

    def wants_key(self) -> bool:
        return self.key is None and isinstance(self.box, dict)

    def next_path(self) -> Path:
        """Return the path of the next node; of a mapping's next key, the mapping's."""
        if isinstance(self.box, list):
            return (*self.path, len(self.box))
        return self.path if self.key is None else (*self.path, self.key)

    def put(self, value: Value) -> None:
        if isinstance(self.box, list):
            self.box.append(value)
            return
        if self.key is not None and not self.drop:
            self.box[self.key] = value
        self.key, self.drop = None, False


class Builder:
    """Takes one document's events in order; `value` and the places are complete after the last."""

    def __init__(self, faults: Faults) -> None:
        self.value: Value = None
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.faulty: set[Path] = set()
        self._faults = faults
        self._root: list[Value] = []
        self._stack: list[_Frame] = []
        self._nodes = 0

    def take(self, events: Iterable[Event]) -> None:
        """Build the value of `events`. Raises `Stop` at a limit."""
        for event in events:
            if event.what == "end":
                self._stack.pop()
                continue
            frame = self._stack[-1] if self._stack else None
            path = frame.next_path() if frame else ()
            self._look_at(event, path)
            if frame is not None and frame.wants_key():
                self._key(frame, event)
            else:
                self._value(frame, event, path)

    def _look_at(self, event: Event, path: Path) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} keys and values"
            self._faults.stop("yaml.too_many_nodes", event.mark, message)
        if event.what in {"mapping", "list"} and len(self._stack) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep"
            self._faults.stop("yaml.too_deep", event.mark, message, None, path)
        if event.anchor is not None:
            message, hint = "anchors are not allowed", "write the value out where it is used"
            self._fault(
                "yaml.anchor", event, f"{message}: {quoted('&' + event.anchor)}", hint, path
            )
        if event.tag is not None:
            message = f"tags are not allowed: {quoted(event.tag)}"
            self._fault("yaml.tag", event, message, "write the value without it", path)
            self.faulty.add(path)
        if event.what == "alias":
            message = f"aliases are not allowed: {quoted('*' + event.text)}"
            self._fault("yaml.alias", event, message, "write the value out", path)
            self.faulty.add(path)

    def _value(self, frame: _Frame | None, event: Event, path: Path) -> None:
        shadow = frame is not None and (frame.shadow or frame.drop)
        if not shadow:
            self.values[path] = event.mark
        box: _Box | None = None
        if event.what == "mapping":
            box = {}
        elif event.what == "list":
            box = []
        value = self._word(event, path) if event.what == "word" else box
        if frame is None:
            self.value = value
        else:
            frame.put(value)
        if box is not None:
            self._stack.append(_Frame(box, path, shadow))

    def _word(self, event: Event, path: Path) -> Value:
        meaning = resolve(event.text) if event.plain and self._short(event) else event.text
        if isinstance(meaning, Odd):
            self._fault(meaning.code, event, meaning.message, meaning.hint, path)
            self.faulty.add(path)
            return None
        if isinstance(meaning, str):
            self._check_text(event, path)
        return meaning

    def _key(self, frame: _Frame, event: Event) -> None:
        frame.key = word = event.text
        path = (*frame.path, word)
        if event.what == "word":
            self._check_key(frame, event, path)
            return
        # A list, mapping or alias as a key: what it stands for is dropped, itself in the shadow.
        frame.drop = True
        if event.what != "alias":
            message = "a list or a mapping can't be a key"
            self._fault("yaml.key_not_string", event, message, None, frame.path)
            box: _Box = {} if event.what == "mapping" else []
            self._stack.append(_Frame(box, frame.path, shadow=True))

    def _check_key(self, frame: _Frame, event: Event, path: Path) -> None:
        word = event.text
        if event.plain and word == "<<":
            frame.drop = True
            hint = "write the keys out"
            self._fault("yaml.merge_key", event, "merge keys are not allowed", hint, path)
            return
        if event.plain and self._short(event) and not isinstance(resolve(word), str):
            message = f"the key {quoted(word)} is not text" if word else "there is no key here"
            hint = f"quote it: {quoted(word)}" if word else "write one before the colon"
            self._fault("yaml.key_not_string", event, message, hint, path)
            self.faulty.add(path)
        else:
            self._check_text(event, path)
        if word in frame.box:
            frame.drop = True
            first = None if frame.shadow else self.keys.get(path)
            message = f"the key {quoted(word)} stands here twice"
            message += f", first on line {first.line}" if first else ""
            self._fault("yaml.duplicate_key", event, message, "keep one of them", path)
        elif not frame.shadow:
            self.keys[path] = event.mark

    def _check_text(self, event: Event, path: Path) -> None:
        text = event.text
        if not self._short(event):
            message = f"a text has at most {MAX_LETTERS:,} characters; this one has {len(text):,}"
            self._fault("yaml.too_long", event, message, None, path)
            return
        # The file itself was searched for unsafe characters; only escapes can bring in more, and
        # they can bring in a carriage return before a line feed too.
        if event.escaped and (found := UNSAFE_IN_LINES.search(text.replace("\n", " "))):
            self._faults.unsafe(found.group(), event.mark, path)
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            message = f"{quoted(text)} is not in Unicode's composed form (NFC)"
            self._fault("yaml.not_nfc", event, message, "convert it, or type it anew", path)

    def _fault(self, code: str, event: Event, message: str, hint: str | None, path: Path) -> None:
        self._faults.add(code, event.mark, message, hint, path)

    @staticmethod
    def _short(event: Event) -> bool:
        return len(event.text) <= MAX_LETTERS
