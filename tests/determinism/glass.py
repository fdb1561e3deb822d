"""Emergencies in walks: gates that two people set aside, and their reviews."""

from tests.determinism.teller import Args, Teller

CHIEFS = ("eve", "gus", "hal")
REVIEWERS = ("ann", "bob", "fay")


def break_glass(teller: Teller) -> None:
    """Go on with an override that was asked for or happened, or ask for one."""
    project = teller.world().project
    overrides = list(project.overrides.values()) if project else []
    for one in overrides:
        args: Args = {"override": one.number, "reason": teller.text()}
        if one.unreviewed and teller.rng.random() < 0.5:
            teller.ask((teller.rng.choice(REVIEWERS), "ReviewOverride", args))
            return
        if not one.in_force and one.until > teller.now:
            teller.ask((teller.rng.choice(CHIEFS), "ConfirmOverride", args))
            return
    if project and "planning" not in project.position and teller.rng.random() < 0.8:
        return
    decision = teller.rng.choice(["go", "go", "go", "go", "go", "recycle"])
    asked: Args = {"gate": "start", "decision": decision, "reason": teller.text()}
    who = teller.rng.choice(CHIEFS)
    teller.ask((who, "RequestOverride", asked))
    number = len(overrides) + 1
    confirmed: Args = {"override": number, "reason": teller.text()}
    teller.ask((teller.rng.choice(CHIEFS), "ConfirmOverride", confirmed))
