import django.db.models.deletion
from django.db import migrations, models


# As before, but what becomes ours comes with its value, and what stops being ours takes it along.
VALUE = """
CREATE OR REPLACE FUNCTION stock_value_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was boolean := NEW.owner <> 'customer' AND stock_is_ours(NEW.source_kind);
    comes boolean := coalesce(nullif(NEW.owner_after, ''), NEW.owner) <> 'customer'
        AND stock_is_ours(NEW.target_kind);
    held stock_valuation;
BEGIN
    NEW.cost := NULL;
    IF comes = was THEN
        RETURN NEW;
    END IF;
    SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO stock_valuation VALUES (NEW.item_id, 0, 0) ON CONFLICT DO NOTHING;
        SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    END IF;
    NEW.cost := round(NEW.quantity * coalesce(
        NEW.unit_cost, held.value / nullif(held.quantity, 0), 0
    ), 4);
    IF NOT comes THEN
        NEW.cost := CASE WHEN NEW.quantity >= held.quantity THEN held.value
                         ELSE least(NEW.cost, held.value) END;
    END IF;
    UPDATE stock_valuation
    SET quantity = held.quantity + CASE WHEN comes THEN NEW.quantity ELSE -NEW.quantity END,
        value = held.value + CASE WHEN comes THEN NEW.cost ELSE -NEW.cost END
    WHERE item_id = NEW.item_id;
    RETURN NEW;
END $$;
"""

VALUE_BEFORE = """
CREATE OR REPLACE FUNCTION stock_value_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    comes boolean := stock_is_ours(NEW.target_kind);
    held stock_valuation;
BEGIN
    NEW.cost := NULL;
    IF NEW.owner = 'customer' OR comes = stock_is_ours(NEW.source_kind) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO stock_valuation VALUES (NEW.item_id, 0, 0) ON CONFLICT DO NOTHING;
        SELECT * INTO held FROM stock_valuation WHERE item_id = NEW.item_id FOR UPDATE;
    END IF;
    NEW.cost := round(NEW.quantity * coalesce(
        NEW.unit_cost, held.value / nullif(held.quantity, 0), 0
    ), 4);
    IF NOT comes THEN
        NEW.cost := CASE WHEN NEW.quantity >= held.quantity THEN held.value
                         ELSE least(NEW.cost, held.value) END;
    END IF;
    UPDATE stock_valuation
    SET quantity = held.quantity + CASE WHEN comes THEN NEW.quantity ELSE -NEW.quantity END,
        value = held.value + CASE WHEN comes THEN NEW.cost ELSE -NEW.cost END
    WHERE item_id = NEW.item_id;
    RETURN NEW;
END $$;
"""

BALANCE = """
CREATE OR REPLACE FUNCTION stock_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record;
BEGIN
    FOR line IN
        SELECT place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner,
               account_id, sum(change) AS change, sum(reserved) AS reserved
        FROM (
            SELECT source_id AS place_id, source_kind AS place_kind, item_id, lot_id, unit_id,
                   condition, purpose, owner, account_id, -quantity AS change, reserved
            FROM moved
            UNION ALL
            SELECT target_id, target_kind, item_id, lot_id, unit_id,
                   condition_after, purpose_after,
                   coalesce(nullif(owner_after, ''), owner),
                   CASE WHEN owner_after = '' THEN account_id ELSE account_after_id END,
                   quantity, 0
            FROM moved
        ) AS sides
        GROUP BY place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner,
                 account_id
        ORDER BY place_id, item_id, coalesce(lot_id, 0), coalesce(unit_id, 0), condition, purpose,
                 owner, coalesce(account_id, 0)
    LOOP
        UPDATE stock_balance
        SET quantity = quantity + line.change, reserved = stock_balance.reserved - line.reserved
        WHERE place_id = line.place_id AND item_id = line.item_id
          AND coalesce(lot_id, 0) = coalesce(line.lot_id, 0)
          AND coalesce(unit_id, 0) = coalesce(line.unit_id, 0)
          AND condition = line.condition AND purpose = line.purpose AND owner = line.owner
          AND coalesce(account_id, 0) = coalesce(line.account_id, 0);
        CONTINUE WHEN FOUND;
        INSERT INTO stock_balance AS known (
            place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner, account_id,
            quantity
        ) VALUES (
            line.place_id, line.place_kind, line.item_id, line.lot_id, line.unit_id,
            line.condition, line.purpose, line.owner, line.account_id, line.change
        )
        ON CONFLICT (
            place_id, item_id, coalesce(lot_id, 0), coalesce(unit_id, 0), condition, purpose,
            owner, coalesce(account_id, 0)
        ) DO UPDATE SET quantity = known.quantity + excluded.quantity;
    END LOOP;
    RETURN NULL;
END $$;
"""

