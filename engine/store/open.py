"""Opening and making ledgers by where they are: a file's path, or a postgresql:// URL."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from engine.errors import StoreError, UsageError
from engine.names import ORIGIN
from engine.store.protocol import Store
from engine.store.sqlite import create_sqlite, open_sqlite

_POSTGRES: Final = ("postgresql://", "postgres://")


class _Postgres(NamedTuple):
    open: Callable[[str, str | None], Store]
    create: Callable[[str, str], Store]


def open_store(location: str | Path, origin: str | None = None) -> Store:
    """Open the ledger at `location`; `origin` says which, where there can be several.

    Raises `StoreError` when there is none, or one this version can't read; nothing is changed then.
    """
    _check_origin(origin)
    if _is_postgres(location):
        return _postgres().open(str(location), origin)
    return open_sqlite(Path(location), origin)


def create_store(location: str | Path, origin: str) -> Store:
    """Make a ledger at `location` and open it.

    Raises `ConflictError` when there is one already, and `StoreError`.
    """
    _check_origin(origin)
    if _is_postgres(location):
        return _postgres().create(str(location), origin)
    return create_sqlite(Path(location), origin)


def _is_postgres(location: str | Path) -> bool:
    if isinstance(location, Path):
        return False
    if location.startswith(_POSTGRES):
        return True
    scheme, separator, _ = location.partition("://")
    if separator:
        raise UsageError(
            f"a ledger can't be kept in {scheme}", hint="a file's path, or a postgresql:// URL"
        )
    return False


def _postgres() -> _Postgres:
    # Where no PostgreSQL is used, its driver needs neither be loaded nor installed.
    try:
        from engine.store import postgres
    except ImportError as error:
        raise StoreError(
            "the PostgreSQL driver isn't there", hint="install phasegate[postgres]"
        ) from error
    return _Postgres(postgres.open_postgres, postgres.create_postgres)


def _check_origin(origin: str | None) -> None:
    if origin is not None and not ORIGIN.fullmatch(origin):
        raise UsageError(f"{origin!r} can't be an origin", hint="letters, digits and ._/-")
