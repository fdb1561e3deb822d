"""The installed command, as people run it: a story from an empty folder to a closed project."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.shell import GO, SHED

PHASEGATE = Path(sys.executable).with_name("phasegate")


def run(folder: Path, *words: str, code: int = 0) -> str:
    """Run the installed command; return stdout."""
    ran = subprocess.run(
        [PHASEGATE, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code, (words, ran.stdout, ran.stderr)
    assert "Traceback" not in ran.stderr
    return ran.stdout


def read(folder: Path, *words: str) -> Any:  # noqa: ANN401  # JSON as it comes
    """Run a command that answers with a document."""
    return json.loads(run(folder, *words, "--json"))


def test_a_team_starts_with_nothing_and_closes_a_project(tmp_path: Path) -> None:
    """By the system's clock, with one process a command, as in life."""
    run(tmp_path, "init", "works", "--organisation", "Works council", "--founder", "pat",
        "--zone", "Europe/Brussels", "--no-input")  # fmt: skip
    works = tmp_path / "works"
    (works / "workflows" / "shed.yaml").write_text(SHED)
    run(works, "workflow", "check", "workflows/shed.yaml")
    run(works, "workflow", "publish", "workflows/shed.yaml")
    for person in ("ann", "oz", "bo", "che"):
        run(works, "person", "add", person, "--name", person.title())
    for person in ("ann", "oz"):
        run(works, "role", "grant", person, "sponsor")
    run(works, "project", "start", "shed", "--methodology", "shed", "--as", "ann")
    run(works, "role", "grant", "bo", "builder", "--project", "shed")
    run(works, "role", "grant", "che", "checker", "--project", "shed")
    run(works, "advance", "shed", "--as", "bo", "--answer", "tidy=yes", code=6)
    (works / "drawing.pdf").write_bytes(b"%PDF a drawing")
    run(works, "deliver", "shed", "drawing", "drawing.pdf", "--as", "bo")
    run(works, "accept", "shed", "drawing", "--as", "bo", code=4)
    run(works, "accept", "shed", "drawing", "--as", "che")
    run(works, "project", "set", "shed", "budget=100", "--as", "bo")
    run(works, "advance", "shed", "--as", "bo", "--answer", "tidy=yes")
    run(works, "gate", "vote", "shed", "start", "go", *GO, "--as", "bo", code=4)
    for person in ("ann", "oz"):
        run(works, "gate", "vote", "shed", "start", "go", *GO, "--as", person)
    assert read(works, "project", "show", "shed")["stage"] == "delivery.design"
    run(works, "advance", "shed", "delivery.build", "--as", "bo")
    run(works, "deliver", "shed", "photo", "drawing.pdf", "--as", "bo")
    run(works, "advance", "shed", "done", "--as", "bo")
    run(works, "gate", "vote", "shed", "finish", "go", "--as", "oz")
    (project,) = read(works, "project", "list")["items"]
    assert (project["standing"], project["outcome"]) == ("closed", "completed")
    assert "class s4 been" in run(works, "project", "diagram", "shed", "--mermaid")
    run(works, "advance", "shed", "--as", "bo", code=6)
