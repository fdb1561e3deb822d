"""The statements a running store uses, in SQLAlchemy Core, by the names of `sql.Statements`.

Parameters are named: `org` in each, then what the methods of `protocol.Unit` are given. A limit is
always there; `after` is a place to go on from, so that no page costs more than the first.

Nothing here is imported while Phasegate runs.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    TableClause,
    Text,
    Update,
    any_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import CompoundSelect

from engine.names import DIRECTORY, ORGANISATION
from engine.store.rows import PROJECTIONS, Projection
from engine.store.schema import INT, blobs, entries, ledgers, projections, texts

Query: TypeAlias = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Into = TypeVar("Into", bound=Insert)
Pair: TypeAlias = tuple[Query, Query]
"""For SQLite, and for PostgreSQL."""

_ZERO = literal_column("0", INT)
_ONE = literal_column("1", INT)


def everything() -> Mapping[str, Pair]:
    """Every statement but those of the projections' rows."""
    return {
        name: query if isinstance(query, tuple) else (query, query)
        for part in (_entries, _blobs_and_texts, _directory, _projects, _inbox, _items, _all_rows)
        for name, query in part()
    }


def of_rows(one: Projection) -> Mapping[str, Pair]:
    """The statements of one projection: put, drop, of_stream, wipe."""
    table = projections[one.table]
    row = [table.c[name] for name in one.kind.__annotations__]
    keys = [column.name for column in table.primary_key]
    of_stream = select(*row).where(*_is(table, "org", "stream")).order_by(*row[: one.keys])
    return {
        "put": (_upsert(sqlite.insert(table), keys), _upsert(postgresql.insert(table), keys)),
        "drop": _same(delete(table).where(*_is(table, *keys))),
        "of_stream": _same(of_stream),
        "wipe": _same(delete(table).where(*_is(table, "org"))),
    }


def _all_rows() -> Iterator[tuple[str, Query | Pair]]:
    found = [select(table.c.stream).where(*_is(table, "org")) for table in projections.values()]
    streams = union_all(*found).subquery("found")
    yield "row_streams", select(streams.c.stream).distinct().order_by(streams.c.stream)


def _entries() -> Iterator[tuple[str, Query | Pair]]:
    e = entries.c
    stored = select(e.seq, e.hash, e.data)
    in_stream = _is(entries, "org", "stream")
    before = exists(_ONE).where(*in_stream, e.seq == _bind(entries, "seq") - _ONE)
    new = select(*(_bind(entries, column.name).label(column.name) for column in e))
    follows = new.where(or_(_bind(entries, "seq") == _ZERO, before))
    yield "ledgers", select(ledgers.c.org).order_by(ledgers.c.org)
    yield "add_ledger", insert(ledgers).values(org=_bind(ledgers, "org"))
    yield "append", insert(entries).from_select([column.name for column in e], follows)
    yield "has_entry", select(_ONE).where(*_is(entries, "org", "stream", "seq"))
    head = select(e.seq, e.hash).where(*in_stream).order_by(e.seq.desc())
    yield "head", head.limit(_ONE).offset(_ZERO)
    page = stored.where(*in_stream, e.seq > _after(INT)).order_by(e.seq)
    yield "entries", _limited(page)
    yield "by_command", stored.where(*_is(entries, "org", "stream", "command_id"))
    prefixed = (
        e.stream >= bindparam("first", type_=Text()),
        e.stream < bindparam("past", type_=Text()),
    )
    # Also those that have lost their first entry: nothing that is there hides from an auditor.
    streams = select(e.stream).distinct().where(*_is(entries, "org"), *prefixed)
    yield "streams", streams.order_by(e.stream)
    place = tuple_(e.at, e.stream, e.seq)
    past = tuple_(*(_bind(entries, name) for name in ("at", "stream", "seq")))
    acts = select(e.at, e.stream, e.seq, e.hash, e.data).where(*_is(entries, "org", "actor"))
    yield "acts", _limited(acts.where(place > past).order_by(*place))
    yield "latest", _latest()
    count = select(func.count().label("acts")).select_from(entries)
    since = e.at >= bindparam("since", type_=Text())
    yield "count_acts", count.where(*_is(entries, "org", "actor", "stream"), since)


def _latest() -> Select[Any]:
    """The latest instant of any entry: from actor to actor, each a step into an index."""
    e, of_ledger = entries.c, _is(entries, "org")
    actors = (
        select(func.min(e.actor).label("actor")).where(*of_ledger).cte("actors", recursive=True)
    )
    further = select(func.min(e.actor)).where(*of_ledger, e.actor > actors.c.actor)
    actors = actors.union_all(
        select(further.scalar_subquery()).where(actors.c.actor.is_not(null()))
    )
    last = select(func.max(e.at)).where(*of_ledger, e.actor == actors.c.actor)
    newest = select(last.scalar_subquery().label("at")).select_from(actors).subquery("latest")
    return select(func.max(newest.c.at).label("at"))


