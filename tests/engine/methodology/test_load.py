import re
from pathlib import Path

import pytest

from engine.methodology.diagnostics import report
from engine.methodology.load import load_methodology
from engine.methodology.sources import (
    MAX_CLOSURE,
    MAX_FILES,
    MAX_INCLUDE_DEPTH,
    InvalidSource,
)
from engine.methodology.validate.declared import MAX_DECLARED
from engine.methodology.validate.stages import MAX_MOVES, MAX_STAGES
from tests.engine.methodology.fixtures import codes, files, loaded

_DOCS = Path(__file__).parents[3] / "docs"
_SHED = files("shed")[1]["shed.yaml"].decode()


def edited(*edits: tuple[str, str]) -> dict[str, bytes]:
    """Return the small fixture with each old text, which stands there once, replaced by the new."""
    text = _SHED
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {"shed.yaml": text.encode()}


def test_what_a_file_includes_stands_before_its_own_in_the_order_of_the_includes() -> None:
    """The order of a file is what people see; it must not depend on how the file was split."""
    methodology = loaded("complete").methodology
    assert list(methodology.roles or ()) == ["treasurer", "owner", "builder", "neighbour", "clerk"]
    assert list(methodology.fields or ())[:2] == ["account", "urgent"]
    assert list(methodology.deliverables or ()) == ["drawing", "permit"]
    assert methodology.include is None


def test_a_place_names_the_file_that_declares_it() -> None:
    """A refusal cites file and line; with includes that is not always the first file."""
    places = loaded("complete").places
    assert places["roles.treasurer"] == ("money.yaml", 2)
    assert places["deliverables.drawing.by"] == ("evidence.yaml", 2)
    assert places["stages.delivery.work.roof.entry"] == ("workflow.yaml", 41)
    assert places["gates.build.panel.money.veto"] == ("workflow.yaml", 72)
    assert places["gates.build.panel.neighbour"] == ("workflow.yaml", 78)
    assert places["roles"] == ("money.yaml", 1)


def test_faults_of_all_files_come_in_one_run_in_order() -> None:
    """Whoever fixes one fault at a time and runs again gives up."""
    root, closure = files("complete")
    closure["money.yaml"] = closure["money.yaml"].replace(b"Treasurer,", b"Treasurer, of: 1,")
    closure["evidence.yaml"] = closure["evidence.yaml"].replace(b"90 days", b"90 hours")
    closure["workflow.yaml"] = (
        closure["workflow.yaml"]
        .replace(b"notation: 1", b"notation: 3")
        .replace(b"{closes: dropped}", b"{closes: dropped, colour: red}")
    )
    assert codes(root, closure) == [
        ("value.span", "evidence.yaml", 3),
        ("key.unknown", "money.yaml", 2),
        ("notation.unknown", "workflow.yaml", 4),
        ("key.unknown", "workflow.yaml", 45),
    ]


def test_names_that_do_not_exist_come_all_in_one_run() -> None:
    """The second round is complete in itself too."""
    closure = edited(
        ("by: builder}", "by: smith}"), ("to: delivery}", "to: ready}"), ("role: owner", "role: x")
    )
    assert [code for code, _, _ in codes("shed.yaml", closure)] == [
        "role.unknown",
        "role.unknown",
        "stage.unknown",
    ]


def test_the_report_shows_the_line_with_a_caret() -> None:
    """The error carries the files, so that whoever prints it needs no second read."""
    with pytest.raises(InvalidSource) as caught:
        load_methodology("shed.yaml", edited(("need: 1", "quorum: 1")))
    assert report(caught.value.faults, caught.value.texts).split("\n") == [
        'shed.yaml:28:23: gates.build.panel[0].quorum: unknown key "quorum"; did you mean "need"?',
        "    - {role: owner, quorum: 1}",
        "                    ^",
    ]
    assert caught.value.exit_code == 3


def test_a_fault_of_the_yaml_is_not_reported_again_as_one_of_the_model() -> None:
    """A stand-in for what could not be read is nobody's mistake."""
    closure = edited(("need: 1", "need: 1_0"))
    assert codes("shed.yaml", closure) == [("yaml.number", "shed.yaml", 28)]


