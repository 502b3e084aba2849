from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.base.labels.states import Dots, LabelFor, PrintedCode


class LabelTemplate(models.Model):
    """
    How a label looks: its size in millimeters, its code, its lines of text with places.

    `carries` are the things its code says; none is all that is known.
    """

    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=8, choices=LabelFor.choices)
    width = models.DecimalField(max_digits=4, decimal_places=1)
    height = models.DecimalField(max_digits=4, decimal_places=1)
    code = models.CharField(max_length=12, choices=PrintedCode.choices, blank=True)
    carries = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    texts = models.TextField(blank=True)
    dots = models.CharField(max_length=4, choices=Dots.choices, default=Dots.D203)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(width__range=(10, 210), height__range=(6, 297)), name="label_has_a_size"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LabelChoice(models.Model):
    """
    Which form somebody took last for a kind of labels, and how many of each.

    `sheet` is one of `states.SHEETS`; none is a printer of labels.
    """

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    about = models.CharField(max_length=8, choices=LabelFor.choices)
    template = models.ForeignKey(LabelTemplate, models.CASCADE, related_name="+")
    copies = models.PositiveSmallIntegerField(default=1)
    sheet = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "about"], name="label_is_chosen_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.template_id}"
