"""Every command: its name, the file it is in, and one line about it.

To add a command, add a line here and a file `cli/commands/NAME.py` (`GROUP_NAME.py` in a group)
that defines `command`, and describe it in docs/cli.md. A file is imported only when its command
runs, so the line about it stands here; it is the first sentence of the command's docstring.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias


class Group(NamedTuple):
    """Commands with a common first word; `default` is the one meant when none is named."""

    help: str
    commands: Mapping[str, str]
    default: str | None = None


Entry: TypeAlias = str | Group

SECTIONS: Final[Mapping[str, Mapping[str, Entry]]] = {
    "Set up": {
        "init": "Make a workspace and found its organisation.",
        "charter": Group(
            "The charter: who may do what in the organisation.",
            {
                "check": "Check a charter.",
                "publish": "Put a charter in force.",
            },
        ),
        "workflow": Group(
            "Methodologies, each a workflow file.",
            {
                "list": "List the methodologies that are published.",
                "show": "Show what a methodology says.",
                "check": "Check workflow files.",
                "test": "Play the scenarios of workflow files.",
                "diagram": "Draw a methodology: its stages, gates, decisions and moves.",
                "publish": "Put a workflow file in force for projects that start from now on.",
            },
        ),
        "person": Group(
            "The people of the organisation.",
            {
                "add": "Add a person to the directory.",
                "department": "Say to which department a person belongs.",
                "leave": "Record that a person left: they hold nothing from now on.",
                "list": "List the people and the roles they hold.",
            },
        ),
        "role": Group(
            "Who holds which role.",
            {
                "grant": "Grant a role: in the organisation, or in one project.",
                "revoke": "Take a role back: in the organisation, or in one project.",
                "list": "List who holds which role, and who granted it.",
            },
        ),
        "delegate": Group(
            "Lend a vote: phasegate delegate PERSON --role ROLE ...",
            {
                "to": "Lend somebody your vote in one role, for a time.",
                "end": "End a delegation early; standing votes that used it are void.",
                "list": "List the votes that are lent.",
            },
            default="to",
        ),
        "calendar": Group(
            "The holidays of the organisation.",
            {
                "add": "Declare holidays: days that are no working days.",
                "remove": "Take holidays back; deadlines that are on record stay as they are.",
                "list": "List the holidays.",
            },
        ),
    },
    "Projects": {
        "project": Group(
            "Projects and where they stand.",
            {
                "start": "Start a project by a published methodology.",
                "adopt": "Take in a project that is under way already, where it stands.",
                "list": "List the projects and where they stand.",
                "show": "Show where a project stands.",
                "diagram": "Draw where a project stands, has been, and what each round decided.",
                "set": "Set fields of a project.",
                "hold": "Put a project on hold: nothing moves until it is resumed.",
                "resume": "Resume a project that is on hold.",
                "kill": "Kill a project: to its closing work, or at once.",
            },
        ),
        "deliver": "Hand in a version of a deliverable.",
        "accept": "Accept the newest version of a deliverable, or return it.",
        "advance": "Go on: take a move, or request the gate that is in the way.",
        "gate": Group(
            "The gates of a project.",
            {
                "request": "Request a gate: a round opens, and its panel can vote.",
                "show": "Show what a gate's panel judges, who decides, and how the votes stand.",
                "vote": "Vote in the open round of a gate.",
                "record": "Record somebody's vote from the minutes of a meeting.",
                "confirm": "Say that a vote recorded in your name is the one you gave.",
                "contest": "Say that a vote recorded in your name is not the one you gave.",
                "decide": "Decide the open round of a gate, after its panel.",
                "withdraw": "Withdraw the open round of a gate: it ends undecided.",
                "reopen": "Reopen a gate that was passed: it is to be decided again.",
                "waive": "Set one piece of evidence or one criterion of a gate aside, for a time.",
            },
        ),
        "item": Group(
            "The items of a project's registers: risks, issues, changes.",
            {
                "add": "Add an item to a register: a risk, an issue, a change.",
                "set": "Set fields of an item, or its title.",
                "move": "Move an item to another state, by a way that its register declares.",
                "list": "List the items of a project, or of one register or owner in all projects.",
                "show": "Show an item: what it says, who did what to it, and where it can go.",
            },
        ),
        "override": Group(
            "Gates set aside by two people in an emergency; never counted as approval.",
            {
                "request": "Ask to set a gate aside in an emergency; a second person must join.",
                "confirm": "Join an override as the second person: the gate is set aside.",
                "review": "Say as a third person that you have reviewed an override.",
                "list": "List the overrides of a project: who set which gate aside.",
            },
        ),
        "condition": Group(
            "The conditions that a conditional go left.",
            {
                "list": "List the conditions of a project and how they stand.",
                "verify": "Say that a condition of a conditional go is met.",
            },
        ),
    },
    "Look": {
        "inbox": "Show what waits for you, oldest first, with what you would be deciding.",
        "why": "Say what stands between a project and its next step, and what opens the way.",
        "audit": Group(
            "The record: its history, and the proof of it.",
            {
                "log": "Tell what happened, in the order of time.",
                "verify": "Check the record: hashes, citations, and every decision taken again.",
                "replay": "Show a project as it was recorded at an instant.",
            },
        ),
    },
    "Keep": {
        "tick": "Do what is due by itself: deadlines, lapses, reviews, changes of the directory.",
        "erase": "Erase a text that stands beside the record.",
        "completion": "Print what makes a shell complete commands, keys, gates and names.",
        "doctor": "Look whether this installation, workspace and ledger are in order.",
        "demo": "Play a project from idea to close, and check its record.",
    },
}
"""The commands by the headings of the help."""


def entries() -> dict[str, Entry]:
    """Every command and group by its first word."""
    return {name: entry for section in SECTIONS.values() for name, entry in section.items()}


def module_of(*words: str) -> str:
    """The module that holds the command of these words."""
    return "cli.commands." + "_".join(words)
