"""What a PDF says."""

import logging
from io import StringIO
from typing import IO, Any, cast

MOST_PAGES = 300
LONGEST = 200_000

log = logging.getLogger(__name__)
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def text_of_pdf(content: IO[bytes]) -> str:
    """Return the text of a PDF; nothing of one that is broken, locked or only pictures."""
    # Loaded when a PDF comes: every process would start a quarter of a second later.
    from pdfminer.high_level import extract_text_to_fp  # noqa: PLC0415
    from pdfminer.layout import LAParams  # noqa: PLC0415

    text = StringIO()
    try:
        extract_text_to_fp(cast("Any", content), text, laparams=LAParams(), maxpages=MOST_PAGES)
    except Exception:  # files of strangers break the reader in ways nobody lists
        log.info("A PDF cannot be read.", exc_info=True)
        return ""
    return " ".join(text.getvalue().replace("\x00", "").split())[:LONGEST]
