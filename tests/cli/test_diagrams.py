"""Diagrams from the command line: a file that shows what is on record."""

from xml.etree import ElementTree as ET

from tests.cli.shell import Shell

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    """What is written in a picture."""
    return [one.text or "" for one in ET.fromstring(picture).iter(f"{SVG}text")]


def test_a_methodology_is_drawn_from_its_file_or_its_name(shell: Shell) -> None:
    """The same picture, before and after it is published."""
    drawn = shell("workflow", "diagram", "shed").out
    assert drawn == shell("workflow", "diagram", "workflows/shed.yaml").out
    assert {"Building a bicycle shed (shed 1.0.0)", "planning", "conditional_go"} <= {*texts(drawn)}
    assert shell.json("workflow", "diagram", "shed")["diagram"] == drawn
    mermaid = shell("workflow", "diagram", "shed", "--mermaid").out
    assert mermaid.startswith("flowchart TD\n")


def test_a_project_is_drawn_with_where_it_was_and_what_was_decided(gate: Shell) -> None:
    """Each round with number, decision and day; each stage with when it was entered."""
    assert "round 1: open since 2026-11-23" in texts(gate("project", "diagram", "shed").out)
    for person in ("ann", "oz"):
        gate.vote(person, "recycle")
    gate("advance", "shed", "--answer", "tidy=yes", "--as", "bo", "--at", "2026-11-24")
    gate("gate", "withdraw", "shed", "start", "--reason", "x", "--as", "bo")
    gate("advance", "shed", "--answer", "tidy=yes", "--as", "bo", "--at", "2026-11-25")
    for person in ("ann", "oz"):
        gate.vote(person)
    gate("project", "hold", "shed", "--reason", "x", "--as", "ann", "--at", "2026-11-26")
    drawn = gate("project", "diagram", "shed").out
    assert {
        "shed: A shed",
        "Building a bicycle shed (shed 1.0.0)",
        "Started on 2026-11-23, on hold in delivery.design since 2026-11-26.",
        "round 1: recycle, 2026-11-23",
        "round 2: withdrawn, 2026-11-24",
        "round 3: go, 2026-11-25",
        "entered 2026-11-23, visit 2",
        "here since 2026-11-25",
        "on hold since 2026-11-26",
    } <= {*texts(drawn)}
    gate("project", "kill", "shed", "--reason", "x", "--as", "ann")
    closed = texts(gate("project", "diagram", "shed").out)
    assert "Started on 2026-11-23, closed on 2026-11-26: killed." in closed
    assert not [text for text in closed if text.startswith("here since")]


def test_a_picture_can_be_written_anywhere(gate: Shell) -> None:
    """ASCII alone: no locale changes a byte of it."""
    gate(
        "project",
        "start",
        "hut",
        "--methodology",
        "shed",
        "--title",
        "Caf\u00e9 & <b>",
        "--as",
        "ann",
    )
    drawn = gate("project", "diagram", "hut").out
    assert drawn.isascii()
    assert "hut: Caf\u00e9 & <b>" in texts(drawn)
