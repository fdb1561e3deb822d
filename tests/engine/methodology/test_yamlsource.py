"""Which files the strict reader refuses, where, and in which words."""

import codecs
from decimal import Decimal

import pytest

from engine.methodology.diagnostics import Mark, line
from engine.methodology.yamlsource import Source, read
from engine.methodology.yamlvalues import Value

Fault = tuple[str, int, int]


def source(data: bytes) -> Source:
    """Return the source of a file that is read without complaint."""
    found, complaints = read("x.yaml", data)
    assert complaints == ()
    assert found is not None
    return found


def faults(data: bytes) -> list[Fault]:
    """Return code, line and column of what is wrong with the file, in order."""
    _, complaints = read("x.yaml", data)
    assert all(one.mark.file == "x.yaml" and one.severity == "error" for one in complaints)
    return [(one.code, one.mark.line, one.mark.column) for one in complaints]


BAD_INPUTS: list[tuple[str, bytes, list[Fault]]] = [
    ("29 duplicate key", b"quorum: 3\nquorum: 1\n", [("yaml.duplicate_key", 2, 1)]),
    ("29 nested", b"a: {q: 3, 'q': 1}\n", [("yaml.duplicate_key", 1, 11)]),
    (
        "30 duplicate through merge",
        b"a: &a {q: 3}\nb:\n  <<: *a\n  q: 1\n",
        [("yaml.anchor", 1, 4), ("yaml.merge_key", 3, 3), ("yaml.alias", 3, 7)],
    ),
    (
        "31 alias bomb",
        b"a: &a [x, x]\nb: &b [*a, *a]\n",
        [("yaml.anchor", 1, 4), ("yaml.anchor", 2, 4), ("yaml.alias", 2, 8), ("yaml.alias", 2, 12)],
    ),
    ("32 recursive alias", b"&a [*a]\n", [("yaml.anchor", 1, 1), ("yaml.alias", 1, 5)]),
    (
        "33 merge bomb",
        b"- &a {x: 1}\n- &b {<<: [*a, *a]}\n",
        [
            ("yaml.anchor", 1, 3),
            ("yaml.anchor", 2, 3),
            ("yaml.merge_key", 2, 7),
            ("yaml.alias", 2, 12),
            ("yaml.alias", 2, 16),
        ],
    ),
    ("34 nesting 500", b"[" * 500, [("yaml.too_deep", 1, 33)]),
    ("35 nesting 26,000", b"[" * 26_000, [("yaml.too_deep", 1, 33)]),
    ("36 scalar of 20 MB", b'"' + b"a" * 20_000_000, [("yaml.too_large", 1, 1)]),
    (
        "37 100,000 states",
        b"".join(b"s%d: {}\n" % n for n in range(100_000)),
        [("yaml.too_large", 1, 1)],
    ),
    ("38 python object", b'!!python/object/apply:os.system ["ls"]\n', [("yaml.tag", 1, 1)]),
    ("41 octal", b"need: 010\n", [("yaml.number", 1, 7)]),
    ("42 base 60", b"at: 1:30\n", [("yaml.number", 1, 5)]),
    ("43 underscore", b"need: 1_000\n", [("yaml.number", 1, 7)]),
    ("45 infinity", b"need: .inf\n", [("yaml.number", 1, 7)]),
    ("46 not a number", b"need: .nan\n", [("yaml.number", 1, 7)]),
    ("47 5,000 digits", b"need: " + b"1" * 5_000 + b"\n", [("yaml.number", 1, 7)]),
    ("49 binary", b"a: !!binary aGk=\n", [("yaml.tag", 1, 4)]),
    ("50 set", b"a: !!set {x, y}\n", [("yaml.tag", 1, 4)]),
    ("51 two documents", b"a: 1\n---\nb: 2\n", [("yaml.second_document", 2, 1)]),
    ("51 an empty second one", b"a: 1\n---\n", [("yaml.second_document", 2, 1)]),
    ("52 key 1", b"a: {1: x}\n", [("yaml.key_not_string", 1, 5)]),
    ("53 key true", b"true: x\n", [("yaml.key_not_string", 1, 1)]),
    ("54 key null", b"null: x\n~: y\n", [("yaml.key_not_string", n, 1) for n in (1, 2)]),
    ("54 no key", b"?\n: x\n", [("yaml.key_not_string", 1, 2)]),
    ("55 UTF-16", "a: 1\n".encode("utf-16"), [("yaml.encoding", 1, 1)]),
    ("55 UTF-16 without mark", "a: 1\n".encode("utf-16-le"), [("yaml.encoding", 1, 1)]),
    ("55 UTF-16, big end first", "a: 1\n".encode("utf-16-be"), [("yaml.encoding", 1, 1)]),
    ("55 UTF-32", "a: 1\n".encode("utf-32"), [("yaml.encoding", 1, 1)]),
    ("55 byte order mark", codecs.BOM_UTF8 + b"a: 1\n", [("yaml.encoding", 1, 1)]),
    (
        "58 decomposed twin",
        "é: 1\ne\u0301: 2\n".encode(),
        [("yaml.not_nfc", 2, 1)],
    ),
]

