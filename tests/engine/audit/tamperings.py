"""Ways to tamper with the story: each leaves all else as it must be, so that one check sees it."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import cast

from engine.canonical import Json, encode
from engine.methodology.cache import load_tables
from engine.store.protocol import Text
from engine.store.rows import GrantRow, PersonRow, ProjectRow
from tests.engine.audit.story import METHODOLOGY, tell
from tests.engine.audit.tampering import Copy
from tests.support.house import House

SHED, BARN, DIRECTORY = "project/shed", "project/barn", "directory"
REFUSALS = "refusals/project/shed"


@cache
def story() -> House:
    """The story, told once: nobody writes to it."""
    return tell()


def tampered(change: Callable[[Copy], None]) -> Copy:
    """Return a copy of the story with a change."""
    copy = Copy(story())
    change(copy)
    return copy


def spell_otherwise(copy: Copy) -> None:
    """A blank that changes no meaning, hashed anew."""
    copy.spelled[SHED, 3] = lambda data: data[:-1] + b" }"
    copy.rehash()


def write_another_version(copy: Copy) -> None:
    """A version of entries that nobody knows."""
    copy.entry(SHED, 3)["v"] = 2
    copy.rehash()


def use_a_float(copy: Copy) -> None:
    """A number spelled as a float."""
    copy.spelled[SHED, 1] = lambda data: data.replace(b'"rules":1', b'"rules":1.0')
    copy.rehash()


def store_another_hash(copy: Copy) -> None:
    """The bytes stay, the hash beside them doesn't."""
    copy.hashes[SHED][4] = "0" * 64


def link_elsewhere(copy: Copy) -> None:
    """A link to something else, hashed anew."""
    copy.entry(SHED, 5)["prev"] = "0" * 64
    copy.rehash((SHED, 5))


def take_from_another_ledger(copy: Copy) -> None:
    """An entry of another ledger."""
    copy.entry(SHED, 5)["origin"] = "local/other"
    copy.rehash()


def swap_two(copy: Copy) -> None:
    """Two entries in each other's place, as they were."""
    shed, hashes = copy.entries[SHED], copy.hashes[SHED]
    shed[4], shed[5] = shed[5], shed[4]
    hashes[4], hashes[5] = hashes[5], hashes[4]


def copy_one_twice(copy: Copy) -> None:
    """An entry once more at the end."""
    copy.entries[BARN].append(copy.entries[BARN][1])
    copy.hashes[BARN].append(copy.hashes[BARN][1])


def use_an_id_twice(copy: Copy) -> None:
    """One command id for two entries."""
    copy.entry(SHED, 5)["command"]["id"] = copy.entry(SHED, 4)["command"]["id"]
    copy.rehash()


def attribute_to_another(copy: Copy) -> None:
    """An act that is listed among somebody else's."""
    copy.found_by[SHED, 1] = "p-bo"


def let_another_found(copy: Copy) -> None:
    """The organisation founded by somebody who isn't in it."""
    copy.entry(DIRECTORY, 0)["actor"] = "p-eve"
    copy.rehash()
    copy.rebuild()


def edit_a_source(copy: Copy) -> None:
    """A published file with a weaker panel."""
    key = ("source", hashlib.sha256(METHODOLOGY.encode()).hexdigest())
    copy.data.blobs[key] = METHODOLOGY.replace("majority of electorate", "any").encode()  # type: ignore[index]


def lose_a_source(copy: Copy) -> None:
    """A published file that is gone."""
    del copy.data.blobs["source", hashlib.sha256(METHODOLOGY.encode()).hexdigest()]


def edit_a_closure(copy: Copy) -> None:
    """Another list of files under the digest that is pinned."""
    source = copy.entry(DIRECTORY, 1)["command"]["args"]["source"]
    copy.data.blobs["closure", source] = b'{"files":{},"root":"x"}'


def weaken_tables(copy: Copy) -> None:
    """Weaker tables under the digest that is pinned."""
    compiled = copy.entry(DIRECTORY, 1)["command"]["args"]["compiled"]
    copy.data.blobs["tables", compiled] = encode(weaker(copy, compiled))


