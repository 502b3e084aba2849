from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0003_where_units_were_sold'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='unitdate',
            index=models.Index(Upper('source'), condition=models.Q(('kind', 'shipped'), ('replaced_at', None)), name='units_of_an_order'),
        ),
    ]