BALANCE_BEFORE = """
CREATE OR REPLACE FUNCTION stock_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record;
BEGIN
    FOR line IN
        SELECT place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner,
               account_id, sum(change) AS change, sum(reserved) AS reserved
        FROM (
            SELECT source_id AS place_id, source_kind AS place_kind, item_id, lot_id, unit_id,
                   condition, purpose, owner, account_id, -quantity AS change, reserved
            FROM moved
            UNION ALL
            SELECT target_id, target_kind, item_id, lot_id, unit_id,
                   condition_after, purpose_after, owner, account_id, quantity, 0
            FROM moved
        ) AS sides
        GROUP BY place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner,
                 account_id
        ORDER BY place_id, item_id, coalesce(lot_id, 0), coalesce(unit_id, 0), condition, purpose,
                 owner, coalesce(account_id, 0)
    LOOP
        UPDATE stock_balance
        SET quantity = quantity + line.change, reserved = stock_balance.reserved - line.reserved
        WHERE place_id = line.place_id AND item_id = line.item_id
          AND coalesce(lot_id, 0) = coalesce(line.lot_id, 0)
          AND coalesce(unit_id, 0) = coalesce(line.unit_id, 0)
          AND condition = line.condition AND purpose = line.purpose AND owner = line.owner
          AND coalesce(account_id, 0) = coalesce(line.account_id, 0);
        CONTINUE WHEN FOUND;
        INSERT INTO stock_balance AS known (
            place_id, place_kind, item_id, lot_id, unit_id, condition, purpose, owner, account_id,
            quantity
        ) VALUES (
            line.place_id, line.place_kind, line.item_id, line.lot_id, line.unit_id,
            line.condition, line.purpose, line.owner, line.account_id, line.change
        )
        ON CONFLICT (
            place_id, item_id, coalesce(lot_id, 0), coalesce(unit_id, 0), condition, purpose,
            owner, coalesce(account_id, 0)
        ) DO UPDATE SET quantity = known.quantity + excluded.quantity;
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_item_prices'),
        ('customers', '0003_identities_by_address'),
        ('stock', '0002_ledger_keeps_itself'),
        ('units', '0003_where_units_were_sold'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='movement',
            name='movement_changes_something',
        ),
        migrations.RemoveConstraint(
            model_name='movement',
            name='goods_of_others_are_somebodys',
        ),
        migrations.AddField(
            model_name='movement',
            name='account_after',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.account'),
        ),
        migrations.AddField(
            model_name='movement',
            name='owner_after',
            field=models.CharField(blank=True, choices=[('ours', 'Ours'), ('customer', "The customer's"), ('consigned', 'Consigned')], max_length=10),
        ),
        migrations.AlterField(
            model_name='movement',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('put_away', 'Put away'), ('issued', 'Issued'), ('returned', 'Returned'), ('sent', 'Sent'), ('arrived', 'Arrived'), ('scrapped', 'Scrapped'), ('changed', 'Condition changed'), ('harvested', 'Harvested'), ('counted', 'Counted'), ('corrected', 'Corrected'), ('removed', 'Removed from a unit'), ('passed_on', "Now somebody else's")], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('condition', models.F('condition_after')), ('owner_after', ''), ('purpose', models.F('purpose_after')), ('source', models.F('target')), _negated=True), name='movement_changes_something'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('owner', 'customer'), models.Q(('account__isnull', True), ('owner', 'ours')), models.Q(('account__isnull', False), ('owner', 'consigned')), _connector='OR'), name='goods_of_others_are_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('owner_after', 'customer'), models.Q(('account_after__isnull', True), ('owner_after__in', ['', 'ours'])), models.Q(('account_after__isnull', False), ('owner_after', 'consigned')), _connector='OR'), name='goods_become_somebodys'),
        ),
        migrations.RunSQL(VALUE, VALUE_BEFORE),
        migrations.RunSQL(BALANCE, BALANCE_BEFORE),
    ]
