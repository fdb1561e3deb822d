"""Random walks through a methodology in which much can be missing: the states `why` is tried on."""

import copy
import hashlib
import random
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from engine import calendar, instant
from engine.canonical import Json
from engine.engine import Engine
from engine.folding import Folder
from engine.requests import Done
from engine.rules.explain import ways
from engine.rules.project import Project
from engine.rules.refusal import Act, Refusal
from engine.store.memory import MemoryStore
from tests.support.house import House

METHODOLOGY: Final = """\
notation: 1
methodology: maze
version: 1.0.0
title: A maze
source: made up

roles:
  owner:     {title: Owner, is: charter.sponsor}
  builder:   {title: Builder}
  clerk:     {title: Clerk}
  judge:     {title: Judge}
  neighbour: {title: Neighbour}

fields:
  budget:  {type: money, currency: EUR, by: owner, required_on_leaving: planning}
  risk:    {type: choice, of: [low, high], by: [owner, builder]}
  storeys: {type: integer, by: builder}
  urgent:  {type: boolean, by: owner}
  opening: {type: date, by: owner}
  warden:  {type: person, by: owner, required_on_leaving: delivery}
  note:    {type: choice, of: [a, b], by: clerk, material: false}

deliverables:
  drawing: {title: Drawing, by: [builder, clerk], accepted_by: [owner, clerk],
            valid_for: 20 days, per: visit}
  permit:  {title: Permit, by: builder, in: planning}
  report:  {title: Report, by: [builder, owner], waivable: false}

stages:
  planning: {initial: true, exit: "!has(urgent) || !urgent || risk == 'low'"}
  delivery:
    by: [builder, owner]
    entry: storeys > 0
    sequence:
      design: {}
      work:   {entry: "!(urgent && storeys > 3)"}
  closing: {}
  done:    {closes: completed}

moves:
  rework: {from: delivery, to: planning, by: [owner, builder], when: "risk == 'high'"}
  finish: {from: closing, to: done, by: owner, when: "has(opening) && opening > today"}

gates:
  build:
    title: Go to build
    leaves: planning
    requested_by: builder
    evidence: [drawing, permit]
    must:
      funded: {when: "budget > EUR(100)"}
      safe:   {ask: "Is it safe?", answered_by: panel}
      liked:  {ask: "Is it liked?", answered_by: panel, fails_on: most_no}
      tidy:   {ask: "Is the site clear?", answered_by: requester}
    score:
      scale: 0..10
      of: {looks: {ask: "How does it look?"}, use: {ask: "Is it useful?", weight: 2}}
      combine: mean
      pass: 60%
    panel:
      - {role: owner, need: majority of electorate}
      - {role: judge, need: 1, veto: [go], when: "budget > EUR(1000)"}
      - {role: neighbour, advisory: true}
    waived_by: clerk
    deadline: {in: 5 working days, then: hold}
    decisions:
      kill:           {closes: killed}
      recycle:        {stays: true}
      hold:           {holds: true, review_in: 10 days}
      conditional_go: {to: delivery, conditions: {due_within: 60 days, lapse: {blocks: true}}}
      go:             {to: delivery}
    otherwise: hold
  accept:
    title: Accept the work
    leaves: delivery
    requested_by: [builder, clerk]
    evidence: [report]
    panel:
      - {role: owner, need: any}
      - {seat: clerks, role: clerk, need: all}
    apart: [[panel, requester], [panel, authors], [seat clerks, voters at build]]
    completes: when_all_voted
    decisions:
      again: {is: recycle, stays: true}
      fix:   {is: conditional_go, to: closing,
              conditions: {due_within: 2 weeks, lapse: {holds: true}}}
      done:  {is: go, to: closing}
    otherwise: again

standing:
  hold:   {by: owner}
  resume: {by: [owner, clerk]}
  kill:   {by: owner, closes: killed}
"""

PEOPLE: Final = ("ann", "bo", "cy", "di", "ed", "flo", "gus")
ROLES: Final = ("@sponsor", "builder", "clerk", "judge", "neighbour")
CONTENTS: Final = ("x", "y", "z")
MONEY: Final = ("EUR 50", "EUR 500", "EUR 5000")
START: Final = "2026-11-24T09:00:00.000000Z"

Step: TypeAlias = Callable[["Walk"], object]


