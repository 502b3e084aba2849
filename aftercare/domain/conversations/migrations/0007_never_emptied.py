from django.db import migrations

from aftercare.kit.guards import is_never_emptied, stays


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_messages_sent_lately")]
    operations = [
        stays("conversations_envelope", row="What arrived", verbs="DELETE"),
        is_never_emptied("conversations_envelope"),
    ]
