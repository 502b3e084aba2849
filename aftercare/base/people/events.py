from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class PersonInvited(Event):
    """Somebody may join."""

    name: ClassVar[str] = "people.person_invited"

    invitation_id: int


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    """Somebody who was to join may not any longer."""

    name: ClassVar[str] = "people.invitation_withdrawn"

    invitation_id: int


@dataclass(frozen=True)
class PersonJoined(Event):
    """Somebody has an account from now on."""

    name: ClassVar[str] = "people.person_joined"

    user_id: int


@dataclass(frozen=True)
class PersonChanged(Event):
    """Profile, roles, absence or skills of somebody have changed; `changed` says which."""

    name: ClassVar[str] = "people.person_changed"

    user_id: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class RoleChanged(Event):
    """People of a duty may do other things from now on."""

    name: ClassVar[str] = "people.role_changed"

    role_id: int
    permissions: tuple[str, ...]


@dataclass(frozen=True)
class RoleRemoved(Event):
    """There is a duty less. Nobody had it."""

    name: ClassVar[str] = "people.role_removed"

    role_id: int


@dataclass(frozen=True)
class TeamChanged(Event):
    """A team was formed, renamed, or has other members."""

    name: ClassVar[str] = "people.team_changed"

    team_id: int
    user_id: int | None = None


@dataclass(frozen=True)
class SkillNamed(Event):
    """There is something else people may know."""

    name: ClassVar[str] = "people.skill_named"

    skill_id: int


@dataclass(frozen=True)
class NotificationsRead(Event):
    """Somebody has seen what they should know of."""

    name: ClassVar[str] = "people.notifications_read"

    user_id: int


@dataclass(frozen=True)
class NotificationsMailed(Event):
    """Somebody is told by mail of what they have not seen yet."""

    name: ClassVar[str] = "people.notifications_mailed"

    user_id: int
    count: int


@dataclass(frozen=True)
class NotificationsDropped(Event):
    """What people should have known of long ago was removed."""

    name: ClassVar[str] = "people.notifications_dropped"

    count: int


@dataclass(frozen=True)
class TokenMade(Event):
    """A program may come in, in the name of somebody."""

    name: ClassVar[str] = "people.token_made"

    user_id: int
    api_token_id: int


@dataclass(frozen=True)
class TokenRevoked(Event):
    """A program may come in no longer."""

    name: ClassVar[str] = "people.token_revoked"

    user_id: int
    api_token_id: int
