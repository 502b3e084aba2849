from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.domain.catalog.models import Bom, BomLine, Parameter
from aftercare.domain.catalog.operations.boms import Part
from aftercare.domain.catalog.queries import Effectivity
from aftercare.domain.catalog.states import (
    Audience,
    DocumentKind,
    ItemKind,
    LifecycleStage,
    NoticeKind,
    PriceKind,
    SubstituteKind,
)
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.catalog.fields import ItemField, MadeField, item_called
from aftercare.interfaces.workspace.customers.forms import language_choices
from aftercare.interfaces.workspace.settings.fields import WordsField
from aftercare.interfaces.workspace.settings.names import NamedForm

ENDING = "ending"
SOON = timedelta(days=183)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day, with the calendar of the browser."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class FilterForm(Form):
    """What narrows the list of items down."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All kinds")), *ItemKind.choices],
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Lifecycle"),
        required=False,
        choices=[
            ("", gettext_lazy("Any stage of life")),
            (ENDING, gettext_lazy("Last buy within six months")),
            *LifecycleStage.choices,
        ],
    )


class ItemForm(NamedForm):
    """What we know of an item."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=60)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ItemKind.choices)
    item_class = forms.CharField(
        label=pgettext_lazy("of an item", "Class"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("What guarantee rules call it, such as television.lcd."),
    )
    revision = forms.CharField(label=gettext_lazy("Revision"), required=False, max_length=20)
    maker = forms.CharField(label=gettext_lazy("Maker"), required=False, max_length=80)
    part_number = forms.CharField(
        label=gettext_lazy("Maker's part number"), required=False, max_length=80
    )
    aliases = WordsField(label=gettext_lazy("Also known as"))
    serial_tracked = forms.BooleanField(
        label=gettext_lazy("Each one has a serial number"), required=False
    )
    lot_tracked = forms.BooleanField(label=gettext_lazy("Comes in lots"), required=False)
    is_main_part = forms.BooleanField(
        label=gettext_lazy("A main part, with a guarantee of its own"), required=False
    )
    is_wear_part = forms.BooleanField(label=gettext_lazy("Wears out in use"), required=False)
    wear_life = forms.CharField(
        label=gettext_lazy("How long it lasts"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For a part that wears out, such as 30,000 h."),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who may see it"), choices=Audience.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LifeForm(Form):
    """A date in the life of an item."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=LifecycleStage.choices)
    on = day_field(
        gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("Empty takes back what was said of this stage."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Who says so: a notice, a letter, a web page."),
    )


class ParametersForm(Form):
    """What parameters of an item are; some are shown, one more may be chosen."""

    def __init__(
        self, *args: Any, shown: Iterable[Parameter], others: Iterable[Parameter], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for each in shown:
            hint = each.unit and _("in %(unit)s") % {"unit": each.unit}
            self.fields[f"of_{each.code}"] = forms.CharField(
                label=str(each), required=False, max_length=120, help_text=hint
            )
        self.fields["another"] = forms.ChoiceField(
            label=_("Another parameter"),
            required=False,
            choices=[("", "—"), *((each.code, str(each)) for each in others)],
        )
        self.fields["value"] = forms.CharField(label=_("Its value"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """Return the values by the codes of their parameters."""
        data = super().clean() or {}
        another, value = data.pop("another", ""), data.pop("value", "")
        values = {name.removeprefix("of_"): text for name, text in data.items()}
        return values | ({another: value} if another else {})


class EffectivityForm(Form):
    """For which production something holds."""

    batch = forms.CharField(
        label=gettext_lazy("Production batch"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Empty: for every production."),
    )
    serial_from = forms.CharField(label=gettext_lazy("First serial"), required=False, max_length=60)
    serial_to = forms.CharField(label=gettext_lazy("Last serial"), required=False, max_length=60)


class BomForm(EffectivityForm):
    """What an item is made of, line by line as a spreadsheet has it."""

    from_on = day_field(gettext_lazy("Built from"), required=False)
    until_on = day_field(gettext_lazy("Built until"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200)
    parts = forms.CharField(
        label=gettext_lazy("Parts"),
        required=False,
        max_length=400_000,
        help_text=gettext_lazy(
            "A line for each: number; quantity; places; note. Columns of a spreadsheet can be "
            "pasted as they are. With places such as R1, C10-C14 the quantity may be left out."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "class": "mono", "spellcheck": "false"}),
    )

    def clean_parts(self) -> list[Part]:
        """Return the lines. Raises `ValidationError` that names the line to mend."""
        problems, parts = [], []
        for number, line in enumerate(self.cleaned_data["parts"].splitlines(), 1):
            try:
                parts += [_part(line)] if line.strip() else []
            except ValidationError as problem:
                text = " ".join(problem.messages)
                problems.append(
                    _("Line %(number)s: %(problem)s") % {"number": number, "problem": text}
                )
        if problems:
            raise ValidationError(problems[:10])
        return parts

    def clean(self) -> dict[str, Any]:
        """Put together for which production it holds."""
        data = super().clean() or {}
        names = ("batch", "serial_from", "serial_to", "from_on", "until_on")
        facts = {name: data.pop(name, None) for name in names}
        effectivity = Effectivity(**{name: value for name, value in facts.items() if value})
        return data | {"effectivity": effectivity}

    @staticmethod
    def initial_of(bom: Bom) -> dict[str, Any]:
        """Return what the form shows of a bill."""
        names = ("batch", "serial_from", "serial_to", "from_on", "until_on", "source")
        shown = {name: getattr(bom, name) for name in names}
        return shown | {"parts": "\n".join(map(_written, bom.lines.all()))}


def _part(line: str) -> Part:
    cells = line.split("\t") if "\t" in line else line.replace("；", ";").split(";")
    number, quantity, places, note = [*(cell.strip() for cell in cells), "", "", ""][:4]
    return Part(item_called(number), _amount(quantity), places, note)


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValidationError(_("“%(text)s” is not a quantity.") % {"text": text}) from None


def _written(line: BomLine) -> str:
    cells = [line.item.code, f"{line.quantity.normalize():f}", line.places, line.note]
    return "; ".join(cells).rstrip("; ")


class PartForm(Form):
    """One part in a bill of materials."""

    item = ItemField(label=gettext_lazy("Item"))
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), required=False, max_digits=12, decimal_places=4
    )
    designators = forms.CharField(
        label=gettext_lazy("Places"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Such as R1, R2, C10-C14."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)


class SubstituteForm(EffectivityForm):
    """What may take the place of an item, and where."""

    by = ItemField(label=gettext_lazy("Replaced by"))
    kind = forms.ChoiceField(
        label=gettext_lazy("How"), choices=SubstituteKind.choices, widget=forms.RadioSelect
    )
    assembly = ItemField(
        label=gettext_lazy("Only in"),
        required=False,
        help_text=gettext_lazy("A board or set; empty: everywhere."),
    )
    instruction = forms.CharField(
        label=gettext_lazy("Instruction"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("by", "kind", "instruction", "assembly", "batch", "serial_from", "serial_to")


class PriceForm(Form):
    """What an item costs, for what, and from when on."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PriceKind.choices)
    amount = forms.DecimalField(
        label=pgettext_lazy("money", "Amount"), min_value=0, max_digits=16, decimal_places=6
    )
    currency = CurrencyField()
    from_on = day_field(gettext_lazy("From"), required=False)
    until_on = day_field(
        gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The first day on which it holds no more."),
    )


class DocumentForm(Form):
    """What we say of a document."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DocumentKind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=160)
    revision = forms.CharField(label=gettext_lazy("Revision"), required=False, max_length=20)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=language_choices
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who may see it"), choices=Audience.choices)


class NewDocumentForm(DocumentForm):
    """A document with its file."""

    file = forms.FileField(label=gettext_lazy("File"))
    field_order = ("file",)


class NoticeForm(Form):
    """A maker's notice."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=NoticeKind.choices, widget=forms.RadioSelect
    )
    maker = forms.CharField(label=gettext_lazy("Maker"), max_length=80)
    number = forms.CharField(label=gettext_lazy("Number of the notice"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    items = forms.CharField(
        label=gettext_lazy("Items it names"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono", "spellcheck": "false"}),
        help_text=gettext_lazy("Codes, part numbers or aliases, one on each line."),
    )
    lots = forms.CharField(
        label=gettext_lazy("Lots it names"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
        help_text=gettext_lazy("One on each line. With none, and no days, it is about all lots."),
    )
    made_from = MadeField(label=gettext_lazy("Made from"))
    made_until = MadeField(label=gettext_lazy("Made until"), is_last=True)
    issued_on = day_field(gettext_lazy("Issued"))
    effective_on = day_field(gettext_lazy("In effect from"), required=False)
    last_buy_on = day_field(gettext_lazy("Last order"), required=False)
    last_ship_on = day_field(gettext_lazy("Last delivery"), required=False)
    summary = forms.CharField(
        label=pgettext_lazy("a change notice", "What it says"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)

    def clean_items(self) -> list[Any]:
        """Return the items. Raises `ValidationError` with every number that is not ours."""
        found, problems = {}, []
        for number in filter(None, map(str.strip, self.cleaned_data["items"].splitlines())):
            try:
                item = item_called(number)
                found[item.pk] = item
            except ValidationError as problem:
                problems += problem.messages
        if problems:
            raise ValidationError(problems[:10])
        return list(found.values())

    def clean_lots(self) -> list[str]:
        """Return the numbers of the lots."""
        lots: str = self.cleaned_data["lots"]
        return lots.splitlines()


class DecisionForm(Form):
    """What we do about a notice."""

    decision = forms.CharField(
        label=gettext_lazy("What we do"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


def shown_parameters(
    known: Sequence[Parameter], used: set[int], usual: set[int]
) -> tuple[list[Parameter], list[Parameter]]:
    """Return which parameters a form shows, and which may be added one at a time."""
    shown = [each for each in known if each.pk in used | usual]
    return shown, [each for each in known if each not in shown]