def test_a_key_spelt_as_python_spells_it_is_unknown() -> None:
    """Python writes `from_`; a file that did would not be one that editors and others read."""
    closure = edited(("from: delivery", "from_: delivery"))
    assert [code for code, _, _ in codes("shed.yaml", closure)] == ["key.missing", "key.unknown"]


def test_an_id_declared_in_two_files_is_refused() -> None:
    """Else the order of includes would decide which role is meant."""
    root, closure = files("complete")
    closure["people.yaml"] += b"  clerk: {title: Another clerk}\n"
    with pytest.raises(InvalidSource) as caught:
        load_methodology(root, closure)
    (fault,) = caught.value.faults
    assert (fault.code, fault.mark.file, fault.mark.line) == ("id.twice", "workflow.yaml", 15)
    assert "people.yaml, line 7" in fault.message


def test_a_file_included_twice_counts_once() -> None:
    """Two fragments may need the same third."""
    root, closure = files("complete")
    closure["evidence.yaml"] = b"include: [money.yaml]\n" + closure["evidence.yaml"]
    assert codes(root, closure) == []


def test_a_file_that_nothing_includes_is_refused() -> None:
    """It would be published under the closure's digest, and nobody would ever read it."""
    root, closure = files("shed")
    assert codes(root, {**closure, "more.yaml": b"{}"}) == [("include.unused", "more.yaml", 1)]


def test_a_fragment_has_no_gates() -> None:
    """Gates and stages stand in the first file, where a reader looks for them."""
    closure = edited(("notation: 1", "notation: 1\ninclude: [more.yaml]"))
    closure["more.yaml"] = b"gates: {}\n"
    with pytest.raises(InvalidSource) as caught:
        load_methodology("shed.yaml", closure)
    assert [one.code for one in caught.value.faults] == ["key.unknown"]
    assert caught.value.faults[0].hint == (
        "the keys here are include, roles, fields, deliverables, registers, tolerances"
    )


def _chain(length: int) -> dict[str, bytes]:
    closure = edited(("notation: 1", "notation: 1\ninclude: [f1.yaml]"))
    for number in range(1, length):
        closure[f"f{number}.yaml"] = f"include: [f{number + 1}.yaml]\n".encode()
    closure[f"f{length}.yaml"] = b"roles: {r: {title: R}}\n"
    return closure


def test_includes_have_a_bounded_depth() -> None:
    """A closure from a stranger must end."""
    assert codes("shed.yaml", _chain(MAX_INCLUDE_DEPTH)) == []
    last = f"f{MAX_INCLUDE_DEPTH}.yaml"
    assert codes("shed.yaml", _chain(MAX_INCLUDE_DEPTH + 1)) == [("include.too_deep", last, 1)]


def test_includes_in_a_circle_are_refused() -> None:
    """A closure from a stranger must end."""
    closure = _chain(2)
    closure["f2.yaml"] = b"include: [f1.yaml]\n"
    with pytest.raises(InvalidSource) as caught:
        load_methodology("shed.yaml", closure)
    (fault,) = caught.value.faults
    assert (fault.code, fault.mark.file, fault.mark.column) == ("include.cycle", "f2.yaml", 11)
    assert fault.message.endswith("f1.yaml -> f2.yaml -> f1.yaml")


def _wide(count: int, padding: int = 0) -> dict[str, bytes]:
    names = [f"f{number}.yaml" for number in range(count)]
    closure = edited(("notation: 1", f"notation: 1\ninclude: [{', '.join(names)}]"))
    for number, name in enumerate(names):
        text = f"roles: {{r{number}: {{title: R}}}}\n" + "#" * padding
        closure[name] = text.encode()
    return closure


def test_a_closure_has_a_bounded_number_of_files() -> None:
    """Limits hold for the whole, not for one file at a time."""
    assert codes("shed.yaml", _wide(MAX_FILES - 1)) == []
    assert codes("shed.yaml", _wide(MAX_FILES)) == [("include.too_many", "shed.yaml", 3)]


