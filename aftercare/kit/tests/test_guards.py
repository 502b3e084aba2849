import pytest
from django.db import IntegrityError, connection, transaction

from aftercare.kit.guards import goes_where_it_may

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp():
    """A table of lamps, guarded; return a function that writes into it."""
    guard = goes_where_it_may("lamp", row="A lamp", begins="off", moves={"off": ("on", "broken")})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lamp (status text)")
        cursor.execute(guard.sql)
        yield cursor.execute
        cursor.execute(guard.reverse_sql)
        cursor.execute("INSERT INTO lamp VALUES ('melted')")


def test_a_row_goes_along_an_arrow(lamp):
    lamp("INSERT INTO lamp VALUES ('off')")
    lamp("UPDATE lamp SET status = 'off'")
    lamp("UPDATE lamp SET status = 'on'")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("INSERT INTO lamp VALUES ('on')", "A lamp begins as off, not as on"),
        ("UPDATE lamp SET status = 'melted'", "A lamp does not go from off to melted"),
    ],
)
def test_no_other_way_is_taken(lamp, written, said):
    lamp("INSERT INTO lamp VALUES ('off')")

    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        lamp(written)
