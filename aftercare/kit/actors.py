from dataclasses import dataclass

from django.utils.translation import gettext as _

from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Who asks for an operation: a user, a customer, a station or the system."""

    kind: str
    id: int
    name: str
    permissions: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    account_id: int | None = None
    """The customer's account, for an actor of kind `customer`."""
    contact_id: int | None = None
    """The person a customer is, who may have no account."""

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)

    @property
    def audience(self) -> list[str]:
        """
        Return the names under which a row may be open to this actor.

        A row that keeps its readers as such names (`user:7`, `team:3`, `account:5`,
        `may:cases.view_all`) is open to whoever shares one of them.
        """
        return [
            str(self.ref),
            *(f"team:{team}" for team in sorted(self.teams)),
            *([f"account:{self.account_id}"] if self.account_id else []),
            *([f"contact:{self.contact_id}"] if self.contact_id else []),
            *(f"may:{permission}" for permission in sorted(self.permissions)),
        ]

    def may(self, permission: str) -> bool:
        """Return whether the roles of this actor include `permission`."""
        return self.kind == "system" or permission in self.permissions

    def must(self, permission: str) -> None:
        """Refuse unless the actor has `permission`. First line of each operation."""
        if not self.may(permission):
            raise NotAllowed(
                _("%(name)s lacks the permission “%(permission)s”.")
                % {"name": self.name, "permission": permission},
                permission=permission,
            )


SYSTEM = Actor("system", 0, "Aftercare")
NOBODY = Actor("nobody", 0, "Nobody")
