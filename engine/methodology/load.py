"""From bytes to a valid model: the workflow files and charters that Phasegate accepts.

Faults are found in two rounds. The first takes every file by itself: what is no strict YAML, what
can't be included, what has the wrong shape. The second takes the whole: what names something that
isn't there, what doesn't fit together. All that a round finds is raised at once, with its places.
Where the first finds nothing but keys that mean nothing, they are left out and the second follows,
so that its author hears of both in one run.

Nothing here touches the file system; `closure.read_closure` does.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from engine.canonical import Json, encode
from engine.methodology.charter import Charter
from engine.methodology.diagnostics import UNKNOWN_KEY, Complaint, Mark, misspelt, quoted
from engine.methodology.layout import lay_out
from engine.methodology.model import Fragment, Methodology
from engine.methodology.places import FRAGMENT_SECTIONS, Places, Sources, places
from engine.methodology.shape import shape, without
from engine.methodology.sources import Gathered, InvalidSource, Unreadable, gather
from engine.methodology.validate.charter import check_charter, read_zone_table
from engine.methodology.validate.report import Enough, Report, Subject
from engine.methodology.validate.whole import check_methodology
from engine.methodology.yamlsource import Source

ZONE_FILE = "zone.json"

M = TypeVar("M", bound=BaseModel)

_CHARTER_SECTIONS = ("strength", "calendar", "clock", "roles", "registrars", "acts")


class Loaded(NamedTuple):
    """A valid methodology with its closure; what it includes is merged into `methodology`."""

    methodology: Methodology
    root: str
    files: Mapping[str, bytes]
    places: Places


class LoadedCharter(NamedTuple):
    """A valid charter with its closure; `zone_table` is None while no zone is frozen in it."""

    charter: Charter
    root: str
    files: Mapping[str, bytes]
    places: Places
    zone_table: Mapping[str, Json] | None


def load_methodology(root: str, files: Mapping[str, bytes]) -> Loaded:
    """Return the methodology whose root file is `root` among the `files` of its closure.

    Raises `InvalidSource` (a `DefinitionError`) with every complaint.
    """
    gathered = _gather(root, files)
    own, sources, fragments, unknown = _shaped(gathered, Methodology)
    sections, complaints = _merge(gathered, {**fragments, root: own}, sources)
    if complaints:
        raise _invalid(gathered, [*unknown, *complaints])
    merged = own.model_copy(update={"include": None, **sections})
    known = places(sources)
    report = Report(sources)
    with suppress(Enough):
        check_methodology(Subject.of(merged, lay_out(merged.stages), report), known)
    _raise_if_any(gathered, unknown, report.complaints)
    return Loaded(merged, root, gathered.files, known)


def from_model(methodology: Methodology, root: str = "workflow.yaml") -> Loaded:
    """Return a methodology built in Python as it would be loaded from the file it writes.

    The file is JSON, which is YAML too; it can be published like any other. Raises `InvalidSource`.
    """
    written = methodology.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True
    )
    text = json.dumps(written, indent=2, ensure_ascii=False) + "\n"
    return load_methodology(root, {root: text.encode()})


def load_charter(
    root: str, files: Mapping[str, bytes], zones: Collection[str] | None = None
) -> LoadedCharter:
    """Return the charter in the file `root`, with the frozen time zone in `zone.json` beside it.

    `zones`, if given, are the names that a zone table can be made for; another name is a complaint.
    Raises `InvalidSource` with every complaint.
    """
    gathered = _gather(root, {name: files[name] for name in files if name != ZONE_FILE})
    charter, sources, _, unknown = _shaped(gathered, Charter)
    report = Report(sources)
    table = None
    with suppress(Enough):
        check_charter(charter, report, zones)
        if ZONE_FILE in files:
            table = read_zone_table(charter, files[ZONE_FILE], report)
    _raise_if_any(gathered, unknown, report.complaints)
    return LoadedCharter(charter, root, dict(files), places(sources, _CHARTER_SECTIONS), table)


def freeze_zone(loaded: LoadedCharter, zone_table: Mapping[str, Json]) -> LoadedCharter:
    """Return the charter with `zone_table` in its closure: what is published, and compiled again.

    Raises `InvalidSource` when it is not the table of the charter's zone.
    """
    return load_charter(loaded.root, {**loaded.files, ZONE_FILE: encode(zone_table)})


def _gather(root: str, files: Mapping[str, bytes]) -> Gathered:
    def fetch(name: str) -> bytes:
        if name not in files:
            message = f"there is no file {quoted(name)} beside this one"
            raise Unreadable("include.missing", message)
        return files[name]

    try:
        gathered = gather(root, fetch)
    except Unreadable as fault:
        complaint = Complaint(fault.code, "error", Mark(root, 1, 1), fault.message, fault.hint)
        raise InvalidSource(root, [complaint], {}) from None
    if gathered.complaints:
        return gathered
    # A file that nothing includes would be published and never read.
    unused = [
        Complaint("include.unused", "error", Mark(name, 1, 1), "no file includes this one")
        for name in files
        if name not in gathered.files
    ]
    return gathered._replace(complaints=tuple(unused))


class _Shaped(NamedTuple, Generic[M]):
    """The models of the files, and the keys that were left out because they mean nothing."""

    root: M
    sources: Sources
    fragments: Mapping[str, Fragment]
    unknown: Sequence[Complaint]


def _shaped(gathered: Gathered, model: type[M]) -> _Shaped[M]:
    """Return the model of the root file and those of the files it includes; raise what is wrong."""
    root, complaints = None, list(gathered.complaints)
    fragments: dict[str, Fragment] = {}
    for name, source in gathered.sources.items():
        if name == gathered.root:
            root, found = _model(source, model)
        else:
            fragment, found = _model(source, Fragment)
            if fragment is not None:
                fragments[name] = fragment
        complaints.extend(found)
    if any(one.code != UNKNOWN_KEY for one in complaints) or root is None:
        raise _invalid(gathered, complaints)
    owners: dict[tuple[str, str], Source] = {}
    for source in gathered.sources.values():
        for declared in _declared(source):
            owners.setdefault(declared, source)
    sources = Sources(gathered.sources[gathered.root], owners)
    return _Shaped(root, sources, fragments, complaints)


def _model(source: Source, model: type[M]) -> tuple[M | None, list[Complaint]]:
    """Return the model of one file, as it is without unknown keys, and what is wrong with it."""
    found, complaints = shape(source, model)
    if complaints and all(one.code == UNKNOWN_KEY for one in complaints):
        found, _ = shape(without(source, complaints), model)
    return found, complaints


def _declared(source: Source) -> Iterable[tuple[str, str]]:
    for section in FRAGMENT_SECTIONS:
        inner = source.value.get(section) if isinstance(source.value, dict) else None
        if isinstance(inner, dict):
            yield from ((section, key) for key in inner)


def _merge(
    gathered: Gathered, parts: Mapping[str, Fragment | Methodology], sources: Sources
) -> tuple[dict[str, dict[str, object]], list[Complaint]]:
    """Return what all files declare, by section and id, and complaints about ids declared twice."""
    complaints: list[Complaint] = []
    merged: dict[str, dict[str, object]] = {}
    for name, part in parts.items():
        for section in FRAGMENT_SECTIONS:
            for key, declared in (getattr(part, section) or {}).items():
                first = sources.owners[section, key]
                if first.name != name:
                    complaints.append(_twice(first, gathered.sources[name], (section, key)))
                merged.setdefault(section, {}).setdefault(key, declared)
    return merged, complaints


def _twice(first: Source, second: Source, path: tuple[str, str]) -> Complaint:
    line = first.marks.keys[path].line
    message = f"{quoted(path[1])} is declared in {first.name}, line {line}, already"
    hint = "keep one of them"
    return Complaint("id.twice", "error", second.marks.keys[path], message, hint, path)


def _raise_if_any(
    gathered: Gathered, unknown: Sequence[Complaint], found: Sequence[Complaint]
) -> None:
    """Raise unknown keys and what else was found, but for what may only follow from a misspelling.

    Where a key was misspelt another is missing, and what stands beside it can't be judged.
    """
    beside = {one.path[:-1] for one in unknown if misspelt(one)}
    kept = [
        one
        for one in found
        if not any(one.path[:length] in beside for length in range(len(one.path) + 1))
    ]
    if unknown or kept:
        raise _invalid(gathered, [*unknown, *kept])


def _invalid(gathered: Gathered, complaints: Iterable[Complaint]) -> InvalidSource:
    return InvalidSource(gathered.root, list(complaints), gathered.texts())
