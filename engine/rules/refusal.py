"""Refusals: a command that the rules do not allow, as a value.

A refusal is a normal answer, not an error. It says what was asked, which rule said no, where that
rule is declared and what would open the way. Each code belongs to one class, and each class to one
exit code.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from engine.canonical import Json

Class: TypeAlias = Literal["form", "permission", "missing", "rule", "conflict"]

EXIT_CODES: Mapping[Class, int] = {
    "form": 2,
    "permission": 4,
    "missing": 5,
    "rule": 6,
    "conflict": 7,
}

_CODES: Mapping[Class, str] = {
    "form": "command.malformed field.value",
    "permission": """
        actor.unknown actor.left not_permitted delegation.none not_in_electorate seat.not_yours
        role.not_yours
        """,
    "missing": """
        project.unknown methodology.unknown field.unknown deliverable.unknown person.unknown
        stage.unknown gate.unknown answer.unknown decision.unknown seat.unknown score.unknown
        item.unknown condition.unknown role.unknown delegation.unknown directory.none
        text.unknown minutes.unknown record.none register.unknown state.unknown
        override.unknown
        """,
    "rule": """
        methodology.superseded field.required guard.false guard.error project.closed
        project.held project.active field.not_here panel.would_change deliverable.not_here
        deliverable.no_acceptance deliverable.none apart move.none round.open field.missing
        gate.not_here gate.called gate.not_called gate.not_passed condition.blocks
        evidence.missing evidence.expired evidence.not_accepted
        criterion.failed answer.missing panel.short round.none recuse.not_yours vote.one_person
        score.missing score.range condition.not_asked condition.missing
        condition.verifier condition.due waiver.forbidden waiver.until standing.not_here
        directory.last_registrar person.left delegation.self delegation.dates methodology.older
        strength.lower charter.older clock.confirm tier.open
        department.none record.own record.minutes record.contested
        register.not_here register.full item.ended
        seat.decides decision.not_open dissent.nowhere
        adoption.stage adoption.tracks
        override.decision override.decided override.vetoed override.lapsed override.open
        """,
    "conflict": """
        project.exists deliverable.same deliverable.stale deliverable.judged round.closed
        vote.stale condition.met directory.exists person.exists role.held role.not_held
        delegation.exists delegation.ended calendar.date methodology.exists clock.behind
        command.reused handle.taken text.erased department.same record.answered record.changed
        override.pending override.confirmed override.reviewed
        """,
}

CLASS_OF: Mapping[str, Class] = {
    code: class_ for class_, codes in _CODES.items() for code in codes.split()
}


class Act(NamedTuple):
    """One act that helps to open the way.

    `command` is a command type and `args` the arguments that are settled; what the person has to
    bring (a file, a comment) is left out. `people` are those who may do it, `role` the roles it
    takes.
    """

    command: str
    args: Mapping[str, Json]
    people: tuple[str, ...]
    roles: tuple[str, ...]
    text: str


class Refusal(NamedTuple):
    """Why a command was not accepted.

    `code` is stable and documented in docs/notation.md section 7; `message` is one sentence for
    people, in which person ids stand for names; `address` is the place in the workflow file or
    charter, `place` the same as "file:line"; `acts` are what would open the way, as far as that is
    known; `wait_until` is the day from which the rule would be kept without any act.
    """

    code: str
    message: str
    address: str | None = None
    place: str | None = None
    acts: tuple[Act, ...] = ()
    wait_until: str | None = None

    @property
    def class_(self) -> Class:
        """The class of the code."""
        return CLASS_OF[self.code]

    @property
    def exit_code(self) -> int:
        """The exit code of the class: 2, 4, 5, 6 or 7."""
        return EXIT_CODES[self.class_]
