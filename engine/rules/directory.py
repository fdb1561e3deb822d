"""The directory: who there is, what they hold, and for whom they may vote, folded from events.

A `Directory` is changed only by `fold`, which works on a copy of its own; everything else reads.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, Self, TypeAlias, cast

from engine.names import ORGANISATION
from engine.rules import events as ev

GrantKey: TypeAlias = tuple[str, str]
"""(role, scope)."""


class Meta(NamedTuple):
    """What the fold needs of an entry besides its events."""

    at: str
    actor: str
    proof: str


class Published(NamedTuple):
    """One published version of a methodology."""

    methodology: str
    version: str
    source: str
    compiled: str
    roles: tuple[str, ...]
    charter_roles: tuple[str, ...]
    at: str


class Delegation(NamedTuple):
    """A lent vote: dates are local and both included.

    `ended` says that it was ended early, or that the right it lends was lost: it doesn't come back.
    """

    number: int
    principal: str
    to: str
    role: str
    scope: str
    since: str
    until: str
    ended: bool


class Person(NamedTuple):
    """A person by the commitments to handle and name.

    `left` is the instant they left, or None; `department` theirs, if it was ever said.
    """

    handle: str
    name: str
    left: str | None
    department: str | None = None


class Directory:
    """The organisation as its stream tells it.

    `charter` is (version, source digest, compiled digest) or None before the founding. `grants`
    maps (role, scope) to the people who hold it and who granted it; a person who left holds
    nothing. `past` maps (person, role, scope) to the instant at which they last lost what they
    held. `published` maps a source digest to what was published, `in_force` a methodology id to
    the digest in force.
    """

    __slots__ = (
        "charter",
        "delegations",
        "erased",
        "founder",
        "grants",
        "holidays",
        "in_force",
        "origin",
        "past",
        "people",
        "published",
    )

    def __init__(self) -> None:
        self.origin: str | None = None
        self.founder: str | None = None
        self.charter: tuple[str, str, str] | None = None
        self.people: dict[str, Person] = {}
        self.grants: dict[GrantKey, dict[str, str]] = {}
        self.past: dict[tuple[str, str, str], str] = {}
        self.delegations: list[Delegation] = []
        self.published: dict[str, Published] = {}
        self.in_force: dict[str, str] = {}
        self.holidays: set[str] = set()
        self.erased: set[str] = set()

    def fold(self, entries: Iterable[tuple[Meta, Iterable[ev.Event]]]) -> Self:
        """Return the directory after `entries`; this one stays as it is."""
        after = self._copy()
        for meta, happened in entries:
            for event in happened:
                _APPLY[event["type"]](after, event, meta)
        return after

    def active(self, person: str) -> bool:
        """Whether `person` is known and has not left."""
        known = self.people.get(person)
        return known is not None and known.left is None

    def holders(self, role: str, scope: str) -> Mapping[str, str]:
        """The people who hold `role` in exactly `scope`, and who granted it."""
        return self.grants.get((role, scope), {})

    def holds_any(self, person: str, roles: Iterable[str]) -> bool:
        """Whether `person` holds one of `roles` in the organisation."""
        return any(person in self.holders(role, ORGANISATION) for role in roles)

    def delegation_in_force(
        self, principal: str, to: str, role: str, scope: str, today: str
    ) -> Delegation | None:
        """The delegation from `principal` to `to` in force on the local date `today`."""
        for one in self.delegations:
            if (
                one.principal == principal
                and one.to == to
                and one.role == role
                and one.scope == scope
                and not one.ended
                and one.since <= today <= one.until
            ):
                return one
        return None

    def _copy(self) -> Self:
        new = type(self)()
        new.origin, new.founder, new.charter = self.origin, self.founder, self.charter
        new.people = dict(self.people)
        new.grants = {key: dict(held) for key, held in self.grants.items()}
        new.past = dict(self.past)
        new.delegations = list(self.delegations)
        new.published = dict(self.published)
        new.in_force = dict(self.in_force)
        new.holidays = set(self.holidays)
        new.erased = set(self.erased)
        return new


def _founded(directory: Directory, event: ev.OrganisationFounded, _: Meta) -> None:
    directory.origin, directory.founder = event["origin"], event["founder"]


def _charter(directory: Directory, event: ev.CharterAdopted, _: Meta) -> None:
    directory.charter = (event["version"], event["source"], event["compiled"])


def _calendar(directory: Directory, event: ev.CalendarAmended, _: Meta) -> None:
    directory.holidays.update(event["add"])
    directory.holidays.difference_update(event["remove"])


def _added(directory: Directory, event: ev.PersonAdded, _: Meta) -> None:
    directory.people[event["person"]] = Person(event["handle"], event["name"], None)


def _left(directory: Directory, event: ev.PersonLeft, meta: Meta) -> None:
    person = event["person"]
    directory.people[person] = directory.people[person]._replace(left=meta.at)
    for (role, scope), held in directory.grants.items():
        if held.pop(person, None):
            directory.past[person, role, scope] = meta.at
    _end_delegations(directory, lambda one: person in (one.principal, one.to))


def _assigned(directory: Directory, event: ev.DepartmentAssigned, _: Meta) -> None:
    person = event["person"]
    directory.people[person] = directory.people[person]._replace(department=event["department"])


def _granted(directory: Directory, event: ev.RoleGranted, meta: Meta) -> None:
    held = directory.grants.setdefault((event["role"], event["scope"]), {})
    held[event["person"]] = meta.actor


def _revoked(directory: Directory, event: ev.RoleRevoked, meta: Meta) -> None:
    directory.grants[(event["role"], event["scope"])].pop(event["person"])
    lost = (event["person"], event["role"], event["scope"])
    directory.past[lost] = meta.at
    _end_delegations(directory, lambda one: (one.principal, one.role, one.scope) == lost)


def _delegated(directory: Directory, event: ev.Delegated, _: Meta) -> None:
    directory.delegations.append(
        Delegation(
            event["delegation"],
            event["principal"],
            event["to"],
            event["role"],
            event["scope"],
            event["since"],
            event["until"],
            ended=False,
        )
    )


def _ended(directory: Directory, event: ev.DelegationEnded, _: Meta) -> None:
    index = event["delegation"] - 1
    directory.delegations[index] = directory.delegations[index]._replace(ended=True)


def _end_delegations(directory: Directory, over: Callable[[Delegation], bool]) -> None:
    directory.delegations = [
        one._replace(ended=True) if over(one) else one for one in directory.delegations
    ]


def _published(directory: Directory, event: ev.MethodologyPublished, meta: Meta) -> None:
    directory.published[event["source"]] = Published(
        event["methodology"],
        event["version"],
        event["source"],
        event["compiled"],
        tuple(event["roles"]),
        tuple(event["charter_roles"]),
        meta.at,
    )
    directory.in_force[event["methodology"]] = event["source"]


def _erased(directory: Directory, event: ev.TextErased, _: Meta) -> None:
    directory.erased.add(event["commitment"])


_Apply: TypeAlias = Callable[[Directory, ev.Event, Meta], None]

_APPLY: Final[Mapping[str, _Apply]] = {
    name: cast("_Apply", apply)
    for name, apply in {
        "OrganisationFounded": _founded,
        "CharterAdopted": _charter,
        "CalendarAmended": _calendar,
        "PersonAdded": _added,
        "PersonLeft": _left,
        "DepartmentAssigned": _assigned,
        "RoleGranted": _granted,
        "RoleRevoked": _revoked,
        "Delegated": _delegated,
        "DelegationEnded": _ended,
        "MethodologyPublished": _published,
        "TextErased": _erased,
    }.items()
}
