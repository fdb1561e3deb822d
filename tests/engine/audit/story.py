"""A ledger with every kind of act in it, for verifying, tampering and telling its history."""

from engine.canonical import Json
from engine.requests import Done, Request, Source
from engine.store.protocol import Store
from tests.support.house import CHARTER, House

METHODOLOGY = """\
notation: 1
methodology: shed
version: 1.0.0
title: A shed
source: the house rules

roles:
  owner:     {title: Owner, is: charter.sponsor}
  builder:   {title: Builder}
  treasurer: {title: Treasurer}
  neighbour: {title: Neighbour}

fields:
  budget: {type: money, currency: EUR, by: owner, required_on_leaving: planning}
  risk:   {type: choice, of: [low, high], by: [owner, builder]}

deliverables:
  drawing: {title: Drawing, by: builder, accepted_by: treasurer, per: visit}
  permit:  {title: Permit, by: builder}

stages:
  planning: {initial: true, title: Planning, target: 30 days}
  delivery: {title: Delivery}
  closing:  {title: Closing}
  done:     {closes: completed}

moves:
  rework: {from: delivery, to: planning, by: owner, when: "risk == 'high'"}
  finish: {from: closing, to: done, by: owner}

gates:
  build:
    title: Go to build
    leaves: planning
    requested_by: builder
    evidence: [drawing, permit]
    must:
      funded: {when: "budget > EUR(0)"}
      safe:   {ask: "Is it safe?", answered_by: panel}
      tidy:   {ask: "Is the site clear?", answered_by: requester}
    score:
      scale: 0..10
      of: {looks: {ask: "How does it look?"}}
      combine: mean
      pass: 50%
    panel:
      - {role: owner, need: majority of electorate}
      - {role: treasurer, need: 1, veto: [go, conditional_go]}
      - {role: neighbour, advisory: true}
    waived_by: treasurer
    deadline: {in: 10 working days, then: hold}
    decisions:
      kill:           {closes: killed}
      recycle:        {stays: true}
      hold:           {holds: true, review_in: 30 days}
      conditional_go: {to: delivery, conditions: {due_within: 60 days, lapse: {blocks: true}}}
      go:             {to: delivery}
    otherwise: hold
  handover:
    title: Handover
    leaves: delivery
    requested_by: builder
    panel: [{role: owner, need: any}]
    decisions:
      again:  {is: recycle, stays: true}
      accept: {is: go, to: closing}
    otherwise: again

standing:
  hold:   {by: owner}
  resume: {by: owner}
  kill:   {by: owner, closes: killed}

registers:
  risk:
    title: Risk
    by: builder
    fields: {level: {type: integer}, owner: {type: person}, due: {type: date}}
    states: {open: {initial: true}, shut: {ends: true}}
    moves: {shut: {from: open, to: shut, by: treasurer}}
"""

PEOPLE = {
    "ann": "@sponsor",
    "olaf": "@sponsor",
    "bo": "builder",
    "tess": "treasurer",
    "nell": "neighbour",
    "dan": "",
}

YES: dict[str, Json] = {"answers": {"safe": True}, "scores": {"looks": 8}}
"""What a vote for an approval of `build` carries."""


def tell(store: Store | None = None, *, erase: bool = True) -> House:
    """Play the whole story: two projects, from idea to close and to the kill."""
    house = House(METHODOLOGY, store=store)
    house.people(**PEOPLE)
    _plan(house)
    _decide_by_silence(house)
    _decide_by_votes(house)
    _deliver(house)
    _finish(house)
    _kill_another(house)
    _keep_house(house)
    if erase:
        _erase(house)
    return house


def on(house: House, day: str, time: str = "09:00:00") -> None:
    """Move the clock to a day."""
    house.at(f"{day}T{time}.000000Z")


def _plan(house: House) -> None:
    """Evidence: refused without, handed in, returned, handed in again, accepted, one waived."""
    on(house, "2026-11-24")
    house.start()
    house.do("ann", "SetFields", fields={"budget": "EUR 900"})
    house.refused("bo", "RequestGate", gate="build", answers={"tidy": True})
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="a sketch")
    house.refused("bo", "JudgeDeliverable", deliverable="drawing")
    on(house, "2026-11-25")
    house.do("tess", "JudgeDeliverable", deliverable="drawing", verdict="return", comment="no")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="a drawing")
    house.do("tess", "JudgeDeliverable", deliverable="drawing")
    until = "2027-03-31"
    house.do("tess", "WaiveItem", gate="build", item="permit", until=until, reason="small")


