from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who signs in: one of our own people, of a station, or a customer."""

    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name or self.username
