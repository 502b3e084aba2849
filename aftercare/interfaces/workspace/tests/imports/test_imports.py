from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.customers.models import Account
from aftercare.interfaces.workspace.tests.make import client_of, signed_in

pytestmark = pytest.mark.django_db

TEXT = "Name,Country\nHarborline Retail,PH\nNowhere Inc,Atlantis\n"


@pytest.fixture
def mia():
    return make_user("Mia", roles=("manager",))


@pytest.fixture
def client(mia):
    return client_of(mia)


def uploaded(client, text=TEXT):
    file = SimpleUploadedFile("customers.csv", text.encode())
    answer = client.post("/settings/imports/new/accounts", {"file": file})
    assert answer.status_code == 302
    return Import.objects.get()


def checked(client, text=TEXT):
    run = uploaded(client, text)
    client.post(
        f"/settings/imports/{run.code}/columns", {"column-0": "name", "column-1": "country"}
    )
    check_import(import_id=run.pk, user_id=User.objects.get(name="Mia").pk)
    return run


def test_a_file_goes_all_the_way_and_back(client, mia, django_assert_max_num_queries):
    run = uploaded(client)
    path = f"/settings/imports/{run.code}"
    assert "Which column is which?" in client.get(path).content.decode()
    answer = client.post(f"{path}/columns", {"column-0": "name", "column-1": "country"})
    assert answer.headers["Location"] == path
    assert "0 of 2 rows checked" in client.get(path).content.decode()
    check_import(import_id=run.pk, user_id=mia.pk)
    with django_assert_max_num_queries(16):
        shown = client.get(path).content.decode()
    assert "We do not know “Atlantis”." in shown
    client.post(f"{path}/start")
    write_import(import_id=run.pk, user_id=mia.pk)
    assert Account.objects.get().name == "Harborline Retail"
    assert "Undo the whole import?" in client.get(path).content.decode()
    client.post(f"{path}/undo")
    take_import_back(import_id=run.pk, user_id=mia.pk)
    assert Account.objects.count() == 0
    assert run.code in client.get("/settings/imports").content.decode()


def test_columns_that_will_not_do_are_told_above_what_was_chosen(client):
    path = f"/settings/imports/{uploaded(client).code}"

    lacking = client.post(f"{path}/columns", {"column-0": "", "column-1": "country"})
    twice = client.post(f"{path}/columns", {"column-0": "name", "column-1": "name"})

    told = lacking.content.decode()
    assert (lacking.status_code, twice.status_code) == (409, 422)
    assert "Say which column holds: Name." in told
    assert told.count('<option value="country" selected>') == 1
    assert '<option value="name" selected>' not in told
    assert "More than one column goes into: Name." in twice.content.decode()


def test_a_cell_is_mended_in_its_row(client):
    run = checked(client)
    row = run.rows.get(verdict="error")
    path = f"/settings/imports/{run.code}/rows/{row.pk}"

    answer = client.post(
        path, {"column": "country", "text": "Japan"}, headers={"HX-Request": "true"}
    )

    assert answer.content.decode().startswith(f'<tr id="row-{row.pk}">')
    assert "text-red" not in answer.content.decode()
    row.refresh_from_db()
    assert row.verdict == "new"


def test_errors_come_as_a_file_with_the_reason(client):
    run = checked(client)

    answer = client.get(f"/settings/imports/{run.code}/errors")

    lines = read_table(b"".join(answer.streaming_content)).lines
    assert [line.cells for line in lines] == [
        ["Name", "Country", "Row", "Column", "Why not"],
        ["Nowhere Inc", "Atlantis", "3", "Country", "We do not know “Atlantis”."],
    ]


def test_an_empty_table_can_be_filled_in_and_comes_back(client):
    answer = client.get("/settings/imports/new/accounts/template")
    raw = b"".join(answer.streaming_content)

    assert [line.cells[:2] for line in read_table(raw).lines] == [["Name", "Number"]]
    refused = client.post("/settings/imports/new/accounts", {"file": BytesIO(raw)})
    assert refused.status_code == 409
    assert Import.objects.count() == 0


def test_a_file_is_read_anew_and_cancelled(client):
    run = uploaded(client)
    path = f"/settings/imports/{run.code}"

    client.post(f"{path}/read", {"encoding": "gb18030", "delimiter": ";"})
    run.refresh_from_db()
    assert (run.encoding, run.headers) == ("gb18030", ["Name,Country"])
    client.post(f"{path}/cancel")
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_how_many_rows_a_file_may_have_is_said_in_figures_one_can_read(client):
    assert "At most 200,000 rows." in client.get("/settings/imports/new/accounts").content.decode()


def test_no_file_is_asked_for_again(client):
    assert client.post("/settings/imports/new/accounts").status_code == 422
    assert client.get("/settings/imports/new/nothing").status_code == 404


def test_an_agent_imports_nothing(client):
    run = checked(client)
    agent = signed_in("Liza")

    assert agent.get("/settings/imports").status_code == 404
    assert agent.post(f"/settings/imports/{run.code}/start").status_code == 404
    run.refresh_from_db()
    assert run.status == "ready"


def test_columns_are_changed_after_the_rows_were_checked(client):
    run = checked(
        client, "Name,Country,Land\nHarborline Retail,PH,Japan\nNowhere Inc,Atlantis,PH\n"
    )
    path = f"/settings/imports/{run.code}"
    assert f'href="{path}?columns=1"' in client.get(path).content.decode()

    form = client.get(f"{path}?columns=1").content.decode()
    lacking = client.post(f"{path}/columns", {"column-0": "", "column-2": "country"})
    twice = client.post(f"{path}/columns", {"column-0": "name", "column-1": "name"})
    client.post(f"{path}/columns", {"column-0": "name", "column-2": "country"})
    check_import(import_id=run.pk, user_id=User.objects.get(name="Mia").pk)

    assert form.count('<option value="country" selected>') == 1
    assert "Read anew" not in form
    assert (lacking.status_code, twice.status_code) == (409, 422)
    for answer, why in (
        (lacking, "Say which column holds: Name."),
        (twice, "More than one column"),
    ):
        assert why in answer.content.decode()
        assert "Which column is which?" in answer.content.decode()
    assert set(run.rows.values_list("verdict", flat=True)) == {"new"}
    client.post(f"{path}/start")
    assert "Which column is which?" not in client.get(f"{path}?columns=1").content.decode()
