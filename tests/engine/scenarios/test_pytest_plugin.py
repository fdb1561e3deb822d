"""The plugin: scenarios are tests like others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.scenes import NAME, PLAIN, text_of
from tests.support.sheds import shed

ROOT = Path(__file__).parents[3]
READY = ["bo hands in drawing", "bo requests build"]


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on a folder, with the plugin of this checkout."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider"),
            *("-p", "no:phasegate", "-p", "engine.scenarios.pytest_plugin"),
            *options,
            str(folder),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a workflow file."""
    (tmp_path / "shed.yaml").write_text(shed(gate=PLAIN))
    return tmp_path


def test_each_scenario_is_a_test(folder: Path) -> None:
    """One that goes otherwise fails alone, with its place, what was expected and what came."""
    bad = ["bo requests build: {refused: apart}"]
    (folder / NAME).write_text(text_of({"good": READY, "bad": bad}))
    ran = run(folder)
    assert ran.returncode == 1
    assert f"{NAME}::good PASSED" in ran.stdout
    assert f"{NAME}::bad FAILED" in ran.stdout
    assert f"{NAME}:19:9: bo requests build" in ran.stdout
    assert "  expected: refused apart" in ran.stdout
    assert "  came:     refused evidence.missing by deliverables.drawing" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_one_scenario_can_be_chosen(folder: Path) -> None:
    """As any other test, by its name."""
    (folder / NAME).write_text(text_of({"good": READY, "bad": ["ann votes go"]}))
    assert run(folder, "-k", "good").returncode == 0


def test_a_file_that_can_not_be_read_is_an_error_with_its_places(folder: Path) -> None:
    """No scenario of it may look as if it had been played."""
    (folder / NAME).write_text(text_of({"one": ["bo requsts build"]}))
    ran = run(folder)
    assert ran.returncode == 2
    assert f'{NAME}:14:12: scenarios.one.acts[0]: nobody can "requst"' in ran.stdout
