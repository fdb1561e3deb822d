"""Gateway reviews follow what their fact sheet says."""

from tests.workflows.shipped import sheet, tables

STAGES = ("strategy", "outline", "preparation", "procurement", "delivery", "service")
RATINGS = ("green", "amber_green", "amber", "amber_red", "red")


def test_each_gate_stands_between_the_stages_of_the_sheet() -> None:
    """Gates 0 to 5 by meaning, in their order; the owner alone has a vote."""
    gates = tables("gateway")["gates"]
    assert list(gates) == list(sheet("gateway")["gates"])
    for name, told in sheet("gateway")["gates"].items():
        gate = gates[name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        assert gate["title"].startswith(f"Gate {told['number']}: ")
        assert gate["leaves"] == told["from"]
        assert [seat["role"] for seat in gate["panel"] if not seat["advisory"]] == ["sro"]
        if told.get("repeatable"):
            assert effects["review_again"] == f"{told['from']}.work"
        else:
            assert effects["proceed"] == f"{told['proceed']}.work"


def test_all_ratings_are_there_best_first() -> None:
    """Five steps, the same at every gate."""
    for stage in STAGES:
        assert tables("gateway")["fields"][f"{stage}_rating"]["spec"]["of"] == list(RATINGS)
    assert tuple(sheet("gateway")["rating"]) == RATINGS
