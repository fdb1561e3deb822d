"""Read a workflow file or charter: strict YAML to plain values, with the place of each.

PyYAML takes the text apart into events; `engine.methodology.yamlvalues` builds the values. Of
PyYAML only the scanner and parser written in Python are used, and neither its constructors nor its
C library: files may come from strangers (a bundle to verify), and this way the same bytes give the
same events on every machine, and the worst that can happen is an exception. The largest file
allowed takes about half a second.

A file is UTF-8 without byte order mark, one document, its strings in Unicode's composed form (NFC).
What YAML readers disagree on, or what hides a meaning, is refused: duplicate keys, anchors,
aliases, merge keys, tags, directives, keys that aren't strings, odd numbers
(`engine.methodology.scalars`), characters that hide or move text (`engine.methodology.characters`).

Reading goes on past such a fault, so that one run shows them all. It ends at a fault of syntax and
at a limit: 256 KB a file, 32 collections deep, 25,000 keys and values, 100 faults. A single text
has at most 16,384 characters. Depth and number are counted on the events as they come, and the
scanner looks at most one key (1,024 characters) ahead.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, NoReturn

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from engine.methodology.characters import UNSAFE_IN_LINES, safe
from engine.methodology.diagnostics import Complaint, Mark, Marks, Path, ordered
from engine.methodology.yamlvalues import Builder, Event, Faults, Stop, Value

MAX_BYTES = 256 * 1024

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "is UTF-32"),
    (b"\x00\x00\xfe\xff", "is UTF-32"),
    (b"\xff\xfe", "is UTF-16"),
    (b"\xfe\xff", "is UTF-16"),
    (b"\xef\xbb\xbf", "begins with a byte order mark"),
)
_BREAKS_TO_SOME = "\r\x0b\x0c\x85\u2028\u2029"
_SAVE = "save it as UTF-8 without a byte order mark"


class _Rule(NamedTuple):
    """What PyYAML says; what we say and advise; whether the fault is where it began to read."""

    says: re.Pattern[str]
    message: str
    hint: str | None = None
    where_it_began: bool = False
    code: str = "yaml.syntax"


# The first that matches counts; what none matches is passed on in PyYAML's words.
_RULES = (
    _Rule(re.compile(r"character '\\t' that cannot"), "a tab can't stand here", "use spaces"),
    _Rule(
        re.compile(r"character '(.+)' that cannot start"), "no word can begin with {}", "quote it"
    ),
    _Rule(
        re.compile(r"mapping values are not allowed"),
        "a key can't stand here",
        'check the indentation; quote text that has ": " in it',
    ),
    _Rule(
        re.compile(r"could not find expected ':'"),
        "a colon is missing after this key",
        "write `key: value`, or indent the line if it goes on from the one above",
        where_it_began=True,
    ),
    _Rule(
        re.compile(r"unexpected (?:end of stream|document separator)"),
        "this quote is never closed",
        where_it_began=True,
    ),
    _Rule(
        re.compile(r"but got '<stream end>'"), "this bracket is never closed", where_it_began=True
    ),
    _Rule(
        re.compile(r"node content, but found '<stream end>'"),
        "the file ends in the middle of a value",
        "close the bracket it began with",
    ),
    _Rule(re.compile(r"node content, but found '(.+)'"), 'a value is missing before "{}"'),
    _Rule(re.compile(r"but got '\?'"), 'an unquoted "?" can\'t stand here', "quote the text"),
    _Rule(re.compile(r"expected ',' or '(.)'"), 'a comma or "{}" is missing before this'),
    _Rule(
        re.compile(r"expected '<document start>'"),
        "the file's one value has ended, but more follows",
        "check the indentation",
    ),
    _Rule(
        re.compile(r"expected <block end>"),
        "this does not fit into the block around it",
        "check the indentation, and quotes and commas before it",
    ),
    _Rule(
        re.compile(r"sequence entries are not allowed"),
        "a list can't begin here",
        "begin it on the next line, or quote the dash",
    ),
    _Rule(
        re.compile(r"expected alphabetic or numeric"),
        'a name is missing after "&", "*" or "%"',
        "quote the text",
        where_it_began=True,
    ),
    _Rule(
        re.compile(r"expected chomping|expected a comment or a line break"),
        'the rest of the line after "|", ">" or "%" is out of place',
        "quote the text",
        where_it_began=True,
    ),
    _Rule(re.compile(r"mapping keys are not allowed"), "a key can't stand here", "quote the text"),
    _Rule(
        re.compile(r"undefined tag handle '(.+)'"),
        'tags are not allowed: "{}"',
        "write the value without it",
        code="yaml.tag",
    ),
)


class Source(NamedTuple):
    """A file that was read: its name, text and value, and the places of keys and values.

    `faulty` has the paths where a stand-in took the place of what could not be read.
    """

    name: str
    text: str
    value: Value
    marks: Marks
    faulty: frozenset[Path]

    def hides(self, path: Path) -> bool:
        """Say whether `path` is, or lies under, a stand-in: then a fault there says nothing new."""
        return any(path[:length] in self.faulty for length in range(len(path) + 1))


def read(name: str, data: bytes) -> tuple[Source | None, tuple[Complaint, ...]]:
    """Return the source that the bytes `data` of the file `name` hold, and what is wrong with it.

    Never raises, whatever the bytes. Without a source, reading ended early. A source beside
    complaints serves to find further faults in the same run, and nothing else.
    """
    faults = Faults()
    builder = Builder(faults)
    try:
        text = _decode(name, data, faults)
        builder.take(_events(name, _without_unsafe(name, text, faults), faults))
        if builder.value is None and not faults.complaints:
            faults.stop("yaml.empty", Mark(name, 1, 1), "the file holds nothing")
    except Stop:
        return None, ordered(faults.complaints)
    marks = Marks(builder.values, builder.keys)
    source = Source(name, text, builder.value, marks, frozenset(builder.faulty))
    return source, ordered(faults.complaints)


def _decode(name: str, data: bytes, faults: Faults) -> str:
    start = Mark(name, 1, 1)
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        faults.stop("yaml.too_large", start, message, "split it with include")
    for mark, what in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            faults.stop("yaml.encoding", start, f"the file {what}", _SAVE)
    if b"\0" in data[:4]:
        faults.stop("yaml.encoding", start, "the file is no UTF-8 text", _SAVE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        faults.stop("yaml.encoding", _at(name, before, len(before)), message, _SAVE)


def _without_unsafe(name: str, text: str, faults: Faults) -> str:
    """Put down each unsafe character, and return a text of equal length that has none.

    Raises `Stop` after one that ends a line to some readers: they see another structure.
    """
    breaks = False
    for found in UNSAFE_IN_LINES.finditer(text):
        faults.unsafe(found.group(), _at(name, text, found.start()))
        breaks = breaks or found.group() in _BREAKS_TO_SOME
    if breaks:
        raise Stop
    return UNSAFE_IN_LINES.sub("\N{REPLACEMENT CHARACTER}", text)


def _at(name: str, text: str, index: int) -> Mark:
    return Mark(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


class _Parser(Reader, Scanner, Parser):
    """PyYAML's reader, scanner and parser, without its composer, resolver and constructor."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def next_event(self) -> yaml.Event | None:
        event: yaml.Event | None = self.get_event()  # type: ignore[no-untyped-call]
        return event


