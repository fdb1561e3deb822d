"""What people on a walk might want of an open round."""

from types import SimpleNamespace as Box
from typing import Any

from tests.model.directory_wishes import DirectoryWishes
from tests.model.model import Model
from tests.model.panel_model import Panel

KIND_WEIGHTS = {"kill": 1, "hold": 1, "recycle": 2, "conditional_go": 4, "go": 4}
ANSWERS: dict[str, Any] = {
    "conditions": [],
    "comment": None,
    "dissent": None,
    "material": "present",
}


class VoteWishes(DirectoryWishes):
    """Votes, mostly such as the round is waiting for."""

    def vote(self, model: Model, p: Box, r: Box) -> tuple[str, str, dict[str, Any]]:
        """Vote in an open round, mostly as an elector who has not yet voted."""
        everybody = {x for people in r.electors.values() for x in people}
        principal = self.any_of(
            everybody - set(r.votes) if self.chance(0.9) else everybody, self.person()
        )
        lenders = {d.actor for d in model.delegations if not d.ended} & everybody - set(r.votes)
        principal = self.any_of(lenders, principal) if self.chance(0.5) else principal
        principal = self.person() if self.chance(0.03) else principal
        actor = principal
        mine = [seat for seat, people in r.electors.items() if principal in people]
        lent = {x for x in model.people for s in mine if model.lent(p, r.rules, principal, x, s)}
        if self.chance(0.7 if lent else 0.03):
            actor = self.any_of(lent, self.person())
        choices = [d for d, kind in r.rules.kinds.items() for _ in range(KIND_WEIGHTS[kind])]
        favourite = choices[(7 * r.number + len(model.grants)) % len(choices)]
        choice = self.draw.choice([*choices, "abstain", "abstain", "recuse"])
        choice = favourite if self.chance(0.75) else choice
        choice = "nothing" if self.chance(0.01) else choice
        seat = (
            self.draw.choice([*mine, *mine, *r.rules.seats, "no_seat"])
            if self.chance(0.25)
            else None
        )
        args = {
            "gate": r.gate,
            "round": r.number,
            "choice": choice,
            "seat": seat,
            "principal": principal,
        }
        args |= {**ANSWERS, "answers": {}, "scores": {}}
        if self.counts(r, principal, args, mine):
            args |= self.opinion(r.rules, choice)
        if self.chance(0.03):
            args["round"] = self.draw.randint(1, r.number + 1)
        if self.chance(0.04):
            args[self.draw.choice(["material", "dissent"])] = "other"
        return actor, "CastVote", args

    def counts(self, r: Box, principal: str, args: dict[str, Any], mine: list[str]) -> bool:
        """Whether a vote will count in a voting seat, as far as a voter can tell."""
        votes = {name: vote for name, vote in r.votes.items() if name != principal}
        panel = Panel(r.rules, r.electors, votes)
        needy = [s for s in mine if s in panel.voting() and not panel.met(s, args["choice"])]
        seat = args["seat"] or next(iter(needy + mine), None)
        return args["choice"] in r.rules.decisions and seat in panel.voting()

    def opinion(self, gate: Box, choice: str) -> dict[str, Any]:
        """Answers, scores and conditions, mostly those that a vote must give."""
        given: dict[str, Any] = {"answers": {name: self.chance(0.9) for name in gate.asked}}
        if gate.weights:
            middle = (gate.low + gate.high) // 2
            scores = {name: self.draw.randint(middle, gate.high) for name in gate.weights}
            given["scores"] = scores if self.chance(0.97) else dict.fromkeys(scores, gate.high + 1)
        if gate.kinds.get(choice) == "conditional_go" or self.chance(0.01):
            count = self.draw.choice([0, 1, 1, 1, 2])
            given["conditions"] = [self.condition() for _ in range(count)]
        if self.chance(0.03):
            name = self.draw.choice(["answers", "scores"])
            given[name] = {**given.get(name, {}), "nothing": True if name == "answers" else 1}
        return given

    def condition(self) -> dict[str, Any]:
        """A condition, mostly with two different people and a day soon."""
        owner, verifier = self.person(), self.person()
        due = self.day(1, 3) if self.chance(0.93) else self.day(0, 14)
        return {"text": "C", "owner": owner, "verifier": verifier, "due": due}
