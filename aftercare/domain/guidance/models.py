from django.db import models
from django.db.models import F, Q

from aftercare.domain.guidance.states import Answer, How, MissedBy, SessionStatus


class GuidanceSeries(models.Model):
    """
    Sessions that come by a rule (RFC 5545), counted by the clock of a zone.

    `begins_at` and `ends_at` are those of the first by the rule; each session may have been moved
    since. All of them are one thing in the calendars of guests, under `uid`.
    """

    uid = models.CharField(max_length=120, unique=True)
    rule = models.CharField(max_length=120)
    zone = models.CharField(max_length=40)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.rule} {self.begins_at}"


class GuidanceSession(models.Model):
    """
    One meeting with a customer, at a time agreed in `zone`.

    A trigger lets the status go only where `states.MOVES` leads. `sequence` counts what guests
    have to be told, `told_sequence` is how much of it they were, by `told_by`; answers to what it
    was before `moved_sequence` no longer count. `occurs_at` is its time by the rule of its series.
    """

    code = models.CharField(max_length=20, unique=True)
    status = models.CharField(
        max_length=10, choices=SessionStatus.choices, default=SessionStatus.PLANNED
    )
    series = models.ForeignKey(GuidanceSeries, models.PROTECT, null=True, related_name="sessions")
    uid = models.CharField(max_length=120)
    occurs_at = models.DateTimeField(null=True)
    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    thread = models.ForeignKey("conversations.Thread", models.PROTECT, null=True, related_name="+")

    subject = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)
    how = models.CharField(max_length=8, choices=How.choices)
    place = models.CharField(max_length=300, blank=True)
    items = models.ManyToManyField("catalog.Item", related_name="+", blank=True)
    units = models.ManyToManyField("units.Unit", related_name="+", blank=True)

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField(default=0)
    moved_sequence = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(null=True)
    told_by = models.ForeignKey(
        "conversations.Message", models.PROTECT, null=True, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True)

    notes = models.TextField(blank=True)
    notes_sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    missed_by = models.CharField(max_length=8, choices=MissedBy.choices, blank=True)
    planned_by = models.CharField(max_length=40)
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uid", "occurs_at"],
                nulls_distinct=False,
                name="session_is_one_in_calendars",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) ^ Q(occurs_at__isnull=False),
                name="session_of_a_series_occurs_by_it",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(status=SessionStatus.PLANNED) ^ Q(ended_at__isnull=False),
                name="session_has_a_date_once_it_is_over",
            ),
            models.CheckConstraint(
                condition=Q(status=SessionStatus.HELD) | Q(notes="", notes_sent_at=None),
                name="session_that_was_held_has_notes",
            ),
            models.CheckConstraint(
                condition=Q(status=SessionStatus.MISSED) ^ Q(missed_by=""),
                name="missed_session_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="session_by_time"),
            models.Index(fields=["account", "starts_at"], name="session_of_account"),
            models.Index(fields=["case", "starts_at"], name="session_of_case"),
            models.Index(
                fields=["starts_at"],
                name="session_planned",
                condition=Q(status=SessionStatus.PLANNED),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def was_told(self) -> bool:
        """Whether the guests have ever been invited."""
        return self.told_sequence is not None

    @property
    def is_untold(self) -> bool:
        """Whether the guests have still to be told how it stands."""
        if self.status == SessionStatus.PLANNED:
            return self.told_sequence != self.sequence
        is_off = self.status == SessionStatus.CALLED_OFF
        return is_off and self.was_told and self.told_sequence != self.sequence


class SessionHolder(models.Model):
    """One of us who holds a session, and with which task or skill; the first answers for it."""

    session = models.ForeignKey(GuidanceSession, models.CASCADE, related_name="holders")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    task = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="holds_a_session_once"),
            models.UniqueConstraint(fields=["session", "position"], name="one_answers_for_session"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.task})" if self.task else str(self.user)


class SessionGuest(models.Model):
    """
    One who is invited to a session, at the address to which we write.

    `answer_sequence` and `answer_stamp` say to which invitation they answered, and when by their
    calendar: what is older than that changes nothing. Who was invited and is no longer
    (`left_at`) stays until they know it from a message (`left_told_by`), and after.
    """

    session = models.ForeignKey(GuidanceSession, models.CASCADE, related_name="guests")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_sequence = models.PositiveIntegerField(null=True)
    answer_stamp = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_told_by = models.ForeignKey(
        "conversations.Message", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["contact"], name="sessions_of_guest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") ^ Q(answered_at__isnull=False),
                name="answer_of_a_guest_has_a_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.contact)
