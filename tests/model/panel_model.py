"""How votes become a decision, a second time: sections 2.3 to 2.6 of docs/notation.md.

Nothing here comes from the engine, and nothing is clever: sets, counts and fractions, in the order
of the document. A vote has the attributes `principal`, `voter`, `seat`, `choice`, `answers`,
`scores` and `conditions`.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import chain, combinations
from statistics import mean
from types import SimpleNamespace as Box
from typing import NamedTuple


def union(sets: Iterable[Iterable[str]]) -> set[str]:
    """Everybody in any of `sets`."""
    return set(chain.from_iterable(sets))


def met(seat: Box, f: int, e: int, c: int) -> bool:
    """Whether the need of `seat` is met by f of c cast votes, among e electors (2.3)."""
    number, _, share = str(seat.need).partition("%")
    enough = {"any": f >= 1, "all": f == e >= 1, "majority of cast": 2 * f > c}
    enough |= {"majority of electorate": 2 * f > e}
    if number[:1].isdigit():
        enough[number] = f >= 1 and 100 * f >= Fraction(number) * e if share else f >= int(number)
    return enough[number] and f >= seat.at_least


class Panel(NamedTuple):
    """A gate's panel at one instant: electors by seat, effective votes by principal.

    The gate may be ready; and the dossier quiet, the same for as long as the round was open.
    """

    gate: Box
    electors: Mapping[str, set[str]]
    votes: Mapping[str, Box]
    ready: bool = True
    quiet: bool = True

    def voting(self) -> list[str]:
        """The active seats that count, in the order listed."""
        return [name for name in self.electors if not self.gate.seats[name].advisory]

    def counted(self) -> list[Box]:
        """The effective votes in voting seats, in the order they were cast."""
        return [vote for vote in self.votes.values() if vote.seat in self.voting()]

    def missing(self) -> set[str]:
        """R: electors of voting seats with no effective vote."""
        return union(self.electors[name] for name in self.voting()) - set(self.votes)

    def met(self, name: str, d: str, more: int = 0) -> bool:
        """Whether the need of a seat is met for `d`, with `more` votes for it."""
        f, e, c = self.numbers(name, d)
        return met(self.gate.seats[name], f + more, e, c + more)

    def numbers(self, name: str, d: str) -> tuple[int, int, int]:
        """F(s, d), |E(s)| and C(s)."""
        here = [vote.choice for vote in self.votes.values() if vote.seat == name]
        cast = [choice for choice in here if choice in self.gate.decisions]
        return cast.count(d), len(self.electors[name]), len(cast)

    def vetoed(self, d: str) -> bool:
        """Whether a seat that can veto `d` voted for something it can't veto."""
        votes = [(v.choice, self.gate.seats[v.seat].veto) for v in self.counted()]
        return any(d in veto and x not in veto for x, veto in votes if x in self.gate.decisions)

    def refuted(self, *ways: str) -> bool:
        """Whether a question to the panel that fails in one of these ways has failed."""
        asked = [(n, item.fails_on) for n, item in self.gate.asked.items() if item.fails_on in ways]
        said = [([v.answers.get(n) for v in self.counted() if v.answers], x) for n, x in asked]
        return any(a.count(False) > (0 if x == "any_no" else len(a) / 2) for a, x in said)

    def outscored(self) -> bool:
        """Whether the score fails: it is below the pass mark, or nobody scored."""
        gate, given = self.gate, [vote.scores for vote in self.counted() if vote.scores]
        sums = [sum(gate.weights[n] * (k - gate.low) for n, k in one.items()) for one in given]
        most = sum(gate.weights.values()) * (gate.high - gate.low)
        marks = [Fraction(one, most) for one in sums] or [Fraction(-1)]
        mark = min(marks) if gate.score["combine"] == "lowest" else mean(marks)
        return bool(most) and mark < Fraction(str(gate.score["pass"]).strip("%")) / 100

    def permitted(self, d: str) -> bool:
        """Whether nothing but a need can stop `d`."""
        carried = any(vote.conditions for vote in self.counted() if vote.choice == d)
        bare = self.gate.kinds[d] == "conditional_go" and not carried
        fails = bare or self.refuted("any_no", "most_no") or self.outscored() or not self.ready
        return not self.vetoed(d) and not (fails and d in self.gate.approvals)

    def stands(self, d: str) -> bool:
        """Whether `d` is permitted and every need is met for it."""
        return self.permitted(d) and all(self.met(name, d) for name in self.voting())

    def could_stand(self, d: str) -> bool:
        """Whether votes of those who haven't voted could make `d` stand (2.5)."""
        left, seats = self.missing(), self.voting()
        if not left or self.vetoed(d) or (d in self.gate.approvals and self.refuted("any_no")):
            return not left and self.stands(d)
        short = {s: next((n for n in range(99) if self.met(s, d, n)), 99) for s in seats}
        # Hall's theorem: the electors can be assigned if no group of seats asks for too many.
        groups = chain.from_iterable(combinations(seats, n) for n in range(len(seats) + 1))
        able = {group: left & union(self.electors[s] for s in group) for group in groups}
        return all(sum(short[s] for s in group) <= len(able[group]) for group in able)

    def surely(self, d: str) -> bool:
        """Whether `d` stands and no vote that is still to come could undo that."""
        left, judged = self.missing(), bool(self.gate.asked or self.gate.weights)
        undone = judged and bool(left) and d in self.gate.approvals
        for name in self.voting():
            (f, _, c), late = self.numbers(name, d), left & self.electors[name]
            undone |= bool(late) and d in self.gate.seats[name].veto
            undone |= self.gate.seats[name].need == "majority of cast" and 2 * f <= c + len(late)
        return self.stands(d) and not undone

    def outcome(self) -> tuple[str, str] | None:
        """How the round closes and with which decision, or None while it is pending.

        When nobody is left to vote, a decision that could stand stands, and surely.
        """
        waits = self.gate.completes == "when_all_voted" and bool(self.missing())
        for d in self.gate.decisions:
            if self.surely(d) and not waits:
                return "decided", d
            if waits or self.could_stand(d):
                return None
        return "otherwise", self.gate.otherwise

    def at_deadline(self) -> tuple[str, str]:
        """How the round closes and with which decision when its due instant has come (2.6)."""
        then, standing = self.gate.deadline["then"], filter(self.stands, self.gate.decisions)
        if (decision := next(standing, None)) or then not in self.gate.approvals:
            return "deadline", decision or then
        silent = self.quiet and self.permitted(then)
        return ("silence", then) if silent else ("deadline", self.gate.otherwise)
