"""Every refusal code: declared, documented, given by some rule, and expected by some test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from engine.rules.refusal import CLASS_OF, EXIT_CODES, Refusal

ROOT = Path(__file__).parents[3]
TESTS = [
    path
    for folder in ("tests/engine", "tests/engine/rules")
    for path in sorted((ROOT / folder).glob("test_*.py"))
    if path.name != Path(__file__).name
]
RULES = [*(ROOT / "engine" / "rules").glob("*.py"), *(ROOT / "engine").glob("*.py")]


def strings(paths: list[Path]) -> Iterator[str]:
    """Every string in some Python files, docstrings left out."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_code_is_expected_by_a_test() -> None:
    """A refusal that no test has seen is a rule that nobody has tried."""
    expected = set(strings(TESTS))
    assert sorted(set(CLASS_OF) - expected) == []


def test_every_code_is_given_by_a_rule() -> None:
    """A code that nothing gives is a promise nobody keeps; formatted ones are spelt out."""
    given = {text for path in RULES if path.name != "refusal.py" for text in strings([path])}
    made = {f"{what}.{how}" for what in ("answer", "score") for how in ("unknown", "missing")}
    assert sorted(set(CLASS_OF) - given - made) == []


def test_every_code_stands_on_the_page_with_its_class() -> None:
    """docs/notation.md section 7 names each; wherever a class stands beside it, it is this one."""
    page = (ROOT / "docs" / "notation.md").read_text()
    section = page.partition("\n## 7.")[2].partition("\n## 8.")[0]
    named = section + page.partition("### 2.4")[2].partition("### 2.5")[0]
    assert sorted(code for code in CLASS_OF if f"`{code}`" not in named) == []
    for code, class_ in re.findall(r"`([a-z_.]+)` \[([a-z]+)\]", section):
        if code in CLASS_OF:
            assert CLASS_OF[code] == class_, code


def test_a_class_is_an_exit_code() -> None:
    """Scripts tell what to do by it: form 2, permission 4, missing 5, rule 6, conflict 7."""
    assert EXIT_CODES == {"form": 2, "permission": 4, "missing": 5, "rule": 6, "conflict": 7}
    for code, class_ in CLASS_OF.items():
        refusal = Refusal(code, "because")
        assert (refusal.class_, refusal.exit_code) == (class_, EXIT_CODES[class_])
