import pytest

from aftercare.kit.languages import language_of, nearest_language


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        *(("zh-TW", "zh-hant"), ("zh_HK", "zh-hant"), ("zh-CN", "zh-hans"), ("zh", "zh-hans")),
        *(("tl", "fil"), ("fil-PH", "fil"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("?", "en")),
    ],
)
def test_what_mail_and_people_name_is_one_of_ours(tag, nearest):
    assert nearest_language(tag) == nearest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, our AX-5500 does not start. Please help.", "en"),
        ("Magandang araw po, hindi na gumagana ang AX-5500.", "fil"),
        ("Sir good day, ayaw po mag-on ng unit, under warranty pa po ba ito?", "fil"),
        ("AX-5500 屏幕右侧竖线", "zh-hans"),
        ("PV-2400 HDMI 顯示無訊號，請問怎麼辦？", "zh-hant"),
        ("照片已寄。", "zh-hans"),
        ("Our lot of 12k NM-3200 has 交期 on the label and the rest is in the mail.", "en"),
        ("画面が映りません。修理をお願いします。", ""),
        ("Guten Tag, unser Fernseher startet nicht mehr.", ""),
        ("PO 12345", ""),
        ("", ""),
    ],
)
def test_what_is_plain_to_see_is_known(text, language):
    assert language_of(text) == language


def test_signs_that_both_scripts_share_are_what_is_likely():
    assert language_of("照片已寄。", likely="zh-hant") == "zh-hant"
    assert language_of("照片已寄。", likely="fil") == "zh-hans"
