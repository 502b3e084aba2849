from django.db import migrations, models
from django.db.models import Q

# What is not good has an average of its own: old parts that stay with us at no worth leave the
# worth of good ones alone. What becomes good, or is not good any more, takes its value along.
VALUE = """
CREATE FUNCTION stock_is_good(condition text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
    SELECT condition IN ('new', 'used')
$$;

CREATE OR REPLACE FUNCTION stock_value_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was boolean := NEW.owner <> 'customer' AND stock_is_ours(NEW.source_kind);
    comes boolean := coalesce(nullif(NEW.owner_after, ''), NEW.owner) <> 'customer'
        AND stock_is_ours(NEW.target_kind);
    was_good boolean := stock_is_good(NEW.condition);
    is_good boolean := stock_is_good(NEW.condition_after);
    held stock_valuation;
    pieces numeric;
    worth numeric;
BEGIN
    NEW.cost := NULL;
    IF comes = was AND (NOT was OR was_good = is_good) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO stock_valuation (item_id, quantity, value, unfit_quantity, unfit_value)
        VALUES (NEW.item_id, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
        SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    END IF;
    IF (CASE WHEN was THEN was_good ELSE is_good END) THEN
        pieces := held.quantity;
        worth := held.value;
    ELSE
        pieces := held.unfit_quantity;
        worth := held.unfit_value;
    END IF;
    NEW.cost := round(NEW.quantity * coalesce(NEW.unit_cost, worth / nullif(pieces, 0), 0), 4);
    IF was THEN
        NEW.cost := CASE WHEN NEW.quantity >= pieces THEN worth ELSE least(NEW.cost, worth) END;
        IF was_good THEN
            held.quantity := held.quantity - NEW.quantity;
            held.value := held.value - NEW.cost;
        ELSE
            held.unfit_quantity := held.unfit_quantity - NEW.quantity;
            held.unfit_value := held.unfit_value - NEW.cost;
        END IF;
    END IF;
    IF comes THEN
        IF is_good THEN
            held.quantity := held.quantity + NEW.quantity;
            held.value := held.value + NEW.cost;
        ELSE
            held.unfit_quantity := held.unfit_quantity + NEW.quantity;
            held.unfit_value := held.unfit_value + NEW.cost;
        END IF;
    END IF;
    UPDATE stock_valuation
    SET quantity = held.quantity, value = held.value,
        unfit_quantity = held.unfit_quantity, unfit_value = held.unfit_value
    WHERE item_id = NEW.item_id;
    RETURN NEW;
END $$;
"""

# What was not good until now has nearly always come at no worth; so it begins.
APART = """
ALTER TABLE stock_valuation DISABLE TRIGGER values_follow_movements;
UPDATE stock_valuation AS worth
SET quantity = worth.quantity - unfit.pieces, unfit_quantity = unfit.pieces,
    value = CASE WHEN worth.quantity > unfit.pieces THEN worth.value ELSE 0 END,
    unfit_value = CASE WHEN worth.quantity > unfit.pieces THEN 0 ELSE worth.value END
FROM (
    SELECT item_id, sum(quantity) AS pieces FROM stock_balance
    WHERE owner <> 'customer' AND stock_is_ours(place_kind) AND NOT stock_is_good(condition)
    GROUP BY item_id
) AS unfit
WHERE unfit.item_id = worth.item_id;
ALTER TABLE stock_valuation ENABLE TRIGGER values_follow_movements;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0007_goods_consigned")]
    operations = [
        migrations.AddField(
            model_name="valuation",
            name="unfit_quantity",
            field=models.DecimalField(decimal_places=3, db_default=0, max_digits=14),
        ),
        migrations.AddField(
            model_name="valuation",
            name="unfit_value",
            field=models.DecimalField(decimal_places=4, db_default=0, max_digits=16),
        ),
        migrations.RemoveConstraint(model_name="valuation", name="worth_is_never_below_zero"),
        migrations.AddConstraint(
            model_name="valuation",
            constraint=models.CheckConstraint(
                condition=Q(
                    quantity__gte=0, value__gte=0, unfit_quantity__gte=0, unfit_value__gte=0
                ),
                name="worth_is_never_below_zero",
            ),
        ),
        migrations.RunSQL(VALUE, migrations.RunSQL.noop),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
    ]
