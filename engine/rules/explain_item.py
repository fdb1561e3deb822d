"""Acts on items in words, for `why`."""

from collections.abc import Mapping

from engine.canonical import Json


def item_words(args: Mapping[str, Json]) -> str:
    """What an act on an item does: `moves risk 3 to closed`, without who does it."""
    if "item" not in args:
        values = args["fields"]
        assert isinstance(values, Mapping)
        return f"adds a {args['register']}{f' with {such_as(values)}' if values else ''}"
    named = f"{args['register']} {args['item']}"
    if "to" in args:
        return f"moves {named} to {args['to']}"
    values = args["fields"]
    assert isinstance(values, Mapping)
    return f"sets {such_as(values)} of {named}"


def such_as(values: Mapping[str, Json]) -> str:
    """Fields and values that would do: what is true is for people to say."""
    return ", ".join(f"{name} (such as {_plain(value)})" for name, value in sorted(values.items()))


def _plain(value: Json) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
