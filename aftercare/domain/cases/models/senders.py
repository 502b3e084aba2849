from django.db import models


class BlockedSender(models.Model):
    """
    Whose messages are kept as spam: a mail address, or a domain with an @ before it.

    `held` counts what was kept since, `held_at` says when that was last.
    """

    address = models.CharField(max_length=200, unique=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    blocked_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    blocked_at = models.DateTimeField()
    held = models.PositiveIntegerField(default=0)
    held_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address
