from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "aftercare.domain.customers"

    def ready(self) -> None:
        from aftercare.base.people.queries import register_belonging  # noqa: PLC0415  # see below
        from aftercare.base.people.states import UserKind  # noqa: PLC0415  # see below
        from aftercare.base.search.steps import register_filer  # noqa: PLC0415  # models are ready only now
        from aftercare.base.spreadsheets.queries import register_sheet  # noqa: PLC0415  # see above
        from aftercare.domain.customers.operations.account_sheet import ACCOUNTS  # noqa: PLC0415  # see above
        from aftercare.domain.customers.operations.contact_sheet import CONTACTS  # noqa: PLC0415  # see above
        from aftercare.domain.customers.queries import customer_behind  # noqa: PLC0415  # see above
        from aftercare.domain.customers.steps import filings_of_accounts, filings_of_contacts  # noqa: PLC0415  # see above

        register_belonging(UserKind.CUSTOMER, customer_behind)
        register_filer("account", filings_of_accounts)
        register_filer("contact", filings_of_contacts)
        register_sheet(ACCOUNTS)
        register_sheet(CONTACTS)