def test_a_closure_has_a_bounded_size() -> None:
    """1 MB together; a single file has its own limit of 256 KB."""
    fifth = MAX_CLOSURE // 5
    assert codes("shed.yaml", _wide(4, padding=fifth)) == []
    assert codes("shed.yaml", _wide(5, padding=fifth)) == [("include.closure", "shed.yaml", 3)]
    assert codes("shed.yaml", _wide(1, padding=256 * 1024)) == [
        ("include.too_large", "shed.yaml", 3)
    ]


@pytest.mark.parametrize("root", ["../shed.yaml", "/shed.yaml", "shed", "a b.yaml", "", ".yaml"])
def test_the_first_file_has_a_plain_name(root: str) -> None:
    """The name is part of the digest and of every place that a refusal cites."""
    assert codes(root, {root: _SHED.encode()}) == [("include.name", root, 1)]


def test_a_closure_without_its_first_file_is_refused() -> None:
    """What the ledger names must be there."""
    assert codes("other.yaml", edited()) == [("include.missing", "other.yaml", 1)]


def _stages(count: int) -> dict[str, bytes]:
    # planning, delivery and done are there already.
    more = "".join(f"  s{number}: {{closes: gone}}\n" for number in range(count - 3))
    return edited(("  done:     {closes: completed}\n", f"  done: {{closes: completed}}\n{more}"))


def test_a_methodology_has_a_bounded_number_of_stages() -> None:
    """500: far more than people can oversee."""
    assert codes("shed.yaml", _stages(MAX_STAGES)) == []
    assert codes("shed.yaml", _stages(MAX_STAGES + 1)) == [("limit.stages", "shed.yaml", 14)]


