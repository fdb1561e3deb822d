"""DMAIC follows what its fact sheet says."""

from tests.workflows.shipped import sheet, tables


def test_tollgates_lead_send_back_and_are_signed_as_the_sheet_says() -> None:
    """Each leads to the next phase or back to every earlier one; the signers are its seats."""
    for name, told in sheet("dmaic")["gates"].items():
        gate = tables("dmaic")["gates"][name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        first = tables("dmaic")["stages"][told["go"]]["first"]
        assert (gate["leaves"], effects["proceed"]) == (told["leaves"], first), name
        chosen = len(told["back"]) > 1
        back = {one: f"back@{one}" if chosen else "back" for one in told["back"]}
        assert {to: one for one, to in effects.items() if to and one != "proceed"} == back, name
        assert [seat["role"] for seat in gate["panel"] if not seat["advisory"]] == told["signs"]
        assert gate["requested_by"] == ["black_belt"], name


def test_each_check_waits_for_its_day() -> None:
    """A check opens on its day, and its result can be handed in there at the earliest."""
    all_ = tables("dmaic")
    for name, days in sheet("dmaic")["checks"].items():
        stage = f"control.day_{days}"
        entry = all_["stages"][stage]["entry"]
        assert entry
        assert entry["text"].endswith(f"days({days})")
        where = all_["deliverables"][name]["stages"]
        later = [f"control.day_{one}" for one in (30, 60, 90) if one >= days]
        assert where == later, name
