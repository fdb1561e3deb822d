"""A valid register -> its table."""

from engine.methodology import model_register as model
from engine.methodology.compile_parts import Guards
from engine.methodology.environment import field_spec
from engine.methodology.layout import Layout, leaves_of
from engine.methodology.register_tables import ItemField, ItemMove, Register


def compile_register(
    name: str, register: model.Register, layout: Layout, guards: Guards
) -> Register:
    """Return the table of the register `name`; `guards` reads what guards of its items read."""
    at = f"registers.{name}"
    stages = [] if register.in_ is None else leaves_of(layout, register.in_)
    moves: dict[str, list[ItemMove]] = {state: [] for state in register.states}
    for key, move in (register.moves or {}).items():
        for state in move.from_:
            moves[state].append(_move(key, move, f"{at}.moves.{key}", layout, guards))
    open_states = [state for state, one in register.states.items() if not one.ends]
    fields = register.fields or {}
    return {
        "title": register.title,
        "by": list(register.by),
        "stages": stages,
        "fields": {
            key: _field(key, field, f"{at}.fields.{key}", register, open_states)
            for key, field in fields.items()
        },
        "initial": next(state for state, one in register.states.items() if one.initial),
        "states": {
            state: {"title": one.title or state, "ends": one.ends, "at": f"{at}.states.{state}"}
            for state, one in register.states.items()
        },
        "moves": moves,
        "order": {"fields": list(fields), "states": list(register.states)},
        "at": at,
    }


def _field(
    name: str, field: model.ItemField, at: str, register: model.Register, open_states: list[str]
) -> ItemField:
    return {
        "title": field.title or name,
        "spec": field_spec(field),
        "by": list(field.by or register.by),
        "states": open_states if field.while_ is None else list(field.while_),
        "required": field.required,
        "at": at,
    }


def _move(name: str, move: model.ItemMove, at: str, layout: Layout, guards: Guards) -> ItemMove:
    return {
        "id": name,
        "to": move.to,
        "by": list(move.by),
        "stages": [] if move.in_ is None else leaves_of(layout, move.in_),
        "when": guards.at(f"{at}.when", move.when),
        "apart": list(move.apart or ()),
        "at": at,
    }
