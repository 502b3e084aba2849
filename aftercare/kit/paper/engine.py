import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import manimgx_fonts
import manimgx_fonts_cjk
import typst

from aftercare.kit.languages import nearest_language

ROOT = Path(__file__).parents[2]
"""From where templates are named, and name each other: the folder of the package."""
_FONT_PACKAGES = (manimgx_fonts, manimgx_fonts_cjk)
# Two languages share most of their characters, but not the shapes of them.
_WRITTEN_IN = {
    "zh-hans": ("SC", "zh", "CN"),
    "zh-hant": ("TC", "zh", "TW"),
    "fil": ("SC", "fil", "PH"),
}
_OTHERWISE = ("SC", "en", "US")


def printed(template: str, data: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """
    Return a PDF: fonts embedded, its text as text.

    `template` is the path of a Typst file inside the package, such as
    `domain/repairs/data/handover.typ`; it begins with `#import "/kit/paper/data/paper.typ"`,
    which reads `data`. What `data` holds is text, never markup. `at` becomes the date of the file.
    """
    return _compiled(template, data, language, format="pdf", timestamp=at.replace(microsecond=0))


def pictured(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """Return the same, which has to be a single page, as an SVG to look at."""
    return _compiled(template, data, language, format="svg")


def _compiled(template: str, data: Mapping[str, Any], language: str, **how: Any) -> bytes:
    said = json.dumps({**data, "language": _written_in(language)}, default=str)
    # One for each paper: a compiler serves one thread. What it has learned all of them share.
    compiler = typst.Compiler(root=ROOT, font_paths=_fonts())
    made = compiler.compile(ROOT / template, sys_inputs={"data": said}, **how)
    assert isinstance(made, bytes)  # noqa: S101  # a list only of several pages as pictures
    return made


def _written_in(language: str) -> dict[str, str]:
    script, code, region = _WRITTEN_IN.get(nearest_language(language), _OTHERWISE)
    return {"font": f"Noto Sans CJK {script}", "code": code, "region": region}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(each.__file__).parent for each in _FONT_PACKAGES],
    )
