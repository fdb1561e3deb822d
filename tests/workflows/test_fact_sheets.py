"""What a shipped file has, what it leaves out, and what its source has, are the same names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pytest

from engine.methodology.gate_tables import Gate
from engine.methodology.tables import Tables
from tests.workflows.shipped import ALL, NAMES, page, raw, sheet, tables

TYPED = pytest.mark.parametrize("name", NAMES)
EACH = pytest.mark.parametrize("name", ALL)


def ids(compiled: Tables) -> set[str]:
    """Return every id the file declares, of whatever kind."""
    found = {*compiled["roles"], *compiled["fields"], *compiled["stages"]}
    found |= {*compiled["deliverables"], *compiled["gates"]}
    registers = compiled.get("registers", {})
    fields = [one["fields"] for one in registers.values()]
    found |= {*registers, *(name for one in fields for name in one)}
    found |= {
        choice
        for field in (field for part in (compiled["fields"], *fields) for field in part.values())
        for choice in cast("Sequence[str]", field["spec"].get("of", ()))
    }
    for gate in compiled["gates"].values():
        found |= {decision["id"] for decision in gate["decisions"]}
        found |= set(criteria(gate))
    return found


def criteria(gate: Gate) -> list[str]:
    """Return the ids of what is asked, judged and scored at `gate`."""
    scored = [item["id"] for item in gate["score"]["items"]] if gate["score"] else []
    return [*(criterion["id"] for criterion in gate["must"]), *scored]


def facts(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield every name of a fact sheet: what it lists, and the keys of what it describes."""
    for part, names in told.items():
        if part == "criteria":
            yield from (name for gate in names.values() for name in gate)
        else:
            yield from names
        if part == "gates":
            yield from (name for gate in names.values() for name in gate.get("outcomes", ()))


@TYPED
def test_every_fact_is_in_the_file_or_left_out(name: str) -> None:
    """A reader who misses something finds why; nothing is both here and left out."""
    here, left_out = ids(tables(name)), set(tables(name)["left_out"])
    names = set(facts(sheet(name)))
    assert names - here - left_out == set()
    assert here & left_out == set()


@TYPED
def test_only_facts_are_left_out(name: str) -> None:
    """The list of what is left out speaks of the source and of nothing else."""
    assert set(tables(name)["left_out"]) - set(facts(sheet(name))) == set()


def test_states_left_out_are_named() -> None:
    """Whole families of states are left out under one name, and each state is named there."""
    left_out = tables("pm2")["left_out"]
    for family, states in sheet("pm2")["states"].items():
        listed = left_out[family].partition(";")[0].split(", ")
        assert listed == states, family


def test_pm2_follows_the_rasci_table() -> None:
    """R hands in and A accepts, row by row; the one exception is accepted by its gate."""
    deliverables = tables("pm2")["deliverables"]
    followed = {
        row: (deliverables[row]["by"], deliverables[row]["accepted_by"])
        for row in sheet("pm2")["rasci"]
        if row in deliverables
    }
    told = {
        row: ([people["R"]], [people["A"]])
        for row, people in sheet("pm2")["rasci"].items()
        if row in deliverables
    }
    told["project_initiation_request"] = (["bm"], [])
    assert followed == told
    assert "deliverables.project_initiation_request" in tables("pm2")["ours"]


