"""Texts and blobs: kept beside the entries, and texts can be erased."""

import pytest

from engine.canonical import digest, encode
from engine.errors import NotFound
from engine.store.failure import HandleTaken, TextTaken
from engine.store.protocol import BlobKind, Store, Text, blob_digest
from engine.store.rows import PersonRow
from tests.contract.support import Ledger

SALT = bytes(range(32))
ANNA = Text("handle", SALT, "anna")
REASON = Text("reason", SALT, "Grüße \x00 😀 'quoted'; %s :body ?")


def _put(store: Store, **texts: Text) -> None:
    with store.write("directory") as unit:
        for commitment, text in texts.items():
            unit.put_text(commitment, text)


def test_a_text_comes_back_as_it_was_put(store: Store) -> None:
    """Every character that UTF-8 can say survives, in every store."""
    _put(store, one=REASON, two=ANNA)
    with store.read() as reader:
        assert reader.text("one") == REASON
        assert dict(reader.texts(["two", "one", "three", "one"])) == {"one": REASON, "two": ANNA}
        assert dict(reader.texts([])) == {}


def test_a_commitment_stands_for_one_text(ledger: Ledger) -> None:
    """Putting another text under a known commitment would change what was said."""
    store = ledger.open()
    _put(store, one=REASON)
    before = ledger.dump()
    with pytest.raises(TextTaken):
        _put(store, one=Text("reason", SALT, "other"))
    assert ledger.dump() == before


def test_two_people_cant_have_one_handle(ledger: Ledger) -> None:
    """The handle is how people are named on the command line; it names one person."""
    store = ledger.open()
    _put(store, one=ANNA)
    before = ledger.dump()
    with pytest.raises(HandleTaken) as raised:
        _put(store, two=Text("handle", bytes(32), "anna"))
    assert raised.value.code == "handle.taken"
    assert ledger.dump() == before
    _put(store, three=Text("name", bytes(32), "anna"), four=Text("handle", bytes(32), "Anna"))


def test_erasing_deletes_salt_and_body_and_says_so(ledger: Ledger) -> None:
    """Nothing personal is carved in stone; that there was a text stays."""
    store = ledger.open()
    _put(store, one=REASON, two=ANNA)
    with store.write("directory") as unit:
        unit.erase_text("one")
        assert unit.text("one") == Text("reason", b"", "", erased=True)
    with store.read() as reader:
        assert reader.text("one") == Text("reason", b"", "", erased=True)
        assert reader.text("two") == ANNA
    after = ledger.dump()
    with store.write("directory") as unit:
        unit.erase_text("one")
    assert ledger.dump() == after


def test_an_erased_text_cant_come_back(ledger: Ledger) -> None:
    """An act of erasure is final."""
    store = ledger.open()
    _put(store, one=REASON)
    with store.write("directory") as unit:
        unit.erase_text("one")
    before = ledger.dump()
    with pytest.raises(TextTaken):
        _put(store, one=REASON)
    assert ledger.dump() == before


def test_erasing_what_was_never_there_is_an_error(ledger: Ledger) -> None:
    """A typing error must not look like a successful erasure."""
    store = ledger.open()
    before = ledger.dump()
    with pytest.raises(NotFound), store.write("directory") as unit:
        unit.erase_text("nothing")
    assert ledger.dump() == before


def test_a_handle_leads_to_its_person_until_it_is_erased(store: Store) -> None:
    """Names are looked up exactly as written, and an erased handle is free again."""
    _put(store, one=ANNA, two=Text("name", SALT, "bert"))
    people = [PersonRow("p-1", "one", "n1", None), PersonRow("p-2", "three", "two", None)]
    with store.write("directory") as unit:
        unit.replace_rows("directory", [], people)
    with store.read() as reader:
        handles = ("anna", "Anna", "anna ", "bert", "", "\ud800")
        assert [reader.person_of_handle(one) for one in handles] == ["p-1", *[None] * 5]
    with store.write("directory") as unit:
        unit.erase_text("one")
        assert unit.person_of_handle("anna") is None
        unit.put_text("three", ANNA)
        assert unit.person_of_handle("anna") == "p-2"


def test_a_blob_is_stored_once_under_its_digest(ledger: Ledger) -> None:
    """Sources, closures and tables go by what is in them; storing one again changes nothing."""
    store = ledger.open()
    data = encode({"root": "pm2.yaml"})
    kinds: tuple[BlobKind, ...] = ("source", "tables", "closure")
    names = {kind: blob_digest(kind, data) for kind in kinds}
    assert names["tables"] == digest("tables", {"root": "pm2.yaml"})
    assert names["closure"] == digest("closure", {"root": "pm2.yaml"})
    with store.write("directory") as unit:
        for kind, name in names.items():
            unit.put_blob(kind, name, data)
    before = ledger.dump()
    with store.write("directory") as unit:
        unit.put_blob("source", names["source"], data)
    assert ledger.dump() == before
    with store.read() as reader:
        assert [reader.blob(kind, name) for kind, name in names.items()] == [data] * 3
        assert reader.blob("source", names["tables"]) is None


def test_a_blob_under_another_digest_is_our_bug(ledger: Ledger) -> None:
    """What an entry pins by its digest must be what is stored under it."""
    store = ledger.open()
    before = ledger.dump()
    with pytest.raises(AssertionError, match="not the digest"), store.write("directory") as unit:
        unit.put_blob("source", "0" * 64, b"bytes")
    assert ledger.dump() == before
