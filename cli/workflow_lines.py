"""What a methodology says, for people."""

from collections.abc import Iterator
from typing import cast

from cli.gate_view import decision_words
from cli.output import width
from cli.seat_words import need_words, terms
from cli.text import Line, Styled, pairs
from engine.calendar import format_span
from engine.canonical import Json
from engine.methodology.gate_tables import Deadline, Gate, Party, Seat, gate_leaves
from engine.methodology.tables import Deliverable, Field, Move, Tables
from engine.rules.seats import words_for


def workflow_lines(tables: Tables) -> Iterator[Line]:
    """Everything a methodology says, section by section; our own choices are marked."""
    yield (
        Styled("bold", f"{tables['methodology']} {tables['version']}"),
        f"  {tables['title']}",
    )
    yield from pairs(
        [("source", tables["source"] or "not given"), ("strength", tables["strength"])], width()
    )
    yield from _section(tables, "roles", _roles(tables))
    yield from _section(tables, "fields", _fields(tables))
    yield from _section(tables, "deliverables", _deliverables(tables))
    yield from _section(tables, "stages", _stages(tables))
    yield from _section(tables, "moves", _moves(tables))
    for name in tables["order"]["gates"]:
        yield from _section(tables, f"gate {name}", _gate(tables["gates"][name]))
    yield from _section(tables, "limits", _limits(tables))
    if "adoptable" in tables:
        where = [("adoptable at", ", ".join(tables["adoptable"]))]
        yield from _section(tables, "projects under way", where)
    yield from _section(tables, "standing", _standing(tables))
    yield from _section(tables, "our own choices, because", list(tables["ours"].items()))
    yield from _section(tables, "left out, because", list(tables["left_out"].items()))


def _section(tables: Tables, title: str, items: list[tuple[str, str]]) -> Iterator[Line]:
    if not items:
        return
    yield Styled("bold", title)
    marked = [(f"  {name}", words) for name, words in items]
    yield from pairs(marked, width())


def _roles(tables: Tables) -> list[tuple[str, str]]:
    found = []
    for name in tables["order"]["roles"]:
        role = tables["roles"][name]
        mapped = f" (the charter's {role['charter']})" if role["charter"] else ""
        found.append((name, f"{role['title']}{mapped}{_ours(tables, role['at'])}"))
    return found


def _fields(tables: Tables) -> list[tuple[str, str]]:
    return [
        (name, f"{_field(tables['fields'][name])}{_ours(tables, f'fields.{name}')}")
        for name in tables["order"]["fields"]
    ]


def _field(field: Field) -> str:
    spec = field["spec"]
    kind = str(spec["type"])
    if "currency" in spec:
        kind += f" in {spec['currency']}"
    if isinstance(spec.get("of"), list):
        kind += f" of {', '.join(map(str, _list(spec['of'])))}"
    words = f"{field['title']}: {kind}, set by {_any(field['by'])}"
    if field["required"]:
        words += ", required at the start"
    if field["required_on_leaving"]:
        words += f", required on leaving {', '.join(field['required_on_leaving'])}"
    return words if field["material"] else f"{words}, not material"


def _deliverables(tables: Tables) -> list[tuple[str, str]]:
    return [
        (
            name,
            f"{_deliverable(tables['deliverables'][name])}{_ours(tables, f'deliverables.{name}')}",
        )
        for name in tables["order"]["deliverables"]
    ]


def _deliverable(one: Deliverable) -> str:
    words = f"{one['title']}, by {_any(one['by'])}"
    if one["accepted_by"]:
        words += f", accepted by {_any(one['accepted_by'])}"
    if one["valid_for"]:
        words += f", valid for {format_span(one['valid_for'])}"
    if one["per_visit"]:
        words += ", anew for each visit"
    return words if one["waivable"] else f"{words}, never waived"


def _stages(tables: Tables) -> list[tuple[str, str]]:
    found = []
    for name in tables["order"]["stages"]:
        stage = tables["stages"][name]
        words = stage["title"]
        if name == tables["initial"]:
            words += ", the first"
        if stage["closes"]:
            words += f", closes the project: {stage['closes']}"
        if "tracks" in stage:
            words += f", in tracks: {', '.join(one.rpartition('.')[2] for one in stage['tracks'])}"
        if stage["target"]:
            words += f", to be left in {format_span(stage['target'])}"
        for label, guard in (("enter when", stage["entry"]), ("leave when", stage["exit"])):
            if guard:
                words += f", {label} {guard['text']}"
        found.append((name, f"{words}{_ours(tables, stage['at'])}"))
    return found


def _moves(tables: Tables) -> list[tuple[str, str]]:
    leaves = [one for one in tables["order"]["stages"] if tables["moves"].get(one)]
    return [
        (leaf, f"{_move(move)}{_ours(tables, move['at'])}")
        for leaf in leaves
        for move in tables["moves"][leaf]
    ]


