"""Writes the workflow file of the M3 Playbook and its page, from the playbook's own pages.

    python -m tests.gsa_m3.make

It says what it found, and which inputs of key tasks no key task produces.
"""

import sys
from pathlib import Path

from tests.gsa_m3.contents import documents, left_out, meant, unproduced
from tests.gsa_m3.naming import prose
from tests.gsa_m3.page import page
from tests.gsa_m3.playbook import Playbook, read_playbook
from tests.gsa_m3.workflow import workflow

_ROOT = Path(__file__).parents[2]
WORKFLOW = _ROOT / "workflows" / "gsa_m3.yaml"
PAGE = _ROOT / "docs" / "methodologies" / "gsa-m3.md"


def main() -> None:
    """Write both files and report."""
    book = read_playbook()
    WORKFLOW.write_text(workflow(book), "utf-8")
    PAGE.write_text(page(book), "utf-8")
    sys.stdout.write(report(book))


def report(book: Playbook) -> str:
    """Return what was found: counts, what is left out, and the inputs that nobody produces."""
    lines = [f"{len(book.phases)} phases, {len(book.tasks)} key tasks"]
    lines.append(f"{len(documents(book))} documents")
    lines += [
        f"left out: {len(found)} ({head.casefold()})" for head, found in left_out(book).items()
    ]
    lacking = unproduced(book)
    lines.append(f"{len(lacking)} inputs that no key task produces:")
    for name, tasks in lacking.items():
        same = meant(book, name)
        note = f", another name of {prose(same)}" if same else ""
        lines.append(f"  {name} ({', '.join(tasks)}){note}")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
