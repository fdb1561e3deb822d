"""Canonical bytes, against an independent RFC 8785 implementation and its published vectors."""

import doctest
import hashlib
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

import pytest
import rfc8785
from hypothesis import given, strategies as st

from engine import canonical
from engine.canonical import Json, decode, digest, encode
from engine.errors import CanonicalError

LARGEST = 2**53 - 1
DEEPEST = 64
VECTORS = Path(__file__).parents[1] / "data" / "jcs"

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.sampled_from([LARGEST, -LARGEST, 0])
    | st.text(max_size=20)
    | st.text(st.characters(codec="ascii"), max_size=20)
)
keys = st.text(st.characters(codec="ascii"), max_size=10)
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


class _Text(str):
    __slots__ = ()


class _Number(IntEnum):
    ONE = 1


class _Pair(NamedTuple):
    first: Json
    second: Json


def nested(depth: int, *, objects: bool = False) -> Json:
    """Return lists, or objects, `depth` levels deep."""
    value: Json = None
    for level in range(depth):
        value = {"in": value} if objects else ([] if level == 0 else [value])
    return value


def cycle() -> Json:
    """Return a list that holds itself."""
    inner: list[Json] = []
    inner.append(inner)
    return inner


def vector(name: str) -> tuple[str, bytes]:
    """Return a published document and the bytes of its canonical form."""
    text = (VECTORS / "input" / f"{name}.json").read_text("utf-8")
    return text, bytes.fromhex((VECTORS / "outhex" / f"{name}.txt").read_text("ascii"))


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Json) -> None:
    """I28: a stranger's JCS library must give the same bytes, or nobody else can check a hash."""
    assert encode(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_encoded_decodes_to_the_same_value(value: Json) -> None:
    """I28: the bytes are the record, so nothing may be lost between value and bytes."""
    data = encode(value)
    decoded = decode(data)
    assert decoded == value
    # `==` takes True for 1; the bytes tell them apart.
    assert encode(decoded) == data


@given(
    values,
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,", " :")]),
)
def test_any_other_spelling_of_a_value_is_refused(
    value: Json, indent: int | str | None, escape: bool, separators: tuple[str, str]
) -> None:
    """I28: two spellings of one value would be two hashes of one fact."""
    spelled = json.dumps(value, indent=indent, ensure_ascii=escape, separators=separators).encode()
    if spelled == encode(value):
        assert decode(spelled) == value
    else:
        with pytest.raises(CanonicalError, match=r"^not in canonical form"):
            decode(spelled)


@given(values, st.data())
def test_damaged_bytes_are_refused_or_are_another_canonical_value(
    value: Json, data: st.DataObject
) -> None:
    """I28: a reader of damaged bytes meets one kind of error and never a half-understood value."""
    damaged = bytearray(encode(value))
    where = data.draw(st.integers(0, len(damaged) - 1))
    damaged[where : where + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        decoded = decode(bytes(damaged))
    except CanonicalError:
        return
    assert encode(decoded) == bytes(damaged)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_json_raise_only_canonical_errors(data: bytes) -> None:
    """I28: arbitrary bytes must never crash the reader with another exception."""
    try:
        decoded = decode(data)
    except CanonicalError:
        return
    assert encode(decoded) == data


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(1.0, "float is not a canonical type", id="float"),
        pytest.param(float("nan"), "float is not a canonical type", id="nan"),
        pytest.param([{"a": 0.5}], "float is not a canonical type", id="float-inside"),
        pytest.param(2**53, "integer 9007199254740992 is beyond 2**53 - 1", id="2**53"),
        pytest.param(-(2**53), "integer -9007199254740992 is beyond 2**53 - 1", id="-2**53"),
        pytest.param({"a": 2**70}, f"integer {2**70} is beyond 2**53 - 1", id="2**70"),
        pytest.param({1: "a"}, "object key 1 is not an ASCII string", id="int-key"),
        pytest.param({None: "a"}, "object key None is not an ASCII string", id="null-key"),
        pytest.param({True: "a"}, "object key True is not an ASCII string", id="bool-key"),
        pytest.param({"é": 1}, "object key 'é' is not an ASCII string", id="non-ascii-key"),
        pytest.param({"\ud800": 1}, r"object key '\ud800' is not an ASCII string", id="lone-key"),
        pytest.param({_Text("a"): 1}, "object key 'a' is not an ASCII string", id="str-class-key"),
        pytest.param("\ud800", "a string holds a lone surrogate", id="high-surrogate"),
        pytest.param(["\udc00"], "a string holds a lone surrogate", id="low-surrogate"),
        pytest.param("\ud83d\ude02", "a string holds a lone surrogate", id="two-surrogates"),
        pytest.param(b"a", "bytes is not a canonical type", id="bytes"),
        pytest.param({1, 2}, "set is not a canonical type", id="set"),
        pytest.param(Decimal(1), "Decimal is not a canonical type", id="decimal"),
        pytest.param(_Text("a"), "_Text is not a canonical type", id="str-class"),
        pytest.param(_Number.ONE, "_Number is not a canonical type", id="int-class"),
        pytest.param(iter([1]), "list_iterator is not a canonical type", id="iterator"),
        pytest.param(object(), "object is not a canonical type", id="object"),
        pytest.param(nested(DEEPEST + 1), "nested deeper than 64", id="deep-lists"),
        pytest.param(nested(DEEPEST + 1, objects=True), "nested deeper than 64", id="deep-maps"),
        pytest.param(cycle(), "nested deeper than 64", id="cycle"),
    ],
)
def test_a_value_outside_the_canonical_types_is_refused(value: Json, reason: str) -> None:
    """I28: what JSON libraries spell differently, or not at all, must not reach the record."""
    with pytest.raises(CanonicalError) as caught:
        encode(value)
    assert caught.value.message == reason


