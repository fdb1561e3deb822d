"""Design control follows what its fact sheet says."""

from tests.workflows.shipped import sheet, tables


def test_reviews_lead_and_look_as_the_sheet_says() -> None:
    """Each ends its stage, looks at its documents, hears and asks the functions concerned."""
    for name, told in sheet("iso13485")["gates"].items():
        gate = tables("iso13485")["gates"][name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        functions = [seat for seat in gate["panel"] if seat["id"] != "independent_reviewer"]
        assert gate["leaves"] == told["leaves"], name
        assert gate["evidence"] == told["looks_at"], name
        assert [one["role"] for one in functions if one["advisory"]] == told["heard"], name
        assert [one["role"] for one in functions if not one["advisory"]] == told["decides"], name
        for decision in ("approve", "release"):
            assert effects.get(decision) == told.get(decision), name


def test_every_review_has_an_independent_reviewer() -> None:
    """Switched on in the plan: a seat that must agree, for nobody who wrote or led."""
    for name, gate in tables("iso13485")["gates"].items():
        seat = next(one for one in gate["panel"] if one["id"] == "independent_reviewer")
        assert seat["need"], name
        assert seat["independent_of"] == ["project_lead"], name
        pairs = [(first["kind"], second["kind"]) for first, second in gate["apart"]]
        assert ("panel", "authors") in pairs, name


def test_who_must_be_heard_has_spoken_before_anything_is_approved() -> None:
    """The functions that write have no vote, and no review is passed without them."""
    for gate in tables("iso13485")["gates"].values():
        heard = [one for one in gate["panel"] if one["advisory"]]
        assert all(one["completes"] for one in heard)


def test_outputs_are_frozen_but_for_a_reviewed_change() -> None:
    """A designated person approves inputs and outputs; each is handed in in its own stage."""
    deliverables = tables("iso13485")["deliverables"]
    for name in sheet("iso13485")["approved_by_a_designated_person"]:
        assert deliverables[name]["accepted_by"] == ["quality"]
        assert deliverables[name]["stages"] == [name.removeprefix("design_")]
    change = tables("iso13485")["gates"]["change_review"]
    approvals = {one["effect"]["to"] for one in change["decisions"] if one["kind"] == "go"}
    assert approvals == {"inputs", "outputs"}
