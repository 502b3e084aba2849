from datetime import UTC, datetime

from aftercare.domain.catalog.operations.items import register_item
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def make_item(code="NW-5540", **given):
    details = {"name": "55-inch television", "kind": "device", "item_class": "television.lcd"}
    return register_item(code=code, **details | given, actor=SYSTEM, at=MONDAY)


def make_part(code, **given):
    return make_item(
        code, **{"name": f"Part {code}", "kind": "component", "item_class": ""} | given
    )


def make_pdf(text):
    """Return a PDF of one page that says `text`."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"
