"""Founding: what is made, what is asked, what is left alone, and what a failure leaves behind."""

import io
import sys
from pathlib import Path
from unittest import mock
from urllib.parse import unquote, urlsplit, urlunsplit

import pytest

from cli.main import main
from cli.shipped import shipped_workflows
from tests.cli.shell import Shell

FOUND = ("init", "--organisation", "X", "--zone", "Etc/UTC", "--founder", "pat", "--no-input")


def files(folder: Path) -> list[str]:
    """Every file and folder, by its path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_workspace_has_settings_a_charter_workflows_and_a_ledger(tmp_path: Path) -> None:
    """And the founder is its first registrar."""
    shell = Shell(tmp_path)
    document = shell.json(*FOUND, "--name", "Pat", "--with", "pm2", "--with", "stage-gate")
    assert files(tmp_path) == [
        "charter.yaml",
        "ledger",
        "ledger/evidence",
        "ledger/phasegate.sqlite",
        "phasegate.toml",
        "schemas",
        "schemas/charter.schema.json",
        "schemas/fragment.schema.json",
        "schemas/scenarios.schema.json",
        "schemas/workflow.schema.json",
        "workflows",
        "workflows/pm2.scenarios.yaml",
        "workflows/pm2.yaml",
        "workflows/stage_gate.scenarios.yaml",
        "workflows/stage_gate.yaml",
    ]
    for name, schema in (
        ("workflows/pm2.scenarios.yaml", "../schemas/scenarios.schema.json"),
        ("workflows/pm2.yaml", "../schemas/workflow.schema.json"),
        ("charter.yaml", "schemas/charter.schema.json"),
    ):
        first = (tmp_path / name).read_text("utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={schema}", "an editor finds the schema"
    assert document["origin"].startswith("local/")
    assert document["folder"] == str(tmp_path)
    (founder,) = shell.json("person", "list")["items"]
    assert (founder["handle"], founder["name"], founder["roles"]) == (
        "pat",
        "Pat",
        ["pmo (organisation)"],
    )
    assert (tmp_path / "ledger").stat().st_mode & 0o077 == 0
    shell("charter", "check")
    shell("workflow", "check", "workflows/pm2.yaml", "workflows/stage_gate.yaml")
    shell("workflow", "test", "workflows/pm2.yaml", "workflows/stage_gate.yaml")


def test_a_name_is_written_into_the_charter_as_a_text(tmp_path: Path) -> None:
    """Whatever an organisation is called, its charter says that and no more."""
    shell = Shell(tmp_path)
    name = 'Müller & "Söhne": #1\\'
    shell("init", "--organisation", name, "--zone", "Etc/UTC", "--founder", "pat")
    shell("charter", "check")
    assert 'Müller & \\"Söhne\\": #1' in (tmp_path / "charter.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("--organisation", "X"),
        ("--founder", "pat"),
        ("--organisation", "X", "--founder", "Pat"),
        ("--organisation", "X", "--founder", "p-at"),
        ("--organisation", "X", "--founder", "system"),
        ("--organisation", "X\x1b", "--founder", "pat"),
        ("--organisation", "X", "--founder", "pat", "--zone", "Brussels"),
        ("--organisation", "X", "--founder", "pat", "--zone", "UTC}\nroles: {"),
        ("--organisation", "X", "--founder", "pat", "--origin", "a b"),
        ("--organisation", "X", "--founder", "pat", "--origin", "manual-clock/x"),
        ("--organisation", "X", "--founder", "pat", "--at", "2026-11-23"),
        ("--organisation", "X", "--founder", "pat", "--store", "mysql://x"),
        ("--organisation", "X", "--founder", "pat", "--store", 'postgresql://"x'),
        ("--organisation", "X", "--founder", "pat", "--store", "postgresql://pat:x@h/d"),
        ("--organisation", "X", "--founder", "pat", "--store", "postgresql://h/d?a=b&password=x"),
        ("--organisation", "X", "--founder", "pat", "--store", "postgresql://h/d?passwor%64=x"),
        ("--organisation", "X", "--founder", "pat", "--command-id", "a b"),
    ],
)
def test_a_founding_that_is_refused_makes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Not even a folder."""
    shell = Shell(tmp_path)
    shell("init", "new/one", *words, "--no-input", code=2)
    assert files(tmp_path) == []