def pin_weaker_tables(copy: Copy) -> None:
    """Weaker tables that every entry pins, hashed anew."""
    compiled = copy.entry(DIRECTORY, 1)["command"]["args"]["compiled"]
    digest = copy.put_tables(weaker(copy, compiled))
    for stream, entries in copy.entries.items():
        for seq in range(len(entries)):
            one = copy.entry(stream, seq)
            copy.entries[stream][seq] = cast("dict[str, object]", replaced(one, compiled, digest))
    copy.rehash()
    copy.rebuild()


def weaker(copy: Copy, compiled: str) -> dict[str, Json]:
    """The tables of `compiled` without the treasurer's veto."""
    tables = cast("dict[str, Json]", load_tables(copy.blob("tables", compiled), compiled))
    tables["gates"]["build"]["panel"][1]["veto"] = []  # type: ignore[index,call-overload]
    return tables


def replaced(value: object, old: str, new: str) -> object:
    """Return `value` with one string replaced everywhere."""
    if isinstance(value, dict):
        return {name: replaced(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, old, new) for inner in value]
    return new if value == old else value


def cite_an_older_head(copy: Copy) -> None:
    """An entry that cites an older directory than the one before it."""
    copy.entry(SHED, 1)["reads"][0]["seq"] -= 1
    copy.rehash()


def cite_another_hash(copy: Copy) -> None:
    """A citation of something that isn't there under that number."""
    copy.entry(SHED, 1)["reads"][0]["hash"] = "0" * 64
    copy.rehash((SHED, 1))


def cite_the_future(copy: Copy) -> None:
    """A citation of what was never written."""
    copy.entry(BARN, 2)["reads"][0]["seq"] = 99
    copy.rehash()


def cite_nothing(copy: Copy) -> None:
    """An entry that rests on nothing."""
    copy.entry(BARN, 2)["reads"] = []
    copy.rehash()


def cite_no_project(copy: Copy) -> None:
    """A refusal that hides which state of the project it was about."""
    refusal = copy.entry(REFUSALS, 3)
    del refusal["reads"][1]
    refusal["methodology"] = None
    copy.rehash()


def hide_a_revocation(copy: Copy) -> None:
    """A project that goes on as if a role had not been revoked."""
    followed = copy.find("FollowDirectory")
    for seq in range(followed, followed + 4):
        copy.entry(SHED, seq)["reads"][0]["seq"] -= 1
    copy.remove(SHED, followed)
    copy.rehash()
    copy.rebuild()


def turn_back_time(copy: Copy) -> None:
    """The last entry of a project earlier than the one before."""
    copy.entry(SHED, -1)["at"] = "2027-02-15T11:00:00.000000Z"
    copy.rehash()
    copy.rebuild()


def act_before_the_directory(copy: Copy) -> None:
    """An entry earlier than the directory it cites."""
    copy.entry(BARN, 0)["at"] = "2027-02-15T08:00:00.000000Z"
    copy.rehash()
    copy.rebuild()


def leap_in_time(copy: Copy) -> None:
    """Two years later, and nobody confirmed it."""
    copy.entry(DIRECTORY, -1)["at"] = "2029-03-01T09:00:00.000000Z"
    copy.rehash()


def move_a_vote(copy: Copy) -> None:
    """A vote in the name of somebody who has no seat any more."""
    seq = copy.find("CastVote", nth=-1)
    one = copy.entry(SHED, seq)
    one["command"]["args"]["principal"] = one["events"][0]["principal"] = "p-olaf"
    copy.rehash()
    copy.rebuild()


def act_for_another(copy: Copy) -> None:
    """An act in the name of somebody who may not do it."""
    copy.entry(SHED, copy.find("SetFields"))["actor"] = "p-nell"
    copy.rehash()


def add_an_event(copy: Copy) -> None:
    """One event more than the command gives."""
    seq = copy.find("SetFields", nth=-1)
    copy.entry(SHED, seq)["events"].append({"type": "FieldsSet", "fields": {"budget": "EUR 9999"}})
    copy.rehash()
    copy.rebuild()


def drop_an_event(copy: Copy) -> None:
    """One event less: votes that stay although the dossier changed."""
    seq = copy.find("SetFields", nth=1)
    voided = copy.entry(SHED, seq)["events"].pop()
    assert voided["type"] == "VotesVoided"
    copy.rehash()
    copy.rebuild()


