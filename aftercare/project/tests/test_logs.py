import json
import logging

import pytest

from aftercare.project.logs import Json, Lines, OfJobs, logging_as, request_id


def record(message, *args, exc_info=None, **extra):
    made = logging.makeLogRecord(
        {"name": "aftercare.x", "levelname": "INFO", "msg": message, "args": args, "created": 0}
    )
    made.exc_info = exc_info
    made.__dict__.update(extra)
    return made


@pytest.fixture
def in_a_request():
    mark = request_id.set("0123abcd")
    yield
    request_id.reset(mark)


def test_a_line_says_when_what_and_for_which_request(in_a_request):
    line = Lines().format(record("Case %s was merged", 12, status=409))

    assert line == "00:00:00 INFO aftercare.x Case 12 was merged request=0123abcd status=409"


def test_json_is_one_object_per_line(in_a_request):
    line = Json().format(record("two\nlines", ms=7))

    assert json.loads(line) == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "aftercare.x",
        "message": "two\nlines",
        "request": "0123abcd",
        "ms": 7,
    }
    assert "\n" not in line


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550 <jane.doe+x@mail.example.com> unknown", "550 <(address)> unknown"),
        ("Key (email)=(jane@example.com) exists", "Key (email)=((address)) exists"),
        ("called +63 917 555 0101 twice", "called (phone) twice"),
        ("CS-2026-00042 at 2026-11-25T17:03:08", "CS-2026-00042 at 2026-11-25T17:03:08"),
        ("new row\nDETAIL:  Failing row contains (1, Jane Doe).", "new row\nDETAIL: (left out)"),
    ],
)
@pytest.mark.parametrize("formatter", [Lines(), Json()])
def test_nobody_is_named(formatter, said, shown):
    text = formatter.format(record(said, hint=said))

    assert text.count(json.dumps(shown)[1:-1] if isinstance(formatter, Json) else shown) == 2


def test_traces_name_nobody_either():
    try:
        int("jane@example.com")
    except ValueError as error:
        text = Lines().format(record("It broke", exc_info=(type(error), error, None)))

    assert text.endswith("invalid literal for int() with base 10: '(address)'")


def test_whole_objects_stay_out():
    assert "request" not in Lines().format(record("x", request=object()))


def of_job(action, *, level=logging.INFO):
    given = {"to": "jane@example.com", "text": "Your code: 424242", "message_id": 12}
    job = {"id": 7, "task_name": "people.send_mail", "attempts": 3, "task_kwargs": given}
    made = record("Job people.send_mail[7](text='Your code: 424242')", action=action, job=job)
    made.name, made.levelno = "procrastinate.worker", level
    return made


def test_a_job_that_failed_is_told_by_its_numbers():
    again, for_good = of_job("job_error_retry"), of_job("job_error", level=logging.ERROR)

    assert OfJobs().filter(again)
    assert OfJobs().filter(for_good)

    assert Lines().format(again) == (
        "00:00:00 WARNING procrastinate.worker A job failed and is tried again"
        " task=people.send_mail job=7 tries=3 message_id=12"
    )
    assert "424242" not in Json().format(for_good)
    assert json.loads(Json().format(for_good))["level"] == "error"


def test_of_jobs_that_go_well_nothing_is_told():
    assert not OfJobs().filter(of_job("job_success"))
    assert OfJobs().filter(of_job("side_task_failed", level=logging.ERROR))
    assert OfJobs().filter(record("anything else"))
    assert logging_as("text")["handlers"]["stderr"]["filters"] == ["jobs"]
