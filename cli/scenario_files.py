"""Which scenarios files are meant: by file, by name, or all there are."""

from collections.abc import Sequence
from pathlib import Path

from cli.session import Session
from cli.shipped import shipped_scenarios
from cli.workspace import find_workspace
from engine.errors import NotFound
from engine.scenarios.files import scenarios_of
from engine.scenarios.load import ENDING


def scenario_files(session: Session, named: Sequence[str]) -> list[Path]:
    """The scenarios files that `named` means; without names those shipped and of the workspace."""
    if named:
        return [_file(one) for one in named]
    return [*shipped_scenarios().values(), *_of_workspace(session)]


def _file(named: str) -> Path:
    shipped = shipped_scenarios()
    name = named.replace("-", "_")
    if name in shipped and not Path(named).exists():
        return shipped[name]
    path = Path(named)
    if named.endswith(ENDING):
        return path
    beside = scenarios_of(path)
    if not beside.exists():
        raise NotFound(
            f"there are no scenarios of {named[:200]}",
            hint=f"they stand beside it, in {beside.name}",
        )
    return beside


def _of_workspace(session: Session) -> list[Path]:
    """Those of the workspace one stands in, if one stands in any."""
    try:
        workspace = find_workspace(session.settings.workspace)
    except NotFound:
        if session.settings.workspace:
            raise
        return []
    return sorted(workspace.workflows.glob(f"*{ENDING}"))
