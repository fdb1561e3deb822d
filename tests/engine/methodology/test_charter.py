import pytest

from engine.canonical import encode
from engine.methodology.charter_template import default_charter
from engine.methodology.compile_charter import compile_charter
from engine.methodology.digests import closure_digest, tables_digest
from engine.methodology.load import ZONE_FILE, freeze_zone, load_charter
from engine.methodology.sources import InvalidSource
from engine.zone_table import make_zone_table, zone_names

_CHARTER = """\
charter: 1
organisation: Works council
version: 1.2.0
strength: controlling
calendar: {zone: Europe/Brussels, working_days: [thu, mon]}
clock: {confirm_after: 2 weeks}
roles:
  pmo:     {title: Project management office}
  sponsor: {title: Executive sponsor}
registrars: pmo
acts:
  start_project: [pmo, sponsor]
  erase_text: sponsor
"""
_BRUSSELS = make_zone_table("Europe/Brussels")


def _closure(*edits: tuple[str, str]) -> dict[str, bytes]:
    text = _CHARTER
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {"charter.yaml": text.encode()}


def test_a_charter_compiles_to_exactly_these_tables() -> None:
    """An act that isn't listed is the registrars'; days are ISO weekdays in order."""
    compiled = dict(compile_charter(load_charter("charter.yaml", _closure()), _BRUSSELS))
    places = compiled.pop("places")
    pmo = ["pmo"]
    assert compiled == {
        "charter": 1,
        "organisation": "Works council",
        "version": "1.2.0",
        "strength": "controlling",
        "calendar": {"zone": _BRUSSELS, "working_days": [1, 4]},
        "confirm_after_days": 14,
        "roles": {
            "pmo": {"title": "Project management office", "charter": None, "at": "roles.pmo"},
            "sponsor": {"title": "Executive sponsor", "charter": None, "at": "roles.sponsor"},
        },
        "registrars": pmo,
        "acts": {
            "add_person": pmo,
            "remove_person": pmo,
            "grant_organisation_role": pmo,
            "grant_project_role": pmo,
            "publish_methodology": pmo,
            "amend_charter": pmo,
            "amend_calendar": pmo,
            "start_project": ["pmo", "sponsor"],
            "erase_text": ["sponsor"],
        },
    }
    assert isinstance(places, dict)
    assert places["acts.start_project"] == ["charter.yaml", 12]
    assert places["roles.sponsor"] == ["charter.yaml", 9]
    assert places["registrars"] == ["charter.yaml", 10]


def test_what_may_be_left_out_has_a_safe_default() -> None:
    """A working week, 90 days, and the registrars for every act."""
    closure = _closure(
        (", working_days: [thu, mon]", ""),
        ("clock: {confirm_after: 2 weeks}\n", ""),
        ("acts:\n  start_project: [pmo, sponsor]\n  erase_text: sponsor\n", ""),
        ("strength: controlling\n", ""),
    )
    compiled = compile_charter(load_charter("charter.yaml", closure), _BRUSSELS)
    assert compiled["calendar"]["working_days"] == [1, 2, 3, 4, 5]
    assert compiled["confirm_after_days"] == 90
    assert compiled["strength"] == "controlling"
    assert set(map(tuple, compiled["acts"].values())) == {("pmo",)}


def test_a_published_charter_compiles_alike_on_any_machine() -> None:
    """The zone's rules are in the closure, so that no machine's time zone data has a say."""
    frozen = freeze_zone(load_charter("charter.yaml", _closure()), _BRUSSELS)
    assert sorted(frozen.files) == ["charter.yaml", ZONE_FILE]
    assert frozen.files[ZONE_FILE] == encode(_BRUSSELS)
    published = closure_digest(frozen.root, frozen.files)
    again = load_charter(frozen.root, frozen.files)
    assert again.zone_table == _BRUSSELS
    assert again.zone_table is not None
    assert closure_digest(again.root, again.files) == published
    here = compile_charter(frozen, _BRUSSELS)
    assert tables_digest(compile_charter(again, again.zone_table)) == tables_digest(here)


