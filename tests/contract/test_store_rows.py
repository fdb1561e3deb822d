"""Projection rows: replaced by difference, found by fixed questions, the same in every store."""

from collections.abc import Sequence

from engine.store.protocol import Placed, Store, VoteDue
from engine.store.rows import (
    PROJECTIONS,
    AcceptanceRow,
    ConditionRow,
    DelegationRow,
    DeliverableRow,
    ElectorRow,
    GrantRow,
    ItemRow,
    MethodologyRow,
    PersonRow,
    PlaceRow,
    ProjectRow,
    RecordRow,
    RoundRow,
    Row,
    TimerRow,
    difference,
    key_of,
)
from tests.contract.support import Ledger

A, B, C = "project/a", "project/b", "project/c"
OPEN = RoundRow(1, "g1", "open", "2026-01-01", None, "p-9", None, None, None, None)
CLOSED = OPEN._replace(
    state="closed", closed_at="2026-02-01", how="decided", decision="go", assurance="asserted"
)
PROJECT = ProjectRow("pm2", "1.0.0", "d", "t", "active", "idea", "2026", None, None, "2026")


def _put(store: Store, **rows: Sequence[Row]) -> None:
    with store.write("directory") as unit:
        for name, found in rows.items():
            stream = "directory" if name == "directory" else f"project/{name}"
            unit.replace_rows(stream, [], found)


def test_only_the_difference_is_written(ledger: Ledger) -> None:
    """I24: what is gone goes, what is new comes, what changed changes, the rest is not touched."""
    store = ledger.open()
    before = [TimerRow("a", "1"), TimerRow("b", "2"), TimerRow("c", "3")]
    after = [TimerRow("b", "2"), TimerRow("c", "4"), TimerRow("d", "5")]
    _put(store, a=before, b=before)
    with store.write(A) as unit:
        unit.replace_rows(A, before, after)
        assert list(unit.rows(A)) == after
    with store.read() as reader:
        assert list(reader.rows(A)) == after
        assert list(reader.rows(B)) == before
        assert list(reader.row_streams()) == [A, B]


def test_rows_lead_nothing(ledger: Ledger) -> None:
    """A damaged projection is written over where an act touches it, and never stops the act."""
    store = ledger.open()
    _put(store, a=[TimerRow("x", "unexpected")])
    with store.write(A) as unit:
        unit.replace_rows(A, [TimerRow("gone", "1")], [TimerRow("x", "2")])
    with store.read() as reader:
        assert list(reader.rows(A)) == [TimerRow("x", "2")]


def test_a_rebuild_gives_identical_rows(ledger: Ledger) -> None:
    """I24: wiped and written again, every table holds what it held, byte for byte."""
    store = ledger.open()
    rows: dict[str, list[Row]] = {
        "directory": [PersonRow("p-1", "h", "n", None)],
        "a": [PROJECT, OPEN],
        "b": [PROJECT],
    }
    _put(store, **rows)
    before = ledger.dump()
    with store.write("directory") as unit:
        unit.wipe_rows()
        assert list(unit.row_streams()) == []
        for name in ("b", "directory", "a"):
            stream = "directory" if name == "directory" else f"project/{name}"
            unit.replace_rows(stream, [], rows[name])
    assert ledger.dump() == before


def test_rows_of_a_stream_come_in_the_order_of_tables_and_keys(store: Store) -> None:
    """Two listings of one stream can be compared line by line."""
    rows: list[Row] = [
        PROJECT,
        CLOSED,
        OPEN._replace(round=2),
        ElectorRow(2, "p-1", "s", "r", 0, 0),
        ElectorRow(2, "p-2", "s", "r", 0, 0),
        ConditionRow(1, "g1", 1, "p-1", "p-2", "2026", "open", "t"),
        DeliverableRow("plan", 1, "d", "2026", "return", "n", 5),
        DeliverableRow("plan", 2, "e", "2026", None, "n", 0),
        AcceptanceRow("plan", "owner", 2, "2026", 1),
        TimerRow("condition/1", "2026"),
        TimerRow("round/2", "2026"),
    ]
    _put(store, a=rows[::-1])
    with store.read() as reader:
        assert list(reader.rows(A)) == rows
        assert reader.project(A) == PROJECT
        assert reader.project(B) is None


