"""Tree -> guard text, with only the brackets it needs: `parse(to_text(tree))` is `tree` again."""

from engine.canonical import Json
from engine.methodology.guard.tree import (
    ARITHMETIC,
    MACROS,
    RELATIONS,
    STRING_FUNCTIONS,
    Node,
    as_node,
)

# How tightly an operation binds; operands that bind looser, or as loosely on a side where the
# operator doesn't repeat, stand in brackets.
_IF, _OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY, _MEMBER = range(8)
_BINDS = {
    "if": _IF,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(RELATIONS, _RELATION),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "not": _UNARY,
    "neg": _UNARY,
}


def to_text(tree: Json) -> str:
    """Return the canonical text of a guard's tree, checked or not."""
    return _text(as_node(tree))


def _text(node: Node) -> str:
    operation = str(node[0])
    if operation in _BINDS:
        return _operator(operation, node)
    if operation in MACROS:
        return f"{_receiver(node[2])}.{operation}({node[3]}, {_text(node[4])})"
    if operation in STRING_FUNCTIONS:
        return f"{_receiver(node[2])}.{operation}({_text(node[3])})"
    if operation == "list":
        return f"[{', '.join(_text(item) for item in node[2:])}]"
    if operation in ("size", "days", "weeks", "workdays"):
        return f"{operation}({_text(node[2])})"
    return _operand(operation, node)


def _operand(operation: str, node: Node) -> str:
    if operation == "bool":
        return "true" if node[2] else "false"
    if operation == "string":
        return quote(node[2])
    if operation == "date":
        return f"date({quote(node[2])})"
    if operation == "money":
        return f"{node[2]}({node[3]})"
    if operation in ("has", "items", "breached"):
        return f"{operation}({node[2]})"
    if operation in ("part", "has_part"):
        part = f"{node[2]}.{node[3]}"
        return part if operation == "part" else f"has({part})"
    assert operation in ("name", "var", "number"), f"no such operation: {operation}"
    return str(node[2])


def _operator(operation: str, node: Node) -> str:
    if operation == "if":
        condition, then = (_within(part, _OR) for part in node[2:4])
        return f"{condition} ? {then} : {_within(node[4], _IF)}"
    if operation in ("or", "and"):
        sign = " || " if operation == "or" else " && "
        return sign.join(_within(part, _BINDS[operation] + 1) for part in node[2:])
    if operation in ("not", "neg"):
        return ("!" if operation == "not" else "-") + _within(node[2], _UNARY)
    binds = _BINDS[operation]
    left = _within(node[2], binds if operation in ARITHMETIC else binds + 1)
    return f"{left} {operation} {_within(node[3], binds + 1)}"


def _within(node: Node, least: int) -> str:
    text = _text(node)
    return text if _BINDS.get(str(node[0]), _MEMBER) >= least else f"({text})"


def _receiver(node: Node) -> str:
    # A point after a number would be read as part of it.
    return f"({_text(node)})" if node[0] == "number" else _within(node, _MEMBER)


def quote(text: str) -> str:
    """Return `text` as a string constant of the guard language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
