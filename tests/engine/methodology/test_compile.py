import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.canonical import Json, decode, encode
from engine.methodology.cache import dump_tables, load_tables
from engine.methodology.digests import tables_digest
from engine.methodology.environment import environment, item_environment
from engine.methodology.guard.check import load_guard
from engine.methodology.tables import Tables
from tests.engine.methodology.fixtures import CLOSURES, NO_EFFECT, loaded, need, tables

_ROOT = Path(__file__).parents[3]


def test_a_small_methodology_compiles_to_exactly_these_tables() -> None:
    """The contract with the rules, whole: every key, every default."""
    compiled = dict(tables("shed"))
    del compiled["places"]
    stage: dict[str, object] = {
        "closes": None,
        "target": None,
        "entry": None,
        "exit": None,
        "parents": [],
    }
    leaves = {
        name: {"title": name, "leaf": True, "first": name, "last": name, "leaves": [name]}
        for name in ("planning", "delivery", "done")
    }
    assert compiled == {
        "notation": 1,
        "methodology": "bicycle-shed",
        "version": "1.0.0",
        "title": "Building a bicycle shed",
        "source": "",
        "strength": "controlling",
        "roles": {
            "owner": {"title": "Project owner", "charter": None, "at": "roles.owner"},
            "builder": {"title": "Builder", "charter": None, "at": "roles.builder"},
        },
        "fields": {},
        "stages": {
            "planning": {**stage, **leaves["planning"], "at": "stages.planning"},
            "delivery": {**stage, **leaves["delivery"], "at": "stages.delivery"},
            "done": {**stage, **leaves["done"], "closes": "completed", "at": "stages.done"},
        },
        "initial": "planning",
        "deliverables": {
            "drawing": {
                "title": "Drawing",
                "by": ["builder"],
                "stages": [],
                "accepted_by": [],
                "valid_for": None,
                "per_visit": False,
                "waivable": True,
                "at": "deliverables.drawing",
            }
        },
        "moves": {
            "planning": [],
            "delivery": [
                {
                    "id": "hand_over",
                    "to": "done",
                    "by": ["owner"],
                    "when": None,
                    "at": "moves.hand_over",
                }
            ],
            "done": [],
        },
        "gates": {
            "build": {
                "title": "build",
                "leaves": "planning",
                "leaf": "planning",
                "requested_by": ["builder"],
                "evidence": ["drawing"],
                "must": [],
                "score": None,
                "panel": [
                    {
                        "id": "owner",
                        "role": "owner",
                        "need": need("number", "1", number=1),
                        "veto": [],
                        "when": None,
                        "advisory": False,
                        "at": "gates.build.panel.owner",
                    }
                ],
                "apart": [
                    [{"kind": "panel", "name": None}, {"kind": "requester", "name": None}],
                    [{"kind": "panel", "name": None}, {"kind": "authors", "name": None}],
                ],
                "waived_by": [],
                "deadline": None,
                "when_all_voted": False,
                "decisions": [
                    {
                        "id": "recycle",
                        "kind": "recycle",
                        "effect": {**NO_EFFECT, "kind": "stays"},
                        "conditions": None,
                        "at": "gates.build.decisions.recycle",
                    },
                    {
                        "id": "go",
                        "kind": "go",
                        "effect": {**NO_EFFECT, "kind": "to", "to": "delivery"},
                        "conditions": None,
                        "at": "gates.build.decisions.go",
                    },
                ],
                "otherwise": "recycle",
                "at": "gates.build",
            }
        },
        "standing": {},
        "order": {
            "roles": ["owner", "builder"],
            "fields": [],
            "stages": ["planning", "delivery", "done"],
            "deliverables": ["drawing"],
            "gates": ["build"],
        },
        "steps": {
            "move:done": {"delivery": "done"},
            "gate:build:go": {"planning": "delivery"},
        },
        "ours": {},
        "left_out": {},
    }
    assert tables("shed")["places"]["gates.build.panel.owner"] == ["shed.yaml", 28]


