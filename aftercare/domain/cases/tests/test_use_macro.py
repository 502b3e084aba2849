from aftercare.domain.cases.models import Macro
from aftercare.domain.cases.operations.composed import answer_case, use_macro
from aftercare.domain.cases.operations.rules import save_macro
from aftercare.domain.cases.queries import macro_text, messages_in
from aftercare.domain.cases.states import Changes
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.kit.actors import SYSTEM

TEXTS = {"en": "Dear {customer}, {case}: {serial}. {agent}", "zh-hans": "{customer}，您好"}


def make_macro(**given):
    details = {
        "name": "Rollback",
        "texts": TEXTS,
        "changes": {"priority": "high", "add_tags": ["fota"], "status": "waiting"},
        "shared": True,
    }
    return save_macro(None, **details | given, actor=SYSTEM, at=MONDAY)


def test_the_text_is_filled_in_in_the_language_of_the_customer(db):
    macro, agent = make_macro(), make_agent()
    case = make_case(reply_text="S/N AX55-2519-7F30 restarts")
    assert macro_text(macro, case, agent) == (
        "Dear Marisol Reyes, C-2026-00001: AX55-2519-7F30. Liza"
    )

    case.language = "zh-hans"
    assert macro_text(macro, case, agent) == "Marisol Reyes，您好"


def test_an_answer_changes_what_the_macro_says_and_the_person_left_open(db):
    case, macro = make_case(), make_macro()

    answer_case(
        case,
        text="Dear Marisol",
        changes=Changes(status="solved", add_tags=("tv",)),
        macro=macro,
        actor=make_agent(),
        at=MONDAY,
    )

    case.refresh_from_db()
    assert (case.status, case.priority, case.tags) == ("solved", "high", ["fota", "tv"])
    assert Macro.objects.get().used == 1


def test_a_macro_can_change_the_case_without_a_word(db):
    case, macro = make_case(), make_macro()

    use_macro(case, macro, actor=make_agent(), at=MONDAY)

    case.refresh_from_db()
    assert (case.status, case.waiting_for, case.priority) == ("waiting", "customer", "high")
    assert Macro.objects.get().used == 1
    assert messages_in(case).count() == 1