OTHER_FAULTS: list[tuple[str, bytes, list[Fault]]] = [
    ("the local tag", b"a: !local 1\n", [("yaml.tag", 1, 4)]),
    ("the bare tag", b"a: ! 1\n", [("yaml.tag", 1, 4)]),
    ("a tag without a handle", b"a: !e!x 1\n", [("yaml.tag", 1, 4)]),
    ("a tag on a key", b"!!str a: 1\n", [("yaml.tag", 1, 1)]),
    ("an anchor on a key", b"&x a: 1\n", [("yaml.anchor", 1, 1)]),
    ("an alias as a key", b"a: 1\n*x : 2\n", [("yaml.alias", 2, 1)]),
    ("a list as a key", b"? [a, a]\n: 1\n", [("yaml.key_not_string", 1, 3)]),
    (
        "faults inside a key",
        b"? {a: 010, a: 1}\n: 1\n",
        [("yaml.key_not_string", 1, 3), ("yaml.number", 1, 7), ("yaml.duplicate_key", 1, 12)],
    ),
    (
        "faults inside a second value",
        b"a: 1\na: {b: 010, b: &x y}\n",
        [
            ("yaml.duplicate_key", 2, 1),
            ("yaml.number", 2, 8),
            ("yaml.duplicate_key", 2, 13),
            ("yaml.anchor", 2, 16),
        ],
    ),
    ("a decimal as a key", b"1.5: x\n", [("yaml.key_not_string", 1, 1)]),
    ("an odd number as a key", b"1_0: x\n", [("yaml.key_not_string", 1, 1)]),
    ("an odd word", b"veto: TRUE\n", [("yaml.odd_word", 1, 7)]),
    ("a version directive", b"%YAML 1.1\n---\na: 1\n", [("yaml.directive", 1, 1)]),
    ("a tag directive", b"%TAG ! tag:x,2000:\n---\na: 1\n", [("yaml.directive", 1, 1)]),
    ("an unknown directive", b"%FOO\n---\na: 1\n", [("yaml.directive", 1, 1)]),
    ("not UTF-8", "é: 1\nab: é".encode() + b"\xff\n", [("yaml.encoding", 2, 6)]),
    ("an overlong form", b"a: \xc0\xaf\n", [("yaml.encoding", 1, 4)]),
    ("an encoded surrogate", b"a: \xed\xa0\x80\n", [("yaml.encoding", 1, 4)]),
    ("an escaped surrogate", b'a: "\\ud83d\\ude00"\n', [("yaml.encoding", 1, 4)]),
    ("ESC", b"a: \x1b[2J\n", [("yaml.control_character", 1, 4)]),
    ("an escaped ESC", b'a: "\\e[2J"\n', [("yaml.control_character", 1, 4)]),
    ("NUL", b"a: x\x00\nb: 010\n", [("yaml.control_character", 1, 5), ("yaml.number", 2, 4)]),
    ("an escaped NUL", b'a: "\\0"\n', [("yaml.control_character", 1, 4)]),
    ("DEL", b"a: \x7f\n", [("yaml.control_character", 1, 4)]),
    ("a C1 control", "a: \x9b2J\n".encode(), [("yaml.control_character", 1, 4)]),
    ("next line", "a: x\x85b: 010\n".encode(), [("yaml.control_character", 1, 5)]),
    ("a form feed", b"a: x\x0cb: 010\n", [("yaml.control_character", 1, 5)]),
    ("a lone carriage return", b"a: 1\rb: 2\n", [("yaml.control_character", 1, 5)]),
    ("an escaped carriage return", b'a: "\\r\\n"\n', [("yaml.control_character", 1, 4)]),
    ("RLO in a comment", "a: 1 # \u202ex\n".encode(), [("yaml.bidi", 1, 8)]),
    ("an escaped RLO", b'a: "\\u202e"\n', [("yaml.bidi", 1, 4)]),
    ("RLO in a key", "ab\u202e: 1\n".encode(), [("yaml.bidi", 1, 3)]),
    ("zero width space", "ro\u200ble: 1\n".encode(), [("yaml.invisible", 1, 3)]),
    ("a mark inside", "a: \ufeffx\n".encode(), [("yaml.invisible", 1, 4)]),
    ("line separator", "a: x\u2028b: 1\n".encode(), [("yaml.invisible", 1, 5)]),
    ("a decomposed value", "a: e\u0301\n".encode(), [("yaml.not_nfc", 1, 4)]),
    ("a decomposed escape", b'a: "e\\u0301"\n', [("yaml.not_nfc", 1, 4)]),
    ("a long text", b"a: " + b"x" * 17_000 + b"\n", [("yaml.too_long", 1, 4)]),
    ("a long key", b"? " + b"x" * 17_000 + b"\n: 1\n", [("yaml.too_long", 1, 3)]),
    ("nothing", b"", [("yaml.empty", 1, 1)]),
    ("only a comment", b"# x\n", [("yaml.empty", 1, 1)]),
    ("an empty document", b"---\n...\n", [("yaml.empty", 1, 1)]),
    ("an escape past the last character", b'a: "\\U00110000"\n', [("yaml.syntax", 1, 7)]),
    ("an escape past a machine's word", b'a: "\\UFFFFFFFF"\n', [("yaml.syntax", 1, 7)]),
    ("a version of 5,000 digits", b"%YAML 1." + b"9" * 5_000, [("yaml.syntax", 1, 9)]),
]

