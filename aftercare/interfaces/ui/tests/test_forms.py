import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from aftercare.interfaces.ui.forms import CurrencyField

CHOICES = [
    ("", "Any <place>"),
    ("PH", "Philippines & more"),
    ("Asia", [("SG", '"Singapore"'), ("VN", "Việt Nam")]),
    (7, "Seven"),
]


@pytest.mark.parametrize("value", ["", "VN", 7, "<none>"])
def test_a_list_to_choose_from_is_drawn_as_by_its_template(value):
    field = forms.ChoiceField(choices=CHOICES, disabled=value == "VN")
    Form = type("Form", (forms.Form,), {"place": field})  # noqa: N806  # a class

    drawn, by_template = (
        Form({"place": value}, renderer=renderer)["place"].as_widget(
            attrs={"class": "a b", "hidden": True}
        )
        for renderer in (None, TemplatesSetting())
    )

    assert parse_html(drawn) == parse_html(by_template)


def test_money_is_of_a_currency_that_is_paid_with():
    assert CurrencyField().clean(" php ") == "PHP"
    assert CurrencyField(required=False).clean("") == ""
    for wrong in ("XYZ", "12", "¥", ""):
        with pytest.raises(forms.ValidationError):
            CurrencyField().clean(wrong)
