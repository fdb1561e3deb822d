"""The examples' events: what notation.md sections 8 and 9 say happens is what the entries tell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
NAMES = ("prince2-exception", "nasa-kdp")
APPROVALS = ("go", "conditional_go")
PROOFS = ("asserted", "os", "ssh")

# Entries and files as they stand: plain JSON and YAML, read without any type of ours.
Tree: TypeAlias = dict[str, Any]

each_example = pytest.mark.parametrize("name", NAMES)


class Round(NamedTuple):
    """A round as its entries tell it: the opening, each vote with its proof, the closing."""

    opened: Tree
    votes: Sequence[tuple[Tree, str]]
    closing: Sequence[Tree]

    @property
    def closed(self) -> Tree:
        """The event that closed it."""
        return next(event for event in self.closing if event["type"] == "RoundClosed")


def methodology(name: str) -> Tree:
    """Return the methodology of an example as plain YAML."""
    found: Tree = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def entries(name: str, stream: str = "") -> list[Tree]:
    """Return the entries of an example in the streams that begin with `stream`."""
    lines = (FOLDER / f"{name}.entries.jsonl").read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["stream"].startswith(stream)]


def person(name: str, who: str) -> str:
    """Return the opaque id of someone who is named in an example's source."""
    people: Mapping[str, str] = json.loads((FOLDER / f"{name}.source.json").read_text("utf-8"))[
        "people"
    ]
    return people[who]


def rounds(name: str) -> Iterator[Round]:
    """Yield the rounds of an example's project."""
    opened: Tree = {}
    votes: list[tuple[Tree, str]] = []
    for entry in entries(name, "project/"):
        for event in entry["events"]:
            if event["type"] == "RoundOpened":
                opened, votes = event, []
            elif event["type"] == "VoteCast":
                votes.append((event, entry["proof"]["kind"]))
            elif event["type"] == "RoundClosed":
                yield Round(opened, votes, entry["events"])


def seats(name: str, gate: str) -> dict[str, Tree]:
    """Return the seats of a gate by their ids."""
    gates = methodology(name)["gates"]
    panel = gates[gate]["panel"]
    listed = gates[panel["as"]]["panel"] if isinstance(panel, dict) else panel
    return {seat.get("seat", seat.get("role")): seat for seat in listed}


def kind(decision: str, declared: Tree) -> str:
    """Return the kind of a decision: its name, or what it says it is."""
    return str(declared.get("is", decision))


@each_example
def test_every_name_in_an_event_is_declared(name: str) -> None:
    """An entry that names what the methodology has not is about nothing."""
    file = methodology(name)
    gates = file["gates"]
    for entry in entries(name, "project/"):
        for event in entry["events"]:
            assert event.get("gate", next(iter(gates))) in gates
            assert {*event.get("visits", {})} <= file["stages"].keys()
            assert {*event.get("fields", {})} <= file["fields"].keys()
            assert event.get("tolerance", next(iter(file["tolerances"]))) in file["tolerances"]
            if event["type"] == "DeliverableSubmitted":
                assert event["deliverable"] in file["deliverables"]
            if event["type"] == "StageEntered":
                assert {event["from"], event["to"]} <= {None, *file["stages"]}


@each_example
def test_an_electorate_is_who_holds_the_role_of_the_seat(name: str) -> None:
    """The frozen electorate comes from the directory, and a decider's from the category."""
    file = methodology(name)
    holders: dict[tuple[str, str], set[str]] = {}
    for entry in entries(name, "directory"):
        for event in entry["events"]:
            if event["type"] == "RoleGranted":
                place = holders.setdefault((event["role"], event["scope"]), set())
                place.add(event["person"])
    (started,) = (one for one in entries(name, "project/") if one["seq"] == 0)
    fields = started["events"][0]["fields"]
    for opened, _, _ in rounds(name):
        declared = seats(name, opened["gate"])
        inactive = {
            seat for seat, one in declared.items() if "breached(project)" in one.get("when", "")
        }
        assert opened["seats"].keys() == declared.keys() - inactive
        for seat, people in opened["seats"].items():
            chosen = declared[seat].get("by")
            role = chosen["of"][fields[chosen["field"]]] if chosen else declared[seat]["role"]
            found = set(holders.get((role, started["stream"]), set()))
            if file["roles"][role].get("is") == f"charter.{role}":
                found |= holders.get((role, "organisation"), set())
            assert people == sorted(found)
            apart = {*declared[seat].get("independent_of", [])}
            assert not any(found & people for (held, _), people in holders.items() if held in apart)


