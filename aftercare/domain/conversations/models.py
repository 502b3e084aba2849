from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.domain.conversations.states import LOST, Direction, EnvelopeState, MessageState


class ChannelAccount(models.Model):
    """
    One of our addresses on a channel, such as the support mailbox. Secrets are encrypted.

    `trouble` is why nothing comes in, `sending_trouble` why nothing goes out.
    """

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    settings = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    trouble = models.CharField(max_length=300, blank=True)
    sending_trouble = models.CharField(max_length=300, blank=True)
    cursor = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="channel_has_one_address")
        ]

    def __str__(self) -> str:
        return self.name


class Envelope(models.Model):
    """
    What arrived, byte by byte, stored before anything of it is read.

    The bytes are gone once the person who sent it was forgotten.
    """

    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=300)
    raw = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        max_length=10, choices=EnvelopeState.choices, default=EnvelopeState.WAITING
    )
    problem = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="arrives_once")
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="envelope_of_account"),
            models.Index(
                fields=["-id"], name="envelope_aside", condition=Q(status=EnvelopeState.ASIDE)
            ),
            models.Index(
                fields=["id"], name="envelope_waiting", condition=Q(status=EnvelopeState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.external_id[:40]}"


class Thread(models.Model):
    """
    A conversation with one peer on one channel.

    `token` is a secret that only its participants get to see, as part of our address.
    """

    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")
    peer = models.CharField(max_length=200)
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=500, blank=True)
    base_subject = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=24, unique=True)
    participants = ArrayField(models.CharField(max_length=200), default=list)
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "peer", "-last_message_at"], name="thread_of_peer"),
            models.Index(fields=["contact", "-last_message_at"], name="thread_of_contact"),
        ]

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"


class Message(models.Model):
    """
    One thing said, by them or by us.

    `text` is all that was written, `reply_text` what is new in it, `html` its safe form.
    Recipients are fixed when it is written; `unreached` are those who do not have it yet.
    `external_id` is its name outside (Message-ID), `remote_id` the one a channel gave it.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+")
    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    status = models.CharField(max_length=10, choices=MessageState.choices)
    external_id = models.CharField(max_length=300)
    remote_id = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, default="text")
    answers = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    author = models.CharField(max_length=60, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=200, blank=True)
    sent_for = models.CharField(max_length=80, blank=True)
    to = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    cc = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    reply_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    auto = models.CharField(max_length=12, default="none")
    problems = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    unreached = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="said_once")]
        indexes = [
            models.Index(fields=["thread", "at"], name="message_of_thread"),
            models.Index(
                fields=["send_at"],
                name="message_to_send",
                condition=Q(status__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
            models.Index(
                fields=["account", "-sent_at"],
                name="message_sent",
                condition=Q(direction=Direction.OUT, sent_at__isnull=False),
            ),
            models.Index(fields=["-id"], name="message_lost", condition=Q(status__in=LOST)),
            models.Index(fields=["remote_id"], name="message_remote", condition=~Q(remote_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.external_id[:40]}"


class MessageFile(models.Model):
    """A file that came or goes with a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class AwaitedFile(models.Model):
    """A file that a channel only names: it has to be fetched, or could not be, and why."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="awaited_files")
    name = models.CharField(max_length=200)
    ref = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class MessageVersion(models.Model):
    """What a message said before its author changed it or took it away."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="versions")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.until}"


class EarlyWord(models.Model):
    """Word of how far a message of ours got that came before we knew the message by this name."""

    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=MessageState.choices)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "external_id"], name="early_word")]

    def __str__(self) -> str:
        return f"{self.external_id[:40]} {self.state}"


class PeerTouch(models.Model):
    """When a peer last did something, other than writing, that lets us write for a while."""

    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="+")
    peer = models.CharField(max_length=200)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "peer", "what"], name="touched_last")
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.what}"


class AccessToken(models.Model):
    """A token that lets us in for some time, kept for all our processes, locked like secrets."""

    account = models.OneToOneField(ChannelAccount, models.CASCADE, related_name="+")
    token = models.TextField(blank=True)
    good_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"until {self.good_until}"
