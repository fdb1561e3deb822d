"""An act as the command that somebody would type for it."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias, cast

from cli.names import Names
from engine.canonical import Json
from engine.rules.refusal import Act

_OF_CONDITION: Final = ("owner", "verifier")

_Words: TypeAlias = Callable[[Mapping[str, Json], str, Names], list[str]]


def command_line(act: Act, key: str, names: Names) -> str:
    """The command for `act` in the project `key`; capitals stand for what a person has to bring."""
    words = TYPED[act.command](act.args, key, names)
    who = ["--as", names.of(act.people[0])] if act.people else []
    return shlex.join(["phasegate", *words, *who])


def broken(line: str, width: int, quote: Callable[[str], str] = shlex.quote) -> list[str]:
    """A command in lines of at most `width` columns, as a shell takes them.

    An option stays with its value: where a flag stands, another option must follow, or nothing.
    """
    first, *rest = _kept_together(shlex.split(line), quote)
    lines = [first]
    for words in rest:
        if len(lines[-1]) + 1 + len(words) > width - 2:
            lines[-1] += " \\"
            lines.append(f"    {words}")
        else:
            lines[-1] += f" {words}"
    return lines


def _kept_together(words: Iterable[str], quote: Callable[[str], str]) -> Iterator[str]:
    option = ""
    for word in words:
        if option and not word.startswith("--"):
            yield f"{option} {quote(word)}"
            option = ""
            continue
        if option:
            yield option
        option = word if word.startswith("--") else ""
        if not option:
            yield quote(word)
    if option:
        yield option


def _submit(args: Mapping[str, Json], key: str, _: Names) -> list[str]:
    return ["deliver", key, str(args["deliverable"]), "FILE"]


def _judge(args: Mapping[str, Json], key: str, _: Names) -> list[str]:
    back = ["--return"] if args.get("verdict") == "return" else []
    return ["accept", key, str(args["deliverable"]), *back]


def _set(args: Mapping[str, Json], key: str, names: Names) -> list[str]:
    fields = cast("Mapping[str, Json]", args["fields"])
    return [
        "project",
        "set",
        key,
        *(f"{name}={typed(fields[name], names)}" for name in sorted(fields)),
    ]


def _vote(args: Mapping[str, Json], key: str, names: Names) -> list[str]:
    words = ["gate", "vote", key, str(args["gate"]), str(args["choice"])]
    if args.get("seat"):
        words += ["--seat", str(args["seat"])]
    return words + _sheet(args, names)


def _sheet(args: Mapping[str, Json], names: Names) -> list[str]:
    words = _answers(args)
    scores = cast("Mapping[str, int]", args.get("scores") or {})
    for name in sorted(scores):
        words += ["--score", f"{name}={scores[name]}"]
    for one in cast("Sequence[Mapping[str, str]]", args.get("conditions") or ()):
        owner, verifier = (names.of(one[who]) if one[who] else who.upper() for who in _OF_CONDITION)
        people = f"owner={owner}; verifier={verifier}"
        words += ["--condition", f"TEXT; {people}; due={one['due']}"]
    return words


def _answers(args: Mapping[str, Json]) -> list[str]:
    answers = cast("Mapping[str, bool]", args.get("answers") or {})
    given = [f"{name}={'yes' if answers[name] else 'no'}" for name in sorted(answers)]
    return [word for one in given for word in ("--answer", one)]


def _grant(args: Mapping[str, Json], _: str, names: Names) -> list[str]:
    scope = str(args["scope"])
    where = ["--project", scope.removeprefix("project/")] if scope.startswith("project/") else []
    return ["role", "grant", names.of(str(args["person"])), str(args["role"]), *where]


def _request(args: Mapping[str, Json], key: str, _: Names) -> list[str]:
    return ["gate", "request", key, str(args["gate"]), *_answers(args)]


def typed(value: Json, names: Names) -> str:
    """A field's value as a person types it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return names.said(str(value))


def _item(*words: str) -> _Words:
    """An act on an item: its command, where it is, then what `args` hold of fields or a state."""

    def typed_out(args: Mapping[str, Json], key: str, names: Names) -> list[str]:
        found = [*words, key, str(args["register"])]
        found += [str(args[name]) for name in ("item", "to") if name in args]
        fields = cast("Mapping[str, Json]", args.get("fields") or {})
        found += [f"{name}={typed(fields[name], names)}" for name in sorted(fields)]
        return found

    return typed_out


TYPED: Final[Mapping[str, _Words]] = {
    "SubmitDeliverable": _submit,
    "JudgeDeliverable": _judge,
    "SetFields": _set,
    "CastVote": _vote,
    "DecideGate": lambda args, key, names: [
        "gate", "decide", key, str(args["gate"]), str(args["choice"]), *_sheet(args, names),
    ],
    "GrantRole": _grant,
    "RequestGate": _request,
    "AddItem": lambda args, key, names: [
        *_item("item", "add")(args, key, names), "--title", "TITLE",
    ],
    "SetItem": _item("item", "set"),
    "MoveItem": _item("item", "move"),
    "TakeMove": lambda args, key, _: ["advance", key, str(args["to"])],
    "HoldProject": lambda _, key, __: ["project", "hold", key, "--reason", "WHY"],
    "ResumeProject": lambda _, key, __: ["project", "resume", key, "--reason", "WHY"],
    "KillProject": lambda _, key, __: ["project", "kill", key, "--reason", "WHY"],
    "WithdrawRequest": lambda args, key, _: [
        "gate", "withdraw", key, str(args["gate"]), "--reason", "WHY",
    ],
    "VerifyCondition": lambda args, key, _: [
        "condition", "verify", key, str(args["condition"]), "--reason", "WHY",
    ],
}  # fmt: skip
"""How each command that `why` can name is typed."""
