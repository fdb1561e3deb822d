"""The command `phasegate tick`."""

from collections.abc import Iterator, Sequence

from cli.done import entry_data, told
from cli.frame import to_command
from cli.happened import Teller
from cli.output import Answer, talk
from cli.refused import Refused
from cli.session import Session
from cli.text import Line, Styled
from engine.act import Act
from engine.canonical import Json
from engine.errors import PhasegateError
from engine.folding import Folder
from engine.ledger.entry import Entry
from engine.rules.refusal import Refusal
from engine.store.failure import Busy

_COLUMNS = ("stream", "seq", "at", "command", "events")


@to_command
def command(session: Session) -> None:
    """Do what is due by itself: deadlines, lapses, reviews, changes of the directory.

    Every act does this for its own project first; tick does it for all of them. It needs nobody's
    name and can run from cron. Where it can't be done it is said, and the others are done.
    """
    written: list[Entry] = []
    problems: list[Json] = []
    for stream in _streams(session):
        try:
            written += _due(session, stream)
        except Busy:
            raise
        except (Refused, PhasegateError) as error:
            problems.append(_problem(session, stream, error))
    items: list[dict[str, Json]] = [
        {"stream": entry["stream"], **entry_data(entry)} for entry in written
    ]

    def lines() -> Iterator[Line]:
        teller = Teller(session.names, session.zone)
        for entry in written:
            yield Styled("bold", f"{entry['stream']} #{entry['seq']}")
            yield from told(teller, entry["events"])
        if not written and not problems:
            yield "nothing was due"

    data: dict[str, Json] = {
        "dry_run": session.settings.dry_run,
        "problems": problems,
        "items": items,
    }
    session.emit(Answer("tick", data, lines, _COLUMNS))


def _problem(session: Session, stream: str, error: Refused | PhasegateError) -> dict[str, Json]:
    """Say why nothing could be done in a stream; the first problem gives the exit code."""
    said = error.refusal if isinstance(error, Refused) else error
    session.exit_code = session.exit_code or said.exit_code
    talk((Styled("red", stream), f": nothing was done ({said.code})"), f"  {said.message}")
    return {"stream": stream, "code": said.code, "message": said.message}


def _due(session: Session, stream: str) -> Sequence[Entry]:
    """Do what is due in a stream, or in a dry run say what that is."""
    if not session.settings.dry_run:
        confirm_time = session.settings.confirm_time
        done = session.engine().run_due(stream, confirm_time=confirm_time)
        if isinstance(done, Refusal):
            raise Refused(done)
        return done
    with session.store.read() as reader:
        look = Act(Folder(), reader, None, session.now(), stream)
        look.run_due()
    return look.written


def _streams(session: Session) -> list[str]:
    """Where something may be due: a timer has come, or a round is open whose people may be gone."""
    with session.store.read() as reader:
        due = {placed.stream for placed in reader.timers_due(session.now())}
        return sorted(due | {placed.stream for placed in reader.open_rounds()})
