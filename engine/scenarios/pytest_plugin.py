"""The pytest plugin: every `NAME.scenarios.yaml` is collected, each scenario a test.

It is registered as `phasegate` where Phasegate is installed. What went otherwise is told with its
place in the file; a file that can't be read is an error of collecting it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import DefinitionError, PhasegateError
from engine.methodology.diagnostics import report
from engine.methodology.sources import InvalidSource
from engine.scenarios.files import read_book
from engine.scenarios.load import ENDING, Book
from engine.scenarios.play import Failure, play


class Otherwise(Exception):
    """A scenario went otherwise than its file says."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.came)
        self.failure = failure


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> "ScenariosFile | None":
    """Collect a scenarios file."""
    if not file_path.name.endswith(ENDING):
        return None
    return ScenariosFile.from_parent(parent, path=file_path)


class ScenariosFile(pytest.File):
    """A scenarios file."""

    def collect(self) -> Iterator["ScenarioItem"]:
        """Read the file; a test for each scenario."""
        try:
            book = read_book(self.path)
        except InvalidSource as error:
            raise self.CollectError(report(error.faults, error.texts)) from None
        except PhasegateError as error:
            raise self.CollectError(_words(error)) from None
        for name in book.scenarios:
            yield ScenarioItem.from_parent(self, name=name, book=book)


class ScenarioItem(pytest.Item):
    """One scenario, played."""

    def __init__(self, *, book: Book, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # pytest's own
        self.book = book

    def runtest(self) -> None:
        """Play it. Raises `Otherwise`."""
        failure = play(self.book, self.name).failure
        if failure:
            raise Otherwise(failure)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        """What went otherwise, where, and why."""
        error = excinfo.value
        if not isinstance(error, Otherwise):
            return str(super().repr_failure(excinfo))
        failure = error.failure
        lines = [
            f"{self.path}:{failure.mark.line}:{failure.mark.column}: {failure.words}",
            f"  expected: {failure.expected}",
            f"  came:     {failure.came}",
            *(f"  {line}" for line in failure.why),
        ]
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands in the file, and its name."""
        told = self.book.scenarios[self.name]
        return self.path, told.mark.line - 1, f"{self.name}: {told.title}"


def _words(error: PhasegateError) -> str:
    complaints = error.complaints if isinstance(error, DefinitionError) else ()
    return "\n".join([error.message, *complaints])
