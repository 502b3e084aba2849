from django.db import models
from django.db.models import Q

from aftercare.domain.repairs.models.orders import WorkOrder
from aftercare.domain.repairs.states import Cost, QuoteStatus


class LaborRate(models.Model):
    """What the work costs: flat for an action, or for all that have no rate of their own."""

    action = models.ForeignKey("catalog.FaultCode", models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "currency"], nulls_distinct=False, name="action_has_one_rate"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Quote(models.Model):
    """
    What a repair would cost the customer, and when it would be ready.

    A new one takes the place of the one before. Who has agreed, agreed to this very one.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=QuoteStatus.choices, default=QuoteStatus.SENT)
    currency = models.CharField(max_length=3)
    ready_on = models.DateField()
    decision = models.ForeignKey(
        "coverage.StoredDecision", models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="quote_of_order_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(status=QuoteStatus.SENT), name="one_quote_is_open"
            ),
            models.CheckConstraint(
                condition=Q(status=QuoteStatus.SENT) ^ Q(decided_at__isnull=False),
                name="quote_is_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} / {self.number}"


class QuoteLine(models.Model):
    """One cost of a quote: in full, and what of it the customer pays."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    cost = models.CharField(max_length=8, choices=Cost.choices)
    words = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    payable = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, payable__gte=0, payable__lte=models.F("amount")),
                name="customer_pays_at_most_the_cost",
            )
        ]

    def __str__(self) -> str:
        return f"{self.told}: {self.payable}"

    @property
    def told(self) -> str:
        """Return what it is for: as somebody wrote it, else its kind in the reader's language."""
        return self.words or str(Cost(self.cost).label)


class OrderQuestion(models.Model):
    """What a customer asked on the page of their repair, and what we answered there."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") ^ Q(answered_at__isnull=False),
                name="question_is_answered_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.asked_at:%F}"


class Acceptance(models.Model):
    """
    That a customer has the unit again and is content with it, signed with their name.

    `strokes` are what they drew as their signature, lists of points `[x, y]` in a field of
    600 by 200.
    """

    order = models.OneToOneField(WorkOrder, models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(max_length=120)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    strokes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="one_to_five_stars")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.stars}"