def test_people_and_roles_are_found(store: Store) -> None:
    """The directory's lists: people in pages, roles by person and by role and scope."""
    people = [PersonRow(f"p-{one}", "h", "n", None) for one in range(1, 5)]
    grants = [
        GrantRow("p-1", "owner", "organisation", "p-9"),
        GrantRow("p-1", "owner", A, "p-9"),
        GrantRow("p-2", "owner", A, "p-8"),
    ]
    lent = [
        DelegationRow(n, "p-1", "p-2", "owner", A, "2026-01-01", "2026-01-31", 0) for n in (2, 10)
    ]
    versions = [
        MethodologyRow("pm2", v, v, "t", "2026", int(v == "2.0.0")) for v in ("1.0.0", "2.0.0")
    ]
    _put(store, directory=[*people, *grants, *lent, *versions])
    with store.read() as reader:
        assert list(reader.people(limit=2)) == people[:2]
        assert list(reader.people("p-2")) == people[2:]
        assert reader.person("p-3") == people[2]
        assert list(reader.grants()) == grants
        assert list(reader.grants("p-1")) == grants[:2]
        assert list(reader.holders("owner", A)) == grants[1:]
        assert list(reader.delegations()) == lent
        assert list(reader.methodologies()) == versions


def test_projects_are_paged_and_found_by_stage_and_standing(store: Store) -> None:
    """A portfolio of any length is read in pages; a page costs the same wherever it starts."""
    held = PROJECT._replace(standing="held")
    plan = PROJECT._replace(stage="plan")
    _put(store, a=[PROJECT], b=[held], c=[plan])
    with store.read() as reader:
        placed = [Placed(A, PROJECT), Placed(B, held), Placed(C, plan)]
        assert list(reader.projects()) == placed
        assert list(reader.projects(limit=2)) == placed[:2]
        assert list(reader.projects(after=A)) == placed[1:]
        assert list(reader.projects(stage="idea")) == placed[:2]
        assert list(reader.projects(standing="active")) == [placed[0], placed[2]]
        assert list(reader.projects(stage="idea", standing="held")) == [placed[1]]
        assert list(reader.projects(A, 1, stage="idea")) == [placed[1]]


def test_projects_in_several_tracks_are_found_by_each_of_their_stages(store: Store) -> None:
    """By the leaves they stand in, each once; by no other stage, nor by all of them together."""
    both = PROJECT._replace(stage="build, research")
    leaves = [PlaceRow("build", "2026", None), PlaceRow("research", "2026", "2027")]
    _put(store, a=[PROJECT], b=[both, *leaves], c=[PROJECT._replace(stage="research")])
    with store.read() as reader:
        found = {one: [row.stream for row in reader.projects(stage=one)] for one in
                 ("build", "research", "idea", "build, design")}  # fmt: skip
        assert found == {"build": [B], "research": [B, C], "idea": [A], "build, design": []}
        assert [one.stream for one in reader.projects(B, stage="research")] == [C]
        assert list(reader.projects(stage="build", standing="held")) == []
        assert list(reader.rows(B)) == [both, *leaves]


def test_what_waits_for_time_or_the_directory_is_found(store: Store) -> None:
    """`tick` asks which timers are due and which rounds are open, over all projects."""
    _put(
        store,
        a=[CLOSED, TimerRow("round/1", "2026-03"), TimerRow("hold/1", "2026-01")],
        b=[CLOSED, OPEN._replace(round=2), TimerRow("round/1", "2026-01")],
    )
    with store.read() as reader:
        assert list(reader.open_rounds()) == [Placed(B, OPEN._replace(round=2))]
        due = [Placed(A, TimerRow("hold/1", "2026-01")), Placed(B, TimerRow("round/1", "2026-01"))]
        assert list(reader.timers_due("2026-02")) == due
        assert list(reader.timers_due("2026-01")) == due
        assert list(reader.timers_due("2026-01", limit=1)) == due[:1]
        assert list(reader.timers_due("2025")) == []


def test_an_inbox_holds_the_votes_that_are_missing(store: Store) -> None:
    """A vote waits while its round is open and the elector has not voted, oldest round first."""
    younger = OPEN._replace(opened_at="2026-01-02")
    _put(
        store,
        a=[younger, ElectorRow(1, "p-1", "s", "owner", 0, 0)],
        b=[
            OPEN,
            ElectorRow(1, "p-1", "s", "owner", 0, 0),
            ElectorRow(1, "p-1", "t", "expert", 1, 0),
            ElectorRow(1, "p-2", "s", "owner", 0, 1),
        ],
        c=[CLOSED, ElectorRow(1, "p-1", "s", "owner", 0, 0)],
    )
    with store.read() as reader:
        assert list(reader.votes_due("p-1")) == [
            VoteDue(B, 1, "g1", "2026-01-01", None, "p-1", "s", "owner", 0),
            VoteDue(B, 1, "g1", "2026-01-01", None, "p-1", "t", "expert", 1),
            VoteDue(A, 1, "g1", "2026-01-02", None, "p-1", "s", "owner", 0),
        ]
        assert list(reader.votes_due("p-2")) == []


