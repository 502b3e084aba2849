from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.base.files.models import StoredFile
from aftercare.base.people.models import User
from aftercare.base.spreadsheets.states import (
    AT_WORK,
    ExportStatus,
    ImportStatus,
    RowFate,
    RowVerdict,
)


class Import(models.Model):
    """
    A file that is being taken over: how it is read, which column is which, how far it is.

    The file is let go some time after, with what its rows said.
    """

    code = models.CharField(max_length=20, unique=True)
    sheet = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.DRAFT
    )
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    header_line = models.PositiveIntegerField(default=1)
    headers = ArrayField(models.TextField(), default=list)
    sample = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-at"], name="import_of_person"),
            models.Index(fields=["sha256"], name="import_of_file"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK


class ImportRow(models.Model):
    """A row of the file: what it says, what it would do, and what became of it."""

    import_run = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField(), default=list)
    doubts = models.JSONField(default=dict)
    identity = models.CharField(max_length=250, blank=True)
    verdict = models.CharField(max_length=10, choices=RowVerdict.choices)
    column = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    fate = models.CharField(
        max_length=10, choices=RowFate.choices, default=RowFate.WAITING, blank=True
    )
    subject = models.CharField(max_length=60, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["import_run", "line"], name="row_comes_once")
        ]
        indexes = [
            models.Index(fields=["import_run", "verdict", "line"], name="import_row_by_verdict"),
            models.Index(fields=["import_run", "fate", "line"], name="import_row_by_fate"),
            models.Index(
                fields=["import_run", "identity"],
                condition=~Q(identity=""),
                name="import_row_about",
            ),
            models.Index(fields=["subject"], condition=~Q(subject=""), name="import_row_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.import_run_id}, {self.line}"


class Export(models.Model):
    """
    A long list that is made into a file beside what its reader goes on doing.

    `query` is how its page narrows it down. Only who asked for it may fetch the file, and only
    for some days.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    listed = models.CharField(max_length=40)
    query = models.TextField(blank=True)
    kind = models.CharField(max_length=4)
    language = models.CharField(max_length=12)
    status = models.CharField(
        max_length=10, choices=ExportStatus.choices, default=ExportStatus.MAKING
    )
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ExportStatus.READY) ^ Q(file__isnull=True),
                name="ready_export_has_a_file",
            )
        ]
        indexes = [
            models.Index(fields=["by", "-id"], name="export_of_person"),
            models.Index(
                fields=["ready_at"], condition=Q(status=ExportStatus.READY), name="export_to_let_go"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.listed}.{self.kind}"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // max(self.total, 1))


class KnownHeader(models.Model):
    """Under which heading somebody keeps a column: remembered from the last time."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=40)
    header = models.CharField(max_length=120)
    column = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "sheet", "header"], name="header_known_once")
        ]

    def __str__(self) -> str:
        return f"{self.header}: {self.column}"