@each_example
def test_every_vote_is_an_electors_in_a_tier_that_was_open(name: str) -> None:
    """I3, I10: one vote a person, in a seat they were elected for, after the tiers before it."""
    for opened, votes, _ in rounds(name):
        declared = seats(name, opened["gate"])
        voted: set[str] = set()
        for vote, _ in votes:
            seat = declared[vote["seat"]]
            assert vote["voter"] == vote["principal"] in opened["seats"][vote["seat"]]
            assert vote["voter"] not in voted
            assert vote["choice"] in methodology(name)["gates"][opened["gate"]]["decisions"]
            assert vote["tier"] == seat.get("tier", 1)
            expected = "decision" if seat.get("decides") else "vote"
            assert vote["meaning"] == ("advice" if seat.get("advisory") else expected)
            for earlier, people in opened["seats"].items():
                if declared[earlier].get("tier", 1) < vote["tier"]:
                    assert voted >= {*people}
            voted.add(vote["voter"])


@each_example
def test_a_round_closes_with_the_vote_that_settles_it_and_not_before(name: str) -> None:
    """I1: the decision is the tally's, the counts are of the votes, the proof is the weakest."""
    for opened, votes, closing in rounds(name):
        closed = next(event for event in closing if event["type"] == "RoundClosed")
        declared = seats(name, opened["gate"])
        counts: dict[str, dict[str, int]] = {seat: {} for seat in opened["seats"]}
        for vote, _ in votes:
            counts[vote["seat"]][vote["choice"]] = counts[vote["seat"]].get(vote["choice"], 0) + 1
        assert closed["counts"] == counts
        assert closed["how"] == "decided"
        assert closed["assurance"] == min((proof for _, proof in votes), key=PROOFS.index)
        needed = {seat for seat in counts if "need" in declared[seat]}
        met = {seat for seat in needed if counts[seat].get(closed["decision"])}
        assert met == needed
        # The last vote was needed: the decider's, or the one that met the last need.
        last = votes[-1][0]
        assert declared[last["seat"]].get("decides") or last["seat"] in needed
        assert closing[0] == last


@each_example
def test_a_decision_does_what_the_file_says_in_the_same_entry(name: str) -> None:
    """The order of notation.md 2.7 and of ledger.md: gate, duty, conditions, baseline, effect."""
    for opened, _, closing in rounds(name):
        gate = methodology(name)["gates"][opened["gate"]]
        decision = next(event for event in closing if event["type"] == "RoundClosed")["decision"]
        declared = gate["decisions"][decision]
        assert kind(decision, declared) in APPROVALS
        expected = ["VoteCast", "RoundClosed", "GatePassed"]
        expected += ["CallMet"] if "within" in gate else []
        expected += ["ConditionOpened"] if "conditions" in declared else []
        expected += ["BaselineSet"] if baselined(name, opened["gate"], decision) else []
        expected += ["StageEntered"] if "to" in declared else []
        expected += ["ToleranceRestored"] if opened["gate"] == "exception_plan" else []
        expected += ["GateCalled"] if "calls" in declared else []
        assert [event["type"] for event in closing] == expected
        if "to" in declared:
            (entered,) = (event for event in closing if event["type"] == "StageEntered")
            assert entered["to"] == declared["to"]


def baselined(name: str, gate: str, decision: str) -> tuple[list[str], list[str]] | None:
    """Return the fields and deliverables that a decision baselines, or None."""
    file = methodology(name)
    found: list[list[str]] = []
    for section in ("fields", "deliverables"):
        named: list[str] = []
        for item, declared in file[section].items():
            at = declared.get("baseline_at", [])
            if {gate, f"{gate}.{decision}"} & {*([at] if isinstance(at, str) else at)}:
                named.append(declared.get("replaces", item))
        found.append(named)
    return (found[0], found[1]) if any(found) else None


