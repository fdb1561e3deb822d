"""A chapter of the golden story about duties: who is kept out of a panel, by where they belong."""

from tests.golden.told import Story


def departments(story: Story) -> None:
    """The last gate keeps the leader's department out, and who is of none."""
    story.refused("department.none", "leo", "SubmitDeliverable", deliverable="report")
    story.refused("department.none", "leo", "RequestGate", gate="opening")
    works = {"person": "p-leo", "department": "works"}
    story.refused("not_permitted", "bea", "AssignDepartment", **works)
    story.refused("apart", "ann", "AssignDepartment", person="p-ann", department="works")
    story.done("ann", "AssignDepartment", **works)
    story.refused("department.same", "ann", "AssignDepartment", **works)
    for name in ("bea", "dov", "sam"):
        story.done("ann", "AssignDepartment", person=f"p-{name}", department="sales")
    story.refused("apart", "leo", "SubmitDeliverable", deliverable="report", authors=["p-sam"])
    story.done("leo", "SubmitDeliverable", deliverable="report")
