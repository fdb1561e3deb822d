"""Whatever the rows are, every store finds the same ones."""

from hypothesis import given, settings, strategies as st

from engine.store.memory import MemoryStore
from engine.store.protocol import Reader
from engine.store.rows import (
    AcceptanceRow,
    ConditionRow,
    DelegationRow,
    DeliverableRow,
    ElectorRow,
    GrantRow,
    MethodologyRow,
    PersonRow,
    PlaceRow,
    ProjectRow,
    RoundRow,
    Row,
    TimerRow,
    key_of,
)
from tests.contract.support import ORIGIN, Ledger

A, B = "project/a", "project/b"

PEOPLE = st.sampled_from(["p-1", "p-2"])
ROLES = st.sampled_from(["owner", "expert"])
SCOPES = st.sampled_from(["organisation", A, B])
TIMES = st.sampled_from(["2026-01", "2026-02", "2026-03"])
NUMBERS = st.integers(1, 2)
FLAGS = st.integers(0, 1)
SELDOM = st.sampled_from([0, 0, 0, 1])
FIRST = st.just(1)
NAMES = st.sampled_from(["x", "y"])
DIRECTORY_ROWS = st.one_of(
    st.builds(PersonRow, PEOPLE, NAMES, NAMES, st.none() | TIMES, st.none() | NAMES),
    st.builds(GrantRow, PEOPLE, ROLES, SCOPES, PEOPLE),
    st.builds(
        DelegationRow, st.integers(1, 9), PEOPLE, PEOPLE, ROLES, SCOPES, TIMES, TIMES, SELDOM
    ),
    st.builds(MethodologyRow, NAMES, NAMES, NAMES, NAMES, TIMES, FLAGS),
)
STANDING = st.sampled_from(["active", "held", "closed"])
STATES = st.sampled_from(["open", "open", "open", "closed"])
VERDICTS = st.sampled_from([None, "accept", "return"])
PROJECT_ROWS = st.one_of(
    st.builds(
        *(
            ProjectRow,
            NAMES,
            NAMES,
            NAMES,
            NAMES,
            STANDING,
            NAMES,
            TIMES,
            TIMES,
            NAMES,
            TIMES,
            NAMES,
        )
    ),
    st.builds(RoundRow, FIRST, NAMES, STATES, TIMES, TIMES, PEOPLE, TIMES, NAMES, NAMES, NAMES),
    st.builds(ElectorRow, FIRST, PEOPLE, NAMES, ROLES, FLAGS, SELDOM),
    st.builds(
        ConditionRow,
        NUMBERS,
        NAMES,
        NUMBERS,
        PEOPLE,
        PEOPLE,
        TIMES,
        st.sampled_from(["open", "lapsed", "met"]),
        NAMES,
    ),
    st.builds(DeliverableRow, NAMES, NUMBERS, NAMES, TIMES, VERDICTS, NAMES, NUMBERS),
    st.builds(AcceptanceRow, NAMES, ROLES, NUMBERS, TIMES, FLAGS),
    st.builds(PlaceRow, NAMES, TIMES, st.none() | TIMES),
    st.builds(TimerRow, NAMES, TIMES),
)
STREAM_ROWS = st.lists(PROJECT_ROWS, min_size=4, max_size=20, unique_by=key_of)
LEDGERS = st.fixed_dictionaries(
    {
        "directory": st.lists(DIRECTORY_ROWS, min_size=4, max_size=20, unique_by=key_of),
        A: STREAM_ROWS,
        B: STREAM_ROWS,
    }
)


def _answers(reader: Reader) -> list[object]:
    people = ("p-1", "p-2")
    streams = ("directory", A, B)
    return [
        list(reader.row_streams()),
        [list(reader.rows(one)) for one in streams],
        [reader.project(one) for one in streams],
        list(reader.people()),
        list(reader.people("p-1", 1)),
        [reader.person(one) for one in people],
        list(reader.grants()),
        [list(reader.grants(one)) for one in people],
        [list(reader.holders("owner", one)) for one in ("organisation", A)],
        list(reader.delegations()),
        list(reader.methodologies()),
        list(reader.projects()),
        list(reader.projects(A, 1)),
        list(reader.projects(stage="x")),
        list(reader.projects(standing="held")),
        list(reader.projects(stage="x", standing="active")),
        list(reader.open_rounds()),
        list(reader.timers_due("2026-02")),
        list(reader.timers_due("2026-03", 2)),
        [list(reader.votes_due(one)) for one in people],
        [list(reader.votes_lent(one, "2026-02")) for one in people],
        [list(reader.conditions_due(one)) for one in people],
        [list(reader.acceptances_due(one)) for one in people],
    ]


def test_every_store_answers_alike(ledger: Ledger) -> None:
    """I24, I29: whatever the rows, and whatever they replaced, SQL says what plain Python says."""
    store = ledger.open()

    @settings(max_examples=30)
    @given(LEDGERS, LEDGERS)
    def check(first: dict[str, list[Row]], second: dict[str, list[Row]]) -> None:
        model = MemoryStore(ORIGIN)
        nothing: dict[str, list[Row]] = {"directory": [], A: [], B: []}
        for one in (store, model):
            with one.write("directory") as unit:
                unit.wipe_rows()
            for before, after in ((nothing, first), (first, second)):
                with one.write("directory") as unit:
                    for stream, rows in after.items():
                        unit.replace_rows(stream, before[stream], rows)
        with store.read() as reader, model.read() as expected:
            assert _answers(reader) == _answers(expected)
            for stream, rows in second.items():
                assert set(map(key_of, reader.rows(stream))) == set(map(key_of, rows))

    check()
