from django.conf import settings
from django.utils.translation import get_supported_language_variant


def nearest_language(tag: str) -> str:
    """Return the language of ours that is nearest to `tag`: zh-hant for zh-TW, else English."""
    try:
        return get_supported_language_variant(tag.replace("_", "-").lower())
    except LookupError:
        return settings.LANGUAGE_CODE