@pytest.mark.parametrize(
    "table",
    [
        encode(make_zone_table("Europe/Paris")),
        encode({"zone": "Europe/Brussels"}),
        encode(_BRUSSELS) + b"\n",
        b"zone: Europe/Brussels",
        b"",
    ],
)
def test_a_frozen_zone_that_is_not_the_charters_is_refused(table: bytes) -> None:
    """Whoever changed it would move every deadline."""
    with pytest.raises(InvalidSource) as caught:
        load_charter("charter.yaml", {**_closure(), ZONE_FILE: table})
    (fault,) = caught.value.faults
    assert (fault.code, fault.mark.line, fault.mark.column) == ("zone.table", 5, 18)


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "hint"),
    [
        ("charter: 1", "charter: 2", "notation.unknown", 1, "version 1"),
        ("Europe/Brussels", "Brussels", "zone.unknown", 5, '"Europe/Brussels"'),
        ("Europe/Brussels", "Europe/Brusels", "zone.unknown", 5, '"Europe/Brussels"'),
        ("Europe/Brussels", "Nowhere/Land", "zone.unknown", 5, "names are like"),
        ("Europe/Brussels", "../../etc/passwd", "value.zone", 5, "Europe/Brussels"),
        ("[thu, mon]", "[thu, monday]", "value.choice", 5, "one of mon, tue"),
        ("[thu, mon]", "[]", "value.length", 5, "list something"),
        ("[thu, mon]", "[mon, mon]", "value.twice", 5, ""),
        ("2 weeks", "12 hours", "value.span", 6, "90 days"),
        ("registrars: pmo", "registrars: [pmo, pmu]", "role.unknown", 10, '"pmo"'),
        ("registrars: pmo", "registrars: []", "value.length", 10, "list something"),
        ("erase_text: sponsor", "erase_text: sponser", "role.unknown", 13, '"sponsor"'),
        ("erase_text: sponsor", "erase_txt: sponsor", "key.unknown", 13, '"erase_text"'),
        ("erase_text: sponsor", "erase_text: []", "value.length", 13, ""),
        ("{title: Executive sponsor}", "{title: E, is: charter.x}", "key.unknown", 9, ""),
        ("strength: controlling", "strength: directive", "not_supported", 4, ""),
        ("charter: 1", "charter: 1\ninclude: [charter.yaml]", "key.unknown", 2, ""),
        ("clock: {confirm_after: 2 weeks}", "clock: {}", "key.missing", 6, ""),
        ("version: 1.2.0", "version: 1.2", "value.type", 3, "quote it"),
    ],
)
def test_a_faulty_charter_is_refused_at_the_place_of_the_fault(
    old: str, new: str, code: str, line: int, hint: str
) -> None:
    """The same care as for a workflow file."""
    with pytest.raises(InvalidSource) as caught:
        load_charter("charter.yaml", _closure((old, new)), zone_names())
    faults = [one for one in caught.value.faults if one.code != "include.cycle"]
    assert [(one.code, one.mark.line) for one in faults] == [(code, line)]
    assert hint in (faults[0].hint or "")


def test_the_first_charter_is_valid_whatever_the_organisation_is_called() -> None:
    """`init` must never write a file that it then refuses."""
    for name in ("Works council", '"A": {b}', "- [x]", "Œuvre & Söhne #1", "null", "\\n", "😀 Ltd"):
        loaded = load_charter("charter.yaml", {"charter.yaml": default_charter(name, "UTC")})
        assert loaded.charter.organisation == name
        assert loaded.charter.calendar.zone == "UTC"


def test_the_first_charter_explains_itself() -> None:
    """Whoever opens it reads why each key is there, and what isn't."""
    text = default_charter("Works council", "Europe/Brussels").decode()
    assert text.count("#") >= 6
    for act in load_charter("charter.yaml", {"charter.yaml": text.encode()}).charter.acts:
        assert act[0] in text
    assert "ORGANISATION" not in text
    assert "ZONE" not in text


def test_the_first_charter_refuses_a_name_that_no_terminal_should_see() -> None:
    """What is typed goes into the file as it is, and the loader has the say."""
    data = default_charter("Works\x1b[2Jcouncil", "UTC")
    with pytest.raises(InvalidSource):
        load_charter("charter.yaml", {"charter.yaml": data})
