"""The errors Phasegate raises, one stable code each.

    PhasegateError
    |- UsageError            what was typed or passed has the wrong form            exit 2
    |- DefinitionError       a workflow file or charter is invalid                  exit 3
    |- NotFound              something named does not exist                         exit 5
    |- ConflictError         the same id was used for something else, or a race     exit 7
    |- LedgerError           what is recorded contradicts itself                    exit 8
    |- CanonicalError        bytes or values outside the canonical form             exit 2
    `- StoreError            the database or a file can't be used                   exit 1

A refusal is none of these. A command that the rules do not allow is a normal answer and comes back
as a value (`engine.rules.refusal.Refusal`), never as an exception. A broken assertion is a bug of
Phasegate itself.
"""


class PhasegateError(Exception):
    """Anything Phasegate raises on purpose; never raised itself."""

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PhasegateError):
    """What was typed or passed has the wrong form."""

    code = "usage"
    exit_code = 2


class DefinitionError(PhasegateError):
    """A workflow file or charter is invalid; `complaints` has one line for each fault."""

    code = "definition.invalid"
    exit_code = 3

    def __init__(self, message: str, complaints: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.complaints = complaints


class NotFound(PhasegateError):
    """Something named does not exist."""

    code = "not_found"
    exit_code = 5


class ConflictError(PhasegateError):
    """The same id was used for something else, or another writer was faster."""

    code = "conflict"
    exit_code = 7


class LedgerError(PhasegateError):
    """What is recorded contradicts itself: a damaged, reordered or edited ledger."""

    code = "ledger.damaged"
    exit_code = 8


class CanonicalError(PhasegateError):
    """Bytes or values outside the canonical form."""

    code = "canonical"
    exit_code = 2


class StoreError(PhasegateError):
    """The database or a file can't be used."""

    code = "store"
    exit_code = 1
