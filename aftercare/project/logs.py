"""
What the processes tell on standard error: one line for each thing that happened.

No line carries personal data. Our own code logs ids only; what libraries say is masked: mail
addresses, phone numbers, and the rows PostgreSQL quotes in the details of its errors.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is answered, also in threads that help with it."""

MASKS = (
    (re.compile(r"[^\s@<>\"'(),:;=]+@[\w.-]+\.\w+"), "(address)"),
    (re.compile(r"\+\d[\d ()/-]{6,}\d"), "(phone)"),
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: (left out)"),
)
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def mask(text: str) -> str:
    """Return `text` without what would tell who somebody is."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class Masked(logging.Formatter):
    """What all our formatters have in common."""

    def say(self, record: logging.LogRecord) -> str:
        """Return what happened, without personal data."""
        return mask(record.getMessage())

    def trace(self, record: logging.LogRecord) -> str:
        """Return where it happened, if it was an error."""
        return mask(self.formatException(record.exc_info)) if record.exc_info else ""


class Lines(Masked):
    """Lines to read."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and a trace below it."""
        at = datetime.fromtimestamp(record.created, UTC)
        known = [f"{at:%H:%M:%S}", record.levelname, record.name, self.say(record)]
        line = " ".join([*known, *(f"{name}={value}" for name, value in _more(record).items())])
        return "\n".join(filter(None, [line, self.trace(record)]))


class Json(Masked):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.say(record),
            **_more(record),
        }
        if trace := self.trace(record):
            said["trace"] = trace
        return json.dumps(said, default=str, ensure_ascii=False)


class OfJobs(logging.Filter):
    """
    What the library of the jobs says: of a job that failed, and nothing of all that go well.

    It calls one that is tried again no error, and repeats what each was given, texts of mails
    among it: we tell its numbers.
    """

    SAID = {
        "job_error": (logging.ERROR, "A job has failed for good"),
        "job_error_retry": (logging.WARNING, "A job failed and is tried again"),
    }

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is told, in our words if it is about a job."""
        if not record.name.startswith("procrastinate"):
            return True
        said = vars(record)
        if said.get("action") not in self.SAID:
            return record.levelno >= logging.WARNING
        job = said["job"]
        record.levelno, record.msg = self.SAID[said["action"]]
        record.levelname, record.args = logging.getLevelName(record.levelno), ()
        for name in set(said) - STANDARD:
            del said[name]
        given = job["task_kwargs"].items()
        numbers = {
            name: each for name, each in given if isinstance(each, int) or name == "reaction"
        }
        said |= {"task": job["task_name"], "job": job["id"], "tries": job["attempts"], **numbers}
        return True


def logging_as(kind: str) -> dict[str, Any]:
    """Return the configuration of logging for `LOG_FORMAT`."""
    formatter = {"text": Lines, "json": Json}[kind]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": f"{__name__}.{formatter.__name__}"}},
        "filters": {"jobs": {"()": f"{__name__}.OfJobs"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "ours", "filters": ["jobs"]}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "aftercare": {"level": "INFO"},
            # Django would add handlers of its own, which show what we mask.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Said by `aftercare.requests`, with the request they belong to.
            "django.request": {"level": "ERROR"},
            "_granian": {"level": "WARNING"},
            "procrastinate.worker": {"level": "INFO"},
        },
    }


def _more(record: logging.LogRecord) -> dict[str, Any]:
    extra = {name: value for name, value in vars(record).items() if name not in STANDARD}
    # Django hangs whole requests on its records.
    plain = {name: value for name, value in extra.items() if isinstance(value, int | float | str)}
    shown = {
        name: mask(value) if isinstance(value, str) else value for name, value in plain.items()
    }
    return {"request": request_id.get(), **shown} if request_id.get() else shown
