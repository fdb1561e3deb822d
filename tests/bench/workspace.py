"""A workspace of some size to measure in: 200 people, 50 projects of 50 entries each.

    python -m tests.bench.workspace FOLDER

Every project waits in front of gate 3 of Stage-Gate, with a round open and the first vote cast.
Everything is written through the engine, at instants that end a little before now.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from cli.founding import Plan, charter_source, found
from cli.shipped import shipped_workflow
from engine import instant
from engine.canonical import Json
from engine.engine import Done, Engine, Request, Source
from engine.names import DIRECTORY
from engine.publishing import compile_candidate
from engine.rules.readiness import dossier
from engine.rules.world import World, started
from engine.store.open import open_store

PEOPLE: Final = 200
PROJECTS: Final = 50
ENTRIES: Final = 50
FOUNDER: Final = "p-0"

_TEAM: Final = {
    "project_leader": (0,),
    "development": (1,),
    "marketing": (2,),
    "operations": (3,),
    "gatekeeper": (4, 5, 6),
}
_ORGANISATION: Final = {"pmo": (1,), "sponsor": (2, 3, 4), "finance": (5, 6, 7)}
_FIRST: Final = 8
"""The people before this one hold roles of the organisation."""


class Builder:
    """Builds the workspace in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._start = datetime.now(UTC) - timedelta(days=1)
        self._ids = count(1)
        plan = Plan(
            folder, "u0", "User 0", "local/bench", self._clock(),
            manual_clock=False, store=None, workflows=(), command_id="found", person=FOUNDER,
        )  # fmt: skip
        source = charter_source(folder, "Bench", "Europe/Brussels")
        found(plan, source, compile_candidate("FoundOrganisation", source))
        self._store = open_store(folder / "ledger" / "phasegate.sqlite")
        self._engine = Engine(
            self._store,
            clock=self._clock,
            randomness=os.urandom,
            compiler=compile_candidate,
        )

    def build(self) -> None:
        """Write everything."""
        for number in range(1, PEOPLE):
            self._directory(
                "AddPerson", person=_id(number), handle=f"u{number}", name=f"User {number}"
            )
        for role, people in _ORGANISATION.items():
            for number in people:
                self.grant(_id(number), role, "organisation")
        path = shipped_workflow("stage_gate")
        source = Source(path.name, {path.name: path.read_bytes()})
        published = self.do(DIRECTORY, "PublishMethodology", FOUNDER, {}, source)
        digest = str(published.events[0]["source"])  # type: ignore[typeddict-item]
        for number in range(PROJECTS):
            _Project(self, number).play(digest)

    def grant(self, person: str, role: str, scope: str) -> None:
        """Let somebody hold a role."""
        self._directory("GrantRole", person=person, role=role, scope=scope)

    def look(self, stream: str) -> World:
        """The world of a stream."""
        return self._engine.look(stream)

    def entries(self, stream: str) -> int:
        """How many entries a stream has."""
        with self._store.read() as reader:
            head = reader.head(stream)
        return head.seq + 1 if head else 0

    def _directory(self, type_: str, **args: Json) -> None:
        self.do(DIRECTORY, type_, FOUNDER, args)

    def do(
        self,
        stream: str,
        type_: str,
        actor: str,
        args: Mapping[str, Json],
        source: Source | None = None,
    ) -> Done:
        """Put a command that must be accepted."""
        request = Request(f"c{next(self._ids)}", stream, type_, args, actor, source=source)
        done = self._engine.execute(request)
        assert isinstance(done, Done), done
        return done

    def _clock(self) -> str:
        self._start += timedelta(seconds=5)
        return instant.format(self._start)


class _Project:
    """The story of one project, up to a vote at its third gate."""

    def __init__(self, builder: Builder, number: int) -> None:
        self._builder = builder
        self._number = number
        self._key = f"k{number}"
        self._stream = f"project/{self._key}"

    def play(self, digest: str) -> None:
        """Write the project's entries."""
        for role, members in _TEAM.items():
            for member in members:
                self._builder.grant(self._person(member), role, self._stream)
        self._do("StartProject", FOUNDER, methodology=digest, fields={}, title=self._key)
        self._set(next_gate_date="2099-06-01")
        self._hand_in(1, "idea_sheet")
        self._gate("g1", votes=3)
        self._hand_in(
            0,
            "preliminary_market_assessment",
            "preliminary_technical_assessment",
            "preliminary_business_assessment",
        )
        self._set(payback_months=12)
        self._gate("g2", votes=3)
        self._set(budget="EUR 50000", promised_npv="EUR 100000")
        self._prepare_third_gate()
        while self._entries() < ENTRIES - 2:
            self._set(next_gate_date=f"2099-06-{self._entries() % 28 + 1:02}")
        self._gate("g3", votes=1)
        assert self._entries() == ENTRIES

    def _prepare_third_gate(self) -> None:
        leaders = ("business_case_document", "finance_sheet", "product_definition")
        self._hand_in(0, *leaders, "risk_assessment", "legal_check", "development_plan")
        self._hand_in(0, "test_plan")
        self._hand_in(2, "launch_plan", "operations_plan")
        newest = started(self._builder.look(self._stream))[1].newest("finance_sheet")
        assert newest
        args: dict[str, Json] = {"digest": newest.digest, "verdict": "accept", "comment": None}
        self._do("JudgeDeliverable", _id(5), deliverable="finance_sheet", **args)

    def _gate(self, gate: str, votes: int) -> None:
        signed = {"definition_signed": True} if gate == "g3" else {}
        self._do("RequestGate", self._person(0), gate=gate, answers=signed)
        for member in _TEAM["gatekeeper"][:votes]:
            world = self._builder.look(self._stream)
            tables, project = started(world)
            current = project.open_round
            if current is None:
                return
            declared = tables["gates"][gate]
            score = declared["score"]
            assert score
            questions = [one["id"] for one in declared["must"] if one["kind"] == "panel"]
            self._do(
                "CastVote",
                self._person(member),
                gate=gate,
                round=current.number,
                choice="go",
                seat=None,
                principal=self._person(member),
                answers=dict.fromkeys(questions, True),
                scores={one["id"]: 8 for one in score["items"]},
                conditions=[],
                comment="fine",
                dissent=None,
                material=dossier(world, gate, current.answers),
            )

    def _hand_in(self, member: int, *deliverables: str) -> None:
        for one in deliverables:
            digest = hashlib.sha256(f"{self._key} {one}".encode()).hexdigest()
            args: dict[str, Json] = {"digest": digest, "size": 1, "name": one, "authors": []}
            self._do("SubmitDeliverable", self._person(member), deliverable=one, **args)

    def _set(self, **fields: Json) -> None:
        self._do("SetFields", self._person(0), fields=fields)

    def _do(self, type_: str, actor: str, **args: Json) -> None:
        self._builder.do(self._stream, type_, actor, args)

    def _entries(self) -> int:
        return self._builder.entries(self._stream)

    def _person(self, member: int) -> str:
        return _id(_FIRST + (3 * self._number + member) % (PEOPLE - _FIRST))


def _id(number: int) -> str:
    return f"p-{number}"


if __name__ == "__main__":
    Builder(Path(sys.argv[1]).absolute()).build()
