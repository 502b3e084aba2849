"""The form of an account on a channel, made of what that has to be told."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.ports import Capabilities
from aftercare.interfaces.workspace.settings.account_form import AccountForm


class ChannelForm(AccountForm):
    """One of our addresses on a channel."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Customers see it as the sender."),
    )
    address = forms.CharField(max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Part of links. Empty: made from the address."),
    )
    code_from = "address"

    def __init__(
        self, *args: Any, capabilities: Capabilities, kept: Collection[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, asked=capabilities.fields, kept=kept, **options)
        self.fields["address"].label = capabilities.address_label or gettext_lazy("Address")
        if capabilities.address_pattern:
            self.fields["address"].validators.append(_matches(capabilities.address_pattern))

    @staticmethod
    def values_of(account: ChannelAccount) -> dict[str, Any]:
        """Return what the form shows of an account: no secret is among it."""
        own = {"name": account.name, "address": account.address, "code": account.code}
        return AccountForm.shown_settings(account.settings) | own


def _matches(pattern: str) -> Callable[[str], None]:
    return RegexValidator(rf"^{pattern}$", _("This does not look like an address of the channel."))