@pytest.mark.parametrize("name", CLOSURES)
def test_tables_are_canonical_and_come_back_as_they_were(name: str) -> None:
    """What the rules read from a cache is what was compiled: no tuple, no float, no odd key."""
    compiled = tables(name)
    data = dump_tables(compiled)
    assert encode(decode(data)) == data
    assert load_tables(data, tables_digest(compiled)) == compiled


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


@pytest.mark.parametrize("name", CLOSURES)
def test_every_address_of_a_rule_has_a_place(name: str) -> None:
    """A refusal cites file and line of the rule."""
    compiled = tables(name)
    addresses = {found["at"] for found in _objects(compiled) if "at" in found}
    assert addresses
    assert addresses <= set(compiled["places"])
    assert set(compiled["ours"]) <= set(compiled["places"])


def test_stages_inside_others_have_their_full_address() -> None:
    """Nested stages are compiled away: a project stands in a leaf, and knows what is around it."""
    stages = tables("complete")["stages"]
    assert list(stages) == [
        "planning",
        "delivery",
        "delivery.design",
        "delivery.work",
        "delivery.work.ground",
        "delivery.work.roof",
        "delivery.check",
        "closing",
        "done",
        "dropped",
    ]
    assert tables("complete")["order"]["stages"] == list(stages)
    delivery, roof = stages["delivery"], stages["delivery.work.roof"]
    assert (delivery["leaf"], delivery["first"], delivery["last"]) == (
        False,
        "delivery.design",
        "delivery.check",
    )
    assert delivery["leaves"] == [
        "delivery.design",
        "delivery.work.ground",
        "delivery.work.roof",
        "delivery.check",
    ]
    assert (roof["leaf"], roof["parents"]) == (True, ["delivery", "delivery.work"])
    assert (roof["first"], roof["last"], roof["leaves"]) == (
        ("delivery.work.roof",) * 2 + (["delivery.work.roof"],)
    )
    assert (roof["title"], delivery["title"]) == ("roof", "Delivery")
    assert stages["delivery.design"]["target"] == {"days": 14}


def test_moves_are_spelt_out_leaf_by_leaf_the_implied_one_first() -> None:
    """`from` means any leaf inside, `to` the first; a sequence goes from last leaf to first."""
    moves = {
        leaf: [(move["id"], move["to"], move["by"], move["at"]) for move in listed]
        for leaf, listed in tables("complete")["moves"].items()
    }
    both = ["owner", "builder"]
    rework = ("rework", "planning", both, "moves.rework")
    restart = ("restart", "delivery.work.ground", ["owner"], "moves.restart")
    around, inner = "stages.delivery.sequence", "stages.delivery.work.sequence"
    assert moves == {
        "planning": [restart],
        "delivery.design": [("sequence", "delivery.work.ground", both, around), rework],
        "delivery.work.ground": [("sequence", "delivery.work.roof", ["builder"], inner), rework],
        "delivery.work.roof": [("sequence", "delivery.check", both, around), rework],
        "delivery.check": [rework],
        "closing": [restart, ("finish", "done", ["owner"], "moves.finish")],
        "done": [],
        "dropped": [],
    }


def test_the_flat_machine_has_every_move_and_every_decision_that_leads_somewhere() -> None:
    """Decisions that stay, close or hold take no step."""
    delivery = ["delivery.design", "delivery.work.ground", "delivery.work.roof", "delivery.check"]
    assert tables("complete")["steps"] == {
        "move:delivery.work.ground": {
            "delivery.design": "delivery.work.ground",
            "planning": "delivery.work.ground",
            "closing": "delivery.work.ground",
        },
        "move:delivery.work.roof": {"delivery.work.ground": "delivery.work.roof"},
        "move:delivery.check": {"delivery.work.roof": "delivery.check"},
        "move:planning": dict.fromkeys(delivery, "planning"),
        "move:done": {"closing": "done"},
        "gate:build:recycle": {"planning": "planning"},
        "gate:build:conditional_go": {"planning": "delivery.design"},
        "gate:build:go": {"planning": "delivery.design"},
        "gate:acceptance:drop": {"delivery.check": "dropped"},
        "gate:acceptance:fix": {"delivery.check": "closing"},
        "gate:acceptance:accept": {"delivery.check": "closing"},
    }


