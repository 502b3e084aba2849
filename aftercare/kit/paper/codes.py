"""Bar codes as drawings without loss, and what they say by ISO/IEC 15434."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import zxingcpp

from aftercare.kit.scans.controls import EOT, GS, RS
from aftercare.kit.scans.results import Meaning


class CodeKind(StrEnum):
    """The kinds of codes that are printed."""

    DATA_MATRIX = "data_matrix"
    QR = "qr"
    CODE_128 = "code_128"


_FORMATS = {
    CodeKind.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    CodeKind.QR: zxingcpp.BarcodeFormat.QRCode,
    CodeKind.CODE_128: zxingcpp.BarcodeFormat.Code128,
}
IDENTIFIERS: Mapping[Meaning, str] = {
    Meaning.ITEM: "1P",
    Meaning.CUSTOMER_ITEM: "P",
    Meaning.REVISION: "2P",
    Meaning.SERIAL: "S",
    Meaning.LOT: "1T",
    Meaning.DATE_CODE: "9D",
    Meaning.QUANTITY: "Q",
    Meaning.ORDER: "K",
    Meaning.PACKAGE: "3S",
    Meaning.MAKER: "1V",
    Meaning.MADE_ON: "16D",
    Meaning.EXPIRES_ON: "14D",
    Meaning.COUNTRY: "4L",
}
"""By which data identifier each thing is said; `kit.scans` reads them all back."""


@dataclass(frozen=True)
class Drawing:
    """A code as SVG, one unit for each of its modules, without the quiet zone it needs."""

    svg: str
    wide: int
    high: int
    has_bars: bool


class CannotBeCoded(ValueError):
    """A text is too long for a code, or has characters it does not know."""


def draw(kind: CodeKind, content: str) -> Drawing:
    """Return a code that says `content`. Raises `CannotBeCoded`."""
    try:
        code = zxingcpp.create_barcode(content, _FORMATS[kind], force_square=True)
    except ValueError as problem:
        raise CannotBeCoded(content) from problem
    high, wide = code.to_image(scale=1, add_quiet_zones=False).shape
    svg = zxingcpp.write_barcode_to_svg(code, add_quiet_zones=False)
    return Drawing(svg, wide, high, has_bars=kind is CodeKind.CODE_128)


def message(said: Mapping[Meaning, str]) -> str:
    """Return what a label says as a message of ISO/IEC 15434, format 06, in a fixed order."""
    fields = [
        f"{sign}{said[meaning]}" for meaning, sign in IDENTIFIERS.items() if said.get(meaning)
    ]
    return GS.join([f"[)>{RS}06", *fields]) + RS + EOT
