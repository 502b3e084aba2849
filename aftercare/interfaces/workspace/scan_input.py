"""A field that takes what is scanned: by a scanner, by hand, or with the camera of a phone."""

from typing import Any

from django import forms


class ScanInput(forms.TextInput):
    """
    Takes one scan. What the camera has read is sent at once, as a scanner sends it.

    With `stays` it is only filled in, where more has to be said before it is sent.
    """

    template_name = "workspace/_scan_input.html"

    def __init__(self, *, stays: bool = False, **attrs: Any) -> None:
        usual = {"autofocus": True, "autocomplete": "off"}
        super().__init__(attrs=usual | attrs)
        self.stays = stays

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows, and whether the form waits for more."""
        return super().get_context(name, value, attrs) | {"stays": self.stays}
