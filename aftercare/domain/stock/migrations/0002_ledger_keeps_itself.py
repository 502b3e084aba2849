from django.db import migrations

# Places repeat their kind in what refers to them, so that checks can tell ours from outside.
KINDS = """
ALTER TABLE stock_movement
    ADD CONSTRAINT movement_source_is_of_kind
        FOREIGN KEY (source_id, source_kind) REFERENCES stock_place (id, kind),
    ADD CONSTRAINT movement_target_is_of_kind
        FOREIGN KEY (target_id, target_kind) REFERENCES stock_place (id, kind);
ALTER TABLE stock_balance
    ADD CONSTRAINT balance_place_is_of_kind
        FOREIGN KEY (place_id, place_kind) REFERENCES stock_place (id, kind);
-- Looked at when the transaction ends: on the way a unit may be at both ends of a movement.
ALTER TABLE stock_balance
    ADD CONSTRAINT unit_is_in_one_place EXCLUDE USING btree (unit_id WITH =)
        WHERE (unit_id IS NOT NULL AND quantity > 0) DEFERRABLE INITIALLY DEFERRED;
"""

NO_KINDS = """
ALTER TABLE stock_balance DROP CONSTRAINT unit_is_in_one_place;
ALTER TABLE stock_balance DROP CONSTRAINT balance_place_is_of_kind;
ALTER TABLE stock_movement
    DROP CONSTRAINT movement_target_is_of_kind,
    DROP CONSTRAINT movement_source_is_of_kind;
"""

# Value comes and goes where goods become ours or leave us: at what was said, else at the moving
# average. What takes the last of it takes all the value.
VALUE = """
CREATE FUNCTION stock_is_ours(kind text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
    SELECT kind IN ('bin', 'van', 'transit', 'station')
$$;

CREATE FUNCTION stock_value_movement() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER movements_carry_value BEFORE INSERT ON stock_movement
FOR EACH ROW EXECUTE FUNCTION stock_value_movement();
"""

NO_VALUE = """
DROP TRIGGER movements_carry_value ON stock_movement;
DROP FUNCTION stock_value_movement();
DROP FUNCTION stock_is_ours(text);
"""

# All balances of one posting, in one order: two postings never wait for each other in a circle.
BALANCE = """
CREATE FUNCTION stock_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER movements_change_balances AFTER INSERT ON stock_movement
REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION stock_keep_balances();
"""

NO_BALANCE = """
DROP TRIGGER movements_change_balances ON stock_movement;
DROP FUNCTION stock_keep_balances();
"""

FORBID = """
CREATE FUNCTION stock_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Movements are append-only: % of % % refused.', TG_OP, TG_TABLE_NAME, OLD.id;
END $$;

CREATE TRIGGER movements_are_append_only BEFORE UPDATE OR DELETE ON stock_movement
FOR EACH ROW EXECUTE FUNCTION stock_refuse_change();

CREATE FUNCTION stock_refuse_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '% is kept by movements only: % refused.', TG_TABLE_NAME, TG_OP;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER balances_follow_movements
BEFORE INSERT OR DELETE OR UPDATE OF place_id, place_kind, item_id, lot_id, unit_id, condition,
    purpose, owner, account_id, quantity ON stock_balance
FOR EACH ROW EXECUTE FUNCTION stock_refuse_hand();

CREATE TRIGGER values_follow_movements BEFORE INSERT OR UPDATE OR DELETE ON stock_valuation
FOR EACH ROW EXECUTE FUNCTION stock_refuse_hand();
"""

ALLOW = """
DROP TRIGGER values_follow_movements ON stock_valuation;
DROP TRIGGER balances_follow_movements ON stock_balance;
DROP FUNCTION stock_refuse_hand();
DROP TRIGGER movements_are_append_only ON stock_movement;
DROP FUNCTION stock_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_ledger_reservations_counts")]
    operations = [
        migrations.RunSQL(KINDS, NO_KINDS),
        migrations.RunSQL(VALUE, NO_VALUE),
        migrations.RunSQL(BALANCE, NO_BALANCE),
        migrations.RunSQL(FORBID, ALLOW),
    ]
