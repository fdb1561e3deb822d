"""The tables, in SQLAlchemy Core: the source of the modules of `engine.store.sql`.

Every table is led by `org`, the ledger's origin, and what belongs to a stream by `stream` next, so
that many ledgers can share a database and a distributed one can keep a ledger's streams apart.
There is no sequence, no number drawn by the database and no row that all writers write; text sorts
by code point everywhere.

Entries refuse UPDATE and DELETE. That is a guard rail against mistakes, not a protection against
the database's owner.

Nothing here is imported while Phasegate runs.
"""

from types import UnionType
from typing import Any, Final, get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from engine.store.rows import PROJECTIONS, Projection
from engine.store.sql import SCHEMA_VERSION

# Text as SQLite compares it: byte by byte of the UTF-8, whatever the server's locale.
TEXT: Final[TypeEngine[Any]] = Text().with_variant(Text(collation="C"), "postgresql")
INT: Final[TypeEngine[Any]] = BigInteger().with_variant(Integer(), "sqlite")
BYTES: Final[TypeEngine[Any]] = LargeBinary()

metadata = MetaData()


def _table(name: str, *items: Column[Any] | UniqueConstraint, rowid: bool = True) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=rowid)


def _key(name: str, kind: TypeEngine[Any] = TEXT) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _value(name: str, kind: TypeEngine[Any] = TEXT, *, nullable: bool = False) -> Column[Any]:
    return Column(name, kind, nullable=nullable)


ledgers = _table("ledgers", _key("org"), rowid=False)

entries = _table(
    "entries",
    _key("org"),
    _key("stream"),
    _key("seq", INT),
    _value("hash"),
    _value("command_id"),
    _value("at"),
    _value("actor"),
    _value("type"),
    _value("data", BYTES),
    UniqueConstraint("org", "stream", "command_id", name="entries_command"),
)
Index(
    "entries_actor", entries.c.org, entries.c.actor, entries.c.at, entries.c.stream, entries.c.seq
)

blobs = _table("blobs", _key("org"), _key("kind"), _key("digest"), _value("data", BYTES))

# The body as bytes: what is hashed, and PostgreSQL's text can't hold every character.
texts = _table(
    "texts",
    _key("org"),
    _key("commitment"),
    _value("kind"),
    _value("salt", BYTES, nullable=True),
    _value("body", BYTES, nullable=True),
    _value("erased", INT),
)
_handles = text("kind = 'handle'")
Index(
    "texts_handle",
    texts.c.org,
    texts.c.body,
    unique=True,
    sqlite_where=_handles,
    postgresql_where=_handles,
)


def _projection(one: Projection) -> Table:
    columns = [_key("org"), _key("stream")]
    for place, (name, hint) in enumerate(get_type_hints(one.kind).items()):
        kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        kind = INT if int in kinds else TEXT
        nullable = type(None) in kinds
        columns.append(
            _key(name, kind) if place < one.keys else _value(name, kind, nullable=nullable)
        )
    return _table(one.table, *columns, rowid=False)


projections: Final = {one.table: _projection(one) for one in PROJECTIONS}


def _index(table: str, *columns: str, where: str | None = None) -> None:
    found = projections[table]
    condition = None if where is None else text(where)
    Index(
        f"{table}_{columns[0]}",
        found.c.org,
        *(found.c[column] for column in columns),
        sqlite_where=condition,
        postgresql_where=condition,
    )


_index("people", "handle")
_index("grants", "role", "scope", "person")
_index("delegations", "delegate")
_index("projects", "stage", "stream")
_index("projects", "standing", "stream")
_index("places", "stage", "stream")
_index("rounds", "state", "stream", where="state = 'open'")
_index("electors", "person")
_index("records", "voter", where="word IS NULL")
_index("conditions", "owner", where="state <> 'met'")
_index("conditions", "verifier", where="state <> 'met'")
_index("acceptances", "role", "stream")
_index("items", "owner", where="open = 1")
_index("items", "register", "stream", "item")
_index("timers", "due", "stream", "timer")

SQLITE_GUARDS: Final = (
    """\
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'an entry is never changed');
END""",
    """\
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'an entry is never deleted');
END""",
)

POSTGRES_GUARDS: Final = (
    """\
CREATE FUNCTION entries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry is never changed or deleted';
END $$""",
    """\
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_guard()""",
)

POSTGRES_VERSION: Final = (
    "CREATE TABLE ledger_schema (version BIGINT NOT NULL)",
    f"INSERT INTO ledger_schema (version) VALUES ({SCHEMA_VERSION})",  # noqa: S608  # our constant
)
