"""Every event there is as a sentence, for who reads the journal and not the code."""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.journal.models import Entry
from aftercare.interfaces.ui.permission_texts import APPS
from aftercare.interfaces.workspace.parcel_texts import PARCELS_SAID
from aftercare.interfaces.workspace.planning.plan_texts import PLANS_SAID
from aftercare.interfaces.workspace.repair_texts import REPAIRS_SAID
from aftercare.interfaces.workspace.return_texts import RETURNS_SAID
from aftercare.interfaces.workspace.supply_texts import SUPPLY_SAID
from aftercare.interfaces.workspace.texts import PROMISE_NAMES, TOLD, in_words

SAID: dict[str, Any] = {
    "company.company_changed": _("%(who)s changed a legal entity or a site"),
    "company.calendar_changed": _("%(who)s changed a calendar"),
    "company.number_format_changed": _("%(who)s changed how documents are numbered"),
    "company.setting_changed": _("%(who)s changed a setting"),
    "files.files_removed": _("%(who)s removed files that nothing refers to"),
    "journal.chain_check_begun": _("%(who)s had the journal checked"),
    "journal.chain_checked": _("The journal was checked"),
    "people.person_invited": _("%(who)s invited somebody"),
    "people.invitation_withdrawn": _("%(who)s withdrew an invitation"),
    "people.person_joined": _("%(other)s has an account"),
    "people.person_changed": _("%(who)s changed %(other)s: %(changed)s"),
    "people.role_changed": _("%(who)s changed what a role may do"),
    "people.role_removed": _("%(who)s removed a role"),
    "people.team_changed": _("%(who)s changed a team"),
    "people.skill_named": _("%(who)s named a skill"),
    "people.token_made": _("%(who)s let a program in"),
    "people.token_revoked": _("%(who)s revoked the token of a program"),
    "people.notifications_read": _("%(who)s read notifications"),
    "people.notifications_mailed": _("%(other)s is told by mail of what was not read"),
    "people.notifications_dropped": _("Old notifications were removed"),
    "promises.promise_made": _("Promised: %(promise)s"),
    "promises.promise_kept": _("Kept: %(promise)s"),
    "promises.promise_owed_again": _("Owed again: %(promise)s"),
    "promises.promise_moved": _("Another date: %(promise)s"),
    "promises.promise_slipping": _("Slipping: %(promise)s"),
    "promises.promise_broken": _("Not in time: %(promise)s"),
    "search.search_missed": _("Several people have looked for the same and found nothing"),
    "catalog.item_registered": _("%(who)s added the item to the catalog"),
    "catalog.items_imported": _("%(who)s took items over from a file"),
    "catalog.item_removed": _("%(who)s took an item out of the catalog again"),
    "catalog.item_edited": _("%(who)s changed the item: %(changed)s"),
    "catalog.milestone_set": _("%(who)s set a date in the life of the item"),
    "catalog.parameter_defined": _("%(who)s set up a parameter"),
    "catalog.parameters_set": _("%(who)s changed parameters of the item: %(changed)s"),
    "catalog.bom_changed": _("%(who)s changed a bill of materials"),
    "catalog.substitute_changed": _("%(who)s changed what may take the place of an item"),
    "catalog.fault_code_changed": _("%(who)s changed a fault code"),
    "catalog.price_set": _("%(who)s changed what the item costs"),
    "catalog.document_filed": _("%(who)s added a document to the item"),
    "catalog.document_edited": _("%(who)s changed a document: %(changed)s"),
    "catalog.document_removed": _("%(who)s removed a document"),
    "catalog.notice_entered": _("%(who)s entered a change notice"),
    "catalog.notice_closed": _("%(who)s decided about a change notice"),
    "stock.goods_received": _("%(who)s received goods"),
    "stock.goods_put_away": _("%(who)s put goods away"),
    "stock.goods_issued": _("%(who)s gave out goods"),
    "stock.goods_returned": _("%(who)s took goods back"),
    "stock.goods_sent": _("%(who)s sent goods to another place of ours"),
    "stock.goods_arrived": _("%(who)s took in goods from another place of ours"),
    "stock.goods_scrapped": _("%(who)s scrapped goods"),
    "stock.condition_changed": _("%(who)s changed the condition of goods"),
    "stock.parts_harvested": _("%(who)s harvested parts of a scrapped unit"),
    "stock.old_part_removed": _("%(who)s took a part out of a unit"),
    "stock.goods_passed_on": _("%(who)s noted that goods are somebody else's now"),
    "stock.goods_consigned": _("%(who)s sent goods on consignment to a station"),
    "stock.consigned_taken_back": _("%(who)s took consigned goods back from a station"),
    "stock.consigned_settled": _("%(who)s settled consigned goods that a station used"),
    "stock.core_rule_changed": _("%(who)s set within how many days an old part comes back"),
    "stock.movement_corrected": _("%(who)s corrected a movement of goods"),
    "stock.place_changed": _("%(who)s set up a place for goods"),
    "stock.goods_reserved": _("%(who)s reserved goods"),
    "stock.reservation_changed": _("%(who)s changed a reservation"),
    "stock.kit_planned": _("%(who)s planned what is taken along to a visit"),
    "stock.reservation_ended": _("Goods are not reserved any longer"),
    "stock.goods_wanted": _("%(who)s wants goods for a document"),
    "stock.goods_expected": _("%(who)s saw to goods that a document waits for"),
    "stock.want_ended": _("A document waits for goods no longer"),
    "stock.core_expected": _("%(who)s noted that an old part is owed to us"),
    "stock.core_returned": _("%(who)s took in an old part that was owed to us"),
    "stock.count_begun": _("%(who)s began to count a place"),
    "stock.goods_counted": _("%(who)s counted an item"),
    "stock.count_handed_in": _("%(who)s handed in a count"),
    "stock.count_decided": _("%(who)s decided about a count"),
    "stock.goods_retested": _("%(who)s tested stored goods again"),
    "stock.storage_rule_changed": _("%(who)s set how long an item may be stored untested"),
    "cases.case_opened": _("Case opened"),
    "cases.cases_imported": _("%(who)s took past cases over from a file"),
    "cases.cases_removed": _("%(who)s took past cases of a file out again"),
    "cases.case_heard_from": _("The customer wrote again"),
    "cases.reply_written": _("%(who)s wrote an answer"),
    "cases.reply_taken_back": _("%(who)s took an answer back"),
    "cases.reply_lost": _("An answer did not arrive"),
    "cases.reply_sent_again": _("%(who)s sent an answer once more"),
    "cases.notice_settled": _("%(who)s settled the drafted notice"),
    "cases.case_answered": _("The answer has gone out"),
    "cases.receipt_confirmed": _("The customer was told that we have the matter"),
    "cases.note_added": _("%(who)s wrote a note"),
    "cases.case_assigned": _("%(who)s gave the case to somebody"),
    "cases.case_sorted": _("%(who)s sorted the case"),
    "cases.customer_named": _("%(who)s named the customer"),
    "cases.case_waits": _("%(who)s lets the case wait"),
    "cases.case_snoozed": _("%(who)s snoozed the case"),
    "cases.case_woken": _("The case is back in the lists"),
    "cases.solution_proposed": _("%(who)s proposed a solution"),
    "cases.date_committed": _("%(who)s promised a solution by a date"),
    "cases.case_solved": _("%(who)s solved the case"),
    "cases.case_reopened": _("%(who)s opened the case again"),
    "cases.case_escalated": _("%(who)s asked another team for help"),
    "cases.escalation_answered": _("%(who)s answered for the team"),
    "cases.cases_merged": _("%(who)s merged two cases"),
    "cases.cases_unmerged": _("%(who)s undid a merge"),
    "cases.case_split": _("%(who)s split a case"),
    "cases.cases_linked": _("%(who)s linked cases, or removed a link"),
    "cases.number_settled": _("%(who)s settled whether a number belongs to the case"),
    "cases.unit_named": _("%(who)s said which unit the case is about, or is not"),
    "cases.case_watched": _("%(other)s watches the case, or no longer"),
    "cases.notice_drafted": _("A notice to the customer was drafted"),
    "cases.service_level_followed": _("The case follows another service level"),
    "cases.rules_changed": _("%(who)s changed a rule"),
    "labels.label_template_saved": _("%(who)s changed how labels look"),
    "labels.label_template_removed": _("%(who)s removed a kind of label"),
    "labels.labels_printed": _("%(who)s printed labels"),
    "spreadsheets.import_changed": _("%(who)s worked on an import"),
    "spreadsheets.list_exported": _("%(who)s exported a list"),
    "spreadsheets.export_changed": _("%(who)s has a list as a file"),
    "cases.bulk_changed": _("%(who)s changed many cases at once"),
    "conversations.message_received": _("A message came"),
    "conversations.message_sent": _("A message went out"),
    "conversations.message_failed": _("A message could not be sent"),
    "conversations.message_bounced": _("A message came back"),
    "conversations.message_advanced": _("A message was delivered, read or heard"),
    "conversations.message_revised": _("Somebody changed a message they had sent us"),
    "conversations.message_written_elsewhere": _("One of us wrote in a program of the channel"),
    "conversations.file_fetched": _("A file of a message was fetched"),
    "conversations.envelope_accepted": _("Something arrived and is stored"),
    "conversations.envelope_put_aside": _("Something that arrived was put aside"),
    "conversations.envelope_settled": _("%(who)s settled what was put aside"),
    "conversations.channel_changed": _("%(who)s changed a channel"),
    "coverage.contract_recorded": _("%(who)s wrote down a contract"),
    "coverage.contract_file_changed": _("%(who)s changed the files of a contract"),
    "coverage.supplier_guarantee_recorded": _("%(who)s wrote down a guarantee of a supplier"),
    "coverage.contract_removed": _("%(who)s took a contract of a file out again"),
    "coverage.coverage_decided": _("%(who)s decided who pays"),
    "coverage.decision_replayed": _("%(who)s had a decision made again"),
    "coverage.damage_looked_at": _("%(who)s noted a step about a damage"),
    "coverage.goodwill_granted": _("%(who)s granted goodwill"),
    "coverage.goodwill_limit_set": _("%(who)s set a limit of goodwill"),
    "units.unit_introduced": _("A unit has become known"),
    "units.units_imported": _("%(who)s took units over from a file"),
    "units.units_removed": _("%(who)s took units of a file out again"),
    "units.unit_edited": _("%(who)s corrected what we know of a unit"),
    "units.unit_dated": _("%(who)s noted a date in the life of a unit"),
    "units.owner_changed": _("%(who)s noted whose a unit is"),
    "units.part_swapped": _("%(who)s swapped a part of a unit"),
    "units.batch_taken_in": _("%(who)s took in units from production"),
    "units.batch_shipped": _("%(who)s noted that units were shipped"),
    "units.lot_noted": _("%(who)s noted a lot of components"),
    "units.registration_received": _("A customer has registered a unit"),
    "units.registration_settled": _("%(who)s settled a registration"),
    "units.scan_rule_changed": _("%(who)s changed how codes of a maker are read"),
    "customers.customer_registered": _("%(who)s registered a customer"),
    "customers.customer_edited": _("%(who)s corrected what we know of a customer"),
    "customers.customers_imported": _("%(who)s took customers over from a file"),
    "customers.contacts_imported": _("%(who)s took people over from a file"),
    "customers.contact_added": _("%(who)s added a person of a customer"),
    "customers.identity_changed": _("An address of a person changed"),
    "customers.consent_changed": _("Somebody agreed to be written to, or withdrew it"),
    "customers.contacts_merged": _("%(who)s merged two persons"),
    "customers.contacts_unmerged": _("%(who)s undid a merge of two persons"),
    "customers.contacts_told_apart": _("%(who)s said that two persons are two"),
    "customers.accounts_merged": _("%(who)s merged two customers"),
    "customers.accounts_unmerged": _("%(who)s undid a merge of two customers"),
    "customers.customer_removed": _("%(who)s removed a customer or person taken in by mistake"),
    "customers.contact_forgotten": _("%(who)s erased the data of a person"),
    "customers.contact_exported": _("%(who)s exported the data of a person"),
    "shipping.parcel_moved": _("A parcel came further on its way"),
    "shipping.pick_up_ordered": _("%(who)s ordered a pick-up"),
    "shipping.pick_up_answered": _("A carrier answered the order of a pick-up"),
    "shipping.carrier_changed": _("%(who)s changed a carrier"),
    "shipping.carrier_word_accepted": _("A carrier sent word"),
    "shipping.carrier_word_settled": _("The word of a carrier was read"),
    "shipping.site_address_changed": _("%(who)s changed the address of a site"),
    "shipping.packing_changed": _("%(who)s changed how something is packed"),
} | {
    event: said
    for event, (_icon, said) in (
        REPAIRS_SAID | RETURNS_SAID | PARCELS_SAID | SUPPLY_SAID | PLANS_SAID
    ).items()
}
CHANGED = {
    "name": _("name"),
    "handle": _("short name"),
    "email": _("address"),
    "active": _("account open or closed"),
    "roles": _("roles"),
    "teams": _("teams"),
    "skills": _("skills"),
    "absence": _("absence"),
    "second_factors": _("second factors"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "theme": _("brightness"),
    "density": _("density"),
    "shortcuts": _("single keys"),
    "available": _("availability"),
    "max_open": _("most open cases"),
    "signatures": _("signatures"),
    "notices": _("notifications"),
    "code": _("code"),
    "names": _("names in other languages"),
    "kind": pgettext_lazy("of an item", "kind"),
    "item_class": _("class"),
    "maker": _("maker"),
    "part_number": _("part number"),
    "aliases": _("aliases"),
    "revision": _("revision"),
    "serial_tracked": _("tracking by serial"),
    "lot_tracked": _("tracking by lot"),
    "is_main_part": _("main part"),
    "is_wear_part": _("wear part"),
    "wear_life": _("life of a wear part"),
    "audience": _("who may see it"),
    "note": _("note"),
    "title": _("title"),
    "text": _("readable text"),
}


def sentence(entry: Entry, *, who: str, other: str) -> str:
    """Say what an entry of the journal tells; its code where nobody has found words for it."""
    if entry.event in TOLD:
        # What was written years ago may lack what is told today, and is never edited.
        with suppress(KeyError, ValueError):
            return in_words(entry, who=who, other=other)[1]
    if entry.event not in SAID:
        return entry.event
    kind = entry.data.get("kind", "")
    return str(SAID[entry.event]) % {
        "who": who,
        "other": other or _("somebody"),
        "changed": ", ".join(str(CHANGED.get(each, each)) for each in _changed(entry)),
        "promise": PROMISE_NAMES.get(kind, kind),
    }


def _changed(entry: Entry) -> list[str]:
    return list(entry.data.get("changed", ()))


def events_by_app() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return all events with their sentences, app by app, to choose from."""
    found: dict[str, list[tuple[str, str]]] = {}
    unnamed = {
        "who": pgettext_lazy("in a sentence about anybody", "Somebody"),
        "other": pgettext_lazy("in a sentence about anybody", "somebody"),
        "changed": "…",
        "promise": "…",
    }
    for event, said in SAID.items():
        found.setdefault(event.partition(".")[0], []).append((event, str(said) % unnamed))
    return [(APPS.get(app, app), events) for app, events in found.items()]
