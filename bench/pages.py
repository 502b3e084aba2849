"""
The screens of a large company: how long the server takes for a page, and how many queries.

    nice .venv/bin/python -m bench.pages --cases 10000 --folder /tmp/bench-10k
    nice .venv/bin/python -m bench.pages --cases 1000000 --folder /tmp/bench-1m

The folder keeps the database: a second run measures without building. Times are those of the
whole stack below the socket: middleware, session, permissions, queries, template.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.company import build
from bench.setting import own_database

ROUNDS = 40
Address = Callable[[int], str]


def main() -> None:
    """Build if need be, then measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-pages"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_database(given.folder):
        from aftercare.domain.cases.models import Case  # noqa: PLC0415  # after the settings

        if not Case.objects.exists():
            begun = time.monotonic()
            build(given.cases)
            _say(f"built {given.cases} cases in {time.monotonic() - begun:.0f} s")
        measure(given.cases)


def measure(cases: int) -> None:
    """Ask for every page as the manager, who sees all, and as an agent, who sees one team."""
    from django.test import Client  # noqa: PLC0415

    from aftercare.base.people.models import User  # noqa: PLC0415

    _say(f"{'page':44} {'who':8} {'queries':>7} {'p50 ms':>8} {'p95 ms':>8} {'KB':>6}")
    for who, user in (
        ("manager", User.objects.get(email="agent0@northwell.example")),
        ("agent", User.objects.get(email="agent1@northwell.example")),
    ):
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        for name, address in pages(cases, user).items():
            measure_page(client, name, address, who)


def pages(cases: int, user: Any) -> dict[str, Address]:
    """Return the address of the n-th measurement by the name of the page."""
    deep = place_of_page(user, 4_000)
    return {
        "inbox": lambda n: "/inbox",
        "inbox, mine": lambda n: "/inbox?q=status:open+assignee:me",
        "all cases, page 1": lambda n: "/inbox?q=",
        "all cases, page 4,000": lambda n: f"/inbox?q=&after={deep}",
        "solved and tagged": lambda n: "/inbox?q=status:solved+tag:fota",
        "one account's cases": lambda n: f"/inbox?q=account:K-{1 + n:06}",
        "due within the hour": lambda n: "/inbox?q=sla:<1h",
        "case": lambda n: f"/cases/C-2026-{own_case(n, cases):07}",
        "promises": lambda n: "/promises",
        "promises, overdue": lambda n: "/promises?tab=broken",
        "team load": lambda n: "/load",
        "customers": lambda n: "/customers",
        "customer": lambda n: f"/customers/K-{1 + n * 7:06}",
        "person": lambda n: f"/people/{1 + n * 13}",
        "insights": lambda n: "/insights",
        "audit": lambda n: "/audit",
    }


def own_case(number: int, cases: int) -> int:
    """Return a case that also the agent, who is in the second team, may see."""
    return cases - cases % 6 - 5 - 6 * number


def place_of_page(user: Any, page: int) -> str:
    """Return where a page far down the list begins, as the page before it names it."""
    from aftercare.base.people.queries import actor_for  # noqa: PLC0415
    from aftercare.domain.cases.queries import visible_cases  # noqa: PLC0415

    cases = visible_cases(actor_for(user)).order_by("-active_at", "-pk")
    row = cases[min(page * 50, cases.count() - 60)]
    return f"{row.active_at.timestamp():.6f}_{row.pk}"


def measure_page(client: Any, name: str, address: Address, who: str) -> None:
    """Ask for a page again and again, and print how long it took and how often it asked."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address(0))
    asked = len(queries)  # the next request empties the log
    if answer.status_code != 200:  # noqa: PLR2004  # fine
        _say(f"{name:44} {who:8} answered {answer.status_code}")
        return
    timed = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        client.get(address(number))
        timed.append((time.perf_counter() - begun) * 1000)
    ranked = sorted(timed)
    _say(
        f"{name:44} {who:8} {asked:7} {statistics.median(ranked):8.1f}"
        f" {ranked[int(ROUNDS * 0.95)]:8.1f} {len(answer.content) // 1024:6}"
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # figures are what it is for


if __name__ == "__main__":
    main()
