import pytest

from aftercare.domain.cases.operations.rules import NotYours, move_view, save_view
from aftercare.domain.cases.queries import visible_views
from aftercare.domain.cases.tests.make import MONDAY, make_agent


def names(actor):
    return [view.name for view in visible_views(actor)]


def make_view(name, actor, **given):
    return save_view(None, name=name, query="tag:x", **given, actor=actor, at=MONDAY)


def test_a_new_view_stands_last_and_moves_by_one(db):
    agent = make_agent()
    first, _second, third = (make_view(name, agent) for name in ("First", "Second", "Third"))
    assert names(agent) == ["First", "Second", "Third"]

    move_view(third, earlier=True, actor=agent, at=MONDAY)
    assert names(agent) == ["First", "Third", "Second"]

    move_view(first, earlier=True, actor=agent, at=MONDAY)
    assert names(agent) == ["First", "Third", "Second"]


def test_who_moves_an_own_view_moves_nothing_of_others(db):
    manager, agent = make_agent("Ana", roles=("manager",)), make_agent()
    for name in ("Shared", "Other"):
        make_view(name, manager, shared=True)
    before = names(manager)
    make_view("First", agent)
    mine = make_view("Mine", agent)

    move_view(mine, earlier=True, actor=agent, at=MONDAY)

    assert names(agent) == ["Mine", "First", "Shared", "Other"]
    assert names(manager) == before


def test_a_view_of_all_is_moved_by_who_sets_up_cases(db):
    manager, agent = make_agent("Ana", roles=("manager",)), make_agent()
    shared = make_view("Shared", manager, shared=True)
    make_view("Other", manager, shared=True)

    with pytest.raises(NotYours):
        move_view(shared, earlier=False, actor=agent, at=MONDAY)

    assert names(agent) == ["Shared", "Other"]
