"""Phasegate's rules a second time, written from docs/notation.md and docs/ledger.md alone.

It keeps its state in plain boxes, knows one time zone (UTC), and is meant to be read beside the
documents. Guards are handed to it as functions, because this model is about rules and not about a
language. Each command has a handler that yields its checks in the order of notation.md section 7,
what must hold and the code if it doesn't, one or several at a time, and after them takes effect.
"""

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from types import SimpleNamespace as Box
from typing import Any

from tests.model.panel_model import Panel, union
from tests.model.reading import ORGANISATION, Roles, Rulebook, Tree, around, fits, release, several

# What a guard says of the fields on a day; None: it could not be evaluated.
Guard = Callable[[Tree, date], bool | None]
Check = tuple[object, ...]
Checks = Generator[Check, None, Any]
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def failure(checks: Iterable[Check]) -> str | None:
    """The code of the first check that fails."""
    pairs = (pair for some in checks for pair in zip(some[::2], some[1::2], strict=True))
    return next((str(code) for holds, code in pairs if not holds), None)


def end_of(day: str | date) -> datetime:
    """The instant at which `day` is over."""
    return datetime.combine(date.fromisoformat(str(day)) + timedelta(days=1), time(), UTC)


def here(p: Box, rules: Tree, word: str = "in") -> bool:
    """Whether a project is in one of the stages that `rules` name, if they name any."""
    return word not in rules or bool(several(rules[word]) & set(around(p.stage)))


def alive(p: Box) -> Check:
    """A project isn't closed."""
    return p.standing != "closed", "project.closed"


def newest(p: Box, deliverable: str) -> Any:  # noqa: ANN401 - a box or None
    """The newest version of a deliverable, if any."""
    return p.versions.get(deliverable, [None])[-1]


def open_round(p: Box) -> Any:  # noqa: ANN401 - a box or None
    """The round that is open, if any."""
    return next((r for r in p.rounds if not r.how), None)


def sitting(r: Box) -> list[tuple[str, str]]:
    """Each elector of a round with each of their seats."""
    return [(person, seat) for seat, electors in r.electors.items() for person in electors]


def remove(r: Box, gone: Iterable[tuple[str, str]], void: Iterable[Box]) -> None:
    """Void votes, take people out of seats, and void the votes for them that count there."""
    for person, seat in gone:
        r.electors[seat].discard(person)
    left = [v for v in r.votes.values() if v not in void and v.principal in r.electors[v.seat]]
    r.votes = {vote.principal: vote for vote in left}


