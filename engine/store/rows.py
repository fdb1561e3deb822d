"""The rows of the projections: what a stream says, laid out for reading.

A projection row is computed from the folded state of one stream and belongs to that stream, so that
a row of a project carries no key of the project: the stream it stands under is `project/KEY`. Rows
hold text and integers only; a yes or no is 1 or 0, an instant 27 characters, a missing value None.
Drop them all, compute them again from the ledger, and the same rows are there.

    before = [TimerRow("round/1", "2026-11-23T17:00:00.000000Z")] after = [] difference(before,
    after)  ->  ([TimerRow("round/1", ...)], [])      what is gone, what is new or changed
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

Value: TypeAlias = str | int | None


class PersonRow(NamedTuple):
    """Directory: a person, the commitments to handle and name, and the instant they left.

    `department` is the one they were said to be of, if any.
    """

    person: str
    handle: str
    name: str
    left_at: str | None
    department: str | None = None


class GrantRow(NamedTuple):
    """Directory: a role held now, in the scope `organisation` or `project/KEY`."""

    person: str
    role: str
    scope: str
    granted_by: str


class DelegationRow(NamedTuple):
    """Directory: a lent vote.

    `since` and `until` are dates, both included; `ended` is 1 when it was ended early.
    """

    delegation: int
    principal: str
    delegate: str
    role: str
    scope: str
    since: str
    until: str
    ended: int


class MethodologyRow(NamedTuple):
    """Directory: a published version and its digests, of the closure and of the tables.

    `in_force` is 1 for the one that new projects get.
    """

    methodology: str
    version: str
    source: str
    compiled: str
    published_at: str
    in_force: int


class ProjectRow(NamedTuple):
    """Project: where it stands.

    `standing` is active, held or closed; `stage` the leaf it stands in, or several, one in each
    track, with commas between; `due` the instant at which the first target of them ends.
    `methodology` and `version` name what the closure `digest` was published as; `title` is a
    commitment; `marks` are words such as `overridden`, one blank between them.
    """

    methodology: str
    version: str
    digest: str
    title: str
    standing: str
    stage: str
    entered_at: str
    due: str | None
    outcome: str | None
    started_at: str
    marks: str = ""


class PlaceRow(NamedTuple):
    """Project: one of several leaves it stands in, with when it was entered and is to be left.

    A project that stands in one leaf has none of these rows: its own says all of it.
    """

    stage: str
    entered_at: str
    due: str | None


class RoundRow(NamedTuple):
    """Project: a round of a gate, `state` open or closed; the last four are None while open."""

    round: int
    gate: str
    state: str
    opened_at: str
    due: str | None
    requester: str
    closed_at: str | None
    how: str | None
    decision: str | None
    assurance: str | None


class ElectorRow(NamedTuple):
    """Project: a present elector of a seat of the open round; no rows once it is closed.

    `role` is the name under which the directory grants the seat's role, empty where no role seats
    anybody. `voted` is 1 when the
    elector has an effective vote in the round, in whichever seat.
    """

    round: int
    person: str
    seat: str
    role: str
    advisory: int
    voted: int


class RecordRow(NamedTuple):
    """Project: a vote entered from minutes that counts, or counted when its round closed.

    `minutes` is their digest; `word` is what the voter said of it: confirmed, contested or None.
    """

    round: int
    principal: str
    voter: str
    recorder: str
    minutes: str
    word: str | None


class ConditionRow(NamedTuple):
    """Project: an obligation of a conditional go.

    `state` is open, lapsed or met; `text` is a commitment.
    """

    condition: int
    gate: str
    round: int
    owner: str
    verifier: str
    due: str
    state: str
    text: str


class DeliverableRow(NamedTuple):
    """Project: one version of a deliverable.

    `verdict` is accept, return or None; `name` is a commitment; `size` is in bytes.
    """

    deliverable: str
    version: int
    digest: str
    at: str
    verdict: str | None
    name: str
    size: int


class AcceptanceRow(NamedTuple):
    """Project: a deliverable's newest version waits for somebody of `role` to judge it.

    `role` is the name under which the directory grants it; `anywhere` is 1 when holding it in the
    organisation is enough (a charter role), 0 when it must be held for the project.
    """

    deliverable: str
    role: str
    version: int
    since: str
    anywhere: int


class ItemRow(NamedTuple):
    """Project: an item of a register.

    `open` is 1 in a state that doesn't end it; `title` is a commitment; `owner` is the person in
    its field of that name, if it has one.
    """

    register: str
    item: int
    state: str
    open: int
    title: str
    owner: str | None
    added_at: str
    moved_at: str


class TimerRow(NamedTuple):
    """Project: a timer and the instant at which it is due."""

    timer: str
    due: str


Row: TypeAlias = (
    PersonRow
    | GrantRow
    | DelegationRow
    | MethodologyRow
    | ProjectRow
    | PlaceRow
    | RoundRow
    | ElectorRow
    | RecordRow
    | ConditionRow
    | DeliverableRow
    | AcceptanceRow
    | ItemRow
    | TimerRow
)
RowKind: TypeAlias = type[Row]


class Projection(NamedTuple):
    """A table of rows: its name, what its rows are, how many leading fields are the key."""

    table: str
    kind: RowKind
    keys: int


PROJECTIONS: Final = (
    Projection("people", PersonRow, 1),
    Projection("grants", GrantRow, 3),
    Projection("delegations", DelegationRow, 1),
    Projection("methodologies", MethodologyRow, 2),
    Projection("projects", ProjectRow, 0),
    Projection("places", PlaceRow, 1),
    Projection("rounds", RoundRow, 1),
    Projection("electors", ElectorRow, 3),
    Projection("records", RecordRow, 2),
    Projection("conditions", ConditionRow, 1),
    Projection("deliverables", DeliverableRow, 2),
    Projection("acceptances", AcceptanceRow, 2),
    Projection("items", ItemRow, 2),
    Projection("timers", TimerRow, 1),
)
"""Every projection, in the order in which a stream's rows are listed."""

PROJECTION_OF: Final[Mapping[object, Projection]] = {one.kind: one for one in PROJECTIONS}


def key_of(row: Row) -> tuple[Value, ...]:
    """The table of `row` and its key there: no two rows of one stream share it."""
    table, _, keys = PROJECTION_OF[type(row)]
    return (table, *row[:keys])


def difference(before: Iterable[Row], after: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that are gone, and those that are new or changed, each in the order given.

    Asserts that no key comes twice and that values are text, integers (not booleans) or None.
    """
    old, new = _by_key(before), _by_key(after)
    gone = [row for key, row in old.items() if key not in new]
    put = [row for key, row in new.items() if old.get(key) != row]
    for row in put:
        assert all(type(value) in {str, int, type(None)} for value in row), row
    return gone, put


def _by_key(rows: Iterable[Row]) -> dict[tuple[Value, ...], Row]:
    found: dict[tuple[Value, ...], Row] = {}
    for row in rows:
        key = key_of(row)
        assert key not in found, f"two rows with one key: {row}"
        found[key] = row
    return found
