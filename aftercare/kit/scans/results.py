from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """By which rules a code was understood."""

    ISO_15434 = "iso_15434"
    GS1 = "gs1"
    DIGITAL_LINK = "digital_link"
    ARTICLE_NUMBER = "article_number"
    MAKER = "maker"
    LINK = "link"
    PLAIN = "plain"


class Problem(StrEnum):
    """What is wrong with a code, or not certain about it."""

    SEPARATORS_LOST = "separators_lost"
    CUT_OFF = "cut_off"
    BAD_CHECK_DIGIT = "bad_check_digit"
    BAD_QUANTITY = "bad_quantity"
    SAID_TWICE = "said_twice"
    UNKNOWN_FORMAT = "unknown_format"
    TOO_LONG = "too_long"
    EMPTY = "empty"


class Meaning(StrEnum):
    """What a field of a label tells; each is an attribute of `Scan`."""

    ITEM = "item"
    CUSTOMER_ITEM = "customer_item"
    GTIN = "gtin"
    SERIAL = "serial"
    LOT = "lot"
    DATE_CODE = "date_code"
    MADE_ON = "made_on"
    EXPIRES_ON = "expires_on"
    QUANTITY = "quantity"
    ORDER = "order"
    PACKAGE = "package"
    MAKER = "maker"
    REVISION = "revision"
    COUNTRY = "country"


@dataclass(frozen=True)
class Field:
    """One field as it stands on a label: `1P` and what follows it."""

    identifier: str
    value: str


@dataclass(frozen=True)
class Scan:
    """What was understood of a code. What has a field but no meaning for us is `unread`."""

    text: str
    form: Form
    item: str = ""
    customer_item: str = ""
    gtin: str = ""
    serial: str = ""
    lot: str = ""
    date_code: str = ""
    made_on: str = ""
    expires_on: str = ""
    quantity: Decimal | None = None
    order: str = ""
    package: str = ""
    maker: str = ""
    revision: str = ""
    country: str = ""
    fields: tuple[Field, ...] = ()
    unread: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the numbers that may lead to a thing, the most telling first, each once."""
        said = (
            self.serial,
            self.lot,
            self.order,
            self.package,
            self.item,
            self.gtin,
            self.customer_item,
            self.text if self.form is Form.PLAIN else "",
        )
        return tuple(dict.fromkeys(filter(None, said)))


@dataclass
class Draft:
    """A scan while it is being read."""

    text: str
    form: Form
    said: dict[Meaning, str] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    unread: list[Field] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, meaning: Meaning | None, identifier: str, value: str) -> None:
        """Note a field. Of two that mean the same the first counts, and it is said so."""
        noted = Field(identifier, value)
        self.fields.append(noted)
        if meaning is None:
            self.unread.append(noted)
        elif self.said.setdefault(meaning, value) != value:
            self.unread.append(noted)
            self.warn(Problem.SAID_TWICE)

    def warn(self, *problems: Problem) -> None:
        """Note problems, each once."""
        self.problems += [each for each in problems if each not in self.problems]

    def done(self) -> Scan:
        """Return what was read."""
        said = {str(meaning): value for meaning, value in self.said.items()}
        quantity = _number(said.pop("quantity", ""))
        if quantity is None and Meaning.QUANTITY in self.said:
            self.warn(Problem.BAD_QUANTITY)
        read = Scan(
            self.text,
            self.form,
            fields=tuple(self.fields),
            unread=tuple(self.unread),
            problems=tuple(self.problems),
        )
        return replace(read, quantity=quantity, **said)  # type: ignore[arg-type]  # meanings are texts


def _number(text: str) -> Decimal | None:
    digits = text.strip().upper().removesuffix("PCS").removesuffix("EA").strip()
    whole, _point, part = digits.partition(".")
    is_number = whole.isascii() and whole.isdecimal() and (not part or part.isdecimal())
    return Decimal(digits.rstrip(".")) if is_number and len(digits) <= 15 else None  # noqa: PLR2004  # more is no count


def plain(text: str, problems: Iterable[Problem] = ()) -> Scan:
    """Return a code that is just a number of something, we cannot say of what."""
    return Scan(text, Form.PLAIN, problems=tuple(problems))
