"""The PostgreSQL server that tests run on: real, clean for each test, and gone at the end."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

CONFTEST = Path(__file__).parent / "conftest.py"


def url_seen_by_another_run(folder: Path, **environment: str) -> str:
    """Return the `postgres_url` that a test run of its own was given."""
    (folder / "conftest.py").write_bytes(CONFTEST.read_bytes())
    (folder / "test_it.py").write_text(
        "def test_it(postgres_url): open('url', 'w').write(postgres_url)", "utf-8"
    )
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        | environment,
        check=True,
        capture_output=True,
    )
    return (folder / "url").read_text("utf-8")


@pytest.mark.parametrize("run", ["first", "second"])
def test_every_test_has_an_empty_database_of_its_own(postgres_database: str, run: str) -> None:
    """What one test writes must not be there for the next, in whatever order they run."""
    with psycopg.connect(postgres_database) as connection:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchall() == []
        connection.execute("CREATE TABLE left_behind (run text)")
        connection.execute("INSERT INTO left_behind VALUES (%s)", [run])
        assert connection.execute("SELECT run FROM left_behind").fetchall() == [(run,)]


def test_the_server_ends_with_the_run(tmp_path: Path) -> None:
    """A server left running would hold memory and a port after every run."""
    url = url_seen_by_another_run(tmp_path)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)


def test_a_given_server_is_used_instead(tmp_path: Path) -> None:
    """Where the embedded server does not run, `DATABASE_URL` names one that does."""
    given = "postgresql://someone@database.example/postgres"
    assert url_seen_by_another_run(tmp_path, DATABASE_URL=given) == given
