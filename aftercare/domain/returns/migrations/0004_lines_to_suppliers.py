import django.db.models.deletion
from django.db import migrations, models

from aftercare.kit.guards import goes_where_it_may

MOVES = {"open": ("sent", "off"), "sent": ("settled",), "settled": ("sent",)}
CARRY = """
INSERT INTO returns_supplierreturnline (
    supplier_return_id, number, rma_line_id, item_id, quantity, answer, words, amount, currency,
    answered_at
)
SELECT going.id, row_number() OVER of_one, line.id, line.item_id, line.received,
    CASE WHEN going.status = 'settled' AND going.amount IS NOT NULL THEN 'credited'
         WHEN going.status = 'settled' THEN 'refused'
         WHEN going.status = 'refused' AND going.sent_at IS NULL THEN 'off'
         WHEN going.status = 'refused' THEN 'sent_back' ELSE '' END,
    going.answer,
    CASE WHEN row_number() OVER of_one = 1 THEN going.amount END,
    CASE WHEN row_number() OVER of_one = 1 THEN going.currency ELSE '' END,
    going.ended_at
FROM returns_rmaline line JOIN returns_supplierreturn going ON going.id = line.supplier_return_id
WINDOW of_one AS (PARTITION BY going.id ORDER BY line.id);
UPDATE returns_supplierreturn SET
    why = CASE WHEN status = 'refused' THEN answer ELSE '' END,
    status = CASE WHEN status = 'refused' AND sent_at IS NULL THEN 'off'
                  WHEN status = 'refused' THEN 'settled' ELSE status END;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0005_codes_by_their_beginning"),
        ("repairs", "0010_what_other_workshops_cost"),
        ("returns", "0003_returns_come_by_parcel"),
    ]

    operations = [
        migrations.CreateModel(
            name='SupplierReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=14)),
                ('answer', models.CharField(blank=True, choices=[('credited', 'Credited'), ('replaced', 'Replaced'), ('sent_back', 'Sent back'), ('refused', 'Refused, and kept there'), ('off', 'Not sent')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='supplierreturn',
            name='why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='supplierreturnline',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item'),
        ),
        migrations.AddField(
            model_name='supplierreturnline',
            name='part',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.repairpart'),
        ),
        migrations.AddField(
            model_name='supplierreturnline',
            name='rma_line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sent_on', to='returns.rmaline'),
        ),
        migrations.AddField(
            model_name='supplierreturnline',
            name='supplier_return',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='returns.supplierreturn'),
        ),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='supplierreturn',
            name='supplier_pays_in_a_currency',
        ),
        migrations.RemoveField(
            model_name='rmaline',
            name='supplier_return',
        ),
        migrations.RemoveField(
            model_name='supplierreturn',
            name='amount',
        ),
        migrations.RemoveField(
            model_name='supplierreturn',
            name='answer',
        ),
        migrations.RemoveField(
            model_name='supplierreturn',
            name='currency',
        ),
        migrations.AlterField(
            model_name='supplierreturn',
            name='status',
            field=models.CharField(choices=[('open', 'Asked for'), ('sent', 'Sent'), ('settled', 'Settled'), ('off', 'Called off')], default='open', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.UniqueConstraint(fields=('supplier_return', 'number'), name='line_to_a_supplier_in_order'),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('rma_line__isnull', False), ('part__isnull', False), _connector='XOR'), name='to_a_supplier_goes_a_line_or_a_part'),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.UniqueConstraint(condition=models.Q(('answer__in', ('sent_back', 'off')), _negated=True), fields=('part',), name='part_goes_to_one_supplier'),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.UniqueConstraint(condition=models.Q(('answer__in', ('sent_back', 'off')), _negated=True), fields=('rma_line',), name='line_goes_to_one_supplier'),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_at__isnull', False), _connector='XOR'), name='answer_of_a_supplier_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='supplierreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='supplier_pays_in_a_currency'),
        ),
        goes_where_it_may(
            "returns_supplierreturn", row="A return to a supplier", begins="open", moves=MOVES
        ),
    ]