NOT_JSON = [
    pytest.param(b"", id="empty"),
    pytest.param(b" ", id="blank"),
    pytest.param(b"{", id="open"),
    pytest.param(b"[1,]", id="trailing-comma"),
    pytest.param(b"{'a':1}", id="single-quotes"),
    pytest.param(b"1 2", id="two-values"),
    pytest.param(b"01", id="leading-zero"),
    pytest.param(b"+1", id="plus"),
    pytest.param(b"1" * 5000, id="5000-digits"),
    pytest.param(b"\xef\xbb\xbf1", id="byte-order-mark"),
    pytest.param(b'"\xff"', id="not-utf-8"),
    pytest.param(b'"\xc0\xaf"', id="overlong-utf-8"),
    pytest.param(b'"\xed\xa0\x80"', id="surrogate-in-utf-8"),
    pytest.param('"a"'.encode("utf-16"), id="utf-16"),
    pytest.param(b'"\n"', id="raw-newline"),
    pytest.param(b"[" * 100_000, id="100000-deep"),
]
OTHER_SPELLING = [
    pytest.param(b"1\n", id="trailing-newline"),
    pytest.param(b" 1", id="leading-space"),
    pytest.param(b"[1, 2]", id="space"),
    pytest.param(b"-0", id="minus-zero"),
    pytest.param(b'{"b":1,"a":2}', id="key-order"),
    pytest.param(b'{"a":1,"a":2}', id="duplicate-key"),
    pytest.param(b'{"a":1,"a":1}', id="duplicate-key-same-value"),
    pytest.param(b'{"a":1,"\\u0061":1}', id="duplicate-key-escaped"),
    pytest.param(b'[{"a":{"b":1,"b":2}}]', id="duplicate-key-inside"),
    pytest.param(b'"\\u0041"', id="needless-escape"),
    pytest.param(b'"\\/"', id="escaped-slash"),
    pytest.param(b'"\\u000a"', id="long-escape"),
    pytest.param(b'"\\u001F"', id="upper-hex"),
    pytest.param(b'"\\ud83d\\ude02"', id="escaped-pair"),
    pytest.param(b'"\\u00e9"', id="escaped-letter"),
]


@pytest.mark.parametrize("data", NOT_JSON)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    """I28: only JSON in UTF-8 is read, however deep or long the bytes are."""
    with pytest.raises(CanonicalError, match=r"^not JSON: "):
        decode(data)


@pytest.mark.parametrize("data", OTHER_SPELLING)
def test_json_in_another_spelling_is_refused(data: bytes) -> None:
    """I28: a lenient reader, above all of repeated keys, lets two readers see two facts."""
    with pytest.raises(CanonicalError) as caught:
        decode(data)
    assert caught.value.message == "not in canonical form: re-encoding gives other bytes"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"NaN", "NaN is not a value"),
        (b"[Infinity]", "Infinity is not a value"),
        (b'{"a":-Infinity}', "-Infinity is not a value"),
        (b"1.5", "float is not a canonical type"),
        (b"1.0", "float is not a canonical type"),
        (b"1e3", "float is not a canonical type"),
        (b"9007199254740992", "integer 9007199254740992 is beyond 2**53 - 1"),
        (b'"\\ud800"', "a string holds a lone surrogate"),
        ('{"é":1}'.encode(), "object key 'é' is not an ASCII string"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64"),
    ],
)
def test_json_of_values_we_do_not_have_is_refused(data: bytes, reason: str) -> None:
    """I28: the reader knows exactly the values that the writer knows."""
    with pytest.raises(CanonicalError) as caught:
        decode(data)
    assert caught.value.message == reason


