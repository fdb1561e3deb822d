"""A refusal on its way out of a command."""

from engine.requests import Request
from engine.rules.refusal import Refusal


class Refused(Exception):
    """Carries a refusal to where it is printed, with the request, if it was put to the rules.

    `ways` names the project whose ways out are printed beside it, as `why` does; `word` is the name
    that nothing has, where there is no request that holds it.
    """

    def __init__(
        self,
        refusal: Refusal,
        request: Request | None = None,
        *,
        ways: str | None = None,
        word: str | None = None,
    ) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.request = request
        self.ways = ways
        self.word = word
