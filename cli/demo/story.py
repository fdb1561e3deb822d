"""The story of a kettle: people do what people do, and the record keeps it.

It is played on the shipped methodology `stage_gate`, under a clock that is set by hand.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cli.demo.papers import file_of, papers
from cli.demo.steps import (
    Chapter,
    Copy,
    Do,
    Enter,
    Let,
    Many,
    Papers,
    Say,
    Show,
    Step,
    Tamper,
    quoted,
)

_PEOPLE: Final = {
    "mia": ("Mia Okafor", "marketing"),
    "dan": ("Dan Keller", "development"),
    "omar": ("Omar Haddad", "operations"),
    "ann": ("Ann Lindqvist", "gatekeeper"),
    "bob": ("Bob Ferrari", "gatekeeper"),
    "cy": ("Cy Novak", "gatekeeper"),
    "dora": ("Dora Weiss", None),
    "fay": ("Fay Osei", None),
    "sue": ("Sue Marchand", None),
}
"""Who comes after Lena, the project leader: name, and the role they get in the project."""

_SCREEN: Final = (
    "--answer strategic_fit=yes --answer killer_variables=yes --answer resources=yes"
    " --score market_attractiveness=8 --score technical_feasibility=7"
)
_SECOND: Final = (
    f"{_SCREEN} --answer reception=yes --score strategic_importance=7 --score product_advantage=8"
    " --score synergies=6 --score financial_reward=7"
)
_CASE: Final = (
    "--answer strategic_fit=yes --answer market_need=yes --answer feasible=yes"
    " --answer safe_and_legal=yes --answer no_show_stoppers=yes --answer resources=yes"
    " --score strategic_fit=8 --score product_advantage=8 --score market_attractiveness=7"
    " --score core_competence=6 --score technical_feasibility=7 --score reward_for_risk=7"
)
_BUILT: Final = (
    "--answer execution=yes --answer meets_definition=yes --answer action_plan=yes"
    " --answer resources=yes --score product_advantage=8 --score market_attractiveness=7"
    " --score technical_feasibility=8 --score reward_for_risk=7"
)
_TESTED: Final = (
    "--answer execution=yes --answer passed=yes --answer action_plan=yes --answer resources=yes"
    " --score product_advantage=8 --score market_attractiveness=7 --score reward_for_risk=8"
)
_LEADER: Final = "business_case_document", "finance_sheet", "risk_assessment", "legal_check"
_MARKETING: Final = "launch_plan", "operations_plan"
_EDIT: Final = """\
import sqlite3

