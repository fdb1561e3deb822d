"""Playing a shipped methodology: acts by name, judged by the rules and folded, nothing else."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import cast

from engine.canonical import Json
from engine.instant import plus
from engine.methodology.tables import CharterTables, Tables
from engine.names import SYSTEM
from engine.rules import events as ev
from engine.rules.commands import DIRECTORY_ARGUMENTS, Command
from engine.rules.decide import decide
from engine.rules.directory import Directory, Meta
from engine.rules.project import Project
from engine.rules.readiness import dossier
from engine.rules.refusal import Refusal
from engine.rules.system import next_step
from engine.rules.world import World

KEY = "alpha"
_TEXT = "0" * 64
_METHODOLOGY = "1" * 64
_CHARTER = {
    "version": "1.0.0",
    "strength": "controlling",
    "calendar": {
        "zone": {"zone": "UTC", "tzdata": "none", "offsets": [["1970-01-01T00:00:00.000000Z", 0]]},
        "working_days": [1, 2, 3, 4, 5],
    },
    "registrars": ["pmo"],
    "acts": {"start_project": ["pmo"], "remove_person": ["pmo"]},
    "places": {},
}


class Play:
    """One project under `tables`; `people` holds the roles of each person, by first name.

    It begins on Monday 2026-11-23; every act takes a minute. The person `Pia` of the PMO starts it.
    """

    def __init__(self, tables: Tables, people: Mapping[str, Sequence[str]]) -> None:
        self.tables = tables
        self.at = "2026-11-23T08:00:00.000000Z"
        self.directory = Directory().fold([(self._meta("p-pia"), _founding(tables, people))])
        self.project: Project | None = None
        self.do("Pia", "StartProject", methodology=_METHODOLOGY, fields={}, title=_TEXT)

    @property
    def now(self) -> Project:
        """The project as it is."""
        assert self.project
        return self.project

    def do(self, name: str, command: str, /, **args: Json) -> None:
        """Let somebody do something that must be allowed."""
        refused = self.ask(name, command, **args)
        assert refused is None, refused

    def ask(self, name: str, command: str, /, **args: Json) -> Refusal | None:
        """Let somebody try something; a refusal changes nothing."""
        self.at = plus(self.at, seconds=60)
        self._catch_up()
        answer = self._decide(Command("test", command, args, person(name), {"kind": "asserted"}))
        if isinstance(answer, Refusal):
            return answer
        self._fold(answer, person(name), directory=command in DIRECTORY_ARGUMENTS)
        return None

    def wait(self, days: int) -> None:
        """Let time pass, and what was due happen."""
        self.at = plus(self.at, seconds=days * 86_400)
        self._catch_up()

    def hand_in(self, name: str, *deliverables: str) -> None:
        """Hand in a new version of each."""
        for one in deliverables:
            digest = hashlib.sha256(f"{one} {self.at}".encode()).hexdigest()
            args = {"digest": digest, "size": 1, "name": _TEXT, "authors": []}
            self.do(name, "SubmitDeliverable", deliverable=one, **cast("dict[str, Json]", args))

    def accept(self, name: str, *deliverables: str) -> None:
        """Accept the newest version of each."""
        for one in deliverables:
            newest = self.now.newest(one)
            assert newest
            args: dict[str, Json] = {"digest": newest.digest, "verdict": "accept", "comment": None}
            self.do(name, "JudgeDeliverable", deliverable=one, **args)

    def set(self, name: str, **fields: Json) -> None:
        """Set fields."""
        self.do(name, "SetFields", fields=fields)

    def request(self, name: str, gate: str) -> Refusal | None:
        """Ask for a gate, with yes to every question that is the requester's."""
        asked = [
            one["id"] for one in self.tables["gates"][gate]["must"] if one["kind"] == "requester"
        ]
        return self.ask(name, "RequestGate", gate=gate, answers=dict.fromkeys(asked, True))

    def vote(
        self,
        name: str,
        choice: str,
        seat: str | None = None,
        *,
        score: int = 8,
        no: Sequence[str] = (),
        conditions: Sequence[Mapping[str, Json]] = (),
    ) -> Refusal | None:
        """Vote in the newest round: yes but for `no`, and the same score for every criterion."""
        current = self.now.rounds[-1]
        gate = self.tables["gates"][current.gate]
        advisory = self._advises(name, seat)
        asked = [] if advisory else [one["id"] for one in gate["must"] if one["kind"] == "panel"]
        scored = (
            [] if advisory or not gate["score"] else [one["id"] for one in gate["score"]["items"]]
        )
        return self.ask(
            name,
            "CastVote",
            gate=current.gate,
            round=current.number,
            choice=choice,
            seat=seat,
            principal=person(name),
            answers={one: one not in no for one in asked},
            scores=dict.fromkeys(scored, score),
            conditions=[{"text": _TEXT, **one} for one in conditions],
            comment=None,
            dissent=None,
            material=dossier(self._world(), current.gate, current.answers),
        )

    def _advises(self, name: str, seat: str | None) -> bool:
        current = self.now.rounds[-1]
        mine = [seat] if seat else current.seats_of(person(name))
        panel = self.tables["gates"][current.gate]["panel"]
        return all(one["advisory"] for one in panel if one["id"] in mine)

    def _catch_up(self) -> None:
        while self.project and (step := next_step(self._world())):
            answer = self._decide(
                Command("due", step.type, step.args, SYSTEM, {"kind": "asserted"})
            )
            assert not isinstance(answer, Refusal), answer
            self._fold(answer, SYSTEM)

    def _decide(self, command: Command) -> Sequence[ev.Event] | Refusal:
        return decide(self._world(), command)

    def _world(self) -> World:
        charter = cast("CharterTables", _CHARTER)
        return World(self.at, KEY, self.directory, charter, self.tables, self.project)

    def _fold(self, happened: Sequence[ev.Event], actor: str, *, directory: bool = False) -> None:
        entry = [(self._meta(actor), happened)]
        if directory:
            self.directory = self.directory.fold(entry)
        else:
            self.project = (self.project or Project(KEY)).fold(entry)

    def _meta(self, actor: str) -> Meta:
        return Meta(self.at, actor, "asserted")


