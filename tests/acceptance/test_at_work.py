"""Ways to work that need real processes: what comes in by a pipe, and two at the same time."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.acceptance.shell import Shell, founded, staffed
from tests.acceptance.test_new_user import CHANGE

EACH = 20


def project(folder: Path) -> Shell:
    """A workspace with a project whose proposal two people may hand in."""
    shell = founded(folder, people=["leo", "lia"])
    (shell.folder / "workflows" / "change.yaml").write_text(CHANGE)
    shell.run("workflow publish workflows/change.yaml")
    staffed(shell, "door", "small-change", {"leo": ["lead"], "lia": ["lead"]})
    return shell


def test_evidence_can_come_in_by_a_pipe(tmp_path: Path) -> None:
    """What comes in on stdin is kept byte for byte, under the digest that sha256sum prints."""
    shell = project(tmp_path)
    data = b"A new door.\r\n\x00\xff"
    digest = hashlib.sha256(data).hexdigest()
    said = shell.run("deliver door proposal - --as leo", stdin=data).out
    assert digest[:12] in said
    kept = [path for path in (shell.folder / "ledger" / "evidence").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [data]
    said = shell.run("deliver door proposal - --as lia", 7, stdin=data).err
    assert "deliverable.same" in said


def test_a_command_that_is_repeated_with_its_id_counts_once(tmp_path: Path) -> None:
    """A script that doesn't know whether it got through can simply ask again."""
    shell = project(tmp_path)
    line = "project set door cost=5 --as leo --command-id cost-of-the-door"
    first, again = shell.document(line), shell.document(line)
    assert (first["seq"], first["repeated"]) == (1, False)
    assert (again["seq"], again["hash"], again["repeated"]) == (1, first["hash"], True)
    shell.run("project set door cost=6 --as leo --command-id cost-of-the-door", 7)


def test_two_people_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    """Each writes twenty versions while the other does: all stand on record, in one order."""
    shell = project(tmp_path)

    def write(person: str) -> None:
        for number in range(EACH):
            text = f"{person} {number}".encode()
            shell.run(f"deliver door proposal - --as {person}", stdin=text)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("leo", "lia")))
    (deliverable,) = shell.document("project show door")["deliverables"]
    assert deliverable["version"] == 2 * EACH
    kept = {
        path.name for path in (shell.folder / "ledger" / "evidence").rglob("*") if path.is_file()
    }
    written = {f"{person} {number}" for person in ("leo", "lia") for number in range(EACH)}
    assert kept == {hashlib.sha256(text.encode()).hexdigest() for text in written}
    shell.run("audit verify")