def test_pm2_gates_ask_and_lead_as_the_guide_says() -> None:
    """Who asks, what must be in, and where each decision of the guide leads."""
    for name, told in sheet("pm2")["gates"].items():
        gate = tables("pm2")["gates"][name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        assert gate["requested_by"] == [told["requests"]], name
        assert gate["evidence"] == told["evidence"], name
        assert {one: effects[one] for one in told["outcomes"]} == told["outcomes"], name


def test_pm2_gates_are_decided_by_those_the_guide_names() -> None:
    """Voting seats are held by those who decide; the committee sits as one seat a side."""
    for name, told in sheet("pm2")["gates"].items():
        panel = tables("pm2")["gates"][name]["panel"]
        voting = [seat["role"] for seat in panel if not seat["advisory"]]
        decides = [
            role for one in told["decides"] for role in ({"psc": ["po", "sp"]}.get(one, [one]))
        ]
        assert voting == decides, name
        assert told["requests"] not in voting, name


def test_pm2_accepts_deliverables_as_the_guide_says() -> None:
    """Accepted, accepted with defects to mend, or not: by the Owner alone."""
    gate = tables("pm2")["gates"]["deliverables_acceptance"]
    assert {one["id"] for one in gate["decisions"]} == set(sheet("pm2")["acceptance"])
    assert [seat["role"] for seat in gate["panel"] if not seat["advisory"]] == ["po"]


def test_stage_gate_follows_its_matrix() -> None:
    """Each deliverable is due at the gates of the matrix, by whom and how often it says."""
    gates = tables("stage_gate")["gates"]
    followed = {
        name: {
            "due": [
                gate for gate in sheet("stage_gate")["gates"] if name in gates[gate]["evidence"]
            ],
            "by": one["by"],
            "accepted_by": one["accepted_by"],
            "updated": one["per_visit"],
            "frozen_in": one["stages"],
        }
        for name, one in tables("stage_gate")["deliverables"].items()
    }
    told = {
        name: {"accepted_by": [], "updated": False, "frozen_in": [], **row}
        for name, row in sheet("stage_gate")["deliverables"].items()
    }
    assert followed == told


def test_stage_gate_leads_from_stage_to_stage() -> None:
    """Each gate leaves its stage and goes to the next; five decisions are open at each."""
    gates = tables("stage_gate")["gates"]
    for name, told in sheet("stage_gate")["gates"].items():
        effects = {one["id"]: one["effect"]["to"] for one in gates[name]["decisions"]}
        assert (gates[name]["leaves"], effects["go"]) == (told["leaves"], told["go"])
        if name != "plr":
            assert set(effects) == set(sheet("stage_gate")["outcomes"]), name


def test_stage_gate_asks_what_its_sources_name() -> None:
    """Gates 1 to 3 judge the factors named, and beside them only that the next gate has a date."""
    gates = tables("stage_gate")["gates"]
    for name, told in sheet("stage_gate")["criteria"].items():
        assert set(criteria(gates[name])) - {"resources", "next_gate"} == set(told) - {
            "resources"
        }, name


def test_stage_gate_seats_neither_leader_team_nor_referee() -> None:
    """The leader, the team and the process manager have no seat at any gate."""
    kept_out = {"project_leader", "development", "marketing", "operations", "process_manager"}
    for name, gate in tables("stage_gate")["gates"].items():
        assert kept_out.isdisjoint(seat["role"] for seat in gate["panel"]), name


@EACH
def test_who_asks_or_wrote_never_decides(name: str) -> None:
    """At every shipped gate requester and authors are kept out of the panel."""
    for gate in tables(name)["gates"].values():
        pairs = [(first["kind"], second["kind"]) for first, second in gate["apart"]]
        assert {("panel", "requester"), ("panel", "authors")} <= set(pairs)


@EACH
def test_every_number_is_marked_as_ours(name: str) -> None:
    """The sources name hardly a number: each number of a gate stands under an address of `ours`."""
    ours = set(tables(name)["ours"])
    gates = raw(name)["gates"]
    unmarked = [
        address
        for address in numbers(gates, "gates")
        if not any(address == one or address.startswith(f"{one}.") for one in ours - {"gates"})
    ]
    assert unmarked == []


def numbers(value: object, address: str) -> Iterator[str]:
    """Yield the addresses of values that hold a digit; ids and texts for people do not count."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("title", "ask", "leaves", "to", "evidence"):
                yield from numbers(inner, f"{address}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, address)
    elif not isinstance(value, bool) and any(letter.isdigit() for letter in str(value)):
        yield address


@EACH
def test_the_page_names_what_the_file_has(name: str) -> None:
    """A PMO reads the page instead of the file: all that people meet is on it."""
    text, all_ = page(name), tables(name)
    for gate in all_["gates"].values():
        assert gate["title"] in text
        assert [one["id"] for one in gate["decisions"] if f"`{one['id']}`" not in text] == []
    for kind in (all_["deliverables"], all_["fields"], all_["roles"]):
        assert [one["title"] for one in kind.values() if one["title"] not in text] == []
    for register in all_.get("registers", {}).values():
        kinds = (register["fields"], register["states"])
        titles = [register["title"], *(one["title"] for kind in kinds for one in kind.values())]
        assert [title for title in titles if title not in text] == []
    named = (*all_["gates"], *all_["fields"], *all_["roles"], *all_.get("registers", {}))
    assert [one for one in named if f"`{one}`" not in text] == []
    assert f"version {all_['version']}" in text
