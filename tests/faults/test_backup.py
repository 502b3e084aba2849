"""What is backed up comes back as it was, or is said not to; nothing half looks whole."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from datetime import UTC, datetime
from io import BytesIO

import psycopg
import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from aftercare.base.files.models import StoredFile
from aftercare.base.files.steps import store
from aftercare.base.journal.models import Entry
from aftercare.base.journal.steps import seal_entries
from aftercare.base.people.tests.make import make_user
from aftercare.project.backup.archive import SUMS, Damaged, checked_archive, written_archive
from aftercare.project.backup.dumps import ToolFailed, tool
from aftercare.project.backup.restoring import CannotRestore, manifest_of, must_be_known
from aftercare.project.backup.writing import write_backup
from aftercare.project.storage import bucket
from aftercare.project.tests.bucket import running_bucket

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def url_of(database):
    known = connection.settings_dict
    query = f"?host={known['HOST']}" if known["HOST"].startswith("/") else ""
    host = "" if query else f"{known['HOST']}:{known['PORT'] or 5432}"
    return f"postgresql://{known['USER']}:{known['PASSWORD']}@{host}/{database}{query}"


@pytest.fixture
def company(transactional_db):
    """Somebody, two files and a sealed journal."""
    make_user()
    files = [store(b"uart log", at=NOON), store(bytes(range(256)) * 9000, at=NOON)]
    seal_entries(at=NOON)
    make_user("Ana")
    return files


@pytest.fixture
def place(transactional_db):
    """An empty database beside the one of the tests."""
    name = f"restored_{os.getpid()}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield url_of(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def begin(place, home):
    def begin(*arguments, **environment):
        known = {"PATH": os.environ["PATH"], "DATABASE_URL": place, "AFTERCARE_HOME": str(home)}
        return subprocess.Popen(
            [sys.executable, "-m", "aftercare", *map(str, arguments)],
            env=known | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return begin


@pytest.fixture
def aftercare(begin):
    def run(*arguments, **environment):
        process = begin(*arguments, **environment)
        said, _nothing = process.communicate(timeout=120)
        assert "Traceback" not in said
        return process.returncode, said

    return run


def rows(url, query):
    with psycopg.connect(url) as session:
        return session.execute(query).fetchall()


def is_empty(url):
    return rows(url, "SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'") == []


def rewritten(path, to, change):
    """Write an archive again, whole by its sums, with other members."""
    with written_archive(to) as archive, tarfile.open(path) as tar:
        for member in tar:
            if member.name != SUMS:
                content = change(member.name, tar.extractfile(member).read())
                archive.add(member.name, content)
    return to


def test_everything_comes_back_and_is_proven(company, aftercare, home, place, tmp_path):
    written = write_backup(tmp_path / "b.tar")
    assert (written.files, written.lost) == (2, [])
    entries = list(Entry.objects.order_by("pk").values_list("pk", "event", "about", "data"))

    code, said = aftercare("restore", tmp_path / "b.tar")

    assert code == 0, said
    assert "files       2, every one read and compared with its hash" in said
    assert f"journal     {len(entries)} entries, chain intact" in said
    assert "Everything is as it was." in said
    assert rows(place, "SELECT id, event, about, data FROM journal_entry ORDER BY id") == entries
    assert rows(place, "SELECT name FROM people_user ORDER BY id") == [("Liza",), ("Ana",)]
    for file in company:
        with file.open() as content:
            assert (home / "files" / file.path).read_bytes() == content.read()
    # The journal still takes nothing back, and nobody gets a number twice.
    with psycopg.connect(place) as session, pytest.raises(psycopg.Error, match="append"):
        session.execute("DELETE FROM journal_entry")
    assert rows(place, "SELECT nextval('people_user_id_seq')") == rows(
        url_of(connection.settings_dict["NAME"]), "SELECT nextval('people_user_id_seq')"
    )


def test_anybody_can_read_it_with_plain_tools(company, tmp_path):
    write_backup(tmp_path / "b.tar")

    subprocess.run(["/usr/bin/env", "tar", "xf", "b.tar"], cwd=tmp_path, check=True)
    checked = subprocess.run(
        ["/usr/bin/env", "sha256sum", "-c", SUMS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert checked.stdout.count(": OK") == len(company) + 2
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_is_of_one_moment_while_others_write(company, aftercare, tmp_path):
    stop = threading.Event()
    events = 0

    def write():
        nonlocal events
        with psycopg.connect(url_of(connection.settings_dict["NAME"]), autocommit=True) as session:
            while not stop.is_set():
                # Either both of a pair or none, whatever the moment.
                session.execute(
                    "INSERT INTO journal_entry (at, event, about, actor, data)"
                    " SELECT now(), 'x.written', '{}', 'system:', '{}' FROM generate_series(1, 2)"
                )
                events += 2

    writer = threading.Thread(target=write)
    writer.start()
    while events < 10:
        time.sleep(0.01)
    written = write_backup(tmp_path / "b.tar")
    while events < written.contents.tables["journal_entry"] + 10:
        time.sleep(0.01)
    stop.set()
    writer.join()

    code, said = aftercare("restore", tmp_path / "b.tar")

    assert code == 0, said
    assert written.contents.journal["is_intact"]
    count = written.contents.tables["journal_entry"]
    assert f"journal     {count} entries, chain intact" in said
    assert 10 < count < Entry.objects.count()


def harmed(file, harm):
    content = bytearray(file.read_bytes())
    with tarfile.open(file) as tar:
        middle = tar.getmember("database/000001").offset_data + 1000
        last = tar.getmember(SUMS).offset
    if harm == "one byte":
        content[middle] ^= 1
    kept = {"cut off": content[:middle], "cut between": content[:last], "no backup": b"x" * 9999}
    file.write_bytes(kept.get(harm, content))
    return file


@pytest.mark.parametrize("harm", ["one byte", "cut off", "cut between", "no backup"])
def test_damage_is_found(company, tmp_path, harm):
    write_backup(tmp_path / "b.tar")

    with pytest.raises(Damaged, match=r"b\.tar is "):
        checked_archive(harmed(tmp_path / "b.tar", harm))


def test_a_damaged_file_is_refused_before_anything_is_touched(company, aftercare, home, tmp_path):
    write_backup(tmp_path / "b.tar")

    code, said = aftercare("restore", harmed(tmp_path / "b.tar", "one byte"))

    assert code == 1
    assert "is damaged in 1 places, the first is database/000001." in said
    assert not home.exists()


def test_a_newer_one_is_refused(company, aftercare, place, tmp_path):
    def from_the_future(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        return json.dumps(
            said | {"aftercare": "9.0", "migrations": [*said["migrations"], "cases.9000_x"]}
        ).encode()

    write_backup(tmp_path / "now.tar")
    file = rewritten(tmp_path / "now.tar", tmp_path / "b.tar", from_the_future)

    code, said = aftercare("restore", file)

    assert code == 1
    assert "of Aftercare 9.0, which is newer than this one: it knows cases.9000_x" in said
    assert is_empty(place)


def test_one_of_a_newer_postgresql_is_refused(db):
    with pytest.raises(CannotRestore, match="of PostgreSQL 99, and the server is 1"):
        must_be_known({"postgresql": 99, "migrations": [], "aftercare": "0.1"})


def test_a_server_newer_than_every_tool_is_told(db, monkeypatch):
    monkeypatch.setattr("aftercare.project.backup.dumps.major_version", lambda: 99)

    with pytest.raises(ToolFailed, match="The server is PostgreSQL 99, so pg_dump of that"):
        tool("pg_dump")


def test_another_format_is_refused(tmp_path):
    with written_archive(tmp_path / "b.tar") as archive:
        archive.add("manifest.json", b'{"format": 2, "aftercare": "9.0"}')

    with pytest.raises(CannotRestore, match=r"format 2, .* reads format 1\. .*: 9\.0\."):
        manifest_of(checked_archive(tmp_path / "b.tar"))


def test_an_older_one_is_brought_up_to_date(company, aftercare, place, tmp_path):
    # As if sessions had come with this release.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("DROP TABLE django_session")
    try:
        write_backup(tmp_path / "b.tar")
    finally:
        call_command("migrate", "sessions", verbosity=0)

    code, said = aftercare("restore", tmp_path / "b.tar")

    assert "1 newer ones applied" in said
    assert code == 0
    assert rows(place, "SELECT count(*) FROM django_session") == [(0,)]


def test_what_is_lost_is_said_and_the_rest_is_kept(company, aftercare, tmp_path):
    lost, changed = company
    storages["files"].delete(lost.path)
    storages["files"].save(changed.path, BytesIO(b"something else"))

    written = write_backup(tmp_path / "b.tar")

    assert written.lost == [lost.sha256, changed.sha256]
    code, said = aftercare("restore", tmp_path / "b.tar")
    assert code == 0
    assert f"lost before the backup: file {lost.sha256}" in said


def test_what_does_not_come_back_as_it_was_is_not_used(company, aftercare, home, tmp_path):
    def miscounted(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        said["tables"]["people_user"] += 1
        return json.dumps(said).encode()

    write_backup(tmp_path / "now.tar")
    file = rewritten(tmp_path / "now.tar", tmp_path / "b.tar", miscounted)

    code, said = aftercare("restore", file)

    assert code == 1
    assert "WRONG: Table people_user has 2 rows instead of 3." in said
    assert aftercare("migrate")[0] == 1
    assert (home / "restore-unfinished").exists()


def test_a_place_with_something_in_it_is_refused_unless_told(company, aftercare, place, tmp_path):
    write_backup(tmp_path / "b.tar")
    with psycopg.connect(place) as session:
        session.execute("CREATE TABLE precious (id int)")

    code, said = aftercare("restore", tmp_path / "b.tar")

    assert code == 1
    assert "`--replace` deletes what is here first." in said
    assert rows(place, "SELECT count(*) FROM precious") == [(0,)]
    assert aftercare("restore", "--replace", tmp_path / "b.tar")[0] == 0
    assert rows(place, "SELECT to_regclass('precious')") == [(None,)]


def test_a_place_where_somebody_works_is_refused(company, aftercare, place, tmp_path):
    write_backup(tmp_path / "b.tar")

    with psycopg.connect(place):
        code, said = aftercare("restore", "--replace", tmp_path / "b.tar")

    assert code == 1
    assert "1 other programs use this database." in said


def test_killed_in_the_middle_it_leaves_nothing_that_starts(
    begin, aftercare, home, place, tmp_path
):
    make_user()
    write_backup(tmp_path / "b.tar")
    process = begin("restore", tmp_path / "b.tar")
    while not (home / "restore-unfinished").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    code, said = aftercare("migrate")

    assert code == 1
    assert "did not come to its end" in said
    assert is_empty(place)
    assert aftercare("restore", "--replace", tmp_path / "b.tar")[0] == 0
    assert aftercare("journal", "verify")[0] == 0


def test_an_interrupted_backup_leaves_no_file(company, tmp_path, monkeypatch):
    monkeypatch.setattr("aftercare.project.backup.writing.manifest", lambda *a, **k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write_backup(tmp_path / "b.tar")

    assert list(tmp_path.glob("*.tar*")) + list(tmp_path.glob(".*")) == []


def test_the_secret_comes_with_it_unless_told_otherwise(company, aftercare, home, tmp_path):
    file = tmp_path / "b.tar"
    write_backup(file, with_secret=False)
    with written_archive(tmp_path / "with.tar") as archive, tarfile.open(file) as tar:
        archive.add("secret.key", b"a-secret-of-more-than-thirty-two-characters")
        for member in tar:
            if member.name != SUMS:
                archive.add(member.name, tar.extractfile(member).read())

    assert "secret.key" not in checked_archive(file).sums
    code, said = aftercare("restore", tmp_path / "with.tar")
    assert code == 0
    assert (home / "secret.key").read_text() == "a-secret-of-more-than-thirty-two-characters"
    assert (home / "secret.key").stat().st_mode & 0o077 == 0
    assert "secret key  ANOTHER one" in said


def test_files_in_a_bucket_go_into_it_and_come_back(
    company, aftercare, settings, monkeypatch, tmp_path
):
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    with running_bucket() as (address, objects):
        place = bucket("northwell", endpoint=address, region="eu-central-1", prefix="here")
        settings.STORAGES = settings.STORAGES | {"files": place}
        StoredFile.objects.all().delete()
        file = store(b"a scope picture", at=NOON)
        write_backup(tmp_path / "b.tar")
        objects.clear()

        code, said = aftercare(
            *("restore", tmp_path / "b.tar"),
            **keys,
            FILES_S3_BUCKET="northwell",
            FILES_S3_ENDPOINT=address,
            FILES_S3_REGION="eu-central-1",
            FILES_S3_PREFIX="there",
        )

        assert code == 0, said
        assert objects == {f"/northwell/there/{file.path}": b"a scope picture"}
