from django.utils.translation import override

from aftercare.base.people.queries import every_permission, known_permissions
from aftercare.interfaces.ui.permission_texts import (
    APPS,
    TEXTS,
    permission_groups,
    permission_in_words,
)


def test_every_permission_has_a_text_and_every_text_a_permission():
    assert set(TEXTS) == every_permission()
    assert set(APPS) == set(known_permissions())


def test_permissions_are_shown_by_app():
    groups = {str(app): dict(codes) for app, codes in permission_groups()}

    assert str(groups["People"]["people.invite"]) == "Invite people"


def test_who_lacks_a_permission_reads_of_it_in_the_signs_of_the_language():
    assert permission_in_words("people.invite") == "People: Invite people"
    with override("zh-hans"):
        said = permission_in_words("people.invite")

    assert "：" in said
    assert ":" not in said
