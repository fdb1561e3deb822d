"""The JSON Schemas of workflow files, their fragments and charters, made from the models.

An editor that knows the YAML language server completes keys and complains while one writes, given a
first line `# yaml-language-server: $schema=PATH`. The schemas are shipped beside this file, and
`write_schemas()` writes them anew after a change of the models; a test compares the two. They say
what one value may look like; what doesn't fit together is found by `engine.methodology.load` alone.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaValue

from engine.methodology.charter import Charter
from engine.methodology.model import Fragment, Methodology

FOLDER = Path(__file__).parent

SCHEMAS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "workflow.schema.json": ("Phasegate workflow file", Methodology),
    "fragment.schema.json": ("Phasegate workflow file, included part", Fragment),
    "charter.schema.json": ("Phasegate charter", Charter),
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_bytes(name: str) -> bytes:
    """Return the schema file `name` as it should stand in the folder of this module."""
    title, model = SCHEMAS[name]
    return written(title, tidy(model.model_json_schema()))


def written(title: str, schema: JsonSchemaValue) -> bytes:
    """Return the file of a schema."""
    whole = {"$schema": _DIALECT, "title": title, **schema}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def write_schemas(folder: Path = FOLDER) -> None:
    """Write every schema into `folder`."""
    for name in SCHEMAS:
        (folder / name).write_bytes(schema_bytes(name))


def tidy(schema: JsonSchemaValue) -> JsonSchemaValue:
    """Return a schema of pydantic's as an editor needs it.

    Nothing may be null in a file, so null is no alternative. Titles made of names, and defaults
    that are null or a whole model, say nothing. Mappings take no key outside their pattern.
    """
    kept = {key: value for key, value in schema.items() if key != "title"}
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        kept = {**options[0], **{key: kept[key] for key in kept if key != "anyOf"}}
    elif options:
        kept["anyOf"] = options
    if not isinstance(kept.get("default", ""), bool | str | int | list):
        del kept["default"]
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    if "description" in kept:
        kept["description"] = " ".join(kept["description"].split())
    return {key: _inside(key, value) for key, value in kept.items()}


def _inside(key: str, value: object) -> object:
    """Return the value of a schema's `key` with the schemas inside it tidied."""
    if key in ("properties", "patternProperties", "$defs") and isinstance(value, dict):
        return {name: tidy(inner) for name, inner in value.items()}
    if key in ("anyOf", "oneOf", "prefixItems") and isinstance(value, list):
        return [tidy(inner) for inner in value]
    return tidy(value) if key == "items" and isinstance(value, dict) else value
