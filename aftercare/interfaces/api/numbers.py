"""Numbers programs give: as large and exact as the books have room for, never negative."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from aftercare.kit.money import CURRENCIES


def _currency(code: str) -> str:
    if code and code.upper() not in CURRENCIES:
        message = "No currency has these three letters."
        raise ValueError(message)
    return code.upper()


Count = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=3)]
Price = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=6)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Currency = Annotated[str, AfterValidator(_currency)]
