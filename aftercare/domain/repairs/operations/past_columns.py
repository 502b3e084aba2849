"""What a file may say of past repairs, and how people head its columns."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from aftercare.base.spreadsheets.states import Column, ColumnKind
from aftercare.domain.repairs.states import WENT, OldPartGoes, OrderKind


def _yes_or_no() -> dict[str, str]:
    """Return all that people write for yes and no."""
    words = dict.fromkeys(("yes", "y", "1", "true", "x", "是", "有", "oo"), "yes")
    words |= dict.fromkeys(("no", "n", "0", "false", "否", "无", "無", "hindi", "wala"), "no")
    return words


def _outcomes() -> dict[str, str]:
    """Return how a repair ended, by all that people may call it."""
    words = {str(status): str(status) for status in WENT}
    words |= dict.fromkeys(("repaired", "returned repaired", "已修复", "已修復"), "handed_over")
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {str(status.label): str(status) for status in WENT}
    return words


def _code(name: str, title: Any, *also: str) -> Column:
    said = gettext_lazy("Our code, or its name.")
    return Column(name, title, kind=ColumnKind.CODE, longest=120, help=said, also=also)


def _yes_no(name: str, title: Any, *also: str) -> Column:
    said = gettext_lazy("Yes or no.")
    return Column(name, title, words=_yes_or_no, help=said, also=also)


def _day(name: str, title: Any, *also: str, is_required: bool = False) -> Column:
    return Column(name, title, kind=ColumnKind.DAY, is_required=is_required, also=also)


COLUMNS = (
    Column(
        "number",
        gettext_lazy("Number in the old system"),
        kind=ColumnKind.CODE,
        is_required=True,
        longest=60,
        example="R-24817",
        help=gettext_lazy("Several rows of one number are several parts of one repair."),
        also=(
            "order",
            "work order",
            "repair no",
            "job",
            "ticket",
            "维修单号",
            "工单号",
            "維修單號",
            "numero",
        ),
    ),
    Column(
        "item",
        gettext_lazy("Item"),
        kind=ColumnKind.CODE,
        is_required=True,
        longest=80,
        example="AX-5500",
        also=("model", "item code", "product", "型号", "料号", "型號", "料號", "modelo"),
    ),
    Column(
        "serial",
        gettext_lazy("Serial number"),
        kind=ColumnKind.CODE,
        longest=60,
        example="AX55-2519-B0042",
        also=("serial", "serial no", "s/n", "sn", "序列号", "机身号", "序號", "serye"),
    ),
    Column(
        "account",
        gettext_lazy("Customer"),
        kind=ColumnKind.CODE,
        longest=160,
        help=gettext_lazy("Name or number. Empty: whose the unit was then."),
        also=("owner", "company", "customer name", "客户", "客户名称", "客戶", "客戶名稱"),
    ),
    Column(
        "kind",
        gettext_lazy("Kind of repair"),
        choices=tuple(OrderKind.choices),
        also=("repair type", "type", "维修类型", "維修類型", "uri"),
    ),
    _day(
        "reported_on",
        gettext_lazy("Reported on"),
        "reported",
        "complaint date",
        "报修日期",
        "報修日期",
        "iniulat",
    ),
    _day(
        "received_on",
        gettext_lazy("Received on"),
        "received",
        "date in",
        "收货日期",
        "收件日期",
        "natanggap",
        is_required=True,
    ),
    _day(
        "closed_on",
        gettext_lazy("Handed over on"),
        "returned on",
        "date out",
        "closed",
        "交付日期",
        "取机日期",
        "完修日期",
        "naibalik",
        is_required=True,
    ),
    _day("failed_on", gettext_lazy("Failed on"), "failure date", "故障日期", "nasira"),
    Column(
        "complaint",
        gettext_lazy("Complaint"),
        longest=300,
        also=(
            "problem",
            "customer complaint",
            "reported fault",
            "故障描述",
            "报修内容",
            "客訴",
            "reklamo",
        ),
    ),
    _code(
        "symptom", gettext_lazy("Symptom"), "symptom code", "现象", "故障现象", "現象", "sintomas"
    ),
    _code(
        "fault",
        gettext_lazy("Fault"),
        "fault code",
        "defect",
        "故障",
        "故障代码",
        "故障代碼",
        "depekto",
    ),
    _code("cause", gettext_lazy("Cause"), "cause code", "root cause", "原因", "故障原因", "sanhi"),
    _code(
        "action",
        pgettext_lazy("what is done about a fault", "Action"),
        "action code",
        "repair action",
        "措施",
        "维修措施",
        "維修措施",
        "処置",
    ),
    Column(
        "lot",
        gettext_lazy("Lot of the faulty part"),
        kind=ColumnKind.CODE,
        longest=60,
        also=("lot", "lot no", "lot number", "批号", "批號", "lote"),
    ),
    _yes_no(
        "in_guarantee",
        gettext_lazy("In guarantee"),
        "warranty",
        "in warranty",
        "保内",
        "是否保修",
        "保固內",
        "may garantiya",
    ),
    _yes_no(
        "human_damage",
        gettext_lazy("Human damage"),
        "misuse",
        "customer damage",
        "人为损坏",
        "人為損壞",
    ),
    _yes_no(
        "no_fault_found",
        gettext_lazy("No fault found"),
        "nff",
        "ntf",
        "未发现故障",
        "無故障",
        "walang nakitang sira",
    ),
    Column(
        "part",
        gettext_lazy("Part used"),
        kind=ColumnKind.CODE,
        longest=80,
        example="NW-8833",
        also=(
            "part",
            "part number",
            "spare part",
            "component",
            "用料",
            "更换零件",
            "零件",
            "更換零件",
            "piyesa",
        ),
    ),
    Column(
        "quantity",
        gettext_lazy("Quantity"),
        kind=ColumnKind.NUMBER,
        help=gettext_lazy("Empty: one."),
        also=("qty", "pieces", "数量", "數量", "dami"),
    ),
    Column(
        "designator",
        gettext_lazy("Place"),
        kind=ColumnKind.CODE,
        longest=20,
        example="U17",
        also=("designator", "reference", "refdes", "location", "位号", "位號", "lugar"),
    ),
    Column(
        "old_goes",
        gettext_lazy("Where the old part went"),
        choices=tuple(OldPartGoes.choices),
        also=("old part", "core", "旧件去向", "旧件", "舊件去向"),
    ),
    Column(
        "outcome",
        gettext_lazy("How it ended"),
        words=_outcomes,
        help=gettext_lazy("Empty: handed over."),
        also=("outcome", "result", "status", "结果", "结案方式", "結果", "resulta"),
    ),
    Column(
        "site",
        gettext_lazy("Site"),
        longest=120,
        help=gettext_lazy("Empty where there is one only."),
        also=("service center", "workshop", "branch", "网点", "维修点", "網點", "sangay"),
    ),
)
