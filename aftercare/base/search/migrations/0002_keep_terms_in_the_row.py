from django.db import migrations

# Ranking reads the terms of each candidate. Left alone, PostgreSQL would compress whatever
# is over two kilobytes and move it out of the row, where every candidate costs another look-up.
KEEP = """
ALTER TABLE search_searchdocument SET (toast_tuple_target = 8160);
ALTER TABLE search_searchdocument ALTER COLUMN vector SET STORAGE MAIN;
"""
LEAVE = """
ALTER TABLE search_searchdocument RESET (toast_tuple_target);
ALTER TABLE search_searchdocument ALTER COLUMN vector SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LEAVE)]
