from django.db import models
from django.db.models import Q

from aftercare.domain.returns.models.returns import RmaLine
from aftercare.domain.returns.states import FREE_AGAIN, SupplierAnswer, SupplierReturnStatus


class SupplierReturn(models.Model):
    """
    What goes to a supplier at once, under our number and theirs.

    A trigger lets the status go only where `states.SUPPLIER_MOVES` leads.
    """

    code = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=8, choices=SupplierReturnStatus.choices, default=SupplierReturnStatus.OPEN
    )
    their_number = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=SupplierReturnStatus.SENT)
                | Q(sent_at__isnull=False) & ~Q(their_number=""),
                name="sent_to_a_supplier_under_their_number",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None


class SupplierReturnLine(models.Model):
    """
    One thing that goes to a supplier, and what they gave for it.

    It is a line of a customer's return, or a part that was taken out of a unit (`part`). `amount`
    is what the answer is worth to us: the credit, or the value of what came instead.
    """

    supplier_return = models.ForeignKey(SupplierReturn, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    rma_line = models.ForeignKey(RmaLine, models.PROTECT, null=True, related_name="sent_on")
    part = models.ForeignKey("repairs.RepairPart", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    answer = models.CharField(max_length=9, choices=SupplierAnswer.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier_return", "number"], name="line_to_a_supplier_in_order"
            ),
            models.CheckConstraint(
                condition=Q(rma_line__isnull=False) ^ Q(part__isnull=False),
                name="to_a_supplier_goes_a_line_or_a_part",
            ),
            models.UniqueConstraint(
                fields=["part"],
                condition=~Q(answer__in=FREE_AGAIN),
                name="part_goes_to_one_supplier",
            ),
            models.UniqueConstraint(
                fields=["rma_line"],
                condition=~Q(answer__in=FREE_AGAIN),
                name="line_goes_to_one_supplier",
            ),
            models.CheckConstraint(
                condition=Q(answer="") ^ Q(answered_at__isnull=False),
                name="answer_of_a_supplier_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""),
                name="supplier_pays_in_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_return} · {self.number}"