class Walk:
    """A house and somebody who does things in it at random, most of which make sense."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.house = House(METHODOLOGY)
        self.refused: list[tuple[str, str, Mapping[str, Json]]] = []
        chance = self.random
        for name in PEOPLE:
            self.house.directory("AddPerson", person=f"p-{name}", handle=name, name=name.title())
        self.house.start()
        for role in ROLES:
            for name in chance.sample(PEOPLE, chance.choice((0, 1, 1, 2, 2, 3))):
                self.grant(name, role)
        self.house.at(START)

    def go(self, steps: int) -> None:
        """Do so many things."""
        for _ in range(steps):
            if self.project.standing == "closed":
                return
            self.random.choice(STEPS)(self)

    @property
    def project(self) -> Project:
        """The project as it is."""
        return self.house.project

    def grant(self, name: str, role: str) -> None:
        """Grant a role, if it isn't held."""
        scope = "organisation" if role.startswith("@") else self.house.stream
        self.house.engine.execute(
            self.house._request(
                "pat",
                "directory",
                "GrantRole",
                {"person": f"p-{name}", "role": role.removeprefix("@"), "scope": scope},
            )
        )

    def ask(self, name: str, command: str, /, **args: Json) -> Done | Refusal:
        """Ask for something, and note a refusal."""
        filled = self.house._filled(name, command, args)
        answer = self.house.ask(name, command, **args)
        if isinstance(answer, Refusal):
            self.refused.append((name, command, filled))
        return answer

    def someone(self, *roles: str) -> str:
        """Most often somebody who holds one of `roles`, else anybody."""
        directory = self.house.world.directory
        holders = sorted(
            {
                person.removeprefix("p-")
                for role in roles
                for scope in ("organisation", self.house.stream)
                for person in directory.holders(role, scope)
                if person != "p-pat"
            }
        )
        if holders and self.random.random() < 0.9:
            return self.random.choice(holders)
        return self.random.choice(PEOPLE)


def _hand_in(walk: Walk) -> Done | Refusal:
    item = walk.random.choice(("drawing", "permit", "report"))
    who = walk.someone("builder", "clerk", "sponsor")
    content = walk.random.choice(CONTENTS)
    return walk.ask(who, "SubmitDeliverable", deliverable=item, content=content)


def _judge(walk: Walk) -> Done | Refusal:
    verdict = walk.random.choice(("accept", "accept", "accept", "return"))
    who = walk.someone("sponsor", "clerk")
    return walk.ask(who, "JudgeDeliverable", deliverable="drawing", verdict=verdict)


def _set(walk: Walk) -> Done | Refusal:
    chance = walk.random
    values: dict[str, Json] = {
        "budget": chance.choice(MONEY),
        "risk": chance.choice(("low", "high")),
        "storeys": chance.choice((0, 2, 5)),
        "urgent": chance.choice((True, False)),
        "opening": chance.choice(("2026-11-01", "2027-06-01")),
        "warden": f"p-{chance.choice(PEOPLE)}",
        "note": chance.choice(("a", "b")),
    }
    name = chance.choice(sorted(values))
    who = walk.someone("clerk") if name == "note" else walk.someone("sponsor", "builder")
    return walk.ask(who, "SetFields", fields={name: values[name]})


def _request(walk: Walk) -> Done | Refusal:
    gate = "build" if walk.project.stage == "planning" else "accept"
    answers: Json = {"tidy": True} if gate == "build" else {}
    return walk.ask(walk.someone("builder", "clerk"), "RequestGate", gate=gate, answers=answers)


def _vote(walk: Walk) -> Done | Refusal | None:
    current = walk.project.open_round
    if current is None:
        return _request(walk)
    electors = sorted({person for people in current.seats.values() for person in people})
    if not electors:
        return None
    chance, principal = walk.random, walk.random.choice(electors)
    decisions = {"build": ("kill", "hold", "recycle", "conditional_go", "go", "go", "go")}
    choices = decisions.get(current.gate, ("again", "fix", "done", "done"))
    choice = chance.choice((*choices, "abstain", "recuse"))
    args: dict[str, Json] = {"seat": chance.choice(current.seats_of(principal))}
    judges = current.gate == "build" and args["seat"] != "neighbour"
    if judges and choice not in ("abstain", "recuse"):
        args |= {"answers": {"safe": chance.random() < 0.85, "liked": True}}
        args |= {"scores": {"looks": chance.choice((3, 8)), "use": 9}}
    if choice in ("conditional_go", "fix"):
        args["conditions"] = [_condition(walk)]
    name = principal.removeprefix("p-")
    return walk.ask(name, "CastVote", gate=current.gate, choice=choice, **args)


def _condition(walk: Walk) -> dict[str, Json]:
    owner, verifier = walk.random.sample(PEOPLE, 2)
    days = walk.house.world.calendar
    due = calendar.local_date(days, instant.plus(walk.house.now, days=walk.random.choice((1, 7))))
    return {"text": "a fence", "owner": f"p-{owner}", "verifier": f"p-{verifier}", "due": due}


def _withdraw(walk: Walk) -> Done | Refusal | None:
    current = walk.project.open_round
    if current is None:
        return None
    return walk.ask(walk.someone("builder", "clerk"), "WithdrawRequest", gate=current.gate)


def _move(walk: Walk) -> Done | Refusal:
    to = walk.random.choice(("planning", "delivery.work", "delivery.work", "done"))
    return walk.ask(walk.someone("builder", "sponsor"), "TakeMove", to=to)