@pytest.mark.parametrize("limit", [LARGEST, -LARGEST])
def test_the_largest_integers_are_kept(limit: int) -> None:
    """The bound is where every JSON reader is still exact, and not one earlier."""
    assert decode(encode(limit)) == limit
    assert encode(limit) == str(limit).encode()


def test_nesting_up_to_the_bound_is_kept() -> None:
    """The bound of 64 is what the docstring promises, for lists and for objects."""
    assert encode(nested(DEEPEST)) == b"[" * 64 + b"]" * 64
    assert encode(nested(DEEPEST, objects=True)) == b'{"in":' * 64 + b"null" + b"}" * 64
    assert decode(b"[" * 64 + b"]" * 64) == nested(DEEPEST)


def test_a_tuple_is_a_list() -> None:
    """Frozen rows are written as they are, without a copy into lists."""
    assert encode((1, (), _Pair("a", None))) == b'[1,[],["a",null]]'


def test_strings_are_not_normalised() -> None:
    """Two Unicode forms of one letter are two strings: canonical bytes never alter a text."""
    assert encode("\u00e9") != encode("e\u0301")
    assert decode(encode("e\u0301")) == "e\u0301"


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_a_published_document_gives_the_published_bytes(name: str) -> None:
    """I28: the vectors of RFC 8785's author bind us where they use our value types."""
    text, expected = vector(name)
    value: Json = json.loads(text)
    assert encode(value) == expected
    assert decode(expected) == value


def test_a_published_document_with_an_integral_float_matches_once_read_as_integer() -> None:
    """JCS writes 56.0 as 56, so a twin of each integer exists; we refuse it and keep the bytes."""
    text, expected = vector("structures")
    with pytest.raises(CanonicalError, match="float is not a canonical type"):
        encode(json.loads(text))
    value: Json = json.loads(text, parse_float=lambda digits: int(Decimal(digits)))
    assert encode(value) == expected
    assert decode(expected) == value


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("french", "is not an ASCII string"),
        ("weird", "is not an ASCII string"),
        ("values", "float is not a canonical type"),
    ],
)
def test_a_published_document_outside_our_types_is_refused(name: str, reason: str) -> None:
    """Where JCS needs UTF-16 key order or float printing, we have no values, and say so."""
    text, published = vector(name)
    with pytest.raises(CanonicalError, match=reason):
        encode(json.loads(text))
    with pytest.raises(CanonicalError, match=reason):
        decode(published)


def test_the_strings_of_the_published_values_document_are_escaped_as_published() -> None:
    """Escapes are where JSON writers differ most, and that vector shows them all."""
    text, published = vector("values")
    value: Mapping[str, Json] = json.loads(text)
    strings: Sequence[str] = ["literals", "string"]
    assert all(encode({key: value[key]})[1:-1] in published for key in strings)


def test_a_digest_is_sha256_over_prefix_and_bytes() -> None:
    """The whole recipe, spelled out, so that a stranger can follow it."""
    assert digest("dossier", {"b": [1, None], "a": "x"}) == (
        hashlib.sha256(b'phasegate/dossier/v1\n{"a":"x","b":[1,null]}').hexdigest()
    )
    # Printed by sha256sum; it changes only if the format does.
    assert digest("dossier", {"a": 1}) == (
        "f70848aaad48380745b6c32d7eb4a38f2ffb202c46af1637696c5659ff1e13c7"
    )


@given(values, st.sampled_from(["dossier", "question", "text"]))
def test_digests_of_different_purposes_differ(value: Json, purpose: str) -> None:
    """A digest made for one purpose must not be passed off as one for another."""
    assert digest(purpose, value) != digest(f"{purpose}s", value)
    assert digest(purpose, value) != hashlib.sha256(encode(value)).hexdigest()


def test_a_digest_of_what_has_no_canonical_bytes_is_refused() -> None:
    """A digest exists only where bytes exist."""
    with pytest.raises(CanonicalError, match="float is not a canonical type"):
        digest("dossier", {"a": 1.5})  # type: ignore[dict-item]


def test_the_worked_example_of_the_docstring_is_true() -> None:
    """The module's text is the specification, so its examples are run, in Python and in a shell."""
    result = doctest.testmod(canonical)
    assert (result.attempted, result.failed) == (1, 0)
    example = re.search(r"`(printf .*) \| sha256sum`", canonical.__doc__ or "")
    assert example is not None
    printed = subprocess.run(["sh", "-c", example[1]], check=True, capture_output=True).stdout
    assert printed == b'phasegate/dossier/v1\n{"a":1}'
    assert digest("dossier", {"a": 1}) == hashlib.sha256(printed).hexdigest()
