"""`why`: what stands between a project and its next step, by the same code that decides.

`ways(world)` lists every way out of where the project stands: its gates, its moves, the votes an
open round waits for, resuming. For each way: who can take it, what is missing and where that is
declared, and the smallest set of acts found that opens it. `explain` does the same for one refused
command.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine import calendar
from engine.canonical import Json
from engine.methodology.tables import Decision
from engine.names import Proof
from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.panel import approving
from engine.rules.readiness import Shortcoming, dossier, shortcomings
from engine.rules.refusal import Act, Refusal
from engine.rules.repair import PLACEHOLDER, Fix, apply, needed_only, repair
from engine.rules.round import Round
from engine.rules.world import World, gates_here, holders_of_any, started

_PROOF: Proof = {"kind": "asserted"}


class Way(NamedTuple):
    """A way out of where the project stands.

    `command` and `args` are what would be asked, `people` those who may ask it now; `title` says it
    in words. `missing` is everything that is not as it must be; `acts` open the way when `complete`
    is true, and leaving out any one of them does not. Without `complete` they are as far as is
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
    tables, project = started(world)
    if project.standing == "closed":
        return []
    if project.standing == "held":
        return list(_resuming(world))
    if project.open_round:
        return list(_votes(world, project.open_round))
    found = [_gate(world, name) for name in gates_here(tables, project.stage)]
    return [*found, *_moves(world)]


def explain(world: World, command: Command, refusal: Refusal) -> Refusal:
    """`refusal` with the acts that would make `command` accepted."""
    if world.project is None or world.tables is None:
        return refusal
    found = repair(world, command)
    if not found.complete:
        return refusal
    return refusal._replace(acts=tuple(act_of(world, fix) for fix in found.fixes))


def act_of(world: World, fix: Fix) -> Act:
    """A fix as an act for people: arguments that nobody has settled yet are left out."""
    args = {
        name: value
        for name, value in fix.command.args.items()
        if value != PLACEHOLDER and value not in (None, [], {}) and name not in ("digest", "size")
    }
    return Act(fix.command.type, args, fix.people, fix.roles, _words(world, fix))


def _words(world: World, fix: Fix) -> str:
    tables, _ = started(world)
    args, who = fix.command.args, " or ".join(fix.people)
    kind = fix.command.type
    if kind == "SubmitDeliverable":
        item = str(args["deliverable"])
        return f"{who} hands in {item} ({tables['deliverables'][item]['title']})"
    if kind == "JudgeDeliverable":
        return f"{who} accepts {args['deliverable']}"
    if kind == "SetFields":
        values = args["fields"]
        assert isinstance(values, Mapping)
        pairs = ", ".join(f"{name}={_plain(value)}" for name, value in sorted(values.items()))
        return f"{who} sets {pairs}"
    if kind == "CastVote":
        return f"{who} votes {args['choice']} (seat {args['seat']})"
    if kind == "GrantRole":
        return f"{who} grants {args['role']} in {args['scope']} to {args['person']}"
    words = {
        "ResumeProject": "resumes the project",
        "WithdrawRequest": f"withdraws the round of {args.get('gate')}",
        "VerifyCondition": f"verifies that condition {args.get('condition')} is met",
    }
    return f"{who} {words[kind]}"