def test_a_founding_that_fails_takes_back_what_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last file can't be written: nothing stays that looks like a workspace."""
    monkeypatch.setattr("cli.founding._settings", lambda _: 1 / 0)
    shell = Shell(tmp_path)
    shell(*FOUND[:1], "new/one", *FOUND[1:], "--with", "pm2", code=1)
    assert files(tmp_path) == []


def test_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A founding in a folder with other files touches none, and neither does one that fails."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "workflows").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("cli.founding._settings", lambda _: 1 / 0)
        Shell(tmp_path)(*FOUND, code=1)
    assert files(tmp_path) == ["notes.txt", "workflows"]
    Shell(tmp_path)(*FOUND)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["phasegate.toml", "ledger", "workflows/pm2.yaml"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """A dangling link counts as there, too."""
    (tmp_path / "workflows").mkdir()
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    before = files(tmp_path)
    Shell(tmp_path)(*FOUND, "--with", "pm2", code=7)
    assert files(tmp_path) == before


def test_a_charter_that_is_there_is_used_as_it_is(tmp_path: Path) -> None:
    """Who wrote their charter first founds with it."""
    text = """\
charter: 1
organisation: Works council
version: 2.0.0
calendar: {zone: Asia/Tokyo}
roles: {office: {title: The office}}
registrars: [office]
"""
    (tmp_path / "charter.yaml").write_text(text)
    shell = Shell(tmp_path)
    shell(*FOUND, code=2)
    shell("init", "--founder", "pat", "--manual-clock", "--at", "2026-11-23T09:00")
    assert (tmp_path / "charter.yaml").read_text() == text
    assert shell.json("person", "list")["items"][0]["roles"] == ["office (organisation)"]
    assert shell.json("tick")["clock"]["now"] == "2026-11-23T00:00:00.000000Z"
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "charter.yaml").write_text(text.replace("registrars: [office]", "registrars: [other]"))
    ran = shell("init", "bad", "--founder", "pat", code=3)
    assert "charter.yaml:6" in ran.err
    assert files(bad) == ["charter.yaml"]


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    """It says what would be there."""
    ran = Shell(tmp_path)(*FOUND[:1], "new", *FOUND[1:], "--dry-run")
    assert "would be made" in ran.out
    assert files(tmp_path) == []


def test_a_shipped_workflow_that_there_isn_t_is_not_found(tmp_path: Path) -> None:
    """The complaint names those there are."""
    ran = Shell(tmp_path)(*FOUND, "--with", "scrum", code=5)
    assert ", ".join(shipped_workflows()) in " ".join(ran.err.split())


def test_what_is_missing_is_asked_for_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Questions go to stderr, so that the answer of the command stays alone on stdout."""
    answers = io.StringIO("\nEtc/UTC\npat\nPat the First\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    with mock.patch.object(sys, "stdin", answers):
        code = main(["init", str(tmp_path / "works"), "--json"])
    out, err = capsys.readouterr()
    assert code == 0, err
    assert out.startswith("{")
    assert "Handle of the founder" in err
    assert Shell(tmp_path / "works").json("person", "list")["items"][0]["name"] == "Pat the First"


def test_who_ends_the_questions_has_founded_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of input is an interruption, not a yes."""
    answers = io.StringIO("")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    with mock.patch.object(sys, "stdin", answers):
        code = main(["init", str(tmp_path / "works")])
    assert (code, files(tmp_path)) == (130, [])


def test_a_ledger_in_postgresql_has_the_same_commands(
    tmp_path: Path, postgres_database: str
) -> None:
    """Two organisations may share a database; each workspace names its own ledger."""
    parts = urlsplit(postgres_database)
    url = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    environ = {"PGPASSWORD": unquote(parts.password or "")}
    for name in ("one", "two"):
        shell = Shell(tmp_path)
        shell(*FOUND[:1], name, *FOUND[1:], "--store", url, environ=environ)
        inside = Shell(tmp_path / name)
        inside("person", "add", name, "--name", name, environ=environ)
        listed = inside("person", "list", "--json", environ=environ).document["items"]
        assert [one["handle"] for one in listed] == sorted([name, "pat"])
    assert not (tmp_path / "one" / "ledger" / "phasegate.sqlite").exists()