def skip_a_deadline(copy: Copy) -> None:
    """A deadline that passed and was never noticed."""
    fired = copy.find("FireTimer")
    assert copy.entry(SHED, fired)["command"]["args"]["timer"] == "round/2"
    copy.remove(SHED, fired)
    copy.rehash()
    copy.rebuild()


def fire_early(copy: Copy) -> None:
    """A deadline that came before its time."""
    fired = copy.find("FireTimer")
    copy.entry(SHED, fired)["at"] = "2026-11-27T09:00:00.000000Z"
    copy.rehash()
    copy.rebuild()


def rename_a_system_entry(copy: Copy) -> None:
    """An entry of the engine with a free command id."""
    copy.entry(SHED, copy.find("FireTimer"))["command"]["id"] = "system/999"
    copy.rehash()


def pin_another_methodology(copy: Copy) -> None:
    """An entry that names a newer version of the methodology."""
    second = copy.find("PublishMethodology", DIRECTORY, nth=1)
    other = copy.entry(DIRECTORY, second)["command"]["args"]["source"]
    copy.entry(SHED, -1)["methodology"] = other
    copy.rehash()


def decide_by_unknown_rules(copy: Copy) -> None:
    """A version of the decision semantics that nobody knows."""
    copy.entry(SHED, 1)["rules"] = 2
    copy.rehash()


def claim_a_signature(copy: Copy) -> None:
    """A proof that nobody checks: what rests on it would look signed."""
    one = copy.entry(SHED, copy.find("SetFields"))
    one["proof"] = {"kind": "ssh", "key": f"SHA256:{'A' * 43}", "signature": "AAAA"}
    copy.rehash()


def forge_an_event(copy: Copy) -> None:
    """An event that nobody knows."""
    copy.entry(SHED, 1)["events"] = [{"type": "NeverHeardOf"}]
    copy.rehash()


def grant_oneself(copy: Copy) -> None:
    """A role that its holder granted."""
    seq = copy.find("GrantRole", DIRECTORY)
    copy.entry(DIRECTORY, seq)["actor"] = "p-ann"
    copy.rehash()
    copy.rebuild()


def invent_a_code(copy: Copy) -> None:
    """A refusal for a reason that doesn't exist."""
    one = copy.entry(REFUSALS, 0)
    one["command"]["args"]["code"] = one["events"][0]["code"] = "evidence.mislaid"
    copy.rehash()


def refuse_no_command(copy: Copy) -> None:
    """A refusal of something that nobody can ask for: a place for any words."""
    one = copy.entry(REFUSALS, 0)
    one["command"]["args"]["command"] = one["events"][0]["command"] = "PatIsAThief"
    copy.rehash()


def sign_a_refusal(copy: Copy) -> None:
    """A proof of a refusal that nobody checks."""
    copy.entry(REFUSALS, 0)["proof"] = {"kind": "os", "uid": 0, "host": "0" * 64}
    copy.rehash()


def tell_another_refusal(copy: Copy) -> None:
    """A refusal that says two things."""
    copy.entry(REFUSALS, 0)["events"][0]["command"] = "CastVote"
    copy.rehash()


def refuse_too_often(copy: Copy) -> None:
    """More refusals than are ever recorded."""
    first = copy.entries[REFUSALS][-1]
    for _ in range(60):
        copy.entries[REFUSALS].append(first)
        seq = len(copy.entries[REFUSALS]) - 1
        copy.entry(REFUSALS, seq)["command"]["id"] = f"refused/{seq}"
    copy.rehash()


def refuse_a_stranger(copy: Copy) -> None:
    """A refusal of somebody who isn't in the directory."""
    copy.entry(REFUSALS, 0)["actor"] = "p-eve"
    copy.rehash()


def replace_a_text(copy: Copy) -> None:
    """A comment in other words."""
    commitment, text = comment(copy)
    copy.text(commitment, text._replace(body="yes, with pleasure"))


def move_the_salt(copy: Copy) -> None:
    """A comment without its first letter, which went to the salt."""
    commitment, text = comment(copy)
    moved = text.salt + text.body[:1].encode()
    copy.text(commitment, Text(text.kind, moved, text.body[1:]))


def lose_a_text(copy: Copy) -> None:
    """A comment that is gone without a trace."""
    del copy.data.texts[comment(copy)[0]]


def erase_silently(copy: Copy) -> None:
    """A comment that nobody was allowed to erase."""
    commitment, text = comment(copy)
    copy.text(commitment, Text(text.kind, b"", "", erased=True))


