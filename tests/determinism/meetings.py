"""Meetings in walks: minutes, votes recorded from them, and what those say who were there."""

from engine.rules.minutes import recorded_for, vote_digest
from engine.rules.round import Round
from engine.rules.world import World
from tests.determinism.sensible import vote
from tests.determinism.teller import Args, Teller

CLERK = "bob"


def make_minutes(teller: Teller) -> None:
    """Go on with a meeting on the open round, or answer for what was recorded in one."""
    world = teller.world()
    rounds = world.project.rounds if world.project else []
    answers = [one for one in rounds if _unanswered(one)]
    if answers and teller.rng.random() < 0.8:
        _answer(teller, teller.rng.choice(answers))
    elif rounds and rounds[-1].open:
        _record(teller, world, rounds[-1])
    else:
        teller.ask((CLERK, "SubmitDeliverable", teller.file("minutes")))


def _record(teller: Teller, world: World, current: Round) -> None:
    """Enter a vote; mostly there are minutes of this round, handed in now if need be."""
    file = teller.file("minutes")
    assert world.project
    newest = world.project.newest("minutes")
    if newest is None or newest.at < current.opened_at:
        teller.ask((CLERK, "SubmitDeliverable", file))
    elif teller.rng.random() < 0.9:
        file["digest"] = newest.digest
    voter, _, args = vote(teller, world, current)
    given: Args = {"voter": f"p-{voter}", "minutes": file["digest"], **args}
    teller.ask((CLERK, "RecordVote", given))


def _unanswered(current: Round) -> list[str]:
    found = [ballot for ballot in current.ballots.values() if ballot.is_recorded]
    return sorted(one.vote["voter"] for one in found if one.word is None)


def _answer(teller: Teller, current: Round) -> None:
    voter = teller.rng.choice(_unanswered(current))
    found = recorded_for(current, voter)
    assert found
    args: Args = {"gate": current.gate, "round": current.number, "vote": vote_digest(found.vote)}
    contests = teller.rng.random() < 0.5
    command, more = ("ContestVote", {"reason": teller.text()}) if contests else ("ConfirmVote", {})
    teller.ask((voter.removeprefix("p-"), command, {**args, **more}))
