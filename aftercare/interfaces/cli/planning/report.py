"""One page that needs nothing else: what was found, charts, and what was taken for granted."""

from collections.abc import Mapping
from html import escape
from typing import Any

from aftercare.domain.planning.queries.answers import Answer
from aftercare.interfaces.cli.planning.charts import draw

MOST_CHARTS = 60
MOST_ROWS = 2000

_TITLES = {
    "lifetime": "How parts age",
    "forecast": "What will be asked for",
    "last-buy": "What to buy the last time",
    "stock": "How much to keep where",
    "check": "What is odd about the stock",
}
_AXES = {
    "lifetime": ("age in months", "share failed, 80 % band"),
    "forecast": ("months from now", "units a month, 80 % band"),
    "last-buy": ("stock for the rest of the time", "expected cost"),
}
_STYLE = """
:root{color-scheme:light dark;--ink:#1d273b;--soft:#5c6773;--line:#dce1e7;--paper:#fff;
--blue:#066fd1;--band:#066fd133;--red:#d63939}
@media(prefers-color-scheme:dark){:root{--ink:#dce1e7;--soft:#98a5b5;--line:#313d50;
--paper:#151f2c;--blue:#4299e1;--band:#4299e140}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);
background:var(--paper);margin:0 auto;max-width:1280px;padding:24px 16px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px}
h3{font-size:14px;margin:0 0 4px}figure{margin:0}p,li{color:var(--soft)}
.scroll{overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--soft);font-weight:600;position:sticky;top:0;background:var(--paper)}
th:first-child,td:first-child,.text{text-align:left}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(360px,100%),1fr));gap:20px}
svg{width:100%;height:auto;display:block}svg text{font-size:12px;fill:var(--soft)}
svg .end{text-anchor:end}svg .mid{text-anchor:middle}.grid{stroke:var(--line)}
.band{fill:var(--band)}.line0,.line1{fill:none;stroke:var(--blue);stroke-width:2}
.forecast .line0{stroke:var(--soft);stroke-width:1.5}
.mark{stroke:var(--red);stroke-dasharray:4 3}
"""


def page(answer: Answer, explained: Mapping[str, Any]) -> str:
    """Return the report as HTML with its style and charts inside."""
    title = _TITLES[answer.subject]
    by_base = [row for row in answer.rows if row.get("method") != "counts"]
    silent = sum(bool(row.get("cannot tell")) for row in by_base)
    notes = list(answer.notes)
    if silent:
        notes.insert(
            0,
            f"For {silent} parts the lifetime families disagree by more than twice: no single"
            " number is shown. What each family says stands in the table.",
        )
    understood = "".join(f"<li>{escape(each)}</li>" for each in explained.get("columns", []))
    listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1><ul>{listed}</ul>"
        f"{_table(answer)}{_charts(answer)}"
        f"<h2>Method</h2><p>{escape(str(explained.get('method', '')))}</p>"
        f"<h2>How the files were understood</h2><ul>{understood}</ul></body></html>\n"
    )


def _table(answer: Answer) -> str:
    names = list(dict.fromkeys(name for row in answer.rows for name in row))
    rows = answer.rows[:MOST_ROWS]
    texts = {name for row in rows for name, value in row.items() if isinstance(value, bool | str)}
    head = "".join(
        f'<th scope="col"{" class=text" if name in texts else ""}>{escape(name)}</th>'
        for name in names
    )
    body = "".join("<tr>" + "".join(_td(row.get(name)) for name in names) + "</tr>" for row in rows)
    left = len(answer.rows) - len(rows)
    more = f"<p>{left} more rows are in the CSV file.</p>" if left else ""
    return (
        f'<h2>By part</h2><div class="scroll" tabindex="0" role="region" aria-label="By part">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _td(value: Any) -> str:
    if isinstance(value, bool):
        return f'<td class="text">{"yes" if value else ""}</td>'
    if isinstance(value, float | int):
        return f"<td>{value:,.6g}</td>" if abs(value) < 1e6 else f"<td>{value:,.0f}</td>"  # noqa: PLR2004  # no exponent
    return f'<td class="text">{"" if value is None else escape(str(value))}</td>'


def _charts(answer: Answer) -> str:
    if answer.subject not in _AXES or not answer.series:
        return ""
    across, up = _AXES[answer.subject]
    shown = answer.series[:MOST_CHARTS]
    figures = "".join(
        f'<figure class="{answer.subject}"><h3>{escape(each.part)}</h3>'
        f"{draw(each, across, up)}</figure>"
        for each in shown
    )
    left = len(answer.series) - len(shown)
    more = f"<p>{left} more parts are not drawn.</p>" if left else ""
    return f'<h2>Charts</h2><div class="charts">{figures}</div>{more}'
