from django.db import migrations

MOVES = """
('draft', 'labeled'), ('draft', 'delivered'), ('draft', 'cancelled'),
('labeled', 'collected'), ('labeled', 'in_transit'), ('labeled', 'out_for_delivery'),
('labeled', 'delivered'), ('labeled', 'lost'), ('labeled', 'damaged'),
('labeled', 'refused'), ('labeled', 'sent_back'), ('labeled', 'cancelled'),
('collected', 'in_transit'), ('collected', 'out_for_delivery'), ('collected', 'delivered'),
('collected', 'lost'), ('collected', 'damaged'), ('collected', 'refused'),
('collected', 'sent_back'),
('in_transit', 'out_for_delivery'), ('in_transit', 'delivered'), ('in_transit', 'lost'),
('in_transit', 'damaged'), ('in_transit', 'refused'), ('in_transit', 'sent_back'),
('out_for_delivery', 'in_transit'), ('out_for_delivery', 'delivered'), ('out_for_delivery', 'lost'),
('out_for_delivery', 'damaged'), ('out_for_delivery', 'refused'), ('out_for_delivery', 'sent_back'),
('delivered', 'damaged'),
('lost', 'in_transit'), ('lost', 'out_for_delivery'), ('lost', 'delivered'),
('lost', 'sent_back'),
('damaged', 'delivered'), ('damaged', 'sent_back'),
('refused', 'in_transit'), ('refused', 'out_for_delivery'), ('refused', 'delivered'),
('refused', 'sent_back')
"""

FORWARD = f"""
CREATE FUNCTION shipping_goes_where_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE check_violation USING CONSTRAINT = 'parcel_begins_as_draft',
                MESSAGE = 'A parcel begins as draft, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({MOVES}) THEN
        RAISE check_violation USING CONSTRAINT = 'parcel_goes_where_it_may',
            MESSAGE = 'A parcel does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shipping_goes_where_it_may BEFORE INSERT OR UPDATE OF status ON shipping_parcel
FOR EACH ROW EXECUTE FUNCTION shipping_goes_where_it_may();

CREATE FUNCTION shipping_sightings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was told of a parcel stays: % refused.', TG_OP;
END $$;
CREATE TRIGGER shipping_sightings_stay BEFORE UPDATE OR DELETE ON shipping_parcelsighting
FOR EACH ROW EXECUTE FUNCTION shipping_sightings_stay();
"""
BACKWARD = """
DROP TRIGGER shipping_sightings_stay ON shipping_parcelsighting;
DROP FUNCTION shipping_sightings_stay();
DROP TRIGGER shipping_goes_where_it_may ON shipping_parcel;
DROP FUNCTION shipping_goes_where_it_may();
"""


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_parcels_carriers_labels")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
