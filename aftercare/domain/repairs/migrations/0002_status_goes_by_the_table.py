from django.db import migrations

MOVES = """
('expected', 'received'), ('expected', 'cancelled'),
('received', 'diagnosed'), ('received', 'away'), ('received', 'refused'),
('diagnosed', 'quoted'), ('diagnosed', 'approved'), ('diagnosed', 'away'),
('diagnosed', 'refused'), ('diagnosed', 'exchanged'), ('diagnosed', 'scrapped'),
('quoted', 'approved'), ('quoted', 'refused'),
('approved', 'quoted'), ('approved', 'waiting'), ('approved', 'repairing'),
('approved', 'testing'), ('approved', 'away'),
('approved', 'refused'), ('approved', 'exchanged'), ('approved', 'scrapped'),
('waiting', 'quoted'), ('waiting', 'repairing'),
('waiting', 'refused'), ('waiting', 'exchanged'), ('waiting', 'scrapped'),
('repairing', 'quoted'), ('repairing', 'waiting'), ('repairing', 'testing'),
('repairing', 'refused'), ('repairing', 'exchanged'), ('repairing', 'scrapped'),
('away', 'testing'), ('away', 'refused'), ('away', 'exchanged'), ('away', 'scrapped'),
('testing', 'tested'), ('testing', 'repairing'),
('tested', 'cleaned'), ('tested', 'repairing'),
('cleaned', 'handed_over'), ('cleaned', 'repairing'),
('refused', 'quoted'), ('refused', 'returned'), ('refused', 'exchanged'), ('refused', 'scrapped')
"""

FORWARD = f"""
CREATE FUNCTION repairs_goes_where_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'expected' THEN
            RAISE check_violation USING CONSTRAINT = 'order_begins_expected',
                MESSAGE = 'A work order begins as expected, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({MOVES}) THEN
        RAISE check_violation USING CONSTRAINT = 'order_goes_where_it_may',
            MESSAGE = 'A work order does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER repairs_goes_where_it_may BEFORE INSERT OR UPDATE OF status ON repairs_workorder
FOR EACH ROW EXECUTE FUNCTION repairs_goes_where_it_may();
"""
BACKWARD = """
DROP TRIGGER repairs_goes_where_it_may ON repairs_workorder;
DROP FUNCTION repairs_goes_where_it_may();
"""


class Migration(migrations.Migration):
    dependencies = [("repairs", "0001_work_orders_findings_tests")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
