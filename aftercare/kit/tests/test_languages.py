import pytest

from aftercare.kit.languages import nearest_language


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        *(("zh-TW", "zh-hant"), ("zh_HK", "zh-hant"), ("zh-CN", "zh-hans"), ("zh", "zh-hans")),
        *(("tl", "fil"), ("fil-PH", "fil"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("?", "en")),
    ],
)
def test_what_mail_and_people_name_is_one_of_ours(tag, nearest):
    assert nearest_language(tag) == nearest