def test_stages_in_which_something_is_open_become_leaves() -> None:
    """An empty list stands for everywhere; `required_on_leaving` keeps the stages' own names."""
    compiled = tables("complete")
    delivery = compiled["stages"]["delivery"]["leaves"]
    assert compiled["fields"]["risk"]["stages"] == ["planning"]
    assert compiled["fields"]["surfaces"]["stages"] == [*delivery, "closing"]
    assert compiled["fields"]["budget"]["stages"] == []
    assert compiled["fields"]["opening"]["required_on_leaving"] == ["planning", "delivery"]
    assert compiled["deliverables"]["drawing"]["stages"] == ["planning", "delivery.design"]
    assert compiled["standing"] == {
        "hold": {
            "by": ["owner"],
            "stages": ["planning", *delivery],
            "effect": None,
            "at": "standing.hold",
        },
        "resume": {
            "by": ["owner", "clerk"],
            "stages": [],
            "effect": None,
            "at": "standing.resume",
        },
        "kill": {
            "by": ["owner"],
            "stages": ["delivery.work.ground", "delivery.work.roof"],
            "effect": {**NO_EFFECT, "kind": "to", "to": "closing"},
            "at": "standing.kill",
        },
    }


def _guards(compiled: Tables) -> dict[str, tuple[str, Json]]:
    return {
        str(found["at"]): (str(found["text"]), found["tree"])  # type: ignore[misc]  # a JSON tree
        for found in _objects(compiled)
        if "tree" in found
    }


def test_guards_are_kept_as_their_checked_trees() -> None:
    """Over the material fields; the tree is what is judged, the text what people read."""
    methodology = loaded("complete").methodology
    known = environment(methodology)
    of_item = item_environment(methodology, (methodology.registers or {})["risk"])
    assert "budget" in known.names
    assert not {"note", "project.note"} & {*known.names, *of_item.names}
    found = _guards(tables("complete"))
    assert {address: text for address, (text, _) in found.items()} == {
        "stages.planning.exit": "has(opening)",
        "stages.delivery.entry": "budget > EUR(0)",
        "stages.delivery.work.roof.entry": "!urgent || storeys < 2",
        "stages.delivery.check.exit": "'gravel' in surfaces",
        "stages.closing.exit": "items(risk).all(r, !r.open || r.level < 16)",
        "moves.rework.when": "risk == 'high'",
        "gates.build.must.funded.when": "budget > EUR(0) && today < opening",
        "gates.build.panel.money.when": "budget > EUR(1000.50)",
        "registers.risk.moves.answer.when": (
            "has(answer) && added <= today && cost < project.budget"
        ),
    }
    for address, (text, tree) in found.items():
        scope = of_item if address.startswith("registers") else known
        assert load_guard(text, scope.names, scope.tolerances) == tree


_COMPILE = """\
from engine.methodology.digests import tables_digest
from tests.engine.methodology.fixtures import CLOSURES, NO_EFFECT, need, tables
print(*(tables_digest(tables(name)) for name in CLOSURES))
"""


def test_compiling_gives_the_same_bytes_in_every_process() -> None:
    """I29: no hash seed, zone or language of a machine gets into what a ledger pins."""
    here = " ".join(tables_digest(tables(name)) for name in CLOSURES)
    for seed, zone in (("0", "Pacific/Apia"), ("4711", "America/Lima")):
        there = subprocess.run(
            [sys.executable, "-c", _COMPILE],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": "tr_TR.UTF-8"},
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert there.split() == here.split()
