"""How a workflow file names one stage or several, and writes stages in short."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from engine.methodology import grammar
from engine.methodology.characters import quoted

Word: TypeAlias = Literal["all", "one_of"]

_STAGE_HINT = "planning, delivery.design"


class Stages(NamedTuple):
    """One stage or several, and the word that stands before several: none for a bare list."""

    names: tuple[str, ...]
    word: Word | None = None

    def written(self) -> object:
        """The same as a file has it."""
        if self.word is not None:
            return {self.word: list(self.names)}
        return self.names[0] if len(self.names) == 1 else list(self.names)


class StagesForm:
    """Takes one stage, `{WORD: [stages]}`, and if `listed` a list of stages."""

    __slots__ = ("_listed", "_word")

    def __init__(self, word: Word, *, listed: bool) -> None:
        self._word = word
        self._listed = listed

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator, and the writing of what it made."""
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(Stages.written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: a stage, a list of them, or the word with one."""
        one = {"type": "string", "pattern": f"^(?:{grammar.STAGE})$"}
        many = {"type": "array", "items": one, "minItems": 2, "uniqueItems": True}
        worded = {
            "type": "object",
            "properties": {self._word: many},
            "required": [self._word],
            "additionalProperties": False,
        }
        return {"anyOf": [one, *([many] if self._listed else []), worded]}

    def _validate(self, value: object) -> Stages:
        if isinstance(value, Stages):
            return value
        if isinstance(value, str):
            return Stages((_stage(value),))
        if self._listed and isinstance(value, list | tuple):
            return Stages(_several(value))
        if isinstance(value, Mapping) and list(value) == [self._word]:
            given = value[self._word]
            if isinstance(given, list | tuple):
                return Stages(_several(given), self._word)
        forms = "a stage, a list of them" if self._listed else "a stage"
        raise _fault(
            "value.stages",
            "stages can't be named like this",
            f"{forms}, or {{{self._word}: [planning, delivery.design]}}",
        )


class ShortList:
    """Takes a list of ids for stages of these names that say nothing else."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator: a list becomes a mapping, then the mapping's own."""
        return core_schema.no_info_before_validator_function(self.spelt_out, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: the mapping, or the list."""
        return {"anyOf": [handler(schema), _short()]}

    @staticmethod
    def spelt_out(value: object) -> object:
        """Return a list of ids as a mapping; anything else as it is."""
        if not isinstance(value, list | tuple):
            return value
        for one in value:
            if not isinstance(one, str) or not re.fullmatch(grammar.ID, one):
                shown = quoted(one) if isinstance(one, str) else "what stands here"
                raise _fault("value.id", f"{shown} is not an id", "[design, build, verified]")
        return {name: {} for name in _distinct(value)}


class ShortTrack:
    """Takes a list of ids for a stage with a sequence of them."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator: a list becomes a stage, then the stage's own."""
        return core_schema.no_info_before_validator_function(self._staged, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: the stage, or the list."""
        return {"anyOf": [handler(schema), _short()]}

    @staticmethod
    def _staged(value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return {"sequence": ShortList.spelt_out(value)}


def _short() -> JsonSchemaValue:
    one = {"type": "string", "pattern": f"^(?:{grammar.ID})$"}
    return {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}


def _stage(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(grammar.STAGE, value):
        return value
    shown = quoted(value) if isinstance(value, str) else "what stands here"
    raise _fault("value.stage", f"{shown} is not the name of a stage", _STAGE_HINT)


def _several(values: Sequence[object]) -> tuple[str, ...]:
    names = _distinct([_stage(one) for one in values])
    if len(names) < 2:
        raise _fault("value.length", "several stages are expected here", "name one without a list")
    return names


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    for at, name in enumerate(names):
        if name in names[:at]:
            raise _fault("value.twice", f"{quoted(name)} stands here twice", None)
    return tuple(names)


def _fault(code: str, message: str, hint: str | None) -> PydanticCustomError:
    # As context, because pydantic would take braces in a message for places to fill.
    return PydanticCustomError(code, "{fault}", {"fault": message, "hint": hint})
