from django.db import migrations, models
from django.db.models import Q

BEGINS = """
CREATE OR REPLACE FUNCTION repairs_workorder_goes_where_it_may() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'expected' {past} THEN
            RAISE check_violation USING CONSTRAINT = 'repairs_workorder_begins_as_it_must',
                MESSAGE = 'A work order begins as expected, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({arrows}) THEN
        RAISE check_violation USING CONSTRAINT = 'repairs_workorder_goes_where_it_may',
            MESSAGE = 'A work order does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$
"""
MOVES = {
    "expected": ("received", "cancelled"),
    "received": ("diagnosed", "away", "refused"),
    "diagnosed": ("quoted", "approved", "away", "refused", "exchanged", "scrapped"),
    "quoted": ("approved", "refused"),
    "approved": (
        "quoted", "waiting", "repairing", "testing", "away", "refused", "exchanged", "scrapped",
    ),
    "waiting": ("quoted", "repairing", "refused", "exchanged", "scrapped"),
    "repairing": ("quoted", "waiting", "testing", "refused", "exchanged", "scrapped"),
    "away": ("testing", "refused", "exchanged", "scrapped"),
    "testing": ("tested", "repairing"),
    "tested": ("cleaned", "repairing"),
    "cleaned": ("handed_over", "repairing"),
    "refused": ("quoted", "returned", "exchanged", "scrapped"),
}
ARROWS = ", ".join(f"('{old}', '{new}')" for old, targets in MOVES.items() for new in targets)


class Migration(migrations.Migration):
    dependencies = [("repairs", "0005_papers_and_signatures")]

    operations = [
        migrations.AddField(
            "workorder", "past_number", models.CharField(blank=True, max_length=60, default=""),
            preserve_default=False,
        ),
        migrations.AddField("repairpart", "is_past", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "workorder",
            models.UniqueConstraint(
                condition=~Q(past_number=""),
                fields=("past_number",),
                name="past_repair_is_taken_over_once",
            ),
        ),
        migrations.AddConstraint(
            "workorder",
            models.CheckConstraint(
                condition=Q(("past_number", ""), ("status__in", ["handed_over", "returned", "exchanged", "scrapped", "cancelled"]), _connector="OR"),
                name="past_repair_is_closed",
            ),
        ),
        migrations.RemoveConstraint("repairpart", "fitted_part_says_where_the_old_one_goes"),
        migrations.RemoveConstraint("repairpart", "scrapped_part_is_proven"),
        migrations.AddConstraint(
            "repairpart",
            models.CheckConstraint(
                condition=Q(
                    Q(
                        ("fitted_at__isnull", False),
                        ("status", "fitted"),
                        ("used__isnull", False),
                        Q(Q(("old_goes", ""), _negated=True), ("is_past", True), _connector="OR"),
                    ),
                    Q(
                        Q(("status", "fitted"), _negated=True),
                        ("fitted_at__isnull", True),
                        ("old_goes", ""),
                        ("used__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="fitted_part_says_where_the_old_one_goes",
            ),
        ),
        migrations.AddConstraint(
            "repairpart",
            models.CheckConstraint(
                condition=Q(
                    Q(("old_goes", "scrap"), _negated=True),
                    ("old_proof__isnull", False),
                    ("is_past", True),
                    _connector="OR",
                ),
                name="scrapped_part_is_proven",
            ),
        ),
        migrations.RunSQL(
            BEGINS.format(past="AND NEW.past_number = ''", arrows=ARROWS),
            BEGINS.format(past="", arrows=ARROWS),
        ),
    ]
