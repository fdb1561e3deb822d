"""The picture in words: what is told of each stage and gate, and of the whole."""

from collections.abc import Iterator, Mapping

from engine.methodology.characters import safe
from engine.methodology.gate_tables import Decision, targets_of
from engine.methodology.picture.outline import covering, ending_words, span_words
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import gate_key
from engine.methodology.tables import Tables


def tips(tables: Tables) -> Mapping[str, str]:
    """What is told of each stage and gate, by its key in the picture."""
    found = {name: _stage(tables, name) for name in tables["order"]["stages"]}
    found.update({gate_key(name): _gate(tables, name) for name in tables["order"]["gates"]})
    return found


def words(tables: Tables, story: Story | None) -> str:
    """The whole picture in words, for those who can't see it."""
    told = [*(story.words if story else ())]
    told += tips(tables).values()
    told += list(_moves(tables))
    told += list(standing_words(tables))
    return " ".join(told)


def standing_words(tables: Tables) -> Iterator[str]:
    """Who may hold, resume and kill between gates, each in a sentence."""
    for name in ("hold", "resume", "kill"):
        act = tables["standing"].get(name)
        if act is None:
            continue
        by = ", ".join(safe(tables["roles"][role]["title"]) for role in act["by"])
        stages = covering(tables, act["stages"])
        where = f"in {', '.join(stages)}" if stages else "everywhere"
        effect = act["effect"]
        end = ""
        if effect:
            end = f"; leads to {effect['to']}" if effect["to"] else f"; {ending_words(effect)}"
        yield f"{name.capitalize()}, {where}: {by}{end}."


def _stage(tables: Tables, name: str) -> str:
    stage = tables["stages"][name]
    told = f"Stage {name}: {safe(stage['title'])}."
    if name == tables["initial"]:
        told += " Projects start here."
    if stage["target"]:
        told += f" To be left within {span_words(stage['target'])}."
    if stage["closes"]:
        told += f" Closes the project: {safe(stage['closes'])}."
    return told


def _gate(tables: Tables, name: str) -> str:
    gate = tables["gates"][name]
    place = f"It leaves {gate['leaves']}" if gate["leaves"] else f"In {', '.join(gate['within'])}"
    told = f"Gate {name}: {safe(gate['title'])}. {place}."
    decided = "; ".join(_decision(one) for one in gate["decisions"])
    return f"{told} Decisions: {decided}; otherwise {gate['otherwise']}."


def _decision(one: Decision) -> str:
    to = " and ".join(targets_of(one["effect"]))
    told = f"{one['id']} leads to {to}" if to else f"{one['id']}: {ending_words(one['effect'])}"
    if one["conditions"]:
        told += f", with conditions due within {span_words(one['conditions']['due_within'])}"
    return told


def _moves(tables: Tables) -> Iterator[str]:
    for leaf in tables["order"]["stages"]:
        for move in tables["moves"].get(leaf, ()):
            name = "" if move["id"] == "sequence" else f" {move['id']}"
            yield f"Move{name}: from {leaf} to {move['to']}."
