"""The command `phasegate audit verify`."""

from typing import Final

import click

from cli.frame import to_command
from cli.output import Answer
from cli.params import PROJECT
from cli.progress import Progress
from cli.session import Session
from cli.verdict import report_data, report_lines
from engine.audit.verify import verify
from engine.errors import LedgerError
from engine.library import stepper_of
from engine.publishing import compile_candidate
from engine.store.evidence import EvidenceStore

FAILED: Final = LedgerError.exit_code


@to_command
@click.argument("key", metavar="[KEY]", type=PROJECT, required=False)
def command(session: Session, key: str | None) -> None:
    """Check the record: hashes, citations, and every decision taken again.

    With KEY the directory and one project are checked, else everything. Exit code 8 when something
    is not as it must be. The report says what was proved, and what was not.
    """
    progress = Progress("verifying")
    with session.store.read() as reader:
        report = verify(
            reader,
            compiler=compile_candidate,
            machine=stepper_of,
            evidence=EvidenceStore(session.workspace.evidence).verify,
            key=key,
            progress=progress,
        )
    progress.end()
    if not report.ok:
        session.exit_code = FAILED
    manual, names = session.workspace.manual_clock, session.names
    data = report_data(report, names, manual_clock=manual)
    session.emit(
        Answer("verification", data, lambda: report_lines(report, names, manual_clock=manual))
    )
