"""Arguments and options that several commands have, as decorators."""

from typing import Final

import click

from cli.params import HANDLE, ID_, METHODOLOGY, NUMBER, PROJECT, STAGE

key: Final = click.argument("key", metavar="KEY", type=PROJECT)
register: Final = click.argument("register", metavar="REGISTER", type=ID_)
gate: Final = click.argument("gate", metavar="GATE", type=ID_)
deliverable: Final = click.argument("deliverable", metavar="DELIVERABLE", type=ID_)
person: Final = click.argument("person", metavar="PERSON", type=HANDLE)
role: Final = click.argument("role", metavar="ROLE", type=ID_)
number: Final = click.argument("number", metavar="N", type=NUMBER)
methodology: Final = click.argument("methodology", metavar="ID", type=METHODOLOGY)
stage: Final = click.argument("stage", metavar="[STAGE]", type=STAGE, required=False)
reason: Final = click.option("--reason", metavar="WHY", required=True, help="Why; it is kept.")
comment: Final = click.option("--comment", metavar="TEXT", help="What to say about it; it is kept.")
project: Final = click.option(
    "--project", metavar="KEY", type=PROJECT, help="In this project alone."
)
answers: Final = click.option(
    "--answer",
    "answers",
    metavar="CRITERION=yes|no",
    multiple=True,
    help="The answer to a question.",
)
fields: Final = click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
in_round: Final = click.option(
    "--round", "number", metavar="N", type=NUMBER, help="The round; by default the open one."
)
