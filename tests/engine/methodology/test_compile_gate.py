from engine.methodology.gate_tables import Gate
from tests.engine.methodology.fixtures import NO_EFFECT, need, tables


def _gate(name: str) -> Gate:
    return tables("complete")["gates"][name]


def test_needs_and_seats_are_read() -> None:
    """Percentages are canonical decimals; the text is for people."""
    seats = {seat["id"]: seat for seat in _gate("build")["panel"]}
    majority = "majority_of_electorate"
    assert {name: seat["need"] for name, seat in seats.items()} == {
        "owner": need(majority, "majority of electorate, at least 2", at_least=2),
        "money": need("number", "1", number=1),
        "builders": need("percent", "66.60% of electorate", percent="66.6"),
        "all_clerks": need("all", "all"),
        "any_clerk": need("any", "any"),
        "cast": need("majority_of_cast", "majority of cast"),
        "neighbour": None,
    }
    assert seats["money"]["veto"] == ["go", "conditional_go"]
    assert (seats["neighbour"]["advisory"], seats["neighbour"]["role"]) == (True, "neighbour")


def test_criteria_and_scores_are_read() -> None:
    """Questions to the panel can't be waived; a guard keeps text, tree and address."""
    must = {one["id"]: one for one in _gate("build")["must"]}
    assert {
        name: (one["kind"], one["ask"], one["fails_on"], one["waivable"])
        for name, one in must.items()
    } == {
        "funded": ("guard", None, "any_no", True),
        "safe": ("panel", "Is it safe?", "any_no", False),
        "liked": ("panel", "Do the neighbours like it?", "most_no", False),
        "tidy": ("requester", "Is the site clear?", "any_no", False),
    }
    assert _gate("build")["score"] == {
        "low": 0,
        "high": 10,
        "items": [
            {"id": "usefulness", "ask": "How useful is it?", "weight": 2},
            {"id": "looks", "ask": "How does it look?", "weight": 1},
        ],
        "combine": "mean",
        "percent": "60",
        "at": "gates.build.score",
    }
    other = _gate("acceptance")["score"]
    assert other is not None
    assert (other["low"], other["high"], other["percent"]) == (-2, 2, "50")


def test_parties_deadlines_and_decisions_are_read() -> None:
    """The order of decisions is the order in which they win."""
    build, acceptance = _gate("build"), _gate("acceptance")
    assert [[(p["kind"], p["name"]) for p in pair] for pair in build["apart"]] == [
        [("panel", None), ("requester", None)],
        [("panel", None), ("authors", None)],
        [("seat", "money"), ("seat", "builders")],
        [("seat", "money"), ("voters", "acceptance")],
        [("panel", None), ("appointees", None)],
        [("requester", None), ("authors", None)],
    ]
    assert [pair[1] for pair in acceptance["apart"]] == [
        {"kind": "granters", "name": None},
        {"kind": "delegators", "name": None},
        {"kind": "department", "name": "requester"},
        {"kind": "department", "name": "authors"},
    ]
    assert acceptance["same"] == [
        [{"kind": "panel", "name": None}, {"kind": "voters", "name": "build"}]
    ]
    assert "same" not in build
    assert build["deadline"] == {
        "within": {"working_days": 10},
        "then": "hold",
        "silence": False,
        "at": "gates.build.deadline",
        "warn": {"days": 5},
        "tell": ["owner", "clerk"],
    }
    deadline = acceptance["deadline"]
    assert deadline is not None
    assert (deadline["within"], deadline["silence"]) == ({"hours": 12}, True)
    assert (build["when_all_voted"], acceptance["when_all_voted"]) == (False, True)
    assert [(one["id"], one["kind"]) for one in acceptance["decisions"]] == [
        ("drop", "kill"),
        ("again", "recycle"),
        ("fix", "conditional_go"),
        ("trust", "conditional_go"),
        ("pause", "hold"),
        ("accept", "go"),
        ("praise", "go"),
        ("end", "go"),
    ]
    effects = {one["id"]: one["effect"] for one in (*build["decisions"], *acceptance["decisions"])}
    held = {**NO_EFFECT, "kind": "holds"}
    assert effects["hold"] == {**held, "review_in": {"days": 30}}
    assert effects["pause"] == held
    assert effects["kill"] == {**NO_EFFECT, "kind": "closes", "outcome": "killed"}
    assert effects["end"] == {**NO_EFFECT, "kind": "closes", "outcome": "completed"}
    assert effects["go"] == {**NO_EFFECT, "kind": "to", "to": "delivery.design"}
    terms = {one["id"]: one["conditions"] for one in acceptance["decisions"]}
    assert terms["fix"] == {
        "due_within": {"working_days": 10},
        "lapse": {**NO_EFFECT, "kind": "blocks"},
    }
    assert terms["trust"] == {
        "due_within": {"days": 14},
        "lapse": {**NO_EFFECT, "kind": "closes", "outcome": "failed"},
    }
    assert terms["accept"] is None