def _move(move: Move) -> str:
    when = f" when {move['when']['text']}" if move["when"] else ""
    ended = " at the end of all tracks" if "join" in move else ""
    return f"to {move['to']} by {_any(move['by'])}{ended}{when}"


def _gate(gate: Gate) -> list[tuple[str, str]]:
    place = (
        ("within", _any(gate["within"]))
        if "within" in gate
        else ("leaves", " and ".join(gate_leaves(gate)))
    )
    found = [place, ("requested by", _any(gate["requested_by"]))]
    if "called_when" in gate:
        found.append(("called when", gate["called_when"]["text"]))
    blocks = [*gate.get("blocks", ()), *(["moves"] if gate.get("blocks_moves") else [])]
    if blocks:
        found.append(("blocks", ", ".join(blocks)))
    if gate["evidence"]:
        found.append(("evidence", ", ".join(gate["evidence"])))
    for one in gate["must"]:
        guard = one["when"]
        asked = f"{one['ask']} ({one['kind']} answers)"
        found.append((f"must {one['id']}", guard["text"] if guard else asked))
    score = gate["score"]
    if score:
        found += [
            (f"score {item['id']}", f"{item['ask']} (weight {item['weight']})")
            for item in score["items"]
        ]
        found.append(("passes at", f"{score['percent']}% of {score['low']}..{score['high']}"))
    found += [(f"seat {seat['id']}", _seat(seat)) for seat in gate["panel"]]
    found += [("apart", " and ".join(_party(one) for one in pair)) for pair in gate["apart"]]
    found += _duties(gate)
    deadline = gate["deadline"]
    if deadline:
        found.append(("deadline", _deadline(deadline)))
    found += [(f"decision {one['id']}", decision_words(one)) for one in gate["decisions"]]
    return [*found, ("otherwise", gate["otherwise"])]


def _duties(gate: Gate) -> list[tuple[str, str]]:
    """Who is bound to sit, and who may act on a round beside its panel."""
    found = []
    for first, second in gate.get("same", ()):
        found.append(("same", f"{_party(first)} only of {_party(second)}"))
    if "reopened_by" in gate:
        found.append(("reopened by", _any(gate["reopened_by"])))
    if gate["waived_by"]:
        found.append(("waived by", _any(gate["waived_by"])))
    if "override" in gate:
        rule = gate["override"]
        span = format_span(rule["review_in"])
        words = f"two of {_any(rule['by'])}, reviewed by {_any(rule['reviewed_by'])} in {span}"
        found.append(("overridden by", words))
    if "recorded_by" in gate:
        found.append(("recorded by", _any(gate["recorded_by"])))
    return found


def _deadline(deadline: Deadline) -> str:
    words = f"{format_span(deadline['within'])}, then {deadline['then']}"
    if "warn" in deadline:
        words += f", near after {format_span(deadline['warn'])}"
    return f"{words}, told: {_any(deadline['tell'])}" if "tell" in deadline else words


def _seat(seat: Seat) -> str:
    does = need_words(seat)
    words = f"{words_for(seat)}, {does}" if seat["need"] else f"{words_for(seat)} {does}"
    words = ", ".join((words, *terms(seat)))
    if seat["veto"]:
        words += f", veto against {', '.join(seat['veto'])}"
    return f"{words}, when {seat['when']['text']}" if seat["when"] else words


def _party(party: Party) -> str:
    if party["name"] is None:
        return party["kind"]
    joined = {"voters": "voters at", "department": "department of"}.get(
        party["kind"], party["kind"]
    )
    return f"{joined} {party['name']}"


def _limits(tables: Tables) -> list[tuple[str, str]]:
    found = []
    for name, one in tables.get("limits", {}).items():
        words = f"nobody helps to pass more than {one['at_most']} of {', '.join(one['gates'])}"
        found.append((name, f"{words}{_ours(tables, one['at'])}"))
    return found


def _standing(tables: Tables) -> list[tuple[str, str]]:
    return [
        (name, f"by {_any(act['by'])}{_ours(tables, act['at'])}")
        for name, act in tables["standing"].items()
    ]


def _ours(tables: Tables, address: str) -> str:
    """A mark where an address, or something in it, is our own choice."""
    mine = any(one == address or one.startswith(f"{address}.") for one in tables["ours"])
    return " [ours]" if mine else ""


def _any(roles: object) -> str:
    return " or ".join(_list(roles)) or "nobody"


def _list(value: object) -> list[str]:
    assert isinstance(value, list | tuple)
    return [str(one) for one in value]


def workflow_data(tables: Tables) -> dict[str, Json]:
    """The compiled tables as data: all that the rules read."""
    return cast("dict[str, Json]", dict(tables))