def _moves(count: int) -> dict[str, bytes]:
    # From the 40 leaves inside delivery to each of a number of ends, and one move that is there.
    inner = "".join(f"      l{number}: {{}}\n" for number in range(40))
    ends = -(-count // 40)
    more = "".join(f"  e{number}: {{closes: gone}}\n" for number in range(ends))
    moves = "".join(f"  m{n}: {{from: delivery, to: e{n}, by: owner}}\n" for n in range(ends))
    return edited(
        ("  delivery: {}\n", f"  delivery:\n    by: owner\n    sequence:\n{inner}{more}"),
        ("  hand_over: {from: delivery, to: done, by: owner}\n", moves),
    )


def test_a_methodology_has_a_bounded_number_of_moves_from_leaf_to_leaf() -> None:
    """2,000, counted when stages have become leaves: here 39 implied ones, and 40 to each end."""
    assert codes("shed.yaml", _moves(MAX_MOVES - 40)) == []
    assert codes("shed.yaml", _moves(MAX_MOVES)) == [("limit.moves", "shed.yaml", 111)]


@pytest.mark.parametrize(
    ("written", "column", "told"),
    [
        ("has(x) && drwan", 21, False),
        ("'has(x) && drwan'", 22, False),
        ('"has(x) && drwan"', 22, False),
        (r'"\x68as(x) && drwan"', 11, True),
        (">-\n      has(x)\n      && drwan", 11, True),
    ],
)
def test_a_fault_in_a_guard_is_shown_in_the_file_where_it_reads_as_it_stands(
    written: str, column: int, told: bool
) -> None:
    """A folded or escaped text has other columns than the file: then the text's own is told."""
    closure = edited(
        ("{initial: true}", f"\n    initial: true\n    exit: {written}"),
        ("\nstages:", "\nfields:\n  x: {type: date, by: owner}\n\nstages:"),
    )
    with pytest.raises(InvalidSource) as caught:
        load_methodology("shed.yaml", closure)
    (fault,) = caught.value.faults
    assert (fault.code, fault.mark.line, fault.mark.column) == ("guard.unknown_name", 20, column)
    assert ("(column 11 of the text)" in fault.message) is told


@pytest.mark.parametrize("section", ["roles", "fields", "deliverables", "gates"])
def test_a_section_has_a_bounded_number_of_declarations(section: str) -> None:
    """500, as for stages; the work of every check is bounded with it."""
    fixture = {"roles": "{title: R}", "fields": "{type: date, by: owner}"}
    fixture["deliverables"] = "{title: D, by: owner}"
    fixture["gates"] = (
        "{leaves: planning, requested_by: owner, panel: [{role: owner, need: 1}],"
        " decisions: {go: {to: done}, no: {is: recycle, stays: true}}, otherwise: no}"
    )
    declared = {"roles": 2, "deliverables": 1, "gates": 1}.get(section, 0)
    for count, expected in ((MAX_DECLARED, []), (MAX_DECLARED + 1, [f"limit.{section}"])):
        more = "".join(f"  x{n}: {fixture[section]}\n" for n in range(count - declared))
        head = f"\n{section}:\n" if declared else "\nstages:\n"
        new = head + more if declared else f"\n{section}:\n{more}{head}"
        assert [code for code, _, _ in codes("shed.yaml", edited((head, new)))] == expected


def test_a_file_full_of_faults_gives_a_hundred_of_them() -> None:
    """Nobody reads more, and looking for what was meant takes time."""
    unknown = "".join(f"  m{n}: {{from: planning, to: done, by: nobody{n}}}\n" for n in range(300))
    found = codes("shed.yaml", edited(("moves:\n", f"moves:\n{unknown}")))
    assert [code for code, _, _ in found].count("role.unknown") == 100
    assert [code for code, _, _ in found].count("faults.many") == 1
    keys = "".join(f"    key{n}: 1\n" for n in range(300))
    found = codes("shed.yaml", edited(("    leaves: planning\n", f"    leaves: planning\n{keys}")))
    assert [code for code, _, _ in found] == ["key.unknown"] * 100


@pytest.mark.parametrize("name", ["prince2-exception", "nasa-kdp"])
def test_the_examples_of_the_notation_use_nothing_unknown(name: str) -> None:
    """They use much of the notation, and nothing of it is laid down alone."""
    data = (_DOCS / "examples" / f"{name}.yaml").read_bytes()
    found = codes(f"{name}.yaml", {f"{name}.yaml": data})
    assert found == []


_GATE = "    leaves: planning\n"
_SEAT = "{role: owner, need: 1}"
NOT_SUPPORTED = {
    "gates.*.votes_shown: after_closing": (_GATE, _GATE + "    votes_shown: after_closing\n"),
    "signed: true": (_GATE, _GATE + "    signed: true\n"),
    "tracks": ("deliverables:", "tracks: {lite: {}}\ndeliverables:"),
    "strength: supportive": ("notation: 1", "notation: 1\nstrength: supportive"),
    "strength: directive": ("notation: 1", "notation: 1\nstrength: directive"),
    "deliverables.*.personal": ("by: builder}", "by: builder, personal: true}"),
}


@pytest.mark.parametrize("key", NOT_SUPPORTED)
def test_a_key_that_is_laid_down_but_not_enforced_is_refused_by_name(key: str) -> None:
    """Nothing accepted is ignored; and nobody should hunt for a misspelling that isn't one."""
    with pytest.raises(InvalidSource) as caught:
        load_methodology("shed.yaml", edited(NOT_SUPPORTED[key]))
    (fault,) = caught.value.faults
    assert fault.code == "not_supported"
    word = key.removeprefix("seats: ").split(": ")[0].rpartition(".")[2]
    assert fault.message.startswith(word)


def test_every_key_of_the_notations_last_section_is_tried() -> None:
    """The table above is held to the document, so that neither runs ahead."""
    section = (_DOCS / "notation.md").read_text("utf-8").partition("\n## 9")[2]
    table = re.findall(r"^\| (`.*?) \|", section.partition("\n### ")[0], re.MULTILINE)
    told = re.findall(r"`([^`]+)`", " ".join(table))
    words = [each for one in told for each in one.removeprefix("seats: ").split(", ")]
    assert sorted(words) == sorted(NOT_SUPPORTED)
