from aftercare.base.company.models import Site
from aftercare.domain.customers.models import Account, Address, Contact
from aftercare.domain.customers.queries import identities_of
from aftercare.domain.customers.states import AccountKind, AddressKind
from aftercare.domain.shipping.models import SiteAddress
from aftercare.domain.shipping.states import PostalAddress

REACHED_BY = {"email": "email", "phone": "phone"}


def address_of_site(site: Site) -> PostalAddress:
    """Return where parcels to a site go; only its name, if nobody has said more."""
    known = SiteAddress.objects.filter(site=site).first()
    return PostalAddress(**known.address) if known else PostalAddress(company=site.entity.name)


def address_of_customer(account: Account | None, contact: Contact | None) -> PostalAddress:
    """Return where parcels to a customer go, as far as we know."""
    address = _usual_address(account) if account else None
    # A household is called after its person, who would stand on the label twice.
    is_named = account and not (contact and account.kind == AccountKind.HOUSEHOLD)
    known = identities_of(contact).filter(valid_until=None) if contact else []
    reached = {each.channel: each.shown for each in known}
    return PostalAddress(
        name=contact.name if contact else "",
        company=account.name if account and is_named else "",
        lines=address.lines if address else "",
        postcode=address.postcode if address else "",
        city=address.city if address else "",
        country=address.country if address else "",
        **{name: reached[channel] for channel, name in REACHED_BY.items() if channel in reached},
    )


def _usual_address(account: Account) -> Address | None:
    known = Address.objects.filter(account=account, kind=AddressKind.DELIVERY)
    return known.order_by("-is_default", "-pk").first()
