"""Invariants of decisions, checked event by event on the state before; each names its number.

They look at what the entries say and at the methodology, and count again with the panel's model.
"""

from collections import Counter
from datetime import date
from types import SimpleNamespace as Box
from typing import TYPE_CHECKING, Any

from tests.model.fold import Directory, Project, Round
from tests.model.guards import GUARDS
from tests.model.panel_model import Panel
from tests.model.reading import Rulebook, Tree, around, several
from tests.model.record_invariants import hold

if TYPE_CHECKING:
    from tests.model.walk import Pair

ORGANISATION = "organisation"
ACTS = {
    "AddPerson": "add_person",
    "RemovePerson": "remove_person",
    "AmendCharter": "amend_charter",
    "AmendCalendar": "amend_calendar",
    "PublishMethodology": "publish_methodology",
    "EraseText": "erase_text",
}


class Scene:
    """What a check of an event looks at: the entry, and the state before the event."""

    def __init__(self, pair: "Pair", entry: Tree) -> None:
        self.entry = entry
        self.key = entry["stream"].removeprefix("project/")
        self.directory: Directory = pair.directory
        self.project: Project = pair.projects[entry["stream"]]
        self.book: Rulebook = pair.model.rulebooks[entry["methodology"]]
        self.today = date.fromisoformat(entry["at"][:10])

    def scopes(self, role: str) -> list[tuple[str, str]]:
        """I15: the only grants that give a role of the methodology in this project."""
        held, here = self.book.roles[role].get("is"), f"project/{self.key}"
        if held is None:
            return [(role, here)]
        name = held.removeprefix("charter.")
        return [(name, ORGANISATION), (name, here)]

    def holds(self, person: str, roles: str | list[str] | None) -> bool:
        """Whether a person holds one of these roles, by the directory that the entry cites."""
        granted = [(person, *one) for role in several(roles) for one in self.scopes(role)]
        return self.directory.people.get(person, False) and any(
            g in self.directory.grants for g in granted
        )

    def true(self, guard: str | None) -> bool:
        """I12, I30: whether a guard is true on the values on record; an error is not."""
        return guard is None or GUARDS[guard](self.project.fields, self.today) is True


def check_directory_entry(pair: "Pair", entry: Tree) -> None:
    """I14: who acted on the directory had the right on the state before."""
    kind, args, grants = entry["command"]["type"], entry["command"]["args"], pair.directory.grants
    if kind in ("FoundOrganisation", "Delegate", "EndDelegation"):
        return
    charters = pair.model.charters.values()
    charter = next(one for one in charters if one["version"] == pair.directory.charter)
    act = ACTS.get(kind) or f"grant_{args['scope'].partition('/')[0]}_role"
    roles = charter.get("acts", {}).get(act, charter["registrars"])
    entitled = any((entry["actor"], role, ORGANISATION) in grants for role in roles)
    hold(entitled, "I14", entry)


def check_project_entry(pair: "Pair", entry: Tree) -> None:
    """I9, I14: a closed project takes nothing; who acted had the right on the state before."""
    scene, args = Scene(pair, entry), entry["command"]["args"]
    hold(scene.project.standing != "closed", "I9", entry)
    book, kind = scene.book, entry["command"]["type"]
    roles: Any = None
    match kind:
        case "RequestGate" | "WithdrawRequest":
            roles = book.gates[args["gate"]].requested_by
        case "WaiveItem":
            roles = book.gates[args["gate"]].waived_by
        case "SubmitDeliverable":
            roles = book.deliverables[args["deliverable"]]["by"]
        case "JudgeDeliverable":
            roles = book.deliverables[args["deliverable"]]["accepted_by"]
        case "HoldProject" | "ResumeProject" | "KillProject":
            roles = book.standing[kind.removesuffix("Project").lower()]["by"]
    hold(roles is None or scene.holds(entry["actor"], roles), "I14", entry)


