import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, JSONField, Model


def insert_all(rows: Sequence[Model]) -> None:
    """
    Insert many new rows of one table in one statement, and give them their keys.

    As `bulk_create`, but several times faster: the rows travel as one JSON value.
    """
    if not rows:
        return
    table = type(rows[0])._meta
    key, fields = table.pk.column if table.pk else "id", table.concrete_fields
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [table.db_table, key, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        names = ", ".join(f'"{field.column}"' for field in fields)
        types = ", ".join(f'"{each.column}" {each.rel_db_type(connection)}' for each in fields)
        values = [{field.column: _value(field, row) for field in fields} for row in rows]
        cursor.execute(
            f'INSERT INTO "{table.db_table}" ({names}) SELECT {names}'  # noqa: S608  # names of ours
            f" FROM jsonb_to_recordset(%s::jsonb) AS new({types})",
            [json.dumps(values, cls=DjangoJSONEncoder)],
        )
    for row in rows:
        row._state.adding = False  # noqa: SLF001  # as Django notes it


def _value(field: "Field[object, object]", row: Model) -> object:
    value = getattr(row, field.attname)
    return value if isinstance(field, JSONField) else field.get_prep_value(value)


_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
