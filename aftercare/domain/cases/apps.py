from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "aftercare.domain.cases"

    def ready(self) -> None:
        from aftercare.base.search.queries import FieldKind, SearchField, register_field

        filed = {"status", "priority", "tag", "channel"}
        for name, kind, help_text in (
            ("status", FieldKind.WORD, _("open, waiting, solved, merged")),
            ("waiting", FieldKind.WORD, _("customer, part, supplier")),
            ("priority", FieldKind.WORD, _("low, normal, high, urgent")),
            ("about", FieldKind.WORD, _("question, fault, complaint, order, other")),
            ("assignee", FieldKind.PERSON, _("me, none, or a handle")),
            ("team", FieldKind.WORD, _("the code of a team, mine, or none")),
            ("tag", FieldKind.WORD, _("a tag")),
            ("channel", FieldKind.WORD, _("email, web_form, phone, counter")),
            ("account", FieldKind.WORD, _("the code of a customer")),
            ("contact", FieldKind.WORD, _("the number of a person")),
            ("created", FieldKind.DAY, _("2026-11-24, today, 7d")),
            ("active", FieldKind.DAY, _("when something last happened")),
            ("solved", FieldKind.DAY, _("when it was solved")),
            ("reopened", FieldKind.YES_NO, _("yes: solved, and open again later")),
            ("bounced", FieldKind.YES_NO, _("yes: what we sent came back")),
            ("sla", FieldKind.DUE, _("what is due next: <1h, <2026-12-01")),
            ("unanswered", FieldKind.YES_NO, _("yes: the customer waits for an answer")),
            ("snoozed", FieldKind.YES_NO, _("yes: out of the lists for a while")),
            ("unit", FieldKind.WORD, _("a serial number, its beginning or its end")),
            ("part", FieldKind.WORD, _("the model or item it is about: MB-5500, MB-*")),
            ("lot", FieldKind.WORD, _("what holds pieces of this lot")),
        ):
            register_field(SearchField(name, kind, help_text, filed=name in filed))
        self._keep_persons()
        self._take_over()

    def _take_over(self) -> None:
        from aftercare.base.search.steps import register_filer
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.cases.operations.past_sheet import PAST_CASES
        from aftercare.domain.cases.steps.filing import filings_of_cases

        register_filer("case", filings_of_cases)
        register_sheet(PAST_CASES)

    def _keep_persons(self) -> None:
        from aftercare.domain.cases.queries import cases_with
        from aftercare.domain.cases.steps.persons import erase_from_cases
        from aftercare.domain.customers.queries import Keeper, register_keeper

        register_keeper(Keeper("cases", cases_with, erase_from_cases))
