"""Workspaces for the tests of the command line, made once and copied for each test."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell, copied, furnish


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A workspace with people and a methodology; not to be written to."""
    return furnish(tmp_path_factory.mktemp("furnished") / "shed")


@pytest.fixture(scope="session")
def in_session(furnished: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The same with a project whose first gate has an open round; not to be written to."""
    shell = copied(furnished, tmp_path_factory.mktemp("in_session") / "shed")
    shell.open_round()
    return shell


@pytest.fixture
def shell(furnished: Shell, tmp_path: Path) -> Shell:
    """A workspace with people and a methodology."""
    return copied(furnished, tmp_path / "workspace")


@pytest.fixture
def gate(in_session: Shell, tmp_path: Path) -> Shell:
    """A workspace with a project whose first gate has an open round."""
    return copied(in_session, tmp_path / "workspace")
