import pytest

from aftercare.project import tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(monkeypatch, tmp_path):
    """Return what was restored; the tables are kept in a folder of the test."""
    dumps = []
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    monkeypatch.setattr(tables, "restore_dump", lambda pieces: dumps.append(b"".join(pieces)))
    return dumps


def keep():
    tables.kept_tables().write_bytes(b"tables")


def be_empty(monkeypatch):
    monkeypatch.setattr(tables.connection.introspection, "table_names", list)


def test_an_empty_database_gets_the_tables_that_are_kept(restored, monkeypatch):
    be_empty(monkeypatch)
    keep()

    tables.lay_out_tables()

    assert restored == [b"tables"]


def test_a_database_that_has_tables_is_left_alone(restored):
    keep()

    tables.lay_out_tables()

    assert restored == []


def test_tables_of_other_migrations_are_not_taken(restored, monkeypatch, tmp_path):
    be_empty(monkeypatch)
    keep()
    another = tmp_path / "0001_another.py"
    another.write_text("# another migration")
    followed = [*tables.what_decides(), another]
    monkeypatch.setattr(tables, "what_decides", lambda: followed)

    tables.lay_out_tables()

    assert restored == []
