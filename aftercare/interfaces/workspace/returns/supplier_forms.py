from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.company.models import Site
from aftercare.domain.customers.models import Account
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.returns.operations.suppliers import ToSend
from aftercare.domain.returns.queries import parts_for_suppliers
from aftercare.domain.returns.states import ANSWERS, Answered, SupplierAnswer
from aftercare.domain.stock.queries import visible_places
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.returns.forms import MONEY, account_named
from aftercare.interfaces.workspace.stock.forms import PlaceField
from aftercare.interfaces.workspace.stock.reading import Read, read_goods
from aftercare.kit.actors import Actor


class SupplierForm(Form):
    """To which supplier something goes on."""

    supplier = forms.CharField(
        label=gettext_lazy("Supplier"), help_text=gettext_lazy("Name or number.")
    )

    def clean_supplier(self) -> Account:
        """Find the supplier that is named."""
        return account_named(self.cleaned_data["supplier"])


class TheirNumberForm(Form):
    """Under which number of the supplier something goes."""

    their_number = forms.CharField(label=gettext_lazy("Their number"), max_length=60)


class OpenForm(SupplierForm):
    """Which removed parts go to which supplier at once."""

    parts = forms.ModelMultipleChoiceField(
        RepairPart.objects.none(),
        error_messages={"required": gettext_lazy("Tick what goes to the supplier.")},
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["parts"].queryset = parts_for_suppliers(actor)  # type: ignore[attr-defined]  # rows

    def facts(self) -> dict[str, Any]:
        """Return what is sent, and to whom."""
        given = self.cleaned_data
        return {"what": ToSend(parts=list(given["parts"])), "supplier": given["supplier"]}


class SupplierAnswerForm(Form):
    """What a supplier gives for one line."""

    how = forms.ChoiceField(
        label=gettext_lazy("What they give for it"),
        choices=[(each.value, each.label) for each in ANSWERS],
    )
    words = forms.CharField(
        label=gettext_lazy("What they answered"), max_length=300, required=False
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("The credit, or what a part that came instead is worth."),
        min_value=0,
        required=False,
        **MONEY,
    )
    place = PlaceField(label=gettext_lazy("Where you put what came instead"), required=False)
    came = forms.CharField(
        label=gettext_lazy("Serial or lot of what came"), max_length=200, required=False
    )

    def __init__(self, data: Any, *, actor: Actor, site: Site) -> None:
        super().__init__(data)
        places = visible_places(actor).filter(site=site)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]  # it chooses a row

    def clean_came(self) -> Read | None:
        """Return what the number means, if one was given."""
        text = self.cleaned_data["came"].strip()
        found = read_goods(text) if text else None
        if text and not (found and (found.unit or found.lot)):
            raise forms.ValidationError(
                _("Nobody knows this number. Enter the unit or lot first, or leave it empty.")
            )
        return found

    def answered(self) -> Answered:
        """Return the answer as it was filled in."""
        given = self.cleaned_data
        came: Read | None = given["came"]
        return Answered(
            SupplierAnswer(given["how"]),
            given["words"],
            given["amount"],
            place_id=given["place"].pk if given["place"] else None,
            unit_id=came.unit.pk if came and came.unit else None,
            lot_id=came.lot.pk if came and came.lot and not came.unit else None,
        )
