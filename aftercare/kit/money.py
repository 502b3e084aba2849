from decimal import Decimal


def in_figures(amount: Decimal, currency: str = "") -> str:
    """Return an amount with two places, in groups of three: so write all who read our languages."""
    # Not `number_format`: Django knows of no groups in Chinese.
    return f"{amount:,.2f} {currency}".strip()
