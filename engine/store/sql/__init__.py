"""The SQL of a running store: here what there is, beside it the text for each database.

The modules beside this one are generated from `engine.store.schema` and `engine.store.queries` by
`engine.store.generate`. Parameters are named.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

SCHEMA_VERSION: Final = 1
"""Which schema this is; a database of another version isn't opened."""


class Statements(NamedTuple):
    """Every statement but those of projection rows, as one database wants it."""

    ledgers: str
    add_ledger: str
    append: str
    has_entry: str
    head: str
    entries: str
    by_command: str
    streams: str
    acts: str
    latest: str
    count_acts: str
    blob: str
    put_blob: str
    text: str
    texts: str
    put_text: str
    erase_text: str
    person_of_handle: str
    person: str
    people: str
    grants_of: str
    holders: str
    projects: str
    projects_in: str
    projects_of: str
    projects_in_of: str
    open_rounds: str
    timers_due: str
    votes_due: str
    votes_lent: str
    records_due: str
    conditions_due: str
    acceptances_due: str
    items_owned: str
    items_of: str
    row_streams: str


class RowStatements(NamedTuple):
    """What is done with the rows of one projection."""

    put: str
    drop: str
    of_stream: str
    wipe: str


class Dialect(NamedTuple):
    """All the SQL of one database; `rows` by the name of the projection's table."""

    statements: Statements
    rows: Mapping[str, RowStatements]
