import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from engine.errors import NotFound, UsageError
from engine.methodology.closure import read_closure
from engine.methodology.digests import closure_digest
from engine.methodology.load import load_methodology
from engine.methodology.sources import InvalidSource
from tests.engine.methodology.fixtures import DATA, files


def _folder(tmp_path: Path, include: str = "[more.yaml]") -> Path:
    (tmp_path / "flow.yaml").write_text(f"notation: 1\ninclude: {include}\n")
    return tmp_path / "flow.yaml"


def _refused(path: Path) -> list[tuple[str, int, int]]:
    with pytest.raises(InvalidSource) as caught:
        read_closure(path)
    return [(one.code, one.mark.line, one.mark.column) for one in caught.value.faults]


def test_a_closure_is_the_file_and_all_that_it_includes() -> None:
    """What is read from a folder is what is published, byte for byte."""
    assert read_closure(DATA / "complete" / "workflow.yaml") == files("complete")


def test_a_file_that_cannot_be_understood_is_read_all_the_same(tmp_path: Path) -> None:
    """What is wrong inside is told by loading, with everything else that is wrong."""
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"\xff: [")
    root, found = read_closure(path)
    assert (root, found) == ("flow.yaml", {"flow.yaml": b"\xff: ["})
    with pytest.raises(InvalidSource):
        load_methodology(root, found)


def test_no_file_is_not_found(tmp_path: Path) -> None:
    """Exit code 5, as for anything that was named and isn't there."""
    with pytest.raises(NotFound, match="there is no file"):
        read_closure(tmp_path / "flow.yaml")


@pytest.mark.parametrize("name", ["flow.txt", "my flow.yaml", "-flow.yaml"])
def test_a_name_that_cannot_be_published_is_a_wrong_use(tmp_path: Path, name: str) -> None:
    """The name goes into the closure's digest, and must be safe on every machine."""
    (tmp_path / name).write_text("notation: 1\n")
    with pytest.raises(UsageError, match="can't be the name"):
        read_closure(tmp_path / name)


def test_a_folder_or_a_pipe_is_a_wrong_use(tmp_path: Path) -> None:
    """A named pipe must not stop the reader."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("folder.yaml", "pipe.yaml"):
        with pytest.raises(UsageError, match="is not a file"):
            read_closure(tmp_path / name)


def test_a_file_over_the_limit_is_a_wrong_use(tmp_path: Path) -> None:
    """256 KB, looked at before reading."""
    (tmp_path / "flow.yaml").write_bytes(b"#" * (256 * 1024 + 1))
    with pytest.raises(UsageError, match="262,145 bytes"):
        read_closure(tmp_path / "flow.yaml")


def test_an_included_file_that_is_not_there_is_told_at_its_place(tmp_path: Path) -> None:
    """The place is where the name stands, not the top of the file."""
    assert _refused(_folder(tmp_path, "[a.yaml, b.yaml]")) == [
        ("include.missing", 2, 11),
        ("include.missing", 2, 19),
    ]


def test_an_included_link_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    """A file of a project must not show what stands elsewhere on the machine."""
    outside = tmp_path / "outside"
    outside.write_text("roles: {}\n")
    flow = _folder(tmp_path)
    (tmp_path / "more.yaml").symlink_to(outside)
    assert _refused(flow) == [("include.unreadable", 2, 11)]


def test_an_included_folder_or_pipe_is_refused(tmp_path: Path) -> None:
    """A named pipe must not stop the reader."""
    flow = _folder(tmp_path, "[a.yaml, b.yaml]")
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    assert [code for code, _, _ in _refused(flow)] == ["include.not_a_file"] * 2


def test_the_first_file_may_be_a_link(tmp_path: Path) -> None:
    """A person named it. What it includes stands beside the link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    real = _folder(elsewhere)
    (tmp_path / "link.yaml").symlink_to(real)
    (tmp_path / "more.yaml").write_text("roles: {}\n")
    root, found = read_closure(tmp_path / "link.yaml")
    assert (root, sorted(found)) == ("link.yaml", ["link.yaml", "more.yaml"])


def test_a_file_in_a_folder_that_is_closed_is_refused_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing may be looked at, why it can't be read must not be looked up either."""

    def closed(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    flow = _folder(tmp_path)
    for name in ("open", "lstat", "stat"):
        monkeypatch.setattr(os, name, closed)
    with pytest.raises(UsageError, match="Permission denied"):
        read_closure(flow)


@pytest.mark.parametrize("name", ["../more.yaml", "/etc/passwd", "sub/more.yaml", "more"])
def test_a_name_that_leads_elsewhere_is_never_opened(tmp_path: Path, name: str) -> None:
    """Reading goes on without it, and loading refuses the name at its place."""
    (tmp_path / "sub").mkdir()
    for path in (tmp_path / "sub" / "more.yaml", tmp_path / "more"):
        path.write_text("roles: {r: {title: R}}\n")
    root, found = read_closure(_folder(tmp_path, f"[{name}]"))
    assert list(found) == ["flow.yaml"]
    with pytest.raises(InvalidSource) as caught:
        load_methodology(root, found)
    assert "include.name" in {one.code for one in caught.value.faults}


def test_the_digest_of_a_closure_can_be_taken_by_hand() -> None:
    """`ledger.md` section 2: a stranger needs sha256sum and no more."""
    root, found = files("complete")
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    text = json.dumps({"files": hashes, "root": root}, sort_keys=True, separators=(",", ":"))
    by_hand = hashlib.sha256(f"phasegate/closure/v1\n{text}".encode()).hexdigest()
    assert closure_digest(root, found) == by_hand


def test_the_digest_of_a_closure_changes_with_each_byte_and_each_name() -> None:
    """It is what a project is pinned to."""
    root, found = files("complete")
    first = closure_digest(root, found)
    for name in found:
        changed = {**found, name: found[name] + b"\n"}
        assert closure_digest(root, changed) != first
    assert closure_digest("people.yaml", found) != first
