"""The command `phasegate gate withdraw`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.rounds import round_number
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.gate
@arguments.reason
@arguments.in_round
def command(session: Session, key: str, gate: str, reason: str, number: int | None) -> None:
    """Withdraw the open round of a gate: it ends undecided."""
    round_ = number or round_number(session, key, gate, "WithdrawRequest")
    args: dict[str, Json] = {"gate": gate, "round": round_, "reason": reason}
    tell_done(session, session.act(stream_of(key), "WithdrawRequest", args))
