"""
What each of the roles a company begins with may do, written down to be read and reviewed.

`what_roles_may.txt` says which places each role opens, and which verbs of which app it has. It is
computed from permissions; a few real requests show that the doors are where it says.
"""

from difflib import unified_diff
from itertools import chain, groupby
from pathlib import Path

import pytest

from aftercare.base.people.models import Role
from aftercare.base.people.policies import STANDARD_ROLES
from aftercare.base.people.queries import actor_for, every_permission
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.ui.navigation import entries_for
from aftercare.interfaces.workspace.settings.registry import Section, sections_for
from tests.isolation.addresses import addresses
from tests.isolation.test_every_address import browser_of, is_refused

WRITTEN = Path(__file__).with_name("what_roles_may.txt")


def places_of(actor):
    """Return the entries of the navigation, and the sections of the settings, `actor` finds."""
    return entries_for(actor), [each for _group, some in sections_for(actor) for each in some]


@pytest.fixture(autouse=True)
def everything_is_registered():
    """Have the resolver read all addresses: what stands behind them is registered with them."""
    return list(addresses())


def names_of(places):
    return " ".join(each.url_name.partition(":")[2] for each in places) or "none"


def verbs_of(permissions):
    """Return a line for each app: its verbs, or `all` of them."""
    for app, mine in groupby(sorted(permissions), app_of):
        verbs = list(mine)
        has_all = verbs == sorted(code for code in every_permission() if app_of(code) == app)
        yield f"  {app}: {'all' if has_all else ' '.join(code.partition('.')[2] for code in verbs)}"


def app_of(code):
    return code.partition(".")[0]


def told_of(code):
    """Yield what is written of one role."""
    main, settings = places_of(actor_for(make_user(code, roles=(code,))))
    yield code
    yield f"  opens: {names_of(main)}"
    yield f"  settings: {names_of(settings)}"
    yield from verbs_of(Role.objects.get(code=code).permissions)
    yield ""


def test_what_each_role_may_is_as_it_was_reviewed(db):
    now = [line for code in STANDARD_ROLES if code != "customer" for line in told_of(code)]

    before = WRITTEN.read_text().splitlines()
    changed = "\n".join(unified_diff(before, now, "reviewed", "now", lineterm=""))
    assert not changed, f"If this is wanted, write it into {WRITTEN.name}:\n{changed}"


@pytest.mark.parametrize("code", ["warehouse", "station"])
def test_a_role_opens_what_is_written_and_nothing_else(db, code):
    chief = actor_for(make_user("Chief", roles=("administrator",)))
    user = make_user("Somebody", roles=(code,))
    mine = [each for some in places_of(actor_for(user)) for each in some]
    browser = browser_of(user)

    for place in chain(*places_of(chief)):
        answer = browser.get(place.url)
        if place in mine:
            assert answer.status_code == 200, place
        elif isinstance(place, Section):
            assert is_refused(answer), place
