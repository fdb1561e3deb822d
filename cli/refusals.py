"""A refusal told in full: what was refused, by which rule, what would open the way, and who can.

Whatever says no to somebody is printed here, so that a refused command and `why` say the same.
"""

from collections.abc import Iterable, Iterator, Sequence

from cli.meant import meant
from cli.names import Names
from cli.output import width
from cli.refused import Refused
from cli.session import Session
from cli.text import Line, Styled, hanging
from cli.typing_out import broken, command_line
from engine.canonical import Json
from engine.requests import prepare
from engine.rules.explain import Way, explain, ways
from engine.rules.refusal import Act, Refusal
from engine.texts import SEED_BYTES


def describe(session: Session, refused: Refused) -> tuple[dict[str, Json], list[Line]]:
    """A refusal as data and as lines, explained."""
    refusal = explained(session, refused)
    key = refused.request.stream.removeprefix("project/") if refused.request else ""
    names = session.names
    data = refusal_data(refusal, key, names)
    people = sorted({one for act in refusal.acts for one in act.people})
    lines = refusal_lines(refusal, key, names)
    hint = meant(session, refused) or hint_of(refusal)
    if hint:
        data["hint"] = hint
        lines.insert(1, hint)
    ways_out: list[Line] = []
    if refused.ways:
        found = ways(session.project(refused.ways))
        data["ways"] = [way_data(way, refused.ways, names) for way in found]
        ways_out = list(way_lines(found, refused.ways, names))
    data["people"] = {one: names.handle(one) for one in people}
    head: Line = (Styled("red", "refused"), f" ({refusal.code})")
    if session.settings.dry_run:
        head = (Styled("red", "would be refused"), f" ({refusal.code})")
    return data, [head, *fitted(lines), *ways_out]


def explained(session: Session, refused: Refused) -> Refusal:
    """The refusal with the acts that would make the command accepted, as far as they are known."""
    request = refused.request
    if request is None or refused.ways or not request.stream.startswith("project/"):
        return refused.refusal
    world = session.engine().look(request.stream)
    command = prepare(request, bytes(SEED_BYTES), None).command
    return explain(world, command, refused.refusal)


def fitted(lines: Iterable[str]) -> Iterator[Line]:
    """The lines of a refusal, moved to the right and no wider than the screen."""
    for line in lines:
        words = line.lstrip(" ")
        by = 2 + len(line) - len(words)
        if words.startswith("phasegate "):
            yield from (f"{' ' * by}{part}" for part in broken(words, width() - by))
        else:
            yield from hanging(words, width(), by)


def refusal_lines(refusal: Refusal, key: str, names: Names) -> list[str]:
    """What a refusal says: the sentence, the rule's place, and the acts that open the way."""
    lines = [names.said(refusal.message)]
    rule = rule_of(refusal.address, refusal.place)
    if rule:
        lines.append(f"rule: {rule}")
    lines += act_lines(refusal.acts, key, names)
    return [*lines, f"or wait until {refusal.wait_until}"] if refusal.wait_until else lines


def hint_of(refusal: Refusal) -> str | None:
    """What helps where no act can be named, because nobody here could do it."""
    if refusal.code == "panel.short" and not refusal.acts:
        return "more people must hold the role of the seat; see: phasegate role grant --help"
    return None


def rule_of(address: str | None, place: str | None) -> str:
    """Where a rule is declared, as people look it up: `shed.yaml:12 (gates.build.panel)`."""
    if place and address:
        return f"{place} ({address})"
    return place or address or ""


def act_lines(acts: Sequence[Act], key: str, names: Names) -> list[str]:
    """What would open the way, and how it is typed."""
    if not acts:
        return []
    lines = ["this would open the way:"]
    for number, act in enumerate(acts, 1):
        lines.append(f"  {number}. {names.said(act.text)}")
        lines.append(f"     {command_line(_opened(act), key, names)}")
    return lines


def refusal_data(refusal: Refusal, key: str, names: Names) -> dict[str, Json]:
    """A refusal as data. People stand by handle in sentences, by id in `people` and arguments."""
    return {
        "code": refusal.code,
        "class": refusal.class_,
        "message": names.said(refusal.message),
        "address": refusal.address,
        "place": refusal.place,
        "acts": [act_data(act, key, names) for act in refusal.acts],
        "wait_until": refusal.wait_until,
    }


def act_data(act: Act, key: str, names: Names) -> dict[str, Json]:
    """An act as data, with the command that does it."""
    return {
        "command": act.command,
        "args": dict(_opened(act).args),
        "people": list(act.people),
        "roles": list(act.roles),
        "text": names.said(act.text),
        "line": command_line(_opened(act), key, names),
    }


def _opened(act: Act) -> Act:
    """The act; of conditions only the due date is settled, the rest is for who votes to say."""
    conditions = act.args.get("conditions")
    if not isinstance(conditions, list):
        return act
    unsaid: dict[str, Json] = {"text": None, "owner": None, "verifier": None}
    left: list[Json] = [{**one, **unsaid} for one in conditions if isinstance(one, dict)]
    return act._replace(args={**act.args, "conditions": left})


def way_lines(ways: Sequence[Way], key: str, names: Names) -> Iterator[Line]:
    """Every way: whether it is open, who can take it, what is missing, what would open it."""
    for way in ways:
        state = Styled("green", "open") if way.open else Styled("yellow", "not open")
        yield (Styled("bold", names.said(way.title)), ": ", state)
        yield from fitted(_about(way, key, names))


def _about(way: Way, key: str, names: Names) -> Iterator[str]:
    rule = rule_of(way.address, way.place)
    if way.people:
        yield f"by {names.all(way.people)}{f'; rule: {rule}' if rule else ''}"
    for one in way.missing:
        where = rule_of(one.address, one.place)
        yield f"missing: {names.said(one.message)} [{one.code}{f', {where}' if where else ''}]"
        hint = None if way.complete else hint_of(one)
        if hint:
            yield f"  {hint}"
        if one.wait_until:
            yield f"  or wait until {one.wait_until}"
    yield from act_lines(way.acts, key, names)
    if way.missing and not way.complete:
        yield "more may be needed than is listed here"


def way_data(way: Way, key: str, names: Names) -> dict[str, Json]:
    """A way as data."""
    return {
        "title": names.said(way.title),
        "open": way.open,
        "command": way.command,
        "args": dict(way.args),
        "people": list(way.people),
        "roles": list(way.roles),
        "address": way.address,
        "place": way.place,
        "missing": [refusal_data(one, key, names) for one in way.missing],
        "acts": [act_data(one, key, names) for one in way.acts],
        "complete": way.complete,
    }
