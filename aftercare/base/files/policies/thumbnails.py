"""Small pictures of large ones, without trusting them."""

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 480
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 24_000_000
"""As many as are ever unpacked, some 100 MB. JPEG can be unpacked at an eighth of its size."""


def shrink(content: IO[bytes]) -> bytes | None:
    """Return a small WebP of a picture; None of anything else, or of one too large to look at."""
    try:
        with Image.open(content, formats=FORMATS) as picture:
            picture.draft("RGB", (LONGEST, LONGEST))
            if picture.width * picture.height > MOST_PIXELS:
                return None
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((LONGEST, LONGEST))
            out = BytesIO()
            small.convert("RGBA" if small.has_transparency_data else "RGB").save(out, "WEBP")
            return out.getvalue()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
