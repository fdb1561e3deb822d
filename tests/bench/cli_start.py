"""What a command costs: processor time of the whole process, against `python -c pass`.

    python -m tests.bench.cli_start [RUNS]

In a workspace of 200 people and 50 projects of 50 entries. Commands take turns, so that a busy
machine slows all of them alike; medians are compared, and the least. Run by hand.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from tests.bench.workspace import PROJECTS, Builder

RUNS: Final = 40
_SCORES: Final = (
    "strategic_fit",
    "product_advantage",
    "market_attractiveness",
    "core_competence",
    "technical_feasibility",
    "reward_for_risk",
)
_ANSWERS: Final = (
    "strategic_fit",
    "market_need",
    "feasible",
    "safe_and_legal",
    "no_show_stoppers",
    "resources",
)


def seconds(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> float:
    """Processor time, user and system, of a process and nothing else."""
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (command, said)
    return used.ru_utime + used.ru_stime


def vote(program: str, number: int) -> list[str]:
    """The second vote of a project, which no other run has cast."""
    voter = f"u{8 + (3 * number + 5) % 192}"
    words = [program, "gate", "vote", f"k{number}", "g3", "hold", "--as", voter]
    words += [f"--answer={one}=yes" for one in _ANSWERS]
    return words + [f"--score={one}=8" for one in _SCORES]


def commands(program: str, python: str) -> Iterator[dict[str, list[str]]]:
    """The commands of each turn, by name; the project changes from turn to turn."""
    for turn in count():
        number = turn % PROJECTS
        yield {
            "python -c pass": [python, "-c", "pass"],
            "phasegate --version": [program, "--version"],
            "phasegate --help": [program, "--help"],
            "phasegate project show": [program, "project", "show", f"k{number}"],
            "phasegate gate show": [program, "gate", "show", f"k{number}"],
            "phasegate gate vote": vote(program, number),
        }


def measure(folder: Path, runs: int) -> dict[str, list[float]]:
    """The times of every command, by name."""
    python = sys.executable
    program = str(Path(python).with_name("phasegate"))
    # Compiled as an installation is, whatever the checkout around us has been told.
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder.with_name("compiled"))}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {}
    for turn, words in zip(range(runs + 1), commands(program, python), strict=False):
        for name, command in words.items():
            spent = seconds(command, folder, environ)
            if turn:  # the first turn fills caches
                times.setdefault(name, []).append(spent)
    return times


def main() -> None:
    """Build the workspace, measure, print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bench"
        Builder(folder).build()
        times = measure(folder, runs)
    base = times["python -c pass"]
    for command, spent in times.items():
        median, least = statistics.median(spent), min(spent)
        ratio, best = median / statistics.median(base), least / min(base)
        line = f"{command:24} {median * 1000:7.1f} ms  x {ratio:5.2f}   least x {best:5.2f}"
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
