"""What a file may say of past cases, and how other systems head its columns."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy, override

from aftercare.base.spreadsheets.states import Column, ColumnKind, tags_column
from aftercare.domain.cases.states import BY_HAND, CaseKind, CaseStatus, Priority
from aftercare.domain.cases.steps.past_rows import NOTE

_STATUSES = {
    CaseStatus.OPEN: "new reopened assigned active 新建 处理中 未解决 處理中 未解決 bukas",
    CaseStatus.WAITING: "pending hold onhold waitingoncustomer waitingonthirdparty 挂起 待回复"
    " 等待中 擱置 待回覆 naghihintay",
    CaseStatus.SOLVED: "resolved closed archived done completed 已关闭 关闭 已完成 已結案 結案"
    " 已關閉 sarado tapos",
}
_DIRECTIONS = {
    "in": "in incoming inbound customer requester enduser fromcustomer user message m 客户 來信"
    " 来信 客戶 mulasacustomer",
    "out": "out outgoing outbound us agent staff reply response publicreply answer r 客服 回复"
    " 我们 回覆 我們 sagot",
    NOTE: "note internal internalnote private privatenote n 备注 内部 内部备注 備註 內部 內部備註",
}
_CHANNELS = {
    "email": "email mail 邮件 电子邮件 郵件 電子郵件",
    "web_form": "web webform form portal widget webwidget api chat livechat messaging whatsapp"
    " wechat facebook messenger twitter 网页 网站 在线 微信 網頁 網站 線上 line",
    "phone": "phone call voice telephone hotline 电话 热线 電話 專線 telepono tawag",
    "counter": "counter walkin inperson visit 柜台 到店 櫃台 臨櫃",
}
_PRIORITIES = {
    Priority.LOW: "low lowest minor p4 低 mababa",
    Priority.NORMAL: "normal medium standard p3 中 普通 一般 karaniwan",
    Priority.HIGH: "high important major p2 高 重要 mataas",
    Priority.URGENT: "urgent critical highest emergency p1 紧急 緊急 特急",
}


def _words(known: dict[Any, str], *choices: tuple[str, Any]) -> dict[str, str]:
    """Return values by all that people write for them, in every language."""
    words = {word: str(value) for value, also in known.items() for word in also.split()}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {str(label): str(value) for value, label in choices}
    return words


def _statuses() -> dict[str, str]:
    return _words(_STATUSES, *(each for each in CaseStatus.choices if each[0] in _STATUSES))


def _directions() -> dict[str, str]:
    return _words(_DIRECTIONS)


def _channels() -> dict[str, str]:
    return _words(_CHANNELS, *BY_HAND)


def _priorities() -> dict[str, str]:
    return _words(_PRIORITIES, *Priority.choices)


def _moment(name: str, title: Any, *also: str, help_text: Any = "") -> Column:
    example = "2026-03-02 09:41"
    return Column(
        name, title, kind=ColumnKind.MOMENT, longest=40, example=example, help=help_text, also=also
    )


COLUMNS = (
    Column(
        "number",
        gettext_lazy("Number in the old system"),
        kind=ColumnKind.CODE,
        is_required=True,
        longest=60,
        example="48213",
        help=gettext_lazy("Rows with the same number are messages of one case."),
        also=(
            *("ticket", "ticket id", "ticket number", "ticket no", "case", "case number", "id"),
            *("conversation id", "request id", "工单号", "工单编号", "個案編號", "案件編號"),
            *("工單編號", "numero", "numero ng ticket"),
        ),
    ),
    Column(
        "subject",
        gettext_lazy("Subject"),
        longest=500,
        example="Set restarts after the update",
        also=("title", "summary", "ticket subject", "主题", "标题", "主旨", "標題", "paksa"),
    ),
    Column(
        "email",
        gettext_lazy("E-mail of the customer"),
        also=(
            *("email", "e-mail", "requester email", "customer email", "contact email", "from"),
            *("user email", "客户邮箱", "邮箱", "客戶信箱", "電子郵件", "email ng customer"),
        ),
    ),
    Column(
        "name",
        gettext_lazy("Name of the customer"),
        longest=120,
        also=(
            *("requester", "requester name", "customer name", "contact name", "full name"),
            *("客户姓名", "姓名", "联系人", "客戶姓名", "聯絡人", "pangalan"),
        ),
    ),
    _moment(
        "opened",
        gettext_lazy("Opened at"),
        *("created", "created at", "created time", "date created", "opened", "create date"),
        *("创建时间", "建立時間", "開單時間", "binuksan"),
        help_text=gettext_lazy("In the time of our usual calendar, unless it names its zone."),
    ),
    Column(
        "channel",
        gettext_lazy("Channel"),
        words=_channels,
        help=gettext_lazy("Empty: e-mail."),
        also=("source", "via", "ticket source", "渠道", "来源", "管道", "來源", "pinagmulan"),
    ),
    _moment(
        "at",
        gettext_lazy("Time of the message"),
        *("message at", "comment created at", "message date", "sent at", "date", "time"),
        *("消息时间", "回复时间", "訊息時間", "回覆時間", "oras"),
        help_text=gettext_lazy("Empty: when the case was opened."),
    ),
    Column(
        "direction",
        gettext_lazy("Who speaks"),
        words=_directions,
        help=gettext_lazy("Customer, us, or note. Empty: us, if one of our people wrote it."),
        also=("direction", "type", "message type", "comment type", "author type", "方向", "类型"),
    ),
    Column(
        "author",
        gettext_lazy("Written by"),
        longest=160,
        help=gettext_lazy("E-mail or name. One of our people is recognised by it."),
        also=(
            *("author", "comment author", "author email", "agent", "poster", "sender"),
            *("作者", "发件人", "回复人", "寄件人", "回覆人", "isinulat ni"),
        ),
    ),
    Column(
        "text",
        gettext_lazy("Text"),
        longest=200_000,
        also=(
            *("message", "body", "comment", "comment body", "description", "content", "plain body"),
            *("内容", "正文", "消息内容", "內容", "訊息內容", "mensahe"),
        ),
    ),
    Column(
        "priority",
        gettext_lazy("Priority"),
        words=_priorities,
        help=gettext_lazy("Empty: normal."),
        also=("urgency", "severity", "优先级", "優先等級", "優先順序"),
    ),
    Column(
        "kind",
        gettext_lazy("Kind"),
        choices=tuple(CaseKind.choices),
        also=("ticket type", "category", "工单类型", "案件類型", "uri"),
    ),
    Column(
        "team",
        gettext_lazy("Team"),
        longest=80,
        help=gettext_lazy("Its code or name."),
        also=("group", "department", "queue", "help topic", "小组", "部门", "群組", "部門"),
    ),
    Column(
        "assignee",
        gettext_lazy("Assignee"),
        longest=160,
        help=gettext_lazy("E-mail or name of one of our people."),
        also=(
            "assigned to",
            "assignee email",
            "owner",
            "负责人",
            "處理人員",
            "負責人",
            "may hawak",
        ),
    ),
    Column(
        "status",
        gettext_lazy("Status"),
        words=_statuses,
        help=gettext_lazy("Open, waiting, or solved. Empty: solved."),
        also=("state", "ticket status", "状态", "狀態", "katayuan"),
    ),
    _moment(
        "solved_at",
        gettext_lazy("Solved at"),
        *("solved", "resolved at", "resolved time", "closed at", "closed time", "date closed"),
        *("解决时间", "关闭时间", "解決時間", "結案時間", "nalutas"),
        help_text=gettext_lazy("Empty, for what is solved: with its last message."),
    ),
    Column(
        "solution",
        gettext_lazy("Solution"),
        longest=4000,
        also=("resolution", "resolution notes", "解决方案", "解決方案", "solusyon"),
    ),
    Column(
        "serial",
        gettext_lazy("Serial number"),
        kind=ColumnKind.CODE,
        longest=60,
        also=("serial", "serial no", "s/n", "sn", "序列号", "机身号", "序號", "serye"),
    ),
    tags_column(),
)
