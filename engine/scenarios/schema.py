"""The JSON Schema of scenarios files, made from the models and from what can be expected.

It is shipped beside this file, and `write_schema()` writes it anew after a change; a test compares
the two. Whether a sentence can be read is found by `engine.scenarios.load` alone.
"""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaValue, models_json_schema

from engine.methodology.schema import tidy, written
from engine.scenarios.model import HANDLE, Details, Plain, Scenarios, Wait
from engine.scenarios.readings import READINGS

FOLDER: Final = Path(__file__).parent
FILE: Final = "scenarios.schema.json"

_OWN: Final = ("Act", "Details", "Plain", "Project", "Scenario", "Wait")
_SENTENCE: Final = rf"^{HANDLE}(?: |,)"


def schema_bytes() -> bytes:
    """Return the schema file as it should stand in the folder of this module."""
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (one, "validation") for one in (Scenarios, Details, Plain, Wait)
    ]
    _, whole = models_json_schema(models)
    definitions = {name: tidy(one) for name, one in whole["$defs"].items()}
    root = definitions.pop("Scenarios")
    for name in ("Details", "Plain", "Wait"):
        definitions[name]["properties"]["then"] = _then()
    # Beside a sentence stand arguments of its command too, whatever they are called.
    definitions["Details"].pop("additionalProperties")
    definitions["Act"] = _act()
    # The keys of a charter have a schema of their own, and grow without this one.
    charter = root["properties"]["charter"]
    root["properties"]["charter"] = {"type": "object", "description": charter["description"]}
    definitions = {name: one for name, one in definitions.items() if name in _OWN}
    definitions["Scenario"]["properties"]["acts"]["items"] = {"$ref": "#/$defs/Act"}
    return written("Phasegate scenarios file", {**root, "$defs": definitions})


def write_schema(folder: Path = FOLDER) -> None:
    """Write the schema into `folder`."""
    (folder / FILE).write_bytes(schema_bytes())


def _act() -> JsonSchemaValue:
    sentence = {
        "type": "object",
        "patternProperties": {_SENTENCE: {"$ref": "#/$defs/Details"}},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {
        "description": "A sentence, with what else is to be said of it, or time that passes.",
        "anyOf": [
            {"type": "string", "pattern": _SENTENCE},
            sentence,
            {"$ref": "#/$defs/Plain"},
            {"$ref": "#/$defs/Wait"},
        ],
    }


def _then() -> JsonSchemaValue:
    return {
        "description": "What must be true afterwards.",
        "type": "object",
        "properties": {name: {"description": one.words} for name, one in READINGS.items()},
        "additionalProperties": False,
        "minProperties": 1,
    }
