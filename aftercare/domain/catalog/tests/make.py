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


def make_pdf(*texts):
    """Return a PDF with a page for each text."""
    font, first = b"3 0 R", 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * place) for place in range(len(texts)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for text in texts:
        content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
        said = b"%d 0 R" % (len(objects) + 2)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /Contents %s /Resources << /Font << /F1 %s >> >> >>"
            % (said, font),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )
