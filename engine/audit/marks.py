"""What every later report says beside the proofs: decisions that rest on less than votes in person.

Nothing of it is a finding. The rules allowed it, and the record says so; a reader must not have to
look for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

from engine.canonical import Json
from engine.ledger.entry import Entry

LISTED: Final = 20
"""How many marks of a kind are listed; the others are counted."""


class Marks:
    """What was counted in the entries of projects, in their order."""

    def __init__(self) -> None:
        self.recorded = self.confirmed = 0
        self.contested: list[str] = []
        self.adopted: list[str] = []
        self.overridden: dict[tuple[str, int], str] = {}
        self.unreviewed: set[tuple[str, int]] = set()

    def count(self, entry: Entry) -> None:
        """Count what one entry says."""
        for event in entry["events"]:
            told = _TOLD.get(str(event["type"]))
            if told:
                told(self, entry["stream"], event)

    def sentences(self) -> Iterator[str]:
        """What there is to say, a sentence each."""
        if self.recorded:
            words = f"{self.recorded} vote{_s(self.recorded)} entered from minutes by a recorder"
            yield (
                f"{words}: {self.confirmed} confirmed by the voter, "
                f"{len(self.contested)} contested, the others unanswered."
            )
        yield from _listed("Contested", self.contested)
        if self.adopted:
            count = len(self.adopted)
            words = f"{count} project{_s(count)} came in under way"
            yield f"{words}: what was before was not decided here, and no gate counts as passed."
            yield from _listed("Adopted", self.adopted)
        if self.overridden:
            count, left = len(self.overridden), len(self.unreviewed)
            words = f"{count} gate{_s(count)} set aside by two people in an emergency, not passed"
            yield f"{words}: {count - left} reviewed by a third, {left} not."
            yield from _listed("Overridden", list(self.overridden.values()))


def _voted(marks: Marks, _: str, event: Mapping[str, Json]) -> None:
    marks.recorded += event.get("recorder") is not None


def _confirmed(marks: Marks, _: str, __: Mapping[str, Json]) -> None:
    marks.confirmed += 1


def _contested(marks: Marks, stream: str, event: Mapping[str, Json]) -> None:
    where = f"round {event.get('round')} of {stream}"
    marks.contested.append(f"the vote of {event.get('voter')} in {where}")


def _adopted(marks: Marks, stream: str, event: Mapping[str, Json]) -> None:
    where = " and ".join(str(one) for one in cast("Sequence[str]", event.get("stages", ())))
    marks.adopted.append(f"{stream} at {where} (evidence {str(event.get('digest'))[:12]})")


def _overridden(marks: Marks, stream: str, event: Mapping[str, Json]) -> None:
    place = (stream, int(str(event.get("override"))))
    people = " and ".join(str(one) for one in cast("Sequence[str]", event.get("people", ())))
    marks.overridden[place] = f"{event.get('gate')} of {stream} by {people}"
    marks.unreviewed.add(place)


def _reviewed(marks: Marks, stream: str, event: Mapping[str, Json]) -> None:
    marks.unreviewed.discard((stream, int(str(event.get("override")))))


_TOLD: Final[Mapping[str, Callable[[Marks, str, Mapping[str, Json]], None]]] = {
    "VoteCast": _voted,
    "VoteConfirmed": _confirmed,
    "VoteContested": _contested,
    "ProjectAdopted": _adopted,
    "GateOverridden": _overridden,
    "OverrideReviewed": _reviewed,
}


def _listed(what: str, found: list[str]) -> Iterator[str]:
    if found:
        more = f", and {len(found) - LISTED} more" if len(found) > LISTED else ""
        yield f"{what}: {'; '.join(found[:LISTED])}{more}."


def _s(count: int) -> str:
    return "" if count == 1 else "s"
