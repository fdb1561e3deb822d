"""What people on a walk might want of the directory, and the chances that all wishes take."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace as Box
from typing import Any

from tests.model.model import Model, open_round, sitting
from tests.model.reading import ORGANISATION

PEOPLE = ["p-a", "p-b", "p-c", "p-d", "p-e", "p-f", "p-g"]
STRANGERS = ["p-h", "p-x"]
KINDS = ["bridge", "paper", "vote"]
START = "2026-03-02T09:00:00+00:00"
FILES = {"dir": ["charter-0", "charter-2", "charter-3", "charter-4"], "odd": ["odd", "vote-0"]}


def may(model: Model, person: str, act: str) -> bool:
    """Whether the charter lets a person do an act of the directory."""
    return bool(model.may(Box(actor=person), act)[0])


class DirectoryWishes:
    """Chances, and commands of the directory."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.now = datetime.fromisoformat(START)

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.draw.random() < share

    def any_of(self, some: Iterable[Any], otherwise: Any) -> Any:  # noqa: ANN401
        """One of `some`, or `otherwise` when there is none."""
        options = sorted(some)
        return self.draw.choice(options) if options else otherwise

    def person(self) -> str:
        """Somebody, seldom a stranger."""
        return self.draw.choice(PEOPLE * 5 + STRANGERS)

    def day(self, first: int, last: int) -> str:
        """A day that lies so many days from today."""
        return (self.now.date() + timedelta(days=self.draw.randint(first, last))).isoformat()

    def registrar(self, model: Model) -> str:
        """A registrar."""
        return str(self.any_of([x for x in model.people if may(model, x, "")], "p-a"))

    def directory(self, model: Model) -> tuple[str, str, str, dict[str, Any]]:
        """A command of the directory."""
        actor = self.registrar(model) if self.chance(0.85) else self.person()
        options = [
            self.revoke,
            self.delegate,
            self.end,
            self.remove,
            self.calendar,
            self.publish,
            self.organisation_role,
            self.erase,
        ]
        chosen = self.draw.choices(options, [4, 16, 3, 0.7, 1, 1, 5, 0.7])[0]
        return chosen(model, actor)

    def revoke(self, model: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Take a role away."""
        person, role, scope = self.any_of(model.grants, ("p-a", "pmo", ORGANISATION))
        if self.chance(0.05):
            person, role = self.person(), "finance"
        args = {"person": person, "role": role, "scope": scope}
        return actor, "directory", "RevokeRole", args

    def delegate(self, model: Model, _: str) -> tuple[str, str, str, dict[str, Any]]:
        """Lend a vote."""
        person, role, scope = self.any_of(model.grants, ("p-a", "pmo", ORGANISATION))
        if seated := [*self.seated(model)] if self.chance(0.7) else []:
            person, role, scope = self.any_of(seated, "")
        elif scope == ORGANISATION and self.chance(0.3):
            scope = f"project/{self.any_of(model.projects, 'k1')}"
        since, until = self.day(-1, 1), self.day(0, 9) if self.chance(0.95) else self.day(-3, -1)
        args = {"to": self.person(), "role": role, "scope": scope, "since": since, "until": until}
        return person, "directory", "Delegate", {**args, "reason": "R"}

    def seated(self, model: Model) -> Iterable[tuple[str, str, str]]:
        """The grants that seat electors of open rounds."""
        for p in model.projects.values():
            r = open_round(p)
            for person, seat in sitting(r) if r else ():
                for role, scope in model.scopes(r.rules.seats[seat].role, p):
                    if (person, role, scope) in model.grants:
                        yield person, role, scope

    def end(self, model: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """End a delegation."""
        live = [n for n, d in enumerate(model.delegations, 1) if not d.ended]
        number = self.any_of(live, 1) if self.chance(0.9) else len(model.delegations) + 1
        if live and self.chance(0.5) and number <= len(model.delegations):
            actor = model.delegations[number - 1].actor
        return actor, "directory", "EndDelegation", {"delegation": number, "reason": "R"}

    def remove(self, model: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Somebody leaves, or comes."""
        if self.chance(0.5) and sum(model.people.values()) > 4:
            return actor, "directory", "RemovePerson", {"person": self.person(), "reason": "R"}
        new = f"p-{self.draw.choice('hijklm')}" if self.chance(0.9) else self.person()
        handle = f"{new}{len(model.people)}" if self.chance(0.8) else self.draw.choice(PEOPLE)
        return actor, "directory", "AddPerson", {"person": new, "handle": handle, "name": "N"}

    def calendar(self, model: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Declare a holiday, or take one back."""
        day, known = self.day(1, 6), sorted(model.holidays)
        args = {"add": [day] if self.chance(0.7) else [], "remove": []}
        if known and self.chance(0.3):
            args["remove"] = [
                other for other in [self.draw.choice(known)] if other not in args["add"]
            ]
        args["remove"] = args["remove"] or ([] if args["add"] else [self.day(20, 30)])
        return actor, "directory", "AmendCalendar", args

    def publish(self, _: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Publish a version of a methodology or of the charter."""
        if self.chance(0.5):
            args = {"source": self.draw.choice(FILES["dir"])}
            return actor, "directory", "AmendCharter", args
        if self.chance(0.1):
            found = {"source": "charter", "person": actor, "handle": "x", "name": "X"}
            return actor, "directory", "FoundOrganisation", found
        name = self.draw.choice([*KINDS, "vote-2", *FILES["odd"]])
        return actor, "directory", "PublishMethodology", {"source": name}

    def erase(self, _: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Erase a text."""
        number = self.draw.choice([-1, *range(8), *range(8), *range(0, 400, 7)])
        return actor, "directory", "EraseText", {"commitment": number, "reason": "R"}

    def organisation_role(self, model: Model, actor: str) -> tuple[str, str, str, dict[str, Any]]:
        """Give somebody a role of the organisation."""
        role = self.draw.choice([*model.charter["roles"], "nothing"])
        args = {"person": self.person(), "role": role, "scope": ORGANISATION}
        return actor, "directory", "GrantRole", args
