from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.base.files.models import StoredFile
from aftercare.domain.catalog.models.items import Item
from aftercare.domain.catalog.states import (
    Audience,
    DocumentKind,
    FaultCodeKind,
    NoticeKind,
    Reading,
)


class FaultCode(models.Model):
    """
    A symptom, fault, cause or action, in the tree of its kind.

    With an `item_class` it is offered for items of that class and those below it only. What
    is retired is offered no longer and stays where it was noted.
    """

    kind = models.CharField(max_length=10, choices=FaultCodeKind.choices)
    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    item_class = models.CharField(max_length=60, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="fault_code_is_below_another",
            )
        ]
        indexes = [models.Index(fields=["kind", "code"], name="fault_code_kind")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name


class ItemDocument(models.Model):
    """
    A document about an item, of one revision and language.

    `text` is the beginning of what a PDF says; what does not fit in follows in its parts.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=160)
    revision = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=12, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INTERNAL)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, blank=True, default="")
    pages_read = models.IntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "kind"], name="document_of_item")]

    def __str__(self) -> str:
        return self.title

    @property
    def page_underway(self) -> int:
        """Return the page that is read next."""
        return self.pages_read + 1


class DocumentPart(models.Model):
    """A piece of what a long document says, and the page it begins on."""

    document = models.ForeignKey(ItemDocument, models.CASCADE, related_name="parts")
    number = models.IntegerField()
    first_page = models.IntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.number}"


class ChangeNotice(models.Model):
    """
    A maker's notice that items change (PCN) or end (EOL), and what we decided.

    Some are about a part of what was made only: the `lots` of these numbers, and those made
    from `made_from` to `made_until`, both days included.
    """

    maker = models.CharField(max_length=80)
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=5, choices=NoticeKind.choices)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    issued_on = models.DateField()
    effective_on = models.DateField(null=True)
    last_buy_on = models.DateField(null=True)
    last_ship_on = models.DateField(null=True)
    lots = ArrayField(models.CharField(max_length=60), default=list)
    made_from = models.DateField(null=True)
    made_until = models.DateField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    decision = models.TextField(blank=True)
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["maker", "number"], name="notice_entered_once")
        ]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="notice_issued")]

    def __str__(self) -> str:
        return f"{self.maker} {self.number}"


class NoticeItem(models.Model):
    """An item that a notice names."""

    notice = models.ForeignKey(ChangeNotice, models.CASCADE, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "item"], name="notice_names_once")]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.item_id}"
