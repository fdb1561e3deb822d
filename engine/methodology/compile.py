"""A valid methodology -> compiled tables: plain JSON, the same for the same files on every machine.

Names become leaves, moves are spelt out leaf by leaf, guards become checked trees, defaults are
written in. `engine.methodology.tables` says what each table holds.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.methodology import tables
from engine.methodology.compile_baselines import add_baselines
from engine.methodology.compile_gate import compile_gate
from engine.methodology.compile_parts import Guards, effect, span_of
from engine.methodology.compile_register import compile_register
from engine.methodology.compile_tolerances import compile_tolerances
from engine.methodology.environment import field_spec
from engine.methodology.gate_tables import Gate, gate_leaves, targets_of
from engine.methodology.layout import (
    IMPLIED,
    Layout,
    Spot,
    implied_ways,
    lay_out,
    leaves_of,
    role_of_track,
    sources,
    starts_of,
    tree_of,
    ways_to,
)
from engine.methodology.load import Loaded
from engine.methodology.model import Deliverable, Field, Kill, Limit, Methodology, Pause, Role
from engine.methodology.tables import Tables
from engine.methodology.tracks import going
from engine.methodology.validate.calls import called_gates, reopened_gates


def compile_methodology(loaded: Loaded) -> Tables:
    """Return the compiled tables of a loaded methodology."""
    methodology = loaded.methodology
    layout, guards = lay_out(methodology.stages), Guards(methodology)
    roles, fields = methodology.roles or {}, methodology.fields or {}
    deliverables, gates = methodology.deliverables or {}, methodology.gates or {}
    moves = _moves(methodology, layout, guards)
    compiled = {name: compile_gate(gates, name, layout, guards) for name in gates}
    table: Tables = {
        "notation": methodology.notation,
        "methodology": methodology.methodology,
        "version": methodology.version,
        "title": methodology.title,
        "source": methodology.source or "",
        "strength": methodology.strength,
        "roles": {name: _role(name, role) for name, role in roles.items()},
        "fields": {name: _field(name, field, layout) for name, field in fields.items()},
        "stages": {name: _stage(spot, guards) for name, spot in layout.items()},
        "initial": next(spot.first for spot in layout.values() if spot.stage.initial),
        "deliverables": {
            name: _deliverable(name, one, layout) for name, one in deliverables.items()
        },
        "moves": moves,
        "gates": compiled,
        "standing": _standing(methodology, layout),
        "order": {
            "roles": list(roles),
            "fields": list(fields),
            "stages": list(layout),
            "deliverables": list(deliverables),
            "gates": list(gates),
        },
        "steps": _steps(layout, moves, compiled),
        "ours": dict(methodology.ours or {}),
        "left_out": dict(methodology.left_out or {}),
        "places": {address: list(place) for address, place in loaded.places.items()},
    }
    add_baselines(methodology, compiled)
    if methodology.tolerances:
        table["tolerances"] = compile_tolerances(methodology)
    for name in called_gates(gates):
        compiled[name]["called"] = True
    called = {*called_gates(gates), *reopened_gates(gates)}
    if called:
        table["called"] = [name for name in gates if name in called]
    if methodology.adoptable is not None:
        table["adoptable"] = leaves_of(layout, methodology.adoptable)
    if methodology.limits is not None:
        table["limits"] = {name: _limit(name, one) for name, one in methodology.limits.items()}
    return _with_registers(table, methodology, layout)


def _with_registers(table: Tables, methodology: Methodology, layout: Layout) -> Tables:
    """Return `table` with the registers, if there are any."""
    registers = methodology.registers
    if not registers:
        return table
    return {
        **table,
        "registers": {
            name: compile_register(name, one, layout, Guards(methodology, name))
            for name, one in registers.items()
        },
        "order": {**table["order"], "registers": list(registers)},
    }


def _limit(name: str, limit: Limit) -> tables.Limit:
    return {"gates": list(limit.gates), "at_most": limit.at_most, "at": f"limits.{name}"}


def _role(name: str, role: Role) -> tables.Role:
    charter = None if role.is_ is None else role.is_.removeprefix("charter.")
    return {"title": role.title, "charter": charter, "at": f"roles.{name}"}


def _field(name: str, field: Field, layout: Layout) -> tables.Field:
    return {
        "title": field.title or name,
        "spec": field_spec(field),
        "by": list(field.by),
        "stages": _in(layout, field.in_),
        "required": field.required,
        "required_on_leaving": list(field.required_on_leaving or ()),
        "material": field.material,
        "at": f"fields.{name}",
    }


def _in(layout: Layout, names: Iterable[str] | None) -> list[str]:
    """Return the leaves inside `names`; none at all stands for every leaf."""
    return [] if names is None else leaves_of(layout, names)


def _stage(spot: Spot, guards: Guards) -> tables.Stage:
    at = f"stages.{spot.name}"
    stage: tables.Stage = {
        "title": spot.stage.title or str(spot.path[-1]),
        "parents": list(spot.parents),
        "leaf": spot.leaf,
        "first": spot.first,
        "last": spot.last,
        "leaves": list(spot.leaves),
        "closes": spot.stage.closes,
        "target": span_of(spot.stage.target),
        "entry": guards.at(f"{at}.entry", spot.stage.entry),
        "exit": guards.at(f"{at}.exit", spot.stage.exit),
        "at": at,
    }
    if spot.tracks:
        stage["tracks"] = list(spot.tracks)
    return stage


def _deliverable(name: str, deliverable: Deliverable, layout: Layout) -> tables.Deliverable:
    table: tables.Deliverable = {
        "title": deliverable.title,
        "by": list(deliverable.by),
        "stages": _in(layout, deliverable.in_),
        "accepted_by": list(deliverable.accepted_by or ()),
        "valid_for": span_of(deliverable.valid_for),
        "per_visit": deliverable.per == "visit",
        "waivable": deliverable.waivable,
        "at": f"deliverables.{name}",
    }
    if deliverable.per == "call":
        table["per_call"] = True
    return table


def _moves(
    methodology: Methodology, layout: Layout, guards: Guards
) -> dict[str, list[tables.Move]]:
    """Return the moves from each state: the implied one first, then the declared in file order."""
    tree = tree_of(layout)
    moves: dict[str, list[tables.Move]] = {
        name: [] for name, spot in layout.items() if spot.leaf or spot.tracks
    }
    for way in implied_ways(layout, tree):
        around = layout[way.around]
        move: tables.Move = {
            "id": IMPLIED,
            "to": way.to,
            "by": list(role_of_track(layout, around)),
            "when": None,
            "at": f"stages.{around.name}.sequence",
        }
        if way.join:
            move["join"] = list(way.join)
        moves[way.state].append(move)
    for name, declared in (methodology.moves or {}).items():
        at = f"moves.{name}"
        when, by = guards.at(f"{at}.when", declared.when), list(declared.by)
        for way in ways_to(layout, tree, name, declared.from_, declared.to):
            moves[way.state].append({"id": name, "to": way.to, "by": by, "when": when, "at": at})
    return moves


def _standing(methodology: Methodology, layout: Layout) -> dict[str, tables.StandingAct]:
    standing = methodology.standing
    if standing is None:
        return {}
    acts = {"hold": standing.hold, "resume": standing.resume, "kill": standing.kill}
    return {name: _act(name, act, layout) for name, act in acts.items() if act is not None}


def _act(name: str, act: Pause | Kill, layout: Layout) -> tables.StandingAct:
    killed = None
    if isinstance(act, Kill):
        killed = effect(layout, to=act.to and (act.to,), closes=act.closes)
    return {
        "by": list(act.by),
        "stages": _in(layout, act.in_),
        "effect": killed,
        "at": f"standing.{name}",
    }


def _steps(
    layout: Layout, moves: Mapping[str, list[tables.Move]], gates: Mapping[str, Gate]
) -> dict[str, dict[str, str | Sequence[str]]]:
    """Return the flat machines: trigger to the states it starts from to where it leads."""
    steps: dict[str, dict[str, str | Sequence[str]]] = {}
    for state, listed in moves.items():
        for move in listed:
            steps.setdefault(f"move:{move['to']}", {})[state] = move["to"]
    for name, gate in gates.items():
        for decision in gate["decisions"]:
            targets = targets_of(decision["effect"])
            if targets:
                steps[f"gate:{name}:{decision['id']}"] = _leading(layout, gate, targets)
    return steps


def _leading(layout: Layout, gate: Gate, targets: Sequence[str]) -> dict[str, str | Sequence[str]]:
    """Return where the states that a decision of `gate` leaves lead, each to its targets."""
    tree = tree_of(layout)
    found: dict[str, list[str]] = {}
    for target in targets:
        starts = starts_of(layout, tree, gate.get("within", ()))
        left = sources(layout, tree, starts, target)
        for place in [layout[one].leaves[:1] for one in left] or [tuple(gate_leaves(gate))]:
            (step,) = going(tree, place, [target])
            there = found.setdefault(step.state, [])
            if target not in there:
                there.append(target)
    return {state: there[0] if len(there) == 1 else there for state, there in found.items()}
