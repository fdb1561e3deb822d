"""A project as the model has it and as the entries tell it, in one form, so that they compare."""

from datetime import datetime
from typing import Any

from tests.model.fold import Project
from tests.model.model import Model, end_of


def instant(at: datetime) -> str:
    """An instant as entries write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def of_model(model: Model, key: str) -> dict[str, Any]:
    """What the model says of a project, in the terms of the ledger."""
    seen = model.observe(key)
    return {
        "methodology": seen["digest"],
        **{name: seen[name] for name in ("stage", "visits", "standing", "outcome", "holds")},
        "fields": seen["fields"],
        "versions": {
            name: [[v.digest, sorted(v.authors), v.visits, v.verdict] for v in versions]
            for name, versions in seen["versions"].items()
        },
        "rounds": [
            {
                "gate": r.gate,
                "due": r.due and instant(r.due),
                "electors": {seat: sorted(people) for seat, people in r.electors.items()},
                "votes": {v.principal: [v.voter, v.seat, v.choice] for v in r.votes.values()},
                "how": [r.how, r.decision],
            }
            for r in seen["rounds"]
        ],
        "conditions": [
            [c.owner, c.verifier, instant(end_of(c.due)), c.state] for c in seen["conditions"]
        ],
        "waivers": [[w.gate, w.item, w.visit, instant(w.due), w.actor] for w in seen["waivers"]],
        "timers": [[instant(due), name] for due, name in seen["timers"]],
    }


def of_ledger(project: Project) -> dict[str, Any]:
    """What the entries say of a project, in the same form."""
    return {
        "methodology": project.methodology,
        "stage": project.stage,
        "visits": project.visits,
        "standing": project.standing,
        "outcome": project.outcome,
        "holds": project.holds,
        "fields": project.fields,
        "versions": {
            name: [[v["digest"], v["authors"], v["visits"], v["verdict"]] for v in versions]
            for name, versions in project.versions.items()
        },
        "rounds": [
            {
                "gate": r.opened["gate"],
                "due": r.opened["due"],
                "electors": r.electors,
                "votes": {x: [v["voter"], v["seat"], v["choice"]] for x, v in r.votes.items()},
                "how": [r.closed["how"], r.closed["decision"]] if r.closed else [None, None],
            }
            for r in project.rounds
        ],
        "conditions": [
            [c["owner"], c["verifier"], c["due"], c["state"]] for c in project.conditions
        ],
        "waivers": [
            [w["gate"], w["item"], w["visit"], w["due"], w["actor"]] for w in project.waivers
        ],
        "timers": [list(timer) for timer in project.timers()],
    }
