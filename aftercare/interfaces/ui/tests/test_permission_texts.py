from aftercare.base.people.queries import every_permission, known_permissions
from aftercare.interfaces.ui.permission_texts import APPS, TEXTS, permission_groups


def test_every_permission_has_a_text_and_every_text_a_permission():
    assert set(TEXTS) == every_permission()
    assert set(APPS) == set(known_permissions())


def test_permissions_are_shown_by_app():
    groups = {str(app): dict(codes) for app, codes in permission_groups()}

    assert str(groups["People"]["people.invite"]) == "Invite people"