@each_example
def test_a_baseline_holds_the_values_that_were_approved(name: str) -> None:
    """What is baselined is what stood in the dossier of the approval, item by item."""
    values: Tree = {}
    number = 0
    for entry in entries(name, "project/"):
        for event in entry["events"]:
            if event["type"] in ("ProjectStarted", "FieldsSet"):
                values.update(event["fields"])
            elif event["type"] == "DeliverableSubmitted":
                declared = methodology(name)["deliverables"][event["deliverable"]]
                values[declared.get("replaces", event["deliverable"])] = event["digest"]
            elif event["type"] == "BaselineSet":
                number += 1
                decision = entry["command"]["args"]["choice"]
                fields, deliverables = baselined(name, event["gate"], decision) or ([], [])
                assert event["baseline"] == number
                assert event["fields"] == {item: values[item] for item in fields}
                assert event["deliverables"] == {item: values[item] for item in deliverables}
    assert number == {"prince2-exception": 2, "nasa-kdp": 1}[name]


def amount(money: str) -> Decimal:
    """Return the amount of a money value."""
    return Decimal(money.split()[1])


def test_a_forecast_beyond_the_tolerance_calls_the_exception_gate() -> None:
    """8.1, step 1: field, breach and call are one entry, with the numbers that were compared."""
    (entry,) = (
        one
        for one in entries("prince2-exception", "project/")
        if one["events"][-1]["type"] == "GateCalled" and one["command"]["type"] == "SetFields"
    )
    fields, breach, call = entry["events"]
    assert fields == {"type": "FieldsSet", "fields": entry["command"]["args"]["fields"]}
    assert breach["type"] == "ToleranceBreached"
    assert amount(breach["limit"]) == amount(breach["baseline"]) * (100 + 10) / 100
    assert amount(breach["forecast"]) > amount(breach["limit"])
    assert call == {
        "type": "GateCalled",
        "gate": "exception",
        "by": "gates.exception.called_when",
    }


def test_a_blocked_gate_is_refused_in_a_stream_of_its_own() -> None:
    """8.1, step 2; I16: the project's stream goes on as if nothing had been asked."""
    name = "prince2-exception"
    (refused,) = entries(name, "refusals/")
    assert refused["actor"] == person(name, "max")
    assert refused["events"] == [
        {"type": "CommandRefused", "command": "RequestGate", "code": "gate.called"}
    ]
    called = next(
        one for one in entries(name, "project/") if one["events"][-1]["type"] == "GateCalled"
    )
    assert refused["reads"][1]["seq"] == called["seq"]


@each_example
def test_a_called_gate_is_requested_only_while_it_is_called(name: str) -> None:
    """Section 9.1: called, requested, met, in this order; then the way is free again."""
    called: set[str] = set()
    within = {gate for gate, one in methodology(name)["gates"].items() if "within" in one}
    for entry in entries(name, "project/"):
        for event in entry["events"]:
            if event["type"] == "GateCalled":
                assert event["gate"] not in called
                called.add(event["gate"])
            elif event["type"] == "CallMet":
                called.remove(event["gate"])
            elif event["type"] == "RoundOpened":
                assert (event["gate"] in within) == (event["gate"] in called)
                assert event["gate"] in called or not called
    assert not called


def test_the_third_vote_closes_the_exception_and_calls_for_the_plan() -> None:
    """8.1, step 3: three people of the board, and the rule that called is named."""
    third = next(one for one in rounds("prince2-exception") if one.opened["gate"] == "exception")
    voted = [vote["seat"] for vote, _ in third.votes]
    assert voted == ["executive", "senior_user", "senior_supplier"]
    assert third.closing[-1] == {
        "type": "GateCalled",
        "gate": "exception_plan",
        "by": "gates.exception.decisions.plan_asked.calls",
    }


