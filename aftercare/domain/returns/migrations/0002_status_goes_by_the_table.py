from django.db import migrations

MOVES = """
('requested', 'approved'), ('requested', 'refused'), ('requested', 'cancelled'),
('approved', 'received'), ('approved', 'expired'), ('approved', 'cancelled'),
('received', 'decided'), ('received', 'closed'),
('decided', 'received'), ('decided', 'closed'),
('closed', 'received'),
('refused', 'approved'),
('expired', 'approved'), ('expired', 'received')
"""

LINE_MOVES = """
('expected', 'received'), ('expected', 'not_coming'),
('not_coming', 'expected'), ('not_coming', 'received'),
('received', 'inspected'),
('inspected', 'decided'),
('decided', 'inspected'), ('decided', 'done')
"""

FORWARD = f"""
CREATE FUNCTION returns_goes_where_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'requested' THEN
            RAISE check_violation USING CONSTRAINT = 'return_begins_asked_for',
                MESSAGE = 'A return begins as requested, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({MOVES}) THEN
        RAISE check_violation USING CONSTRAINT = 'return_goes_where_it_may',
            MESSAGE = 'A return does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER returns_goes_where_it_may BEFORE INSERT OR UPDATE OF status ON returns_rma
FOR EACH ROW EXECUTE FUNCTION returns_goes_where_it_may();

CREATE FUNCTION returns_line_goes_where_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'expected' THEN
            RAISE check_violation USING CONSTRAINT = 'line_begins_expected',
                MESSAGE = 'A line begins as expected, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({LINE_MOVES}) THEN
        RAISE check_violation USING CONSTRAINT = 'line_goes_where_it_may',
            MESSAGE = 'A line does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER returns_line_goes_where_it_may BEFORE INSERT OR UPDATE OF status ON returns_rmaline
FOR EACH ROW EXECUTE FUNCTION returns_line_goes_where_it_may();
"""
BACKWARD = """
DROP TRIGGER returns_line_goes_where_it_may ON returns_rmaline;
DROP FUNCTION returns_line_goes_where_it_may();
DROP TRIGGER returns_goes_where_it_may ON returns_rma;
DROP FUNCTION returns_goes_where_it_may();
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_returns_lines_arrivals")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
