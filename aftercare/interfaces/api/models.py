from django.db import models


class Usage(models.Model):
    """How many requests came by a token in the minute in which the last one came."""

    token = models.OneToOneField("people.ApiToken", models.CASCADE, related_name="+")
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.token_id}: {self.count}"


class GivenAnswer(models.Model):
    """What was answered to a request with a key, so that it is done once however often it comes."""

    token = models.ForeignKey("people.ApiToken", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=80)
    body = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answer_given_at")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
