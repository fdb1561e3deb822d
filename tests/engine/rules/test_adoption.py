"""Adoption: docs/notation.md 3.2, and what somebody could try to skip by it."""

import pytest

from engine.audit.verify import verify
from engine.library import stepper_of
from engine.publishing import compile_candidate
from engine.requests import Done, Request
from engine.rules.marks import marks_of
from tests.support.house import CHARTER, House
from tests.support.sheds import FIELDS, STAGES, Tree, shed
from tests.support.stairs import Args, Step, climb

DIGEST = "e" * 64
HERE: Tree = ["delivery"]
TRACKS: dict[str, Tree] = {
    "idea": {"initial": True},
    "work": {
        "parallel": {
            "tech": {"by": "builder", "sequence": {"plan": {}, "made": {}}},
            "market": {"by": "builder", "sequence": {"study": {}, "known": {}}},
        }
    },
    "done": {"closes": "completed"},
}


def house_of(*, adoptable: Tree = HERE, **sections: Tree) -> House:
    """A house with people and a methodology, and no project yet."""
    house = House(shed(gate=None, adoptable=adoptable, **sections))
    house.people(ann="@sponsor", bo="builder")
    house.key = "old"
    return house


def given(house: House, *stages: str, **fields: Tree) -> Args:
    """The arguments of an adoption."""
    return {
        "methodology": house.digest,
        "stages": list(stages) or ["delivery.build"],
        "fields": fields,
        "title": "An old shed",
        "digest": DIGEST,
        "size": 7,
        "name": "minutes.pdf",
        "reason": "it was there before us",
    }


def adopt(house: House, *stages: str, **fields: Tree) -> list[str]:
    """An accepted adoption by the PMO; the types of its events."""
    request = Request(
        "adopt", house.stream, "AdoptProject", given(house, *stages, **fields), "p-pat"
    )
    done = house.engine.execute(request)
    assert isinstance(done, Done), done
    return [event["type"] for event in done.events]


def no(house: House, *stages: str, by: str = "pat", **fields: Tree) -> str:
    """The code of a refused adoption."""
    args = given(house, *stages, **fields)
    number = next(house.ids)
    return house.says_no(Request(f"a{number}", house.stream, "AdoptProject", args, f"p-{by}"))


def test_a_project_under_way_comes_in_where_it_stands() -> None:
    """It goes on from there as any other, and says for ever how it came."""
    house = house_of()
    assert adopt(house, "delivery.build", risk="low") == ["ProjectAdopted", "StageEntered"]
    project = house.project
    assert (project.stage, project.fields) == ("delivery.build", {"risk": "low"})
    assert project.visits == {"delivery.build": 1, "delivery": 1}
    assert project.adopted
    assert (project.adopted.stages, project.adopted.by, project.adopted.digest) == (
        ("delivery.build",),
        "p-pat",
        DIGEST,
    )
    house.directory("GrantRole", person="p-bo", role="builder", scope="project/old")
    house.do("bo", "TakeMove", to="done")
    assert list(marks_of(house.project)) == ["adopted"]


def test_no_gate_counts_as_passed_by_an_adoption() -> None:
    """I35's sister: nobody has approved what came before."""
    house = house_of()
    adopt(house)
    kinds = {str(event["type"]) for entry in house.entries() for event in entry["events"]}
    assert kinds == {"ProjectAdopted", "StageEntered"}
    assert house.project.rounds == []


def test_without_a_word_in_the_file_nothing_is_adopted() -> None:
    """The safe default: every stage behind a gate would else be open to who says it was passed."""
    house = house_of(adoptable=None)
    assert no(house) == "adoption.stage"
    assert no(house, "planning") == "adoption.stage"


def test_only_stages_that_the_file_names_take_projects() -> None:
    """A stage with others inside stands for them, and no closing one can be named."""
    house = house_of()
    assert no(house, "planning") == "adoption.stage"
    assert no(house, "done") == "adoption.stage"
    assert no(house, "nowhere") == "stage.unknown"
    assert no(house, "delivery") == "adoption.tracks", "where inside isn't said"
    assert no(house, "delivery.design", "delivery.build") == "adoption.tracks"
    adopt(house, "delivery.design")


def test_adopting_takes_a_right_of_its_own() -> None:
    """Who starts projects doesn't bring them past gates: that is the registrars', or as is said."""
    house = house_of()
    assert no(house, by="ann") == "not_permitted"
    assert no(house, by="bo") == "not_permitted"
    house = House(shed(adoptable=HERE), charter=f"{CHARTER}  adopt_project: sponsor\n")
    house.people(ann="@sponsor")
    house.key = "old"
    assert no(house) == "not_permitted"
    args = given(house)
    request = Request("adopt", house.stream, "AdoptProject", args, "p-ann")
    assert isinstance(house.engine.execute(request), Done)