def test_an_inbox_holds_the_votes_that_others_lent(store: Store) -> None:
    """I5: a delegation counts for its role and scope, between its dates, until it is ended."""
    lent = DelegationRow(1, "p-1", "p-2", "owner", A, "2026-01-01", "2026-01-31", 0)
    _put(
        store,
        a=[OPEN, ElectorRow(1, "p-1", "s", "owner", 0, 0)],
        b=[OPEN, ElectorRow(1, "p-1", "s", "owner", 0, 0)],
    )
    due = VoteDue(A, 1, "g1", "2026-01-01", None, "p-1", "s", "owner", 0)
    cases = [
        (lent, "2026-01-01", [due]),
        (lent, "2026-01-31", [due]),
        (lent, "2025-12-31", []),
        (lent, "2026-02-01", []),
        (lent._replace(ended=1), "2026-01-15", []),
        (lent._replace(role="expert"), "2026-01-15", []),
        (lent._replace(delegate="p-3"), "2026-01-15", []),
        (lent._replace(principal="p-3"), "2026-01-15", []),
        (lent._replace(scope="organisation"), "2026-01-15", [due, due._replace(stream=B)]),
    ]
    # Of another principal: it never lends p-1's vote, also beside one of p-1 for another role.
    other = lent._replace(delegation=2, principal="p-3")
    before: list[Row] = []
    for row, today, expected in cases:
        with store.write("directory") as unit:
            unit.replace_rows("directory", before, [row, other])
            assert list(unit.votes_lent("p-2", today)) == expected
            assert list(unit.votes_lent("p-1", today)) == []
        before = [row, other]


def test_an_inbox_holds_conditions_and_deliverables_to_judge(store: Store) -> None:
    """Owner and verifier see an unmet condition; who holds the role sees the deliverable."""
    condition = ConditionRow(1, "g1", 1, "p-1", "p-2", "2026-05", "open", "t")
    lapsed = condition._replace(due="2026-04", state="lapsed")
    plan = AcceptanceRow("plan", "owner", 1, "2026-01", 1)
    local = AcceptanceRow("report", "owner", 1, "2026-02", 0)
    _put(
        store,
        directory=[
            GrantRow("p-1", "owner", "organisation", "p-9"),
            GrantRow("p-1", "owner", A, "p-9"),
            GrantRow("p-2", "owner", B, "p-9"),
            GrantRow("p-3", "expert", A, "p-9"),
        ],
        a=[condition, condition._replace(condition=2, state="met"), plan, local],
        b=[lapsed, plan, local],
    )
    with store.read() as reader:
        for person in ("p-1", "p-2"):
            assert list(reader.conditions_due(person)) == [Placed(B, lapsed), Placed(A, condition)]
        assert list(reader.conditions_due("p-3")) == []
        assert list(reader.acceptances_due("p-1")) == [
            Placed(A, plan),
            Placed(B, plan),
            Placed(A, local),
        ]
        assert list(reader.acceptances_due("p-2")) == [Placed(B, plan), Placed(B, local)]
        assert list(reader.acceptances_due("p-3")) == []


def test_items_are_found_by_owner_and_by_register(store: Store) -> None:
    """An owner finds those that are open; a register lists all of it, in every project."""
    mine = ItemRow("risk", 1, "open", 1, "t", "p-1", "2026-01", "2026-02")
    ended = mine._replace(item=2, state="shut", open=0)
    issue = mine._replace(register="issue")
    nobodys = mine._replace(item=3, owner=None)
    _put(store, a=[mine, ended, nobodys], b=[issue, mine._replace(item=10), mine])
    with store.read() as reader:
        assert list(reader.items_owned("p-1")) == [
            Placed(A, mine),
            Placed(B, issue),
            Placed(B, mine),
            Placed(B, mine._replace(item=10)),
        ]
        assert list(reader.items_owned("p-2")) == []
        assert list(reader.items_of("risk")) == [
            Placed(A, mine),
            Placed(A, ended),
            Placed(A, nobodys),
            Placed(B, mine),
            Placed(B, mine._replace(item=10)),
        ]
        assert list(reader.items_of("lesson")) == []


def test_a_difference_is_by_table_and_key() -> None:
    """Rows of two tables can be equal as tuples; they are told apart."""
    timer = TimerRow("a", "b")
    record = RecordRow(1, "a", "b", "c", "d", None)
    other = ElectorRow(1, "a", "b", "c", 0, 0)
    assert record[:4] == other[:4]
    assert difference([record], [other]) == ([record], [other])
    assert key_of(record) == ("records", 1, "a")
    assert key_of(PROJECT) == ("projects",)
    gone, put = difference([timer, record], [timer._replace(due="e")])
    assert (gone, put) == ([record], [TimerRow("a", "e")])


def test_every_projection_has_rows_of_its_own() -> None:
    """A row's type says which table it goes to."""
    assert len({one.kind for one in PROJECTIONS}) == len(PROJECTIONS)
    assert len({one.table for one in PROJECTIONS}) == len(PROJECTIONS)
    assert all(one.keys <= len(one.kind._fields) for one in PROJECTIONS)
