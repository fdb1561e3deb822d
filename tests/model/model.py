"""Phasegate's rules a second time, written from docs/notation.md and docs/ledger.md alone.

It keeps its state in plain boxes, knows one time zone (UTC), and is meant to be read beside the
documents. Guards are handed to it as functions, because this model is about rules and not about a
language. Each command has a handler that yields its checks in the order of notation.md section 7,
what must hold and the code if it doesn't, one or several at a time, and after them takes effect.
"""

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, pairwise
from types import SimpleNamespace as Box
from typing import Any

from tests.model.panel_model import Panel, Tree, gate_of, union

# What a guard says of the fields on a day; None: it could not be evaluated.
Guard = Callable[[Tree, date], bool | None]
Check = tuple[object, ...]
Checks = Generator[Check, None, Any]
ORGANISATION = "organisation"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# How Python shows a value of a field's type.
FORMS = {"boolean": "True|False", "integer": r"-?\d+", "date": r"'\d{4}-\d\d-\d\d'"}
FORMS |= {"number": r"'-?[\d.]+'", "money": r"'CURRENCY -?[\d.]+'"}


def failure(checks: Iterable[Check]) -> str | None:
    """The code of the first check that fails."""
    pairs = (pair for some in checks for pair in zip(some[::2], some[1::2], strict=True))
    return next((str(code) for holds, code in pairs if not holds), None)


def several(value: str | list[str] | None) -> set[str]:
    """What one or several are called: always a set."""
    return set(value if isinstance(value, list) else [value] if value else [])


def release(version: str) -> list[int]:
    """A version, comparable."""
    return [int(number) for number in version.split(".")]


def end_of(day: date) -> datetime:
    """The instant at which `day` is over."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def around(leaf: str | None) -> list[str]:
    """The stages around a leaf, outer first, and the leaf."""
    return [leaf[: dot.start()] for dot in re.finditer(r"\.|$", leaf)] if leaf else []


def sitting(r: Box) -> list[tuple[str, str]]:
    """Each elector of a round with each of their seats."""
    return [(person, seat) for seat, electors in r.electors.items() for person in electors]


def remove(r: Box, gone: Iterable[tuple[str, str]], void: Iterable[Box]) -> None:
    """Void votes, take people out of seats, and void the votes for them that count there."""
    for person, seat in gone:
        r.electors[seat].discard(person)
    lost = [v for v in r.votes.values() if v in void or v.principal not in r.electors[v.seat]]
    r.votes = {name: vote for name, vote in r.votes.items() if vote not in lost}


def alive(p: Box) -> Check:
    """A project isn't closed."""
    return p.standing != "closed", "project.closed"


def active(p: Box) -> Check:
    """A project is neither closed nor held."""
    return p.standing == "active", f"project.{p.standing}"


class Rulebook:
    """A methodology, with its stages by dotted address (notation.md 1.3)."""

    def __init__(self, source: Tree) -> None:
        self.roles, self.standing = source["roles"], source.get("standing", {})
        self.fields, self.deliverables = source.get("fields", {}), source.get("deliverables", {})
        self.moves, self.stages = [*source.get("moves", {}).values()], dict[str, Tree]()
        self.add("", source["stages"])
        self.initial = next(name for name, stage in self.stages.items() if stage.get("initial"))
        self.gates = {name: gate_of(gate) for name, gate in source.get("gates", {}).items()}
        for name, gate in self.gates.items():
            gate.id, gate.leaf = name, self.edge(gate.leaves, -1)

    def add(self, prefix: str, stages: Tree) -> None:
        """Add stages, those inside them, and the moves that a sequence implies."""
        for name, stage in stages.items():
            self.stages[prefix + name] = stage
            self.add(f"{prefix}{name}.", stage.get("sequence", {}))
        for one, other in pairwise(stages) if prefix else ():
            leaf, by = self.edge(prefix + one, -1), self.stages[prefix[:-1]]["by"]
            self.moves.append({"from": leaf, "to": prefix + other, "by": by})

    def edge(self, address: str, place: int = 0) -> str:
        """The first (0) or last (-1) leaf of a stage."""
        while inner := self.stages[address].get("sequence"):
            address = f"{address}.{list(inner)[place]}"
        return address

    def entered(self, source: str | None, effect: Tree) -> list[str]:
        """The stages whose visit an effect begins, outer first."""
        leaf = self.edge(effect["to"]) if "to" in effect else None
        return [s for s in around(leaf) if s not in around(source) or self.edge(s) == leaf]

    def left(self, source: str | None, effect: Tree) -> list[str]:
        """The stages that an effect leaves, inner first."""
        stay = around(self.edge(effect["to"])) if "to" in effect else []
        left = [s for s in reversed(around(source)) if s == source or s not in stay]
        return [] if "stays" in effect else left