def person(name: str) -> str:
    """Return the opaque id of somebody."""
    return f"p-{name.lower()}"


def code(refused: Refusal | None) -> str | None:
    """Return the code of a refusal, None for what was accepted."""
    return refused.code if refused else None


def address(refused: Refusal | None) -> str | None:
    """Return the address of the rule that refused."""
    return refused.address if refused else None


def _founding(tables: Tables, people: Mapping[str, Sequence[str]]) -> list[ev.Event]:
    happened: list[ev.Event] = [
        {"type": "OrganisationFounded", "origin": "local/test", "founder": "p-pia"},
        {"type": "CharterAdopted", "version": "1.0.0", "source": "2" * 64, "compiled": "3" * 64},
        {
            "type": "MethodologyPublished",
            "methodology": tables["methodology"],
            "version": tables["version"],
            "source": _METHODOLOGY,
            "compiled": "4" * 64,
            "roles": [],
            "charter_roles": [],
        },
    ]
    happened.extend(
        {"type": "PersonAdded", "person": person(name), "handle": _TEXT, "name": _TEXT}
        for name in {"Pia": (), **people}
    )
    for name, roles in {"Pia": ["pmo"], **people}.items():
        for role in roles:
            charter_role = tables["roles"][role]["charter"] if role in tables["roles"] else role
            scope = "organisation" if charter_role else f"project/{KEY}"
            happened.append(
                {
                    "type": "RoleGranted",
                    "person": person(name),
                    "role": charter_role or role,
                    "scope": scope,
                }
            )
    return happened
