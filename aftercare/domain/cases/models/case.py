from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from aftercare.domain.cases.states import UNSETTLED, CaseKind, CaseStatus, Priority, WaitingFor

_UNSETTLED = Q(status__in=UNSETTLED)


class Case(models.Model):
    """
    One matter a customer has brought to us.

    What lists show (last message, next date) is kept on the row itself, written by the
    verbs that change it, so that a page of a million cases costs one query. `version` grows
    with each such verb: who saves something based on an older one is told so. `past_number` is
    that of the system before, of a case that was taken over from there. `before_spam` is how it
    stood before it was marked as spam: what it waited for, that it was solved, or nothing.
    """

    code = models.CharField(max_length=20, unique=True)
    past_number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=CaseKind.choices, default=CaseKind.OTHER)
    status = models.CharField(max_length=10, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    waiting_for = models.CharField(max_length=10, choices=WaitingFor.choices, blank=True)
    before_spam = models.CharField(max_length=10, blank=True)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    service_level = models.ForeignKey(
        "cases.ServiceLevel", models.PROTECT, null=True, related_name="+"
    )
    readers = ArrayField(models.CharField(max_length=40), default=list)

    opened_at = models.DateTimeField()
    active_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    needs_answer = models.BooleanField(default=True)
    last_from = models.CharField(max_length=120, blank=True)
    last_text = models.CharField(max_length=160, blank=True)
    cause = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=CaseStatus.WAITING) ^ Q(waiting_for=""),
                name="case_says_what_it_waits_for",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.SOLVED) | Q(solved_at__isnull=False),
                name="case_has_a_date_once_solved",
            ),
            models.UniqueConstraint(
                fields=["past_number"],
                condition=~Q(past_number=""),
                name="past_case_is_taken_over_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-active_at", "-id"], name="case_active"),
            models.Index(fields=["-active_at", "-id"], name="case_unsettled", condition=_UNSETTLED),
            models.Index(
                fields=["assignee", "-active_at", "-id"], name="case_mine", condition=_UNSETTLED
            ),
            models.Index(
                fields=["team", "-active_at", "-id"], name="case_of_team", condition=_UNSETTLED
            ),
            models.Index(fields=["due_at", "id"], name="case_due", condition=_UNSETTLED),
            models.Index(fields=["opened_at", "id"], name="case_oldest", condition=_UNSETTLED),
            models.Index(
                fields=["snoozed_until"],
                name="case_snoozed",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(fields=["contact", "-active_at"], name="case_of_contact"),
            models.Index(fields=["account", "-active_at"], name="case_of_account"),
            GinIndex(fields=["tags"], name="case_tags"),
            GinIndex(fields=["readers"], name="case_readers"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def whose(self) -> str:
        """What the customer is called: by name, else as whoever wrote last gave it."""
        return (self.contact.name if self.contact else "") or self.last_from


class CaseThread(models.Model):
    """A conversation whose next message belongs to a case. A case may have several."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    thread = models.OneToOneField("conversations.Thread", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.thread_id}"


class CaseMessage(models.Model):
    """
    A message that was said in a case.

    Usually all messages of a conversation are in one case; after a split they are not. `said`
    is what one that went out by a rule was about, so that it goes out once.

    Of an answer, `keeps` names the promises it keeps once it has gone out, besides that of an
    answer; `kept` those it has kept; `changed` what was changed in the case with it, before and
    after.
    """

    message = models.OneToOneField(
        "conversations.Message", models.PROTECT, primary_key=True, related_name="+"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    said = models.CharField(max_length=60, blank=True)
    keeps = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    kept = ArrayField(models.BigIntegerField(), default=list, blank=True)
    changed = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["said"], condition=~Q(said=""), name="rule_tells_it_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.message_id}"


class Watcher(models.Model):
    """Somebody who hears of everything that happens in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="watches_once")]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.case_id}"