def check_event(pair: "Pair", entry: Tree, event: Tree) -> None:
    """Check one event of a project before it is folded."""
    scene = Scene(pair, entry)
    match event["type"]:
        case "VoteCast":
            check_vote(scene, event)
        case "RoundOpened":
            check_opening(scene, event)
        case "RoundClosed":
            check_closing(scene, event)
        case "GatePassed":
            check_passing(scene, event)
        case "StageEntered":
            check_step(scene, event)
        case "TimerFired":
            check_timer(scene, event)
        case "VotesVoided":
            reason, named = event["reason"], bool(event["changed"])
            hold(named == (reason == "dossier_changed"), "I7", event)


def check_vote(scene: Scene, event: Tree) -> None:
    """I3, I5, I8, I9: who votes is entitled to, in time, in a round that is open."""
    r, person = scene.project.rounds[event["round"] - 1], event["principal"]
    seat = scene.book.gates[r.opened["gate"]].seats[event["seat"]]
    hold(r.closed is None, "I9", event)
    hold(person in r.electors[event["seat"]] and scene.holds(person, seat.role), "I3", event)
    hold(r.opened["due"] is None or scene.entry["at"] < r.opened["due"], "I8", event)
    hold(event["voter"] == scene.entry["actor"], "I14", event)
    hold((event["delegation"] is None) == (event["voter"] == person), "I5", event)
    if event["delegation"] is not None:
        lent = scene.directory.delegations[event["delegation"] - 1]
        people = (lent["principal"], lent["to"]) == (person, event["voter"])
        days = lent["since"] <= scene.entry["at"][:10] <= lent["until"]
        hold(people and days and not lent["ended"], "I5", event)
        hold((lent["role"], lent["scope"]) in scene.scopes(seat.role), "I5", event)
        grant = (lent["principal"], lent["role"], lent["scope"])
        hold(grant in scene.directory.grants, "I5", event)


def check_opening(scene: Scene, event: Tree) -> None:
    """I9, I30: one round at a time; no seat is left out because its guard can't be evaluated."""
    hold(all(r.closed for r in scene.project.rounds), "I9", event)
    hold(event["round"] == len(scene.project.rounds) + 1, "I9", event)
    for name, seat in scene.book.gates[event["gate"]].seats.items():
        sits = seat.when is None or GUARDS[seat.when](scene.project.fields, scene.today)
        hold(sits is (name in event["seats"]), "I30", event)
        for person in event["seats"].get(name, []):
            hold(scene.holds(person, seat.role), "I3", event)


def recount(scene: Scene, r: Round) -> Panel:
    """The panel of a round from its events alone."""
    votes = {name: Box(**vote) for name, vote in r.votes.items()}
    electors = {seat: set(people) for seat, people in r.electors.items()}
    return Panel(scene.book.gates[r.opened["gate"]], electors, votes)


def check_closing(scene: Scene, event: Tree) -> None:
    """I2, I3, I4, I7, I8, I10, I11: the votes that are counted, at the moment of closing."""
    r = scene.project.rounds[event["round"] - 1]
    hold(r.closed is None, "I9", event)
    voters = [vote["voter"] for vote in r.votes.values()]
    hold(len(set(voters)) == len(voters), "I2", r.votes)
    said = {(s, d): n for s, counts in event["counts"].items() for d, n in counts.items()}
    found = Counter((vote["seat"], vote["choice"]) for vote in r.votes.values())
    hold({one: n for one, n in said.items() if n} == dict(found), "I10", (event, found))
    if event["how"] in ("voided", "withdrawn"):
        return
    panel = recount(scene, r)
    hold(event["how"] == "otherwise" or not panel.vetoed(event["decision"]), "I11", event)
    for vote in r.votes.values():
        role = panel.gate.seats[vote["seat"]].role
        hold(scene.holds(vote["principal"], role), "I3", vote)
        hold(vote["material"] == event["dossier"], "I7", vote)
        hold(r.opened["due"] is None or vote["at"] < r.opened["due"], "I8", vote)
        for person in {vote["principal"], vote["voter"]}:
            hold(not sides(scene, r, vote["seat"], person), "I4", (vote, person))
    if event["how"] in ("deadline", "silence"):
        hold(r.opened["due"] <= scene.entry["at"], "I8", event)


