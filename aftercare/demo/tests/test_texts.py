import pytest

from aftercare.demo.founding import CAST, chance_of
from aftercare.demo.letters import MANNERS, MATTERS, answer, opening, some_values
from aftercare.demo.today import TODAY
from aftercare.kit.languages import language_of

LANGUAGES = ("en", "zh-hans", "zh-hant", "fil")
TEAMS = {team["code"] for team in CAST["team"]}


def test_there_are_enough_matters_and_each_has_one_code():
    codes = [matter["code"] for matter in MATTERS]

    assert len(codes) == len(set(codes)) >= 40


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter["code"])
def test_a_matter_can_be_told_in_every_language(matter):
    values = some_values(chance_of("test"), matter["about"], "Maria Cruz")

    assert matter["team"] in TEAMS
    for language in LANGUAGES:
        words = matter[language]
        assert set(words) - {"followup"} == {"subject", "opening", "answer", "closing"}
        for text in words.values():
            assert "{" not in text.format(**values)


def test_in_which_language_a_matter_is_told_is_plain_to_see():
    for matter in MATTERS:
        for language in LANGUAGES:
            words = matter[language]
            assert language_of(f"{words['subject']}\n{words['opening']}") == language, words


def test_the_two_ways_to_write_chinese_are_written_apart():
    simplified, traditional = set("这们车订单网图题说请问发"), set("這們車訂單網圖題說請問發")
    for matter in MATTERS:
        assert not traditional & set("".join(matter["zh-hans"].values())), matter["code"]
        assert not simplified & set("".join(matter["zh-hant"].values())), matter["code"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_the_same_for_the_same_dice(language):
    texts = [
        (
            opening(chance_of("a"), language, "the screen is dark.", "Maria Cruz"),
            answer(chance_of("b"), language, "please wait.", first="Maria", agent="Liza"),
        )
        for _ in range(2)
    ]

    assert texts[0] == texts[1]
    assert MANNERS[language]["thanks"]


def test_today_speaks_of_people_and_matters_there_are():
    keys = {regular["key"] for regular in CAST["regular"]}
    codes = {matter["code"] for matter in MATTERS}

    assert {told["who"] for told in TODAY} <= keys
    assert {told["code"] for told in TODAY} <= codes
