from datetime import datetime
from typing import Any

from aftercare.base.people.models import Notification, Role
from aftercare.base.people.policies import STANDARD_ROLES, permissions_of_role
from aftercare.base.people.queries import every_permission
from aftercare.kit.refs import Ref


def notify(user_id: int, *, kind: str, about: Ref, data: dict[str, Any], at: datetime) -> None:
    """Let somebody know of something. What they have not read yet is not said twice."""
    unread = Notification.objects.filter(user=user_id, kind=kind, about=str(about), read_at=None)
    if not unread.update(at=at, data=data):
        Notification.objects.create(user_id=user_id, kind=kind, about=str(about), data=data, at=at)


def install_standard_roles() -> None:
    """Make the roles of the trade, where they are missing. Roles somebody edited stay."""
    known = every_permission()
    for code, (name, patterns) in STANDARD_ROLES.items():
        Role.objects.get_or_create(
            code=code, defaults={"name": name, "permissions": permissions_of_role(patterns, known)}
        )