def sides(scene: Scene, r: Round, seat: str, person: str) -> list[list[str]]:
    """The pairs of parties that are apart, on both sides of which a voter of `seat` stands."""
    gate = scene.book.gates[r.opened["gate"]]
    mine = [f"seat {seat}"] + ["panel"] * (not gate.seats[seat].advisory)
    pairs = [pair for pair in gate.apart if pair[0] in mine]
    return [pair for pair in pairs if belongs(scene, r, pair[1], seat, person)]


def belongs(scene: Scene, r: Round, party: str, seat: str, person: str) -> bool:
    """Whether a person belongs to a party, by the events of the whole history."""
    project, gate = scene.project, scene.book.gates[r.opened["gate"]]
    requesters = {x.requester for x in project.rounds if x.opened["gate"] == gate.id}
    match party.split(" ", maxsplit=1)[0]:
        case "requester":
            return person in requesters
        case "authors":
            versions = [v for name in gate.evidence for v in project.versions.get(name, [])]
            return any(person in version["authors"] for version in versions)
        case "appointees":
            granted = [(person, *one) for one in scene.scopes(gate.seats[seat].role)]
            by = {scene.directory.grants[g] for g in granted if g in scene.directory.grants}
            return bool(by) and by <= requesters
        case "voters":
            return any(
                spoke(scene, x, person)
                for x in project.rounds
                if party.endswith(f" {x.opened['gate']}")
            )
    other = gate.seats[party.removeprefix("seat ")]
    return party != f"seat {seat}" and scene.holds(person, other.role)


def spoke(scene: Scene, r: Round, person: str) -> bool:
    """Whether a person ever cast a vote that names a decision in a voting seat of a round."""
    gate = scene.book.gates[r.opened["gate"]]
    votes = [vote for vote in r.every_vote if person in (vote["voter"], vote["principal"])]
    votes = [vote for vote in votes if vote["choice"] in gate.decisions]
    return any(not gate.seats[vote["seat"]].advisory for vote in votes)


def check_passing(scene: Scene, event: Tree) -> None:
    """I1, I9: a gate is passed once in a round, and its votes counted again say so."""
    r = scene.project.rounds[event["round"] - 1]
    hold(r.passed == 0 and r.closed and r.closed["decision"] == event["decision"], "I9", event)
    panel = recount(scene, r)
    hold(event["decision"] in panel.gate.approvals, "I1", event)
    silent = r.closed and r.closed["how"] == "silence" and panel.permitted(event["decision"])
    hold(silent or panel.stands(event["decision"]), "I1", event)


def check_step(scene: Scene, event: Tree) -> None:
    """I12: a step is declared from where the project stands, and its guards are true."""
    project, book = scene.project, scene.book
    hold(event["from"] == project.stage, "I12", event)
    moved = next((e for e in scene.entry["events"] if e["type"] == "MoveTaken"), None)
    ended = [r for r in project.rounds if r.closed and r.closed["at"] == scene.entry["at"]]
    guarded = True
    if project.stage is None:
        ways: list[Tree] = [{"to": book.initial}]
    elif moved:
        ways = [m for m in book.moves if several(m["from"]) & set(around(project.stage))]
        ways = [m for m in ways if book.edge(m["to"]) == event["to"] and scene.true(m.get("when"))]
    elif scene.entry["command"]["type"] == "KillProject":
        ways, guarded = [book.standing["kill"]], False
    else:
        last = ended[-1]
        gate = book.gates[last.opened["gate"]]
        assert last.closed is not None
        ways = [gate.decisions[last.closed["decision"]]]
        guarded = last.closed["decision"] in gate.approvals
    ways = [way for way in ways if "to" in way and book.edge(way["to"]) == event["to"]]
    hold(ways, "I12", event)
    left, entered = book.way(project.stage, ways[0])
    hold(set(event["visits"]) == set(entered), "I12", event)
    guards = [book.stages[s].get("exit") for s in left]
    guards += [book.stages[s].get("entry") for s in entered]
    hold(not guarded or all(map(scene.true, guards)), "I12", event)


def check_timer(scene: Scene, event: Tree) -> None:
    """I8: a timer fires when it is due, not before, and in its turn."""
    hold(event["due"] <= scene.entry["at"], "I8", event)
    hold(scene.project.timers()[0] == (event["due"], event["timer"]), "I8", event)
