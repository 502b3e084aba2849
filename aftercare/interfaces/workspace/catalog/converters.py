"""Codes of items in addresses; makers write slashes into theirs."""


class CodeConverter:
    """A code of an item, with its slashes written otherwise."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the code an address names."""
        return value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        """Return how an address names a code."""
        return value.replace("~", "~0").replace("/", "~1")
