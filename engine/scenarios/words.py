"""What a scenario's failure says: what was expected, what came, why, and what would help."""

from collections.abc import Mapping

from engine.canonical import Json
from engine.rules.commands import Command
from engine.rules.explain import explain
from engine.rules.refusal import Refusal
from engine.rules.world import World
from engine.scenarios.acts import Step
from engine.scenarios.office import Office
from engine.scenarios.setting import person


def expected(step: Step) -> str:
    """The answer that must come."""
    if step.refused is None:
        return "accepted"
    return f"refused {step.refused}" + (f" by {step.rule}" if step.rule else "")


def within(address: str | None, rule: str | None) -> bool:
    """Whether `address` is that of `rule`, or of something in it; whichever, when none is named."""
    return rule is None or (address is not None and f"{address}.".startswith(f"{rule}."))


def refused(
    office: Office, refusal: Refusal, asked: tuple[World, Command] | None
) -> tuple[str, list[str]]:
    """What a refusal says: code and place, then its words, and what would open the way."""
    rule = f" by {refusal.address}" if refusal.address else ""
    place = f" ({refusal.place})" if refusal.place else ""
    why = [named(office, refusal.message)]
    if asked and asked[0].project:
        acts = explain(*asked, refusal).acts
        why += [f"this would open the way: {named(office, act.text)}" for act in acts]
    return f"refused {refusal.code}{rule}{place}", why


def named(office: Office, words: str) -> str:
    """A sentence with names for ids."""
    for one in sorted(office.setting.people, key=len, reverse=True):
        words = words.replace(person(one), one)
    return words.replace(person("office"), "office")


def shown(value: Json) -> str:
    """A value as a file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {shown(one)}' for name, one in value.items())}}}"
    return str(value)
