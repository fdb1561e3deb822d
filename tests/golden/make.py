"""Writes the golden ledger anew, from the story.

    python -m tests.golden.make

Only before the first release of the rules, in a commit that says why: after it, what was decided
once stays decided, and a change of meaning is a new version of the rules.
"""

import sys

from tests.golden.files import FOLDER, contents, retell
from tests.golden.story import tell


def main() -> None:
    """Tell the story and write its files."""
    record = tell().record
    left = retell(record)
    for name, data in contents(record, left):
        (FOLDER / name).write_bytes(data)
    sys.stdout.write(f"{len(left.lines)} entries, {len(record.steps)} requests\n")


if __name__ == "__main__":
    main()
