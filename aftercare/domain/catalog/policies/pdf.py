"""What a PDF says."""

import logging
from io import StringIO
from itertools import islice
from typing import IO, Any, BinaryIO, cast

log = logging.getLogger(__name__)
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def pages_of_pdf(content: IO[bytes], *, after: int, most: int) -> list[str]:
    """
    Return the texts of at most so many pages of a PDF, those that follow its first `after`.

    Fewer than `most` are the last ones. A page that cannot be read says nothing; a PDF that is
    broken or locked has no pages.
    """
    # Loaded when a PDF comes: every process would start a quarter of a second later.
    from pdfminer.pdfinterp import PDFResourceManager  # noqa: PLC0415  # as said above
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415  # as said above

    fonts = PDFResourceManager()
    pages: list[str] = []
    try:
        for page in islice(PDFPage.get_pages(cast("BinaryIO", content)), after, after + most):
            pages.append(_text_of(page, fonts))  # noqa: PERF401  # what came before a fault stays
    except Exception:  # files of strangers break the reader in ways nobody lists
        log.info("A PDF cannot be read.", exc_info=True)
    return pages


def _text_of(page: Any, fonts: Any) -> str:
    from pdfminer.converter import TextConverter  # noqa: PLC0415  # only when a PDF comes
    from pdfminer.layout import LAParams  # noqa: PLC0415  # only when a PDF comes
    from pdfminer.pdfinterp import PDFPageInterpreter  # noqa: PLC0415  # only when a PDF comes

    text = StringIO()
    device = TextConverter(fonts, text, laparams=LAParams())
    try:
        PDFPageInterpreter(fonts, device).process_page(page)
    except Exception:  # as above: the pages around it may be whole
        log.info("A page of a PDF cannot be read.", exc_info=True)
        return ""
    return " ".join(text.getvalue().replace("\x00", "").split())
