"""Workflow files and charters from disk: read with what they include, compiled, published.

Only the commands that need files import this: it brings the YAML reader and the models.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from cli.complaints import complaint_lines, complaints_as_json, from_here
from cli.output import Answer
from cli.published import in_force, is_file
from cli.session import Session
from cli.shipped import SCENARIOS
from cli.text import Line, Styled
from engine.canonical import Json
from engine.engine import Done
from engine.errors import DefinitionError
from engine.methodology.closure import read_closure
from engine.methodology.load import load_charter
from engine.methodology.tables import Tables
from engine.names import DIRECTORY
from engine.publishing import compile_candidate
from engine.requests import Candidate, Source
from engine.zone_table import zone_names

INVALID: Final = DefinitionError.exit_code


def compile_workflow(source: Source) -> Candidate:
    """Compile a workflow file; `DefinitionError` with every complaint."""
    return compile_candidate("PublishMethodology", source)


def compile_charter(source: Source) -> Candidate:
    """Compile a charter; `DefinitionError` with every complaint."""
    # Names of zones are checked here first, so that the complaint says where the name stands.
    load_charter(source.root, source.files, frozenset(zone_names()))
    return compile_candidate("AmendCharter", source)


def tables_of(session: Session, named: str) -> Tables:
    """The tables of a methodology that is published, or of a file."""
    if is_file(named):
        return cast("Tables", compile_workflow(Source(*read_closure(Path(named)))).tables)
    return in_force(session, named).tables


def publish(session: Session, command: str, path: Path) -> tuple[Candidate, Done]:
    """Publish a file by `command`."""
    compile_ = compile_charter if command == "AmendCharter" else compile_workflow
    source, candidate = _compiled(path, compile_)
    done = session.act(
        DIRECTORY, command, {}, source=source, compiler=lambda _command, _source: candidate
    )
    return candidate, done


def _compiled(path: Path, compile_: Callable[[Source], Candidate]) -> tuple[Source, Candidate]:
    try:
        source = Source(*read_closure(path))
        return source, compile_(source)
    except DefinitionError as error:
        raise from_here(error, path) from None


def check_files(
    session: Session,
    kind: str,
    files: tuple[str, ...],
    compile_: Callable[[Source], Candidate],
) -> None:
    """Check files and answer with all that is wrong; exit code 3 when something is."""
    items: list[dict[str, Json]] = []
    told: list[Line] = []
    for file in files:
        item, lines = _check(file, compile_)
        items.append(item)
        told += lines
    if not all(item["valid"] for item in items):
        session.exit_code = INVALID

    session.emit(Answer(kind, {"items": items}, lambda: told, ("file", "valid", "id", "version")))


def _check(
    file: str, compile_: Callable[[Source], Candidate]
) -> tuple[dict[str, Json], list[Line]]:
    try:
        if file.endswith(SCENARIOS):
            return _scenarios(file)
        _, candidate = _compiled(Path(file), compile_)
    except DefinitionError as error:
        lines: list[Line] = [*complaint_lines(error), (Styled("red", "not valid"), f": {file}")]
        return {"file": file, "valid": False, "complaints": complaints_as_json(error)}, lines
    args = candidate.args
    name = str(args.get("methodology", "charter"))
    item: dict[str, Json] = {
        "file": file,
        "valid": True,
        "id": name,
        "version": args["version"],
        "source": args["source"],
        "compiled": args["compiled"],
        "complaints": [],
    }
    return item, [(Styled("green", "valid"), f": {file}, {name} {args['version']}")]


def _scenarios(file: str) -> tuple[dict[str, Json], list[Line]]:
    """Check a scenarios file; its scenarios are not played. Raises `DefinitionError`."""
    # Imported here: it brings the engine and the auditor, which workflow files do without.
    from engine.scenarios.files import read_book

    try:
        book = read_book(Path(file))
    except DefinitionError as error:
        raise from_here(error, Path(file)) from None
    count = len(book.scenarios)
    item: dict[str, Json] = {
        "file": file,
        "valid": True,
        "id": book.tables["methodology"],
        "version": book.tables["version"],
        "scenarios": count,
        "complaints": [],
    }
    about = f"{item['id']} {item['version']}, {count} scenario{'' if count == 1 else 's'}"
    return item, [(Styled("green", "valid"), f": {file}, {about}")]
