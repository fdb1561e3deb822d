"""Completion: what a shell offers is what there is, found quickly, and never an error."""

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from cli.catalog import Group, entries, module_of
from cli.completion import SHELLS, VARIABLE
from cli.suggestions import OFFERED
from tests.cli.shell import Shell, copied

ROOT = Path(__file__).parents[2]
PHASEGATE = Path(sys.executable).with_name("phasegate")
NAMED = {"PERSON", "KEY", "GATE", "ROLE", "STAGE", "DELIVERABLE", "REGISTER", "STATE"}
COMMANDS = [
    (word, *rest)
    for word, entry in entries().items()
    for rest in ([(sub,) for sub in entry.commands] if isinstance(entry, Group) else [()])
]


@pytest.fixture(scope="module")
def typed(in_session: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A workspace with an open round; not to be written to."""
    return copied(in_session, tmp_path_factory.mktemp("typed") / "shed")


def offered(shell: Shell, line: str, environ: dict[str, str] | None = None) -> list[str]:
    """The words that are offered at the end of `line`, by the protocol of bash."""
    words = line.split(" ")
    asked = {VARIABLE: "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    ran = shell(environ={**asked, **(environ or {})})
    assert ran.err == ""
    return [one.removeprefix("plain,") for one in ran.out.splitlines()]


def test_commands_are_offered(typed: Shell) -> None:
    """All of them, those of a group, and those that begin as typed."""
    assert offered(typed, "phasegate ") == list(entries())
    gate = entries()["gate"]
    assert isinstance(gate, Group)
    assert offered(typed, "phasegate gate ") == list(gate.commands)
    assert offered(typed, "phasegate pr") == ["project"]
    assert offered(typed, "phasegate nonsense ") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("project show ", ["shed"]),
        ("why sh", ["shed"]),
        ("why shed", ["shed"]),
        ("why x", []),
        ("project start ", []),
        ("project start x --methodology ", ["shed"]),
        ("gate show shed ", ["start", "finish"]),
        ("gate show nowhere ", []),
        ("gate vote shed start ", [
            "kill", "recycle", "hold", "conditional_go", "go", "abstain", "recuse"
        ]),
        ("gate vote shed start go --seat ", ["owner", "neighbour"]),
        ("gate vote shed start go --for ", ["ann", "bo", "che", "nia", "oz", "pat", "zoe"]),
        ("gate waive shed start ", ["drawing", "funded", "tidy"]),
        ("gate waive shed finish ", []),
        ("deliver shed ", ["drawing", "photo"]),
        ("advance shed d", ["delivery", "delivery.design", "delivery.build", "done"]),
        ("--as o", ["oz"]),
        ("project list --as=o", ["oz"]),
        ("project list --as = o", ["oz"]),
        ("project list --output ", ["table", "json", "jsonl", "yaml", "csv"]),
        ("person leave n", ["nia"]),
        ("person add ", []),
        ("role grant nia --project shed ", ["builder", "checker", "neighbour"]),
        ("role grant nia ", ["pmo", "sponsor"]),
        ("delegate to n", ["nia"]),
    ],
)  # fmt: skip
def test_what_the_workspace_has_is_offered(typed: Shell, line: str, words: list[str]) -> None:
    """Keys, gates, decisions, deliverables, stages, people and roles, each where it is due."""
    assert offered(typed, f"phasegate {line}") == words


def test_wherever_people_or_a_project_are_named_they_are_offered() -> None:
    """A command that is added later is completed too, or this says that it isn't."""
    for words in COMMANDS:
        for parameter in import_module(module_of(*words)).command.params:
            if parameter.metavar in NAMED:
                assert parameter.name in OFFERED, (words, parameter.name)


def test_options_are_offered_with_the_global_ones(typed: Shell) -> None:
    """Two dashes show all that can be said."""
    assert offered(typed, "phasegate gate vote shed start go --s") == [
        "--seat",
        "--score",
        "--seen",
    ]
    assert "--dry-run" in offered(typed, "phasegate project show --")
    assert offered(typed, "phasegate --w") == ["--workspace"]


def test_files_are_left_to_the_shell(typed: Shell) -> None:
    """It knows best how to complete them; a methodology may be published or a file."""
    assert offered(typed, "phasegate deliver shed drawing dr") == ["file,dr"]
    assert offered(typed, "phasegate workflow check w") == ["file,w"]
    assert offered(typed, "phasegate workflow show ") == ["shed", "file,"]
    assert offered(typed, "phasegate workflow test w") == ["file,w"]


def test_the_shipped_methodologies_are_offered_for_the_demonstration(typed: Shell) -> None:
    """They need no workspace."""
    assert offered(typed, "phasegate demo pm") == ["pm2"]


def test_who_left_and_who_is_erased_is_not_offered(shell: Shell) -> None:
    """They can do nothing any more."""
    shell("person", "leave", "zoe", "--reason", "x")
    shell("erase", "--person", "nia", "--reason", "x")
    assert offered(shell, "phasegate --as ") == ["ann", "bo", "che", "oz", "pat"]


def test_completing_writes_nothing_and_says_nothing(typed: Shell, tmp_path: Path) -> None:
    """Outside of a workspace, or asked in an odd way, there is just nothing to offer."""
    before = typed.bytes()
    offered(typed, "phasegate gate vote shed start ")
    assert typed.bytes() == before
    empty = Shell(tmp_path)
    assert offered(empty, "phasegate workf") == ["workflow"]
    asked = {"COMP_WORDS": "phasegate why ", "COMP_CWORD": "2"}
    for instruction, code in (("bash_complete", 0), ("bash_source", 2), ("csh_complete", 2)):
        ran = empty(environ={VARIABLE: instruction, **asked}, code=code)
        assert (ran.out, ran.err) == ("", "")
    ran = empty(environ={VARIABLE: "bash_complete", "COMP_CWORD": "x"})
    assert (ran.out, ran.err) == ("", "")


@pytest.mark.parametrize("name", SHELLS)
def test_every_shell_has_its_script_and_its_answer(typed: Shell, name: str) -> None:
    """The script asks by the environment; the answer has the form that it reads."""
    script = typed("completion", name).out
    assert f"{VARIABLE}={name}_complete" in script
    assert typed.json("completion", name)["script"] == script
    asked = {"COMP_WORDS": "phasegate project sh", "COMP_CWORD": "sh" if name == "fish" else "2"}
    answer = typed(environ={VARIABLE: f"{name}_complete", **asked}).out
    about = "Show where a project stands."
    assert (
        answer
        == {
            "bash": "plain,show\n",
            "zsh": f"plain\nshow\n{about}\n",
            "fish": f"plain,show\t{about}\n",
        }[name]
    )


def test_bash_completes_what_is_typed(typed: Shell) -> None:
    """The real shell, the printed script, the installed command."""
    bash = shutil.which("bash")
    assert bash, "the tests need bash"
    program = f"""
        eval "$("{PHASEGATE}" completion bash)"
        complete -p phasegate
        COMP_WORDS=(phasegate gate vote shed start "")
        COMP_CWORD=5
        _phasegate_completion "{PHASEGATE}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    ran = subprocess.run(
        [bash, "--norc", "-c", program],
        cwd=typed.folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    registered, *words = ran.stdout.splitlines()
    assert registered.endswith("-F _phasegate_completion phasegate")
    assert words == ["kill", "recycle", "hold", "conditional_go", "go", "abstain", "recuse"]


def test_completing_a_command_imports_no_heavy_library(typed: Shell) -> None:
    """Who presses the key waits for it; words of a table need no command, rows need no models."""
    for line, without in (
        ("phasegate gate ", {"engine.engine", "sqlite3"}),
        ("phasegate gate vote shed start ", set()),
    ):
        program = "import sys; from cli.main import main; code = main([]); print(*sys.modules)"
        words = line.split(" ")
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=typed.folder,
            env={
                "PYTHONPATH": str(ROOT),
                VARIABLE: "bash_complete",
                "COMP_WORDS": line,
                "COMP_CWORD": str(len(words) - 1),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = set(ran.stdout.splitlines()[-1].split())
        assert "cli.completion" in loaded
        assert not loaded & {"yaml", "pydantic", "sqlalchemy", "transitions", *without}
