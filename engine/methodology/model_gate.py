"""Gates, as models; see `engine.methodology.model`."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field as Key

from engine.methodology.forms import Model, exactly_one
from engine.methodology.model_panel import Panel
from engine.methodology.model_types import (
    Count,
    DaySpan,
    DecisionName,
    Declared,
    Flag,
    GuardText,
    Id,
    Ids,
    Leaving,
    Names,
    Pairs,
    Percent,
    Prose,
    Scale,
    SomePairs,
    Span,
    StageNames,
    Target,
    Title,
    Yes,
)

Kind = Literal["go", "conditional_go", "recycle", "hold", "kill"]


class Criterion(Model):
    """What must be true at a gate: a guard (`when`), or a question (`ask`) answered with yes."""

    model_config = exactly_one("when", "ask")

    when: GuardText | None = None
    """A guard over the project's fields."""

    ask: Prose | None = None
    """A question, answered with yes or no."""

    answered_by: Literal["panel", "requester"] | None = None
    """Who answers the question."""

    fails_on: Literal["any_no", "most_no"] | None = None
    """For a question to the panel: one no fails it (`any_no`, the default), or more than half of
    the answers (`most_no`)."""

    waivable: Flag | None = None
    """`false`: no waiver. Guards and questions to the requester can be waived otherwise, questions
    to the panel never."""


class ScoreItem(Model):
    """One criterion to score."""

    ask: Prose
    """What is scored."""

    weight: Count = 1
    """How much it counts."""


class Score(Model):
    """Criteria scored by every voter of a voting seat."""

    scale: Scale
    """LOW..HIGH, whole numbers, such as `0..10`."""

    of: Declared[ScoreItem]
    """The criteria."""

    combine: Literal["mean", "lowest"]
    """How the voters' totals become one."""

    pass_: Percent = Key(alias="pass")
    """The share of the highest possible total that must be reached, such as `60%`."""


class Deadline(Model):
    """When a round ends by itself, and how."""

    in_: Span = Key(alias="in")
    """How long the round is open, such as `10 working days`."""

    then: DecisionName
    """The decision it ends in, when none stands by the votes cast."""

    silence: Literal["approves"] | None = None
    """Must be said when `then` is an approval."""

    warn_in: Span | None = None
    """When those who have not voted, and those of `tell`, are told that it comes, such as
    `8 working days`; shorter than `in`."""

    tell: Names | None = None
    """Role or roles that are told when it is near, and when it has passed."""


class Lapse(Model):
    """What happens when a condition is not met in time: exactly one of the three."""

    model_config = exactly_one("holds", "closes", "blocks")

    holds: Yes | None = None
    """The project is held."""

    closes: Id | None = None
    """The project is closed with this outcome."""

    blocks: Yes | None = None
    """No gate of the project can be requested until the condition is met."""


class Conditions(Model):
    """What a conditional go asks of its conditions."""

    due_within: DaySpan
    """The longest time that may be given."""

    lapse: Lapse
    """What happens when one is not met in time."""


class Decision(Model):
    """What a round can end in. It has exactly one effect: `to`, `stays`, `closes` or `holds`."""

    model_config = exactly_one("to", "stays", "closes", "holds")

    is_: Kind | None = Key(default=None, alias="is")
    """The kind; only for a decision that is not named as one."""

    to: Target | None = None
    """The project enters this stage; a list goes to stages in different tracks of one stage, and
    with `one_of` the decider chooses."""

    stays: Yes | None = None
    """The project stays where it is."""

    closes: Id | None = None
    """The project is closed with this outcome."""

    holds: Yes | None = None
    """The project is held."""

    review_in: Span | None = None
    """With `holds`: when the hold is to be reviewed."""

    conditions: Conditions | None = None
    """For a conditional go: what is asked of its conditions."""

    calls: Names | None = None
    """The gate or gates that this decision calls."""

    reopens: Names | None = None
    """The gate or gates that are open again by this decision, as far as they were passed."""

    when: GuardText | None = None
    """A guard that must be true: nobody can vote for the decision otherwise."""


class Override(Model):
    """Who may set a gate aside in an emergency, two together, and who looks at it afterwards."""

    by: Names
    """Role or roles of which two people together may do it."""

    review_in: Span
    """When a third person is to have reviewed it, such as `5 working days`."""

    reviewed_by: Names | None = None
    """Role or roles that may review it; default: those of `by`."""


class Gate(Model):
    """A decision point: on the way out of a stage (`leaves`), or inside stages (`within`)."""

    model_config = exactly_one("leaves", "within")

    title: Title | None = None
    """What people read; default: the id."""

    leaves: Leaving | None = None
    """The stage the gate leads out of; a stage with a sequence means its last leaf, one with tracks
    the end of each. `all` names stages in every track."""

    within: StageNames | None = None
    """The stage or stages, with all inside them, in which the gate can be requested."""

    called_when: GuardText | None = None
    """A guard that calls the gate when it becomes true: only then can it be requested."""

    blocks: Ids | None = None
    """Gates, and `moves`: what can't be requested or taken while this gate is called."""

    requested_by: Names
    """Role or roles that may request and withdraw a round."""

    evidence: Ids | None = None
    """Deliverables due at this gate."""

    must: Declared[Criterion] | None = None
    """Criteria that must be true."""

    score: Score | None = None
    """Criteria that are scored."""

    panel: Panel
    """The seats, in order; or `{as: GATE}`, the panel of another gate."""

    apart: Pairs | None = None
    """Pairs of parties that may share no person; replaces the default `[[panel, requester], [panel,
    authors]]`."""

    same: SomePairs | None = None
    """Pairs that bind a duty: whoever sits in the first must be one of the second, which is
    `voters at GATE`."""

    reopened_by: Names | None = None
    """Role or roles that may reopen the gate when it was passed; default: nobody."""

    waived_by: Names | None = None
    """Role or roles that may waive evidence and criteria of this gate; default: nobody."""

    recorded_by: Names | None = None
    """Role or roles that may enter votes from the minutes of a meeting; default: nobody."""

    override: Override | None = None
    """Who may set the gate aside in an emergency; default: nobody."""

    deadline: Deadline | None = None
    """When a round ends by itself."""

    completes: Literal["when_known", "when_all_voted"] = "when_known"
    """`when_known`: the round closes as soon as nothing can change its outcome. `when_all_voted`:
    not before every elector voted."""

    decisions: Mapping[Id, Decision] = Key(min_length=1)
    """What a round can end in; among those that can win, the first listed wins."""

    otherwise: DecisionName
    """The decision when none can win; not an approval."""
