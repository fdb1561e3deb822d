"""A workspace: found from where one stands, with settings that have one order, and one clock."""

import os
import sqlite3
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from cli.workspace import MANUAL, find_workspace, plain_settings, read_settings
from engine.errors import NotFound, UsageError
from tests.cli.shell import Shell, found


def test_it_is_found_from_below_or_named(shell: Shell, tmp_path: Path) -> None:
    """Wherever in it one stands; or from anywhere, by flag before environment."""
    inside = Shell(shell.folder / "workflows")
    assert inside("project", "list").out
    elsewhere = Shell(tmp_path)
    elsewhere("project", "list", code=5)
    elsewhere("project", "list", "--workspace", str(shell.folder))
    named = {"PHASEGATE_WORKSPACE": str(shell.folder)}
    elsewhere("project", "list", environ=named)
    elsewhere("project", "list", "--workspace", str(tmp_path), code=5, environ=named)


def test_who_acts_is_said_by_flag_then_environment_then_file(shell: Shell) -> None:
    """The nearest word counts; without any, an act is a usage error and a view is not."""
    act = ("calendar", "add", "2026-12-25")
    shell(*act, "--as", "zoe", code=4, environ={"PHASEGATE_AS": "pat"})
    shell(*act, code=4, environ={"PHASEGATE_AS": "zoe"})
    shell(*act)
    path = shell.folder / "phasegate.toml"
    path.write_text(path.read_text().replace('as = "pat"\n', ""))
    assert "--as HANDLE" in shell(*act, code=2).err
    shell("calendar", "list")
    shell("tick")


def test_who_acts_must_be_somebody(shell: Shell) -> None:
    """An unknown actor is not permitted anything; one who left neither."""
    assert "actor.unknown" in shell("calendar", "add", "2026-12-25", "--as", "eve", code=4).err
    shell("person", "leave", "zoe", "--reason", "moved")
    assert "actor.left" in shell("calendar", "add", "2026-12-25", "--as", "zoe", code=4).err


