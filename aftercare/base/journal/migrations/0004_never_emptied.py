from django.db import migrations

from aftercare.kit.guards import is_never_emptied


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_checks_of_the_chain_and_entries_by_time")]
    operations = [
        is_never_emptied("journal_entry"),
        is_never_emptied("journal_seal"),
        is_never_emptied("journal_unsealed"),
    ]