ledger = sqlite3.connect("ledger/phasegate.sqlite")
ledger.execute("DROP TRIGGER entries_stay")  # it refuses changes, politely
changed = ledger.execute(
    "UPDATE entries SET data = CAST(replace(CAST(data AS TEXT), ?, ?) AS BLOB)"
    " WHERE stream = 'project/kettle' AND seq = 18",
    ("EUR 180000", "EUR 80000"),
)
ledger.commit()
print("entries changed:", changed.rowcount)
"""


def story(folder: str, copy: str, kept: str | None) -> Iterator[Step]:
    """The steps, in the workspace `folder`; `copy` is where the record is tampered with.

    `kept` is the folder of a workspace that stays.
    """
    yield from _founding(folder)
    yield from _first_gate()
    yield from _second_gate()
    yield from _third_gate()
    yield from _toaster()
    yield from _market()
    yield from _record()
    yield from _tampering(copy)
    yield from _next(kept)


def _founding(folder: str) -> Iterator[Step]:
    yield Chapter("An organisation and its way of working")
    yield Say(
        "Kettle Works runs its projects through gates. Pia, of the project office, makes a"
        " workspace. The clock of this one is set by hand (--at), so that months pass in seconds;"
        " its ledger says so for ever. All that follows are real commands and what they print,"
        " but for the reminder of the clock that each of them writes to stderr."
    )
    yield Do(
        f'init {quoted(folder)} --organisation "Kettle Works" --zone Europe/Brussels --founder pia'
        ' --name "Pia Holm" --with stage_gate --manual-clock --at 2027-01-04T09:00'
    )
    yield Enter(folder)
    yield Papers("papers", papers())
    yield Say(
        "How projects run is a file: stages, gates, what is due, who decides. It is checked, and"
        " put in force by somebody who may."
    )
    yield Do("workflow check workflows/stage_gate.yaml")
    yield Do("workflow publish workflows/stage_gate.yaml --as pia")
    yield Say("People get handles; the record itself holds opaque ids, so names can be erased.")
    yield Do('person add lena --name "Lena Brandt" --as pia')
    yield Many(
        tuple(f'person add {one} --name "{name}" --as pia' for one, (name, _) in _PEOPLE.items())
    )
    yield Do("role grant sue sponsor --as pia")
    yield Do("role grant fay finance --as pia")
    yield Say("Nobody gives a role to themselves, not even whoever gives roles to others.")
    yield Do("role grant pia finance --as pia", 6)
    yield Say("Sue, the sponsor, starts a project and says who does what in it.")
    yield Do('project start kettle --methodology stage_gate --title "A kettle that sings" --as sue')
    yield Do("role grant lena project_leader --project kettle --as sue")
    yield Many(
        (
            "role grant lena gatekeeper --project kettle --as sue",
            *(
                f"role grant {one} {role} --project kettle --as sue"
                for one, (_, role) in _PEOPLE.items()
                if role
            ),
        )
    )


def _first_gate() -> Iterator[Step]:
    yield Chapter("The first gate: what nobody can talk around")
    yield Say("Lena asks for gate 1. Nothing has been handed in yet.")
    yield Do("gate request kettle g1 --as lena --at 2027-01-05T09:00", 6)
    yield Say(
        "Refused, and nothing was changed. She is told which rule in which line of which file says"
        " no, and what would open the way. So that is what they do."
    )
    yield Do("deliver kettle idea_sheet papers/idea-sheet.md --as mia")
    yield Do("project set kettle next_gate_date=2027-02-15 --as lena")
    yield Do("gate request kettle g1 --as lena")
    yield Say(
        "A round is open, and it says who decides. Lena is a gatekeeper too, but she asked for"
        " this gate. She tries to approve it herself."
    )
    yield Let("yes", _SCREEN)
    yield Do("gate vote kettle g1 go $yes --as lena", 4)
    yield Say("Ann may. She looks at what she is asked to decide, and votes.")
    yield Do("gate show kettle g1 --as ann")
    yield Do("gate vote kettle g1 go $yes --as ann")
    yield Say("Then Mia hands in another idea sheet. Only the price is new.")
    yield Do("deliver kettle idea_sheet papers/idea-sheet-2.md --as mia")
    yield Say(
        "Ann's vote is void. Nobody can get a yes and then change what it was said to: a vote"
        " holds for the very bytes that were seen."
    )
    yield Do("inbox --as ann")
    yield Say("She finds the new price bold, and says yes on a condition.")
    yield Do(
        "gate vote kettle g1 conditional_go $yes"
        ' --condition "Three shops take it; owner=lena; verifier=cy; due=2027-01-22" --as ann'
    )
    yield Do("gate vote kettle g1 conditional_go $yes --as bob")
    yield Do("gate vote kettle g1 conditional_go $yes --as cy")
    yield Say(
        "The last vote closed the round. Vote, decision, condition and the step to the next stage"
        " stand in one entry of the record."
    )


def _second_gate() -> Iterator[Step]:
    yield Chapter("The second gate: a condition, and somebody who is away")
    yield Say("Two weeks later. It is Lena who owes the condition; her word isn't enough.")
    yield Do('condition verify kettle 1 --reason "Trust me" --as lena --at 2027-01-20T10:00', 4)
    yield Do('condition verify kettle 1 --reason "I saw three orders" --as cy')
    yield Say("Bob will be away when gate 2 comes up. He lends his vote to Dora, for two weeks.")
    yield Do(
        "delegate dora --role gatekeeper --project kettle --from 2027-01-25 --until 2027-02-05"
        " --reason Skiing --as bob"
    )
    yield Many(_handed_in("lena", _assessments()))
    yield Do("project set kettle payback_months=30 --as lena --at 2027-01-26T09:00")
    yield Do("gate request kettle g2 --as lena")
    yield Say("The panel of gate 2 has four questions to answer and six scores to give.")
    yield Let("yes", _SECOND)
    yield Do("gate vote kettle g2 go $yes --for bob --as dora")
    yield Many(_votes("g2", "go", "ann"))
    yield Do("gate vote kettle g2 go $yes --as cy")


def _third_gate() -> Iterator[Step]:
    yield Chapter("The third gate: nobody decides")
    yield Say("The business case is written: nine documents and three figures.")
    yield Do(
        'project set kettle "budget=EUR 180000" "promised_npv=EUR 900000"'
        " next_gate_date=2027-05-10 --as lena --at 2027-02-15T09:00"
    )
    yield Many(
        (
            *_handed_in("lena", (*_LEADER, "product_definition", "development_plan", "test_plan")),
            *_handed_in("mia", _MARKETING),
        )
    )
    yield Do('accept kettle finance_sheet --comment "The figures add up" --as fay')
    yield Do("gate request kettle g3 --answer definition_signed=yes --as lena")
    yield Say(
        "Above EUR 100,000 finance has a seat of its own, with a veto: the file says so. Two"
        " gatekeepers vote; the others have more urgent things to do. A week goes by."
    )
    yield Let("yes", _CASE)
    yield Many(_votes("g3", "go", "ann", "bob"))
    yield Do("tick --at 2027-02-23T08:00")
    yield Say(
        "The deadline came, and the file says what then: hold. No approval by silence. Sue wakes"
        " the project up; a new round begins from nothing."
    )
    yield Do('project resume kettle --reason "The shops order in August" --as sue')
    yield Do("gate request kettle g3 --answer definition_signed=yes --as lena")
    yield Many(_votes("g3", "go", "ann", "bob", "cy"))
    yield Say("All three gatekeepers said go, and nothing moves. Why?")
    yield Do("why kettle")
    yield Say("One vote is missing, and the line to type is there. Fay gives scores of her own.")
    yield Do("gate vote kettle g3 go $yes --as fay")


def _toaster() -> Iterator[Step]:
    yield Chapter("Another project is killed")
    yield Say("Meanwhile Sue stops a project that nobody asked for.")
    yield Do("project start toaster --methodology stage_gate --as sue")
    yield Many(
        (
            "role grant lena project_leader --project toaster --as sue",
            "role grant ann gatekeeper --project toaster --as sue",
        )
    )
    yield Do('project kill toaster --reason "Two toasters are enough" --as sue')
    yield Say("It still owes what was learned from it. Then its last gate closes it.")
    yield Do("gate request toaster stop --answer archived=yes --as lena", 6)
    yield Do("deliver toaster lessons papers/toaster-lessons.md --as lena")
    yield Do("accept toaster lessons --as pia")
    yield Do("gate request toaster stop --answer archived=yes --as lena")
    yield Do("gate vote toaster stop close --as ann")


def _market() -> Iterator[Step]:
    yield Chapter("To the market, and to the end")
    yield Say("Ten weeks of development, and gate 4.")
    yield Do(
        'project set kettle "npv=EUR 850000" next_gate_date=2027-07-19'
        " --as lena --at 2027-05-10T09:00"
    )
    yield Many(
        (
            *_handed_in("dan", ("prototype",)),
            *_handed_in("lena", (*_LEADER, "test_plan")),
            *_handed_in("mia", _MARKETING),
        )
    )
    yield Many(("accept kettle finance_sheet --as fay",))
    yield Do("gate request kettle g4 --as lena")
    yield Let("yes", _BUILT)
    yield Many(_votes("g4", "go", "ann", "bob", "cy"))
    yield Do("gate vote kettle g4 go $yes --as fay")
    yield Say("Ten weeks of tests, and gate 5.")
    yield Do("project set kettle next_gate_date=2027-10-04 --as lena --at 2027-07-19T09:00")
    yield Many(
        (
            *_handed_in("omar", ("field_trial", "trial_production", "market_test")),
            *_handed_in("lena", _LEADER),
            *_handed_in("mia", (*_MARKETING, "post_launch_plan")),
        )
    )
    yield Many(("accept kettle finance_sheet --as fay",))
    yield Do("gate request kettle g5 --as lena")
    yield Let("yes", _TESTED)
    yield Many(_votes("g5", "go", "ann", "bob", "cy"))
    yield Do("gate vote kettle g5 go $yes --as fay")
    yield Do("project list")
    yield Say("The kettle is in the shops. What was promised is compared with what came of it.")
    yield Do("project set kettle launched_on=2027-08-02 --as lena --at 2027-08-02T09:00")
    yield Do("advance kettle --as lena")
    yield Many(_handed_in("lena", ("post_launch_results", "lessons")))
    yield Many(("accept kettle lessons --as pia",))
    yield Do("gate request kettle plr --as lena --at 2027-09-20T09:00", 6)
    yield Say(
        "Too early to look back. Lena could give another date of the launch; that would stand in"
        " the record, under her name, for good. She waits."
    )
    yield Do("gate request kettle plr --as lena --at 2027-10-04T09:00")
    yield Let("yes", "--answer accountable=yes")
    yield Many(_votes("plr", "go", "ann", "bob"))
    yield Do("gate vote kettle plr go $yes --as cy")


def _record() -> Iterator[Step]:
    yield Chapter("What the record says")
    yield Say("Every act left an entry. This is the history of the toaster; the kettle's is long.")
    yield Do("audit log toaster")
    yield Say(
        "An auditor needn't believe any of it. The check hashes every entry again, follows every"
        " chain, and takes every decision once more from what was known then."
    )
    yield Do("audit verify")


def _tampering(copy: str) -> Iterator[Step]:
    yield Chapter("Somebody changes the record")
    yield Say(
        "In a copy of the workspace. Somebody would rather finance had never been asked, and makes"
        " EUR 80,000 of the EUR 180,000. It is their own database: no lock keeps them out."
    )
    yield Copy(copy)
    yield Tamper("edit.py", _EDIT)
    yield Do("audit verify", 8)
    yield Say(
        "Caught: entry 18 is not what was hashed when it was written, the next one doesn't follow,"
        " and nothing after it is taken on trust. What the check can't see yet, it says itself."
    )


def _next(kept: str | None) -> Iterator[Step]:
    yield Chapter("Your turn")
    if kept is None:
        yield Say("Play this again and keep the workspace, to look around in it:")
        yield Show("phasegate demo --workspace kettle-works")
    else:
        yield Say("The workspace is kept. Look around in it:")
        yield Show(f"cd {quoted(kept)}")
        yield Show("phasegate project show kettle")
        yield Show("phasegate gate show kettle g3")
        yield Show("phasegate audit log kettle")
    yield Say("See what a methodology says, and draw it:")
    yield Show("phasegate workflow show stage_gate")
    yield Show("phasegate workflow diagram stage_gate > stage_gate.svg")
    yield Say("Begin with your own: docs/tutorial.md leads from a short file to a decided gate.")
    yield Show("phasegate init my-office --with pm2")


def _assessments() -> Iterable[str]:
    return (f"preliminary_{one}_assessment" for one in ("market", "technical", "business"))


def _handed_in(who: str, deliverables: Iterable[str]) -> tuple[str, ...]:
    """Each deliverable, from its file."""
    return tuple(f"deliver kettle {one} papers/{file_of(one)} --as {who}" for one in deliverables)


def _votes(gate: str, decision: str, *voters: str) -> tuple[str, ...]:
    """The same vote by several people."""
    return tuple(f"gate vote kettle {gate} {decision} $yes --as {one}" for one in voters)