def test_a_ledger_in_place_of_another_is_refused(shell: Shell, tmp_path: Path) -> None:
    """The settings name the ledger they belong to, so a swapped file is noticed."""
    other = found(tmp_path / "other")
    ledger = str(other.folder / "ledger" / "phasegate.sqlite")
    ran = shell("project", "list", code=2, environ={"PHASEGATE_STORE": ledger})
    assert "is the ledger" in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "as = 'x'\n",
        "[other]\nas = 'x'\n",
        "[phasegate]\nsa = 'x'\n",
        "[phasegate]\nas = 1\n",
        "[phasegate]\nclock = 'atomic'\n",
        "[phasegate]\nas = 'x'\nas = 'y'\n",
        '[phasegate]\nas = "x"\nas = "y"\n',
        "[phasegate\n",
        "[phasegate]\nas = 'x'\n[more]\n",
        "\udcff",
        "#" * 70_000,
    ],
)
def test_odd_settings_are_refused(shell: Shell, text: str) -> None:
    """A setting that nobody reads would be one that somebody relies on."""
    (shell.folder / "phasegate.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    shell("project", "list", code=2)


words = st.sampled_from(
    ["[phasegate]", 'as = "olga"', 'as= "x"', "# c", "#\t", "", 'store = "a b"', "store = 'x'",
     'clock = "a\\"b"', 'clock = "a\\n"', 'as = ""', "[x]", 'AS = "x"', 'a.b = "x"',
     'as = "\u00e9"', "\x00", 'as = "x" # y', ' as = "x"', 'as = """x"""']
)  # fmt: skip


@given(st.lists(words, max_size=6).map("\n".join))
@example('[phasegate]\nas = "x"\nas = "y"')
def test_the_short_way_to_read_settings_reads_what_toml_reads(text: str) -> None:
    """Plain files are read without a TOML reader; what that understands must be the same."""
    plain = plain_settings(text.encode())
    if plain is not None:
        assert tomllib.loads(text) == {"phasegate": plain}


def test_what_init_writes_is_read_the_short_way(shell: Shell) -> None:
    """Else every command would pay for the TOML reader."""
    path = shell.folder / "phasegate.toml"
    said = plain_settings(path.read_bytes())
    assert said == read_settings(path)
    assert said is not None
    assert said.keys() == {"as", "store", "origin", "clock"}


def test_only_a_ledger_founded_so_has_a_manual_clock(tmp_path: Path) -> None:
    """A record that was kept by the system's clock can't be given times that suit."""
    shell = Shell(tmp_path)
    words = ("--organisation", "X", "--zone", "UTC", "--founder", "pat", "--no-input")
    shell("init", *words)
    path = tmp_path / "phasegate.toml"
    shell("tick", "--at", "2030-01-01", code=2)
    path.write_text(path.read_text().replace('clock = "system"', 'clock = "manual"'))
    with pytest.raises(UsageError):
        find_workspace(str(tmp_path), {})
    shell("tick", "--at", "2030-01-01", code=2)


def test_the_environment_does_not_set_the_clock(shell: Shell, tmp_path: Path) -> None:
    """Time comes from the clock that the ledger was founded with, and nowhere else."""
    shell("calendar", "add", "2026-12-25", "--dry-run", environ={"PHASEGATE_NOW": "2030-01-01"})
    document = shell.json("calendar", "list")
    assert document["clock"] == {"kind": "manual", "now": "2026-11-23T12:00:00.000000Z"}


def test_a_manual_clock_stands_where_it_was_set(shell: Shell) -> None:
    """It moves by --at alone, never back, and each command says once where it stands."""
    ran = shell("tick", "--at", "2026-11-24T09:30")
    assert ran.err == "manual clock: 2026-11-24 09:30 Etc/UTC\n"
    assert shell("person", "list").err == ran.err
    shell("person", "add", "kim", "--name", "Kim")
    assert "clock.behind" in shell("person", "add", "tom", "--name", "T", "--at", "2026-11-01",
                                   code=7).err  # fmt: skip
    assert shell("role", "list").err == ran.err
    shell("tick", "--at", "2027-11-24", "--dry-run")
    assert shell("role", "list").err == ran.err


def test_a_manual_clock_is_told_as_people_read_it(tmp_path: Path) -> None:
    """In the organisation's zone, to the minute; by UTC where the ledger can't say which it is."""
    shell = found(tmp_path, "--zone", "Europe/Brussels")
    told = shell("person", "list").err
    assert told == "manual clock: 2026-11-23 12:00 Europe/Brussels\n"
    assert shell.json("person", "list")["clock"]["now"] == "2026-11-23T11:00:00.000000Z"
    connection = sqlite3.connect(tmp_path / "ledger" / "phasegate.sqlite")
    with connection:
        connection.execute("DROP TRIGGER entries_stay")
        connection.execute("UPDATE entries SET data = X'00'")
    connection.close()
    assert shell("doctor", code=8).err == "manual clock: 2026-11-23 11:00 UTC\n"


def test_every_entry_under_a_manual_clock_says_so(shell: Shell) -> None:
    """The origin stands in every entry and is told by every report."""
    said = read_settings(shell.folder / "phasegate.toml")
    assert said["origin"].startswith(MANUAL)
    assert said["clock"] == "manual"


@pytest.mark.parametrize("content", ["", "noon", "2026-11-23", "\u0662"])
def test_a_clock_that_shows_no_time_is_a_failure(shell: Shell, content: str) -> None:
    """Rather no act than one at a time that nobody set."""
    (shell.folder / "ledger" / "clock").write_text(content)
    shell("project", "list", code=1)
    (shell.folder / "ledger" / "clock").unlink()
    shell("project", "list", code=1)
    os.mkfifo(shell.folder / "ledger" / "clock")
    shell("project", "list", code=1)


def test_a_long_pause_must_be_confirmed(shell: Shell) -> None:
    """A clock that was set forward can't be told from a pause; somebody says it is right."""
    ran = shell("person", "add", "kim", "--name", "Kim", "--at", "2027-11-24", code=6)
    assert "clock.confirm" in ran.err
    shell("person", "add", "kim", "--name", "Kim", "--confirm-time")


def test_tick_after_a_long_pause_must_be_confirmed(gate: Shell) -> None:
    """Nor does the engine act by itself on a time that nobody confirmed."""
    assert "clock.confirm" in gate("tick", "--at", "2027-11-24", code=6).err
    assert len(gate.json("tick", "--confirm-time")["items"]) == 1


def test_there_is_nothing_to_find_in_an_empty_folder(tmp_path: Path) -> None:
    """The complaint says how to make one."""
    with pytest.raises(NotFound) as caught:
        find_workspace(str(tmp_path), {})
    assert caught.value.hint == "make one with: phasegate init"
