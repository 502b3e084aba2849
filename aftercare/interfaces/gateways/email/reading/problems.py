"""What may be odd about a mail: a short code for programs, a sentence for people."""

PROBLEMS = {
    "boundary_missing": "The boundary between the parts is missing or wrong; it was looked for.",
    "charset_guessed": "The character set was missing or wrong; it was guessed from the text.",
    "encrypted": "The mail is encrypted; its text cannot be read here.",
    "file_cut_off": "A file within the text has no end; there is as much of it as came.",
    "header_overlong": "A header was too long to be read to its end.",
    "headers_broken": "Among the headers were lines that are none.",
    "headers_too_long": "There were more headers than are read.",
    "html_shortened": "The HTML was too long or nested too deep to be shown to its end.",
    "mime_broken": "A part has no end; it was taken to the end of the mail.",
    "quote_unsure": "New and quoted text could not be told apart for sure; everything is shown.",
    "sender_missing": "Nobody is named as the sender.",
    "text_from_attached": "The mail itself has no text; that of the mail attached to it is shown.",
    "text_shortened": "The text was too long to be read to its end.",
    "too_large": "The mail was too large to be fetched; this is its beginning.",
    "too_many_parts": "The mail has more parts, or nested deeper, than are read.",
    "unreadable": "The mail could not be read; what is shown are its bytes as text.",
}


def explained(problem: str) -> str:
    """Return a problem with its sentence: `charset_guessed: The character set …`."""
    code, _colon, detail = problem.partition(":")
    text = PROBLEMS.get(code, detail.strip())
    return f"{code}: {text}" + (f" ({detail.strip()})" if code in PROBLEMS and detail else "")
