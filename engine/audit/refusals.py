"""The refusals' own streams: that they say what a refusal says, and no more. Check 10.

A refusal holds a digest of the arguments and not the arguments, so that it can't be decided again.
"""

from collections.abc import Iterator
from typing import Final

from engine.audit.decisions import Fault, unproved
from engine.canonical import Json, encode
from engine.ledger.entry import Entry
from engine.names import HASH
from engine.recorder import REFUSALS_AN_HOUR, REFUSED_TYPES
from engine.rules.directory import Directory
from engine.rules.refusal import CLASS_OF

_HOUR: Final = len("2026-11-23T09")


class Hourly:
    """Counts the refusals of each actor in the present hour of one stream."""

    def __init__(self) -> None:
        self._hour = ""
        self._counts: dict[str, int] = {}

    def count(self, entry: Entry) -> int:
        """How many there are of this actor in the hour of `entry`, it included."""
        hour, actor = entry["at"][:_HOUR], entry["actor"]
        if hour != self._hour:
            self._hour, self._counts = hour, {}
        self._counts[actor] = self._counts.get(actor, 0) + 1
        return self._counts[actor]


def check_refusal(
    entry: Entry, directory: Directory, methodology: str | None, hourly: Hourly
) -> Iterator[Fault]:
    """Yield what is wrong with a refusal.

    `directory` is the one it cites, `methodology` the one that the cited project entry names.
    """
    command, args = entry["command"], entry["command"]["args"]
    if command["type"] != "RecordRefusal" or args.keys() != {"command", "code", "arguments"}:
        yield Fault("this is no refusal", "RecordRefusal", command["type"])
        return
    yield from filter(None, [unproved(entry)])
    if str(args["command"]) not in REFUSED_TYPES:
        yield Fault("what was refused is no command", None, str(args["command"]))
    if command["id"] != f"refused/{entry['seq']}":
        yield Fault("a refusal has another id", f"refused/{entry['seq']}", command["id"])
    told: Json = {"type": "CommandRefused", "command": args["command"], "code": args["code"]}
    if encode(list(entry["events"])) != encode([told]):
        yield Fault("the event doesn't say what was refused", str(told), str(entry["events"]))
    if str(args["code"]) not in CLASS_OF:
        yield Fault(f"nothing is refused with the code {args['code']}")
    if not HASH.fullmatch(str(args["arguments"])):
        yield Fault("the arguments are not a digest", None, str(args["arguments"]))
    if entry["actor"] not in directory.people:
        yield Fault(f"{entry['actor']} is not in the directory that is cited")
    if entry["methodology"] != methodology:
        words = "the refusal names another methodology than the project it cites"
        yield Fault(words, str(methodology), str(entry["methodology"]))
    if hourly.count(entry) > REFUSALS_AN_HOUR:
        yield Fault(f"more than {REFUSALS_AN_HOUR} refusals of {entry['actor']} in one hour")