def test_assurance_advises_and_the_plan_becomes_the_baseline() -> None:
    """8.1, step 4: the advice is on record, the breach is over by the new number alone."""
    name = "prince2-exception"
    plan = [*rounds(name)][-1]
    advice, proof = plan.votes[0]
    assert (advice["voter"], advice["meaning"], proof) == (
        person(name, "ada"),
        "advice",
        "asserted",
    )
    assert plan.closing[-1] == {
        "type": "ToleranceRestored",
        "tolerance": "cost",
        "forecast": "EUR 114000",
        "baseline": "EUR 114000",
    }


def test_the_review_must_be_in_and_the_board_completed_before_the_authority_decides() -> None:
    """8.2, steps 1 and 2: two refusals, each for what was missing at that point."""
    name = "nasa-kdp"
    found = [(one["actor"], one["events"][0]["code"]) for one in entries(name, "refusals/")]
    assert found == [
        (person(name, "paul"), "evidence.missing"),
        (person(name, "dora"), "tier.open"),
    ]


def test_a_vote_from_the_minutes_names_voter_recorder_and_minutes() -> None:
    """8.2, step 3; section 9.4: the act is the secretary's, the vote is not."""
    name = "nasa-kdp"
    (entry,) = (one for one in entries(name) if one["command"]["type"] == "RecordVote")
    (vote,) = entry["events"]
    handed_in = {
        event["digest"]
        for one in entries(name, "project/")
        for event in one["events"]
        if event.get("deliverable") == "minutes"
    }
    assert entry["actor"] == person(name, "sam")
    assert vote["voter"] == entry["command"]["args"]["voter"] == person(name, "raj")
    assert vote["recorder"]["person"] == entry["actor"]
    assert {vote["recorder"]["minutes"]} == handed_in


def test_a_dissent_goes_up_and_changes_no_count() -> None:
    """8.2, step 3; section 9.3: kept as a text of its own, sent to one level, told to the next."""
    name = "nasa-kdp"
    (entry,) = (one for one in entries(name) if one["events"][-1]["type"] == "DissentEscalated")
    vote, escalated = entry["events"]
    assert vote["dissent"] == entry["command"]["args"]["dissent"] != vote["comment"]
    assert escalated == {
        "type": "DissentEscalated",
        "dissent": 1,
        "round": 2,
        "seat": "engineering",
        "person": person(name, "tom"),
        "to": [person(name, "chen")],
        "told": [person(name, "adam")],
    }
    decided = [*rounds(name)][-1]
    assert decided.closed["decision"] == "approve_with_actions" != vote["choice"]
    others = [one for one, _ in decided.votes if one["voter"] != person(name, "tom")]
    assert [one["dissent"] for one in others] == [None] * len(others)


def test_the_authority_decides_with_one_condition_and_signs() -> None:
    """8.2, step 4: the condition's verifier is who dissented, its owner is who must act."""
    name = "nasa-kdp"
    entry = next(
        one
        for one in entries(name, "project/")
        if any(event["type"] == "ConditionOpened" for event in one["events"])
    )
    (asked,) = entry["command"]["args"]["conditions"]
    (opened,) = (event for event in entry["events"] if event["type"] == "ConditionOpened")
    assert (entry["actor"], entry["proof"]["kind"]) == (person(name, "dora"), "ssh")
    assert (opened["owner"], opened["verifier"]) == (person(name, "paul"), person(name, "tom"))
    assert {asked[key] == opened[key] for key in ("text", "owner", "verifier")} == {True}
    # In UTC the day ends where the next begins.
    assert (asked["due"], opened["due"]) == ("2027-03-31", "2027-04-01T00:00:00.000000Z")


def test_a_snapshot_is_of_the_entry_before_it() -> None:
    """The state that its digest is of has everything up to and with that entry, and no more."""
    snapshot = entries("nasa-kdp", "project/")[-1]
    (event,) = snapshot["events"]
    assert (snapshot["actor"], snapshot["command"]["args"]) == ("system", {})
    assert event["seq"] == snapshot["seq"] - 1
