from django.db import models
from django.utils.translation import gettext_lazy as _


class Doing(models.TextChoices):
    """What somebody does with the thing they look at."""

    VIEWING = "viewing", _("is viewing")
    TYPING = "typing", _("is writing")


class Presence(models.Model):
    """
    That somebody has something on their screen right now.

    The table is not logged: after a crash of the database it is empty, and everybody is
    seen again within seconds.
    """

    subject = models.CharField(max_length=60)
    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    doing = models.CharField(max_length=8, choices=Doing.choices)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "user"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.doing} {self.subject}"
