"""
Papers: how long until labels and a service report are PDF, without the database.

    .venv/bin/python -m bench.paper
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import django

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def main() -> None:
    """Set one of each to warm up, then time labels of a hundred things, and reports."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "aftercare.project.settings"
    django.setup()
    from aftercare.base.labels.models import LabelTemplate  # noqa: PLC0415  # after the settings
    from aftercare.base.labels.queries import labels_as_pdf  # noqa: PLC0415
    from aftercare.kit.paper.engine import printed  # noqa: PLC0415

    template = LabelTemplate(
        name="50 × 25",
        width=Decimal(50),
        height=Decimal(25),
        code="data_matrix",
        texts="# {item}\n{name}\nLOT {lot} · {quantity}\n* {place}",
        dots="203",
    )

    def labels(first: int, count: int) -> None:
        things = [_label(number) for number in range(first, first + count)]
        labels_as_pdf(template, things, copies=1, language="zh-hans", at=AT)

    def report(number: int) -> None:
        printed("domain/repairs/data/handover.typ", _report(number), language="zh-hans", at=AT)

    _time("the first label of a process", lambda: labels(0, 1))
    _time("100 labels, each its own", lambda: labels(1000, 100))
    _time("500 labels, each its own", lambda: labels(5000, 500))
    _time("the first service report", lambda: report(1))
    _time("a service report", lambda: report(2))


def _time(what: str, do: Callable[[], None]) -> None:
    wall, worked = time.perf_counter(), time.process_time()
    do()
    wall, worked = time.perf_counter() - wall, time.process_time() - worked
    print(f"{what}: {wall * 1000:.0f} ms ({worked * 1000:.0f} ms of processor)")  # noqa: T201  # what a measurement says


def _label(number: int) -> object:
    from aftercare.base.labels.states import Label  # noqa: PLC0415
    from aftercare.kit.scans.results import Meaning  # noqa: PLC0415

    lot = f"2519-{number}"
    words = {"item": "MP3394S-GF", "name": "LED 背光驱动芯片 SOIC-16", "lot": lot}
    said = {Meaning.ITEM: "MP3394S-GF", Meaning.LOT: lot, Meaning.QUANTITY: "250"}
    return Label(lot, words | {"quantity": "250 ×", "place": "SVC-A-04-12"}, said)


def _report(number: int) -> dict[str, object]:
    from aftercare.domain.repairs.queries.packs import headings  # noqa: PLC0415
    from aftercare.kit.paper.codes import CodeKind, draw  # noqa: PLC0415

    code = f"WO-2026-{number:05}"
    rows = [[f"12 V {each}", "11.7 – 12.3 V", "0.4 V", "12.06 V"] for each in range(8)]
    return {
        "title": "维修服务报告",
        "company": "北岸显示售后服务中心",
        "site": "武汉",
        "order": code,
        "subtitle": code,
        "say": headings(),
        "code": vars(draw(CodeKind.DATA_MATRIX, code)),
        "link": vars(draw(CodeKind.QR, f"https://service.example/track/{code}")),
        "facts": [["客户", "武汉宏站维修部"], ["产品", "AX-5500 55 英寸液晶电视"]],
        "verdict": {"words": "三包有效期内", "tone": "good", "why": "主要部件保修至 2027 年。"},
        "diagnosis": [
            "客户反映：无图像，待机指示灯闪烁三次。",
            "背光驱动芯片 U17 短路，阻值 2 Ω。",
        ],
        "result": "更换背光驱动芯片。",
        "parts": [["MP3394S-GF", "LED 背光驱动芯片", "1", "保留"]],
        "costs": [["人工", "136.40 CNY", "0.00 CNY"]],
        "total": ["合计", "136.40 CNY", "0.00 CNY"],
        "readings": rows,
        "tests": [[*row[:3], "✓"] for row in rows],
        "tested": "",
        "guarantee": {"short": "90 天", "until": "至 2027 年 2 月 23 日", "words": "免费修复。"},
        "ours": {"name": "王强", "day": "2026 年 11 月 25 日"},
        "theirs": {"name": "李梅", "drawn": None, "day": "", "content": ""},
    }


if __name__ == "__main__":
    main()
