"""The count of a round: docs/notation.md sections 2.2 to 2.5, piece by piece.

Everything here is a function of the gate's tables, the electorate and the effective votes, and of
whether the gate is ready; nothing reads a project or a clock. `engine.rules.outcome` puts the parts
together; they are kept apart so that `explain` can ask them one by one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from engine.methodology.gate_tables import Criterion, Decision, Gate, Seat
from engine.rules.events import VoteCast
from engine.rules.needs import IMPOSSIBLE, can_cover, score_of, shortfall

APPROVALS = ("go", "conditional_go")
ABSTAIN = "abstain"
RECUSE = "recuse"


class Tally:
    """The count of one round: gate, electors by active seat, votes by principal.

    `closed` are the decisions whose guard isn't true. `weights` says what the electors of a seat
    with weights weigh. `voting` are the seats with a need, `completing` those that must have
    completed, `decider` the one that decides. `remaining` are those whose vote is awaited: electors
    without one of a voting seat, or of a completing seat that isn't complete; `shut` the seats that
    can't be voted in any more, because an earlier tier never completes.
    """

    __slots__ = (
        "closed",
        "completing",
        "decider",
        "gate",
        "ready",
        "remaining",
        "seats",
        "shut",
        "sitting",
        "votes",
        "voting",
        "weights",
    )

    def __init__(
        self,
        gate: Gate,
        electorate: Mapping[str, Sequence[str]],
        votes: Mapping[str, VoteCast],
        *,
        ready: bool,
        final: bool = False,
        weights: Mapping[str, Mapping[str, int]] | None = None,
        closed: Collection[str] = (),
    ) -> None:
        """`final` takes nobody as remaining, as a deadline does."""
        self.gate = gate
        self.closed = closed
        self.weights = weights or {}
        self.votes = votes
        self.ready = ready
        self.seats = {seat: frozenset(people) for seat, people in electorate.items()}
        self.sitting = tuple(seat for seat in gate["panel"] if seat["id"] in electorate)
        self.voting = tuple(seat for seat in self.sitting if seat["need"])
        self.completing = tuple(seat for seat in self.sitting if "completes" in seat)
        self.decider = next((seat for seat in self.sitting if "decides" in seat), None)
        last = min((tier_of(one) for one in self.completing if self._never(one)), default=None)
        self.shut = frozenset(
            seat["id"] for seat in self.sitting if last is not None and tier_of(seat) > last
        )
        awaited = [*self.voting, *self.incomplete()]
        electors = {
            x for seat in awaited for x in self.unvoted(seat) if seat["id"] not in self.shut
        }
        self.remaining = frozenset() if final else frozenset(electors)

    # Counting

    def votes_in(self, seat: str) -> Iterator[VoteCast]:
        """The effective votes that count in `seat`."""
        return (vote for vote in self.votes.values() if vote["seat"] == seat)

    def votes_for(self, seat: str, decision: str) -> int:
        """F(s, d): the votes in `seat` for `decision`."""
        return sum(vote["choice"] == decision for vote in self.votes_in(seat))

    def cast(self, seat: str) -> int:
        """C(s): the votes in `seat` that name a decision."""
        return sum(vote["choice"] != ABSTAIN for vote in self.votes_in(seat))

    def remaining_in(self, seat: str) -> frozenset[str]:
        """R(s): the electors of `seat` with no effective vote; nobody when the seat is shut."""
        return frozenset() if seat in self.shut else self.remaining & self.seats[seat]

    def unvoted(self, seat: Seat) -> frozenset[str]:
        """The electors of `seat` with no effective vote in any seat."""
        return self.seats[seat["id"]] - self.votes.keys()

    def shortfall(self, seat: Seat, decision: str) -> int:
        """The least number of further votes for `decision` that meet the need of `seat`.

        In a seat with weights: their least weight.
        """
        need = seat["need"]
        assert need, "a voting seat has a need"
        name = seat["id"]
        if name in self.weights:
            heavy = self.weights[name]
            have = sum(
                heavy[principal]
                for principal, vote in self.votes.items()
                if (vote["seat"], vote["choice"]) == (name, decision)
            )
            return shortfall(need, sum(heavy[one] for one in self.seats[name]), have, 0)
        return shortfall(
            need, len(self.seats[name]), self.votes_for(name, decision), self.cast(name)
        )

    def reserve(self, seat: Seat) -> int:
        """What the electors of `seat` who have not voted can still give: votes, or weight."""
        heavy = self.weights.get(seat["id"])
        left = self.remaining_in(seat["id"])
        return sum(heavy[one] for one in left) if heavy else len(left)

    # Tiers

    def lacking(self, seat: Seat) -> int:
        """How many votes `seat`, which has `completes`, lacks to be complete."""
        wanted, given = seat["completes"], len(list(self.votes_in(seat["id"])))
        if wanted == "all":
            electors = len(self.seats[seat["id"]])
            return electors - given if electors else IMPOSSIBLE
        return max(wanted - given, 0)

    def incomplete(self) -> list[Seat]:
        """The seats with `completes` that aren't complete."""
        return [seat for seat in self.completing if self.lacking(seat)]

    def _never(self, seat: Seat) -> bool:
        """Whether a seat with `completes` can't be complete any more."""
        return self.lacking(seat) > len(self.unvoted(seat))

    def before(self, tier: int) -> list[Seat]:
        """The seats of earlier tiers that `tier` waits for, in the order listed."""
        return [
            seat for seat in self.sitting if tier_of(seat) < tier and not self._has_spoken(seat)
        ]

    def _has_spoken(self, seat: Seat) -> bool:
        """Whether later tiers needn't wait for `seat`.

        It is complete, and has met its need for some decision or has nobody left to vote.
        """
        if "completes" in seat and self.lacking(seat):
            return False
        if seat["need"] is None or not self.unvoted(seat):
            return True
        return any(not self.shortfall(seat, one["id"]) for one in self.gate["decisions"])

    # What stands in the way of a decision

    def vetoed_by(self, decision: str) -> list[VoteCast]:
        """The votes that veto `decision`: in a seat with it in `veto`, for one outside."""
        return [
            vote
            for seat in self.voting
            if decision in seat["veto"]
            for vote in self.votes_in(seat["id"])
            if vote["choice"] != ABSTAIN and vote["choice"] not in seat["veto"]
        ]

    def answers(self, criterion: str) -> list[bool]:
        """The panel's answers to a question, by the effective votes of voting seats."""
        return [
            vote["answers"][criterion]
            for vote in self.votes.values()
            if criterion in vote["answers"]
        ]

    def question_fails(self, criterion: Criterion) -> bool:
        """Whether a panel question fails: by any no, or by more no than half of the answers."""
        answers = self.answers(criterion["id"])
        if criterion["fails_on"] == "any_no":
            return not all(answers)
        return 2 * answers.count(False) > len(answers)

    def failed_for_good(self) -> Criterion | None:
        """The first panel question that no further vote can mend."""
        for criterion in self.gate["must"]:
            lasting = criterion["kind"] == "panel" and criterion["fails_on"] == "any_no"
            if lasting and self.question_fails(criterion):
                return criterion
        return None

    def score(self) -> Fraction | None:
        """The combined score, from 0 to 1; None when nobody has scored."""
        score = self.gate["score"]
        if score is None:
            return None
        sheets = [score_of(score, vote["scores"]) for vote in self.votes.values() if vote["scores"]]
        if not sheets:
            return None
        return (
            min(sheets) if score["combine"] == "lowest" else sum(sheets, Fraction(0)) / len(sheets)
        )

    def score_fails(self) -> bool:
        """Whether the score is asked for and is missing or below the pass mark."""
        score = self.gate["score"]
        if score is None:
            return False
        reached = self.score()
        return reached is None or reached * 100 < Fraction(score["percent"])

    def permitted(self, decision: Decision) -> bool:
        """Whether nothing but votes stands in the way of `decision` now."""
        return self._allowed(decision) and self.has_conditions(decision)

    def _allowed(self, decision: Decision) -> bool:
        """Whether nothing but votes and conditions stands in the way of `decision` now."""
        if decision["id"] in self.closed or self.vetoed_by(decision["id"]):
            return False
        if decision["kind"] not in APPROVALS:
            return True
        return (
            self.ready
            and not self.incomplete()
            and not self.score_fails()
            and not any(
                criterion["kind"] == "panel" and self.question_fails(criterion)
                for criterion in self.gate["must"]
            )
        )

    def has_conditions(self, decision: Decision) -> bool:
        """Whether a conditional go has a condition; anything else needs none."""
        return decision["kind"] != "conditional_go" or any(
            vote["conditions"] for vote in self.votes.values() if vote["choice"] == decision["id"]
        )

    # Standing, perhaps, surely

    def stands(self, decision: Decision) -> bool:
        """Whether `decision` is permitted and every voting seat's need is met for it.

        With a decider: whether it was named, and could be.
        """
        if self.decider:
            named = any(
                vote["choice"] == decision["id"] for vote in self.votes_in(self.decider["id"])
            )
            return named and self.permitted(decision) and self.may_be_named(decision)
        return self.permitted(decision) and not any(
            self.shortfall(seat, decision["id"]) for seat in self.voting
        )

    def may_be_named(self, decision: Decision) -> bool:
        """Whether a decider may name `decision` now; the conditions are for them to set."""
        if not self._allowed(decision):
            return False
        return decision["kind"] not in APPROVALS or not any(
            self.shortfall(seat, decision["id"]) for seat in self.voting
        )

    def could_stand(self, decision: Decision) -> bool:
        """Whether votes of the remaining electors could make `decision` stand.

        With a decider: whether somebody could still come to name it.
        """
        if self.decider:
            return self.can_decide() and (self.may_be_named(decision) or self._coverable(decision))
        if not self.remaining:
            return self.stands(decision)
        return self._coverable(decision)

    def can_decide(self) -> bool:
        """Whether the decider's seat has anybody whose turn can still come, or has come."""
        seat = self.decider
        return seat is not None and bool(self.seats[seat["id"]]) and seat["id"] not in self.shut

    def _coverable(self, decision: Decision) -> bool:
        """Whether the remaining electors could give the votes that `decision` lacks."""
        barred = decision["id"] in self.closed or self.vetoed_by(decision["id"])
        if not self.remaining or barred:
            return False
        if decision["kind"] in APPROVALS and self.failed_for_good():
            return False
        wanted = {seat["id"]: self.shortfall(seat, decision["id"]) for seat in self.voting}
        top = max((tier_of(seat) for seat in self.voting if wanted[seat["id"]]), default=0)
        for seat in self.incomplete():
            if decision["kind"] in APPROVALS or tier_of(seat) < top:
                wanted[seat["id"]] = max(wanted.get(seat["id"], 0), self.lacking(seat))
        able = {seat: self.remaining_in(seat) for seat in wanted}
        return can_cover(wanted, able, self.weights)

    def surely_stands(self, decision: Decision) -> bool:
        """Whether `decision` stands and no vote of the remaining electors could undo that."""
        if not self.stands(decision):
            return False
        asks = self.gate["score"] is not None or any(
            criterion["kind"] == "panel" for criterion in self.gate["must"]
        )
        awaited = any(self.remaining_in(seat["id"]) for seat in self.voting)
        if decision["kind"] in APPROVALS and asks and awaited:
            return False
        return not any(self._can_undo(seat, decision["id"]) for seat in self.voting)

    def _can_undo(self, seat: Seat, decision: str) -> bool:
        remaining = len(self.remaining_in(seat["id"]))
        if remaining and decision in seat["veto"]:
            return True
        need = seat["need"]
        if need is None or need["kind"] != "majority_of_cast":
            return False
        return 2 * self.votes_for(seat["id"], decision) <= self.cast(seat["id"]) + remaining


def decider_of(gate: Gate) -> Seat | None:
    """The seat of `gate` that decides, if one does."""
    return next((seat for seat in gate["panel"] if "decides" in seat), None)


def tier_of(seat: Seat) -> int:
    """The tier of `seat`: it is voted in after every lower one."""
    return seat.get("tier", 1)


def approving(gate: Gate) -> list[Decision]:
    """The decisions of `gate` that are approvals, in order."""
    return [one for one in gate["decisions"] if one["kind"] in APPROVALS]
