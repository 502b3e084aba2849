import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0003_item_prices'),
        ('company', '0004_spans_by_their_own_indexes'),
        ('customers', '0003_identities_by_address'),
        ('files', '0002_file_came_last'),
        ('units', '0003_where_units_were_sold'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarrierAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=80)),
                ('settings', models.JSONField(blank=True, default=dict)),
                ('secrets', models.TextField(blank=True)),
                ('active', models.BooleanField(default=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('way', models.CharField(choices=[('in', 'To us'), ('out', 'From us')], max_length=3)),
                ('status', models.CharField(choices=[('draft', 'Being prepared'), ('labeled', 'Label bought'), ('collected', 'Picked up'), ('in_transit', 'In transit'), ('out_for_delivery', 'Out for delivery'), ('delivered', 'Delivered'), ('lost', 'Lost'), ('damaged', 'Damaged'), ('refused', 'Refused'), ('sent_back', 'Returned to sender'), ('cancelled', 'Cancelled')], default='draft', max_length=16)),
                ('since', models.DateTimeField()),
                ('belongs_to', models.CharField(blank=True, max_length=60)),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('sender', models.JSONField(default=dict)),
                ('recipient', models.JSONField(default=dict)),
                ('weight', models.PositiveIntegerField(null=True)),
                ('length', models.PositiveIntegerField(null=True)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('declared', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('declared_currency', models.CharField(blank=True, max_length=3)),
                ('wish', models.CharField(choices=[('cheapest', 'Cheapest'), ('fastest', 'Fastest'), ('by_day', 'Here by a day'), ('place', 'To a pick-up point')], default='cheapest', max_length=10)),
                ('wish_by', models.DateField(null=True)),
                ('wish_hours', models.CharField(blank=True, max_length=60)),
                ('wish_place', models.CharField(blank=True, max_length=200)),
                ('paid_by', models.CharField(choices=[('us', 'We'), ('customer', 'The customer'), ('supplier', 'The supplier'), ('undecided', 'Not decided yet')], default='undecided', max_length=10)),
                ('paid_why', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True)),
                ('carrier_name', models.CharField(blank=True, max_length=80)),
                ('service', models.CharField(blank=True, max_length=80)),
                ('price', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('price_currency', models.CharField(blank=True, max_length=3)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('tracking_url', models.URLField(blank=True, max_length=400)),
                ('expected_at', models.DateTimeField(null=True)),
                ('packed_by', models.CharField(blank=True, max_length=40)),
                ('packed_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.account')),
                ('carrier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrieraccount')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.contact')),
                ('label', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.site')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['about'], name='parcel_about'), models.Index(condition=models.Q(('status__in', ('delivered', 'sent_back', 'cancelled')), _negated=True), fields=['-id'], name='parcel_open'), models.Index(fields=['status', '-id'], name='parcel_in_status'), models.Index(fields=['account', '-id'], name='parcel_of_account'), models.Index(condition=models.Q(('number', ''), _negated=True), fields=['number'], name='parcel_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('delivered', 'sent_back', 'cancelled')), ('closed_at__isnull', True), _connector='XOR'), name='parcel_has_a_date_once_closed'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'cancelled', 'delivered']), models.Q(('carrier_name', ''), _negated=True), _connector='OR'), name='parcel_has_a_carrier'), models.CheckConstraint(condition=models.Q(('price__isnull', True), models.Q(('price__gte', 0), models.Q(('price_currency', ''), _negated=True)), _connector='OR'), name='parcel_costs_something')],
            },
        ),
        migrations.CreateModel(
            name='CarrierRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier_name', models.CharField(max_length=80)),
                ('service', models.CharField(blank=True, max_length=80)),
                ('price', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('deliver_on', models.DateField(null=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('rank', models.PositiveSmallIntegerField()),
                ('suits', models.BooleanField()),
                ('reasons', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrieraccount')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shipping.parcel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parcel', 'asked_at', 'rank'), name='rates_are_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('price__isnull', False), models.Q(('currency', ''), _negated=True)), ('suits', False), _connector='OR'), name='rate_that_suits_has_a_price')],
            },
        ),
        migrations.CreateModel(
            name='ParcelLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12)),
                ('belongs_to', models.CharField(blank=True, max_length=60)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.lot')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shipping.parcel')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-id'], name='parcels_of_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='parcel_holds_some'), models.CheckConstraint(condition=models.Q(('unit__isnull', True), ('quantity', 1), _connector='OR'), name='unit_is_in_a_parcel_once')],
            },
        ),
        migrations.CreateModel(
            name='ParcelSighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('status', models.CharField(blank=True, choices=[('draft', 'Being prepared'), ('labeled', 'Label bought'), ('collected', 'Picked up'), ('in_transit', 'In transit'), ('out_for_delivery', 'Out for delivery'), ('delivered', 'Delivered'), ('lost', 'Lost'), ('damaged', 'Damaged'), ('refused', 'Refused'), ('sent_back', 'Returned to sender'), ('cancelled', 'Cancelled')], max_length=16)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('happened_at', models.DateTimeField()),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.parcel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parcel', 'key'), name='parcel_is_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='PickUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.JSONField(default=dict)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('wanted', 'Being ordered'), ('ordered', 'Ordered'), ('refused', 'Refused by the carrier')], default='wanted', max_length=10)),
                ('confirmation', models.CharField(blank=True, max_length=80)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrieraccount')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('begins_at__lt', models.F('ends_at'))), name='pick_up_begins_first')],
            },
        ),
        migrations.AddField(
            model_name='parcel',
            name='pick_up',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.pickup'),
        ),
        migrations.CreateModel(
            name='SiteAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.JSONField(default=dict)),
                ('site', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.site')),
            ],
        ),
        migrations.CreateModel(
            name='CarrierWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=80)),
                ('raw', models.BinaryField()),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('handled', 'Handled'), ('aside', 'Set aside')], default='waiting', max_length=10)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('received_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrieraccount')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['id'], name='carrier_word_waiting'), models.Index(condition=models.Q(('status', 'aside')), fields=['-id'], name='carrier_word_aside')],
                'constraints': [models.UniqueConstraint(fields=('account', 'external_id'), name='carrier_says_it_once')],
            },
        ),
        migrations.CreateModel(
            name='PackingInstruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('device', 'Device'), ('panel', 'Panel'), ('board', 'Board'), ('component', 'Component'), ('accessory', 'Accessory'), ('consumable', 'Consumable')], max_length=12)),
                ('texts', models.JSONField(default=dict)),
                ('materials', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('original_box', 'Original box'), ('foam_box', 'Box with foam corners'), ('antistatic_bag', 'Antistatic bag'), ('moisture_bag', 'Moisture-barrier bag with desiccant'), ('panel_frame', 'Panel frame'), ('bubble_wrap', 'Bubble wrap'), ('crate', 'Wooden crate')], max_length=16), default=list, size=None)),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('esd', 'ESD sensitive'), ('upright', 'Keep upright'), ('fragile', 'Fragile'), ('dry', 'Keep dry'), ('battery', 'Lithium battery inside')], max_length=8), default=list, size=None)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('item', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('item__isnull', True), ('kind', ''), _connector='XOR'), name='packing_is_of_item_or_kind'), models.UniqueConstraint(condition=models.Q(('kind', ''), _negated=True), fields=('kind',), name='kind_is_packed_one_way')],
            },
        ),
        migrations.CreateModel(
            name='LabelPurchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('wanted', 'Being bought'), ('buying', 'Asked for at the carrier'), ('bought', 'Bought'), ('refused', 'Refused by the carrier'), ('unsure', 'Perhaps bought'), ('cancelling', 'Being given back'), ('cancelled', 'Given back')], default='wanted', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('rate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrierrate')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.parcel')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status__in', ['wanted', 'buying', 'cancelling'])), fields=['id'], name='label_at_work')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('wanted', 'buying', 'bought', 'unsure', 'cancelling'))), fields=('parcel',), name='one_label_is_bought_for_a_parcel')],
            },
        ),
    ]