def _hold(walk: Walk) -> Done | Refusal:
    return walk.ask(walk.someone("sponsor"), "HoldProject")


def _resume(walk: Walk) -> Done | Refusal:
    return walk.ask(walk.someone("sponsor", "clerk"), "ResumeProject")


def _waive(walk: Walk) -> Done | Refusal:
    item = walk.random.choice(("drawing", "permit", "funded", "tidy"))
    until = walk.random.choice(("2026-12-01", "2027-12-01"))
    who = walk.someone("clerk")
    return walk.ask(who, "WaiveItem", gate="build", item=item, until=until)


def _verify(walk: Walk) -> Done | Refusal | None:
    conditions = list(walk.project.conditions.values())
    if not conditions:
        return None
    one = walk.random.choice(conditions)
    who = one.verifier.removeprefix("p-")
    return walk.ask(who, "VerifyCondition", condition=one.number)


def _shuffle(walk: Walk) -> None:
    """Grant a role, or take one from somebody, or let somebody leave."""
    chance = walk.random
    name, role = chance.choice(PEOPLE), chance.choice(ROLES)
    lot = chance.random()
    if lot < 0.5:
        walk.grant(name, role)
        return
    scope = "organisation" if role.startswith("@") else walk.house.stream
    args: dict[str, Json] = {"person": f"p-{name}", "role": role.removeprefix("@"), "scope": scope}
    command = "RevokeRole"
    if lot > 0.9:
        command, args = "RemovePerson", {"person": f"p-{name}", "reason": "moved"}
    walk.house.engine.execute(walk.house._request("pat", "directory", command, args))


def _advance(walk: Walk) -> None:
    """Do what `why` says, or most of it: at random alone a walk seldom gets far."""
    found = [way for way in ways(walk.house.world) if way.complete and way.people]
    if not found:
        return
    way = walk.random.choice(found)
    for act in way.acts:
        if walk.random.random() < 0.9:
            perform(walk.house, act, act.people[0])
    if way.command != "CastVote":
        walk.ask(way.people[0].removeprefix("p-"), way.command, **way.args)


def perform(house: House, act: Act, person: str) -> None:
    """Do an act, with what a person brings filled in; it may be refused."""
    args: dict[str, Json] = dict(act.args)
    name = person.removeprefix("p-")
    if act.command == "GrantRole":
        house.engine.execute(house._request(name, "directory", act.command, args))
        return
    if act.command == "SubmitDeliverable":
        args["content"] = f"brought, {next(house.ids)}"
    house.ask(name, act.command, **args)


def _delegate(walk: Walk) -> None:
    chance = walk.random
    role = chance.choice(ROLES)
    name, to = walk.someone(role.removeprefix("@")), chance.choice(PEOPLE)
    scope = "organisation" if role.startswith("@") else walk.house.stream
    args: dict[str, Json] = {
        "to": f"p-{to}",
        "role": role.removeprefix("@"),
        "scope": scope,
        "since": "2026-11-01",
        "until": "2027-12-31",
        "reason": "away",
    }
    walk.house.engine.execute(walk.house._request(name, "directory", "Delegate", args))


def _wait(walk: Walk) -> None:
    walk.house.at(instant.plus(walk.house.now, days=walk.random.choice((1, 1, 3, 8, 25))))


STEPS: Final[tuple[Step, ...]] = (
    *(_hand_in,) * 5,
    *(_judge,) * 3,
    *(_set,) * 6,
    *(_request,) * 5,
    *(_vote,) * 8,
    *(_move,) * 2,
    _withdraw,
    _hold,
    *(_resume,) * 2,
    _waive,
    _verify,
    _shuffle,
    _delegate,
    *(_wait,) * 2,
    *(_advance,) * 5,
)


def copied(house: House) -> House:
    """A copy of a house in which other things can happen."""
    store = house.store
    assert isinstance(store, MemoryStore)
    assert store._data
    other = MemoryStore(store._origin)
    data = store._data
    kept = type(data)()
    kept.streams = {stream: list(entries) for stream, entries in data.streams.items()}
    kept.acts = {actor: list(acts) for actor, acts in data.acts.items()}
    kept.rows = {stream: dict(rows) for stream, rows in data.rows.items()}
    for name in ("commands", "blobs", "texts", "handles"):
        setattr(kept, name, dict(getattr(data, name)))
    other._data = kept
    new = copy.copy(house)
    new.store, new.ids = other, copy.copy(house.ids)
    new.engine = Engine(
        other,
        clock=lambda: new.now,
        randomness=lambda size: hashlib.sha256(str(next(new.ids)).encode()).digest()[:size],
    )
    new.engine._folder = _folder(house.engine._folder)
    return new


def _folder(known: Folder) -> Folder:
    """A folder that has folded as much; states are never changed, only followed by others."""
    new = copy.copy(known)
    for name, value in vars(known).items():
        setattr(new, name, copy.copy(value))
    return new