def _blobs_and_texts() -> Iterator[tuple[str, Query | Pair]]:
    yield "blob", select(blobs.c.data).where(*_is(blobs, "org", "kind", "digest"))
    keys = ["org", "kind", "digest"]
    yield (
        "put_blob",
        (
            _all_of(sqlite.insert(blobs)).on_conflict_do_nothing(index_elements=keys),
            _all_of(postgresql.insert(blobs)).on_conflict_do_nothing(index_elements=keys),
        ),
    )
    t = texts.c
    found = select(t.commitment, t.kind, t.salt, t.body, t.erased)
    yield "text", found.where(*_is(texts, "org", "commitment"))
    listed = func.json_each(bindparam("commitments", type_=Text())).table_valued("value")
    several = (
        t.commitment.in_(select(listed.c.value)),
        t.commitment == any_(bindparam("commitments", type_=ARRAY(Text()))),
    )
    of_ledger = found.where(*_is(texts, "org"))
    yield "texts", (of_ledger.where(several[0]), of_ledger.where(several[1]))
    yield "put_text", _all_of(insert(texts))
    erased = update(texts).where(*_is(texts, "org", "commitment"))
    yield "erase_text", erased.values(salt=null(), body=null(), erased=_ONE)
    people = projections["people"]
    held = (t.org == people.c.org, t.commitment == people.c.handle)
    handle = (t.kind == literal_column("'handle'"), t.body == _bind(texts, "body"))
    owner = select(people.c.person).where(*_is(people, "org"), *held, *handle)
    yield "person_of_handle", owner


def _directory() -> Iterator[tuple[str, Query | Pair]]:
    people, grants = projections["people"], projections["grants"]
    person = _row(people).where(*_is(people, "org", "stream"))
    yield "person", person.where(*_is(people, "person"))
    page = person.where(people.c.person > _after(Text())).order_by(people.c.person)
    yield "people", _limited(page)
    held = _row(grants).where(*_is(grants, "org", "stream"))
    held = held.order_by(grants.c.person, grants.c.role, grants.c.scope)
    yield "grants_of", held.where(*_is(grants, "person"))
    yield "holders", held.where(*_is(grants, "role", "scope"))


def _projects() -> Iterator[tuple[str, Query | Pair]]:
    projects, rounds, timers = (projections[name] for name in ("projects", "rounds", "timers"))
    page = _row(projects, placed=True).where(*_is(projects, "org"))
    page = page.where(projects.c.stream > _after(Text())).order_by(projects.c.stream)
    yield "projects", _limited(page)
    places = projections["places"]
    inside = union_all(
        *(select(one.c.stream).where(*_is(one, "org", "stage")) for one in (projects, places))
    )
    placed = page.where(projects.c.stream.in_(inside))
    yield "projects_in", _limited(placed)
    yield "projects_of", _limited(page.where(*_is(projects, "standing")))
    yield "projects_in_of", _limited(placed.where(*_is(projects, "standing")))
    is_open = rounds.c.state == literal_column("'open'")
    waiting = _row(rounds, placed=True).where(*_is(rounds, "org"), is_open)
    yield "open_rounds", waiting.order_by(rounds.c.stream, rounds.c.round)
    due = _row(timers, placed=True).where(*_is(timers, "org"))
    due = due.where(timers.c.due <= bindparam("until", type_=Text()))
    yield "timers_due", _limited(due.order_by(timers.c.due, timers.c.stream, timers.c.timer))


def _inbox() -> Iterator[tuple[str, Query | Pair]]:
    votes, electors = _votes_due()
    person = bindparam("person", type_=Text())
    oldest = (votes.selected_columns[name] for name in ("opened_at", "stream", "seat"))
    yield "votes_due", votes.where(electors.c.person == person).order_by(*oldest)
    yield "votes_lent", _votes_lent()
    records = projections["records"]
    said = _row(records, placed=True).where(*_is(records, "org"), records.c.word.is_(null()))
    r = records.c
    yield "records_due", said.where(r.voter == person).order_by(r.stream, r.round, r.principal)
    conditions = projections["conditions"]
    unmet = _row(conditions, placed=True).where(
        *_is(conditions, "org"),
        conditions.c.state != literal_column("'met'"),
        or_(conditions.c.owner == person, conditions.c.verifier == person),
    )
    c = conditions.c
    yield "conditions_due", unmet.order_by(c.due, c.stream, c.condition)
    acceptances, grants = projections["acceptances"], projections["grants"]
    mine = (*_in_directory(grants), grants.c.person == person)
    held = exists(_ONE).where(
        *mine,
        grants.c.role == acceptances.c.role,
        _in_scope(grants, acceptances.c.stream, acceptances.c.anywhere == _ONE),
    )
    a = acceptances.c
    # The roles first: they lead to an index, the scopes don't.
    by_role = a.role.in_(select(grants.c.role).where(*mine))
    due = _row(acceptances, placed=True).where(*_is(acceptances, "org"), by_role, held)
    yield "acceptances_due", due.order_by(a.since, a.stream, a.deliverable, a.role)


