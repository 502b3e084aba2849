"""What the public form asks, and how it is stored as it was sent."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from aftercare.interfaces.ui.forms import Form

File: TypeAlias = "UploadedFile[Any]"

LARGEST = 25 * 2**20
MOST_FILES = 10


class FilesInput(forms.FileInput):
    """An input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, together not too large to be sent on."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files. Django's own field knows only one."""
        files: list[File] = [super(FilesField, self).clean(each, initial) for each in data or []]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Choose at most %(most)s files, or put them into one archive.")
                % {"most": MOST_FILES}
            )
        if sum(each.size or 0 for each in files) > LARGEST:
            raise forms.ValidationError(
                _("Together the files are larger than %(most)s. Send a link to them instead.")
                % {"most": filesizeformat(LARGEST)}
            )
        return files


class ContactForm(Form):
    """All we have to know, so that nobody has to ask again."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Our answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
    )
    model = forms.CharField(label=gettext_lazy("Model"), max_length=60, required=False)
    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("On the label on the back."),
    )
    bought_on = forms.DateField(
        label=gettext_lazy("Bought on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    attached = FilesField(
        label=gettext_lazy("Photos, logs, invoice"),
        required=False,
        help_text=gettext_lazy("Up to ten files, 25 MB together."),
    )


def as_envelope(form: ContactForm) -> tuple[str, bytes]:
    """
    Return a form as it is stored, and its name there.

    The name is made of what the form holds: who goes back, writes more and sends it again is
    heard again.
    """
    filled = dict(form.cleaned_data)
    files = _contents(filled.pop("attached") or [])
    number = filled.pop("id")
    data = filled | {"files": files, "language": get_language()}
    said = json.dumps(data, default=str, ensure_ascii=False)
    name = f"{number}-{sha256(said.encode()).hexdigest()[:16]}"
    return name, json.dumps({"id": name, **json.loads(said)}, ensure_ascii=False).encode()


def _contents(files: Sequence[File]) -> list[dict[str, str]]:
    return [{"name": str(each.name), "content": each.read().hex()} for each in files]
