"""The events of the directory; see `engine.rules.events`."""

from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict


class OrganisationFounded(TypedDict):
    """The ledger has an origin and a founder."""

    type: Literal["OrganisationFounded"]
    origin: str
    founder: str


class CharterAdopted(TypedDict):
    """A charter is in force: its closure digest and the digest of its tables."""

    type: Literal["CharterAdopted"]
    version: str
    source: str
    compiled: str


class CalendarAmended(TypedDict):
    """Holidays came and went."""

    type: Literal["CalendarAmended"]
    add: Sequence[str]
    remove: Sequence[str]


class PersonAdded(TypedDict):
    """A person is in the directory; handle and name are texts."""

    type: Literal["PersonAdded"]
    person: str
    handle: str
    name: str


class PersonLeft(TypedDict):
    """A person left, and holds nothing from now on."""

    type: Literal["PersonLeft"]
    person: str
    reason: str


class DepartmentAssigned(TypedDict):
    """A person belongs to a department from now on."""

    type: Literal["DepartmentAssigned"]
    person: str
    department: str


class RoleGranted(TypedDict):
    """A person holds a role in a scope."""

    type: Literal["RoleGranted"]
    person: str
    role: str
    scope: str


class RoleRevoked(TypedDict):
    """A person no longer holds a role in a scope."""

    type: Literal["RoleRevoked"]
    person: str
    role: str
    scope: str


class Delegated(TypedDict):
    """A vote was lent; both dates are local and included."""

    type: Literal["Delegated"]
    delegation: int
    principal: str
    to: str
    role: str
    scope: str
    since: str
    until: str
    reason: str


class DelegationEnded(TypedDict):
    """A delegation ended early."""

    type: Literal["DelegationEnded"]
    delegation: int
    reason: str


class MethodologyPublished(TypedDict):
    """A version is in force; `roles` are its own, `charter_roles` those it maps to."""

    type: Literal["MethodologyPublished"]
    methodology: str
    version: str
    source: str
    compiled: str
    roles: Sequence[str]
    charter_roles: Sequence[str]


class TextErased(TypedDict):
    """Salt and bytes of a text are gone."""

    type: Literal["TextErased"]
    commitment: str
    reason: str


DirectoryEvent: TypeAlias = (
    OrganisationFounded
    | CharterAdopted
    | CalendarAmended
    | PersonAdded
    | PersonLeft
    | DepartmentAssigned
    | RoleGranted
    | RoleRevoked
    | Delegated
    | DelegationEnded
    | MethodologyPublished
    | TextErased
)
