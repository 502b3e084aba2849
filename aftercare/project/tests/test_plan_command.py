"""Plans from files, as somebody makes them who has nothing but an export of an ERP."""

import csv
import itertools
import json
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow.parquet import write_table
from xlsxwriter import Workbook

from aftercare.project.commands.planning import plan


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("erp")
    assert CliRunner().invoke(plan, ["demo", str(folder), "--models", "3"]).exit_code == 0
    return folder


@pytest.fixture
def small(tmp_path):
    """Headings of somebody else, a comma for the decimals, a sale that nobody knows."""
    (tmp_path / "sales.csv").write_text(
        "Product;Ship date;Qty\n" + "".join(f"A;2024-{m:02d};200\n" for m in range(1, 13)),
        encoding="utf-8",
    )
    late = [12 * 2024 + m + 1 + 5 * m % 11 for m in range(1, 13)]
    repairs = [
        f"P;A;2024-{m:02d};{month // 12}-{month % 12 + 1:02d};{1 + m % 3},0\n"
        for m, month in enumerate(late, 1)
    ]
    (tmp_path / "repairs.csv").write_text(
        "Part number;Product;Sold on;Date;Qty\n" + "".join(repairs) + "P;A;;2025-03;2,0\n",
        encoding="utf-8",
    )
    return tmp_path