def keep_an_erased_text(copy: Copy) -> None:
    """A name that was to be erased."""
    erased = copy.entry(DIRECTORY, -1)["command"]["args"]["commitment"]
    copy.text(erased, Copy(tell(erase=False)).data.texts[erased])


def call_a_text_something_else(copy: Copy) -> None:
    """A comment that is kept as another kind of text."""
    commitment, text = comment(copy)
    copy.text(commitment, text._replace(kind="reason"))


def comment(copy: Copy) -> tuple[str, Text]:
    """A comment, by its commitment."""
    one = copy.entry(SHED, copy.find("JudgeDeliverable"))
    commitment = one["command"]["args"]["comment"]
    return commitment, copy.data.texts[commitment]


def edit_a_row(copy: Copy) -> None:
    """A project that seems to stand elsewhere."""
    row = copy.data.rows[SHED]["projects",]
    assert isinstance(row, ProjectRow)
    copy.row(SHED, row._replace(stage="delivery"))


def grant_in_a_row(copy: Copy) -> None:
    """A role that was never granted."""
    copy.row(DIRECTORY, GrantRow("p-dan", "sponsor", "organisation", "p-pat"))


def lose_a_row(copy: Copy) -> None:
    """A project that seems not to be there."""
    del copy.data.rows[SHED]["projects",]


def add_rows_of_nothing(copy: Copy) -> None:
    """A project that never was."""
    row = copy.data.rows[SHED]["projects",]
    copy.row("project/castle", row)


def mislead_by_handle(copy: Copy) -> None:
    """Two handles that lead to each other's owner."""
    people = [one for one in copy.data.rows[DIRECTORY].values() if isinstance(one, PersonRow)]
    ann, bo = (one for one in people if one.person in ("p-ann", "p-bo"))
    copy.data.handles["ann"], copy.data.handles["bo"] = bo.handle, ann.handle


def damage_evidence(copy: Copy) -> None:
    """A deliverable with other bytes."""
    digest = hashlib.sha256(b"a drawing").hexdigest()
    copy.evidence[digest] = "damaged"


TAMPERINGS: list[tuple[Callable[[Copy], None], str]] = [
    (spell_otherwise, "form"),
    (write_another_version, "form"),
    (use_a_float, "form"),
    (store_another_hash, "hash"),
    (link_elsewhere, "chain"),
    (take_from_another_ledger, "chain"),
    (swap_two, "chain"),
    (use_an_id_twice, "index"),
    (attribute_to_another, "index"),
    (let_another_found, "genesis"),
    (edit_a_source, "source"),
    (lose_a_source, "source"),
    (edit_a_closure, "source"),
    (weaken_tables, "source"),
    (pin_weaker_tables, "source"),
    (cite_an_older_head, "citation"),
    (cite_another_hash, "citation"),
    (cite_the_future, "citation"),
    (cite_nothing, "citation"),
    (cite_no_project, "citation"),
    (hide_a_revocation, "citation"),
    (turn_back_time, "time"),
    (act_before_the_directory, "time"),
    (leap_in_time, "time"),
    (move_a_vote, "decision"),
    (act_for_another, "decision"),
    (add_an_event, "decision"),
    (drop_an_event, "decision"),
    (skip_a_deadline, "decision"),
    (fire_early, "decision"),
    (rename_a_system_entry, "decision"),
    (pin_another_methodology, "decision"),
    (decide_by_unknown_rules, "decision"),
    (claim_a_signature, "decision"),
    (forge_an_event, "decision"),
    (grant_oneself, "decision"),
    (invent_a_code, "refusal"),
    (tell_another_refusal, "refusal"),
    (refuse_no_command, "refusal"),
    (sign_a_refusal, "refusal"),
    (refuse_too_often, "refusal"),
    (refuse_a_stranger, "refusal"),
    (replace_a_text, "text"),
    (move_the_salt, "text"),
    (lose_a_text, "text"),
    (erase_silently, "text"),
    (keep_an_erased_text, "text"),
    (call_a_text_something_else, "text"),
    (edit_a_row, "row"),
    (grant_in_a_row, "row"),
    (lose_a_row, "row"),
    (add_rows_of_nothing, "row"),
    (mislead_by_handle, "row"),
    (damage_evidence, "evidence"),
]
