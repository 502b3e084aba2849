from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands with something."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """How it stands with one thing, and what to do about it."""

    subject: str
    level: Level
    words: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it for programs."""
        return asdict(self)


Check = Callable[[], Iterator[Finding]]


def ok(subject: str, words: str) -> Finding:
    """Say that all is well."""
    return Finding(subject, Level.OK, words)


def warning(subject: str, words: str, mend: str) -> Finding:
    """Say what may become trouble."""
    return Finding(subject, Level.WARNING, words, mend)


def error(subject: str, words: str, mend: str) -> Finding:
    """Say what does not work, or is not safe."""
    return Finding(subject, Level.ERROR, words, mend)


def findings_of(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """Give what all checks find; one that breaks does not hide the others."""
    for check in checks:
        subject = check.__name__.removeprefix("check_").replace("_", " ")
        try:
            yield from check()
        except Exception as problem:  # noqa: BLE001  # whatever it is, it is a finding
            words = f"{type(problem).__name__}: {problem}".partition("\n")[0]
            yield error(subject, f"could not be looked at: {words}", "See the messages above it.")
