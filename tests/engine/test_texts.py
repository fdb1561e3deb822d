"""Commitments to texts: docs/ledger.md section 3, computed here by hand."""

import hashlib

import pytest

from engine.canonical import Json
from engine.errors import UsageError
from engine.rules.commands import replace_texts, texts
from engine.texts import MAX_CHARACTERS, SEED_BYTES, commit, commitment
from tests.support.sheds import opened, site

SEED = bytes(range(SEED_BYTES))
VOTE: dict[str, Json] = {
    "choice": "conditional_go",
    "comment": "fine",
    "dissent": None,
    "conditions": [
        {"text": "paint it", "owner": "p-bo", "verifier": "p-cy", "due": "2026-12-01"},
        {"text": "paint it", "owner": "p-bo", "verifier": "p-cy", "due": "2026-12-02"},
    ],
}


def by_hand(seed: bytes, path: str, body: str) -> str:
    """The commitment to a text at a place, as the page says."""
    salt = hashlib.sha256(b"phasegate/salt/v1\n" + seed + path.encode()).digest()
    return hashlib.sha256(salt + body.encode()).hexdigest()


def test_a_text_is_committed_to_by_its_place() -> None:
    """SHA-256(salt, bytes), the salt made of the seed and the path; the rest stays as it is."""
    new, kept = commit(VOTE, SEED)
    conditions = VOTE["conditions"]
    assert isinstance(conditions, list)
    assert new == {
        **VOTE,
        "comment": by_hand(SEED, "comment", "fine"),
        "conditions": [
            {**one, "text": by_hand(SEED, f"conditions/{number}/text", "paint it")}
            for number, one in enumerate(conditions)
        ],
    }
    assert [(one.kind, one.body) for one in kept] == [
        ("comment", "fine"),
        ("condition", "paint it"),
        ("condition", "paint it"),
    ]
    assert all(one.commitment == commitment(one.salt, one.body) for one in kept)


def test_equal_texts_are_not_to_be_told_from_their_commitments() -> None:
    """Another place or another command gives another salt."""
    args: dict[str, Json] = {"handle": "ann", "name": "ann"}
    first, _ = commit(args, SEED)
    second, _ = commit(args, bytes(SEED_BYTES))
    assert len({*first.values(), *second.values()}) == 4


def test_committing_changes_nothing_that_was_passed_in() -> None:
    """The caller keeps their plain arguments."""
    before = repr(VOTE)
    commit(VOTE, SEED)
    assert repr(VOTE) == before


def test_what_is_no_text_is_left_alone() -> None:
    """A text of the wrong type, or a condition that is none, is the rules' to refuse."""
    odd: dict[str, Json] = {"reason": 5, "comment": None, "conditions": ["x", {"text": 1}, None, 7]}
    assert commit(odd, SEED) == (odd, [])
    assert list(texts({"conditions": "text", "note": "plain"})) == []
    assert replace_texts({"conditions": ["text"]}, {"conditions/0/text": "x"}) == {
        "conditions": ["text"]
    }


@pytest.mark.parametrize("body", ["", "x" * MAX_CHARACTERS, "\0", "zażółć 🏗"])
def test_any_text_up_to_the_limit_is_taken(body: str) -> None:
    """Also an empty one: what it says is the person's to answer for."""
    new, _ = commit({"reason": body}, SEED)
    assert new == {"reason": by_hand(SEED, "reason", body)}


@pytest.mark.parametrize("body", ["x" * (MAX_CHARACTERS + 1), "\ud800", "a\udfff"])
def test_other_texts_are_refused_before_anything_is_written(body: str) -> None:
    """Too long, or not Unicode."""
    house = site()
    before = house.everything()
    with pytest.raises(UsageError):
        house.ask("ann", "HoldProject", reason=body)
    assert house.everything() == before


def test_a_commitment_passed_in_is_a_text_like_any_other() -> None:
    """Nobody gets a text of their choice under somebody else's commitment."""
    house = site()
    title = str(house.entries()[0]["command"]["args"]["title"])
    house.do("ann", "HoldProject", reason=title)
    committed = str(house.entries()[-1]["command"]["args"]["reason"])
    assert committed != title
    with house.store.read() as reader:
        known = reader.text(committed)
    assert known
    assert (known.kind, known.body) == ("reason", title)


def test_texts_stand_beside_the_ledger_and_can_be_opened() -> None:
    """What stands in the entry is what salt and bytes hash to."""
    house = opened()
    house.vote("ann", "build", "go", comment="at last")
    committed = str(house.entries()[-1]["command"]["args"]["comment"])
    with house.store.read() as reader:
        text = reader.text(committed)
    assert text
    assert hashlib.sha256(text.salt + text.body.encode()).hexdigest() == committed
    assert b"at last" not in b"".join(house.bytes()[house.stream])


def test_a_refused_commands_texts_are_not_kept() -> None:
    """I16: what was said in vain is nobody's to read."""
    house = site()
    before = house.everything()
    house.ask("bo", "HoldProject", reason="a secret")
    with house.store.read() as reader:
        found = [entry.data for entry in reader.entries("refusals/project/shed")]
    assert len(found) == 1
    assert b"a secret" not in found[0]
    assert house.everything()[1] == before[1]


def test_an_erased_text_leaves_its_commitment() -> None:
    """The entry is untouched; salt and bytes are gone, also for who asks the store."""
    house = opened()
    house.vote("ann", "build", "go", comment="at last")
    before = house.bytes()[house.stream]
    committed = str(house.entries()[-1]["command"]["args"]["comment"])
    house.directory("EraseText", commitment=committed, reason="asked to")
    assert house.bytes()[house.stream] == before
    with house.store.read() as reader:
        text = reader.text(committed)
    assert text
    assert (text.salt, text.body, text.erased) == (b"", "", True)
