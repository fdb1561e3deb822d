"""Keeping the bytes of a file that an act names by their digest."""

from collections.abc import Mapping

from cli.files import Given
from cli.session import Session
from engine.canonical import Json
from engine.errors import ConflictError
from engine.rules.refusal import Refusal
from engine.store.evidence import EvidenceStore


def keep(
    session: Session, stream: str, command: str, args: Mapping[str, Json], given: Given
) -> None:
    """Store the file that `command` brings, unless it would be refused, or nothing is written.

    Asked before it is stored: what the rules refuse leaves no file behind. Raises `ConflictError`
    for a file that changes while it is read.
    """
    if session.settings.dry_run:
        return
    request = session.request(stream, command, args)
    if isinstance(session.engine().execute(request, dry_run=True), Refusal):
        return
    stored = EvidenceStore(session.workspace.evidence).add(given.stream)
    if stored.digest != given.digest:
        raise ConflictError(f"{given.name} changed while it was read", hint="try again")
