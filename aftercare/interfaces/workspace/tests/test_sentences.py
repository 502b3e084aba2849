from importlib import import_module
from pkgutil import walk_packages

import aftercare
from aftercare.base.journal.models import Entry
from aftercare.interfaces.workspace.audit.sentences import SAID, sentence

EVENTS = {
    member.name
    for found in walk_packages(aftercare.__path__, "aftercare.")
    if found.name.endswith(".events")
    for member in vars(import_module(found.name)).values()
    if isinstance(member, type) and isinstance(getattr(member, "name", None), str)
}


def test_every_event_has_words():
    assert set(SAID) == EVENTS - {"test.panel_swapped"}


def test_an_event_without_words_is_told_by_its_code():
    entry = Entry(event="later.thing_done", about=[], actor="user:1", data={})

    assert sentence(entry, who="Ana", other="") == "later.thing_done"


def test_an_old_entry_that_lacks_what_is_told_today_is_told_all_the_same():
    for event in SAID:
        entry = Entry(event=event, about=[], actor="user:1", data={})
        assert sentence(entry, who="Ana", other="")