def rows_of(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def plan_of(folder, subject, *options):
    return CliRunner().invoke(plan, [subject, str(folder), "--draws", "60", *options])


def test_a_forecast_is_near_the_truth_and_says_why(demo):
    result = plan_of(demo, "forecast", "--exchanged")

    assert result.exit_code == 0, result.output
    told = {row["part"]: row for row in rows_of(demo / "plan" / "forecast.csv")}
    truth = rows_of(demo / "truth.csv")
    known = [row for row in truth if told[row["part"]]["mean"]]
    missed = sum(abs(float(told[row["part"]]["mean"]) - float(row["actual"])) for row in known)
    assert missed / sum(float(row["actual"]) for row in known) < 0.3
    assert len(told) == 50
    assert told["GEN-01"]["method"] == "counts"
    document = json.loads((demo / "plan" / "forecast.json").read_text("utf-8"))
    assert "spread over the sales" in " ".join(document["notes"])
    monthly = rows_of(demo / "plan" / "forecast-monthly.csv")
    assert len(monthly) == (30 + 20) * 60
    first = {row["month"]: row for row in reversed(monthly) if row["part"] == "GEN-01"}
    assert min(first) == "2026-01"
    said = sum(float(row["mean"]) for row in first.values())
    assert said == pytest.approx(float(told["GEN-01"]["mean"]), rel=0.02, abs=0.5)


@pytest.mark.parametrize(
    ("subject", "column"),
    [("lifetime", "weight of Weibull"), ("check", "proposed"), ("stock", "backorders expected")],
)
def test_each_question_is_answered_in_tables_and_one_page(demo, subject, column):
    result = plan_of(demo, subject, "--months", "36", "--out", str(demo / subject))

    assert result.exit_code == 0, result.output
    rows = rows_of(demo / subject / f"{subject}.csv")
    assert len(rows) == 30
    assert all(row[column] is not None for row in rows)
    page = (demo / subject / f"{subject}.html").read_text("utf-8")
    assert column in page
    assert "http" not in page
    assert "<script" not in page


def test_what_is_odd_is_said_in_words_the_largest_sum_first(demo):
    plan_of(demo, "check", "--exchanged", "--months", "36", "--out", str(demo / "odd"))
    rows = rows_of(demo / "odd" / "check.csv")

    assert {"excess", "runs out", ""} >= {row["flags"] for row in rows}
    price = {row["part"]: float(row["price"]) for row in rows_of(demo / "parts.csv")}
    sums = [
        max(
            float(row["money in it"]),
            (float(row["expected to the end"]) - float(row["stock"])) * price[row["part"]],
        )
        for row in rows
        if row["flags"]
    ]
    assert all(after <= before * 1.01 + 10 for before, after in itertools.pairwise(sums))


def test_a_last_buy_costs_less_than_none(demo):
    plan_of(demo, "last-buy", "--months", "36", "--out", str(demo / "buy"))
    rows = rows_of(demo / "buy" / "last-buy.csv")

    for row in rows:
        if row["order"]:
            spent, without = (
                float(row[name]) for name in ("cost until the end", "cost if nothing is ordered")
            )
            assert spent <= without + 0.01
    assert any(float(row["order"] or 0) > 0 for row in rows)
    assert "chance of shortage" in (demo / "buy" / "last-buy.html").read_text("utf-8")


def test_a_budget_holds_for_whole_packs(demo):
    plan_of(demo, "last-buy", "--months", "24", "--budget", "5000", "--out", str(demo / "few"))
    rows = rows_of(demo / "few" / "last-buy.csv")

    assert 4000 < sum(float(row["price of the order"] or 0) for row in rows) <= 5000
    assert all(float(row["order"] or 0) % 5 == 0 for row in rows)


def test_guessed_columns_are_confirmed_once(small):
    refused = CliRunner().invoke(plan, ["lifetime", str(small)], input="n\n")
    assert refused.exit_code == 1
    assert "--column sales.model=HEADING" in refused.output
    assert not (small / "plan").exists()

    assert plan_of(small, "lifetime", "--yes").exit_code == 0
    again = CliRunner().invoke(plan, ["lifetime", str(small)], input="")
    assert again.exit_code == 0, again.output
    row = rows_of(small / "plan" / "lifetime.csv")[0]
    assert float(row["failures"]) == 26


def test_workbooks_are_read_as_well(small):
    with Workbook(small / "models.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["model", "warranty", "propensity"])
        sheet.write_row(1, 0, ["A", 24, 0.5])
    result = plan_of(small, "check", "--yes")

    assert result.exit_code == 0, result.output
    document = json.loads((small / "plan" / "check.json").read_text("utf-8"))
    assert not any(note.startswith("warranty") for note in document["notes"])
    assert any("in_use: 96 is assumed" in note for note in document["notes"])


def test_parquet_is_read_as_csv_is(small):
    plan_of(small, "lifetime", "--yes")
    by_csv = rows_of(small / "plan" / "lifetime.csv")
    months = [date(2024, month, 1) for month in range(1, 13)]
    columns = {"Product": ["A"] * 13, "Ship date": [*months, None], "Qty": [200.0] * 12 + [None]}
    (small / "sales.csv").unlink()
    write_table(pa.table(columns), small / "sales.parquet")

    result = plan_of(small, "lifetime", "--yes")

    assert result.exit_code == 0, result.output
    assert rows_of(small / "plan" / "lifetime.csv") == by_csv
    assert "sales.parquet" in (small / "plan" / "lifetime.json").read_text("utf-8")


def test_what_is_no_parquet_or_has_no_reader_is_said(small, monkeypatch):
    (small / "sales.csv").rename(small / "sales.parquet")
    broken = plan_of(small, "lifetime", "--yes")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    lacking = plan_of(small, "lifetime", "--yes")

    assert (broken.exit_code, lacking.exit_code) == (1, 1)
    assert "no Parquet file" in broken.output
    assert "pip install 'aftercare[parquet]'" in lacking.output


def test_service_ends_when_the_table_says_so(small):
    (small / "models.csv").write_text("model,end_of_service\nA,2026-06\n", encoding="utf-8")
    result = plan_of(small, "forecast", "--yes", "--now", "2026-01")

    assert result.exit_code == 0, result.output
    months = rows_of(small / "plan" / "forecast-monthly.csv")
    asked = [row["month"] for row in months if float(row["mean"]) > 0]
    assert asked == [f"2026-{month:02d}" for month in range(1, 7)]


def test_an_epidemic_of_a_month_of_sales_is_reported(demo, tmp_path):
    for name in ("sales", "models", "parts"):
        (tmp_path / f"{name}.csv").write_bytes((demo / f"{name}.csv").read_bytes())
    more = "M001-PAN,M001,2023-05,2024-06,2024-06,900\n"
    text = (demo / "repairs.csv").read_text("utf-8-sig")
    (tmp_path / "repairs.csv").write_text(text.rstrip() + "\n" + more, encoding="utf-8")
    plan_of(tmp_path, "lifetime", "--exchanged")
    alarms = rows_of(tmp_path / "plan" / "lifetime-cohorts.csv")

    assert ("M001", "2023-05") in {(row["model"], row["sold"]) for row in alarms}
    assert len(alarms) < 10


def test_demand_alone_is_counted_and_too_little_of_it_says_nothing(tmp_path):
    often = "".join(f"OFTEN,{month}/15/2025,{1 + month % 3}\n" for month in range(1, 13))
    (tmp_path / "demand.csv").write_text(
        f"part,month,quantity\n{often}OFTEN,2099-01,900\nONCE,2025-03,4\nBACK,2025-03,4-\n",
        encoding="utf-8",
    )
    result = plan_of(tmp_path, "forecast", "--months", "12")

    assert result.exit_code == 0, result.output
    assert "2 of them were asked for in too few months" in result.output
    assert "in 1 months more came back" in result.output
    rows = {row["part"]: row for row in rows_of(tmp_path / "plan" / "forecast.csv")}
    assert 12 < float(rows["OFTEN"]["mean"]) < 36
    assert (rows["ONCE"]["mean"], rows["ONCE"]["cannot tell"]) == ("", "True")
    monthly = rows_of(tmp_path / "plan" / "forecast-monthly.csv")
    assert {row["month"] for row in monthly} == {f"2026-{month:02d}" for month in range(1, 13)}
    only = plan_of(tmp_path, "last-buy")
    assert only.exit_code == 1
    assert "demand by month answers `forecast` only" in only.output


def test_what_lacks_is_said(tmp_path, small):
    (tmp_path / "empty").mkdir()
    assert "A table of sales is needed" in plan_of(tmp_path / "empty", "lifetime").output
    (small / "sales.csv").write_text("Product;When\nA;2024-01\n", encoding="utf-8")
    result = plan_of(small, "lifetime", "--yes")

    assert result.exit_code == 1
    assert "--column sales.month=HEADING" in result.output
    (small / "sales.csv").rename(small / "turnover.csv")
    result = plan_of(small, "lifetime", "--yes")
    assert "repairs.csv, turnover.csv" in result.output


def test_cells_that_are_no_months_are_named(small):
    with (small / "sales.csv").open("a", encoding="utf-8") as file:
        file.write("A;soon;3\n")
    result = plan_of(small, "lifetime", "--yes")

    assert result.exit_code == 0
    assert "line 14" in result.output
    assert "“soon” is no month" in result.output


def test_nothing_is_lost_without_its_line(small):
    """Of an ERP in China, with a decimal comma, and with all that people leave in such files."""
    (small / "sales.csv").unlink()
    rows = ["机型;日期;数量", *(f"A;2024-{month:02d};1.234" for month in range(1, 13)), ";;"]
    more = ["合计;;99", "A;2024-03;-34,0", ";2024-03;15", "A;2999-12;7", "A;2024-04;viele"]
    (small / "Sales.CSV").write_bytes("\n".join([*rows, *more]).encode("gb18030"))
    (small / "parts.csv").write_text(
        "part,model,price,stock,repaired\nP,A,7,-4,1.5\nP,A,9,3,0\nQ,B,1,1,0\n", encoding="utf-8"
    )
    with (small / "repairs.csv").open("a", encoding="utf-8") as file:
        file.write("P;A;2024-09;2024-05;1\nP;B;;2024-05;1\n;A;;2024-05;1\n")

    result = plan_of(small, "last-buy", "--yes")

    assert result.exit_code == 0, result.output
    for line in (
        "Note: sales: 1 row is left out, without month (line 15).",
        "Note: sales: 1 row is left out, without model (line 17).",
        "Note: sales.month: 1 row is left out, line 18: “2999-12” is a year that cannot be.",
        "Note: sales.quantity: 1 row is left out, line 19: “viele” is no number.",
        "Note: parts.stock: 1 cell is empty to us, line 2: “-4” is less than 0.",
        "Note: parts.repaired: 1 cell is empty to us, line 2: “1.5” is more than 1.",
        "Note: repairs: 1 row is left out, without part (line 17).",
        "1 row of parts is left out (line 3): there is one for part and model.",
        "1 row of parts is left out (line 4): a model that was never sold.",
        "1 repair is left out (line 15): sold after they failed, or before the first sale.",
        "1 repair is left out (line 16): no model, or one that was never sold.",
        f"{12 * 1234 - 34:,} units of 1 models, 26 parts replaced",
    ):
        assert line in result.output


def test_a_month_to_come_is_not_taken_for_today(small):
    with (small / "sales.csv").open("a", encoding="utf-8") as file:
        file.write("A;2099-01;200\n")
    result = plan_of(small, "lifetime", "--yes")

    assert "1 month is to come" in result.output
    assert "Seen up to 2025-07: 2,400 units" in result.output


def test_the_sheet_of_a_workbook_that_is_called_so_is_read(small):
    (small / "sales.csv").unlink()
    with Workbook(small / "sales.xlsx") as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Nothing", "here"])
        sheet = book.add_worksheet("Sales")
        sheet.write_row(1, 0, ["model", "month", "quantity"])
        for month in range(1, 13):
            sheet.write_row(month + 2, 0, ["A", f"2024-{month:02d}", 1.5])
        sheet.write_row(16, 0, ["A", "never", 3])
    (small / "models.csv").write_text("model\nA\n", encoding="utf-8")
    (small / "models.tsv").write_text("model\nA\n", encoding="utf-8")
    result = plan_of(small, "lifetime", "--yes")

    assert result.exit_code == 0, result.output
    assert "sales.xlsx: of 2 sheets, “Sales” is read." in result.output
    assert "1 row is left out, line 17: “never” is no month" in result.output
    assert "models.tsv is not read, as there is models.csv." in result.output
    assert "18 units of 1 models" in result.output


def test_the_command_loads_numpy_only_when_it_plans():
    code = "import sys, aftercare.project.commands.main as _; print('numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "False"
