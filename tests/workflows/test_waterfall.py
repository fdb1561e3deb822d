"""The waterfall follows what its fact sheet says."""

from tests.workflows.shipped import sheet, tables


def test_reviews_lead_on_and_set_their_baselines() -> None:
    """Each on its documents; what it approves is baselined there and nowhere else."""
    for name, told in sheet("waterfall")["gates"].items():
        gate = tables("waterfall")["gates"][name]
        decisions = {one["id"]: one for one in gate["decisions"]}
        assert gate["evidence"] == told["evidence"], name
        assert gate["requested_by"] == ["project_manager"], name
        assert decisions["approve"]["effect"]["to"] == told["approve"], name
        for one in decisions.values():
            approves = one["kind"] == "go"
            baselined = list(one.get("baselines", {"deliverables": {}})["deliverables"])
            assert baselined == (told["baseline"] if approves else []), (name, one["id"])


def test_the_outcomes_of_a_review_are_those_of_the_standard() -> None:
    """Approved, approved with actions, disapproved; the last audit closes, so it has no actions."""
    for name in sheet("waterfall")["gates"]:
        outcomes = {one["id"] for one in tables("waterfall")["gates"][name]["decisions"]}
        told = set(sheet("waterfall")["outcomes"])
        assert outcomes == told - ({"approve_contingent"} if name == "pca" else set()), name


def test_a_change_leads_back_to_where_the_item_is_written() -> None:
    """Never forward: it can be asked for only in stages after the one it leads to."""
    all_ = tables("waterfall")
    order = list(all_["stages"])
    for name, told in sheet("waterfall")["changes"].items():
        gate = all_["gates"][name]
        targets = {one["effect"]["to"] for one in gate["decisions"] if one["kind"] == "go"}
        assert targets == {told}, name
        assert all(order.index(stage) > order.index(told) for stage in gate["within"]), name


def test_audits_are_apart_from_development() -> None:
    """Who has been a developer of it says nothing about whether it performs."""
    panel = tables("waterfall")["gates"]["fca"]["panel"]
    assert [seat["independent_of"] for seat in panel] == [["development"]] * 2
