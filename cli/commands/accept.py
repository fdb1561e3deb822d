"""The command `phasegate accept`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import DIGEST
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.deliverable
@click.option("--return", "back", is_flag=True, help="Return it instead: it doesn't count.")
@arguments.comment
@click.option("--seen", metavar="DIGEST", type=DIGEST, help="The version that was judged.")
def command(
    session: Session,
    key: str,
    deliverable: str,
    back: bool,
    comment: str | None,
    seen: str | None,
) -> None:
    """Accept the newest version of a deliverable, or return it."""
    stream = stream_of(key)
    args: dict[str, Json] = {
        "deliverable": deliverable,
        "digest": seen or _newest(session, key, deliverable),
        "verdict": "return" if back else "accept",
        "comment": comment,
    }
    tell_done(session, session.act(stream, "JudgeDeliverable", args))


def _newest(session: Session, key: str, deliverable: str) -> Json:
    earlier = session.earlier(stream_of(key), "JudgeDeliverable")
    if earlier:
        return earlier["digest"]
    project = session.project(key).project
    assert project
    newest = project.newest(deliverable)
    # Without a version the rules say so, whatever the digest.
    return newest.digest if newest else "0" * 64
