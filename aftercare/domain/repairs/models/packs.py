from django.db import models

from aftercare.domain.repairs.models.orders import WorkOrder


class HandoverPack(models.Model):
    """
    The papers of a repair for the customer: service report, test record, guarantee on the repair.

    What has changed since, such as the customer's signature, makes a new version; the ones
    before stay. `because_at` is when that happened which it was made for.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    because_at = models.DateTimeField()
    is_signed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="pack_has_one_of_a_version"),
            models.UniqueConstraint(fields=["order", "because_at"], name="pack_is_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version}"

    @property
    def name(self) -> str:
        return f"{self.order.code}-{self.version}.pdf"
