"""What the screen says of events. The journal keeps codes; words belong here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.journal.models import Entry
from aftercare.domain.cases.states import Priority, WaitingFor
from aftercare.domain.coverage.states import LookStatus, LookStep
from aftercare.interfaces.workspace.guidance_texts import GUIDANCE_TOLD
from aftercare.interfaces.workspace.parcel_texts import PARCELS_IN_CASE
from aftercare.interfaces.workspace.repair_texts import IN_CASE
from aftercare.interfaces.workspace.return_texts import RETURNS_IN_CASE
from aftercare.interfaces.workspace.supply_texts import SUPPLY_IN_CASE

PROMISE_NAMES = {
    "cases.first_response": gettext_lazy("first response"),
    "cases.next_reply": gettext_lazy("next reply"),
    "cases.solution_or_date": gettext_lazy("solution or date"),
    "cases.committed_date": gettext_lazy("promised solution"),
    "repairs.quote": gettext_lazy("quote"),
    "repairs.ready": gettext_lazy("repair ready"),
    "shipping.delivery": gettext_lazy("delivery"),
    "returns.answer": gettext_lazy("answer to the return"),
    "returns.decision": gettext_lazy("decision on the return"),
    "returns.replacement": gettext_lazy("replacement on its way"),
    "guidance.session": gettext_lazy("guidance session, with its notes"),
    "planning.review": gettext_lazy("review of a warehouse"),
    "stock.old_part": gettext_lazy("old part back from a partner"),
    "supply.delivery": gettext_lazy("delivery by the supplier"),
}

Told = Callable[[dict[str, Any], str, str], str]


def _promise(data: dict[str, Any]) -> str:
    return str(PROMISE_NAMES.get(data["kind"], data["kind"]))


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


def _kept(data: dict[str, Any], who: str, other: str) -> str:
    if data["in_time"]:
        return _("Promise kept: %(promise)s") % {"promise": _promise(data)}
    return _("Promise kept too late: %(promise)s") % {"promise": _promise(data)}


def _assigned(data: dict[str, Any], who: str, other: str) -> str:
    if not other:
        return _("%(who)s gave the case back to the team") % {"who": who}
    if other == who:
        return _("%(who)s took the case") % {"who": who}
    return _("%(who)s gave the case to %(other)s") % {"who": who, "other": other}


def _linked(data: dict[str, Any], who: str, other: str) -> str:
    return (_("%(who)s linked another case") if data["linked"] else _("%(who)s removed a link")) % {
        "who": who
    }


VERDICTS = {
    "covered": gettext_lazy("covered"),
    "paid": gettext_lazy("not covered, paid repair"),
    "nothing": gettext_lazy("nothing to claim"),
}


def _decided(data: dict[str, Any], who: str, other: str) -> str:
    verdict = str(VERDICTS.get(data["verdict"], data["verdict"]))
    return _("%(who)s decided: %(verdict)s") % {"who": who, "verdict": verdict}


def _looked(data: dict[str, Any], who: str, other: str) -> str:
    step, status = LookStep(data["step"]).label, LookStatus(data["status"]).label
    return _("%(step)s by %(who)s: %(status)s") % {"step": step, "who": who, "status": status}


TOLD: dict[str, tuple[str, Told]] = (
    {
        "cases.case_opened": ("circle-plus", lambda data, who, other: _("Case opened")),
        "cases.cases_imported": (
            "history",
            lambda data, who, other: _("%(who)s took past cases over from a file") % {"who": who},
        ),
        "cases.cases_removed": (
            "history-off",
            lambda data, who, other: (
                _("%(who)s took past cases of a file out again") % {"who": who}
            ),
        ),
        "cases.case_assigned": ("user-check", _assigned),
        "cases.case_sorted": (
            "tag",
            lambda data, who, other: (
                _("%(who)s set the case to priority %(priority)s")
                % {"who": who, "priority": Priority(data["priority"]).label}
                if "priority" in data["changed"]
                else _("%(who)s sorted the case") % {"who": who}
            ),
        ),
        "cases.service_level_followed": (
            "shield-check",
            lambda data, who, other: _("%(who)s applied the changed service levels") % {"who": who},
        ),
        "cases.case_waits": (
            "player-pause",
            lambda data, who, other: (
                _("Waiting: %(what)s. The clock of the solution stands still")
                % {"what": WaitingFor(data["waiting_for"]).label}
            ),
        ),
        "cases.case_snoozed": (
            "clock-pause",
            lambda data, who, other: (
                _("%(who)s snoozed the case until %(until)s")
                % {"who": who, "until": _moment(data["until"])}
            ),
        ),
        "cases.case_woken": ("alarm", lambda data, who, other: _("The case is back in the lists")),
        "cases.solution_proposed": (
            "bulb",
            lambda data, who, other: _("%(who)s proposed a solution") % {"who": who},
        ),
        "cases.date_committed": (
            "calendar-check",
            lambda data, who, other: (
                _("%(who)s promised a solution by %(date)s")
                % {"who": who, "date": _moment(data["due_at"])}
            ),
        ),
        "cases.case_solved": (
            "circle-check",
            lambda data, who, other: _("%(who)s solved the case") % {"who": who},
        ),
        "cases.case_reopened": (
            "rotate",
            lambda data, who, other: _("%(who)s opened the case again") % {"who": who},
        ),
        "cases.case_marked_as_spam": (
            "mail-off",
            lambda data, who, other: _("%(who)s marked it as spam") % {"who": who},
        ),
        "cases.case_kept_as_spam": (
            "mail-off",
            lambda data, who, other: _("Kept as spam: the sender is blocked"),
        ),
        "cases.case_brought_back": (
            "mail-check",
            lambda data, who, other: _("%(who)s said that it is no spam") % {"who": who},
        ),
        "cases.case_escalated": (
            "stairs-up",
            lambda data, who, other: _("%(who)s asked another team for help") % {"who": who},
        ),
        "cases.escalation_answered": (
            "message-check",
            lambda data, who, other: _("%(who)s answered for the team") % {"who": who},
        ),
        "cases.cases_merged": ("git-merge", lambda data, who, other: _("Two cases were merged")),
        "cases.cases_unmerged": ("git-fork", lambda data, who, other: _("A merge was undone")),
        "cases.case_split": ("git-branch", lambda data, who, other: _("A case was split off")),
        "cases.cases_linked": ("link", _linked),
        "cases.customer_named": (
            "user",
            lambda data, who, other: _("%(who)s named the customer") % {"who": who},
        ),
        "cases.unit_named": (
            "device-desktop",
            lambda data, who, other: (
                (
                    _("%(who)s said which unit it is about")
                    if data["named"]
                    else _("%(who)s said that it is not about this unit")
                )
                % {"who": who}
            ),
        ),
        "cases.reply_taken_back": (
            "arrow-back-up",
            lambda data, who, other: (
                _("%(who)s took an answer back, and what was changed with it") % {"who": who}
            ),
        ),
        "cases.notice_drafted": (
            "pencil",
            lambda data, who, other: _("A notice to the customer was drafted"),
        ),
        "cases.notice_settled": (
            "pencil-check",
            lambda data, who, other: (
                (
                    _("%(who)s put the notice into an answer")
                    if data["used"]
                    else _("%(who)s threw the notice away")
                )
                % {"who": who}
            ),
        ),
        "cases.reply_lost": (
            "mail-x",
            lambda data, who, other: _(
                "The answer did not reach the customer for certain; what it kept is owed again"
            ),
        ),
        "cases.reply_sent_again": (
            "mail-forward",
            lambda data, who, other: _("%(who)s let the answer go out again") % {"who": who},
        ),
        "coverage.coverage_decided": ("scale", _decided),
        "coverage.damage_looked_at": ("eye-search", _looked),
        "coverage.goodwill_granted": (
            "heart-handshake",
            lambda data, who, other: (
                _("%(who)s granted goodwill: %(amount)s %(currency)s")
                % {"who": who, "amount": data["amount"], "currency": data["currency"]}
            ),
        ),
        "promises.promise_kept": ("shield-check", _kept),
        "promises.promise_slipping": (
            "alert-triangle",
            lambda data, who, other: _("Slipping: %(promise)s") % {"promise": _promise(data)},
        ),
        "promises.promise_broken": (
            "alert-octagon",
            lambda data, who, other: _("Not in time: %(promise)s") % {"promise": _promise(data)},
        ),
        "promises.promise_moved": (
            "calendar-due",
            lambda data, who, other: (
                _("New date for %(promise)s: %(date)s")
                % {"promise": _promise(data), "date": _moment(data["due_at"])}
            ),
        ),
    }
    | IN_CASE
    | PARCELS_IN_CASE
    | RETURNS_IN_CASE
    | GUIDANCE_TOLD
    | SUPPLY_IN_CASE
)
"""Events the stream of a case tells of, each with its icon and how it is said."""


def in_words(entry: Entry, *, who: str, other: str) -> tuple[str, str]:
    """Return icon and words for an entry of the journal."""
    icon, told = TOLD[entry.event]
    return icon, told(entry.data, who, other)
