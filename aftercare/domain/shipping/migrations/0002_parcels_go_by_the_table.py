from django.db import migrations

from aftercare.kit.guards import goes_where_it_may

MOVES = {
    "draft": ("labeled", "delivered", "cancelled"),
    "labeled": (
        "collected", "in_transit", "out_for_delivery", "delivered", "lost", "damaged", "refused",
        "sent_back", "cancelled",
    ),
    "collected": (
        "in_transit", "out_for_delivery", "delivered", "lost", "damaged", "refused", "sent_back",
    ),
    "in_transit": ("out_for_delivery", "delivered", "lost", "damaged", "refused", "sent_back"),
    "out_for_delivery": ("in_transit", "delivered", "lost", "damaged", "refused", "sent_back"),
    "delivered": ("damaged",),
    "lost": ("in_transit", "out_for_delivery", "delivered", "sent_back"),
    "damaged": ("delivered", "sent_back"),
    "refused": ("in_transit", "out_for_delivery", "delivered", "sent_back"),
}
STAY = """
CREATE FUNCTION shipping_sightings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was told of a parcel stays: % refused.', TG_OP;
END $$;
CREATE TRIGGER shipping_sightings_stay BEFORE UPDATE OR DELETE ON shipping_parcelsighting
FOR EACH ROW EXECUTE FUNCTION shipping_sightings_stay();
"""
GO = """
DROP TRIGGER shipping_sightings_stay ON shipping_parcelsighting;
DROP FUNCTION shipping_sightings_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_parcels_carriers_labels")]

    operations = [
        goes_where_it_may("shipping_parcel", row="A parcel", begins="draft", moves=MOVES),
        migrations.RunSQL(STAY, GO),
    ]
