"""The house rules that no linter of ours checks: short functions, short files, everything typed."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for name in ("engine", "cli") for path in (ROOT / name).rglob("*.py"))

LONGEST_FUNCTION = 50
LONGEST_FILE = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method of `tree`, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def code_lines(text: str, tree: ast.AST) -> set[int]:
    """Return the numbers of the lines that bear code: no comment, no docstring, no blank line."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(node, Function | ast.ClassDef | ast.Module) and ast.get_docstring(node):
            docstring = node.body[0]
            lines.difference_update(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return lines


def length(function: Function, lines: set[int]) -> int:
    """Return how many lines of code `function` has, from `def` to its end, without decorators."""
    return len(lines.intersection(range(function.lineno, (function.end_lineno or 0) + 1)))


def untyped(function: Function) -> list[str]:
    """Return the parameters of `function` that have no annotation, and `return` if it has none."""
    given = function.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    missing = [one.arg for one in parameters if one is not None and one.annotation is None]
    if missing[:1] in (["self"], ["cls"]):
        del missing[0]
    return missing if function.returns else [*missing, "return"]


def name(path: Path) -> str:
    """Return `path` as it is written in a complaint."""
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_check() -> None:
    """The rules below hold for an empty list too, so the list must not be empty."""
    assert {"engine/__init__.py", "engine/canonical.py", "cli/__init__.py"} <= set(
        map(name, SOURCES)
    )


def test_no_function_is_longer_than_fifty_lines_of_code() -> None:
    """What separates readable programs from the rest is their longest functions."""
    too_long = []
    for path in SOURCES:
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        lines = code_lines(text, tree)
        too_long += [
            f"{name(path)}:{one.lineno} {one.name}: {length(one, lines)} lines of code"
            for one in functions(tree)
            if length(one, lines) > LONGEST_FUNCTION
        ]
    assert too_long == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    """A longer file has taken in a second subject."""
    counted = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {path: n for path, n in counted.items() if n > LONGEST_FILE} == {}


def test_every_function_is_typed() -> None:
    """An unannotated parameter hides from the type checker what its callers pass."""
    bare = [
        f"{name(path)}:{one.lineno} {one.name}: {', '.join(untyped(one))}"
        for path in SOURCES
        for one in functions(ast.parse(path.read_text("utf-8")))
        if untyped(one)
    ]
    assert bare == []


def test_length_counts_code_and_nothing_else() -> None:
    """A rule about length must not make anyone save on comments, docstrings or blank lines."""
    text = (
        "@wrap\n"
        "def f(\n"
        "    a,\n"
        "):\n"
        '    """One.\n'
        "\n"
        "    Two.\n"
        '    """\n'
        "\n"
        "    # why\n"
        '    return """\n'
        "x\n"
        '"""\n'
    )
    tree = ast.parse(text)
    (function,) = functions(tree)
    assert code_lines(text, tree) == {1, 2, 3, 4, 11, 12, 13}
    assert length(function, code_lines(text, tree)) == 6


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("def f(a, /, b: int, *c, d, **e): ...", ["a", "d", "c", "e", "return"]),
        ("def f(self, a) -> None: ...", ["a"]),
        ("async def f(a: int) -> None: ...", []),
    ],
)
def test_every_kind_of_parameter_needs_a_type(source: str, missing: list[str]) -> None:
    """The check on types is only worth something if it sees each kind of parameter."""
    (function,) = functions(ast.parse(source))
    assert untyped(function) == missing


SKIPPING = """
import pytest

@pytest.mark.skip
def test_marked(): ...

def test_calling(): pytest.skip("no")
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "distributed"])
@pytest.mark.parametrize("skipping", [False, True], ids=["all-run", "skipping"])
def test_a_skipped_test_fails_the_run(
    tmp_path: Path, skipping: bool, workers: tuple[str, ...]
) -> None:
    """A test that was not run must not pass for one that was."""
    files = {"conftest.py": (ROOT / "tests" / "conftest.py").read_text("utf-8")}
    files |= {"test_run.py": "def test_it(): assert True", "pyproject.toml": "[tool.pytest]"}
    if skipping:
        files |= {"test_module.py": "import pytest\npytest.importorskip('absent')"}
        files |= {"test_each.py": SKIPPING}
    for file, text in files.items():
        (tmp_path / file).write_text(text, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *workers],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    _, *complaint = re.split("=+ skipped tests fail the run =+\n", run.stdout)
    named = [line for text in complaint for line in text.split("\n") if line][:3]
    expected = ["test_each.py::test_calling", "test_each.py::test_marked", "test_module.py"]
    assert (run.returncode, named) == ((1, expected) if skipping else (0, [])), run.stdout
