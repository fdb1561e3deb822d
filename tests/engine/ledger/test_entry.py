"""The entry format: its bytes and their hash; each refusal by an entry that fails it."""

import hashlib
import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import cast

import pytest
from hypothesis import given, strategies as st

from engine.canonical import Json, encode
from engine.errors import CanonicalError, LedgerError
from engine.ledger.entry import (
    MAX_BYTES,
    Entry,
    entry_hash,
    format_entry,
    parse_entry,
)

ORIGIN = "local/3f2a"
SSH = {"kind": "ssh", "key": "SHA256:" + "A" * 42 + "8", "signature": "U1NIU0lH"}
OS = {"kind": "os", "uid": 1000, "host": "c" * 64}

digits = st.text("0123456789abcdef", min_size=64, max_size=64)
streams = st.from_regex(r"\A(refusals/)?(directory|project/[a-z0-9][a-z0-9._-]{0,9})\Z")
people = st.from_regex(r"\Ap-[a-z0-9]{1,10}\Z")
types = st.from_regex(r"\A[A-Z][A-Za-z]{0,12}\Z")
words = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(words, values, max_size=4)
proofs: st.SearchStrategy[object] = st.one_of(
    st.just({"kind": "asserted"}),
    st.builds(lambda uid, host: {**OS, "uid": uid, "host": host}, st.integers(0, 2**32), digits),
    st.just(SSH),
)
heads = st.builds(
    lambda stream, seq, known: {"stream": stream, "seq": seq, "hash": known},
    streams,
    st.integers(0, 10**6),
    digits,
)
reads = st.lists(heads, max_size=3, unique_by=lambda head: str(head["stream"])).map(
    lambda found: sorted(found, key=lambda head: str(head["stream"]))
)
events = st.lists(
    st.builds(lambda name, rest: {**rest, "type": name}, types, objects), min_size=1, max_size=3
)
instants = st.datetimes().filter(lambda moment: moment.year >= 1970)
some_entries: st.SearchStrategy[Entry] = st.fixed_dictionaries(
    {
        "v": st.just(1),
        "origin": st.from_regex(r"\A[A-Za-z0-9._/-]{1,20}\Z"),
        "stream": streams,
        "seq": st.integers(0, 2**53 - 1),
        "prev": digits,
        "at": instants.map(lambda moment: moment.isoformat(timespec="microseconds") + "Z"),
        "actor": people | st.just("system"),
        "proof": proofs,
        "command": st.fixed_dictionaries(
            {"id": st.from_regex(r"\A[A-Za-z0-9._:/-]{1,20}\Z"), "type": types, "args": objects}
        ),
        "reads": reads,
        "methodology": st.none() | digits,
        "rules": st.integers(1, 9),
        "events": events,
    }
).map(lambda value: cast("Entry", value))


def entry(**changed: object) -> Entry:
    """Return a small valid entry with some of its values changed."""
    return cast(
        "Entry",
        {
            "v": 1,
            "origin": ORIGIN,
            "stream": "project/shed",
            "seq": 4,
            "prev": "a" * 64,
            "at": "2026-11-23T09:00:00.000000Z",
            "actor": "p-7c",
            "proof": {"kind": "asserted"},
            "command": {"id": "c1", "type": "TakeMove", "args": {"to": "done"}},
            "reads": [{"stream": "directory", "seq": 12, "hash": "b" * 64}],
            "methodology": "d" * 64,
            "rules": 1,
            "events": [{"type": "MoveTaken", "move": "finish"}],
            **changed,
        },
    )


