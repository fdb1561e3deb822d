"""The commands of a scenario as somebody types them.

What `why` can name is typed by `cli.typing_out`, with the words that a person brings in place of
its capitals; what it never names has a line here.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, cast

from cli.names import Names
from cli.typing_out import TYPED, command_line, typed
from engine.canonical import Json
from engine.errors import UsageError
from engine.rules.refusal import Act, Refusal
from engine.scenarios.office import Asked
from engine.scenarios.setting import person

_Args: TypeAlias = Mapping[str, Json]
_Words: TypeAlias = Callable[[Asked, Names], list[str]]


def line_of(asked: Asked, names: Names, paper: str) -> str:
    """What is typed for a command, without `phasegate`; `paper` is the file that is handed in.

    Raises `UsageError` for a command that has no words yet.
    """
    if asked.command in OTHERS:
        words = OTHERS[asked.command](asked, names)
    elif asked.command in TYPED:
        act = Act(asked.command, asked.args, (), (), "")
        words = shlex.split(command_line(act, asked.key or "", names))[1:]
        words = [*_brought(words, asked.args, paper), *_more(asked, names)]
    else:
        raise UsageError(f"{asked.command} can't be shown as it is typed")
    return shlex.join([*words, "--as", names.of(person(asked.by))])


def _brought(words: Sequence[str], args: _Args, paper: str) -> list[str]:
    """A command's words with what the person brings: a reason, a file, the text of a condition."""
    texts = [str(one["text"]) for one in cast("Sequence[_Args]", args.get("conditions") or ())]
    found = []
    for word in words:
        if word.startswith("TEXT; "):
            found.append(f"{texts.pop(0)}{word.removeprefix('TEXT')}")
        else:
            found.append(_words_for(args, paper).get(word, word))
    return found


def _words_for(args: _Args, paper: str) -> Mapping[str, str]:
    """What stands for the capitals that `why` prints."""
    return {"WHY": str(args.get("reason")), "FILE": paper, "TITLE": str(args.get("title"))}


def _more(asked: Asked, names: Names) -> list[str]:
    """Options that `why` has no use for."""
    args, words = asked.args, list[str]()
    if args.get("principal", person(asked.by)) != person(asked.by):
        words += ["--for", names.of(str(args["principal"]))]
    if args.get("comment"):
        words += ["--comment", str(args["comment"])]
    for author in cast("Sequence[str]", args.get("authors") or ()):
        words += ["--author", names.of(author)]
    if asked.command == "SetItem" and args.get("title"):
        words += ["--title", str(args["title"])]
    stale = isinstance(asked.answer, Refusal) and asked.answer.code.endswith(".stale")
    if stale:
        words += ["--seen", str(args.get("material") or args.get("digest"))]
    return words


def _scope(args: _Args) -> list[str]:
    scope = str(args["scope"])
    return ["--project", scope.removeprefix("project/")] if scope.startswith("project/") else []


def _who(asked: Asked, names: Names, argument: str = "person") -> str:
    return names.of(str(asked.args[argument]))


def _reason(asked: Asked) -> list[str]:
    return ["--reason", str(asked.args["reason"])]


def _start(asked: Asked, names: Names) -> list[str]:
    # Which methodology is meant the file of its scenarios says: there is one.
    fields = cast("_Args", asked.args["fields"])
    given = [f"--set={name}={typed(fields[name], names)}" for name in sorted(fields)]
    title = ["--title", str(asked.args["title"])]
    return ["project", "start", asked.key or "", "--methodology", METHODOLOGY, *title, *given]


METHODOLOGY: Final = "METHODOLOGY"
"""Stands for the methodology in what is typed to start a project."""


def _lend(asked: Asked, names: Names) -> list[str]:
    args = asked.args
    words = ["delegate", _who(asked, names, "to"), "--role", str(args["role"]), *_scope(args)]
    return [*words, "--from", str(args["since"]), "--until", str(args["until"]), *_reason(asked)]


def _holidays(asked: Asked, _: Names) -> list[str]:
    added = cast("Sequence[str]", asked.args["add"])
    removed = cast("Sequence[str]", asked.args["remove"])
    if added:
        return ["calendar", "add", *added]
    return ["calendar", "remove", *removed]


def _recorded(asked: Asked, names: Names) -> list[str]:
    args, voter = asked.args, str(asked.args["voter"])
    words = ["gate", "record", *TYPED["CastVote"](args, asked.key or "", names)[2:]]
    words += ["--voter", names.of(voter), "--minutes", str(args["minutes"])]
    if args["principal"] != voter:
        words += ["--for", names.of(str(args["principal"]))]
    return _brought(words, args, "")


def _published(*words: str) -> _Words:
    return lambda asked, _: [*words, f"papers/{asked.source.root}" if asked.source else "FILE"]


OTHERS: Final[Mapping[str, _Words]] = {
    "StartProject": _start,
    "AddPerson": lambda asked, _: [
        *("person", "add", str(asked.args["handle"]), "--name", str(asked.args["name"]))
    ],
    "AssignDepartment": lambda asked, names: [
        *("person", "department", _who(asked, names), str(asked.args["department"]))
    ],
    "RemovePerson": lambda asked, names: [
        *("person", "leave", _who(asked, names)),
        *_reason(asked),
    ],
    "RevokeRole": lambda asked, names: [
        *("role", "revoke", _who(asked, names), str(asked.args["role"])),
        *_scope(asked.args),
    ],
    "Delegate": _lend,
    "EndDelegation": lambda asked, _: [
        *("delegate", "end", str(asked.args["delegation"])),
        *_reason(asked),
    ],
    "AmendCalendar": _holidays,
    "PublishMethodology": _published("workflow", "publish"),
    "AmendCharter": _published("charter", "publish"),
    "RecordVote": _recorded,
    "ConfirmVote": lambda asked, _: ["gate", "confirm", asked.key or "", str(asked.args["gate"])],
    "ContestVote": lambda asked, _: [
        *("gate", "contest", asked.key or "", str(asked.args["gate"])),
        *_reason(asked),
    ],
    "ReopenGate": lambda asked, _: [
        *("gate", "reopen", asked.key or "", str(asked.args["gate"])),
        *_reason(asked),
    ],
    "WaiveItem": lambda asked, _: [
        *("gate", "waive", asked.key or "", str(asked.args["gate"]), str(asked.args["item"])),
        *("--until", str(asked.args["until"])),
        *_reason(asked),
    ],
}
"""How the commands that `why` never names are typed, but for who does it."""
