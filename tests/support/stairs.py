"""Staircases: a command that is wrong in many ways, mended one fault after the other."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from engine.canonical import Json
from engine.requests import Done, Request
from engine.rules.commands import DIRECTORY_ARGUMENTS
from tests.support.house import House

Args: TypeAlias = Mapping[str, Json]
Deed: TypeAlias = Callable[[House], object]


class Step(NamedTuple):
    """The code that shows, and what mends it: a deed, another actor, or other arguments."""

    code: str
    by: str | None = None
    args: Args | Callable[[House], Args] = MappingProxyType({})
    deed: Deed | None = None


def climb(
    house: House, command: str, by: str, args: Args, steps: Sequence[Step], then: str | None = None
) -> None:
    """Be refused for one thing after the other, never for another; then it is done.

    With `then` it ends with a refusal that nothing mends.
    """
    stream = "directory" if command in DIRECTORY_ARGUMENTS else house.stream
    given = dict(args)
    for step in steps:
        assert house.says_no(request(house, stream, command, given, by)) == step.code
        by = step.by or by
        if step.deed:
            step.deed(house)
        given |= step.args(house) if callable(step.args) else step.args
    last = request(house, stream, command, given, by)
    if then:
        assert house.says_no(last) == then
    else:
        answer = house.engine.execute(last)
        assert isinstance(answer, Done), answer


def request(house: House, stream: str, command: str, args: Args, by: str) -> Request:
    """A command as it is asked, with nothing filled in."""
    return Request(f"o{next(house.ids)}", stream, command, args, f"p-{by}")


def deed(by: str, command: str, **args: Json) -> Deed:
    """Something to do on the project meanwhile."""
    return lambda house: house.do(by, command, **args)


def told(by: str, command: str, **args: Json) -> Deed:
    """Something to do on the directory meanwhile."""
    return lambda house: house.tell(by, command, **args)
