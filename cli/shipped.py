"""The files that come with Phasegate: workflow files and the first charter."""

import os
from pathlib import Path
from typing import Final

import engine
from engine.errors import NotFound

SCENARIOS: Final = ".scenarios.yaml"
"""How the name of a scenarios file ends."""


FRAGMENTS: Final = ("raid",)
"""The fragments that are shipped: files to be included, no methodologies."""


def shipped_workflows() -> dict[str, Path]:
    """The workflow files that are shipped, by name: `pm2`, `stage_gate`."""
    return {name: path for name, path in _files().items() if name not in FRAGMENTS}


def _files() -> dict[str, Path]:
    found = sorted(_folder().glob("*.yaml"))
    return {path.stem: path for path in found if not path.name.endswith(SCENARIOS)}


def shipped_scenarios() -> dict[str, Path]:
    """The scenarios of the workflow files that are shipped, by the name of the methodology."""
    found = sorted(_folder().glob(f"*{SCENARIOS}"))
    return {path.name.removesuffix(SCENARIOS): path for path in found}


def _folder() -> Path:
    package = Path(engine.__file__).parent
    # Installed they lie inside the package; in a checkout, beside it.
    installed = package / "_workflows"
    return installed if installed.is_dir() else package.parent / "workflows"


def shipped_workflow(name: str) -> Path:
    """The shipped workflow file or fragment of this name; `NotFound` when there is none."""
    known = _files()
    path = known.get(name.removesuffix(".yaml").replace("-", "_"))
    if path is None:
        raise NotFound(
            f"no workflow {name[:60]!a} is shipped",
            hint=f"there are {', '.join(shipped_workflows())}",
        )
    return path


def named(file: str) -> Path:
    """The path that `file` is; or, when nothing is there, the shipped workflow file of this name.

    What a shipped file includes stands beside it.
    """
    return Path(file) if os.path.lexists(file) else shipped_workflows().get(file, Path(file))


def with_scenarios(workflow: Path) -> list[Path]:
    """A shipped workflow file, and the scenarios beside it."""
    beside = workflow.with_name(f"{workflow.stem}{SCENARIOS}")
    return [workflow, *([beside] if beside.exists() else [])]


def shipped_schemas() -> list[Path]:
    """The JSON Schemas of workflow files, fragments, charters and scenarios."""
    return sorted(Path(engine.__file__).parent.glob("*/*.schema.json"))


def default_charter() -> str:
    """The text of the first charter, with the words ORGANISATION and ZONE to be replaced."""
    path = Path(engine.__file__).parent / "methodology" / "default_charter.yaml"
    return path.read_text("utf-8")
