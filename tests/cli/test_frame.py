"""The frame: commands are found late, every one has help and stands in the documentation."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import cli.commands
from cli.catalog import Group, entries, module_of
from cli.frame import root
from cli.options import GLOBAL
from cli.running import Running
from tests.cli.shell import Shell

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "cli.md").read_text("utf-8")
HEAVY = {"yaml", "pydantic", "sqlalchemy", "transitions", "rich"}
COMMANDS = [
    (word, *rest)
    for word, entry in entries().items()
    for rest in ([(sub,) for sub in entry.commands] if isinstance(entry, Group) else [()])
]
EVERYTHING = sorted({(), *((one,) for one in entries()), *COMMANDS})


def named(words: tuple[str, ...]) -> click.Command:
    """The command of these words."""
    command = import_module(module_of(*words)).command
    assert isinstance(command, click.Command)
    return command


def told(words: tuple[str, ...]) -> str:
    """What the catalog says about it."""
    entry = entries()[words[0]]
    return entry.commands[words[1]] if isinstance(entry, Group) else entry


def imported(folder: Path, *words: str, code: int = 0) -> set[str]:
    """The modules that a process imports for a command."""
    program = "import sys; from cli.main import main; sys.exit(main(sys.argv[1:]))"
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stderr
    found = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "cli.main" in found
    return found


def test_the_version_is_told_before_anything_is_imported(tmp_path: Path) -> None:
    """A script that asks for the version pays for an interpreter and nothing else."""
    after = imported(tmp_path, "--version")
    assert not after & {"click", "re", "typing", "cli.run", "engine.engine"}


def test_help_imports_neither_commands_nor_the_engine(tmp_path: Path) -> None:
    """The help of forty commands must not cost the import of forty commands."""
    after = imported(tmp_path, "gate", "--help")
    assert {one for one in after if one.startswith("cli.commands.")} == set()
    assert not after & {"engine.engine", "sqlite3", *HEAVY}


@pytest.mark.parametrize(
    "words",
    [
        ("project", "show", "shed"),
        ("gate", "show", "shed"),
        ("person", "list"),
        ("person", "add", "kim", "--name", "Kim"),
        ("project", "set", "shed", "risk=low", "--as", "bo"),
        ("gate", "vote", "shed", "start", "go", "--answer=safe=yes", "--score=looks=9", "--as=oz"),
        ("gate", "withdraw", "shed", "start", "--reason", "x", "--as", "bo"),
    ],
)
def test_an_act_imports_no_heavy_library(gate: Shell, words: tuple[str, ...]) -> None:
    """On the embedded store an act feels instant; YAML, models and SQL builders would spoil it."""
    gate.vote("ann")
    after = imported(gate.folder, *words)
    assert after & HEAVY == set()
    assert "dataclasses" not in after


def test_a_refused_act_imports_no_heavy_library(gate: Shell) -> None:
    """Nor when it is refused and explained."""
    assert imported(gate.folder, "advance", "shed", "--as", "bo", code=6) & HEAVY == set()


def test_every_command_has_a_file_and_every_file_a_command() -> None:
    """A file that the catalog doesn't name could never run."""
    folder = Path(cli.commands.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == {"_".join(words) for words in COMMANDS}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_catalog_says_what_the_command_says(words: tuple[str, ...]) -> None:
    """The line in a list of commands is the first sentence of the command's own help."""
    help_ = named(words).help
    assert help_
    first = re.split(r"\n\s*\n", help_)[0]
    assert told(words) == " ".join(first.split())
    assert len(told(words)) <= 80


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_is_documented(words: tuple[str, ...]) -> None:
    """Who reads the manual finds every command, and every option beside its command."""
    rows = [
        line for line in MANUAL.splitlines() if line.startswith(f"| `phasegate {' '.join(words)}")
    ]
    whole = " ".join(rows)
    if words == ("delegate", "to"):
        whole = next(line for line in MANUAL.splitlines() if "phasegate delegate PERSON" in line)
    assert whole, "not in the manual"
    if "options as for `gate vote`" in whole:
        whole += next(
            row for row in MANUAL.splitlines() if row.startswith("| `phasegate gate vote")
        )
    for parameter in named(words).params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in whole, f"{parameter.opts[0]} is not in the manual"
            assert parameter.help


def test_every_global_option_is_documented() -> None:
    """What holds for all commands is told once."""
    section = MANUAL.partition("## 2. Global options")[2].partition("\n## 3")[0]
    for option in GLOBAL:
        assert all(f"`{name}" in section for name in option.opts), option.opts


@pytest.mark.parametrize("words", EVERYTHING, ids=" ".join)
def test_every_help_page_can_be_read(words: tuple[str, ...], shell: Shell) -> None:
    """A page of help fits the screen's width and is an answer, not an error."""
    page = shell(*words, "--help").out
    assert page.startswith("Usage: phasegate")
    assert max(map(len, page.splitlines())) <= 80
    assert "--as PERSON" in page


@pytest.mark.parametrize("words", EVERYTHING, ids=" ".join)
def test_global_options_stand_before_and_after(words: tuple[str, ...]) -> None:
    """Wherever somebody puts --as, it is understood."""
    command: click.Command = root()
    context = click.Context(command, obj=Running())
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found
        command = found
    names = {name for one in command.get_params(context) for name in one.opts}
    assert {name for option in GLOBAL for name in option.opts} <= names


def test_the_later_of_two_global_options_counts(shell: Shell) -> None:
    """After the command is nearer to it than before it."""
    shell.start()
    shell("--as", "zoe", "project", "--as", "zoe", "set", "shed", "risk=low", "--as", "bo")
    shell("--as", "bo", "project", "set", "shed", "risk=high", "--as", "zoe", code=4)
    assert shell("-o", "json", "project", "list", "-o", "csv").out.startswith("key,")
    assert shell("--json", "project", "list").document["kind"] == "projects"


def test_a_person_called_like_a_word_of_a_group_can_be_lent_a_vote(shell: Shell) -> None:
    """`delegate end` ends a delegation; somebody called `end` is named in full."""
    shell("person", "add", "end", "--name", "End")
    words = ("--role", "sponsor", "--from", "2026-11-23", "--until", "2026-11-24", "--reason", "x")
    shell("delegate", "end", *words, "--as", "ann", code=2)
    shell("delegate", "to", "end", *words, "--as", "ann")
    shell("--as", "oz", "delegate", "--role", "sponsor", "zoe", *words[2:])
    shell("delegate", "--as", "oz", "end", "2", "--reason", "x")


@pytest.mark.parametrize(
    "words", [("nonsense",), ("gate", "nonsense"), ("gate",), (), ("--nonsense",)]
)
def test_what_is_no_command_is_a_usage_error(shell: Shell, words: tuple[str, ...]) -> None:
    """The complaint goes to stderr; with nothing at all it is the help."""
    ran = shell(*words, code=2)
    assert ran.out == ""
    assert ran.err


def test_a_near_miss_is_answered_with_the_word(shell: Shell) -> None:
    """Who mistypes a command is told the one that was meant."""
    assert "'project'" in shell("projct", code=2).err


def test_the_version_is_told_after_global_options_too(shell: Shell) -> None:
    """The short way is a short cut, not another answer."""
    assert shell("--version").out == shell("--json", "--version").out