class Model:
    """The rules, over charters and methodologies by digest, and guards by their text."""

    def __init__(self, charters: Tree, sources: Tree, guards: Mapping[str, Guard]) -> None:
        self.charters, self.guards, self.charter = charters, guards, dict[str, Any]()
        self.rulebooks = {digest: Rulebook(source) for digest, source in sources.items()}
        # Is each person still here? Who granted (person, role, scope)?
        self.people, self.grants = dict[str, bool](), dict[tuple[str, str, str], str]()
        # Digests by id and version, the last in force; projects by key.
        self.published, self.projects = dict[str, dict[str, str]](), dict[str, Box]()
        self.delegations, self.holidays = list[Box](), set[str]()

    def apply(self, at: str, actor: str, stream: str, kind: str, args: Tree) -> tuple[str, ...]:
        """Do what is due on `stream` at `at`, judge the command and apply it."""
        key, a = stream.partition("/")[2], Box(**args, kind=kind, actor=actor)
        p, handler = self.catch_up(at, key), re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
        code = failure(chain(self.always(p, key, a), getattr(self, handler)(p or key, a)))
        if p and not code:
            self.settle(p)
        return (code,) if code else ("ok", kind)

    def always(self, p: Any, key: str, a: Box) -> Checks:  # noqa: ANN401 - a box or None
        """What is checked first."""
        if a.kind != "FoundOrganisation":
            yield self.charter, "directory.none", a.actor in self.people, "actor.unknown"
            yield self.people[a.actor], "actor.left"
        yield p or not key or a.kind == "StartProject", "project.unknown"
        for name in {"gate", "deliverable"} & vars(a).keys():
            known = getattr(p.rules, f"{name}s")
            yield vars(a)[name] in known, f"{name}.unknown"
            a.rules = known[vars(a)[name]]

    def observe(self, key: str) -> dict[str, Any]:
        """Everything to be seen of a project."""
        return {**vars(self.projects[key]), "timers": self.timers(self.projects[key])}

    def dossier(self, key: str, gate: str) -> tuple[object, ...]:
        """What a panel of `gate` would judge now, in the order of ledger.md section 2."""
        p, r = self.projects[key], open_round(self.projects[key])
        versions = {name: newest(p, name) for name in p.rules.gates[gate].evidence}
        said = [(n, v and v.digest, bool(v and v.verdict == "accept")) for n, v in versions.items()]
        fields = {n: x for n, x in p.fields.items() if p.rules.fields[n].get("material", True)}
        waived = sorted({waiver.item for waiver in self.waivers(p, p.rules.gates[gate])})
        return gate, p.digest, said, fields, r.answers if r and r.gate == gate else {}, waived

    # Time (notation.md 1.7 and 6).

    def span_end(self, start: datetime, span: str) -> datetime:
        """The due instant of a span that begins at `start`."""
        number, unit = span.split(" ", 1)
        n, day, working = int(number), start.date(), self.charter["calendar"]["working_days"]
        while unit.startswith("working") and n:
            day += timedelta(days=1)
            n -= WEEK[day.weekday()] in working and str(day) not in self.holidays
        hours, days = start + timedelta(hours=n), n * (7 if unit.startswith("week") else 1)
        return hours if unit.startswith("hour") else end_of(day + timedelta(days=days))

    def catch_up(self, at: str, key: str) -> Box | None:
        """Let happen to a project what is due at `at`."""
        self.at, self.today, p = datetime.fromisoformat(at), at[:10], self.projects.get(key)
        while p and (self.follow_directory(p) or self.fire_timer(p)):
            self.settle(p)
        return p

    def follow_directory(self, p: Box) -> bool:
        """Take out who left or lost a role, and void votes whose delegation has ended."""
        r = open_round(p) or Box(electors={}, votes={})
        over = [vote for vote in r.votes.values() if vote.delegation and vote.delegation.ended]
        gone = [(x, s) for x, s in sitting(r) if not self.holds(x, r.rules.seats[s].role, p)]
        remove(r, gone, over)
        return bool(over or gone)

    def timers(self, p: Box) -> list[tuple[datetime, str]]:
        """What will happen to a project by itself, the next first."""
        found = [(c.end, f"condition/{c.number}") for c in p.conditions if c.state == "open"]
        found += [(p.review, f"hold/{p.holds}")] if p.review else []
        found += [(r.due, f"round/{r.number}") for r in p.rounds if r.due and not r.how]
        return sorted(found) if p.standing != "closed" else []

    def fire_timer(self, p: Box) -> bool:
        """Let the first timer that is due have its effect."""
        due = [name.split("/") for when, name in self.timers(p) if when <= self.at][:1]
        for kind, number in due:
            if kind == "hold":
                p.review = None
            elif kind == "round":
                self.decide(p, p.rounds[-1], *self.panel(p, p.rounds[-1]).at_deadline())
            else:
                (c := p.conditions[int(number) - 1]).state = "lapsed"
                if "closes" in c.lapse or ("holds" in c.lapse and p.standing == "active"):
                    self.take_effect(p, c.lapse)
        return bool(due)

    # Rounds (notation.md 2).

    def settle(self, p: Box) -> None:
        """Settle the open round after whatever happened."""
        if (r := open_round(p)) and (outcome := self.panel(p, r).outcome()):
            self.decide(p, r, *outcome)

    def panel(self, p: Box, r: Box) -> Panel:
        """The panel as it is now, without votes that saw another dossier and who is excluded."""
        votes, dossier = list(r.votes.values()), self.dossier(p.key, r.gate)
        void = [v for v in votes if v.delegation and self.excluded(p, r.rules, v.voter, v.seat)]
        gone = [one for one in sitting(r) if self.excluded(p, r.rules, *one)]
        stale = [vote for vote in votes if vote.material != dossier]
        remove(r, gone, void + stale)
        r.changed |= bool(stale)
        ready, quiet = failure(self.ready(p, r.rules, r.answers)), r.dossier == dossier
        return Panel(r.rules, r.electors, r.votes, not ready, quiet and not r.changed)

    def decide(self, p: Box, r: Box, how: str, decision: str) -> None:
        """Close a round with a decision and do what that says."""
        effect, votes = r.rules.decisions[decision], Panel(r.rules, r.electors, r.votes).counted()
        for one in [c for vote in votes if vote.choice == decision for c in vote.conditions]:
            c = Box(**one, number=len(p.conditions) + 1, state="open", end=end_of(one["due"]))
            p.conditions.append(Box(**vars(c), lapse=effect["conditions"]["lapse"]))
        r.how, r.decision = how, decision
        self.take_effect(p, effect)

    def take_effect(self, p: Box, effect: Tree) -> None:
        """Enter a stage, close, hold or stay; an open round is void, except by staying."""
        if (r := open_round(p)) and "stays" not in effect:
            r.how = "voided"
        for stage in p.rules.way(p.stage, effect)[1]:
            p.visits[stage], p.stage = p.visits.get(stage, 0) + 1, p.rules.edge(stage)
        if "holds" in effect:
            p.standing, p.holds, review = "held", p.holds + 1, effect.get("review_in")
            p.review = review and self.span_end(self.at, review)
        if outcome := effect.get("closes") or p.rules.stages[p.stage].get("closes"):
            p.standing, p.outcome = "closed", outcome

    def waivers(self, p: Box, gate: Box) -> list[Box]:
        """The waivers of a gate that are in force."""
        now = gate.id, p.visits.get(gate.leaves)
        return [w for w in p.waivers if (w.gate, w.visit) == now and self.at < w.due]

    def ready(self, p: Box, gate: Box, answers: Tree) -> Checks:
        """What makes a gate ready (2.4)."""
        waived = {waiver.item for waiver in self.waivers(p, gate)}
        for name in [name for name in gate.evidence if name not in waived]:
            yield from self.counts(p, newest(p, name), p.rules.deliverables[name], gate.leaves)
        must = {name: item for name, item in gate.must.items() if name not in waived}
        more = [self.guard(p.fields, item.when, "criterion.failed") for item in must.values()]
        said = [answers.get(name) for name in gate.mine if name in must]
        more += [(x is not None, "answer.missing", x, "criterion.failed") for x in said]
        yield from self.way(p, [gate.decisions[d] for d in gate.approvals], more)

    def counts(self, p: Box, v: Any, rules: Tree, leaves: str) -> Checks:  # noqa: ANN401 - as above
        """What makes the newest version of a deliverable count at a gate that leaves a stage."""
        there = v and (v.visits.get(leaves) == p.visits.get(leaves) or rules.get("per") != "visit")
        yield there and v.verdict != "return", "evidence.missing"
        last = self.span_end(v.at, rules.get("valid_for", "999999 days"))
        yield self.at < last, "evidence.expired"
        yield v.verdict == "accept" or "accepted_by" not in rules, "evidence.not_accepted"

    def way(self, p: Box, effects: list[Tree], more: Iterable[Check]) -> Checks:
        """What opens a way: the fields it requires, then `more`, then exit and entry guards."""
        left = [stage for effect in effects for stage in p.rules.way(p.stage, effect)[0]]
        for name, field in p.rules.fields.items():
            due = several(field.get("required_on_leaving")) & set(left)
            yield not due or name in p.fields, "field.missing"
        yield from more
        yield from [self.guard(p.fields, p.rules.stages[stage].get("exit")) for stage in left]
        entered = [stage for effect in effects for stage in p.rules.way(p.stage, effect)[1]]
        yield from [self.guard(p.fields, p.rules.stages[stage].get("entry")) for stage in entered]

    def guard(self, fields: Tree, text: str | None, code: str = "guard.false") -> Check:
        """The checks that a guard is true, as it is when there is none."""
        value = text is None or self.guards[text](fields, self.at.date())
        return value is not None, "guard.error", value, code

    # People (notation.md 1.1, 1.7 and 3).

    def scopes(self, role: str, p: Box) -> list[tuple[str, str]]:
        """The grants that give a methodology's role in a project: directory role and scope."""
        charter, here = p.rules.roles[role].get("is", "").partition(".")[2], f"project/{p.key}"
        return [(charter, ORGANISATION), (charter, here)] if charter else [(role, here)]

    def granters(self, x: str, role: str, p: Box) -> set[str]:
        """Who granted a person a role in a project."""
        return {self.grants[x, *one] for one in self.scopes(role, p) if (x, *one) in self.grants}

    def holds(self, person: str, roles: Roles, p: Box) -> bool:
        """Whether a person holds one of these roles in a project."""
        return any(self.granters(person, role, p) for role in several(roles))

    def by(self, p: Box, a: Box, roles: Roles) -> Check:
        """The actor holds one of these roles in a project."""
        return self.holds(a.actor, roles, p), "not_permitted"

    def excluded(self, p: Box, gate: Box, person: str, seat: str, *requester: str) -> bool:
        """Whether a person may not sit in a seat; `requester` is about to request a round."""
        others = [other for one, other in gate.apart if one in gate.seats[seat].parties]
        return any(person in self.party(p, gate, x, seat, requester) for x in others)

    def party(self, p: Box, gate: Box, name: str, seat: str = "", new: Any = ()) -> set[str]:  # noqa: ANN401 - people
        """The people of a party of `apart`, over the project's whole history."""
        asked = {r.requester for r in p.rounds if r.gate == gate.id}.union(new)
        if name in ("requester", "authors"):
            versions = [v for item in gate.evidence for v in p.versions.get(item, [])]
            return asked if name == "requester" else union(v.authors for v in versions)
        if name == "appointees":
            by = {x: self.granters(x, gate.seats[seat].role, p) for x in self.people}
            return {x for x in by if by[x] and by[x] <= asked}
        roles = [s.role for n, s in gate.seats.items() if n != seat and name in s.parties]
        voters = [r.voters for r in p.rounds if f"voters at {r.gate}" == name]
        return union(voters) | {x for x in self.people if self.holds(x, roles, p)}

    def may(self, a: Box, act: str) -> Check:
        """The charter lets the actor do this act of the directory."""
        roles = self.charter["acts"].get(act, self.charter["registrars"])
        return any((a.actor, r, ORGANISATION) in self.grants for r in roles), "not_permitted"

    # Commands on a project.

    def start_project(self, key: str | Box, a: Box) -> Checks:
        """Start a project in the initial stage."""
        published = [v for v in self.published.values() if a.methodology in v.values()]
        yield isinstance(key, str), "project.exists", published, "methodology.unknown"
        rules, last = self.rulebooks[a.methodology], [*published[0].values()][-1]
        yield last == a.methodology, "methodology.superseded", *self.may(a, "start_project")
        for name in sorted(a.fields):
            yield name in rules.fields, "field.unknown"
            yield fits(rules.fields[name], a.fields[name], self.people), "field.value"
        yield rules.required <= set(a.fields), "field.required"
        p = Box(key=key, digest=a.methodology, rules=rules, fields=dict(a.fields), stage=None)
        p.visits, p.standing, p.outcome, p.holds, p.review = {}, "active", None, 0, None
        p.versions, p.rounds, p.conditions, p.waivers = {}, [], [], []
        yield from self.way(p, [{"to": rules.initial}], [])
        self.take_effect(p, {"to": rules.initial})
        self.projects[p.key] = p

    def set_fields(self, p: Box, a: Box) -> Checks:
        """Set fields."""
        yield set(a.fields) <= set(p.rules.fields), "field.unknown"
        given, r = [(p.rules.fields[n], a.fields[n]) for n in a.fields], open_round(p)
        yield all(self.holds(a.actor, field["by"], p) for field, _ in given), "not_permitted"
        yield *alive(p), all(here(p, field) for field, _ in given), "field.not_here"
        yield all(fits(*one, self.people) for one in given), "field.value"
        seats = self.seats(r.rules, {**p.fields, **a.fields}).items() if r else ()
        yield all(sits is (seat in r.electors) for seat, sits in seats), "panel.would_change"
        p.fields.update(a.fields)

    def seats(self, gate: Box, fields: Tree) -> dict[str, object]:
        """The seats of a gate, and whether each is active; None: its guard can't be evaluated."""
        return {n: self.guard(fields, s.when)[2] for n, s in gate.seats.items()}

    def submit_deliverable(self, p: Box, a: Box) -> Checks:
        """Hand in a version."""
        yield *self.by(p, a, a.rules["by"]), *alive(p), here(p, a.rules), "deliverable.not_here"
        yield set(a.authors) <= set(self.people), "person.unknown"
        version = Box(digest=a.digest, authors={a.actor, *a.authors}, at=self.at, verdict=None)
        version.visits, last = {s: p.visits[s] for s in around(p.stage)}, newest(p, a.deliverable)
        same = last and (last.digest, last.visits) == (a.digest, version.visits)
        yield not same or last.verdict == "return", "deliverable.same"
        gates = [g for g in p.rules.gates.values() if a.deliverable in g.evidence]
        asked = union(self.party(p, g, "requester") for g in gates if g.both)
        roles = union([several(a.rules.get("accepted_by")), *(gate.strangers for gate in gates)])
        named = [x for x in a.authors if x != a.actor and self.holds(x, [*roles], p)]
        yield not named and not asked & version.authors, "apart"
        p.versions.setdefault(a.deliverable, []).append(version)

    def judge_deliverable(self, p: Box, a: Box) -> Checks:
        """Accept or return the newest version."""
        by, version = a.rules.get("accepted_by"), newest(p, a.deliverable)
        yield by, "deliverable.no_acceptance", *self.by(p, a, by)
        yield *alive(p), version, "deliverable.none"
        alike = [v.authors for v in p.versions[a.deliverable] if v.digest == a.digest]
        yield version.digest == a.digest, "deliverable.stale"
        yield not version.verdict, "deliverable.judged", a.actor not in union(alike), "apart"
        version.verdict = a.verdict

    def take_move(self, p: Box, a: Box) -> Checks:
        """Take a move that is declared, or implied by a sequence."""
        yield a.to in p.rules.stages, "stage.unknown"
        yield p.standing == "active", f"project.{p.standing}"
        moves = [m for m in p.rules.moves if here(p, m, "from")]
        moves = [m for m in moves if p.rules.edge(m["to"]) == p.rules.edge(a.to)]
        yield moves, "move.none"
        yield *self.by(p, a, moves[0]["by"]), not open_round(p), "round.open"
        yield from self.way(p, moves, [self.guard(p.fields, moves[0].get("when"))])
        self.take_effect(p, moves[0])

    def request_gate(self, p: Box, a: Box) -> Checks:
        """Open a round, with an electorate that could approve."""
        gate, due = a.rules, a.rules.deadline
        yield *self.by(p, a, gate.requested_by), p.standing == "active", f"project.{p.standing}"
        yield p.stage == gate.leaf, "gate.not_here", not open_round(p), "round.open"
        yield set(a.answers) <= set(gate.mine), "answer.unknown"
        blocks = [c for c in p.conditions if c.state == "lapsed" and "blocks" in c.lapse]
        others = {waiver.actor for waiver in self.waivers(p, gate)}
        others |= self.party(p, gate, "authors") if gate.both else set()
        yield not blocks, "condition.blocks", a.actor not in others, "apart"
        yield from self.ready(p, gate, a.answers)
        seats = self.seats(gate, p.fields)
        panel = Panel(gate, {s: self.electors(p, gate, s, a.actor) for s in seats if seats[s]}, {})
        could = panel.voting() and any(panel.could_stand(d) for d in gate.approvals)
        yield None not in seats.values(), "guard.error", could, "panel.short"
        r = Box(number=len(p.rounds) + 1, gate=a.gate, rules=gate, requester=a.actor, votes={})
        r.visit, r.answers = p.visits[gate.leaves], dict(a.answers)
        r.electors, r.voters, r.recused, r.how = dict(panel.electors), set(), set(), None
        r.due, r.changed, r.decision = due and self.span_end(self.at, due["in"]), False, None
        p.rounds.append(r)
        r.dossier = self.dossier(p.key, a.gate)

    def electors(self, p: Box, gate: Box, seat: str, requester: str) -> set[str]:
        """Who may vote in a seat of a round that `requester` opens now."""
        holders = [x for x in self.people if self.holds(x, gate.seats[seat].role, p)]
        return {x for x in holders if not self.excluded(p, gate, x, seat, requester)}

    def round(self, p: Box, a: Box) -> Checks:
        """The open round of a gate, if that is its number."""
        r = next((r for r in p.rounds if (r.gate, r.number) == (a.gate, a.round)), None)
        yield r, "round.none", r and not r.how, "round.closed"
        return r

    def cast_vote(self, p: Box, a: Box) -> Checks:
        """Cast a vote, one's own or a delegated one."""
        gate, r, own = a.rules, (yield from self.round(p, a)), a.principal == a.actor
        sits = [seat for seat, electors in r.electors.items() if a.principal in electors]
        lent = {seat: self.lent(p, gate, a.principal, a.actor, seat) for seat in sits}
        seats, kind = [s for s in sits if own or lent[s]], gate.kinds.get(a.choice, a.choice)
        yield a.principal in self.people, "person.unknown", sits, "not_in_electorate"
        known = [*gate.kinds, "abstain", "recuse"]
        yield seats, "delegation.none", a.choice in known, "decision.unknown"
        yield a.seat in [None, *r.electors], "seat.unknown"
        yield a.seat in [None, *seats], "seat.not_yours"
        others = {name: vote for name, vote in r.votes.items() if name != a.principal}
        decides, panel = a.choice in gate.kinds, Panel(gate, r.electors, others)
        needy = [s for s in panel.voting() if decides and s in seats and not panel.met(s, a.choice)]
        seat = a.seat or (needy + seats)[0]
        apart = a.actor in r.recused or self.excluded(p, gate, a.actor, seat)
        yield own or kind != "recuse", "recuse.not_yours", own or not apart, "apart"
        kept = others if own else r.votes
        again = [v for n, v in kept.items() if v.voter == (n if n == a.principal else a.actor)]
        yield kind == "recuse" or not again, "vote.one_person"
        yield a.material == self.dossier(p.key, a.gate), "vote.stale"
        yield from self.ready(p, gate, r.answers) if a.choice in gate.approvals else ()
        counts = decides and not gate.seats[seat].advisory
        yield from self.answered(gate, a, counts)
        yield from self.conditions(gate, a, others, counts and kind == "conditional_go")
        vote = Box(**{**vars(a), "voter": a.actor, "seat": seat, "delegation": lent[seat]})
        r.votes, heard = {**others, a.principal: vote}, [a.actor, a.principal] if counts else []
        r.voters.update(heard)
        if kind == "recuse":
            r.recused.add(a.actor)
            mine = [vote for vote in r.votes.values() if vote.voter == a.actor]
            remove(r, [(a.actor, seat) for seat in r.electors], mine)

    def lent(self, p: Box, gate: Box, principal: str, actor: str, seat: str) -> Box | None:
        """The delegation by which the actor may vote for the principal in a seat."""
        right = [(principal, actor, *one) for one in self.scopes(gate.seats[seat].role, p)]
        live = [d for d in self.delegations if d.since <= self.today <= d.until and not d.ended]
        return next((d for d in live if (d.actor, d.to, d.role, d.scope) in right), None)

    def answered(self, gate: Box, a: Box, counts: bool) -> Checks:
        """A vote that counts answers every question and gives every score; others give none."""
        asked, scored = (set(gate.asked), set(gate.weights)) if counts else (set(), set())
        yield a.dissent is None, "dissent.nowhere", set(a.answers) <= asked, "answer.unknown"
        yield set(a.answers) == asked, "answer.missing", set(a.scores) <= scored, "score.unknown"
        fit = all(gate.low <= number <= gate.high for number in a.scores.values())
        yield set(a.scores) == scored, "score.missing", fit, "score.range"

    def conditions(self, gate: Box, a: Box, others: Mapping[str, Box], asked: bool) -> Checks:
        """A conditional go has conditions, each with two known people and a day in time."""
        carried = [v for v in others.values() if v.choice == a.choice and v.conditions]
        yield asked or not a.conditions, "condition.not_asked"
        yield not asked or a.conditions or carried, "condition.missing"
        for one in a.conditions:
            people, due = {one["owner"], one["verifier"]}, one["due"]
            yield people <= {*self.people}, "person.unknown", len(people) == 2, "condition.verifier"
            last = self.span_end(self.at, gate.decisions[a.choice]["conditions"]["due_within"])
            yield self.today < due and end_of(due) <= last, "condition.due"

    def withdraw_request(self, p: Box, a: Box) -> Checks:
        """Withdraw a round."""
        yield self.by(p, a, a.rules.requested_by)
        (yield from self.round(p, a)).how = "withdrawn"

    def waive_item(self, p: Box, a: Box) -> Checks:
        """Set an item of a gate aside."""
        gate, visit = a.rules, p.visits.get(a.rules.leaves)
        yield a.item in [*gate.evidence, *gate.must] and a.item not in gate.asked, "item.unknown"
        yield *self.by(p, a, gate.waived_by), *alive(p), p.stage == gate.leaf, "gate.not_here"
        item = gate.must.get(a.item) or Box(**p.rules.deliverables[a.item])
        asked = [r.requester for r in p.rounds if (r.gate, r.visit) == (a.gate, visit)]
        yield getattr(item, "waivable", True), "waiver.forbidden", a.actor not in asked, "apart"
        yield a.until >= self.today, "waiver.until"
        p.waivers.append(Box(**vars(a), visit=visit, due=end_of(a.until)))

    def verify_condition(self, p: Box, a: Box) -> Checks:
        """Say that a condition is met."""
        c = next((c for c in p.conditions if c.number == a.condition), Box(verifier=None))
        yield c.verifier, "condition.unknown", a.actor == c.verifier, "not_permitted"
        yield *alive(p), c.state != "met", "condition.met"
        c.state = "met"

    def change_standing(self, p: Box, a: Box) -> Checks:
        """Hold a project, resume it where it was, or kill it: close it, or enter a last stage."""
        act = a.kind.removesuffix("Project").lower()
        rules = p.rules.standing.get(act, {})
        yield *self.by(p, a, rules.get("by")), *alive(p)
        wanted = {"hold": "active", "resume": "held"}.get(act, p.standing)
        yield p.standing == wanted, f"project.{p.standing}", here(p, rules), "standing.not_here"
        p.standing, p.review = "active", None
        self.take_effect(p, {"hold": {"holds": True}, "resume": {"stays": True}}.get(act, rules))

    hold_project = resume_project = kill_project = change_standing

    # Commands on the directory.

    def found_organisation(self, _: str, a: Box) -> Checks:
        """Found the organisation; its founder holds the first registrar role."""
        yield a.person == a.actor, "command.malformed", not self.charter, "directory.exists"
        self.charter, self.people[a.person] = {"acts": {}, **self.charters[a.source]}, True
        self.grants[a.person, self.charter["registrars"][0], ORGANISATION] = a.actor

    def add_person(self, _: str, a: Box) -> Checks:
        """Add a person."""
        yield *self.may(a, "add_person"), a.person not in self.people, "person.exists"
        yield not a.taken, "handle.taken"
        self.people[a.person] = True

    def remove_person(self, _: str, a: Box) -> Checks:
        """Let a person leave, for good."""
        yield a.person in self.people, "person.unknown", *self.may(a, "remove_person")
        yield self.people[a.person], "person.left"
        yield from self.keep([grant for grant in self.grants if grant[0] != a.person], a.person)
        self.people[a.person] = False

    def keep(self, grants: Iterable[tuple[str, str, str]], leaver: str = "") -> Checks:
        """Keep these grants, and the delegations of a role that is still held, to who stays."""
        kept = {grant: self.grants[grant] for grant in grants}
        yield self.registered(self.charter, kept), "directory.last_registrar"
        self.grants = kept
        for d in self.delegations:
            d.ended |= d.to == leaver or (d.actor, d.role, d.scope) not in kept

    def registered(self, charter: Tree, grants: Iterable[tuple[str, str, str]]) -> bool:
        """Whether somebody would hold a registrar role."""
        return any(role in charter["registrars"] and s == ORGANISATION for _, role, s in grants)

    def grant_role(self, _: str, a: Box) -> Checks:
        """Grant a role."""
        own = union(self.rulebooks[d].own for v in self.published.values() for d in v.values())
        known = a.role in self.charter["roles"] or (a.scope != ORGANISATION and a.role in own)
        yield a.person in self.people, "person.unknown", known, "role.unknown"
        yield self.may(a, f"grant_{a.scope.partition('/')[0]}_role")
        yield self.people[a.person], "person.left", a.person != a.actor, "apart"
        yield (a.person, a.role, a.scope) not in self.grants, "role.held"
        self.grants[a.person, a.role, a.scope] = a.actor

    def revoke_role(self, _: str, a: Box) -> Checks:
        """Revoke a role."""
        grant, may = (a.person, a.role, a.scope), f"grant_{a.scope.partition('/')[0]}_role"
        yield a.person in self.people, "person.unknown", *self.may(a, may)
        yield grant in self.grants, "role.not_held"
        yield from self.keep([one for one in self.grants if one != grant])

    def delegate(self, _: str, a: Box) -> Checks:
        """Lend one's vote."""
        live = (a.actor, a.role, a.scope, False)
        yield a.to in self.people, "person.unknown", live[:3] in self.grants, "role.not_yours"
        yield self.people[a.to], "person.left", a.to != a.actor, "delegation.self"
        yield a.since <= a.until >= self.today, "delegation.dates"
        same = [d for d in self.delegations if (d.actor, d.role, d.scope, d.ended) == live]
        clash = [d for d in same if d.since <= a.until and a.since <= d.until]
        yield not clash, "delegation.exists"
        self.delegations.append(Box(**vars(a), ended=False))

    def end_delegation(self, _: str, a: Box) -> Checks:
        """End a delegation, whatever its dates."""
        yield 0 < a.delegation <= len(self.delegations), "delegation.unknown"
        one = self.delegations[a.delegation - 1]
        yield a.actor == one.actor or self.may(a, "")[0], "not_permitted"
        yield not one.ended, "delegation.ended"
        one.ended = True

    def amend_calendar(self, _: str, a: Box) -> Checks:
        """Declare holidays, or take them back."""
        fit = not set(a.add) & self.holidays and set(a.remove) <= self.holidays
        yield *self.may(a, "amend_calendar"), fit, "calendar.date"
        self.holidays = (self.holidays | set(a.add)) - set(a.remove)

    def publish_methodology(self, _: str, a: Box) -> Checks:
        """Put a version of a methodology in force."""
        known = self.published.get(a.methodology, {})
        yield *self.may(a, "publish_methodology"), a.version not in known, "methodology.exists"
        newer = all(release(a.version) > release(version) for version in known)
        yield newer, "methodology.older", self.supplies(self.charter, [a.source]), "role.unknown"
        self.published[a.methodology] = {**known, a.version: a.source}

    def supplies(self, charter: Tree, digests: Iterable[str]) -> bool:
        """Whether a charter has the roles that methodologies need."""
        return union(self.rulebooks[digest].needed for digest in digests) <= set(charter["roles"])

    def amend_charter(self, _: str, a: Box) -> Checks:
        """Adopt a higher version of the charter."""
        charter = self.charters[a.source]
        in_force = [[*versions.values()][-1] for versions in self.published.values()]
        newer = release(a.version) > release(self.charter["version"])
        yield *self.may(a, "amend_charter"), newer, "charter.older"
        yield self.registered(charter, self.grants), "directory.last_registrar"
        yield self.supplies(charter, in_force), "role.unknown"
        self.charter = {"acts": {}, **charter}

    def erase_text(self, _: str, a: Box) -> Checks:
        """Erase a text; the rules know none."""
        yield *self.may(a, "erase_text"), a.text == "kept", f"text.{a.text}"