SYNTAX: list[tuple[str, bytes, int, int, str]] = [
    ("a tab", b"a:\n\tb: 1\n", 2, 1, "a tab can't stand here; use spaces"),
    ("at", b"a: @x\n", 1, 4, "no word can begin with @; quote it"),
    ("a second colon", b"a: b: c\n", 1, 5, 'quote text that has ": " in it'),
    ("no colon", b"a: 1\nb\nc: 2\n", 2, 1, "a colon is missing after this key"),
    ("an open quote", b'a: "x\nb: 1\n', 1, 4, "this quote is never closed"),
    ("an open bracket", b"a: [x,\nb: 1\n", 1, 4, "this bracket is never closed"),
    ("an open bracket at the end", b"a: [x,\n", 2, 1, "the file ends in the middle of a value"),
    ("no comma", b"a: {x: 1\nb: 2}\n", 2, 2, 'a comma or "}" is missing before this'),
    ("two commas", b"a: [x,, y]\n", 1, 7, 'a value is missing before ","'),
    ("a question", b"{ask: Is it?}\n", 1, 12, 'an unquoted "?" can\'t stand here; quote the text'),
    ("more", b'"a" b\n', 1, 5, "the file's one value has ended, but more follows"),
    ("indentation", b"- a\nb: 1\n", 2, 1, "does not fit into the block around it"),
    ("a dash", b"a: - b\n", 1, 4, "a list can't begin here"),
    ("a star", b"a: *\n", 1, 4, 'a name is missing after "&", "*" or "%"; quote the text'),
    ("at least", b"a: >= 3\n", 1, 4, 'the rest of the line after "|", ">" or "%" is out of place'),
    ("a question mark", b"a: ? b\n", 1, 4, "a key can't stand here; quote the text"),
    ("an escape", b'a: "\\q"\n', 1, 6, "found unknown escape character 'q'"),
]


