from aftercare.base.labels.models import LabelTemplate
from aftercare.base.labels.states import LabelFor, PrintedCode

GOODS = """# {item}
{name}
DC {date_code} · LOT {lot} · SN {serial} · {quantity}
* {place}
~ {purpose}"""
PLACE = """# {place}
{name}
~ {site}"""
ORDER = """# {order}
{item} · {serial}
{customer}
~ {complaint}
~ {received} · {accessories}"""


def install_first_forms() -> None:
    """Enter forms of labels to begin with, where there is none."""
    if not LabelTemplate.objects.exists():
        LabelTemplate.objects.bulk_create(
            [
                _form(50, 25, LabelFor.GOODS, PrintedCode.DATA_MATRIX, GOODS),
                _form(70, 36, LabelFor.PLACE, PrintedCode.QR, PLACE),
                _form(50, 25, LabelFor.ORDER, PrintedCode.QR, ORDER),
            ]
        )


def _form(width: int, height: int, about: str, code: PrintedCode, texts: str) -> LabelTemplate:
    kind = "DataMatrix" if code == PrintedCode.DATA_MATRIX else "QR"
    name = f"{width} × {height} mm · {kind}"
    return LabelTemplate(name=name, about=about, width=width, height=height, code=code, texts=texts)
