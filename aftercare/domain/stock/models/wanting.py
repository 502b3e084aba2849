from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.domain.stock.states import WantStatus


class Want(models.Model):
    """
    That a line of a document waits for goods, once for each line.

    Who wants the goods and who gets them need not know each other: they meet here. `paper` is
    the number people know the document by, `about` what else it concerns (`case:12`). `due_at`
    is by when the goods are owed, `expected_at` when they will be there as far as is known.
    """

    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    paper = models.CharField(max_length=40)
    about = ArrayField(models.CharField(max_length=40), default=list)
    status = models.CharField(max_length=6, choices=WantStatus.choices, default=WantStatus.WANTED)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "line"], name="line_wants_goods_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_wanted"),
            models.CheckConstraint(
                condition=Q(status=WantStatus.ENDED) ^ Q(ended_at__isnull=True),
                name="want_has_a_date_once_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} × {self.item_id} for {self.paper}"
