"""Writes the golden ledgers anew, from their stories.

    python -m tests.golden.make [STORY...]

Only before the first release of the rules, in a commit that says why: after it, what was decided
once stays decided, and a change of meaning is a new version of the rules.
"""

import sys

from tests.golden.files import FOLDER, contents, retell
from tests.golden.story import STORIES


def main() -> None:
    """Tell the stories and write their files."""
    for story in sys.argv[1:] or STORIES:
        record = STORIES[story]().record
        left = retell(record)
        for name, data in contents(record, left):
            (FOLDER / story / name).write_bytes(data)
        sys.stdout.write(f"{story}: {len(left.lines)} entries, {len(record.steps)} requests\n")


if __name__ == "__main__":
    main()
