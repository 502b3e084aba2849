"""Where our own sites are, for who sends to them and fetches from them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce
from aftercare.domain.shipping.events import SiteAddressChanged
from aftercare.domain.shipping.models import SiteAddress
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.states import PostalAddress
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class SiteAddressIncomplete(Refused):
    """An address of ours has all that a carrier needs."""


@transaction.atomic
def set_site_address(
    site: Site, address: PostalAddress, *, actor: Actor, at: datetime
) -> SiteAddress:
    """Say where a site of ours is, for parcels from now on. Raises `SiteAddressIncomplete`."""
    actor.must(ShippingPermission.SET_UP)
    if not address.is_complete:
        raise SiteAddressIncomplete(_("Name, street, city and country are needed."))
    known, _created = SiteAddress.objects.update_or_create(
        site=site, defaults={"address": address.kept()}
    )
    announce(SiteAddressChanged(site_id=site.pk), actor=actor, at=at)
    return known
