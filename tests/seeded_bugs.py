"""Bugs on purpose, to see whether somebody notices.

    python -m tests.seeded_bugs            each bug against the tests that should find it
    python -m tests.seeded_bugs --all      each against every test of the rules
    python -m tests.seeded_bugs I7 I11     only those that break these promises

Every bug is one small replacement in a copy of the engine, named by the promise of
docs/invariants.md that it breaks. A bug is found when a test fails. The exit code is 0 when all are
found.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
RULES = "tests/engine/rules"
COPIED = ("engine", "workflows", "docs", "tests/support", "tests/conftest.py", "pyproject.toml")
WORKERS = 2


class Bug(NamedTuple):
    """A promise, the file, what stands there and what stands there instead, who should see it."""

    breaks: str
    what: str
    file: str
    old: str
    new: str
    seen_by: str


BUGS: tuple[Bug, ...] = (
    Bug(
        "I1",
        "half of the electorate is called a majority",
        "rules/needs.py",
        "missing = electors // 2 + 1 - votes_for",
        "missing = electors // 2 - votes_for",
        "test_tally.py",
    ),
    Bug(
        "I1",
        "a round closes though votes to come could undo the majority of those cast",
        "rules/panel.py",
        '<= self.cast(seat["id"]) + remaining',
        '<= self.cast(seat["id"])',
        "test_tally.py",
    ),
    Bug(
        "I1",
        "an approval is counted though the gate isn't ready any more",
        "rules/panel.py",
        "            self.ready\n            and not self.incomplete()",
        "            not self.incomplete()",
        "test_decisions.py",
    ),
    Bug(
        "I1",
        "an advisory seat's conditions bind the project",
        "rules/vote.py",
        "sets = deciding or (judges(seat) and decider_of(gate) is None)",
        "sets = decider_of(gate) is None",
        "test_conditions.py",
    ),
    Bug(
        "I2",
        "a delegate votes for several people",
        "rules/casting.py",
        '        if ballot.vote["voter"] == casting.voter and principal != casting.principal:',
        "        if casting.voter == principal != casting.principal:",
        "test_delegation.py",
    ),
    Bug(
        "I3",
        "who lost the role is still counted",
        "rules/system.py",
        "            elif not may_sit(world, seats[seat], person):",
        "            elif not person:",
        "test_vote.py",
    ),
    Bug(
        "I4",
        "a deadline counts who became excluded",
        "rules/settle.py",
        "    happened, world = put_right(world, world, meta)\n    yield from happened\n    tables",
        "    happened = list(_void_stale(world, world))\n    yield from happened\n"
        "    world = follow(world, meta, happened)\n    tables",
        "test_apart.py",
    ),
    Bug(
        "I4",
        "a delegate may be the requester",
        "rules/casting.py",
        "        barred = excluded(world, casting.name, seat, casting.voter)",
        "        barred = excluded(world, casting.name, seat, casting.principal)",
        "test_delegation.py",
    ),
    Bug(
        "I4",
        "only the present requester is kept apart, not those before",
        "rules/apart.py",
        "    asked = requesters(project, name) | ({requester} if requester else set())",
        "    asked = {requester} if requester else requesters(project, name)",
        "test_apart.py",
    ),
    Bug(
        "I5",
        "a delegation never runs out",
        "rules/directory.py",
        "                and one.since <= today <= one.until",
        "                and one.since <= today",
        "test_delegation.py",
    ),
    Bug(
        "I5",
        "a delegation outlives the right it lends",
        "rules/directory.py",
        "    lost = (event",
        "    lost = ()  # (event",
        "test_delegation.py",
    ),
    Bug(
        "I6",
        "a project follows the newest version of its methodology",
        "folding.py",
        'tables = cast("Tables", self.tables(reader, project.compiled)) if project else None',
        "newest = project and directory.published[directory.in_force[directory.published["
        "project.methodology].methodology]].compiled\n"
        '        tables = cast("Tables", self.tables(reader, newest)) if newest else None',
        "test_fields.py",
    ),
    Bug(
        "I7",
        "votes on an older dossier stay",
        "rules/settle.py",
        '        if ballot.vote["material"] != present',
        '        if ballot.vote["material"] != present and world.at == ""',
        "test_fields.py",
    ),
    Bug(
        "I7",
        "a vote is taken on a dossier that nobody looked at",
        "rules/vote.py",
        '    if text(command, "material") != dossier(world, name, current.answers):',
        '    if text(command, "material") == "":',
        "test_vote.py",
    ),
    Bug(
        "I8",
        "a timer fires an instant late",
        "rules/system.py",
        "    due = [timer for timer in timers(world) if timer.due <= world.at]",
        "    due = [timer for timer in timers(world) if timer.due < world.at]",
        "test_decisions.py",
    ),
    Bug(
        "I9",
        "a closed round takes another vote",
        "rules/acts.py",
        "            if one.open:",
        "            if one.open or one.how:",
        "test_vote.py",
    ),
    Bug(
        "I10",
        "a replaced vote is forgotten",
        "rules/project.py",
        "    if earlier:\n        current.former.append(earlier)",
        "    if earlier:\n        pass",
        "test_vote.py",
    ),
    Bug(
        "I11",
        "a veto needs the majority of its seat",
        "rules/panel.py",
        'if decision["id"] in self.closed or self.vetoed_by(decision["id"]):',
        'if decision["id"] in self.closed or len(self.vetoed_by(decision["id"])) > 1:',
        "test_tally.py",
    ),
    Bug(
        "I11",
        "silence approves what was objected to before a change",
        "rules/settle.py",
        " and unchanged and not current.disturbed:",
        " and unchanged:",
        "test_decisions.py",
    ),
    Bug(
        "I12",
        "the exits of the stages around aren't asked",
        "rules/project_acts.py",
        '    exits = [tables["stages"][one]["exit"] for one in left]',
        '    exits = [tables["stages"][one]["exit"] for one in left[:1]]',
        "test_stages.py",
    ),
    Bug(
        "I12",
        "evidence of an earlier visit counts",
        "rules/readiness.py",
        "if not here or any(newest.visits[one] != project.visits.get(one) for one in here):",
        "if not here:",
        "test_ready.py",
    ),
    Bug(
        "I14",
        "a registrar grants themselves a role",
        "rules/directory_acts.py",
        '    if person == command.actor:\n        deny(world, "apart"',
        '    if person == command.actor and scope == ORGANISATION:\n        deny(world, "apart"',
        "test_directory.py",
    ),
    Bug(
        "I15",
        "a role held for one project counts in the organisation",
        "rules/directory.py",
        "        return any(person in self.holders(role, ORGANISATION) for role in roles)",
        "        return any(\n            person in held and name in roles"
        " for (name, _), held in self.grants.items()\n        )",
        "test_directory.py",
    ),
    Bug(
        "I16",
        "refusals are written into the project's own stream",
        "recorder.py",
        "        stream = REFUSALS + stream\n",
        "",
        "test_fields.py",
    ),
    Bug(
        "I18",
        "another command under the same id gets the first answer",
        "act.py",
        '            or digest("arguments", known) != digest("arguments", asked.args)',
        "            or known.keys() != asked.args.keys()",
        "../test_engine.py",
    ),
    Bug(
        "I20",
        "another entry in the place of the last one isn't noticed",
        "folding.py",
        "        if last and found.seq == last.seq and found != last:",
        "        if last and found.seq < last.seq:",
        "../test_engine_record.py",
    ),
    Bug(
        "I24",
        "what lies beside the calendar of the last entry is forgotten",
        "act.py",
        "before = (row for row in rows_of(self._start) if not isinstance(row, ProjectRow))",
        "before = rows_of(self._start)",
        "../test_engine_record.py",
    ),
    Bug(
        "I27",
        "time falls along refusals",
        "recorder.py",
        'max(self._at, parse_entry(last.data)["at"])',
        "self._at",
        "../test_engine_time.py ../test_engine.py",
    ),
    Bug(
        "I30",
        "a guard that can't be evaluated lets through",
        "rules/readiness.py",
        "        outcome = judge(world, guard)\n        if not outcome.ok:\n"
        '            code = "guard.error" if outcome.error else "guard.false"',
        "        outcome = judge(world, guard)\n        if not outcome.ok and not outcome.error:\n"
        '            code = "guard.error" if outcome.error else "guard.false"',
        "test_stages.py",
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Try the bugs; print who was noticed by what."""
    everything = "--all" in arguments
    wanted = [bug for bug in BUGS if not set(arguments) - {"--all"} or bug.breaks in arguments]
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copies.put(_copy(Path(folder) / str(number)))
        without = _first_failure(Path(folder) / "0", _chosen(wanted, everything=everything))
        if without:
            sys.stdout.write(f"{without} fails without any bug\n")
            return 2
        with ThreadPoolExecutor(WORKERS) as pool:
            found = list(pool.map(lambda bug: _try(bug, copies, everything=everything), wanted))
    missed = 0
    for bug, test in zip(wanted, found, strict=True):
        sys.stdout.write(f"{bug.breaks:4} {bug.what}\n     {test or 'NOBODY NOTICED'}\n")
        missed += test is None
    sys.stdout.write(f"{len(wanted) - missed} of {len(wanted)} found\n")
    return 1 if missed else 0


