from django.db import models

from aftercare.domain.shipping.states import CustomerWish, PostalAddress, Wish


class DeliveryWish(models.Model):
    """
    How somebody wants to get what goes out to them, said before it is sent.

    `subject` is what it is about (`work_order:5`, `rma:3`): every parcel for it is prepared so.
    Without `address` it goes where the customer usually gets things.
    """

    subject = models.CharField(max_length=40, unique=True)
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    wish = models.CharField(max_length=10, choices=Wish.choices)
    not_before = models.DateField(null=True)
    by = models.DateField(null=True)
    hours = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=200, blank=True)
    address = models.JSONField(default=dict)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject

    @property
    def wished(self) -> CustomerWish:
        return CustomerWish(self.wish, self.by, self.hours, self.place, self.not_before)

    @property
    def is_collected(self) -> bool:
        return self.wish == Wish.COLLECT

    @property
    def to_address(self) -> PostalAddress:
        return PostalAddress(**self.address)
