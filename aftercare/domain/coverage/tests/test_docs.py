from aftercare.domain.coverage.policies.describing import PAGE, page


def test_the_page_is_as_the_rule_books_are():
    assert PAGE.read_text() == page(), "python -m aftercare.domain.coverage.policies.describing"
