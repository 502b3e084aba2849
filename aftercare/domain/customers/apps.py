from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "aftercare.domain.customers"

    def ready(self) -> None:
        from aftercare.base.people.queries import register_belonging
        from aftercare.base.people.states import UserKind
        from aftercare.base.search.steps import register_filer
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.customers.operations.account_sheet import ACCOUNTS
        from aftercare.domain.customers.operations.contact_sheet import CONTACTS
        from aftercare.domain.customers.queries import customer_behind
        from aftercare.domain.customers.steps import filings_of_accounts, filings_of_contacts

        register_belonging(UserKind.CUSTOMER, customer_behind)
        register_filer("account", filings_of_accounts)
        register_filer("contact", filings_of_contacts)
        register_sheet(ACCOUNTS)
        register_sheet(CONTACTS)
