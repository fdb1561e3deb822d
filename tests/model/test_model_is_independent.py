"""The model is worth something while it is small enough to read and knows nothing of the engine."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MODEL = ("model.py", "panel_model.py")
INDEPENDENT = (*MODEL, "reading.py", "guards.py", "fold.py")
MOST_LINES = 500
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def code_lines(text: str) -> int:
    """How many lines bear code: no comment, no docstring, no blank line."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT | {tokenize.ENDMARKER}:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            lines.difference_update(range(first.lineno, (first.end_lineno or 0) + 1))
    return len(lines)


def test_the_model_has_at_most_five_hundred_lines() -> None:
    """Who checks the engine by the model must be able to check the model by reading it."""
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in MODEL]
    assert sum(map(code_lines, texts)) <= MOST_LINES


@pytest.mark.parametrize("name", INDEPENDENT)
def test_the_model_imports_nothing_of_the_engine(name: str) -> None:
    """An error that both share would be found by neither."""
    tree = ast.parse((FOLDER / name).read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [one for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    modules += [one.name for one in names]
    ours = {module for module in modules if module.split(".")[0] in ("engine", "cli", "tests")}
    assert ours <= {f"tests.model.{one.removesuffix('.py')}" for one in INDEPENDENT}
