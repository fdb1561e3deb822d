"""What `why` promises: its acts open the way, none is too many, anybody named can do theirs."""

import os
import random
from collections.abc import Mapping, Sequence

import pytest

from engine.canonical import Json
from engine.requests import Done, prepare
from engine.rules.explain import Way, explain, ways
from engine.rules.refusal import Act, Refusal
from engine.texts import SEED_BYTES
from tests.engine.rules.walks import Walk, copied, perform
from tests.support.house import House

STATES = 1_000 if os.environ.get("PHASEGATE_DEEP") == "1" else 150
BATCH = 25


class Attempt:
    """Doing acts for real on a copy of a ledger, then what they were to make possible."""

    def __init__(self, house: House) -> None:
        self.house = copied(house)

    def opens(self, command: str, args: Mapping[str, Json], who: str) -> bool:
        """Whether the command is accepted."""
        return isinstance(self.house.ask(who, command, **args), Done)

    def decided(self, way: Way) -> bool:
        """Whether the round ended in the decision that the way is about."""
        number = way.args["round"]
        assert isinstance(number, int)
        rounds = self.house.project.rounds
        return rounds[number - 1].decision == way.args["choice"]


def name(person: str) -> str:
    """The short name of a person."""
    return person.removeprefix("p-")


def works(house: House, way: Way, acts: Sequence[Act], actors: Sequence[str], taker: str) -> bool:
    """Whether the way is open, or the round so decided, once `acts` are done."""
    attempt = Attempt(house)
    for act, actor in zip(acts, actors, strict=True):
        perform(attempt.house, act, actor)
    if way.command == "CastVote":
        return attempt.decided(way)
    return attempt.opens(way.command, way.args, name(taker))


def faults(house: House, way: Way, chance: random.Random) -> list[str]:
    """What is not as a complete way promises."""
    found = []
    firsts = [act.people[0] for act in way.acts]
    takers = way.people if way.command != "CastVote" else ("",)
    found += [
        f"{taker} can't take it"
        for taker in takers
        if not works(house, way, way.acts, firsts, taker)
    ]
    for index, act in enumerate(way.acts):
        left, actors = [*way.acts], [*firsts]
        del left[index], actors[index]
        if works(house, way, left, actors, takers[0]):
            found.append(f"not needed: {act.text}")
        other = chance.choice(act.people)
        actors = [*firsts[:index], other, *firsts[index + 1 :]]
        if not works(house, way, way.acts, actors, takers[0]):
            found.append(f"{other} can't: {act.text}")
    return found


def as_way(command: str, args: Mapping[str, Json], who: str, refusal: Refusal) -> Way:
    """A refused command as a way that its acts open."""
    return Way("", command, args, (f"p-{who}",), (), None, None, (), refusal.acts, True)


def refused_way(walk: Walk, house: House) -> Way | None:
    """One command that is refused now, with the acts that `explain` names."""
    if not walk.refused:
        return None
    who, command, args = walk.random.choice(walk.refused)
    answer = house.engine.execute(house._request(who, house.stream, command, args), dry_run=True)
    if isinstance(answer, Done):
        return None
    asked = prepare(house._request(who, house.stream, command, args), bytes(SEED_BYTES), None)
    refusal = explain(house.world, asked.command, answer)
    return as_way(command, args, who, refusal) if refusal.acts else None


@pytest.mark.parametrize("batch", range(STATES // BATCH))
def test_the_acts_that_why_names_open_the_way_and_none_is_too_many(batch: int) -> None:
    """Doing exactly these acts makes the command accepted; without any one it is refused."""
    broken: list[tuple[int, str, list[str], list[str]]] = []
    tried = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        walk = Walk(seed)
        walk.go(walk.random.randrange(40))
        house = walk.house
        if walk.project.standing == "closed":
            found: list[Way] = []
        else:
            found = [way for way in ways(house.world) if way.complete]
        refused = refused_way(walk, house)
        for way in [*found, *([refused] if refused else [])]:
            tried += 1
            wrong = faults(house, way, walk.random)
            if wrong:
                broken.append((seed, way.title or way.command, wrong, [a.text for a in way.acts]))
    assert tried
    assert broken == []
