from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class SearchDocument(models.Model):
    """What may be found: a row of another app, the terms it is filed under, who may see it."""

    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=120)
    code_key = models.CharField(max_length=60)
    title = models.TextField()
    facets = models.JSONField()
    readers = ArrayField(models.TextField())
    at = models.DateTimeField()
    length = models.IntegerField()
    codes = models.TextField()
    appended = ArrayField(models.BigIntegerField(), default=list)
    vector = SearchVectorField()

    class Meta:
        # Constraints, not `unique=True`: that would add an index for LIKE nobody asks for.
        constraints = [models.UniqueConstraint(fields=["subject"], name="search_subject_once")]
        indexes = [
            # One index for both: the shortest of all lists involved, words or readers, leads.
            GinIndex(fields=["vector", "readers"], name="search_document_terms", fastupdate=False),
            models.Index(OpClass("code_key", "text_pattern_ops"), name="search_document_code"),
            models.Index(fields=["at"], name="search_document_at"),
            models.Index(fields=["kind"], name="search_document_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class SearchText(models.Model):
    """The text of a document, for excerpts. Apart, so that ranking reads small rows."""

    document = models.OneToOneField(
        SearchDocument, models.CASCADE, primary_key=True, related_name="+"
    )
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class TermFrequency(models.Model):
    """In how many documents a term occurs. Counted by a job; a rare term may be missing."""

    term = models.TextField()
    documents = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term"], name="search_term_once")]

    def __str__(self) -> str:
        return f"{self.term}: {self.documents}"


class SearchFigures(models.Model):
    """How large the index is. One row, counted by a job."""

    documents = models.IntegerField()
    mean_length = models.FloatField()
    weeks = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="search_figures_are_one_row")]

    def __str__(self) -> str:
        return f"{self.documents} documents"


class SearchMiss(models.Model):
    """
    A question that found nothing, counted without saying who asked.

    Its words are kept only once several people have asked the same: what one person
    types may be a name.
    """

    key = models.CharField(max_length=64)
    words = models.TextField(blank=True)
    times = models.IntegerField(default=0)
    seekers = ArrayField(models.CharField(max_length=16), default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="search_miss_once")]

    def __str__(self) -> str:
        return self.words or self.key[:8]