def raw(value: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of any object, entry or not."""
    return encode(cast("Mapping[str, Json]", value))


@given(some_entries)
def test_what_is_written_reads_back_as_the_same_entry(written: Entry) -> None:
    """I28: the bytes are the record, so nothing may be lost, added or reordered on the way."""
    data = format_entry(written)
    assert parse_entry(data) == written
    assert format_entry(parse_entry(data)) == data


@given(some_entries)
def test_the_bytes_are_sorted_compact_json(written: Entry) -> None:
    """I28: a stranger makes the same bytes with any JSON library, without ours."""
    plain = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert format_entry(written) == plain.encode("utf-8")


@given(some_entries, st.data())
def test_no_other_byte_anywhere_reads_as_the_same_entry(
    written: Entry, data: st.DataObject
) -> None:
    """I26: a changed byte is refused, or is another entry with another hash."""
    original = format_entry(written)
    damaged = bytearray(original)
    where = data.draw(st.integers(0, len(original) - 1))
    damaged[where] ^= data.draw(st.integers(1, 255))
    changed = bytes(damaged)
    try:
        read = parse_entry(changed)
    except (CanonicalError, LedgerError):
        return
    assert read != written
    assert entry_hash(changed) != entry_hash(original)


def test_no_bit_of_an_entry_can_be_flipped_unseen() -> None:
    """I26: exhaustively for one entry, every bit: refused, or another entry with another hash."""
    original = format_entry(entry())
    known = parse_entry(original)
    hashes = {entry_hash(original)}
    for place in range(len(original) * 8):
        damaged = bytearray(original)
        damaged[place // 8] ^= 1 << (place % 8)
        hashes.add(entry_hash(bytes(damaged)))
        try:
            assert parse_entry(bytes(damaged)) != known
        except (CanonicalError, LedgerError):
            continue
    assert len(hashes) == len(original) * 8 + 1


@given(st.binary(max_size=80) | objects.map(encode))
def test_other_bytes_meet_one_of_two_errors(data: bytes) -> None:
    """I28: bytes from anywhere never crash the reader and never pass for an entry."""
    with pytest.raises((CanonicalError, LedgerError)):
        parse_entry(data)


@pytest.mark.parametrize("key", sorted(entry()))
def test_each_key_is_required(key: str) -> None:
    """An entry that leaves something out would be judged by what a reader assumes instead."""
    value = {name: found for name, found in entry().items() if name != key}
    expected = (
        "unknown entry version None: nothing can be said about it"
        if key == "v"
        else f"an entry has exactly the keys of version 1; missing or unknown: {key}"
    )
    with pytest.raises(LedgerError) as caught:
        parse_entry(raw(value))
    assert caught.value.message == expected


def test_a_further_key_is_refused() -> None:
    """What no reader knows must not stand in an entry as if it counted."""
    with pytest.raises(LedgerError) as caught:
        parse_entry(raw({**entry(), "note": None}))
    assert caught.value.message == (
        "an entry has exactly the keys of version 1; missing or unknown: note"
    )


@pytest.mark.parametrize("version", [2, 0, None, "1", [1]])
def test_an_unknown_version_is_unknown(version: object) -> None:
    """Nothing is said about an entry of a version that came later: not even that it is damaged."""
    with pytest.raises(LedgerError) as caught:
        parse_entry(raw(entry(v=version)))
    assert caught.value.message == (
        f"unknown entry version {version!r}: nothing can be said about it"
    )


def command(**changed: object) -> dict[str, object]:
    """Return a command as recorded with some of its values changed."""
    return {"id": "c1", "type": "TakeMove", "args": {}, **changed}


def read(**changed: object) -> dict[str, object]:
    """Return a cited head with some of its values changed."""
    return {"stream": "directory", "seq": 12, "hash": "b" * 64, **changed}


WRONG_VALUES: Mapping[str, Sequence[object]] = {
    "v": [True],
    "origin": ["", None, 1, "a b", "lôcal", "a\nb", "o" * 129],
    "stream": [
        *("", None, ["directory"], "Directory", "project", "project/", "project/Shed"),
        *("project/.shed", "project/a/b", "refusals", "refusals/refusals/directory", "directory\n"),
        *("project/" + "k" * 65, "project/K"),
    ],
    "seq": [-1, True, False, None, "4", [4]],
    "prev": ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", None, 0],
    "at": [
        *("2026-11-23T09:00:00Z", "2026-11-23T09:00:00.000Z", "2026-11-23T09:00:00.000000+00:00"),
        *("2026-11-23 09:00:00.000000Z", "2026-11-23T09:00:00.000000z", "2026-11-23", ""),
        *(
            "2026-02-30T09:00:00.000000Z",
            "2026-11-23T24:00:00.000000Z",
            "1969-12-31T23:59:59.999999Z",
        ),
        *("2026-11-23T09:00:60.000000Z", "٢٠٢٦-11-23T09:00:00.000000Z", None, 1_795_000_000),
    ],
    "actor": ["", "max", "p-", "p-Max", "System", "p-a b", None, 7],
    "proof": [
        *(None, "asserted", {}, {"kind": "sworn"}, {"kind": None}, {"kind": ["os"]}),
        *({"kind": "asserted", "uid": 1}, {"kind": "os"}, {"kind": "os", "uid": 1000}),
        *({"kind": "asserted", "time_confirmed": False}, {**OS, "time_confirmed": 1}),
        *({**OS, "uid": True}, {**OS, "uid": -1}, {**OS, "uid": "1000"}, {**OS, "host": "mars"}),
        *({**OS, "key": SSH["key"]}, {"kind": "ssh", "key": SSH["key"]}, {**SSH, "uid": 1000}),
        *({**SSH, "key": "MD5:00"}, {**SSH, "key": "SHA256:short"}, {**SSH, "signature": ""}),
        *(
            {**SSH, "signature": "U1NIU0l"},
            {**SSH, "signature": "U1NI U0lH"},
            {**SSH, "signature": 1},
        ),
    ],
    "command": [
        *(None, [], {}, command(note=1), {"id": "c1", "type": "TakeMove"}),
        *(command(id=""), command(id=1), command(id="a b"), command(id="i" * 129)),
        *(
            command(type=""),
            command(type="takeMove"),
            command(type="Take move"),
            command(type=None),
        ),
        *(command(args=None), command(args=[])),
    ],
    "reads": [
        *(None, {}, "directory", [None], ["directory"], [{}], [read(note=1)]),
        *([read(stream="people")], [read(seq=-1)], [read(seq=True)], [read(hash="b" * 63)]),
        *([read(), read()], [read(seq=1), read(seq=2)]),
        [read(stream="project/a"), read(stream="directory")],
    ],
    "methodology": ["", "pm2", "D" * 64, 0, False, ["d" * 64]],
    "rules": [0, -1, True, None, "1"],
    "events": [
        *(None, {}, [], [None], ["MoveTaken"], [{}], [{"move": "a"}], [{"type": ""}]),
        *([{"type": 1}], [{"type": "moveTaken"}], [{"type": "MoveTaken"}, {}]),
    ],
}


def test_wrong_values_are_tried_for_every_key() -> None:
    """The table below covers the whole entry, so that no key is left to goodwill."""
    assert WRONG_VALUES.keys() == entry().keys()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param(key, value, id=f"{key}-{number}")
        for key, found in WRONG_VALUES.items()
        for number, value in enumerate(found)
    ],
)
def test_a_value_of_another_type_or_form_is_refused(key: str, value: object) -> None:
    """What has the wrong form is damage: no rule may ever be asked about it."""
    with pytest.raises(LedgerError) as caught:
        parse_entry(raw(entry(**{key: value})))
    found = json.loads(raw({"value": value}))["value"]
    assert caught.value.message == f"{key} of an entry can't be {found!r:.200}"
    # Nothing that could not be read again is ever written.
    with pytest.raises(AssertionError, match=rf"^{key} of an entry can't be "):
        format_entry(entry(**{key: value}))


@pytest.mark.parametrize("proof", [{"kind": "asserted"}, OS, {**OS, "uid": 0}, SSH])
def test_every_kind_of_proof_has_its_place(proof: Mapping[str, object]) -> None:
    """The bytes of stronger proofs are settled before anything writes them."""
    for shown in (proof, {**proof, "time_confirmed": True}):
        written = entry(proof=shown)
        assert parse_entry(format_entry(written)) == written


@pytest.mark.parametrize(
    "stream",
    ["directory", "project/7.a_b-c", "portfolio/all", "refusals/directory", "refusals/project/a"],
)
def test_every_stream_of_the_ledger_can_be_named(stream: str) -> None:
    """docs/ledger.md section 1 lists the streams; the format takes each."""
    written = entry(stream=stream)
    assert parse_entry(format_entry(written)) == written


@pytest.mark.parametrize("data", [b"null", b"[]", b'"entry"', b"1"])
def test_what_is_no_object_is_no_entry(data: bytes) -> None:
    """Canonical JSON alone does not make an entry."""
    with pytest.raises(LedgerError) as caught:
        parse_entry(data)
    assert caught.value.message == "an entry is an object"


def test_an_entry_in_another_spelling_is_refused() -> None:
    """I28: one entry, one spelling; another order, blank, escape or end is not the entry."""
    data = format_entry(entry())
    spellings = [
        json.dumps(entry(), sort_keys=True).encode(),
        json.dumps(entry(), separators=(",", ":")).encode(),
        data + b"\n",
        b" " + data,
        data.replace(b'"directory"', b'"\\u0064irectory"'),
        data.replace(b'"seq":4', b'"seq":4,"seq":4'),
    ]
    for spelling in spellings:
        assert spelling != data
        with pytest.raises(CanonicalError, match=r"^not in canonical form"):
            parse_entry(spelling)


@pytest.mark.parametrize("number", [b"4.0", b"4e0", b"0.5"])
def test_a_float_is_refused(number: bytes) -> None:
    """I28: 4 and 4.0 are one number to most readers, so only one of them can be on record."""
    data = format_entry(entry()).replace(b'"seq":4', b'"seq":' + number)
    with pytest.raises(CanonicalError, match=r"^float is not a canonical type"):
        parse_entry(data)


def test_a_float_is_not_written() -> None:
    """I28: an amount that slipped through as a float stops before it is on record."""
    with pytest.raises(CanonicalError, match=r"^float is not a canonical type"):
        format_entry(entry(events=[{"type": "FieldsSet", "fields": {"budget": 0.5}}]))


def test_an_entry_has_at_most_65535_bytes() -> None:
    """C2SP entry bundles measure an entry with 16 bits; one byte more could never be logged."""
    room = MAX_BYTES - len(format_entry(entry(events=[{"type": "Filled", "by": ""}])))
    longest = entry(events=[{"type": "Filled", "by": "x" * room}])
    too_long = entry(events=[{"type": "Filled", "by": "x" * (room + 1)}])
    assert MAX_BYTES == 65_535
    assert len(format_entry(longest)) == 65_535
    assert parse_entry(format_entry(longest)) == longest
    with pytest.raises(CanonicalError) as unwritten:
        format_entry(too_long)
    assert unwritten.value.message == "the entry has 65536 bytes, at most 65535 are allowed"
    with pytest.raises(LedgerError) as unread:
        parse_entry(raw(too_long))
    assert unread.value.message == "an entry of 65536 bytes, at most 65535 are allowed"


def test_a_message_about_damage_is_short() -> None:
    """A damaged entry can hold 64 KB of anything; the report of it stays one line."""
    with pytest.raises(LedgerError) as caught:
        parse_entry(raw(entry(actor="x" * 60_000)))
    assert len(caught.value.message) < 250


def test_the_hash_is_the_leaf_hash_of_the_log() -> None:
    """One hash serves chain and log: RFC 6962, whose vector for an empty leaf is public."""
    assert entry_hash(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    data = format_entry(entry())
    assert entry_hash(data) == hashlib.sha256(b"\0" + data).hexdigest()


def test_a_shell_gives_the_same_hash() -> None:
    """I28: docs/ledger.md promises that `sha256sum` is enough to check an entry."""
    data = format_entry(entry())
    found = subprocess.run(
        ["sh", "-c", "(printf '\\0'; cat) | sha256sum"],
        input=data,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert found.stdout.split()[0].decode() == entry_hash(data)