def _events(name: str, text: str, faults: Faults) -> Iterator[Event]:
    """Return the events of the one document in `text`. Raises `Stop` at a fault of syntax."""
    parser = _Parser(text)
    documents = 0
    for event in _parsed(name, parser, faults):
        start = event.start_mark
        assert start is not None  # the parser marks every event
        mark = Mark(name, start.line + 1, start.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            plain, escaped = event.style is None, event.style == '"'
            yield Event("word", mark, event.value, plain, escaped, event.anchor, event.tag)
        elif isinstance(event, yaml.CollectionStartEvent):
            what: Literal["mapping", "list"]
            what = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            yield Event(what, mark, anchor=event.anchor, tag=event.tag)
        elif isinstance(event, yaml.CollectionEndEvent):
            yield Event("end", mark)
        elif isinstance(event, yaml.AliasEvent):
            yield Event("alias", mark, event.anchor or "")
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                faults.stop("yaml.second_document", mark, "a file holds one document, not a second")
            if text[start.index] == "%":
                faults.add("yaml.directive", mark, "directives are not allowed", "remove the line")


def _parsed(name: str, parser: _Parser, faults: Faults) -> Iterator[yaml.Event]:
    while True:
        try:
            event: yaml.Event | None = parser.next_event()
        except yaml.MarkedYAMLError as error:
            _syntax(name, error, faults)
        except (ValueError, OverflowError):
            # An escape past the last code point, or a version number of thousands of digits.
            mark = Mark(name, parser.line + 1, parser.column + 1)
            faults.stop("yaml.syntax", mark, "this number stands for no character and no version")
        if event is None:
            return
        yield event


def _syntax(name: str, error: yaml.MarkedYAMLError, faults: Faults) -> NoReturn:
    problem = error.problem or "this is not YAML"
    rule, found = next(
        ((rule, found) for rule in _RULES if (found := rule.says.search(problem))), (None, None)
    )
    mark = error.context_mark if rule and rule.where_it_began else error.problem_mark
    place = Mark(name, mark.line + 1, mark.column + 1) if mark else Mark(name, 1, 1)
    if rule is None or found is None:
        faults.stop("yaml.syntax", place, safe(problem))
    faults.stop(rule.code, place, rule.message.format(*found.groups()), rule.hint)
