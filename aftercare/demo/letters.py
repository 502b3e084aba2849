"""What customers and our people write, put together from the texts in `data`."""

import tomllib
from random import Random
from typing import Any

from aftercare.demo.founding import CAST, DATA

MATTERS: list[dict[str, Any]] = [
    matter
    for page in sorted((DATA / "matters").glob("*.toml"))
    for matter in tomllib.loads(page.read_text())["matter"]
]
MANNERS: dict[str, dict[str, Any]] = tomllib.loads((DATA / "manners.toml").read_text())
OURS = MANNERS["ours"]


def some_values(chance: Random, about: str, name: str) -> dict[str, str]:
    """Return what fills the places of the texts of one matter."""
    model = chance.choice(CAST["things"][about])
    week = f"{chance.choice([24, 25, 26])}{chance.randrange(1, 53):02}"
    return {
        "model": model,
        "serial": f"{model.replace('-', '')[:4]}-{week}-{chance.getrandbits(16):04X}",
        "lot": f"{week}-{chance.choice('ABC')}",
        "po": f"PO {chance.randrange(70000, 99999)}",
        "qty": str(chance.randrange(4, 60)),
        "name": name,
        "first": name.split(maxsplit=1)[0] if name.isascii() else name,
    }


def opening(chance: Random, language: str, body: str, name: str) -> str:
    """Return the first letter of a customer, in one of the manners of their language."""
    manner = MANNERS[language]
    hurried = chance.random() < 0.12
    parts = [] if hurried else [chance.choice(manner["greeting"])]
    parts.append(body if hurried else _begun(body))
    if chance.random() < 0.18:
        parts.append(chance.choice(manner["impatient"]))
    parts.append(name if hurried else f"{chance.choice(manner['closing'])}\n{name}")
    if chance.random() < 0.1:
        parts.append(chance.choice(manner["mobile"]))
    text = "\n\n".join(parts)
    return _typed_fast(chance, text) if language == "en" and chance.random() < 0.15 else text


def answer(chance: Random, language: str, body: str, *, first: str, agent: str) -> str:
    """Return a letter of ours: by name, to the point, signed."""
    manner = MANNERS[language]
    greeting = chance.choice(manner["agent_greeting"]).format(first=first)
    return f"{greeting}\n\n{_begun(body)}\n\n{chance.choice(manner['agent_closing'])}\n{agent}"


def some(chance: Random, language: str, what: str) -> str:
    """Return one of the ways to say something in a language."""
    said: str = chance.choice(MANNERS[language][what])
    return said


def _begun(body: str) -> str:
    return body[:1].upper() + body[1:]


def _typed_fast(chance: Random, text: str) -> str:
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and chance.random() < 0.06:
            swap = chance.randrange(1, len(word) - 2)
            words[place] = word[:swap] + word[swap + 1] + word[swap] + word[swap + 2 :]
    return " ".join(words)
