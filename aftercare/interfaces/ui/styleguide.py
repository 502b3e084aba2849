"""Samples for the page on which every component stands once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.interfaces.ui.forms import Form
from aftercare.kit.clock import now


class SampleForm(Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("We answer to this address.")
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), choices=[("n", "Normal"), ("u", "Urgent")]
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=[("mail", "E-mail"), ("call", "Call")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 3})
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("The customer has agreed"), required=False)


def samples() -> dict[str, Any]:
    """Return what the style guide shows."""
    at = now()
    return {
        "now": at,
        "earlier": at - timedelta(minutes=18),
        "due": [
            ("open", at + timedelta(hours=3, minutes=40)),
            ("soon", at + timedelta(minutes=9)),
            ("late", at - timedelta(minutes=6)),
            ("paused", None),
            ("kept", None),
            ("broken", None),
            ("withdrawn", None),
        ],
        "form": SampleForm({"email": "reyes", "priority": "u", "channel": "mail"}),
        "tones": ["secondary", "blue", "green", "orange", "red", "purple", "teal", "azure"],
        "people": ["Marisol Reyes", "Jonas Lindqvist", "陈丽华", "Jericho Santos", "Priya Nair"],
        "messages_shown": [
            Message(20, _("Saved.")),
            Message(25, _("Case solved."), extra_tags="undo:/styleguide?case=12"),
            Message(40, _("Somebody else has changed this case.")),
        ],
        "chips": [
            {"label": "status: open", "text": "status:open"},
            {"label": "due in 1 h", "text": "sla:<1h"},
        ],
        "mails": MAILS,
        "parts": PARTS,
    }


MAILS = [
    (
        "Marisol Reyes",
        "AX-5500 boot loop after FOTA 2.4.1",
        "Attached the UART log from two",
        "soon",
    ),
    (
        "Jonas Lindqvist",
        "LDO 3.3 V, Iq < 5 µA, AEC-Q100",
        "Budget is about 0.22 USD at 50k",
        "open",
    ),
    (
        "陈丽华",
        "屏幕右侧竖线，43 吋，出货 18 个月",
        "门店又退回三台同样现象的机器，序列号和照片见附件",
        "open",
    ),
    (
        "Jericho Santos",
        "Walang display ang monitor pagkatapos",
        "Sinubukan na po namin ang ibang",
        "late",
    ),
    (
        "Grand Station Repair",
        "V430HJ1 panel no longer made",
        "Can we use the PE-series panel",
        "paused",
    ),
]
PARTS = [
    ("V430HJ1-P PE1", "43″ panel", 42, 118, 36, "red"),
    ("MB-4310 rev B", "Main board", 17, 63, 27, "orange"),
    ("T-CON ST4251", "Timing board", 240, 90, 100, "green"),
]
