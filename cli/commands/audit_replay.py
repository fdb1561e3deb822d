"""The command `phasegate audit replay`."""

from collections.abc import Iterator

from cli import arguments
from cli.frame import to_command
from cli.output import Answer
from cli.project_view import project_data, project_lines, project_view
from cli.session import Session
from cli.text import Line, Styled
from cli.times import shown, zone_of
from engine.audit.replay import Replayed, replay
from engine.canonical import Json
from engine.errors import UsageError
from engine.folding import Folder
from engine.instant import ZoneTable, parse_user_time


@to_command
@arguments.key
def command(session: Session, key: str) -> None:
    """Show a project as it was recorded at an instant.

    --at TIME names the instant, and sets no clock here. The project is folded from the entries
    written by then, on the directory as it was; what was due by then and done later isn't done.
    """
    at, session.settings.at = session.settings.at, None
    if at is None:
        raise UsageError("--at TIME is missing: the instant to replay")
    with session.store.read() as reader:
        folder = Folder()
        zone = zone_of(folder.charter(reader, folder.directory(reader).state))
        found = replay(reader, key, parse_user_time(at, zone, whole_day="end"))
    view = project_view(found.world, session.names)

    def lines() -> Iterator[Line]:
        yield Styled("yellow", _as_of(found, zone))
        yield from project_lines(view, session.names, zone)

    data: dict[str, Json] = {
        **project_data(view),
        "at": found.world.at,
        "head": {"seq": found.head.seq, "hash": found.head.hash},
        "directory_head": {"seq": found.directory.seq, "hash": found.directory.hash},
    }
    session.emit(Answer("replay", data, lines))


def _as_of(found: Replayed, zone: ZoneTable) -> str:
    head = f"project/{found.world.key} #{found.head.seq} {found.head.hash[:12]}"
    return (
        f"as recorded by {shown(zone, found.world.at)} ({head}; directory #{found.directory.seq})"
    )
