from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.shipping.states import PackingMark, PackingMaterial


class PackingInstruction(models.Model):
    """
    How an item is packed, or all items of a kind that have no instruction of their own.

    `texts` has a text per language; `materials` in which order things are put around it.
    """

    item = models.OneToOneField("catalog.Item", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ItemKind.choices, blank=True)
    texts = models.JSONField(default=dict)
    materials = ArrayField(
        models.CharField(max_length=16, choices=PackingMaterial.choices), default=list
    )
    marks = ArrayField(models.CharField(max_length=8, choices=PackingMark.choices), default=list)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=True) ^ Q(kind=""), name="packing_is_of_item_or_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=~Q(kind=""), name="kind_is_packed_one_way"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item or self.kind)

    def text_in(self, language: str) -> str:
        """Return the text in `language`, else in English, else in any there is."""
        texts: dict[str, str] = self.texts
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
