from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.base.people.states import AfterSend, Density, Theme, UserKind


class UserManager(BaseUserManager["User"]):
    """Finds people by the address they sign in with, however they type it."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Role(models.Model):
    """
    What people of a duty may do: a set of permission codes.

    A code whose app is gone stays here and means nothing until the app is back.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    permissions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    offered = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """What a standard role was given so far; new verbs are added, none that was taken away."""

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """Somebody who signs in: one of our own people, of a station, or a customer."""

    email = models.EmailField(unique=True)
    handle = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=UserKind.choices, default=UserKind.USER)
    roles = models.ManyToManyField(Role, related_name="users", blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=40, default="UTC")
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.COMFORTABLE)
    shortcuts = models.BooleanField(default=True)
    after_send = models.CharField(max_length=8, choices=AfterSend.choices, default=AfterSend.STAY)
    available = models.BooleanField(default=True)
    max_open = models.PositiveSmallIntegerField(default=40)
    signatures = models.JSONField(default=dict, blank=True)
    """What stands below one's mails, by language."""
    notices = models.JSONField(default=dict, blank=True)
    """How somebody hears of things, by kind (`NoticeBy`); what is not named is told in the app."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "handle"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name; the sign-in pages ask for it under this name."""
        return self.name


class Team(models.Model):
    """People who share a pile of work, such as customer service or board repair."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    mail_name = models.CharField(max_length=80, blank=True)
    """As whom the team writes, such as “Northwell Service”; its name if nothing is said."""
    calendar = models.ForeignKey("company.Calendar", models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Somebody who belongs to a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="belongs_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Absence(models.Model):
    """Days on which somebody is not there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=80, blank=True)
    stand_in = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.from_on} – {self.until_on}"


class Skill(models.Model):
    """Something people may know, such as a product family or a language."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class UserSkill(models.Model):
    """
    That somebody knows something, from 1 (learning) to 5 (teaches it).

    Certificates with exam and expiry will stand beside it, and point here.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(default=3)
    since_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="skill_is_held_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="skill_has_a_level"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} knows {self.skill_id}"


class Invitation(models.Model):
    """
    A way in for somebody who has no account yet: works once, and not for ever.

    Its token is signed and kept nowhere, so the database alone lets nobody in.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=UserKind.choices, default=UserKind.USER)
    roles = models.ManyToManyField(Role, related_name="+")
    language = models.CharField(max_length=12, default="en")
    invited_by = models.CharField(max_length=60)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}"


class Notification(models.Model):
    """Something a person should know of: what happened, and to what."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    """When a mail tells of it too, if it has not been read by then."""
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about"],
                condition=Q(read_at__isnull=True),
                name="notification_is_unread_once",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of"),
            models.Index(
                fields=["mail_at"],
                condition=Q(mail_at__isnull=False, mailed_at__isnull=True, read_at__isnull=True),
                name="notification_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class ApiToken(models.Model):
    """
    What lets a program in, in the name of a person, for a part of what that person may.

    Of the token itself only the hash is kept; `hint` is how it begins, to tell it from others.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="token_of")]

    def __str__(self) -> str:
        return self.name
