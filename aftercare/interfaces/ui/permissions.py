from enum import StrEnum


class UiPermission(StrEnum):
    STYLE_GUIDE = "ui.see_style_guide"
