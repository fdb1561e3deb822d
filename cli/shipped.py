"""The files that come with Phasegate: workflow files and the first charter."""

from pathlib import Path

import engine
from engine.errors import NotFound


def shipped_workflows() -> dict[str, Path]:
    """The workflow files that are shipped, by name: `pm2`, `stage_gate`."""
    package = Path(engine.__file__).parent
    # Installed they lie inside the package; in a checkout, beside it.
    installed = package / "_workflows"
    folder = installed if installed.is_dir() else package.parent / "workflows"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def shipped_workflow(name: str) -> Path:
    """The shipped workflow file of this name; `NotFound` when there is none."""
    known = shipped_workflows()
    path = known.get(name.removesuffix(".yaml").replace("-", "_"))
    if path is None:
        raise NotFound(
            f"no workflow {name[:60]!a} is shipped", hint=f"there are {', '.join(known)}"
        )
    return path


def shipped_schemas() -> list[Path]:
    """The JSON Schemas of workflow files, fragments and charters."""
    return sorted((Path(engine.__file__).parent / "methodology").glob("*.schema.json"))


def default_charter() -> str:
    """The text of the first charter, with the words ORGANISATION and ZONE to be replaced."""
    path = Path(engine.__file__).parent / "methodology" / "default_charter.yaml"
    return path.read_text("utf-8")
