"""What compiling a methodology and compiling its gates share: guards, spans, effects."""

from collections.abc import Sequence
from typing import Literal

from engine.calendar import Span, parse_span
from engine.methodology.environment import environment, item_environment
from engine.methodology.gate_tables import Count, Effect, GuardAt
from engine.methodology.guard.check import load_guard
from engine.methodology.guard.tree import asked, asked_of_items, registers
from engine.methodology.layout import Layout
from engine.methodology.model import Methodology


class Guards:
    """Compiles the guards of one methodology, over what it declares.

    With the name of a register, over what the guards of its items read.
    """

    __slots__ = ("_known",)

    def __init__(self, methodology: Methodology, register: str | None = None) -> None:
        if register is None:
            self._known = environment(methodology)
        else:
            self._known = item_environment(methodology, (methodology.registers or {})[register])

    def at(self, address: str, text: str | None) -> GuardAt | None:
        """Return the guard `text` with its tree; None when there is none."""
        if text is None:
            return None
        tree = load_guard(text, self._known.names, self._known.tolerances)
        guard: GuardAt = {"text": text, "tree": tree, "at": address}
        read, reads = sorted(registers(tree)), asked(tree)
        if read:
            guard["registers"] = read
        if reads:
            guard["reads"] = reads
        return guard


def counts_of(guards: list[GuardAt | None]) -> list[Count]:
    """Return what each of the guards that reads items asks of them."""
    return [_count(guard) for guard in guards if guard and "registers" in guard]


def _count(guard: GuardAt) -> Count:
    count: Count = {
        "parts": asked_of_items(guard["tree"]),
        "registers": guard["registers"],
        "at": guard["at"],
    }
    if "reads" in guard:
        count["reads"] = guard["reads"]
    return count


def span_of(text: str | None) -> Span | None:
    """Return the span that `text` writes; None when there is none."""
    return None if text is None else parse_span(text)


def effect(
    layout: Layout,
    *,
    to: Sequence[str] | None = None,
    closes: str | None = None,
    holds: bool | None = None,
    blocks: bool | None = None,
    review_in: str | None = None,
) -> Effect:
    """Return the one effect that is given; none given means the project stays."""
    if to is not None:
        targets = [layout[name].first for name in to]
        leading = _effect("to", to=targets[0])
        if len(targets) > 1:
            leading["targets"] = targets
        return leading
    if closes is not None:
        return _effect("closes", outcome=closes)
    if holds:
        return _effect("holds", review_in=span_of(review_in))
    return _effect("blocks" if blocks else "stays")


def _effect(
    kind: Literal["to", "stays", "closes", "holds", "blocks"],
    *,
    to: str | None = None,
    outcome: str | None = None,
    review_in: Span | None = None,
) -> Effect:
    return {"kind": kind, "to": to, "outcome": outcome, "review_in": review_in}
