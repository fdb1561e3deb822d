"""What ties gates and people together: limits, bound duties, grants, lent votes.

Whose vote counted somewhere is read from the rounds; who granted and lent what, from the directory.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from engine.methodology.gate_tables import Gate
from engine.names import ORGANISATION
from engine.rules.panel import ABSTAIN, approving
from engine.rules.round import Round
from engine.rules.world import World, grants_of, started


class Exclusion(NamedTuple):
    """Why a person can't sit: in words that follow their name, and the address of the rule."""

    because: str
    address: str


def past_limit(world: World, name: str, person: str) -> Exclusion | None:
    """Return which limit would be passed if `person` helped to pass gate `name`, or None."""
    for limit in started(world)[0].get("limits", {}).values():
        if name in limit["gates"]:
            others = [one for one in limit["gates"] if one != name]
            passed = [one for one in others if person in passers(world, one)]
            if len(passed) >= limit["at_most"]:
                words = f"helped to pass {' and '.join(passed)}, and {limit['at_most']} is the most"
                return Exclusion(words, limit["at"])
    return None


def counted(world: World, current: Round) -> set[str]:
    """Voters and principals of a round's standing votes for a decision, in voting seats.

    When it is closed, these are the votes that were counted.
    """
    gate = started(world)[0]["gates"][current.gate]
    advisory = {seat["id"] for seat in gate["panel"] if seat["advisory"]}
    return {
        person
        for ballot in current.ballots.values()
        if ballot.vote["choice"] != ABSTAIN and ballot.vote["seat"] not in advisory
        for person in (ballot.vote["voter"], ballot.vote["principal"])
    }


def passers(world: World, name: str) -> set[str]:
    """Everyone whose vote counted in a round by which gate `name` was passed."""
    tables, project = started(world)
    approvals = {one["id"] for one in approving(tables["gates"][name])}
    passed = [one for one in project.rounds_of(name) if one.decision in approvals]
    return {person for one in passed for person in counted(world, one)}


def last_voters(world: World, name: str) -> set[str]:
    """Everyone whose vote counted in the last round of gate `name` that came to a decision."""
    decided = [one for one in started(world)[1].rounds_of(name) if one.decision is not None]
    return counted(world, decided[-1]) if decided else set()


def unbound(world: World, gate: Gate, index: int, person: str) -> Exclusion | None:
    """Return why `person` isn't one of those to whom pair `index` of `same` binds, or None."""
    _, bound = gate["same"][index]
    assert bound["name"]
    if person in last_voters(world, bound["name"]):
        return None
    words = f"cast no vote that counted when {bound['name']} was last decided"
    return Exclusion(words, f"{gate['at']}.same[{index}]")


def granters(world: World, roles: Sequence[str], people: Collection[str]) -> set[str]:
    """Who granted one of `people` one of `roles` that they hold."""
    grants = [grant for role in roles for grant in grants_of(world, role)]
    held = [world.directory.holders(name, scope) for name, scope in grants]
    return {each[one] for each in held for one in people if one in each}


def delegators(world: World, people: Collection[str]) -> set[str]:
    """For whom one of `people` may vote here today."""
    here = (ORGANISATION, f"project/{world.key}")
    return {
        one.principal
        for one in world.directory.delegations
        if one.to in people
        and one.scope in here
        and not one.ended
        and one.since <= world.today <= one.until
    }
