"""What meets a call: a round of the called gate that ends in an approval.

The search for what opens a blocked way asks here before it asks `engine.rules.fixes`, where an open
round is something to withdraw: the round that meets the call is one to vote in.
"""

from engine.canonical import Json
from engine.rules.calls import Blocker, blocker_of
from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.fix import PROOF, Fix, in_order
from engine.rules.fix_rounds import next_vote, readying
from engine.rules.fixes import fix_for
from engine.rules.readiness import open_approvals
from engine.rules.refusal import Refusal
from engine.rules.world import World, holders_of_any, started


def meet(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """An act that helps `command` past a called gate that blocks it, or None when none does."""
    if command.type not in ("RequestGate", "TakeMove"):
        return None
    if refusal.code not in ("gate.called", "round.open"):
        return None
    named = command.args.get("gate") if command.type == "RequestGate" else None
    found = blocker_of(world, str(named) if named else None)
    if found is None:
        return None
    current = started(world)[1].open_round
    if current is None:
        return _request(world, found)
    if current.gate != found.name:
        return None
    # A decision that calls another gate comes last: it opens nothing yet.
    for decision in sorted(
        open_approvals(world, found.gate), key=lambda one: bool(one.get("calls"))
    ):
        fix = readying(world, decision) or next_vote(world, decision)
        if fix:
            return fix
    return None


def _request(world: World, blocker: Blocker) -> Fix | None:
    """The request of the called gate, or what helps towards it."""
    gate = blocker.gate
    asked = [one["id"] for one in gate["must"] if one["kind"] == "requester"]
    args: dict[str, Json] = {"gate": blocker.name, "answers": dict.fromkeys(asked, True)}
    people = in_order(world, holders_of_any(world, gate["requested_by"]))
    wanted = [Command("repair", "RequestGate", args, person, PROOF) for person in people]
    answers = [(one, decide(world._replace(stream=None), one)) for one in wanted]
    able = [one for one, answer in answers if not isinstance(answer, Refusal)]
    if able:
        return Fix(able[0], tuple(one.actor for one in able), tuple(gate["requested_by"]))
    for one, answer in answers:
        if isinstance(answer, Refusal):
            return fix_for(world, one, answer) or meet(world, one, answer)
    return None