def _decide_by_silence(house: House) -> None:
    """A round that is withdrawn, one whose deadline passes, the hold it ends in, its review."""
    on(house, "2026-11-26")
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    house.vote("nell", "build", "abstain", comment="I am new here")
    house.do("bo", "WithdrawRequest", gate="build", reason="too early")
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    house.vote("ann", "build", "go", **YES)
    on(house, "2026-12-14")
    house.engine.run_due(house.stream)
    house.refused("ann", "HoldProject")
    on(house, "2027-01-20")
    house.do("ann", "ResumeProject", reason="let us go on")


def _decide_by_votes(house: House) -> None:
    """Votes voided by a new version and by a departure; a delegate; a conditional go."""
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    house.vote("ann", "build", "go", **YES)
    on(house, "2027-01-21")
    house.do("ann", "SetFields", fields={"budget": "EUR 950"})
    house.directory(
        "Delegate",
        by="tess",
        to="p-dan",
        role="treasurer",
        scope="project/shed",
        since="2027-01-20",
        until="2027-02-28",
        reason="away",
    )
    house.vote("olaf", "build", "recuse", comment="my brother builds it")
    terms = {"text": "a fence", "owner": "p-bo", "verifier": "p-nell", "due": "2027-02-10"}
    house.vote("dan", "build", "conditional_go", principal="p-tess", conditions=[terms], **YES)
    house.vote("ann", "build", "conditional_go", conditions=[], **YES)


def _deliver(house: House) -> None:
    """A condition that lapses and blocks, is met late; a role lost in an open round."""
    on(house, "2027-02-15")
    house.engine.run_due(house.stream)
    house.refused("bo", "RequestGate", gate="handover")
    house.do("nell", "VerifyCondition", condition=1, reason="it stands")
    house.do("bo", "RequestGate", gate="handover")
    house.directory("RevokeRole", person="p-olaf", role="sponsor", scope="organisation")
    on(house, "2027-02-15", "10:00:00")
    house.do("ann", "SetFields", fields={"risk": "high"})
    house.do("bo", "WithdrawRequest", gate="handover", reason="once more")
    house.do("ann", "TakeMove", to="planning")


def _finish(house: House) -> None:
    """Back through the gates, and out."""
    on(house, "2027-02-16")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="a better drawing")
    house.do("bo", "SubmitDeliverable", deliverable="permit", content="stamped")
    house.do("tess", "JudgeDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    house.vote("ann", "build", "go", **YES)
    house.vote("tess", "build", "go", **YES)
    house.do("bo", "RequestGate", gate="handover")
    house.vote("ann", "handover", "accept")
    house.do("ann", "TakeMove", to="done")


def _kill_another(house: House) -> None:
    """A second project: with a risk that is dealt with, held, and killed."""
    house.start("barn")
    for name, role in (("bo", "builder"), ("tess", "treasurer")):
        house.directory("GrantRole", person=f"p-{name}", role=role, scope="project/barn")
    house.do("bo", "AddItem", register="risk", title="Rain", fields={"level": 9})
    house.do("bo", "SetItem", register="risk", item=1, title="Hail", fields={"owner": "p-dan"})
    house.do("tess", "MoveItem", register="risk", item=1, to="shut", comment="roofed")
    house.do("ann", "HoldProject", reason="winter")
    house.do("ann", "KillProject", reason="no money")
    house.key = "shed"


def _keep_house(house: House) -> None:
    """The directory's other acts."""
    on(house, "2027-03-01")
    house.directory("AmendCalendar", add=["2027-12-24"], remove=[])
    house.directory("EndDelegation", by="tess", delegation=1, reason="back")
    house.directory("RemovePerson", person="p-nell", reason="moved")
    house.publish(METHODOLOGY.replace("version: 1.0.0", "version: 1.1.0"))
    charter = CHARTER.replace("version: 1.0.0", "version: 1.0.1").encode()
    source = Source("charter.yaml", {"charter.yaml": charter})
    accepted(house, Request("amend", "directory", "AmendCharter", {}, "p-pat", source=source))


def _erase(house: House) -> None:
    """A name is erased; who asks the directory for what isn't theirs is refused."""
    house.directory("EraseText", commitment=commitment_of(house, "p-nell"), reason="asked for it")
    args = {"person": "p-ann", "role": "sponsor", "scope": "organisation"}
    refused = Request("no", "directory", "RevokeRole", args, "p-bo")
    assert not isinstance(house.engine.execute(refused), Done)


def accepted(house: House, request: Request) -> Done:
    """Put a request that must be accepted."""
    done = house.engine.execute(request)
    assert isinstance(done, Done), done
    return done


def commitment_of(house: House, person: str) -> str:
    """The commitment to somebody's name."""
    with house.store.read() as reader:
        row = reader.person(person)
    assert row
    return row.name
