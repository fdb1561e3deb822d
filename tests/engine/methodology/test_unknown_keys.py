"""Keys that mean nothing: told once each, without hiding what else is wrong."""

import pytest

from engine.methodology.diagnostics import report
from engine.methodology.load import load_charter, load_methodology
from engine.methodology.sources import InvalidSource

SHED = """\
notation: 1
methodology: shed
version: 1.0.0
title: Shed
roles:
  owner: {title: Owner}
  other: {title: Other}
stages:
  plan: {initial: true}
  done: {closes: completed}
gates:
  start:
    leaves: plan
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go: {to: done}
      recycle: {stays: true}
    otherwise: recycle
"""


def faults(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Code and path of everything that is found in the file after `changes`, in order of place."""
    text = SHED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(InvalidSource) as found:
        load_methodology("shed.yaml", {"shed.yaml": text.encode()})
    listed = sorted(found.value.faults, key=lambda one: one.mark)
    return [(one.code, ".".join(map(str, one.path))) for one in listed]


def test_an_unknown_key_hides_no_name_that_is_not_there() -> None:
    """Otherwise each run of a check would show the next layer of faults."""
    assert faults(("leaves: plan", "leaves: nowhere\n    colour: red")) == [
        ("stage.unknown", "gates.start.leaves"),
        ("key.unknown", "gates.start.colour"),
    ]


def test_what_stands_beside_a_misspelt_key_is_not_judged() -> None:
    """The seat has a need, only misspelt: to ask for one would send its author astray."""
    assert faults(("need: 1", "nead: 1"), ("requested_by: owner", "requested_by: nobody_here")) == [
        ("role.unknown", "gates.start.requested_by"),
        ("key.unknown", "gates.start.panel.0.nead"),
    ]
    assert faults(("title: Shed", "title: Shed\nmovess: {}"), ("to: done", "to: nowhere")) == [
        ("key.unknown", "movess")
    ]


def test_a_fault_of_another_sort_ends_the_first_round() -> None:
    """Where something has no form that could be judged, names are not looked at."""
    assert faults(
        ("title: Owner", "title: [], colour: red"), ("leaves: plan", "leaves: nowhere")
    ) == [("value.type", "roles.owner.title"), ("key.unknown", "roles.owner.colour")]


def test_a_key_alone_is_still_a_fault() -> None:
    """It is left out to look further, not forgiven."""
    assert faults(("title: Shed", "title: Shed\nzebra: 1")) == [("key.unknown", "zebra")]


def test_an_unknown_key_of_a_charter_hides_nothing_either() -> None:
    """The charter is read by the same rules."""
    text = "charter: 1\norganisation: X\nversion: 1.0.0\nzebra: 1\nroles: {pmo: {title: PMO}}\n"
    text += "calendar: {zone: Etc/UTC}\nregistrars: [nobody_here]\n"
    with pytest.raises(InvalidSource) as found:
        load_charter("charter.yaml", {"charter.yaml": text.encode()})
    assert {"key.unknown", "role.unknown"} <= {one.code for one in found.value.faults}


def test_the_keys_that_can_stand_in_a_place_are_listed_once() -> None:
    """Sixteen words beside every unknown key bury the line that matters."""
    text = SHED.replace("{title: Owner}", "{title: Owner, a1: 1, b2: 2}")
    text = text.replace("{title: Other}", "{title: Other, c3: 3}").replace("need: 1", "nead: 1")
    with pytest.raises(InvalidSource) as found:
        load_methodology("shed.yaml", {"shed.yaml": text.encode()})
    shown = report(found.value.faults)
    assert shown.count("the keys here are title, is") == 1
    assert shown.count("unknown key") == 4
    assert shown.count('did you mean "need"?') == 1
    assert all(one.hint for one in found.value.faults), "a program gets each with its list"
