"""What people on a walk might want: commands that are mostly sensible, and some that are not.

A wish looks at the model to be sensible: who holds a role, what is missing, whose vote is due. Its
own generator makes the same walk of the same seed.
"""

from collections.abc import Iterable
from datetime import timedelta
from types import SimpleNamespace as Box
from typing import Any

from tests.model.directory_wishes import KINDS, PEOPLE, may
from tests.model.model import Model, failure, newest, open_round
from tests.model.reading import ORGANISATION, around, several
from tests.model.sight import instant
from tests.model.sources import DIGESTS
from tests.model.vote_wishes import VoteWishes
from tests.model.walk import Step

HOUR, DAY = 3600, 86400
WAITS = [*[0] * 60, *[60] * 20, HOUR, 3 * HOUR, 11 * HOUR, DAY, DAY, 2 * DAY, 5 * DAY, 11 * DAY]


class Wishes(VoteWishes):
    """A source of steps; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.opening = list(self.beginnings())
        self.started = 0
        self.key = ""

    def beginnings(self) -> Iterable[tuple[str, str, str, dict[str, Any]]]:
        """An organisation with seven people, two registrars and three methodologies."""
        yield "p-a", "directory", "AddPerson", {"person": "p-b", "handle": "b", "name": "B"}
        yield "p-a", "project/k1", "TakeMove", {"to": "works"}
        found = {"source": "charter", "person": "p-a", "handle": "a", "name": "A"}
        yield "p-a", "directory", "FoundOrganisation", found
        for person in PEOPLE[1:]:
            yield "p-a", "directory", "AddPerson", {"person": person, "handle": person, "name": "N"}
        roles = [("p-b", "pmo"), ("p-b", "sponsor"), ("p-c", "sponsor"), ("p-d", "finance")]
        for person, role in roles:
            grant = {"person": person, "role": role, "scope": ORGANISATION}
            yield "p-a", "directory", "GrantRole", grant
        for name in KINDS:
            yield "p-a", "directory", "PublishMethodology", {"source": name}

    def next(self, model: Model) -> Step:
        """The next step of the walk."""
        if self.opening:
            return Step(instant(self.now), *self.opening.pop(0))
        self.wait(model)
        actor, stream, kind, args = self.wish(model)
        return self.odd(Step(instant(self.now), actor, stream, kind, args))

    def wait(self, model: Model) -> None:
        """Let some time pass, now and then to the very instant at which something is due."""
        p = model.projects.get(self.key)
        if not (p and open_round(p)) or self.chance(0.12):
            self.now += timedelta(seconds=self.draw.choice(WAITS))
        timers = [due for p in model.projects.values() for due, _ in model.timers(p)]
        later = [due for due in timers if due > self.now]
        if later and self.chance(0.04):
            self.now = min(later) - timedelta(microseconds=self.draw.choice([0, 0, 1]))
        if self.chance(0.001):
            self.now += timedelta(days=self.draw.choice([89, 91, 100]))

    def odd(self, step: Step) -> Step:
        """A step as it is, or with something odd about it."""
        if self.chance(0.985):
            step = self.blurred(step) if self.chance(0.03) else step
            return step._replace(trick="confirm" if self.chance(0.7) else "")
        trick = self.draw.choice(["repeat", "reuse", "malformed", "back", "back"])
        if trick == "back":
            back = timedelta(seconds=self.draw.choice([1, 2, 3, 100]))
            return step._replace(at=instant(self.now - back))
        if trick == "malformed":
            name = self.draw.choice(sorted(step.args))
            args = {key: value for key, value in step.args.items() if key != name}
            step = step._replace(args=args)
        return step._replace(trick=trick)

    def blurred(self, step: Step) -> Step:
        """A step with a name or an entry of a mapping wrong, or somebody else's."""
        names = [x for x in ("gate", "deliverable", "role", "item", "seat") if x in step.args]
        maps = [x for x in ("answers", "scores", "fields") if step.args.get(x)]
        what = self.draw.choice([*names * 2, *maps * 4, "stream", "actor"])
        if what == "stream" and step.stream != "directory":
            return step._replace(stream="project/none")
        if what in ("stream", "actor"):
            return step._replace(actor=self.person())
        if what in names:
            return step._replace(args={**step.args, what: "nothing"})
        kept = dict(list(step.args[what].items())[1:])
        if not kept or self.chance(0.5):
            kept = {**step.args[what], "nothing": what == "answers" or 1}
        return step._replace(args={**step.args, what: kept})

    def holder(self, model: Model, p: Box, roles: str | list[str] | None) -> str:
        """Somebody who holds one of these roles, or now and then anybody."""
        able = [x for x in model.people if model.holds(x, roles, p)]
        return self.person() if self.chance(0.08) else str(self.any_of(able, self.person()))

    # What to do next.

    def wish(self, model: Model) -> tuple[str, str, str, dict[str, Any]]:
        """Who wants what of which stream."""
        alive = [key for key, p in model.projects.items() if p.standing != "closed"]
        if self.chance(0.1):
            return self.directory(model)
        if len(alive) < 3 or self.chance(0.004):
            return self.start(model)
        if self.key not in alive or self.chance(0.15):
            self.key = self.draw.choice(sorted(alive))
        key = self.draw.choice(sorted(model.projects)) if self.chance(0.03) else self.key
        p = model.projects[key]
        if self.chance(0.22):
            actor, kind, args = self.anything(model, p)
        else:
            actor, kind, args = self.sensible(model, p)
        stream = "directory" if kind in ("GrantRole", "AddPerson") else f"project/{key}"
        return actor, stream, kind, args

    def start(self, model: Model) -> tuple[str, str, str, dict[str, Any]]:
        """Start a project of one of the methodologies."""
        self.started += 1
        name = self.draw.choice(KINDS * 8 + ["vote-2", "vote-2", "odd"])
        fields: dict[str, Any] = (
            {"risk": self.draw.choice(["low", "middle", "high"])} if name == "bridge" else {}
        )
        fields = {} if self.chance(0.05) else fields
        if name == "paper" and self.chance(0.1):
            fields = self.draw.choice(
                [{"pages": 0}, {"pages": 7, "lead": self.person()}, {"open": 3}]
            )
        key = f"k{self.started}" if self.chance(0.97) else "k1"
        args = {"methodology": DIGESTS[name], "fields": fields, "title": "T"}
        able = [x for x in model.people if may(model, x, "start_project")]
        self.key = key
        return self.any_of(able, "p-a"), f"project/{key}", "StartProject", args

    def sensible(self, model: Model, p: Box) -> tuple[str, str, dict[str, Any]]:
        """What brings a project on."""
        r = open_round(p)
        if any(c.state != "met" for c in p.conditions) and self.chance(0.06):
            return self.verify(p)
        if p.standing == "held":
            return self.standing(model, p, "Resume" if self.chance(0.93) else "Kill")
        if r and self.chance(0.87):
            again = self.chance(0.03)
            return self.withdraw(model, p, r.rules) if again else self.vote(model, p, r)
        here = [gate for gate in p.rules.gates.values() if gate.leaf == p.stage]
        if short := self.understaffed(model, p, here):
            return self.grant(model, p, short)
        if here and self.chance(0.88):
            return self.gate(model, p, here[0])
        return self.move(model, p)

    def understaffed(self, model: Model, p: Box, gates: list[Box]) -> str:
        """A role that too few people hold for the gates here, or for the moves."""
        wanted = [seat.role for gate in gates for seat in gate.seats.values()]
        wanted += [role for gate in gates for role in several(gate.requested_by)]
        wanted += [role for item in p.rules.deliverables.values() for role in several(item["by"])]
        counts = {role: sum(model.holds(x, role, p) for x in model.people) for role in wanted}
        few = [role for role, count in counts.items() if count < 3]
        return str(self.any_of(few, "")) if self.chance(0.6) else ""

    def grant(self, model: Model, p: Box, role: str) -> tuple[str, str, dict[str, Any]]:
        """Give somebody a role of a project."""
        name, scope = self.draw.choice(model.scopes(role, p))
        here = [x for x, present in model.people.items() if present]
        other = [x for x in here if (x, name, scope) not in model.grants]
        seats = {seat.role for gate in p.rules.gates.values() for seat in gate.seats.values()}
        group = PEOPLE[:5] if role in seats else PEOPLE[4:]
        apart = [x for x in other if x in group and self.chance(0.9)]
        person = self.any_of(apart or other, self.person())
        act = "grant_organisation_role" if scope == ORGANISATION else "grant_project_role"
        granters = [x for x in model.people if x != person and may(model, x, act)]
        args = {"person": person, "role": name, "scope": scope}
        return self.any_of(granters, "p-a"), "GrantRole", args

    def gate(self, model: Model, p: Box, gate: Box) -> tuple[str, str, dict[str, Any]]:
        """Request a gate, or see to what it lacks."""
        mine = [name for name, item in gate.must.items() if item.answered_by == "requester"]
        answers = {name: self.chance(0.95) for name in mine}
        code = failure(model.ready(p, gate, answers))
        if code and code.startswith("evidence") and self.chance(0.9):
            missing = [
                n
                for n in gate.evidence
                if failure(model.counts(p, newest(p, n), p.rules.deliverables[n], gate.leaves))
            ]
            name = self.any_of(missing, "paper")
            if code == "evidence.not_accepted" and self.chance(0.9):
                return self.judge(model, p, name)
            return self.submit(model, p, name) if self.chance(0.9) else self.waive(model, p, gate)
        if code in ("field.missing", "guard.error", "criterion.failed", "guard.false"):
            return self.field(model, p) if self.chance(0.9) else self.waive(model, p, gate)
        who = self.requester(model, p, gate)
        for seat in gate.seats if self.chance(0.8) else ():
            if not model.electors(p, gate, seat, who):
                return self.reinforce(model, p, gate, seat, who)
        answers = answers if self.chance(0.97) else {}
        return who, "RequestGate", {"gate": gate.id, "answers": answers}

    def requester(self, model: Model, p: Box, gate: Box) -> str:
        """Somebody who may request a gate, mostly one who has no seat in it and no part."""
        seats = {seat.role for seat in gate.seats.values()}
        able = [x for x in model.people if model.holds(x, gate.requested_by, p)]
        able = [x for x in able if x not in model.party(p, gate, "authors")] or able
        outside = [x for x in able if not any(model.holds(x, role, p) for role in seats)]
        anybody = self.holder(model, p, gate.requested_by)
        return str(self.any_of(outside or able, anybody)) if self.chance(0.8) else anybody

    def reinforce(
        self, model: Model, p: Box, gate: Box, seat: str, who: str
    ) -> tuple[str, str, dict[str, Any]]:
        """Give the role of an empty seat to somebody who may sit there."""
        name, scope = model.scopes(gate.seats[seat].role, p)[-1]
        able = [x for x in model.people if model.people[x] and x != who]
        able = [x for x in able if not model.excluded(p, gate, x, seat, who)]
        able = [x for x in able if (x, name, scope) not in model.grants]
        act = "grant_project_role"
        if not able:
            new = f"p-{len(model.people)}"
            args = {"person": new, "handle": new, "name": "N"}
            return self.registrar(model), "AddPerson", args
        person = self.any_of(able, "")
        granters = [x for x in model.people if x != person and may(model, x, act)]
        return (
            self.any_of(granters, "p-a"),
            "GrantRole",
            {"person": person, "role": name, "scope": scope},
        )

    def move(self, model: Model, p: Box) -> tuple[str, str, dict[str, Any]]:
        """Take a move, or see to what it lacks."""
        moves = [m for m in p.rules.moves if several(m["from"]) & set(around(p.stage))]
        if not moves or self.chance(0.05):
            to = self.draw.choice([*p.rules.stages, "nowhere"])
            return self.person(), "TakeMove", {"to": to}
        # Moves along a sequence come last, and bring a project on.
        ends = ("closing", *(n for n, s in p.rules.stages.items() if s.get("closes")))
        on = [m for m in moves if m["to"] not in ends]
        move = self.draw.choice(moves if self.chance(0.15) or not on else [on[-1], on[-1], on[0]])
        way = model.way(p, [move], [model.guard(p.fields, move.get("when"))])
        if failure(way) and self.chance(0.8):
            return self.field(model, p)
        return self.holder(model, p, move["by"]), "TakeMove", {"to": move["to"]}

    # Single commands.

    def anything(self, model: Model, p: Box) -> tuple[str, str, dict[str, Any]]:
        """A command of any kind, with arguments that could be right."""
        gate = self.draw.choice([*p.rules.gates.values()])
        options = [
            lambda: self.field(model, p),
            lambda: self.submit(model, p, self.any_of(p.rules.deliverables, "")),
            lambda: self.judge(model, p, self.any_of(p.rules.deliverables, "")),
            lambda: self.move(model, p),
            lambda: self.gate(model, p, gate),
            lambda: self.waive(model, p, gate),
            lambda: self.withdraw(model, p, gate),
            lambda: self.verify(p) if p.conditions else self.field(model, p),
            lambda: self.standing(model, p, self.draw.choice(["Hold", "Hold", "Resume", "Kill"])),
            lambda: self.grant(model, p, self.any_of(p.rules.roles, "")),
            lambda: self.vote(model, p, self.draw.choice(p.rounds)) if p.rounds else self.verify(p),
        ]
        weights = [4, 4, 3, 1, 1, 2, 0.5, 4, 0.7, 4, 2]
        return self.draw.choices(options, weights)[0]()

    def field(self, model: Model, p: Box) -> tuple[str, str, dict[str, Any]]:
        """Set a field, or several."""
        names = self.draw.sample(sorted(p.rules.fields), 1 if self.chance(0.9) else 2)
        fields = {name: self.value(p.rules.fields[name]) for name in names}
        fields |= {"nothing": 1} if self.chance(0.02) else {}
        return (
            self.holder(model, p, p.rules.fields[names[0]]["by"]),
            "SetFields",
            {"fields": fields},
        )

    def value(self, field: dict[str, Any]) -> object:
        """A value for a field, seldom of another type."""
        if self.chance(0.02):
            return self.draw.choice([[], "nothing", 7, True, None])
        match field["type"]:
            case "money":
                return f"{field['currency']} {self.draw.choice([0, 5, 20, 200, 2000])}"
            case "integer":
                return self.draw.choice([0, 3, 20, 50])
            case "number":
                return self.draw.choice(["2", "7.5", "8", "-1"])
            case "boolean":
                return self.chance(0.7)
            case "date":
                return self.day(-2, 20)
            case "person":
                return self.person()
            case "choices":
                return sorted(self.draw.sample(field["of"], self.draw.randint(1, 3)))
        return self.draw.choice(field["of"])

    def submit(self, model: Model, p: Box, name: str) -> tuple[str, str, dict[str, Any]]:
        """Hand in a deliverable."""
        name = name if name in p.rules.deliverables and self.chance(0.98) else "nothing"
        by = p.rules.deliverables.get(name, {}).get("by")
        authors = [self.person()] if self.chance(0.15) else []
        digest = f"{self.draw.randint(1, 4):064x}"
        args = {
            "deliverable": name,
            "digest": digest,
            "size": 7,
            "name": "file",
            "authors": authors,
        }
        return self.holder(model, p, by), "SubmitDeliverable", args

    def judge(self, model: Model, p: Box, name: str) -> tuple[str, str, dict[str, Any]]:
        """Accept or return a deliverable."""
        version = newest(p, name)
        digest = version.digest if version and self.chance(0.95) else f"{1:064x}"
        verdict = "accept" if self.chance(0.8) else "return"
        args = {"deliverable": name, "digest": digest, "verdict": verdict, "comment": None}
        by = p.rules.deliverables.get(name, {}).get("accepted_by")
        return self.holder(model, p, by), "JudgeDeliverable", args

    def waive(self, model: Model, p: Box, gate: Box) -> tuple[str, str, dict[str, Any]]:
        """Waive an item of a gate."""
        item = self.draw.choice([*gate.evidence, *gate.must, "nothing"])
        until = self.day(0, 4) if self.chance(0.95) else self.day(-2, -1)
        args = {"gate": gate.id, "item": item, "until": until, "reason": "R"}
        return self.holder(model, p, gate.waived_by), "WaiveItem", args

    def withdraw(self, model: Model, p: Box, gate: Box) -> tuple[str, str, dict[str, Any]]:
        """Withdraw a round."""
        r = open_round(p)
        number = r.number if r else self.draw.randint(1, len(p.rounds) + 1)
        name = r.gate if r and self.chance(0.9) else gate.id
        args = {"gate": name if self.chance(0.98) else "nothing", "round": number, "reason": "R"}
        return self.holder(model, p, gate.requested_by), "WithdrawRequest", args

    def verify(self, p: Box) -> tuple[str, str, dict[str, Any]]:
        """Say that a condition is met."""
        unmet = [c.number for c in p.conditions if c.state != "met"]
        number = self.any_of(unmet if self.chance(0.8) else [], len(p.conditions) + 1)
        verifiers = [c.verifier for c in p.conditions if c.number == number]
        actor = self.any_of(verifiers if self.chance(0.9) else [], self.person())
        return actor, "VerifyCondition", {"condition": number, "reason": "R"}

    def standing(self, model: Model, p: Box, act: str) -> tuple[str, str, dict[str, Any]]:
        """Hold, resume or kill a project."""
        by = p.rules.standing[act.lower()]["by"]
        return self.holder(model, p, by), f"{act}Project", {"reason": "R"}
