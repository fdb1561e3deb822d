"""Every refusal says where its rule is declared: file and line, and what is lacking in words."""

import pytest

from engine.canonical import Json
from engine.requests import Request, Source
from engine.rules.refusal import Refusal
from tests.support.house import CHARTER, House
from tests.support.sheds import Tree, opened, shed, site

GATE: dict[str, Tree] = {
    "must": {"funded": {"when": "budget > EUR(0)"}},
    "panel": [{"role": "owner", "need": 4}, {"seat": "money", "role": "treasurer", "need": 1}],
}


def refused(house: House, by: str, command: str, **args: Json) -> Refusal:
    """A refused command on the project."""
    answer = house.ask(by, command, **args)
    assert isinstance(answer, Refusal)
    return answer


def line(text: str, start: str, after: str = "") -> int:
    """The number of the first line that begins like this, past the one with `after`."""
    lines = text.splitlines()
    begin = next((n for n, one in enumerate(lines) if after in one), 0)
    return next(n for n, one in enumerate(lines, 1) if n > begin and one.strip().startswith(start))


@pytest.mark.parametrize(
    ("by", "command", "args", "address", "start"),
    [
        ("ann", "SetFields", {"fields": {"risk": "low"}}, "fields.risk", '"risk"'),
        (
            "ann",
            "SubmitDeliverable",
            {"deliverable": "drawing"},
            "deliverables.drawing",
            '"drawing"',
        ),
        ("ann", "RequestGate", {"gate": "build"}, "gates.build", '"build": {'),
        ("bo", "RequestGate", {"gate": "build"}, "gates.build.must.funded", '"funded"'),
        ("bo", "HoldProject", {}, "standing.hold", '"hold"'),
    ],
)
def test_a_rule_of_a_methodology_is_found_in_its_file(
    by: str, command: str, args: dict[str, Json], address: str, start: str
) -> None:
    """The address, and the line on which it stands."""
    text = shed(gate=GATE)
    refusal = refused(site(gate=GATE), by, command, **args)
    section = {"gates": '"gates"', "standing": '"standing"'}.get(address.partition(".")[0], "")
    assert refusal.address == address
    assert refusal.place == f"shed.yaml:{line(text, start, section)}"


def test_a_rule_that_is_a_default_is_found_where_it_would_stand() -> None:
    """The nearest place around it: the default of `apart` at its gate."""
    house = opened()
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-11-23"}
    house.tell("ann", "Delegate", to="p-bo", role="sponsor", scope="organisation", **dates)
    args: dict[str, Json] = {"gate": "build", "choice": "go", "principal": "p-ann"}
    refusal = refused(house, "bo", "CastVote", **args)
    assert (refusal.code, refusal.address) == ("apart", "gates.build.apart[0]")
    build = '"build": {'
    assert refusal.place == f"shed.yaml:{line(shed(), build, chr(34) + 'gates')}"


def test_a_rule_of_the_charter_is_found_in_the_charter_in_force() -> None:
    """Not in the file that somebody brings along, which has no say yet."""
    house = site(started=False)
    args: dict[str, Json] = {"add": [], "remove": []}
    answer = house.engine.execute(Request("a1", "directory", "AmendCalendar", args, "p-ann"))
    assert isinstance(answer, Refusal)
    acts = CHARTER.splitlines().index("acts:") + 1
    assert (answer.address, answer.place) == ("acts.amend_calendar", f"charter.yaml:{acts}")
    longer = "# a line more\n" + CHARTER.replace("1.0.0", "1.1.0")
    for command, text in [("AmendCharter", longer), ("PublishMethodology", shed(version="2.0.0"))]:
        source = Source("other.yaml", {"other.yaml": text.encode()})
        request = Request("a2", "directory", command, {}, "p-ann", source=source)
        answer = house.engine.execute(request)
        assert isinstance(answer, Refusal)
        assert answer.place == f"charter.yaml:{acts}", command


def test_a_short_panel_says_what_each_seat_lacks() -> None:
    """Who reads it knows whom to look for."""
    house = site(gate={"panel": GATE["panel"]})
    house.directory("RevokeRole", person="p-tom", role="treasurer", scope="project/shed")
    refusal = refused(house, "bo", "RequestGate", gate="build")
    assert "owner needs 4 and has 3; money needs 1 and has 0" in refusal.message
    one: Tree = [{"role": "owner", "need": 2}, {"seat": "more", "role": "owner", "need": 2}]
    refusal = refused(site(gate={"panel": one}), "bo", "RequestGate", gate="build")
    assert "too few people for its seats" in refusal.message
