"""Random but mostly sensible stories over `everything.yaml`, made from a seed and recorded.

A walk looks at the ledger as a person would, asks for what leads on, and now and then for anything
at all. It draws from its own generator only, so that a seed always gives the same record.
"""

from typing import Final

from tests.determinism.glass import break_glass
from tests.determinism.meetings import make_minutes
from tests.determinism.noise import make_noise
from tests.determinism.record import Record
from tests.determinism.sensible import go_on
from tests.determinism.teller import PEOPLE, Args, Teller

COMMANDS: Final = 200
_LENT: Final = (("cid", "bob", "sponsor"), ("eve", "ann", "finance"))
_HELD: Final = (("bob", "deputy"), ("cid", "sponsor"), ("dee", "sponsor"), ("eve", "finance"))
"""Who holds what in the organisation from the beginning, beside the founder."""


def walk(seed: int, commands: int = COMMANDS) -> Record:
    """The record of the walk with this seed: so many commands, or up to six more."""
    teller = Teller(seed)
    _found(teller)
    while len(teller.record.steps) < commands:
        _pass_time(teller)
        if teller.rng.random() < 0.25:
            make_noise(teller)
        elif teller.rng.random() < 0.12:
            make_minutes(teller)
        elif teller.rng.random() < 0.08:
            break_glass(teller)
        else:
            go_on(teller)
    return teller.record


def _found(teller: Teller) -> None:
    who: Args = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    teller.ask(("ann", "FoundOrganisation", who), "charter-1.0.0")
    teller.ask(("ann", "PublishMethodology", {}), "everything-1.0.0")
    for name in PEOPLE[1:]:
        who = {"person": f"p-{name}", "handle": name, "name": name.title()}
        teller.ask(("ann", "AddPerson", who))
    for name, role in _HELD:
        held: Args = {"person": f"p-{name}", "role": role, "scope": "organisation"}
        teller.ask(("ann", "GrantRole", held))
    for name, to, role in _LENT:
        lent: Args = {"to": f"p-{to}", "role": role, "scope": "organisation", "reason": "away"}
        dates: Args = {"since": teller.today(), "until": teller.today(300)}
        teller.ask((name, "Delegate", {**lent, **dates}))


def _pass_time(teller: Teller) -> None:
    """Mostly minutes, at times days; now and then the clock is behind, by what is tolerated."""
    spans = [(60, 5400), (3600, 108_000), (86_400, 518_400), (864_000, 2_592_000), (-2, 0)]
    teller.wait(*teller.rng.choices(spans, [60, 25, 10, 2, 3])[0])
