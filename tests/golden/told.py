"""Telling the golden story: who asks for what, and what must come of it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.canonical import Json
from engine.instant import plus
from engine.methodology.gate_tables import Gate
from engine.names import DIRECTORY
from engine.publishing import compile_candidate
from engine.requests import ASSERTED, Source
from engine.rules.commands import DIRECTORY_ARGUMENTS
from engine.rules.project import Project
from engine.rules.readiness import dossier
from engine.rules.world import World, started
from engine.store.memory import MemoryStore
from tests.determinism.record import Asked, Compiled, Record, compiled
from tests.determinism.replay import Replay

FOLDER: Final = Path(__file__).parent
START: Final = "2026-11-23T09:00:00.000000Z"
"""A Monday."""
NOTHING: Final = "0" * 64

SPINE: Final[Mapping[str, tuple[str, ...]]] = {
    "charter": ("1.0.0", "1.1.0"),
    "methodology": ("0.9.0", "1.0.0", "1.1.0"),
}
"""The versions of the spine's files."""

ANSWERS: Final[Mapping[str, Json]] = {"start": {"tidy": True}, "finish": {"paid": True}}
"""What a requester says of each gate."""

Args: TypeAlias = dict[str, Json]


def candidates(story: str, versions: Mapping[str, tuple[str, ...]]) -> dict[str, Compiled]:
    """What a story publishes, by name: `charter-VERSION`, `methodology-VERSION`.

    Every file in the story's folder is published in each of its `versions`.
    """
    return {
        f"{name}-{version}": _compiled(
            "FoundOrganisation" if name.startswith("charter") else "PublishMethodology",
            FOLDER / story / f"{name}.yaml",
            version,
        )
        for name, listed in versions.items()
        for version in listed
    }


def _compiled(command: str, path: Path, version: str) -> Compiled:
    name, data = path.name, path.read_bytes()
    data = data.replace(b"version: 1.0.0", f"version: {version}".encode())
    return compiled(compile_candidate(command, Source(name, {name: data})))


class Story:
    """The story while it is told: every command takes a minute and is kept."""

    def __init__(
        self, name: str = "spine", versions: Mapping[str, tuple[str, ...]] = SPINE
    ) -> None:
        """`name` is its folder, `versions` those of each file in it that is published."""
        self.record = Record("local/golden", candidates(name, versions), [])
        self.answers: list[Json] = []
        self.replay = Replay(self.record, MemoryStore(self.record.origin))
        self.now = START
        self.key = "alpha"

    def done(self, who: str, command: str, /, **args: Json) -> None:
        """A command that must be accepted."""
        answer = self.ask(who, command, **args)
        assert "hash" in answer, (who, command, args, answer)

    def refused(self, code: str, who: str, command: str, /, **args: Json) -> None:
        """A command that must be refused with `code`."""
        answer = self.ask(who, command, **args)
        assert answer.get("code") == code, (code, who, command, args, answer)

    def publish(self, who: str, command: str, name: str, /, **args: Json) -> Any:  # noqa: ANN401  # JSON
        """Ask for something that publishes the candidate `name`; return the answer."""
        return self.ask(who, command, _publishes=name, **args)

    def ask(self, who: str, command: str, /, **args: Any) -> Any:  # noqa: ANN401  # JSON
        """Ask for anything; return the answer. What is obvious is filled in."""
        self.later(minutes=1)
        number = args.pop("_id", f"c{len(self.record.steps)}")
        publishes, confirmed = args.pop("_publishes", None), args.pop("_confirm", False)
        asked: Asked = {
            "id": number,
            "stream": DIRECTORY if command in DIRECTORY_ARGUMENTS else f"project/{self.key}",
            "type": command,
            "args": self._filled(who, command, args) if publishes is None else args,
            "actor": f"p-{who}",
            "proof": ASSERTED,
            "confirm_time": confirmed,
            "publishes": publishes,
        }
        return self.repeat(asked)

    def repeat(self, asked: Asked) -> Any:  # noqa: ANN401  # JSON
        """Ask something as it stands; return the answer."""
        self.record.steps.append((self.now, asked))
        self.answers.append(self.replay.ask(len(self.record.steps) - 1))
        return self.answers[-1]

    def later(self, *, days: int = 0, minutes: int = 0) -> None:
        """Let time pass."""
        self.now = plus(self.now, days=days, seconds=minutes * 60)

    def just_at(self, instant: str) -> None:
        """Let the next command be at this very instant."""
        self.now = plus(instant, seconds=-60)

    def day(self, days: int = 0) -> str:
        """The date so many days from now."""
        return plus(self.now, days=days)[:10]

    @property
    def world(self) -> World:
        """The world of the project that is told of, now."""
        self.replay.now = self.now
        return self.replay.engine.look(f"project/{self.key}")

    @property
    def project(self) -> Project:
        """The project that is told of."""
        return started(self.world)[1]

    # What is obvious

    def _filled(self, who: str, command: str, args: Mapping[str, Json]) -> Args:
        given = dict(args)
        if command in {"AddPerson", "FoundOrganisation"}:
            name = str(given["person"]).removeprefix("p-")
            return {"handle": name, "name": name.title(), **given}
        if command == "SubmitDeliverable":
            content = str(given.pop("content", "first")).encode()
            digest = hashlib.sha256(content).hexdigest()
            filled: Args = {"digest": digest, "size": len(content), "name": "a file", "authors": []}
            return {**filled, **given}
        if command == "JudgeDeliverable":
            newest = self.project.newest(str(given["deliverable"]))
            digest = newest.digest if newest else NOTHING
            return {"digest": digest, "verdict": "accept", "comment": None, **given}
        if command == "RequestGate":
            return {"answers": ANSWERS.get(str(given["gate"]), {}), **given}
        if command in {"CastVote", "DecideGate", "RecordVote"}:
            return {**self._ballot(who, given), **given}
        if command == "WithdrawRequest":
            return {"round": len(self.project.rounds), "reason": "because", **given}
        takes_none = {
            *("SetFields", "TakeMove", "StartProject", "GrantRole", "RevokeRole", "ConfirmVote"),
            *("AssignDepartment", "AddItem", "SetItem", "MoveItem"),
        }
        if command in {*takes_none, "AmendCalendar"}:
            return given
        return {"reason": "because", **given}

    def _ballot(self, who: str, given: Mapping[str, Json]) -> Args:
        """A whole vote: yes to all, the same score for all, if the seat judges."""
        tables, project = started(self.world)
        current = project.rounds[-1]
        principal = str(given.get("principal", f"p-{who}"))
        gate = tables["gates"][current.gate]
        judges = given["choice"] not in {"abstain", "recuse"}
        judges = judges and current.seats_of(principal) != ("neighbour",)
        return {
            "gate": current.gate,
            "round": current.number,
            "seat": None,
            "principal": principal,
            **_sheet(gate, judges=judges),
            "conditions": [],
            "comment": None,
            "dissent": None,
            "material": dossier(self.world, current.gate, current.answers),
        }


def _sheet(gate: Gate, *, judges: bool) -> Args:
    asked = [one["id"] for one in gate["must"] if one["kind"] == "panel"] if judges else []
    scored = gate["score"]["items"] if gate["score"] and judges else ()
    return {
        "answers": dict.fromkeys(asked, True),
        "scores": {one["id"]: 6 for one in scored},
    }
