"""Reading the M3 Playbook: the front matter of its pages, with nothing lost on the way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PAGES = Path(__file__).parents[1] / "data" / "gsa_m3"
_FRONT = re.compile(r"\A---\n(.*?)\n\s*---\s*$", re.DOTALL | re.MULTILINE)


class Task(NamedTuple):
    """A key task: who does it, what it reads, what it writes, who takes part.

    `parties` are `customer`, `provider` or both; `stakeholders` are pairs of a role's name and its
    parties; `activities` and `practices` are counted only.
    """

    id: str
    phase: int
    name: str
    parties: Sequence[str]
    workstream: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    stakeholders: Sequence[tuple[str, Sequence[str]]]
    activities: int
    practices: int


class Phase(NamedTuple):
    """A phase: the documents it lists, what its progress review shows, its exit criteria."""

    number: int
    name: str
    objective: str
    documents: Sequence[str]
    shown: Sequence[str]
    exits: Sequence[str]


class Playbook(NamedTuple):
    """All phases and key tasks, in order."""

    phases: Sequence[Phase]
    tasks: Sequence[Task]


def read_playbook(folder: Path = PAGES) -> Playbook:
    """Read every page of phases and key tasks."""
    phases = [_phase(front_matter(path)) for path in (folder / "phase").glob("*.md")]
    tasks = [_task(front_matter(path)) for path in (folder / "keyTask").glob("*.md")]
    return Playbook(
        sorted(phases, key=lambda one: one.number),
        sorted(tasks, key=lambda one: [int(part) for part in one.id.split(".")]),
    )


def plain(text: str) -> str:
    """Return a name without markup and without odd spaces: they are no part of it."""
    words = " ".join(re.sub(r"<[^>]*>", "", text).split())
    return words.replace(" )", ")").replace("( ", "(")


def front_matter(path: Path) -> Mapping[str, Any]:
    """Return the front matter of a page; a key that is there twice is kept twice."""
    found = _FRONT.match(path.read_text("utf-8"))
    assert found, path
    node = yaml.compose(found[1], Loader=yaml.SafeLoader)
    _part(node)
    loader = yaml.SafeLoader("")
    return dict(loader.construct_document(node))


def _part(node: yaml.Node | None) -> None:
    """Make two items of one in a list where the second of two equal keys stands.

    A plain YAML reader would keep the last of them and say nothing.
    """
    if isinstance(node, yaml.SequenceNode):
        node.value[:] = [part for item in node.value for part in _parts(item)]
        for item in node.value:
            _part(item)
    elif isinstance(node, yaml.MappingNode):
        assert len(list(_parts(node))) == 1, node.start_mark
        for _, item in node.value:
            _part(item)


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        yield node
        return
    seen: set[str] = set()
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in node.value:
        if key.value in seen:
            yield yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
            seen, pairs = set(), []
        seen.add(key.value)
        pairs.append((key, value))
    yield yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _phase(page: Mapping[str, Any]) -> Phase:
    return Phase(
        page["phase"],
        plain(page["name"]),
        plain(page["objective"]),
        _names(page.get("documentation")),
        _names(page.get("tollageInfo")),
        _names(page.get("exitCriteria")),
    )


def _task(page: Mapping[str, Any]) -> Task:
    return Task(
        f"{page['phase']}.{page['keyTask']}",
        page["phase"],
        plain(page["name"]),
        _parties(page["responsibleParty"]),
        page["category"],
        _names(page["inputs"]),
        _names(page["outputs"]),
        [(plain(one["text"]), _parties(one["responsibleParty"])) for one in page["stakeholders"]],
        sum(1 for one in _activities(page) if "text" in one),
        len(page.get("bestPractice") or ()),
    )


def _activities(page: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from page.get("activities") or ()
    for group in page.get("activitiesGroups") or ():
        yield from group["activities"]


def _names(items: Sequence[Any] | None) -> Sequence[str]:
    """Return the names of a list whose items are names, or say more beside a name."""
    return [
        plain(one if isinstance(one, str) else one.get("text") or one["name"])
        for one in items or ()
    ]


def _parties(given: str | Sequence[str]) -> Sequence[str]:
    names = [given] if isinstance(given, str) else given
    both = [
        party
        for name in names
        for party in (("customer", "provider") if name == "shared" else (name,))
    ]
    return [one for one in ("customer", "provider", "qsmo") if one in both]