def test_a_project_is_adopted_once() -> None:
    """Nor can one that is here be lifted past a gate by adopting it."""
    house = house_of()
    adopt(house)
    assert no(house, "delivery.design") == "project.exists"
    house.start("new")
    assert no(house) == "project.exists"


def test_what_a_project_must_have_it_has_when_it_comes_in() -> None:
    """Required fields, and what its stage asks of whoever enters."""
    stages: Tree = {
        **STAGES,
        "delivery": {
            "by": "builder",
            "entry": "budget > EUR(0)",
            "sequence": {"design": {}, "build": {}},
        },
    }
    fields: Tree = {**FIELDS, "size": {"type": "integer", "by": "builder", "required": True}}
    house = house_of(stages=stages, fields=fields)
    assert no(house) == "field.required"
    assert no(house, size=1) == "guard.error"
    assert no(house, size=1, budget="EUR 0") == "guard.false"
    assert no(house, size=1, colour="red") == "field.unknown"
    assert no(house, size="x") == "field.value"
    assert adopt(house, size=1, budget="EUR 1")[0] == "ProjectAdopted"


def test_a_project_with_tracks_says_where_each_of_them_stands() -> None:
    """A track that is not named would be where nobody has said it is."""
    house = house_of(
        stages=TRACKS,
        moves={"end": {"from": "idea", "to": "done", "by": "builder"}},
        gates={
            "g": {
                "leaves": {"all": ["work.tech.made", "work.market.known"]},
                "requested_by": "builder",
                "panel": [{"role": "owner", "need": 1}],
                "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"to": "done"}},
                "otherwise": "no",
            }
        },
        adoptable=["work"],
    )
    assert no(house, "work.tech.made") == "adoption.tracks"
    assert no(house, "work.tech.made", "work.tech.plan") == "adoption.tracks"
    assert no(house, "work.tech.made", "idea") == "adoption.tracks"
    adopt(house, "work.market.study", "work.tech.made")
    assert list(house.project.position) == ["work.tech.made", "work.market.study"]
    adopted = house.project.adopted
    assert adopted
    assert adopted.stages == ("work.tech.made", "work.market.study")


def test_every_report_tells_of_adoptions() -> None:
    """And the row that lists are made of; the ledger is as it must be."""
    house = house_of()
    adopt(house)
    with house.store.read() as reader:
        report = verify(
            reader, compiler=compile_candidate, machine=stepper_of, evidence=lambda _: "missing"
        )
        row = reader.project("project/old")
    assert report.ok, report.findings
    assert report.evidence.absent == 1
    words = "1 project came in under way: what was before was not decided here"
    assert report.marks == (
        f"{words}, and no gate counts as passed.",
        f"Adopted: project/old at delivery.build (evidence {DIGEST[:12]}).",
    )
    assert row
    assert (row.marks, row.stage) == ("adopted", "delivery.build")


def test_damaged_evidence_of_an_adoption_is_found() -> None:
    """What the adoption rests on is looked at as every other file."""
    house = house_of()
    adopt(house)
    with house.store.read() as reader:
        report = verify(
            reader, compiler=compile_candidate, machine=stepper_of, evidence=lambda _: "damaged"
        )
    assert [one.message for one in report.findings] == [
        "the file of the evidence of the adoption isn't what was handed in"
    ]


def test_adopt_project() -> None:
    """Key, methodology, right, stages, fields: in this order."""
    house = house_of()
    old = house.digest
    house.digest = house.publish(shed(version="2.0.0", adoptable=HERE))
    climb(
        house,
        "AdoptProject",
        "bo",
        {**given(house, "nowhere", zzz=1), "methodology": "0" * 64},
        [
            Step("methodology.unknown", args={"methodology": old}),
            Step("methodology.superseded", args={"methodology": house.digest}),
            Step("not_permitted", by="pat"),
            Step("stage.unknown", args={"stages": ["delivery"]}),
            Step("adoption.tracks", args={"stages": ["planning"]}),
            Step("adoption.stage", args={"stages": ["delivery.build"]}),
            Step("field.unknown", args={"fields": {}}),
        ],
    )


@pytest.mark.parametrize("wrong", [[], ["A b"], ["planning", "planning"], "planning", None])
def test_stages_have_one_form(wrong: Tree) -> None:
    """A list of one or more addresses, none twice."""
    house = house_of()
    args = {**given(house), "stages": wrong}
    number = next(house.ids)
    request = Request(f"a{number}", house.stream, "AdoptProject", args, "p-pat")
    assert house.says_no(request) == "command.malformed"