def _plain(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _gate(world: World, name: str) -> Way:
    tables, _ = started(world)
    gate = tables["gates"][name]
    asked = [one["id"] for one in gate["must"] if one["kind"] == "requester"]
    args: dict[str, Json] = {"gate": name, "answers": dict.fromkeys(asked, True)}
    people = holders_of_any(world, gate["requested_by"])
    missing = [
        _missing(world, one) for one in shortcomings(world, name, dict.fromkeys(asked, True))
    ]
    return _way(
        world,
        f"request {name} ({gate['title']})",
        "RequestGate",
        args,
        people,
        gate["requested_by"],
        gate["at"],
        missing,
    )


def _moves(world: World) -> Iterator[Way]:
    tables, project = started(world)
    for move in tables["moves"].get(project.stage, ()):
        people = holders_of_any(world, move["by"])
        title = f"move to {move['to']}"
        args: dict[str, Json] = {"to": move["to"]}
        yield _way(world, title, "TakeMove", args, people, move["by"], move["at"], [])


def _resuming(world: World) -> Iterator[Way]:
    tables, _ = started(world)
    declared = tables["standing"].get("resume")
    if declared:
        people = holders_of_any(world, declared["by"])
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
    """A way, with what the first person who can take it would be refused for, and what helps."""
    repairs = [
        (person, repair(world, Command("why", command, args, person, _PROOF))) for person in people
    ]
    best = min(
        (one for _, one in repairs),
        key=lambda one: (not one.complete, len(one.fixes)),
        default=None,
    )
    able = tuple(
        person
        for person, one in repairs
        if best and one.complete == best.complete and len(one.fixes) == len(best.fixes)
    )
    found = list(missing)
    if best and best.fixes and not found:
        first = repairs[0][1].refusal
        found = [first] if first else [_first_refusal(world, command, args, able)]
    if best and best.refusal and best.refusal.code not in {one.code for one in found}:
        found.append(best.refusal)
    if not people:
        words = f"nobody holds {' or '.join(roles) or 'a role that may'}"
        found.append(Refusal("not_permitted", words, address, world.place(address)))
    settled = {name: value for name, value in args.items() if value != PLACEHOLDER}
    return Way(
        title,
        command,
        settled,
        able,
        tuple(roles),
        address,
        world.place(address),
        tuple(found),
        tuple(act_of(world, fix) for fix in best.fixes) if best else (),
        bool(best and best.complete),
    )


def _first_refusal(
    world: World, command: str, args: Mapping[str, Json], people: Sequence[str]
) -> Refusal:
    outcome = decide(world, Command("why", command, args, people[0], _PROOF))
    assert isinstance(outcome, Refusal), "what needs a fix is refused"
    return outcome


def _missing(world: World, one: Shortcoming) -> Refusal:
    return Refusal(one.code, one.message, one.address, world.place(one.address))


def _votes(world: World, current: Round) -> Iterator[Way]:
    """For each approval of the open round: the votes that would bring it about."""
    tables, _ = started(world)
    gate = tables["gates"][current.gate]
    for decision in approving(gate):
        fixes = _votes_for(world, current, decision)
        missing = [
            _missing(world, one) for one in shortcomings(world, current.gate, current.answers)
        ]
        words = f"{current.gate} comes to {decision['id']} in round {current.number}"
        refusal = Refusal(
            "round.open", f"{words}: votes are missing", gate["at"], world.place(gate["at"])
        )
        yield Way(
            words,
            "CastVote",
            {"gate": current.gate, "round": current.number, "choice": decision["id"]},
            tuple(sorted({fix.command.actor for fix in fixes or ()})),
            (),
            decision["at"],
            world.place(decision["at"]),
            (*missing, refusal),
            tuple(act_of(world, fix) for fix in fixes or ()),
            fixes is not None,
        )


def _votes_for(world: World, current: Round, decision: Decision) -> list[Fix] | None:
    """Votes that close the round with `decision`, best of those who have not voted."""
    electors = [
        (principal in current.ballots, index, principal, seat)
        for index, (seat, people) in enumerate(current.seats.items())
        for principal in people
        if principal not in current.ballots
        or current.ballots[principal].vote["choice"] != decision["id"]
    ]
    fixes: list[Fix] = []
    now, voted = world, set[str]()
    for _, _, principal, seat in sorted(electors):
        if principal in voted or _is_advisory(world, current, seat):
            continue
        fix = _vote(now, current, decision, principal, seat)
        after = apply(now, fix.command)
        if after is None:
            continue
        voted.add(principal)
        fixes.append(fix)
        now = after
        if _ended_in(now, current, decision):
            return needed_only(fixes, lambda kept: _all_end_in(world, kept, current, decision))
        if started(now)[1].open_round is None:
            return None
    return None


def _vote(world: World, current: Round, decision: Decision, principal: str, seat: str) -> Fix:
    """A vote for `decision`: favourable answers, full marks, a condition where due."""
    tables, _ = started(world)
    gate = tables["gates"][current.gate]
    score = gate["score"]
    questions = [one["id"] for one in gate["must"] if one["kind"] == "panel"]
    args: dict[str, Json] = {
        "gate": current.gate,
        "round": current.number,
        "choice": decision["id"],
        "seat": seat,
        "principal": principal,
        "answers": dict.fromkeys(questions, True),
        "scores": {item["id"]: score["high"] for item in score["items"]} if score else {},
        "conditions": _condition(world, decision),
        "comment": None,
        "dissent": None,
        "material": dossier(world, current.gate, current.answers),
    }
    return Fix(Command("why", "CastVote", args, principal, _PROOF), (principal,), ())


def _condition(world: World, decision: Decision) -> list[Json]:
    """One condition between two people, due tomorrow, if `decision` asks for conditions."""
    if decision["conditions"] is None:
        return []
    people = [one for one in sorted(world.directory.people) if world.directory.active(one)]
    if len(people) < 2:
        return []
    return [
        {
            "text": PLACEHOLDER,
            "owner": people[0],
            "verifier": people[1],
            "due": _tomorrow(world),
        }
    ]


def _tomorrow(world: World) -> str:
    return calendar.local_date(world.calendar, calendar.end_of_day(world.calendar, world.today))


def _is_advisory(world: World, current: Round, seat: str) -> bool:
    panel = started(world)[0]["gates"][current.gate]["panel"]
    return any(one["id"] == seat and one["advisory"] for one in panel)


def _ended_in(world: World, current: Round, decision: Decision) -> bool:
    return started(world)[1].rounds[current.number - 1].decision == decision["id"]


def _all_end_in(world: World, fixes: Sequence[Fix], current: Round, decision: Decision) -> bool:
    after: World | None = world
    for fix in fixes:
        after = apply(after, fix.command) if after else None
    return after is not None and _ended_in(after, current, decision)