class Model:
    """The rules, over charters and methodologies by digest, and guards by their text."""

    def __init__(
        self, charters: Mapping[str, Tree], sources: Mapping[str, Tree], guards: Mapping[str, Guard]
    ) -> None:
        self.charters, self.guards, self.charter = charters, guards, dict[str, Any]()
        self.rulebooks = {digest: Rulebook(source) for digest, source in sources.items()}
        # Is each person still here? Who granted (person, role, scope)?
        self.people, self.grants = dict[str, bool](), dict[tuple[str, str, str], str]()
        # Digests by id and version, the last in force; projects by key.
        self.published, self.projects = dict[str, dict[str, str]](), dict[str, Box]()
        self.delegations, self.holidays = list[Box](), set[date]()

    def apply(self, at: str, actor: str, stream: str, kind: str, args: Tree) -> tuple[str, ...]:
        """Do what is due on `stream` at `at`, judge the command and apply it."""
        key, a = stream.partition("/")[2], Box(**args, kind=kind)
        p = self.catch_up(at, key)
        handler = getattr(self, re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower())
        code = failure(chain(self.always(p, key, actor, a), handler(p or key, actor, a)))
        if p and not code:
            self.settle(p)
        return (code,) if code else ("ok", kind)

    def always(self, p: Box | None, key: str, actor: str, a: Box) -> Checks:
        """What is checked first."""
        if a.kind != "FoundOrganisation":
            yield self.charter, "directory.none", actor in self.people, "actor.unknown"
            yield self.people[actor], "actor.left"
        yield p or not key or a.kind == "StartProject", "project.unknown"
        yield "gate" not in vars(a) or (p and a.gate in p.rules.gates), "gate.unknown"
        here = "deliverable" not in vars(a) or (p and a.deliverable in p.rules.deliverables)
        yield here, "deliverable.unknown"

    def observe(self, key: str) -> dict[str, Any]:
        """Everything to be seen of a project."""
        return {**vars(self.projects[key]), "timers": self.timers(self.projects[key])}

    def dossier(self, key: str, gate: str) -> Tree:
        """What a panel of `gate` would judge now, in the form of ledger.md section 2."""
        p, r = self.projects[key], self.open_round(self.projects[key])
        newest = {name: self.newest(p, name) for name in p.rules.gates[gate].evidence}
        evidence = [
            {
                "deliverable": name,
                "digest": v and v.digest,
                "accepted": bool(v and v.verdict == "accept"),
            }
            for name, v in newest.items()
        ]
        fields = {n: x for n, x in p.fields.items() if p.rules.fields[n].get("material", True)}
        waived = sorted({waiver.item for waiver in self.waivers(p, p.rules.gates[gate])})
        parts = {"evidence": evidence, "fields": fields, "waived": waived}
        answers = r.answers if r and r.gate == gate else {}
        return {"gate": gate, "methodology": p.digest, "answers": answers, **parts}

    # Time (notation.md 1.7 and 6).

    def span_end(self, start: datetime, span: str) -> datetime:
        """The due instant of a span that begins at `start`."""
        number, unit = span.split(" ", 1)
        n, day, working = int(number), start.date(), self.charter["calendar"]["working_days"]
        while unit.startswith("working") and n:
            day += timedelta(days=1)
            n -= WEEK[day.weekday()] in working and day not in self.holidays
        hours, days = start + timedelta(hours=n), n * (7 if unit.startswith("week") else 1)
        return hours if unit.startswith("hour") else end_of(day + timedelta(days=days))

    def catch_up(self, at: str, key: str) -> Box | None:
        """Let happen to a project what is due at `at`."""
        self.at, p = datetime.fromisoformat(at), self.projects.get(key)
        self.today = self.at.date()
        while p and (self.follow_directory(p) or self.fire_timer(p)):
            self.settle(p)
        return p

    def follow_directory(self, p: Box) -> bool:
        """Take out who left or lost a role, and void votes whose delegation has ended."""
        r = self.open_round(p) or Box(electors={}, votes={})
        over = [vote for vote in r.votes.values() if vote.delegation and vote.delegation.ended]
        gone = [(x, s) for x, s in sitting(r) if not self.holds(x, r.rules.seats[s].role, p)]
        remove(r, gone, over)
        return bool(over or gone)

    def timers(self, p: Box) -> list[tuple[datetime, str]]:
        """What will happen to a project by itself, the next first."""
        due = [(end_of(c.day), c) for c in p.conditions if c.state == "open"]
        found = [(instant, f"condition/{c.number}") for instant, c in due]
        found += [(p.review, f"hold/{p.holds}")] if p.review else []
        found += [(r.due, f"round/{r.number}") for r in p.rounds if r.due and not r.how]
        return sorted(found) if p.standing != "closed" else []

    def fire_timer(self, p: Box) -> bool:
        """Let the first timer that is due have its effect."""
        timer = next((name for due, name in self.timers(p) if due <= self.at), "/")
        kind, number = timer.split("/")
        if kind == "hold":
            p.review = None
        elif kind == "round":
            self.decide(p, p.rounds[-1], *self.panel(p, p.rounds[-1]).at_deadline())
        elif kind == "condition":
            (c := p.conditions[int(number) - 1]).state = "lapsed"
            if "closes" in c.lapse or ("holds" in c.lapse and p.standing == "active"):
                self.take_effect(p, c.lapse)
        return bool(kind)

    # Rounds (notation.md 2).

    def open_round(self, p: Box) -> Any:  # noqa: ANN401 - a box or None
        """The round that is open, if any."""
        return next((r for r in p.rounds if not r.how), None)

    def settle(self, p: Box) -> None:
        """Settle the open round after whatever happened."""
        if (r := self.open_round(p)) and (outcome := self.panel(p, r).outcome()):
            self.decide(p, r, *outcome)

    def panel(self, p: Box, r: Box) -> Panel:
        """The panel as it is now, without votes that saw another dossier and who is excluded."""
        dossier, votes = self.dossier(p.key, r.gate), list(r.votes.values())
        void = [v for v in votes if v.material != dossier]
        void += [v for v in votes if v.delegation and self.excluded(p, r.rules, v.voter, v.seat)]
        gone = [(x, s) for x, s in sitting(r) if self.excluded(p, r.rules, x, s)]
        remove(r, gone, void)
        return Panel(r.rules, r.electors, r.votes, not failure(self.ready(p, r.rules, r.answers)))

    def decide(self, p: Box, r: Box, how: str, decision: str) -> None:
        """Close a round with a decision and do what that says."""
        effect, votes = r.rules.decisions[decision], Panel(r.rules, r.electors, r.votes).counted()
        for one in [c for vote in votes if vote.choice == decision for c in vote.conditions]:
            lapse, day = effect["conditions"]["lapse"], date.fromisoformat(one["due"])
            number = len(p.conditions) + 1
            p.conditions.append(Box(**one, number=number, day=day, lapse=lapse, state="open"))
        r.how, r.decision = how, decision
        self.take_effect(p, effect)

    def take_effect(self, p: Box, effect: Tree) -> None:
        """Enter a stage, close, hold or stay; an open round is void, except by staying."""
        if (r := self.open_round(p)) and "stays" not in effect:
            r.how = "voided"
        for stage in p.rules.entered(p.stage, effect):
            p.visits[stage], p.stage = p.visits.get(stage, 0) + 1, p.rules.edge(stage)
        if "holds" in effect:
            p.standing, p.holds, review = "held", p.holds + 1, effect.get("review_in")
            p.review = review and self.span_end(self.at, review)
        if outcome := effect.get("closes") or p.rules.stages[p.stage].get("closes"):
            p.standing, p.outcome = "closed", outcome

    def waivers(self, p: Box, gate: Box) -> list[Box]:
        """The waivers of a gate that are in force."""
        now = gate.id, p.visits.get(gate.leaf)
        return [w for w in p.waivers if (w.gate, w.visit) == now and self.at < w.due]

    def newest(self, p: Box, deliverable: str) -> Any:  # noqa: ANN401 - a box or None
        """The newest version of a deliverable, if any."""
        return p.versions[deliverable][-1] if deliverable in p.versions else None

    def ready(self, p: Box, gate: Box, answers: Tree) -> Checks:
        """What makes a gate ready (2.4)."""
        waived = {waiver.item for waiver in self.waivers(p, gate)}
        for name in [name for name in gate.evidence if name not in waived]:
            yield from self.counts(p, name, p.rules.deliverables[name], gate.leaf)
        must = {name: item for name, item in gate.must.items() if name not in waived}
        guards = [self.guard(p, item.when, "criterion.failed") for item in must.values()]
        said = [answers.get(n) for n, item in must.items() if item.answered_by == "requester"]
        codes: list[Check] = [
            (x is not None, "answer.missing", x, "criterion.failed") for x in said
        ]
        yield from self.way(p, [gate.decisions[d] for d in gate.approvals], guards + codes)

    def counts(self, p: Box, name: str, rules: Tree, leaf: str) -> Checks:
        """What makes the newest version of a deliverable count at a gate out of `leaf`."""
        version, per_visit = self.newest(p, name), rules.get("per") == "visit"
        here = version and version.visits.get(leaf) == p.visits.get(leaf)
        there = version and version.verdict != "return" and (here or not per_visit)
        yield there, "evidence.missing"
        last = self.span_end(version.at, rules.get("valid_for", "999999 days"))
        yield self.at < last, "evidence.expired"
        yield version.verdict == "accept" or "accepted_by" not in rules, "evidence.not_accepted"

    def way(self, p: Box, effects: list[Tree], more: Iterable[Check]) -> Checks:
        """What opens a way: the fields it requires, then `more`, then exit and entry guards."""
        left = [stage for effect in effects for stage in p.rules.left(p.stage, effect)]
        for name, field in p.rules.fields.items():
            due = several(field.get("required_on_leaving")) & set(left)
            yield not due or name in p.fields, "field.missing"
        entered = [stage for effect in effects for stage in p.rules.entered(p.stage, effect)]
        exits = [self.guard(p, p.rules.stages[stage].get("exit")) for stage in left]
        yield from [*more, *exits]
        yield from [self.guard(p, p.rules.stages[stage].get("entry")) for stage in entered]

    def guard(self, p: Box, text: str | None, code: str = "guard.false") -> Check:
        """The checks that a guard is true, as it is when there is none."""
        value = text is None or self.guards[text](p.fields, self.today)
        return value is not None, "guard.error", value, code

    # People (notation.md 1.1, 1.7 and 3).

    def scopes(self, role: str, p: Box) -> list[tuple[str, str]]:
        """The grants that give a methodology's role in a project: directory role and scope."""
        charter, here = p.rules.roles[role].get("is", "").partition(".")[2], f"project/{p.key}"
        return [(charter, ORGANISATION), (charter, here)] if charter else [(role, here)]

    def granters(self, person: str, role: str, p: Box) -> set[str]:
        """Who granted a person a role in a project."""
        found = [(person, *scope) for scope in self.scopes(role, p)]
        return {self.grants[grant] for grant in found if grant in self.grants}

    def by(self, p: Box, actor: str, roles: str | list[str] | None) -> Check:
        """The actor holds one of these roles in a project."""
        return self.holds(actor, roles, p), "not_permitted"

    def holds(self, person: str, roles: str | list[str] | None, p: Box) -> bool:
        """Whether a person holds one of these roles in a project."""
        return any(self.granters(person, role, p) for role in several(roles))

    def excluded(self, p: Box, gate: Box, person: str, seat: str, *requester: str) -> bool:
        """Whether a person may not sit in a seat; `requester` is about to request a round."""
        sits = [f"seat {seat}"] + ["panel"] * (not gate.seats[seat].advisory)
        parties = [other for one, other in gate.apart if one in sits]
        return any(self.among(p, gate, person, seat, x, requester) for x in parties)

    def among(
        self, p: Box, gate: Box, person: str, seat: str, party: str, requester: Iterable[str] = ()
    ) -> bool:
        """Whether a person belongs to a party of `apart`, over the project's whole history."""
        requesters = {r.requester for r in p.rounds if r.gate == gate.id} | set(requester)
        others = {n: one for n, one in gate.seats.items() if n != seat}
        panel = [one.role for one in others.values() if not one.advisory]
        seats = {"panel": panel, **{f"seat {n}": one.role for n, one in others.items()}}
        versions = [v for item in gate.evidence for v in p.versions.get(item, [])]
        rounds = [r for r in p.rounds if f"voters at {r.gate}" == party]
        by = self.granters(person, gate.seats[seat].role, p) if seat else set()
        return {
            "requester": person in requesters,
            "authors": person in union(version.authors for version in versions),
            "appointees": bool(by) and by <= requesters,
        }.get(
            party,
            person in union(r.voters for r in rounds) or self.holds(person, seats.get(party), p),
        )

    def may(self, actor: str, act: str) -> Check:
        """The charter lets the actor do this act of the directory."""
        roles = self.charter["acts"].get(act, self.charter["registrars"])
        held = any((actor, role, ORGANISATION) in self.grants for role in roles)
        return held, "not_permitted"

    # Commands on a project.

    def start_project(self, key: str | Box, actor: str, a: Box) -> Checks:
        """Start a project in the initial stage."""
        published = [v for v in self.published.values() if a.methodology in v.values()]
        yield isinstance(key, str), "project.exists", published, "methodology.unknown"
        rules, last = self.rulebooks[a.methodology], [*published[0].values()][-1]
        yield last == a.methodology, "methodology.superseded", *self.may(actor, "start_project")
        for name in sorted(a.fields):
            yield name in rules.fields, "field.unknown"
            yield self.fits(rules.fields[name], a.fields[name]), "field.value"
        needed = {name for name, field in rules.fields.items() if field.get("required")}
        yield needed <= set(a.fields), "field.required"
        p = Box(key=key, digest=a.methodology, rules=rules, fields=dict(a.fields), stage=None)
        p.visits, p.standing, p.outcome, p.holds, p.review = {}, "active", None, 0, None
        p.versions, p.rounds, p.conditions, p.waivers = {}, [], [], []
        yield from self.way(p, [{"to": rules.initial}], [])
        self.take_effect(p, {"to": rules.initial})
        self.projects[p.key] = p

    def fits(self, field: Tree, value: object) -> bool:
        """Whether a value is one of the field's type."""
        if form := FORMS.get(field["type"], "").replace("CURRENCY", field.get("currency", "")):
            return re.fullmatch(form, repr(value)) is not None
        options = self.people if field["type"] == "person" else field["of"]
        values = value if isinstance(value, list) else [value]
        listed = isinstance(value, list) == (field["type"] == "choices")
        return listed and all(one in options for one in values)

    def set_fields(self, p: Box, actor: str, a: Box) -> Checks:
        """Set fields."""
        yield set(a.fields) <= set(p.rules.fields), "field.unknown"
        given, r = [(p.rules.fields[n], a.fields[n]) for n in a.fields], self.open_round(p)
        yield all(self.holds(actor, field["by"], p) for field, _ in given), "not_permitted"
        yield *alive(p), all(self.here(p, field) for field, _ in given), "field.not_here"
        yield all(self.fits(field, value) for field, value in given), "field.value"
        seats = self.seats(r.rules, {**p.fields, **a.fields}).items() if r else ()
        yield all(sits is (seat in r.electors) for seat, sits in seats), "panel.would_change"
        p.fields.update(a.fields)

    def here(self, p: Box, rules: Tree) -> bool:
        """Whether the project is in one of the stages that `in` names, if it does."""
        return "in" not in rules or bool(several(rules["in"]) & set(around(p.stage)))

    def seats(self, gate: Box, fields: Tree) -> dict[str, bool | None]:
        """The seats of a gate, and whether each is active; None: its guard can't be evaluated."""
        texts = {name: seat.when for name, seat in gate.seats.items()}
        return {s: not text or self.guards[text](fields, self.today) for s, text in texts.items()}

    def submit_deliverable(self, p: Box, actor: str, a: Box) -> Checks:
        """Hand in a version."""
        rules, newest = p.rules.deliverables[a.deliverable], self.newest(p, a.deliverable)
        yield (
            *self.by(p, actor, rules["by"]),
            *alive(p),
            self.here(p, rules),
            "deliverable.not_here",
        )
        yield set(a.authors) <= set(self.people), "person.unknown"
        version = Box(digest=a.digest, authors={actor, *a.authors}, at=self.at, verdict=None)
        version.visits = {stage: p.visits[stage] for stage in around(p.stage)}
        same = newest and (newest.digest, newest.visits) == (a.digest, version.visits)
        yield not same or newest.verdict == "return", "deliverable.same"
        gates = [g for g in p.rules.gates.values() if a.deliverable in g.evidence]
        barred = [g.id for g in gates if ["requester", "authors"] in g.apart]
        asked = {r.requester for r in p.rounds if r.gate in barred}
        yield not asked & version.authors, "apart"
        p.versions.setdefault(a.deliverable, []).append(version)

    def judge_deliverable(self, p: Box, actor: str, a: Box) -> Checks:
        """Accept or return the newest version."""
        by, version = (
            p.rules.deliverables[a.deliverable].get("accepted_by"),
            self.newest(p, a.deliverable),
        )
        yield by, "deliverable.no_acceptance", *self.by(p, actor, by)
        yield *alive(p), version, "deliverable.none"
        yield version.digest == a.digest, "deliverable.stale"
        alike = [v.authors for v in p.versions[a.deliverable] if v.digest == a.digest]
        yield not version.verdict, "deliverable.judged", actor not in union(alike), "apart"
        version.verdict = a.verdict

    def take_move(self, p: Box, actor: str, a: Box) -> Checks:
        """Take a move that is declared, or implied by a sequence."""
        yield a.to in p.rules.stages, "stage.unknown", *active(p)
        moves = [m for m in p.rules.moves if several(m["from"]) & set(around(p.stage))]
        moves = [m for m in moves if p.rules.edge(m["to"]) == p.rules.edge(a.to)]
        yield moves, "move.none"
        yield *self.by(p, actor, moves[0]["by"]), not self.open_round(p), "round.open"
        yield from self.way(p, moves, [self.guard(p, moves[0].get("when"))])
        self.take_effect(p, moves[0])

    def request_gate(self, p: Box, actor: str, a: Box) -> Checks:
        """Open a round, with an electorate that could approve."""
        gate: Box = p.rules.gates[a.gate]
        yield (
            *self.by(p, actor, gate.requested_by),
            *active(p),
            p.stage == gate.leaf,
            "gate.not_here",
        )
        yield not self.open_round(p), "round.open"
        mine = {name for name, item in gate.must.items() if item.answered_by == "requester"}
        yield set(a.answers) <= mine, "answer.unknown"
        blocks = [c for c in p.conditions if c.state == "lapsed" and "blocks" in c.lapse]
        waived = actor in [waiver.actor for waiver in self.waivers(p, gate)]
        both = ["requester", "authors"] in gate.apart and self.among(p, gate, actor, "", "authors")
        yield not blocks, "condition.blocks", not waived and not both, "apart"
        yield from self.ready(p, gate, a.answers)
        seats = self.seats(gate, p.fields)
        panel = Panel(gate, {s: self.electorate(p, gate, s, actor) for s in seats if seats[s]}, {})
        could = panel.voting() and any(panel.could_stand(d) for d in gate.approvals)
        yield None not in seats.values(), "guard.error", could, "panel.short"
        r = Box(number=len(p.rounds) + 1, gate=a.gate, rules=gate, requester=actor)
        r.visit, r.answers, r.electors = p.visits[p.stage], dict(a.answers), dict(panel.electors)
        r.votes, r.voters, r.recused, r.how, r.decision = {}, set(), set(), None, None
        r.due = self.span_end(self.at, gate.deadline["in"]) if gate.deadline else None
        p.rounds.append(r)

    def electorate(self, p: Box, gate: Box, seat: str, requester: str) -> set[str]:
        """Who may vote in a seat of a round that `requester` opens now."""
        holders = [x for x in self.people if self.holds(x, gate.seats[seat].role, p)]
        return {x for x in holders if not self.excluded(p, gate, x, seat, requester)}

    def round(self, p: Box, a: Box) -> Checks:
        """The open round of a gate, if that is its number."""
        r = next((r for r in p.rounds if (r.gate, r.number) == (a.gate, a.round)), None)
        yield r, "round.none", r and not r.how, "round.closed"
        return r

    def cast_vote(self, p: Box, actor: str, a: Box) -> Checks:
        """Cast a vote, one's own or a delegated one."""
        r, own = (yield from self.round(p, a)), a.principal == actor
        sits = [seat for seat, electors in r.electors.items() if a.principal in electors]
        lent = {seat: self.lent(p, r, a.principal, actor, seat) for seat in sits}
        seats, kind = [seat for seat in sits if own or lent[seat]], r.rules.kinds.get(a.choice)
        yield a.principal in self.people, "person.unknown", sits, "not_in_electorate"
        known = kind or a.choice in ["abstain", "recuse"]
        yield seats, "delegation.none", known, "decision.unknown"
        yield a.seat in [None, *r.electors], "seat.unknown"
        yield a.seat in [None, *seats], "seat.not_yours"
        others = {name: vote for name, vote in r.votes.items() if name != a.principal}
        recuses, panel = a.choice == "recuse", Panel(r.rules, r.electors, others)
        needy = [s for s in panel.voting() if kind and s in seats and not panel.met(s, a.choice)]
        seat = a.seat or (needy + seats)[0]
        apart = not own and (actor in r.recused or self.excluded(p, r.rules, actor, seat))
        yield own or not recuses, "recuse.not_yours", not apart, "apart"
        yield recuses or actor not in [v.voter for v in others.values()], "vote.one_person"
        yield a.material == self.dossier(p.key, a.gate), "vote.stale"
        yield from self.ready(p, r.rules, r.answers) if a.choice in r.rules.approvals else ()
        counts = bool(kind) and not r.rules.seats[seat].advisory
        yield from self.answered(r.rules, a, counts)
        asked = counts and kind == "conditional_go"
        yield from self.conditions(r.rules, a, list(others.values()), asked)
        vote = Box(**{**vars(a), "voter": actor, "seat": seat, "delegation": lent[seat]})
        r.votes, heard = {**others, a.principal: vote}, {actor, a.principal} if counts else set()
        r.voters |= heard
        if recuses:
            mine, _ = [v for v in r.votes.values() if v.voter == actor], r.recused.add(actor)
            remove(r, [(actor, seat) for seat in r.electors], mine)

    def lent(self, p: Box, r: Box, principal: str, actor: str, seat: str) -> Box | None:
        """The delegation by which the actor may vote for the principal in a seat."""
        scopes = self.scopes(r.rules.seats[seat].role, p)
        live = [d for d in self.delegations if d.since <= self.today <= d.until and not d.ended]
        mine = [d for d in live if (d.principal, d.to) == (principal, actor)]
        return next((d for d in mine if (d.role, d.scope) in scopes), None)

    def answered(self, gate: Box, a: Box, counts: bool) -> Checks:
        """A vote that counts answers every question and gives every score; others give none."""
        asked, score = set(gate.asked if counts else ()), gate.score or {"of": (), "scale": "0..0"}
        scored, (low, high) = set(score["of"] if counts else ()), score["scale"].split("..")
        yield a.dissent is None, "not_supported", set(a.answers) <= asked, "answer.unknown"
        yield set(a.answers) == asked, "answer.missing"
        yield set(a.scores) <= scored, "score.unknown", set(a.scores) == scored, "score.missing"
        yield all(int(low) <= n <= int(high) for n in a.scores.values()), "score.range"

    def conditions(self, gate: Box, a: Box, others: list[Box], asked: bool) -> Checks:
        """A conditional go has conditions, each with two known people and a day in time."""
        carried = [vote for vote in others if vote.choice == a.choice and vote.conditions]
        yield asked or not a.conditions, "condition.not_asked"
        yield not asked or a.conditions or carried, "condition.missing"
        for one in a.conditions:
            people, day = {one["owner"], one["verifier"]}, date.fromisoformat(one["due"])
            last = self.span_end(self.at, gate.decisions[a.choice]["conditions"]["due_within"])
            two = len(people) == 2
            yield people <= set(self.people), "person.unknown", two, "condition.verifier"
            yield self.today < day and end_of(day) <= last, "condition.due"

    def withdraw_request(self, p: Box, actor: str, a: Box) -> Checks:
        """Withdraw a round."""
        yield self.by(p, actor, p.rules.gates[a.gate].requested_by)
        (yield from self.round(p, a)).how = "withdrawn"

    def waive_item(self, p: Box, actor: str, a: Box) -> Checks:
        """Set an item of a gate aside."""
        gate, visit, until = p.rules.gates[a.gate], p.visits[p.stage], date.fromisoformat(a.until)
        yield a.item in [*gate.evidence, *gate.must] and a.item not in gate.asked, "item.unknown"
        yield *self.by(p, actor, gate.waived_by), *alive(p), p.stage == gate.leaf, "gate.not_here"
        item = gate.must.get(a.item) or Box(**p.rules.deliverables[a.item])
        allowed = getattr(item, "waivable", True)
        asked = [r.requester for r in p.rounds if (r.gate, r.visit) == (a.gate, visit)]
        yield allowed, "waiver.forbidden", actor not in asked, "apart"
        yield until >= self.today, "waiver.until"
        due = end_of(until)
        p.waivers.append(Box(gate=a.gate, item=a.item, visit=visit, due=due, actor=actor))

    def verify_condition(self, p: Box, actor: str, a: Box) -> Checks:
        """Say that a condition is met."""
        condition = next((c for c in p.conditions if c.number == a.condition), Box(verifier=None))
        yield condition.verifier, "condition.unknown", actor == condition.verifier, "not_permitted"
        yield *alive(p), condition.state != "met", "condition.met"
        condition.state = "met"

    def change_standing(self, p: Box, actor: str, a: Box) -> Checks:
        """Hold a project, resume it where it was, or kill it: close it, or enter a last stage."""
        act = a.kind.removesuffix("Project").lower()
        rules = p.rules.standing.get(act, {})
        yield *self.by(p, actor, rules.get("by")), *alive(p)
        wanted = {"hold": "active", "resume": "held"}.get(act, p.standing)
        yield p.standing == wanted, f"project.{p.standing}"
        yield self.here(p, rules), "standing.not_here"
        p.standing, p.review = "active", None
        self.take_effect(p, {"hold": {"holds": True}, "resume": {"stays": True}}.get(act, rules))

    hold_project = resume_project = kill_project = change_standing

    # Commands on the directory.

    def found_organisation(self, _: str, actor: str, a: Box) -> Checks:
        """Found the organisation; its founder holds the first registrar role."""
        yield not self.charter, "directory.exists"
        self.charter, self.people[a.person] = {"acts": {}, **self.charters[a.source]}, True
        self.grants[a.person, self.charter["registrars"][0], ORGANISATION] = actor

    def add_person(self, _: str, actor: str, a: Box) -> Checks:
        """Add a person."""
        yield *self.may(actor, "add_person"), a.person not in self.people, "person.exists"
        self.people[a.person] = True

    def remove_person(self, _: str, actor: str, a: Box) -> Checks:
        """Let a person leave, for good."""
        yield a.person in self.people, "person.unknown"
        yield *self.may(actor, "remove_person"), self.people[a.person], "person.left"
        left = {grant: by for grant, by in self.grants.items() if grant[0] != a.person}
        yield self.registered(self.charter, left), "directory.last_registrar"
        self.people[a.person] = False
        self.keep(left)

    def keep(self, grants: dict[tuple[str, str, str], str]) -> None:
        """Keep these grants, and delegations of a role that is still held to who is still here."""
        self.grants = grants
        for d in self.delegations:
            d.ended |= not self.people[d.to] or (d.principal, d.role, d.scope) not in grants

    def registered(self, charter: Tree, grants: Iterable[tuple[str, str, str]]) -> bool:
        """Whether somebody would hold a registrar role."""
        held = {role for _, role, scope in grants if scope == ORGANISATION}
        return bool(held & set(charter["registrars"]))

    def grant_role(self, _: str, actor: str, a: Box) -> Checks:
        """Grant a role."""
        books = [self.rulebooks[d] for v in self.published.values() for d in v.values()]
        own = {name for book in books for name, role in book.roles.items() if "is" not in role}
        known = [*self.charter["roles"], *(own if a.scope != ORGANISATION else ())]
        yield a.person in self.people, "person.unknown", a.role in known, "role.unknown"
        yield self.may(actor, f"grant_{a.scope.partition('/')[0]}_role")
        yield self.people[a.person], "person.left", a.person != actor, "apart"
        yield (a.person, a.role, a.scope) not in self.grants, "role.held"
        self.grants[a.person, a.role, a.scope] = actor

    def revoke_role(self, _: str, actor: str, a: Box) -> Checks:
        """Revoke a role."""
        grant, may = (a.person, a.role, a.scope), f"grant_{a.scope.partition('/')[0]}_role"
        yield a.person in self.people, "person.unknown", *self.may(actor, may)
        left = {one: by for one, by in self.grants.items() if one != grant}
        registered = self.registered(self.charter, left)
        yield grant in self.grants, "role.not_held", registered, "directory.last_registrar"
        self.keep(left)

    def delegate(self, _: str, actor: str, a: Box) -> Checks:
        """Lend one's vote."""
        new = Box(principal=actor, to=a.to, role=a.role, scope=a.scope, ended=False)
        new.since, new.until = date.fromisoformat(a.since), date.fromisoformat(a.until)
        held = (actor, a.role, a.scope) in self.grants
        yield a.to in self.people, "person.unknown", held, "role.not_yours"
        yield self.people[a.to], "person.left", a.to != actor, "delegation.self"
        yield new.since <= new.until >= self.today, "delegation.dates"
        mine = [d for d in self.delegations if d.principal == actor and not d.ended]
        same = [d for d in mine if (d.role, d.scope) == (a.role, a.scope)]
        clash = [d for d in same if d.since <= new.until and new.since <= d.until]
        yield not clash, "delegation.exists"
        self.delegations.append(new)

    def end_delegation(self, _: str, actor: str, a: Box) -> Checks:
        """End a delegation, whatever its dates."""
        yield 0 < a.delegation <= len(self.delegations), "delegation.unknown"
        one = self.delegations[a.delegation - 1]
        yield actor == one.principal or self.may(actor, "")[0], "not_permitted"
        yield not one.ended, "delegation.ended"
        one.ended = True

    def amend_calendar(self, _: str, actor: str, a: Box) -> Checks:
        """Declare holidays, or take them back."""
        add, remove = (set(map(date.fromisoformat, days)) for days in (a.add, a.remove))
        fit = not add & self.holidays and remove <= self.holidays
        yield *self.may(actor, "amend_calendar"), fit, "calendar.date"
        self.holidays = (self.holidays | add) - remove

    def publish_methodology(self, _: str, actor: str, a: Box) -> Checks:
        """Put a version of a methodology in force."""
        versions = self.published.get(a.methodology, {})
        new = a.version not in versions
        yield *self.may(actor, "publish_methodology"), new, "methodology.exists"
        yield all(release(a.version) > release(v) for v in versions), "methodology.older"
        yield self.needed([a.source]) <= set(self.charter["roles"]), "role.unknown"
        self.published[a.methodology] = {**versions, a.version: a.source}

    def needed(self, digests: Iterable[str]) -> set[str]:
        """The charter's roles that methodologies need."""
        roles = [role for digest in digests for role in self.rulebooks[digest].roles.values()]
        return {role["is"].removeprefix("charter.") for role in roles if "is" in role}

    def amend_charter(self, _: str, actor: str, a: Box) -> Checks:
        """Adopt a higher version of the charter."""
        charter = self.charters[a.source]
        yield self.may(actor, "amend_charter")
        yield release(a.version) > release(self.charter["version"]), "charter.older"
        yield self.registered(charter, self.grants), "directory.last_registrar"
        needed = self.needed([*versions.values()][-1] for versions in self.published.values())
        yield needed <= set(charter["roles"]), "role.unknown"
        self.charter = {"acts": {}, **charter}

    def erase_text(self, _: str, actor: str, a: Box) -> Checks:
        """Erase a text; the rules know none."""
        yield self.may(actor, "erase_text")
