"""The chain: what an entry says of the entry before it, and of the ledger it belongs to."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import cast

import pytest

from engine.errors import LedgerError
from engine.ledger.entry import (
    Entry,
    check_link,
    entry_hash,
    format_entry,
    genesis_hash,
    parse_entry,
)

ORIGIN = "local/3f2a"
# Written down once, from `printf 'phasegate/genesis/v1\nlocal/3f2a\ndirectory' | sha256sum`.
GENESIS = "0434e320d0b8a45121e72cfe94330511fa37786eef25712638475abbe484f6e8"


def entry(**changed: object) -> Entry:
    """Return entry 4 of a stream with some of its values changed."""
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
            "command": {"id": "c1", "type": "ResumeProject", "args": {}},
            "reads": [],
            "methodology": None,
            "rules": 1,
            "events": [{"type": "ProjectResumed", "hold": 1}],
            **changed,
        },
    )


def test_the_first_entry_links_to_origin_and_stream() -> None:
    """I19: no entry of another ledger or another stream can begin this one."""
    text = b"phasegate/genesis/v1\nlocal/3f2a\nproject/shed"
    assert genesis_hash(ORIGIN, "project/shed") == hashlib.sha256(text).hexdigest()
    assert genesis_hash(ORIGIN, "directory") == GENESIS
    assert genesis_hash("local/3f2b", "directory") != GENESIS


def chain(length: int) -> list[bytes]:
    """Return the bytes of a stream of `length` entries."""
    stream: list[bytes] = []
    prev = genesis_hash(ORIGIN, "project/shed")
    for seq in range(length):
        stream.append(format_entry(entry(seq=seq, prev=prev)))
        prev = entry_hash(stream[-1])
    return stream


def follow(stream: Sequence[bytes]) -> None:
    """Check every link of a stream."""
    previous: tuple[int, str] | None = None
    for data in stream:
        linked = parse_entry(data)
        check_link(linked, ORIGIN, previous)
        previous = (linked["seq"], entry_hash(data))


def test_a_chain_is_followed_link_by_link() -> None:
    """I19: seq counts without a gap from 0, and each entry names the hash of the one before."""
    stream = chain(5)
    follow(stream)
    assert [parse_entry(data)["seq"] for data in stream] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("place", range(4))
def test_no_entry_can_be_left_out_doubled_moved_or_changed(place: int) -> None:
    """I26: whatever is done to an entry with another behind it breaks a link, and is named."""
    stream = chain(5)
    changed = parse_entry(stream[place])
    changed["actor"] = "p-other"
    for damaged in (
        [*stream[:place], *stream[place + 1 :]],
        [*stream[: place + 1], *stream[place:]],
        [*stream[:place], stream[place + 1], stream[place], *stream[place + 2 :]],
        [*stream[:place], format_entry(changed), *stream[place + 1 :]],
    ):
        with pytest.raises(LedgerError, match=r"^project/shed(: seq|#\d: the chain is broken)"):
            follow(damaged)


def test_a_cut_tail_is_not_seen_by_the_chain() -> None:
    """docs/ledger.md section 8 says so: what is gone at the end needs a witness outside."""
    follow(chain(5)[:3])


BEFORE = (3, "a" * 64)


@pytest.mark.parametrize(
    ("changed", "previous", "message"),
    [
        pytest.param(
            {"origin": "local/other"},
            BEFORE,
            "project/shed: origin 'local/other' in the ledger 'local/3f2a'",
            id="another-ledger",
        ),
        pytest.param(
            {"seq": 5}, BEFORE, "project/shed: seq 5 where 4 was expected", id="an-entry-left-out"
        ),
        pytest.param(
            {"seq": 3}, BEFORE, "project/shed: seq 3 where 4 was expected", id="an-entry-repeated"
        ),
        pytest.param(
            {"seq": 1}, None, "project/shed: seq 1 where 0 was expected", id="a-beginning-cut-off"
        ),
        pytest.param(
            {"prev": "e" * 64},
            BEFORE,
            f"project/shed#4: the chain is broken: prev is {'e' * 64}, expected {'a' * 64}",
            id="an-entry-before-changed",
        ),
        pytest.param(
            {"seq": 0},
            None,
            f"project/shed#0: the chain is broken: prev is {'a' * 64}, "
            f"expected {genesis_hash(ORIGIN, 'project/shed')}",
            id="another-beginning",
        ),
    ],
)
def test_a_broken_link_is_refused_by_what_is_wrong(
    changed: Mapping[str, object], previous: tuple[int, str] | None, message: str
) -> None:
    """I19: another ledger, a wrong number and a wrong hash are three findings, each named."""
    check_link(entry(), ORIGIN, BEFORE)
    with pytest.raises(LedgerError) as caught:
        check_link(entry(**changed), ORIGIN, previous)
    assert caught.value.message == message
