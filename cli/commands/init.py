"""The command `phasegate init`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast
from urllib.parse import unquote

import click

from cli.clock import system_time
from cli.founding import CHARTER, Plan, charter_source, check_free, found
from cli.frame import to_command
from cli.names import check_new_handle
from cli.output import Answer
from cli.params import HANDLE
from cli.session import Session
from cli.shipped import shipped_workflow
from cli.text import Line, Styled, pairs
from cli.times import zone_of
from cli.workspace import FILE, MANUAL
from engine.canonical import Json
from engine.errors import UsageError
from engine.instant import parse_user_time
from engine.methodology.tables import CharterTables
from engine.names import ORIGIN
from engine.publishing import compile_candidate
from engine.requests import Candidate
from engine.zone_table import zone_names

_LOCAL: Final = Path("/etc/localtime")


@to_command
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--organisation", metavar="NAME", help="The organisation's name, for a new charter.")
@click.option("--zone", metavar="ZONE", help="Its time zone, such as Europe/Brussels.")
@click.option(
    "--founder", metavar="HANDLE", type=HANDLE, help="Who founds it: the first registrar."
)
@click.option("--name", metavar="NAME", help="The founder's name.")
@click.option("--origin", metavar="ORIGIN", help="The ledger's name for ever; by default drawn.")
@click.option("--store", metavar="URL", help="A postgresql:// URL instead of a file.")
@click.option("--with", "workflows", metavar="WORKFLOW", multiple=True, help="Copy a shipped one.")
@click.option("--manual-clock", is_flag=True, help="For trying out: a clock that --at sets.")
def command(
    session: Session,
    folder: str | None,
    organisation: str | None,
    zone: str | None,
    founder: str | None,
    name: str | None,
    origin: str | None,
    store: str | None,
    workflows: tuple[str, ...],
    manual_clock: bool,
) -> None:
    """Make a workspace and found its organisation.

    DIR gets phasegate.toml, charter.yaml, workflows/ and ledger/. A charter.yaml that is there
    already is used as it is. Nothing is overwritten.
    """
    ask = _Asker(session)
    where = Path(folder or session.settings.workspace or ".").absolute()
    check_free(where, workflows)
    own_charter = (where / CHARTER).exists()
    if own_charter and (organisation or zone):
        raise UsageError(f"{where / CHARTER} says the organisation and its zone already")
    ask.require({"--organisation": own_charter or organisation, "--founder": founder})
    if not own_charter:
        organisation = ask("Organisation", "--organisation", organisation, where.name)
        zone = ask("Time zone", "--zone", zone, _machine_zone(), may_default=True)
    founder = ask("Handle of the founder", "--founder", founder, None)
    founder = HANDLE.convert(founder, None, None)
    check_new_handle(founder)
    name = ask("Name of the founder", "--name", name, founder, may_default=True)
    source = charter_source(where, organisation or "", zone or "")
    candidate = compile_candidate("FoundOrganisation", source)
    plan = Plan(
        where,
        founder,
        name,
        _origin(origin, manual_clock=manual_clock),
        _now(session, candidate, manual_clock=manual_clock),
        manual_clock,
        _store(store),
        workflows,
        session.command_id,
        f"p-{os.urandom(8).hex()}",
    )
    if not session.settings.dry_run:
        found(plan, source, candidate)
    session.emit(_answer(session, plan))


class _Asker:
    """Asks for what was not given, where there is somebody to ask."""

    def __init__(self, session: Session) -> None:
        self._silent = session.settings.no_input or not sys.stdin or not sys.stdin.isatty()

    def require(self, given: Mapping[str, object]) -> None:
        """Raise `UsageError` when there is nobody to ask for what was not given."""
        missing = [option for option, value in given.items() if not value]
        if missing and self._silent:
            verb = "is" if len(missing) == 1 else "are"
            raise UsageError(
                f"{' and '.join(missing)} {verb} missing",
                hint='for instance: phasegate init office --organisation "My office" --founder ada',
            )

    def __call__(
        self,
        question: str,
        option: str,
        given: str | None,
        default: str | None,
        *,
        may_default: bool = False,
    ) -> str:
        if given is not None:
            return given
        if not self._silent:
            return str(click.prompt(question, default=default, err=True))
        if default is None or not may_default:
            raise UsageError(f"{option} is missing")
        return default


def _machine_zone() -> str:
    """The zone of this machine, if it has a name that is known; else UTC."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named:
        named = os.path.realpath(_LOCAL).rpartition("zoneinfo/")[2]
    return named if named in zone_names() else "UTC"


