from collections.abc import Collection

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from aftercare.base.people.models import User
from aftercare.kit.clock import now


def open_sessions(keys: Collection[str]) -> set[str]:
    """Return which of these sessions still are somebody's. Two queries, however many."""
    sessions = {
        each.session_key: each.get_decoded()
        for each in Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    }
    ids = [str(data[SESSION_KEY]) for data in sessions.values() if SESSION_KEY in data]
    users = {str(each.pk): each for each in User.objects.filter(pk__in=ids, is_active=True)}
    return {
        key
        for key, data in sessions.items()
        if (user := users.get(data.get(SESSION_KEY, ""))) and _fits(user, data)
    }


def _fits(user: User, data: dict[str, str]) -> bool:
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), each) for each in known)
