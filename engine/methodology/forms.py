"""How the models of a workflow file check a scalar or a list, and describe it in the JSON Schema.

A form is said once: as a check whose message says what to write, with the pattern an editor needs.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from engine.errors import UsageError
from engine.methodology import grammar
from engine.methodology.characters import quoted


class Model(BaseModel):
    """A part of a file: frozen, with exactly the keys it declares.

    In Python, a key that is a word of Python has an underscore: `in_`, `from_`, `is_`, `pass_`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
    )


class Form:
    """A string of one form: `check` reads it (and raises `UsageError`), `schema` describes it."""

    __slots__ = ("_check", "_code", "_schema")

    def __init__(self, code: str, check: Callable[[str], object], schema: JsonSchemaValue) -> None:
        self._code = code
        self._check = check
        self._schema = schema

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator: a string, and nothing that could become one, then the check."""
        return core_schema.no_info_after_validator_function(
            self._validate, core_schema.str_schema(strict=True)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of the form."""
        return {"type": "string", **self._schema}

    def _validate(self, text: str) -> str:
        _run(self._code, self._check, text)
        return text


class Exactly:
    """One value and no other, not even an equal one: `True` is not 1 here."""

    __slots__ = ("_code", "_hint", "_value")

    def __init__(self, code: str, value: bool | int, hint: str) -> None:
        self._code = code
        self._value = value
        self._hint = hint

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: the constant."""
        return {"const": self._value}

    def _validate(self, value: object) -> object:
        if type(value) is not type(self._value) or value != self._value:
            shown = str(self._value).lower()
            context = {"fault": f"only {shown} can stand here", "hint": self._hint}
            raise PydanticCustomError(self._code, "{fault}", context)
        return value


class NeedForm:
    """An int or a str; see `grammar.parse_need`."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: a number or one of the words."""
        number = {"type": "integer", "minimum": 1, "maximum": grammar.MAX_COUNT}
        return {"anyOf": [number, {"type": "string", "pattern": f"^(?:{grammar.NEED})$"}]}

    @staticmethod
    def _validate(value: object) -> object:
        _run("value.need", grammar.parse_need, value)
        return value


class CountForm:
    """An int or `all`; see `grammar.check_count`."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: a number or the word."""
        number = {"type": "integer", "minimum": 1, "maximum": grammar.MAX_COUNT}
        return {"anyOf": [number, {"const": "all"}]}

    @staticmethod
    def _validate(value: object) -> object:
        _run("value.completes", grammar.check_count, value)
        return value


class Distinct:
    """A list in which nothing stands twice."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator: the list's own, then the comparison."""
        return core_schema.no_info_after_validator_function(self._validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the list's schema and `uniqueItems`."""
        return {**handler(schema), "uniqueItems": True}

    @staticmethod
    def _validate(values: tuple[object, ...]) -> tuple[object, ...]:
        seen: set[object] = set()
        for value in values:
            if value in seen:
                shown = " and ".join(value) if isinstance(value, tuple) else str(value)
                context = {"fault": f"{quoted(shown)} stands here twice", "hint": None}
                raise PydanticCustomError("value.twice", "{fault}", context)
            seen.add(value)
        return values


class OneOrMany:
    """Takes a single string for the list of it."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator: the string becomes a list, then the list's own."""
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema: one item, or the list."""
        many = handler(schema)
        return {"anyOf": [many["items"], many]}

    @staticmethod
    def _listed(value: object) -> object:
        return (value,) if isinstance(value, str) else value


LIST, KEYS = "<list>", "<keys>"
"""Which of two forms a value has; pydantic puts them into its paths, where no file has them."""


def list_or_keys(value: object) -> str:
    """Return which form `value` has, for a key that takes a list or keys and values."""
    return KEYS if isinstance(value, Mapping | BaseModel) else LIST


def exactly_one(*names: str) -> ConfigDict:
    """Return the configuration of a model that has exactly one of the keys `names`.

    For editors: `engine.methodology.validate` says it in better words, and at the place.
    """
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [name]} for name in names]})


def at_least_one() -> ConfigDict:
    """Return the configuration of a model that says nothing without any key; for editors."""
    return ConfigDict(json_schema_extra={"minProperties": 1})


def matching(code: str, pattern: str, what: str, form: str) -> Form:
    """Return the form of strings that `pattern` matches from end to end; `form` shows one."""

    def check(text: str) -> None:
        if not re.fullmatch(pattern, text):
            raise UsageError(f"{quoted(text)} is not {what}", hint=form)

    return Form(code, check, {"pattern": f"^(?:{pattern})$"})


def prose(longest: int, unsafe: re.Pattern[str], what: str) -> Form:
    """Return the form of text for people: not blank, not too long, nothing `unsafe` in it."""

    def check(text: str) -> None:
        if not text.strip():
            raise UsageError(f"{what} is empty", hint="write what people should read")
        if len(text) > longest:
            raise UsageError(f"{what} has {len(text)} characters", hint=f"at most {longest}")
        if unsafe.search(text):
            raise UsageError(f"{what} has a line break or another control character")

    return Form("value.text", check, {"minLength": 1, "maxLength": longest})


def _run(code: str, check: Callable[[Any], object], value: object) -> None:
    """Run `check` on `value`, and hand its `UsageError` on as a fault of the file with `code`."""
    try:
        check(value)
    except UsageError as error:
        # As context, because pydantic would take braces in a message for places to fill.
        context = {"fault": error.message, "hint": error.hint}
        raise PydanticCustomError(code, "{fault}", context) from None
