"""`why`: what stands between a project and its next step, by the same code that decides.

`ways(world)` lists every way out of where the project stands: its gates, its moves, the votes an
open round waits for, resuming. For each way: who can take it, what is missing and where that is
declared, and the smallest set of acts found that opens it. `explain` does the same for one refused
command.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from engine.canonical import Json
from engine.methodology.tables import Tables
from engine.rules.calls import joins_ahead, requestable
from engine.rules.commands import Command
from engine.rules.explain_item import item_words, such_as
from engine.rules.explain_round import votes_for, votes_missing
from engine.rules.fix import PLACEHOLDER, PROOF, Fix, in_order
from engine.rules.fix_people import ties
from engine.rules.gate_acts import not_here
from engine.rules.items import ways_of
from engine.rules.panel import decider_of
from engine.rules.project_state import Item
from engine.rules.readiness import open_approvals, refuse, shortcomings
from engine.rules.refusal import Act, Refusal
from engine.rules.repair import Repair, by_whom, opens, refusal_of, repair
from engine.rules.round import Round
from engine.rules.waiting import true_from
from engine.rules.world import World, holders_of_any, moves_here, started

_BROUGHT: Final = ("digest", "size", "material")
"""Arguments that come with what a person brings or looks at."""

_ASKED: Final = 8
"""Of how many people it is found out what each would need, as long as somebody can be helped."""

_APPOINTABLE: Final = 8
"""How many people are considered where nobody holds a role."""


class Way(NamedTuple):
    """A way out of where the project stands.

    `command` and `args` are what would be asked, `people` those who can ask it once the `acts` are
    done; `title` says it in words. `missing` is everything that is not as it must be; `acts` open
    the way when `complete` is true, and leaving out any one of them does not. Each can be done by
    anybody named in it, the others by who is named first. Without `complete` they are as far as is
    known.
    """

    title: str
    command: str
    args: Mapping[str, Json]
    people: tuple[str, ...]
    roles: tuple[str, ...]
    address: str | None
    place: str | None
    missing: tuple[Refusal, ...]
    acts: tuple[Act, ...]
    complete: bool

    @property
    def open(self) -> bool:
        """Whether nothing is missing and somebody can take it."""
        return not self.missing and bool(self.people)


def ways(world: World) -> list[Way]:
    """Every way out of where the project stands, gates first; none from a closed project."""
    _, project = started(world)
    if project.standing == "closed":
        return []
    if project.standing == "held":
        return list(_resuming(world))
    if project.open_round:
        return list(_votes(world, project.open_round))
    found = [_gate(world, name) for name in (*requestable(world), *joins_ahead(world))]
    return [*found, *_moves(world)]


def explain(world: World, command: Command, refusal: Refusal) -> Refusal:
    """`refusal` with the acts that would make `command` accepted."""
    if world.project is None or world.tables is None:
        return refusal
    refusal = refusal._replace(wait_until=true_from(world, refusal))
    found = repair(world, command)
    if not found.complete:
        return refusal
    fixes = by_whom(found.fixes, lambda kept: opens(world, kept, command))
    return refusal._replace(acts=tuple(act_of(world, fix) for fix in fixes))


def act_of(world: World, fix: Fix) -> Act:
    """A fix as an act for people: arguments that nobody has settled yet are left out."""
    args = {
        name: value
        for name, value in fix.command.args.items()
        if value != PLACEHOLDER and value not in (None, [], {}) and name not in _BROUGHT
    }
    return Act(fix.command.type, args, fix.people, fix.roles, _words(world, fix))


def _words(world: World, fix: Fix) -> str:
    tables, _ = started(world)
    args, who = fix.command.args, _one_of(fix.people)
    kind = fix.command.type
    if kind == "SubmitDeliverable":
        item = str(args["deliverable"])
        return f"{who} hands in {item} ({tables['deliverables'][item]['title']})"
    if kind == "JudgeDeliverable":
        return f"{who} accepts {args['deliverable']}"
    if kind == "SetFields":
        values = args["fields"]
        assert isinstance(values, Mapping)
        return f"{who} sets {such_as(values)}"
    if kind == "CastVote":
        if _advises(tables, args):
            return f"{who} advises, whatever the advice (seat {args['seat']})"
        return f"{who} votes {args['choice']} (seat {args['seat']})"
    if kind == "DecideGate":
        return f"{who} decides {args['choice']} (seat {args['seat']})"
    if kind == "GrantRole":
        return f"{who} grants {args['role']} in {args['scope']} to {args['person']}"
    if kind in ("AddItem", "SetItem", "MoveItem"):
        return f"{who} {item_words(args)}"
    words = {
        "TakeMove": f"moves to {args.get('to')}",
        "ResumeProject": "resumes the project",
        "RequestGate": f"requests {args.get('gate')}",
        "WithdrawRequest": f"withdraws the round of {args.get('gate')}",
        "VerifyCondition": f"verifies that condition {args.get('condition')} is met",
    }
    return f"{who} {words[kind]}"


def _advises(tables: Tables, args: Mapping[str, Json]) -> bool:
    panel = tables["gates"][str(args["gate"])]["panel"]
    return any(seat["id"] == args["seat"] and seat["advisory"] for seat in panel)


def _one_of(people: Sequence[str]) -> str:
    *most, last = people or ("somebody",)
    return f"{', '.join(most)} or {last}" if most else last


def _gate(world: World, name: str) -> Way:
    tables, _ = started(world)
    gate = tables["gates"][name]
    asked = [one["id"] for one in gate["must"] if one["kind"] == "requester"]
    args: dict[str, Json] = {"gate": name, "answers": dict.fromkeys(asked, True)}
    people = in_order(world, holders_of_any(world, gate["requested_by"]))
    missing = [refuse(world, one) for one in shortcomings(world, name, dict.fromkeys(asked, True))]
    elsewhere = not_here(world, name)
    if elsewhere:
        at = gate["at"]
        missing.insert(0, Refusal("gate.not_here", elsewhere, at, world.place(at)))
    call = started(world)[1].calls.get(name)
    verb = "reopened" if call and call.reopened else "called"
    since = f", which was {verb} on {call.at[:10]} by {call.by}" if call else ""
    return _way(
        world,
        f"request {name} ({gate['title']}){since}",
        "RequestGate",
        args,
        people,
        gate["requested_by"],
        gate["at"],
        missing,
    )


def _moves(world: World) -> Iterator[Way]:
    tables, project = started(world)
    for _, move in moves_here(tables, project.position):
        people = in_order(world, holders_of_any(world, move["by"]))
        title = f"move to {move['to']}"
        args: dict[str, Json] = {"to": move["to"]}
        yield _way(world, title, "TakeMove", args, people, move["by"], move["at"], [])


def ways_of_item(world: World, item: Item) -> list[Way]:
    """Every way of an item out of the state it is in; none in a closed project."""
    tables, project = started(world)
    if project.standing == "closed":
        return []
    found = []
    for move in ways_of(tables, item):
        args: dict[str, Json] = {
            "register": item.register,
            "item": item.number,
            "to": move["to"],
            "comment": None,
        }
        title = f"move {item.register} {item.number} to {move['to']}"
        people = holders_of_any(world, move["by"])
        found.append(_way(world, title, "MoveItem", args, people, move["by"], move["at"], []))
    return found


def _resuming(world: World) -> Iterator[Way]:
    tables, _ = started(world)
    declared = tables["standing"].get("resume")
    if declared:
        people = in_order(world, holders_of_any(world, declared["by"]))
        args: dict[str, Json] = {"reason": PLACEHOLDER}
        at = declared["at"]
        yield _way(world, "resume it", "ResumeProject", args, people, declared["by"], at, [])


def _way(
    world: World,
    title: str,
    command: str,
    args: Mapping[str, Json],
    people: Sequence[str],
    roles: Sequence[str],
    address: str,
    missing: Sequence[Refusal],
) -> Way:
    """A way, with what keeps `people`, who hold its roles, from taking it, and what helps.

    Without people it is for somebody who would first be given a role.
    """
    repairs = _repairs(world, people or _least_tied(world), command, args)
    best = min(repairs, key=lambda person: _cost(repairs[person]), default=None)
    asked = Command("why", command, args, best or "", PROOF)
    found = repairs[best] if best else Repair((), complete=False, refusal=None)
    fixes = found.fixes
    if found.complete:
        takers = people or repairs
        able = [one for one in takers if opens(world, fixes, asked._replace(actor=one))]
        fixes = by_whom(fixes, lambda kept: opens(world, kept, asked))
    else:
        able = [one for one in repairs if people and _cost(repairs[one]) == _cost(found)]
    settled = {name: value for name, value in args.items() if value != PLACEHOLDER}
    return Way(
        title,
        command,
        settled,
        tuple(sorted(able, key=lambda one: one != best)),
        tuple(roles),
        address,
        world.place(address),
        tuple(_all_missing(world, missing, found, asked if people else None, roles, address)),
        tuple(act_of(world, fix) for fix in fixes),
        found.complete,
    )


def _repairs(
    world: World, people: Sequence[str], command: str, args: Mapping[str, Json]
) -> dict[str, Repair]:
    """What would help each of `people`: of a few, and of more while nothing is complete."""
    found: dict[str, Repair] = {}
    for person in people:
        if len(found) >= _ASKED and any(one.complete for one in found.values()):
            break
        found[person] = repair(world, Command("why", command, args, person, PROOF))
    return found


def _all_missing(
    world: World,
    missing: Sequence[Refusal],
    found: Repair,
    asked: Command | None,
    roles: Sequence[str],
    address: str,
) -> Iterator[Refusal]:
    """Yield what is known to be missing, and what the rules say to `asked`, each code once.

    Without `asked` nobody holds one of `roles`.
    """
    known = list(missing)
    first = refusal_of(world, asked) if asked and not known else None
    known += [one for one in (first, found.refusal) if one]
    for one in {(one.code, one.address): one for one in known}.values():
        yield one._replace(wait_until=true_from(world, one))
    if asked is None:
        words = f"nobody holds {' or '.join(roles) or 'a role that may'}"
        yield Refusal("not_permitted", words, address, world.place(address))


def _cost(found: Repair) -> tuple[bool, int]:
    """What a repair costs: one that is complete, and has few acts, costs least."""
    return not found.complete, len(found.fixes)


def _least_tied(world: World) -> list[str]:
    """A few people of the directory, those first who hold the fewest roles here."""
    active = [one for one in world.directory.people if world.directory.active(one)]
    return sorted(active, key=lambda one: ties(world, one))[:_APPOINTABLE]


def _votes(world: World, current: Round) -> Iterator[Way]:
    """For each approval of the open round: the votes that would bring it about."""
    tables, _ = started(world)
    gate = tables["gates"][current.gate]
    missing = [refuse(world, one) for one in shortcomings(world, current.gate, current.answers)]
    command, verb = ("DecideGate", "decide") if decider_of(gate) else ("CastVote", "vote")
    for decision in open_approvals(world, gate):
        fixes = votes_for(world, current, decision)
        title = (
            f"{verb} {decision['id']} at {current.gate} ({gate['title']}), round {current.number}"
        )
        lacking = votes_missing(world, current, decision)
        words = f"round {current.number} has not come to {decision['id']}: {lacking}"
        refusal = Refusal("round.open", words, gate["at"], world.place(gate["at"]))
        yield Way(
            title,
            command,
            {"gate": current.gate, "round": current.number, "choice": decision["id"]},
            tuple(in_order(world, (one.command.actor for one in fixes or () if _votes_by(one)))),
            (),
            decision["at"],
            world.place(decision["at"]),
            (*(one._replace(wait_until=true_from(world, one)) for one in missing), refusal),
            tuple(act_of(world, fix) for fix in fixes or ()),
            fixes is not None,
        )


def _votes_by(fix: Fix) -> bool:
    return fix.command.type in ("CastVote", "DecideGate")
