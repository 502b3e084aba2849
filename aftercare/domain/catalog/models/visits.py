from django.contrib.postgres.fields import ArrayField
from django.db import models


class HelpVisit(models.Model):
    """
    A form beside which documents were shown that may help, and what came of it.

    `key` is the number under which the form would be sent. Who filled it in is not known here,
    nor what they wrote. `documents` are the keys of those shown; some may be gone.
    """

    key = models.UUIDField()
    channel = models.CharField(max_length=20)
    documents = ArrayField(models.BigIntegerField())
    shown_at = models.DateTimeField()
    helped_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="help_visit_once")]
        indexes = [models.Index(fields=["shown_at"], name="help_shown")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.key}"
