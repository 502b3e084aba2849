"""Mails as customers write them: plain, formatted, Chinese in GB18030, with a photo."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from random import Random

from bench.search_texts import COMMON, FILIPINO

CHINESE = "您好，我们的显示屏昨天开始闪烁，请尽快安排维修。序列号见下，谢谢。"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 80
SUPPORT = "support@northwell.example"


def mails(count: int, *, seed: int = 1) -> Iterator[EmailMessage]:
    """Yield `count` mails of strangers, the same for the same seed."""
    dice = Random(seed)  # noqa: S311  # texts, not keys
    for number in range(count):
        yield _mail(number, dice)


def _mail(number: int, dice: Random) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Customer {number} <customer{number}@shop{number % 97}.example>"
    mail["To"] = SUPPORT
    mail["Message-ID"] = make_msgid(f"bench{number}", domain="shop.example")
    mail["Date"] = "Wed, 04 Nov 2026 09:00:00 +0800"
    model, serial = f"AX-{4000 + number % 60}", f"AX{number % 90:02}-2519-{number:06X}"
    mail["Subject"] = f"{model} {' '.join(dice.choices(COMMON, k=5))}"
    text = _text(dice, serial)
    kind = number % 10
    if kind == 0:
        mail.replace_header("Subject", f"{model} 屏幕闪烁")
        mail.set_content(f"{CHINESE}\n\n{serial}\n", charset="gb18030")
        return mail
    mail.set_content(text)
    if kind in {1, 2}:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
        mail.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    if kind == 3:  # noqa: PLR2004  # a tenth
        mail.add_attachment(
            PHOTO + number.to_bytes(4), maintype="image", subtype="png", filename="photo.png"
        )
    return mail


def _text(dice: Random, serial: str) -> str:
    lines = [" ".join(dice.choices(COMMON, k=12)) for _ in range(4)]
    lines.append(" ".join(dice.choices(FILIPINO, k=10)))
    return f"Hello,\n\n{'. '.join(lines)}.\nS/N {serial}\n\nBest regards\nA customer\n"
