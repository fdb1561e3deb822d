"""Naming a version of a deliverable on the command line."""

from cli.session import Session, stream_of
from engine.errors import UsageError
from engine.names import HASH, ID
from engine.rules.world import started


def version_digest(session: Session, key: str, named: str, command: str, argument: str) -> str:
    """The digest that is meant: one that is typed, or that of a deliverable's newest version.

    `argument` is where it stands in `command`, whose earlier answer is looked up by its id.
    """
    if HASH.fullmatch(named):
        return named
    if not ID.fullmatch(named):
        words = f"{named[:60]!a} is neither the id of a deliverable nor a SHA-256"
        raise UsageError(words, hint="64 hex digits, as sha256sum prints them")
    earlier = session.earlier(stream_of(key), command)
    if earlier:
        return str(earlier[argument])
    newest = started(session.project(key))[1].newest(named)
    if newest is None:
        raise UsageError(f"no version of {named} has been handed in")
    return newest.digest
