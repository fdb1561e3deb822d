"""The votes and dissents of a round, as a gate's view shows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cli.names import Names
from cli.times import shown
from cli.words import PROOFS
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.events import VoteCondition
from engine.rules.round import Ballot, Round


class VoteView(NamedTuple):
    """A vote with its proof level; one that `counts` not was replaced or is void.

    `recorder` entered it from minutes, of which the voter said `word`: confirmed, contested, None.
    """

    voter: str
    principal: str
    seat: str
    choice: str
    meaning: str
    at: str
    proof: str
    answers: Mapping[str, bool]
    scores: Mapping[str, int]
    comment: str | None
    dissent: str | None
    conditions: tuple[Mapping[str, Json], ...]
    counts: bool
    recorder: str | None
    word: str | None


class DissentView(NamedTuple):
    """A dissent: in which round, whose, to whom it went and who was told of it."""

    dissent: int
    round: int
    seat: str
    person: str
    text: str
    to: tuple[str, ...]
    told: tuple[str, ...]
    at: str


def vote_views(current: Round, names: Names) -> list[VoteView]:
    """Every vote ever cast in a round."""
    cast = current.all_ballots()
    names.load_texts(text for ballot in cast for text in _texts(ballot) if text)
    effective = list(current.ballots.values())
    return [_vote(ballot, names, counts=ballot in effective) for ballot in cast]


def dissent_views(rounds: Iterable[Round], names: Names) -> list[DissentView]:
    """Every dissent of `rounds`, in the order in which they were raised."""
    found = [(each.number, one) for each in rounds for one in each.dissents]
    names.load_texts(one.text for _, one in found)
    return [
        DissentView(
            one.number,
            number,
            one.seat,
            one.person,
            names.text(one.text),
            one.to,
            one.told,
            one.at,
        )
        for number, one in found
    ]


def vote_words(vote: VoteView, names: Names, zone: ZoneTable) -> str:
    """A vote in a line."""
    voter = names.of(vote.voter)
    behalf = "" if vote.voter == vote.principal else f" for {names.of(vote.principal)}"
    words = f"{voter}{behalf} ({vote.proof}): {vote.choice} in {vote.seat}, {shown(zone, vote.at)}"
    if vote.meaning in ("advice", "decision"):
        words += f", {vote.meaning}"
    if vote.comment:
        words += f', "{vote.comment}"'
    for name in sorted(vote.answers):
        words += f", {name} {'yes' if vote.answers[name] else 'no'}"
    for name in sorted(vote.scores):
        words += f", {name} {vote.scores[name]}"
    for one in vote.conditions:
        owner = names.of(str(one["owner"]))
        words += f'; condition "{one["text"]}" ({owner}, due {one["due"]})'
    if vote.recorder:
        word = vote.word or "not confirmed yet"
        words += f", recorded by {names.of(vote.recorder)} from the minutes: {word}"
    return words if vote.counts else f"{words} [does not count any more]"


def dissent_words(one: DissentView, names: Names) -> str:
    """A dissent in a line, and whom it reached."""
    told = f", {names.all(one.told)} told" if one.told else ""
    way = f"went to {names.all(one.to) or 'nobody: nobody held the role'}{told}"
    return f'{names.of(one.person)} in {one.seat}, round {one.round}: "{one.text}"; {way}'


def _vote(ballot: Ballot, names: Names, *, counts: bool) -> VoteView:
    vote = ballot.vote
    return VoteView(
        vote["voter"],
        vote["principal"],
        vote["seat"],
        vote["choice"],
        vote["meaning"],
        ballot.at,
        PROOFS[ballot.proof],
        vote["answers"],
        vote["scores"],
        names.text(vote["comment"]) if vote["comment"] else None,
        names.text(vote["dissent"]) if vote["dissent"] else None,
        tuple(_condition(one, names) for one in vote["conditions"]),
        counts,
        vote["recorder"]["person"] if vote["recorder"] else None,
        ballot.word,
    )


def _texts(ballot: Ballot) -> Sequence[str | None]:
    vote = ballot.vote
    return [vote["comment"], vote["dissent"], *(one["text"] for one in vote["conditions"])]


def _condition(one: VoteCondition, names: Names) -> dict[str, Json]:
    return {
        "text": names.text(one["text"]),
        "owner": one["owner"],
        "verifier": one["verifier"],
        "due": one["due"],
    }
