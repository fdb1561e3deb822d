"""Registers: names that exist, states that are reached and left, moves that can be told apart."""

from collections.abc import Iterable

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.environment import ITEM_PARTS, PROJECT
from engine.methodology.guard.words import RESERVED_NAMES
from engine.methodology.model_register import Register
from engine.methodology.validate.declared import check_options
from engine.methodology.validate.report import Subject

MAX_REGISTERS = 50
MAX_STATES = 100
MAX_ITEM_FIELDS = 200


def check_registers(subject: Subject) -> None:
    """Complain about the registers, each by itself, and about their number."""
    registers = subject.registers
    if len(registers) > MAX_REGISTERS:
        message = f"{len(registers)} registers; at most {MAX_REGISTERS}"
        subject.report.add("limit.registers", ("registers",), message, key=True)
    for name, register in registers.items():
        path: Path = ("registers", name)
        subject.report.all_known("role", (*path, "by"), register.by, subject.roles)
        subject.report.all_known("stage", (*path, "in"), register.in_, subject.layout)
        _check_size(subject, path, register)
        _check_fields(subject, path, register)
        _check_moves(subject, path, register)
        if _check_initial(subject, path, register):
            _check_ways(subject, path, register)


def _check_size(subject: Subject, path: Path, register: Register) -> None:
    for part, most in (("states", MAX_STATES), ("moves", MAX_STATES), ("fields", MAX_ITEM_FIELDS)):
        count = len(getattr(register, part) or ())
        if count > most:
            message = f"{count} {part} of a register; at most {most}"
            subject.report.add("limit.register", (*path, part), message, key=True)


def _check_fields(subject: Subject, path: Path, register: Register) -> None:
    report = subject.report
    for name, field in (register.fields or {}).items():
        here: Path = (*path, "fields", name)
        if name in (*RESERVED_NAMES, *ITEM_PARTS, PROJECT.removesuffix(".")):
            message = f"{quoted(name)} has a meaning in guards, so no field can have that name"
            report.add("field.reserved", here, message, "choose another name", key=True)
        check_options(subject, here, field)
        report.all_known("role", (*here, "by"), field.by, subject.roles)
        report.all_known("state", (*here, "while"), field.while_, register.states)
        for at, state in enumerate(field.while_ or ()):
            if state in register.states and register.states[state].ends:
                message = f"an item in {quoted(state)} has ended, and nothing of it is set"
                report.add("field.ended", (*here, "while", at), message, "remove it")


def _check_initial(subject: Subject, path: Path, register: Register) -> bool:
    """Complain unless exactly one state is initial; say whether one is."""
    report = subject.report
    starts = [name for name, state in register.states.items() if state.initial]
    if not starts:
        hint = "add initial: true to the state in which items start"
        report.add("state.initial", (*path, "states"), "no state is initial", hint, key=True)
    for name in starts[1:]:
        message = f"{quoted(starts[0])} is the initial state already"
        report.add("state.initial", (*path, "states", name, "initial"), message, key=True)
    return bool(starts)


def _check_moves(subject: Subject, path: Path, register: Register) -> None:
    report, first = subject.report, dict[tuple[str, str], str]()
    for name, move in (register.moves or {}).items():
        here: Path = (*path, "moves", name)
        report.all_known("role", (*here, "by"), move.by, subject.roles)
        report.all_known("stage", (*here, "in"), move.in_, subject.layout)
        report.all_known("state", (*here, "from"), move.from_, register.states)
        report.known("state", (*here, "to"), move.to, register.states)
        for state in move.from_:
            other = first.setdefault((state, move.to), name)
            if other != name:
                message = f"{quoted(other)} leads from {quoted(state)} to {quoted(move.to)} already"
                report.add("move.twice", here, message, "keep one of them", key=True)
            if state == move.to:
                message = f"this leads from {quoted(state)} to itself"
                report.add("move.nowhere", (*here, "to"), message, "name another state")


def _check_ways(subject: Subject, path: Path, register: Register) -> None:
    """Complain about states that no item reaches, and, if some end it, those that lead to no end.

    Where a state's name is unknown, any could have been meant.
    """
    states, ways = register.states, _ways(register)
    if not {end for way in ways for end in way} <= states.keys():
        return
    start = [name for name, state in states.items() if state.initial]
    reached = _reached(start, ways)
    for name in states:
        if name not in reached:
            message = f"no item comes to {quoted(name)}"
            hint = "add a move that leads there, or remove it"
            subject.report.add("state.unreached", (*path, "states", name), message, hint, key=True)
    ends = [name for name, state in states.items() if state.ends]
    left = _reached(ends, [(to, state) for state, to in ways])
    for name in states:
        if ends and name in reached and name not in left:
            message = f"no way leads from {quoted(name)} to a state that ends the item"
            hint = "add a move from it, or ends: true"
            subject.report.add("state.trap", (*path, "states", name), message, hint, key=True)


def _ways(register: Register) -> list[tuple[str, str]]:
    moves = (register.moves or {}).values()
    return [(state, move.to) for move in moves for state in move.from_]


def _reached(start: Iterable[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    found, listed = set(start), list(ways)
    waiting = list(found)
    while waiting:
        here = waiting.pop()
        for state, to in listed:
            if state == here and to not in found:
                found.add(to)
                waiting.append(to)
    return found
