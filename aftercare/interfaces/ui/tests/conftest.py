import pytest


@pytest.fixture(autouse=True)
def pages_for_anybody(settings):
    """Look at the frame alone: the pages of these tests ask nobody to sign in."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "LoginRequired" not in each]
