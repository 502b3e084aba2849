from datetime import timedelta

import pypdfium2
import pytest
from django.db import DatabaseError, transaction

from aftercare.base.company.models import Site
from aftercare.base.journal.queries import story_of
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.queries import open_promise, promises_for
from aftercare.domain.catalog.models import Item
from aftercare.domain.planning.jobs import open_reviews
from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.operations.reviews import (
    MonthHasNotEnded,
    OnlyPeopleSign,
    RemarkMissing,
    open_review,
    reckon_review_again,
    remark_on_review,
    sign_review,
)
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.review_papers import review_paper
from aftercare.domain.planning.queries.reviews import (
    late_reviews,
    told_checks,
    visible_reviews,
    warehouses_to_review,
)
from aftercare.domain.planning.states import ReviewPromise
from aftercare.domain.planning.tests.make import NOW, make_company, plan
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_stock
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db
MONTH = month_number(NOW.date()) - 1
DAY = timedelta(days=1)


@pytest.fixture
def site():
    make_company()
    return Site.objects.get()


@pytest.fixture
def planner():
    return make_user("Pia", roles=("planner",))


def by(user, at=NOW):
    return {"actor": actor_for(user), "at": at}


def opened(site, at=NOW):
    return open_review(site, month=MONTH, actor=SYSTEM, at=at)


def explained(review):
    return {each.key: "Known, see the plan" for each in told_checks(review) if each.is_odd}


def test_a_warehouse_is_looked_at_once_a_month_and_owed_by_its_planner(site, planner):
    plan()
    review, again = opened(site), opened(site)

    figures = {each.key: dict(each.figures) for each in told_checks(review)}
    owed = open_promise(ref(review), ReviewPromise.REVIEW)
    assert (review, review.version, review.owner) == (again, 1, planner)
    assert figures["worth"]["Worth"] == "7,304 USD"
    assert figures["worth"]["Parts"] == "2"
    assert (owed.owner, owed.due_at) == (str(ref(planner)), review.due_at)
    assert list(warehouses_to_review(MONTH)) == []
    assert list(late_reviews(SYSTEM, review.due_at + DAY)) == [review]
    assert not visible_reviews(NOBODY).exists()
    with pytest.raises(MonthHasNotEnded):
        open_review(site, month=MONTH + 1, actor=SYSTEM, at=NOW)
    with pytest.raises(NotAllowed):
        open_review(site, month=MONTH, actor=NOBODY, at=NOW)


def test_the_night_begins_what_is_lacking(site):
    open_reviews.func(0)
    open_reviews.func(0)

    assert StockReview.objects.count() == 1


def test_what_is_odd_is_explained_before_somebody_signs(site, planner):
    review = opened(site)
    with pytest.raises(RemarkMissing):
        sign_review(review, remarks={}, **by(planner))
    with pytest.raises(OnlyPeopleSign):
        sign_review(review, remarks=explained(review), actor=SYSTEM, at=NOW)
    remark_on_review(review, remarks=explained(review) | {"none": "?"}, **by(planner))
    sign_review(review, remarks={}, **by(planner))

    review.refresh_from_db()
    promised = promises_for(ref(review)).get()
    assert (review.signed_by, review.signed_at) == (planner, NOW)
    assert review.remarks == explained(review)
    assert promised.kept_at == NOW
    assert "planning.review_signed" in {each.event for each in story_of(ref(review))}


def test_signed_it_never_changes_and_the_next_version_is_another(site, planner):
    review = opened(site)
    sign_review(review, remarks=explained(review), **by(planner))

    for change in (
        lambda rows: rows.update(remarks={}),
        lambda rows: rows.update(signed_at=NOW + DAY),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change(StockReview.objects.filter(pk=review.pk))
    with pytest.raises(IllegalMove):
        remark_on_review(review, remarks={"worth": "More"}, **by(planner))
    second = opened(site)
    assert (second.version, second.remarks) == (2, {})


def test_numbers_are_of_today_until_it_is_signed(site, planner):
    review = opened(site)
    before = review.checks
    more = Item.objects.get(code="PN-55")
    make_stock(more, 5, to=Place.objects.get(code="A-02"), cost="180")
    reckon_review_again(review, **by(planner, NOW + DAY))

    review.refresh_from_db()
    assert review.reckoned_at == NOW + DAY
    assert review.checks[0]["figures"]["worth"] - before[0]["figures"]["worth"] == 900


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Review of the stock"), ("zh-hans", ""), ("zh-hant", ""), ("fil", "")],
)
def test_it_is_printed_in_each_language(site, planner, language, words):
    review = opened(site)
    sign_review(review, remarks=explained(review), **by(planner))
    review.refresh_from_db()

    with pypdfium2.PdfDocument(review_paper(review, language=language, at=NOW)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)

    assert words in text
    assert "Pia" in text
