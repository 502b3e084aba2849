from aftercare.base.company.states import YearStyle


def document_code(prefix: str, years: str, digits: int, *, year: int, number: int) -> str:
    """
    Return a document code, such as `WO-2025-00042`.

    Parts stand between hyphens and no prefix has one, so codes with and without a year never
    meet; nor do those of one year, however many zeros they begin with.
    """
    code = f"{number:0{digits}}"
    if years != YearStyle.NONE:
        told = str(year) if years == YearStyle.FULL else f"{year % 100:02}"
        code = f"{told}-{code}"
    return f"{prefix}-{code}"


def usual_format(kind: str) -> tuple[str, str, int]:
    """Return prefix, year and digits of a kind of number that nobody has set up."""
    return kind, YearStyle.FULL, 5
