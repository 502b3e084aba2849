"""Tokens by which programs come in, in the name of a person."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import TokenMade, TokenRevoked
from aftercare.base.people.models import ApiToken
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.queries import TOKEN_MARK, digest_of
from aftercare.base.people.steps import must_have
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

HINTED = 10
"""Signs of a token that are kept to tell it from others."""


class NothingGranted(Refused):
    """A token has to be good for something."""


@transaction.atomic
def make_token(
    *, name: str, scopes: Collection[str], actor: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """
    Let a program in, in the name of the actor; return what it says, which nobody sees again.

    It may never more than the actor may at the time. Raises `NothingGranted`, `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.MAKE_TOKENS)
    if not scopes:
        raise NothingGranted(_("Choose what the program may do."))
    must_have(actor, scopes)
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=actor.id,
        name=name.strip(),
        digest=digest_of(secret),
        hint=secret[:HINTED],
        scopes=sorted(scopes),
        made_at=at,
    )
    announce(TokenMade(user_id=actor.id, api_token_id=token.pk), actor=actor, at=at)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor, at: datetime) -> None:
    """Let nobody in by a token any longer."""
    actor.must(PeoplePermission.MAKE_TOKENS)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        revoked = TokenRevoked(user_id=token.user_id, api_token_id=token.pk)
        announce(revoked, actor=actor, at=at)
