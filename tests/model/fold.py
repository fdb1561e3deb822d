"""What a ledger says, folded from its entries by docs/ledger.md section 4 alone.

This is how a stranger reads a ledger: nothing of the engine is used, only the bytes of entries.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.model.reading import Tree


@dataclass
class Directory:
    """The organisation: who is here, who granted which role to whom, and what is published."""

    charter: str = ""
    people: dict[str, bool] = field(default_factory=dict)
    grants: dict[tuple[str, str, str], str] = field(default_factory=dict)
    delegations: list[dict[str, Any]] = field(default_factory=list)
    holidays: set[str] = field(default_factory=set)
    published: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Tree) -> None:
        """Take an entry of the directory."""
        for event in entry["events"]:
            self.happen(entry["actor"], event)

    def happen(self, actor: str, event: Tree) -> None:
        """Take one event; with a grant is over what the ledger says is over with it."""
        self.declare(event)
        match event:
            case {"type": "PersonAdded", "person": person}:
                self.people[person] = True
            case {"type": "PersonLeft", "person": person}:
                self.people[person] = False
                self.grants = {one: by for one, by in self.grants.items() if one[0] != person}
            case {"type": "RoleGranted", "person": person, "role": role, "scope": scope}:
                self.grants[person, role, scope] = actor
            case {"type": "RoleRevoked", "person": person, "role": role, "scope": scope}:
                del self.grants[person, role, scope]
            case {"type": "Delegated"}:
                self.delegations.append({**event, "ended": False})
            case {"type": "DelegationEnded", "delegation": number}:
                self.delegations[number - 1]["ended"] = True
        for one in self.delegations:
            one["ended"] |= not (self.people[one["to"]] and self.covers(one))

    def declare(self, event: Tree) -> None:
        """Take an event that tells what is in force."""
        match event:
            case {"type": "CharterAdopted", "version": version}:
                self.charter = version
            case {"type": "CalendarAmended", "add": add, "remove": remove}:
                self.holidays = (self.holidays | set(add)) - set(remove)
            case {"type": "MethodologyPublished", "source": source, "version": version}:
                self.published[source] = version

    def covers(self, delegation: Tree) -> bool:
        """Whether the principal of a delegation still holds what they lent."""
        grant = delegation["principal"], delegation["role"], delegation["scope"]
        return grant in self.grants


@dataclass
class Round:
    """A round as its events tell it; `votes` are the effective ones, by principal."""

    opened: Tree
    requester: str
    electors: dict[str, list[str]]
    votes: dict[str, dict[str, Any]] = field(default_factory=dict)
    every_vote: list[dict[str, Any]] = field(default_factory=list)
    closed: Tree | None = None
    passed: int = 0


@dataclass
class Project:
    """A project as its events tell it."""

    methodology: str
    stage: str | None = None
    visits: dict[str, int] = field(default_factory=dict)
    standing: str = "active"
    outcome: str | None = None
    holds: int = 0
    review: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    waivers: list[dict[str, Any]] = field(default_factory=list)

    def happen(self, entry: Tree, event: Tree) -> None:
        """Take one event of an entry."""
        self.stand(event)
        self.gather(entry, event)
        self.vote(entry, event)

    def stand(self, event: Tree) -> None:
        """Take an event that tells where the project is."""
        match event:
            case {"type": "StageEntered", "to": to, "visits": visits}:
                self.stage = to
                self.visits |= visits
            case {"type": "ProjectHeld", "hold": hold, "due": due}:
                self.standing, self.holds, self.review = "held", hold, due
            case {"type": "ProjectResumed"}:
                self.standing, self.review = "active", None
            case {"type": "HoldReviewDue"}:
                self.review = None
            case {"type": "ProjectClosed", "outcome": outcome}:
                self.standing, self.outcome = "closed", outcome

    def gather(self, entry: Tree, event: Tree) -> None:
        """Take an event that tells what has been said and handed in."""
        match event:
            case {"type": "ProjectStarted" | "FieldsSet", "fields": fields}:
                self.fields |= fields
            case {"type": "DeliverableSubmitted", "deliverable": name}:
                self.versions.setdefault(name, []).append({**event, "verdict": None})
            case {"type": "DeliverableJudged", "deliverable": name, "version": number}:
                self.versions[name][number - 1]["verdict"] = event["verdict"]
            case {"type": "ConditionOpened"}:
                self.conditions.append({**event, "state": "open"})
            case {"type": "ConditionMet", "condition": number}:
                self.conditions[number - 1]["state"] = "met"
            case {"type": "ConditionLapsed", "condition": number}:
                self.conditions[number - 1]["state"] = "lapsed"
            case {"type": "ItemWaived"}:
                self.waivers.append({**event, "actor": entry["actor"]})

    def vote(self, entry: Tree, event: Tree) -> None:
        """Take an event of a round."""
        match event:
            case {"type": "RoundOpened", "seats": seats}:
                electors = {seat: list(people) for seat, people in seats.items()}
                self.rounds.append(Round(event, entry["actor"], electors))
            case {"type": "VoteCast", "round": number, "principal": principal}:
                cast = {**event, "at": entry["at"], "reads": entry["reads"]}
                self.rounds[number - 1].every_vote.append(cast)
                self.rounds[number - 1].votes.pop(principal, None)
                if event["choice"] != "recuse":
                    self.rounds[number - 1].votes[principal] = cast
            case {"type": "VotesVoided", "round": number, "principals": principals}:
                for principal in principals:
                    self.rounds[number - 1].votes.pop(principal, None)
            case {"type": "ElectorRemoved", "round": number, "person": person, "seats": seats}:
                for seat in seats:
                    self.rounds[number - 1].electors[seat].remove(person)
            case {"type": "RoundClosed", "round": number}:
                self.rounds[number - 1].closed = {**event, "at": entry["at"]}
            case {"type": "GatePassed", "round": number}:
                self.rounds[number - 1].passed += 1

    def open_round(self) -> Round | None:
        """The round that is open, if any."""
        return next((r for r in self.rounds if r.closed is None), None)

    def timers(self) -> list[tuple[str, str]]:
        """The timers of the project, the next first."""
        found = [
            (one["due"], f"condition/{one['condition']}")
            for one in self.conditions
            if one["state"] == "open"
        ]
        if self.review:
            found.append((self.review, f"hold/{self.holds}"))
        if (r := self.open_round()) and r.opened["due"]:
            found.append((r.opened["due"], f"round/{r.opened['round']}"))
        return sorted(found) if self.standing != "closed" else []


def parse(data: bytes) -> dict[str, Any]:
    """An entry from its bytes."""
    entry: dict[str, Any] = json.loads(data)
    return entry
