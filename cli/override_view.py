"""An override, for people and as data."""

from cli.names import Names
from cli.times import shown, until
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.override_state import Override


def override_state(one: Override, now: str) -> str:
    """How an override stands at the instant `now`, in a word or two."""
    if one.in_force:
        if one.reviewed_by:
            return "reviewed"
        return "review overdue" if one.due and one.due <= now else "to be reviewed"
    return "lapsed" if one.until <= now else "to be confirmed"


def override_item(one: Override, now: str, names: Names, zone: ZoneTable) -> dict[str, Json]:
    """An override as an item of a list."""
    people = [one.asked_by, *([one.confirmed_by] if one.confirmed_by else [])]
    ends = one.due if one.in_force else one.until
    return {
        **override_data(one),
        "state": override_state(one, now),
        "by_handles": [names.of(person) for person in people],
        "reason": names.text(one.reason),
        "ends": until(zone, ends) if ends else None,
        "reviewed_by_handle": names.of(one.reviewed_by) if one.reviewed_by else None,
    }


def override_data(one: Override) -> dict[str, Json]:
    """An override as data."""
    return {
        "override": one.number,
        "gate": one.gate,
        "decision": one.decision,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "until": one.until,
        "confirmed_by": one.confirmed_by,
        "at": one.at,
        "due": one.due,
        "reviewed_by": one.reviewed_by,
        "reviewed_at": one.reviewed_at,
    }


def override_words(one: Override, now: str, names: Names, zone: ZoneTable) -> str:
    """An override in a sentence: the gate was not passed."""
    what = f"{one.number} of {one.gate}, {override_state(one, now)}"
    if one.confirmed_by is None or one.at is None:
        ends = f"a second person can join until {shown(zone, one.until)}"
        return f'{what}: asked by {names.of(one.asked_by)}, "{names.text(one.reason)}"; {ends}'
    who = names.all([one.asked_by, one.confirmed_by])
    words = f'{what}: {who} went past it on {shown(zone, one.at)}, "{names.text(one.reason)}"'
    if one.reviewed_by and one.reviewed_at:
        return f"{words}; reviewed by {names.of(one.reviewed_by)}, {shown(zone, one.reviewed_at)}"
    return f"{words}; to be reviewed by {until(zone, one.due or '')}"
