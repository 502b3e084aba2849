from django.db import migrations

from aftercare.kit.guards import is_never_emptied, stays


class Migration(migrations.Migration):
    dependencies = [("coverage", "0003_answers_to_appeals")]
    operations = [
        stays("coverage_storeddecision", row="A decision"),
        is_never_emptied("coverage_storeddecision"),
        stays("coverage_contractversion", row="A version of a contract", verbs="UPDATE"),
        is_never_emptied("coverage_contractversion"),
    ]
