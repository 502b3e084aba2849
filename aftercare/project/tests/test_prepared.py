import pytest

from aftercare.project import prepared


@pytest.fixture
def kept(tmp_path, monkeypatch):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    monkeypatch.setattr(prepared, "home", lambda: tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///ours")
    prepared.note_prepared("serve")
    return tmp_path


def test_the_next_start_finds_everything_ready(kept):
    assert prepared.is_prepared("serve")
    assert not prepared.is_prepared("demo")


def test_another_database_is_not_ready(kept, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///another")

    assert not prepared.is_prepared("serve")


def test_new_tables_have_to_be_made_first(kept, tmp_path, monkeypatch):
    migrations = tmp_path / "code" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").touch()
    monkeypatch.setattr(prepared, "ROOT", tmp_path / "code")
    prepared.note_prepared("serve")
    assert prepared.is_prepared("serve")

    (migrations / "0002_more.py").touch()

    assert not prepared.is_prepared("serve")


def test_assets_that_are_gone_have_to_be_collected_first(kept):
    (kept / "static" / "staticfiles.json").unlink()

    assert not prepared.is_prepared("serve")


def test_nothing_is_known_of_a_database_elsewhere(kept):
    (kept / "postgres" / "ready-to-serve").unlink()
    (kept / "postgres").rmdir()

    prepared.note_prepared("serve")

    assert not prepared.is_prepared("serve")
