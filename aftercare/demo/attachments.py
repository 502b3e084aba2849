"""Photos, logs and drawings that come with mails: made here, each its own."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from aftercare.domain.conversations.ports import Attachment

SIZE = (640, 420)


def make_attachment(kind: str, chance: Random, values: dict[str, str]) -> Attachment:
    """Return a file as customers send them: a photo of the label, a log, a drawing."""
    serial = values["serial"]
    if kind == "photo":
        return Attachment(f"IMG_{chance.randrange(1000, 9999)}.jpg", _photo(chance, values))
    if kind == "log":
        return Attachment(f"uart_{serial}.log", _log(chance, values).encode())
    return Attachment(f"{values['model']}_marked.pdf", _drawing(values))


def _photo(chance: Random, values: dict[str, str]) -> bytes:
    shade = chance.randrange(20, 70)
    image = Image.new("RGB", SIZE, (shade, shade + 6, shade + 12))
    draw = ImageDraw.Draw(image)
    left, top = chance.randrange(20, 90), chance.randrange(20, 60)
    draw.rounded_rectangle((left, top, left + 520, top + 320), 14, fill=(232, 232, 226))
    lines = ["NORTHWELL", f"MODEL {values['model']}", f"S/N {values['serial']}"]
    for number, line in enumerate([*lines, f"LOT {values['lot']}"]):
        draw.text((left + 30, top + 26 + 52 * number), line, fill=(24, 24, 28), font_size=34)
    for bar in range(56):
        if chance.random() < 0.6:
            x = left + 30 + 8 * bar
            draw.rectangle((x, top + 244, x + 3 + bar % 3, top + 296), fill=(20, 20, 20))
    stored = BytesIO()
    image.save(stored, "JPEG", quality=70)
    return stored.getvalue()


def board_of(model: str) -> bytes:
    """Return a photo of a board from above, with its parts."""
    image = Image.new("RGB", SIZE, (204, 199, 190))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((70, 40, 570, 380), 8, fill=(22, 84, 58))
    for place in range(24):
        x, y = 96 + 80 * (place % 6), 66 + 78 * (place // 6)
        wide = 26 + 34 * (place * 7 % 3 == 0)
        draw.rectangle((x, y, x + wide, y + 26), fill=(24, 25, 28))
        draw.line((x, y + 34, x + 60, y + 34), fill=(120, 158, 120), width=2)
    draw.text((470, 358), model, fill=(226, 232, 226), font_size=18)
    stored = BytesIO()
    image.save(stored, "JPEG", quality=70)
    return stored.getvalue()


def front_of(model: str) -> bytes:
    """Return a photo of a set from the front, with a dark screen."""
    image = Image.new("RGB", SIZE, (204, 199, 190))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 40, 580, 340), 10, fill=(28, 29, 33))
    draw.rectangle((72, 52, 568, 320), fill=(12, 13, 16))
    draw.polygon([(96, 52), (210, 52), (120, 320), (72, 320), (72, 160)], fill=(19, 21, 26))
    draw.text((SIZE[0] // 2, 330), model, fill=(150, 150, 155), font_size=12, anchor="mm")
    draw.polygon([(210, 340), (240, 340), (220, 386), (180, 386)], fill=(28, 29, 33))
    draw.polygon([(400, 340), (430, 340), (460, 386), (420, 386)], fill=(28, 29, 33))
    stored = BytesIO()
    image.save(stored, "JPEG", quality=70)
    return stored.getvalue()


def label_of(chance: Random, values: dict[str, str]) -> bytes:
    """Return a photo of the label of a unit: its model, serial and lot."""
    return _photo(chance, values)


def _log(chance: Random, values: dict[str, str]) -> str:
    second = chance.uniform(0, 4)
    lines = [f"Northwell {values['model']} {values['serial']} boot 1.9.{chance.randrange(9)}"]
    for number in range(chance.randrange(60, 240)):
        second += chance.expovariate(3)
        what = chance.choice(["ddr: training", "i2c: timeout", "wifi: reassoc", "wdt: kick", "ok"])
        lines.append(f"[{second:10.4f}] {number:04} {what} 0x{chance.getrandbits(16):04x}")
    return "\n".join([*lines, f"[{second:10.4f}] ---- reset ----", ""])


def _drawing(values: dict[str, str]) -> bytes:
    """Return a page that every reader of PDF shows, written by hand."""
    words = f"{values['model']}  lot {values['lot']}  {values['po']}: polarity of D5 as marked"
    drawn = (
        f"BT /F1 16 Tf 60 760 Td ({words}) Tj ET "
        "2 w 120 420 300 200 re S 1 0 0 RG 3 w 250 500 60 40 re S"
    ).encode()
    font = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    page, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(page))
        page += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, begins = len(objects) + 1, len(page)
    page += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (count, table)
    page += b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, begins)
    return bytes(page)
