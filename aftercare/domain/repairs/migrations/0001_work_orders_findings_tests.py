import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0004_units_of_cases'),
        ('catalog', '0002_parameters_boms_substitutes_codes_documents_notices'),
        ('company', '0002_working_time'),
        ('customers', '0003_identities_by_address'),
        ('files', '0002_file_came_last'),
        ('people', '0005_what_is_shown_after_sending'),
        ('people', '__first__'),
        ('units', '0002_windows_of_lots'),
    ]

    operations = [
        migrations.CreateModel(
            name='FinalTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('needs_two', models.BooleanField(default=False)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'version'), name='final_test_of_item_once')],
            },
        ),
        migrations.CreateModel(
            name='FinalTestPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('value', 'Measured value'), ('look', 'Pass or fail'), ('soak', 'Runs for a time')], max_length=6)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('low', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('high', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('minutes', models.PositiveSmallIntegerField(default=0)),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='repairs.finaltest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('test', 'position'), name='point_of_test_in_order'), models.CheckConstraint(condition=models.Q(('low__isnull', True), ('high__isnull', True), ('low__lte', models.F('high')), _connector='OR'), name='limits_are_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'soak'), _negated=True), ('minutes__gt', 0), _connector='OR'), name='soak_takes_time')],
            },
        ),
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('unit', 'Finished unit'), ('board', 'Board'), ('refurbishment', 'Refurbishment'), ('customer_board', "Customer's old board"), ('external', 'External repair')], max_length=16)),
                ('status', models.CharField(choices=[('expected', 'Expected'), ('received', 'Received'), ('diagnosed', 'Diagnosed'), ('quoted', 'Waits for approval'), ('approved', 'Approved'), ('waiting', 'Waiting'), ('repairing', 'In repair'), ('away', 'At another workshop'), ('testing', 'In test'), ('tested', 'Tested'), ('cleaned', 'Ready to go'), ('refused', 'Not repaired'), ('handed_over', 'Handed over'), ('returned', 'Returned unrepaired'), ('exchanged', 'Exchanged'), ('scrapped', 'Scrapped'), ('cancelled', 'Never came')], default='expected', max_length=12)),
                ('since', models.DateTimeField()),
                ('waiting_for', models.CharField(blank=True, choices=[('customer', 'Waiting for the customer'), ('part', 'Waiting for a part'), ('supplier', 'Waiting for a supplier')], max_length=10)),
                ('waiting_reason', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('complaint', models.CharField(max_length=300)),
                ('reported_on', models.DateField()),
                ('failed_on', models.DateField(null=True)),
                ('accessories', models.CharField(blank=True, max_length=300)),
                ('looks', models.CharField(blank=True, max_length=300)),
                ('no_fault_found', models.BooleanField(default=False)),
                ('human_damage', models.BooleanField(default=False)),
                ('age_in_days', models.PositiveIntegerField(null=True)),
                ('in_guarantee', models.BooleanField(null=True)),
                ('workshop', models.CharField(blank=True, max_length=120)),
                ('workshop_number', models.CharField(blank=True, max_length=60)),
                ('reworks', models.PositiveSmallIntegerField(default=0)),
                ('needs_two', models.BooleanField(default=False)),
                ('tested_by', models.CharField(blank=True, max_length=40)),
                ('released_by', models.CharField(blank=True, max_length=40)),
                ('result', models.TextField(blank=True)),
                ('opened_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.account')),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.contact')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('repeats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.workorder')),
                ('replacement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.site')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status__in', ('handed_over', 'returned', 'exchanged', 'scrapped', 'cancelled')), _negated=True), fields=['due_at', 'id'], name='order_due'), models.Index(condition=models.Q(('status__in', ('handed_over', 'returned', 'exchanged', 'scrapped', 'cancelled')), _negated=True), fields=['team', 'due_at', 'id'], name='order_of_team'), models.Index(condition=models.Q(('status__in', ('handed_over', 'returned', 'exchanged', 'scrapped', 'cancelled')), _negated=True), fields=['assignee', 'due_at', 'id'], name='order_of_person'), models.Index(fields=['status', 'due_at', 'id'], name='order_in_status'), models.Index(fields=['unit', '-id'], name='order_of_unit'), models.Index(fields=['item', '-id'], name='order_of_item'), models.Index(fields=['account', '-id'], name='order_of_account'), models.Index(fields=['case', '-id'], name='order_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('handed_over', 'returned', 'exchanged', 'scrapped', 'cancelled')), _negated=True), fields=('unit',), name='unit_is_repaired_once_at_a_time'), models.CheckConstraint(condition=models.Q(('status', 'waiting'), ('waiting_for', ''), _connector='XOR'), name='order_says_what_it_waits_for'), models.CheckConstraint(condition=models.Q(('status__in', ('expected', 'cancelled')), ('received_at__isnull', False), _connector='XOR'), name='order_has_a_date_of_receipt'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('handed_over', 'returned', 'exchanged', 'scrapped', 'cancelled')), _negated=True), ('closed_at__isnull', False), _connector='XOR'), name='order_has_a_date_once_closed'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'away'), _negated=True), models.Q(('workshop', ''), _negated=True), _connector='OR'), name='order_says_which_workshop_has_it'), models.CheckConstraint(condition=models.Q(('needs_two', False), ('released_by', ''), models.Q(('tested_by', models.F('released_by')), _negated=True), _connector='OR'), name='who_tested_does_not_release_alone')],
            },
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('expected', 'Expected'), ('received', 'Received'), ('diagnosed', 'Diagnosed'), ('quoted', 'Waits for approval'), ('approved', 'Approved'), ('waiting', 'Waiting'), ('repairing', 'In repair'), ('away', 'At another workshop'), ('testing', 'In test'), ('tested', 'Tested'), ('cleaned', 'Ready to go'), ('refused', 'Not repaired'), ('handed_over', 'Handed over'), ('returned', 'Returned unrepaired'), ('exchanged', 'Exchanged'), ('scrapped', 'Scrapped'), ('cancelled', 'Never came')], max_length=12)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.workorder')),
            ],
            options={
                'indexes': [models.Index(fields=['order', 'id'], name='status_changes_of_order')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('low', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('high', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('before', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('after', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='repairs.workorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'name'), name='reading_is_named_once'), models.CheckConstraint(condition=models.Q(('before__isnull', False), ('after__isnull', False), _connector='OR'), name='reading_reads_something')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('receipt', 'At receipt'), ('fault', 'The fault'), ('damage', 'Human damage'), ('work', 'The work'), ('proof', 'Proof')], max_length=8)),
                ('name', models.CharField(max_length=200)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.workorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'of', 'file'), name='photo_shows_it_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('designator', models.CharField(blank=True, max_length=20)),
                ('lot', models.CharField(blank=True, max_length=60)),
                ('date_code', models.CharField(blank=True, max_length=20)),
                ('words', models.TextField(blank=True)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.faultcode')),
                ('cause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.faultcode')),
                ('fault', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.faultcode')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('symptom', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.faultcode')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='repairs.workorder')),
            ],
            options={
                'indexes': [models.Index(fields=['fault', '-id'], name='finding_of_fault'), models.Index(fields=['symptom', '-id'], name='finding_of_symptom')],
                'constraints': [models.CheckConstraint(condition=models.Q(('symptom__isnull', False), ('fault__isnull', False), ('cause__isnull', False), models.Q(('words', ''), _negated=True), _connector='OR'), name='finding_says_something')],
            },
        ),
        migrations.CreateModel(
            name='FinalTestResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('passed', models.BooleanField(null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.CharField(max_length=40)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.finaltestpoint')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='repairs.workorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'point', 'round'), name='point_is_judged_once_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('passed__isnull', True)), models.Q(('ended_at__isnull', False), ('passed__isnull', False)), _connector='OR'), name='result_ends_once')],
            },
        ),
    ]