def faults(root: Path = ROOT) -> Iterator[str]:
    """What keeps the bugs from being tried: text that isn't there, or not just once."""
    for bug in BUGS:
        count = (root / "engine" / bug.file).read_text().count(bug.old)
        if count != 1:
            yield f"{bug.breaks} {bug.what}: the text stands {count} times in {bug.file}"


def _copy(root: Path) -> Path:
    """A copy of what the tests of the rules need; compiled files come along."""
    for name in (*COPIED, RULES, *(f"tests/engine/{path.name}" for path in _beside())):
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    return root


def _beside() -> list[Path]:
    return sorted((ROOT / "tests" / "engine").glob("test_engine*.py"))


def _try(bug: Bug, copies: "SimpleQueue[Path]", *, everything: bool) -> str | None:
    """The first test that fails with the bug, or None."""
    root = copies.get()
    path = root / "engine" / bug.file
    text = path.read_text()
    assert text.count(bug.old) == 1, f"{bug.what}: not once in {bug.file}"
    try:
        path.write_text(text.replace(bug.old, bug.new))
        return _first_failure(root, _chosen([bug], everything=everything))
    finally:
        path.write_text(text)
        copies.put(root)


def _chosen(bugs: Sequence[Bug], *, everything: bool) -> list[str]:
    """The tests to run: all there are in the copy, or those that should see the bugs."""
    if everything:
        return ["tests"]
    names = sorted({name for bug in bugs for name in bug.seen_by.split()})
    return [os.path.normpath(f"{RULES}/{name}") for name in names]


def _first_failure(root: Path, chosen: Sequence[str]) -> str | None:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, *chosen],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        return None
    lines = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return lines[0].partition(" ")[2].partition(" - ")[0].rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
