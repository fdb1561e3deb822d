"""The command `phasegate gate vote`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import (
    DIGEST,
    HANDLE,
    ID_,
    answers as read_answers,
    condition as read_condition,
    scores as read_scores,
)
from cli.rounds import material, round_number
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.gate
@click.argument("decision", metavar="DECISION|abstain|recuse", type=ID_)
@click.option("--seat", metavar="SEAT", type=ID_, help="The seat it counts in.")
@click.option("--for", "principal", metavar="PERSON", type=HANDLE, help="Who lent you the vote.")
@arguments.answers
@click.option(
    "--score", "scores", metavar="CRITERION=N", multiple=True, help="The points of a criterion."
)
@click.option(
    "--condition",
    "conditions",
    metavar='"TEXT; owner=P; verifier=P; due=DATE"',
    multiple=True,
    help="A condition of a conditional go.",
)
@arguments.comment
@click.option("--seen", metavar="DIGEST", type=DIGEST, help="The dossier that was looked at.")
@arguments.in_round
def command(
    session: Session,
    key: str,
    gate: str,
    decision: str,
    seat: str | None,
    principal: str | None,
    answers: tuple[str, ...],
    scores: tuple[str, ...],
    conditions: tuple[str, ...],
    comment: str | None,
    seen: str | None,
    number: int | None,
) -> None:
    """Vote in the open round of a gate.

    The vote is bound to the round and to the dossier as they are now, or to what --round and --seen
    name. Look at it first: phasegate gate show KEY GATE.
    """
    args: dict[str, Json] = {
        "gate": gate,
        "choice": decision,
        "seat": seat,
        "answers": read_answers(answers),
        "scores": read_scores(scores),
        "conditions": [_condition(session, typed) for typed in conditions],
        "comment": comment,
        "dissent": None,
        "principal": session.person(principal) if principal else session.actor(),
        "round": number or round_number(session, key, gate, "CastVote"),
        "material": seen or material(session, key, gate, "CastVote"),
    }
    tell_done(session, session.act(stream_of(key), "CastVote", args))


def _condition(session: Session, typed: str) -> Json:
    one = read_condition(typed)
    return {
        "text": one.text,
        "owner": session.person(one.owner),
        "verifier": session.person(one.verifier),
        "due": one.due,
    }
