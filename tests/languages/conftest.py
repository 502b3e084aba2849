from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """Take back what a request has left behind: the language of its thread."""
    with override("en"):
        yield