@pytest.mark.parametrize(
    ("data", "expected"),
    [pytest.param(data, expected, id=name) for name, data, expected in BAD_INPUTS + OTHER_FAULTS],
)
def test_a_bad_file_is_refused_at_the_place_of_each_fault(
    data: bytes, expected: list[Fault]
) -> None:
    """T27, bad inputs 29-58: a stable code and the exact place; never a traceback."""
    assert faults(data) == expected


@pytest.mark.parametrize(
    ("data", "row", "column", "message"),
    [pytest.param(*case, id=name) for name, *case in SYNTAX],
)
def test_a_fault_of_syntax_ends_the_reading_and_says_what_to_do(
    data: bytes, row: int, column: int, message: str
) -> None:
    """An author who is not a programmer can mend the line."""
    found, complaints = read("x.yaml", data)
    assert found is None
    assert [one.code for one in complaints] == ["yaml.syntax"]
    assert complaints[0].mark == Mark("x.yaml", row, column)
    assert message in line(complaints[0])


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"role: no\n", {"role": "no"}),
        (b"role: on\n", {"role": "on"}),
        (b"need: 2.0\n", {"need": Decimal("2.0")}),
        (b'need: "2.0"\n', {"need": "2.0"}),
        (b"due: 2026-13-45\n", {"due": "2026-13-45"}),
        ("r\u043ele: x\n".encode(), {"r\u043ele": "x"}),
        (b"quorom: 3\n", {"quorom": 3}),
        (b"yes: 1\n'1': 2\n'<<': 3\n", {"yes": 1, "1": 2, "<<": 3}),
    ],
)
def test_what_the_schema_must_judge_is_read_as_it_stands(data: bytes, value: Value) -> None:
    """Bad inputs 39, 40, 44, 48, 56, 57: plain text or a decimal, which no integer field takes."""
    assert source(data).value == value


def test_faults_are_collected_and_what_stands_beside_them_is_read() -> None:
    """One run shows all faults; the source shows where stand-ins are."""
    data = b"a: 010\nb: &x 1\nc: *x\nd: !t {e: 1}\na: 2\n2: 3\n? [f]\n: 4\ng: {<<: {h: 1}, i: 5}\n"
    found, complaints = read("x.yaml", data)
    assert found is not None
    assert [(one.code, one.path) for one in complaints] == [
        ("yaml.number", ("a",)),
        ("yaml.anchor", ("b",)),
        ("yaml.alias", ("c",)),
        ("yaml.tag", ("d",)),
        ("yaml.duplicate_key", ("a",)),
        ("yaml.key_not_string", ("2",)),
        ("yaml.key_not_string", ()),
        ("yaml.merge_key", ("g", "<<")),
    ]
    assert found.value == {"a": None, "b": 1, "c": None, "d": {"e": 1}, "2": 3, "g": {"i": 5}}
    assert found.faulty == {("a",), ("c",), ("d",), ("2",)}
    assert found.hides(("a",))
    assert found.hides(("d", "e"))
    assert not found.hides(())
    assert not found.hides(("g", "i"))


def test_of_a_duplicate_the_first_value_and_its_places_stay() -> None:
    """Whatever follows, later checks speak of the value that the complaint says to keep or not."""
    found, complaints = read("x.yaml", b"a: {b: 1}\na: {b: 2, c: 3}\n")
    assert found is not None
    assert complaints[0].message == 'the key "a" stands here twice, first on line 1'
    assert found.value == {"a": {"b": 1}}
    assert found.marks.values == {
        (): Mark("x.yaml", 1, 1),
        ("a",): Mark("x.yaml", 1, 4),
        ("a", "b"): Mark("x.yaml", 1, 8),
    }
    assert found.marks.keys == {("a",): Mark("x.yaml", 1, 1), ("a", "b"): Mark("x.yaml", 1, 5)}
