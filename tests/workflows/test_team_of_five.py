"""Changes by a team of five follow what their fact sheet says."""

from tests.workflows.shipped import sheet, tables


def test_gates_lead_and_take_as_many_people_as_the_sheet_says() -> None:
    """Each gate leaves its stage and goes to the next; the others that it takes are counted."""
    gates = tables("team_of_five")["gates"]
    for name, told in sheet("team_of_five")["gates"].items():
        gate = gates[name]
        always = [seat for seat in gate["panel"] if seat["when"] is None]
        people = {"people": sum(seat["need"]["number"] or 0 for seat in always if seat["need"])}
        if len(gate["panel"]) > len(always):
            people["high_risk"] = len(gate["panel"])
        targets = {one["effect"]["to"] for one in gate["decisions"] if one["kind"] == "go"}
        assert gate["leaves"] == told["leaves"], name
        assert told["go"] in targets, name
        assert people == {key: told[key] for key in people}, name