def _items() -> Iterator[tuple[str, Query | Pair]]:
    items = projections["items"]
    c = items.c
    listed = _row(items, placed=True).where(*_is(items, "org"))
    owned = listed.where(*_is(items, "owner"), c.open == _ONE)
    yield "items_owned", owned.order_by(c.stream, c.register, c.item)
    of_register = listed.where(*_is(items, "register"))
    yield "items_of", of_register.order_by(c.stream, c.item)


def _votes_due() -> tuple[Select[Any], Table]:
    rounds, electors = projections["rounds"], projections["electors"]
    same_round = [rounds.c[name] == electors.c[name] for name in ("org", "stream", "round")]
    columns = (
        electors.c.stream,
        electors.c.round,
        rounds.c.gate,
        rounds.c.opened_at,
        rounds.c.due,
        electors.c.person,
        electors.c.seat,
        electors.c.role,
        electors.c.advisory,
    )
    owed = (rounds.c.state == literal_column("'open'"), electors.c.voted == _ZERO)
    return select(*columns).where(*_is(electors, "org"), *same_round, *owed), electors


def _votes_lent() -> Query:
    votes, electors = _votes_due()
    lent = projections["delegations"]
    today = bindparam("today", type_=Text())
    mine = (*_in_directory(lent), lent.c.delegate == bindparam("person", type_=Text()))
    principals = select(lent.c.principal).where(*mine)
    in_force = exists(_ONE).where(
        *mine,
        lent.c.principal == electors.c.person,
        lent.c.role == electors.c.role,
        lent.c.ended == _ZERO,
        lent.c.since <= today,
        lent.c.until >= today,
        _in_scope(lent, electors.c.stream, None),
    )
    names = ("opened_at", "stream", "seat", "person")
    votes = votes.where(electors.c.person.in_(principals), in_force)
    return votes.order_by(*(votes.selected_columns[name] for name in names))


def _in_directory(table: Table) -> list[ColumnElement[bool]]:
    return [*_is(table, "org"), table.c.stream == literal_column(f"'{DIRECTORY}'")]


def _in_scope(
    table: Table, stream: ColumnElement[Any], anywhere: ColumnElement[bool] | None
) -> ColumnElement[bool]:
    # The scope of a project's roles is spelt like its stream.
    organisation = table.c.scope == literal_column(f"'{ORGANISATION}'")
    if anywhere is not None:
        organisation = organisation & anywhere
    return or_(table.c.scope == stream, organisation)


def _row(table: Table, *, placed: bool = False) -> Select[Any]:
    kind = next(one.kind for one in PROJECTIONS if one.table == table.name)
    return select(
        *([table.c.stream] if placed else []), *(table.c[name] for name in kind.__annotations__)
    )


def _limited(query: Select[Any]) -> Select[Any]:
    # An offset of our own, or SQLAlchemy adds one as a parameter without a name.
    return query.limit(bindparam("limit", type_=INT)).offset(_ZERO)


def _upsert(into: sqlite.Insert | postgresql.Insert, keys: list[str]) -> Query:
    new = _all_of(into)
    rest = {c.name: new.excluded[c.name] for c in into.table.columns if c.name not in keys}
    if not rest:
        return new.on_conflict_do_nothing(index_elements=keys)
    return new.on_conflict_do_update(index_elements=keys, set_=rest)


def _all_of(into: Into) -> Into:
    return into.values({c.name: _bind(into.table, c.name) for c in into.table.columns})


def _is(table: Table, *columns: str) -> list[ColumnElement[bool]]:
    return [table.c[name] == _bind(table, name) for name in columns]


def _bind(table: TableClause, name: str) -> BindParameter[Any]:
    # Plain types: with the columns' own each parameter would carry their collation.
    kind = table.c[name].type
    return bindparam(name, type_=Text() if isinstance(kind, Text) else kind)


def _after(kind: Any) -> BindParameter[Any]:  # noqa: ANN401  # a type's class or an instance
    return bindparam("after", type_=kind)


def _same(query: Query) -> Pair:
    return query, query