def _origin(given: str | None, *, manual_clock: bool) -> str:
    if given is None:
        return f"{MANUAL if manual_clock else 'local/'}{os.urandom(16).hex()}"
    origin = f"{MANUAL}{given}" if manual_clock else given
    if not ORIGIN.fullmatch(origin) or given.startswith(MANUAL):
        raise UsageError(
            f"{given[:60]!a} can't be an origin", hint="letters, digits and . _ / -, at most 128"
        )
    return origin


def _now(session: Session, candidate: Candidate, *, manual_clock: bool) -> str:
    at = session.settings.at
    if at is None:
        return system_time()
    if not manual_clock:
        raise UsageError("--at sets a manual clock; add --manual-clock to have one")
    return parse_user_time(at, zone_of(cast("CharterTables", candidate.tables)))


def _store(given: str | None) -> str | None:
    if given is None:
        return None
    if not given.startswith(("postgresql://", "postgres://")) or not given.isprintable():
        raise UsageError("--store takes a postgresql:// URL; a file needs no option")
    if '"' in given or "\\" in given or not given.isascii():
        raise UsageError("the URL has characters that must be written %XX")
    if _has_password(given):
        raise UsageError(
            f"a password doesn't belong in {FILE}, which others can read",
            hint="leave it out, and set PGPASSWORD or PGPASSFILE, or later PHASEGATE_STORE",
        )
    return given


def _has_password(url: str) -> bool:
    """Whether a URL holds a password: before the host, or among the options at its end."""
    rest = url.partition("://")[2]
    authority, _, options = rest.partition("?")
    user = authority.partition("/")[0].rpartition("@")[0]
    named = (option.partition("=")[0] for option in options.split("&"))
    return ":" in user or any(unquote(name) in ("password", "sslpassword") for name in named)


def _answer(session: Session, plan: Plan) -> Answer:
    dry = session.settings.dry_run
    data: dict[str, Json] = {
        "dry_run": dry,
        "folder": str(plan.folder),
        "origin": plan.origin,
        "store": plan.store or "ledger/phasegate.sqlite",
        "manual_clock": plan.manual_clock,
        "founder": plan.handle,
        "person": None if dry else plan.person,
        "workflows": list(plan.workflows),
    }
    return Answer("workspace", data, lambda: _lines(plan, dry=dry))


def _lines(plan: Plan, *, dry: bool) -> list[Line]:
    head = "this workspace would be made" if dry else "made a workspace"
    copied = ", ".join(plan.workflows) or "none yet: put one here, or init --with pm2"
    lines: list[Line] = [(Styled("yellow" if dry else "green", head), f" in {plan.folder}")]
    lines += pairs(
        [
            (f"  {FILE}", f"you act as {plan.handle} unless you say --as"),
            (f"  {CHARTER}", "who may do what; edit it, then: phasegate charter publish"),
            ("  workflows/", copied),
            ("  schemas/", "for editors that complete YAML files"),
            ("  ledger/", f"the record, {plan.origin}"),
        ]
    )
    if plan.manual_clock:
        lines.append(
            "  its clock is manual: it shows what --at says, and every entry's origin says so"
        )
    file = shipped_workflow(plan.workflows[0]).name if plan.workflows else "FILE"
    lines.append(f"next: phasegate workflow publish workflows/{file}")
    lines.append("then: phasegate person add HANDLE --name NAME")
    return lines
