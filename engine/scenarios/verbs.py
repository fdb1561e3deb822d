"""How acts are worded: the one table to which a new command adds a line.

A pattern is what follows the name of who acts, in the plain form of its verb; a sentence has the
third person (`requests`), or the plain form after several people. Words in capitals are places for
arguments of the command, of the same name; `[...]` may be left out, and those at the end may stand
in any order. `DELIVERABLE...` takes several, with commas: one command each, or one for all where
the argument is a list. `VALUE*` takes the rest of the sentence.

Nothing has to be here: every command can be written as `{by: paul, do: RequestGate, with: {...}}`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from engine.canonical import Json


class Verb(NamedTuple):
    """A wording: its pattern, the command, arguments it settles.

    `rest` is the argument, an object, that takes the keys of an act which belong to nothing else.
    """

    pattern: str
    command: str
    fixed: Mapping[str, Json] = {}
    rest: str | None = None


VERBS: Final = (
    Verb("start the project", "StartProject", rest="fields"),
    Verb("set FIELD to VALUE*", "SetFields"),
    Verb("set", "SetFields", rest="fields"),
    Verb("hand in DELIVERABLE...", "SubmitDeliverable"),
    Verb("accept DELIVERABLE...", "JudgeDeliverable", {"verdict": "accept"}),
    Verb("return DELIVERABLE...", "JudgeDeliverable", {"verdict": "return"}),
    Verb("move to TO", "TakeMove"),
    Verb("request GATE", "RequestGate"),
    Verb("withdraw GATE", "WithdrawRequest"),
    Verb("reopen GATE", "ReopenGate"),
    Verb("vote CHOICE [at GATE] [as SEAT] [for PRINCIPAL]", "CastVote"),
    Verb("decide CHOICE [at GATE] [for PRINCIPAL]", "DecideGate"),
    Verb("abstain [at GATE] [as SEAT] [for PRINCIPAL]", "CastVote", {"choice": "abstain"}),
    Verb("stand aside [at GATE]", "CastVote", {"choice": "recuse"}),
    Verb("record CHOICE of VOTER from MINUTES [at GATE] [as SEAT] [for PRINCIPAL]", "RecordVote"),
    Verb("confirm the vote [at GATE]", "ConfirmVote"),
    Verb("contest the vote [at GATE]", "ContestVote"),
    Verb("waive ITEM at GATE for UNTIL", "WaiveItem"),
    Verb("log REGISTER TITLE*", "AddItem", rest="fields"),
    Verb("update REGISTER ITEM", "SetItem", rest="fields"),
    Verb("move REGISTER ITEM to TO", "MoveItem"),
    Verb("verify condition CONDITION", "VerifyCondition"),
    Verb("hold the project", "HoldProject"),
    Verb("resume the project", "ResumeProject"),
    Verb("kill the project", "KillProject"),
    Verb("add PERSON", "AddPerson"),
    Verb("remove PERSON", "RemovePerson"),
    Verb("assign PERSON to DEPARTMENT", "AssignDepartment"),
    Verb("grant ROLE to PERSON [in SCOPE]", "GrantRole"),
    Verb("revoke ROLE of PERSON [in SCOPE]", "RevokeRole"),
    Verb("lend ROLE to TO for UNTIL [from SINCE] [in SCOPE]", "Delegate"),
    Verb("end delegation DELEGATION", "EndDelegation"),
    Verb("declare holidays ADD...", "AmendCalendar", {"remove": []}),
    Verb("take back holidays REMOVE...", "AmendCalendar", {"add": []}),
    Verb("publish FILE", "PublishMethodology"),
    Verb("amend the charter by FILE", "AmendCharter"),
    Verb("erase TEXT*", "EraseText"),
)
"""Every wording. Of those that begin alike, the one with the most words is meant."""

INSTEAD: Final[Mapping[str, str]] = {
    "submit": "hand in",
    "deliver": "hand in",
    "approve": "vote",
    "reject": "vote",
    "ask": "request",
    "ask for": "request",
    "apply": "request",
    "recuse": "stand aside",
    "delegate": "lend",
    "move": "move to",
    "advance": "move to",
    "hold": "hold the project",
    "resume": "resume the project",
    "kill": "kill the project",
    "start": "start the project",
    "verify": "verify condition",
    "leave": "remove",
    "raise": "log",
    "report": "log",
}
"""Words that people bring along, and the verb that is meant."""

_VOTE: Final = {"no_to": "answers", "score": "scores", "condition": "conditions"}
EXTRAS: Final[Mapping[str, Mapping[str, str]]] = {
    "SubmitDeliverable": {"content": "digest"},
    "RequestGate": {"no_to": "answers"},
    "CastVote": _VOTE,
    "DecideGate": {"condition": "conditions"},
    "RecordVote": _VOTE,
    "EraseText": {"text": "commitment"},
    "FoundOrganisation": {"file": "source"},
    "PublishMethodology": {"file": "source"},
    "AmendCharter": {"file": "source"},
}
"""Shorter ways to give an argument, by command: the word, and the argument it stands for.

`content` is the text of a file; `no_to` the questions that are answered no, all others yes; `score`
the points that everything gets; `condition` the only one; `text` the words that are to be erased;
`file` the name of a file beside this one.
"""
