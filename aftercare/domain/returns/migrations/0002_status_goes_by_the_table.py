from django.db import migrations

from aftercare.kit.guards import goes_where_it_may

MOVES = {
    "requested": ("approved", "refused", "cancelled"),
    "approved": ("received", "expired", "cancelled"),
    "received": ("decided", "closed"),
    "decided": ("received", "closed"),
    "closed": ("received",),
    "refused": ("approved",),
    "expired": ("approved", "received"),
}
LINE_MOVES = {
    "expected": ("received", "not_coming"),
    "not_coming": ("expected", "received"),
    "received": ("inspected",),
    "inspected": ("decided",),
    "decided": ("inspected", "done"),
}


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_returns_lines_arrivals")]

    operations = [
        goes_where_it_may("returns_rma", row="A return", begins="requested", moves=MOVES),
        goes_where_it_may("returns_rmaline", row="A line", begins="expected", moves=LINE_MOVES),
    ]
