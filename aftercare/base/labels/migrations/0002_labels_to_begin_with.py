from django.db import migrations

FIRST = (
    (
        "50 × 25 mm · DataMatrix",
        "goods",
        (50, 25),
        "data_matrix",
        "# {item}\n{name}\nDC {date_code} · LOT {lot} · SN {serial} · {quantity}\n* {place}\n~ {purpose}",
    ),
    ("70 × 36 mm · QR", "place", (70, 36), "qr", "# {place}\n{name}\n~ {site}"),
    (
        "50 × 25 mm · QR",
        "order",
        (50, 25),
        "qr",
        "# {order}\n{item} · {serial}\n{customer}\n~ {complaint}\n~ {received} · {accessories}",
    ),
)


def enter(apps, _editor):
    templates = apps.get_model("labels", "LabelTemplate").objects
    for name, about, (width, height), code, texts in FIRST:
        templates.create(
            name=name, about=about, width=width, height=height, code=code, texts=texts, dots="203"
        )


class Migration(migrations.Migration):
    dependencies = [("labels", "0001_label_templates")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
