"""A chapter of the golden story about duties: a project that was under way comes in."""

from engine.canonical import Json
from tests.golden.told import Story


def adopted(story: Story) -> None:
    """Where the file says so, by who may, and what is missing first."""
    story.key = "old"
    source = next(iter(story.world.directory.published))
    args: dict[str, Json] = {
        "methodology": source,
        "stages": ["building"],
        "fields": {},
        "title": "An old bridge",
        "digest": "e" * 64,
        "size": 7,
        "name": "survey.pdf",
        "reason": "it stands there half built",
    }
    story.refused("methodology.unknown", "ann", "AdoptProject", **{**args, "methodology": "0" * 64})
    story.refused("not_permitted", "leo", "AdoptProject", **args)
    story.refused("stage.unknown", "ann", "AdoptProject", **{**args, "stages": ["nowhere"]})
    both: dict[str, Json] = {**args, "stages": ["planning", "building"]}
    story.refused("adoption.tracks", "ann", "AdoptProject", **both)
    story.refused("adoption.stage", "ann", "AdoptProject", **{**args, "stages": ["planning"]})
    story.done("ann", "AdoptProject", **args)
    story.refused("project.exists", "ann", "AdoptProject", **args)
