"""
What is new in a mail, and what was quoted, forwarded or signed.

Clients mark it in their HTML, or with a line before the old mail, in the language of their
user. What is known of both stands here as data. Unsure means: everything is shown.
"""

import re
from dataclasses import dataclass

from lxml import html as lxml_html

LONGEST = 100_000
"""Characters that are searched for a quotation."""
MOST_LINES = 3_000

_DATE = r"[^\n]{0,40}\d{1,4}[^\n]{0,80}"
_INTRODUCTIONS = [
    # Gmail, Apple Mail, Thunderbird: "On … wrote:" in the languages we read.
    rf"On {_DATE}[^\n]{{0,160}}(?:\n[^\n]{{0,120}})?\bwrote:",
    r"在\s?[^\n]{0,60}\d[^\n]{0,160}(?:\n[^\n]{0,120})?写道[:：]",
    r"(?:於|在)\s?[^\n]{0,60}\d[^\n]{0,160}(?:\n[^\n]{0,120})?(?:寫道|写道)[:：]",
    r"[^\n]{1,80}[<（(][^\n]{3,80}@[^\n]{3,80}[>）)]\s?(?:于|於)\s?\d[^\n]{4,60}(?:写道|寫道)[:：]",
    r"(?:Noong|Sa petsang|Nung) [^\n]{0,40}\d[^\n]{0,160}(?:\n[^\n]{0,120})?(?:sumulat|isinulat|nagsulat)[^\n]{0,80}[:：]",
    rf"Am {_DATE}[^\n]{{0,160}}(?:\n[^\n]{{0,120}})?schrieb[^\n]{{0,120}}:",
    rf"Le {_DATE}[^\n]{{0,160}}(?:\n[^\n]{{0,120}})?a écrit\s?:",
    rf"El {_DATE}[^\n]{{0,160}}(?:\n[^\n]{{0,120}})?escribió:",
    r"\d{4}年\d{1,2}月\d{1,2}日[^\n]{0,120}(?:\n[^\n]{0,120})?(?:のメール|[:：])",
    r"[^\n]{0,120}さんは(?:書きました|次のように書きました)[:：]",
    # NetEase 163/126: "At 2026-01-01 10:00:00, "X" <x@163.com> wrote:"
    r"At \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,[^\n]{0,160}wrote:",
]
_RULES = [
    # Lines that stand between a new mail and the old one.
    r"-{2,}\s?(?:Original Message|Original Appointment|Forwarded message|Forwarded by[^\n]{0,80})\s?-{2,}",
    r"-{2,}\s?(?:Ursprüngliche Nachricht|Originalnachricht|Weitergeleitete Nachricht)\s?-{2,}",
    r"-{2,}\s?(?:Message d'origine|Message original|Message transféré)\s?-{2,}",
    r"-{2,}\s?(?:Mensaje original|Mensaje reenviado)\s?-{2,}",
    r"-{2,}\s?(?:Orihinal na mensahe|Orihinal na Mensahe|Ipinasang mensahe)\s?-{2,}",
    r"-{2,}\s?(?:元のメッセージ|転送メッセージ|Original Message)\s?-{2,}",
    # QQ Mail, Foxmail, NetEase, DingTalk, WeCom, Coremail
    r"-{2,}\s?(?:原始邮件|原始郵件|原邮件|原郵件|回复的原邮件|转发邮件|轉寄郵件|转发邮件信息|转发的邮件|邮件原件|回复邮件|答复邮件)\s?-{2,}",
    r"-{2,}\s?(?:原始邮件|原始郵件)\s?\n",
    r"-{10,}\s?(?:原始邮件|原始郵件|Original)\s?-{10,}",
    r"─{5,}|━{5,}(?=\n(?:发件人|寄件者|From))",
    r"[_-]{20,}(?=\s*\n(?:From|Von|De|发件人|寄件者|差出人|Mula))",
    r"={5,}\s?(?:原始邮件|原始郵件|Original)\s?={5,}",
    r"(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message réexpédié|Inicio del mensaje reenviado|开始转发的邮件|以下是转发的邮件|開始轉寄訊息)\s?[:：]",
]
_FROM = r"(?:From|Von|De|Mula(?: kay)?|发件人|寄件者|寄件人|發件人|差出人|送信者)"
_SENT = (
    r"(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Ipinadala|Petsa|发送时间|发送日期"
    r"|日期|寄件日期|傳送時間|時間|时间|送信日時|日時)"
)
_TO = r"(?:To|An|À|Para|Kay|收件人|收件者|宛先|Cc|CC|抄送|副本)"
_SUBJECT = r"(?:Subject|Betreff|Objet|Asunto|Paksa|主题|主旨|主題|件名)"
_BLOCK = (
    rf"(?:^|\n)[ \t>*]{{0,4}}\*?{_FROM}\s?[:：]\*?[^\n]{{1,300}}\n"
    rf"(?:[^\n]{{0,300}}\n){{0,3}}?[ \t>*]{{0,4}}\*?(?:{_SENT}|{_TO}|{_SUBJECT})\s?[:：]"
)
_HEADS = re.compile(
    "|".join(
        [
            *(rf"(?:^|\n)[ \t]{{0,4}}(?:{each})[ \t]{{0,4}}(?=\n|$)" for each in _INTRODUCTIONS),
            *(rf"(?:^|\n)[ \t]{{0,4}}(?:{each})" for each in _RULES),
            _BLOCK,
        ]
    )
)

_SIGNATURE = re.compile(
    r"(?:^|\n)(?:-- ?\n"
    r"|(?:Sent from (?:my|Outlook|Mail)|Get Outlook for|Von meinem|Gesendet von|Envoyé de(?:puis)? mon"
    r"|Enviado desde mi|Ipinadala mula sa|发自我的|發自我的|来自我的|發送自我的|从我的|從我的|来自iPhone|iPhoneから送信"
    r"|来自(?:网易|QQ)|发自(?:网易|新浪|钉钉)|発信元|Outlook for (?:iOS|Android))[^\n]{0,60})"
)

_QUOTES = (
    "blockquote[@type='cite']",
    "*[contains(concat(' ', @class, ' '), ' gmail_quote ')]",
    "*[contains(concat(' ', @class, ' '), ' gmail_quote_container ')]",
    "*[contains(concat(' ', @class, ' '), ' gmail_extra ')]",
    "*[contains(concat(' ', @class, ' '), ' yahoo_quoted ')]",
    "*[contains(concat(' ', @class, ' '), ' moz-cite-prefix ')]",
    "*[contains(concat(' ', @class, ' '), ' protonmail_quote ')]",
    "*[contains(concat(' ', @class, ' '), ' zmail_extra ')]",
    "*[@id='divRplyFwdMsg' or @id='appendonsend' or @id='x_divRplyFwdMsg']",
    "*[@id='isReplyContent' or @name='isReplyContent']",
    "*[@id='isForwardContent']",
    "includetail",
    "*[local-name()='includetail']",
    "*[@id='origbody' or @id='original-content' or @class='j-reply-content']",
    "*[@id='qm_quote' or contains(@class, 'qm_quote') or @class='xm_mail_oringinal_describe']",
    "*[contains(@class, 'dingtalk-quote') or contains(@class, '__aliyun_previous_history_wrapper')]",
    "*[contains(@class, 'ntes_quote') or @id='ntes-flag-quote' or @id='divNeteaseMailCard']",
    "*[@class='foxmail_quote' or @id='_FoxFROMNAME']",
    "*[contains(@class, 'WordSection1')]/following-sibling::div[contains(@style, 'border-top')]",
    "div[contains(@style, 'border:none') and contains(@style, 'border-top:solid')]",
)


@dataclass(frozen=True)
class Reply:
    """The new text of a mail, and whether we are sure that it is all of it."""

    text: str
    is_certain: bool


def new_text(text: str) -> Reply:
    """
    Return what is new in a plain text.

    A quotation at the end is cut off, and a signature before it. Where somebody wrote
    between quoted lines, or nothing would be left, everything stays.
    """
    whole = text[:LONGEST]
    head = _HEADS.search(whole)
    cut = whole[: head.start()] if head else whole
    rest = whole[head.end() :] if head else ""
    if head and _has_own_words(rest, quoted_only=True):
        return Reply(text.strip(), is_certain=False)
    lines = cut.split("\n")[:MOST_LINES]
    marked = [number for number, line in enumerate(lines) if line.lstrip().startswith((">", "|"))]
    if marked:
        after = "\n".join(lines[marked[-1] + 1 :])
        before = "\n".join(lines[: marked[0]])
        between = lines[marked[0] : marked[-1] + 1]
        is_one_block = all(
            line.lstrip().startswith((">", "|")) or not line.strip() for line in between
        )
        if not is_one_block or (before.strip() and after.strip() and not _is_signature(after)):
            return Reply(text.strip(), is_certain=False)
        cut = before if before.strip() else after
    new = _without_signature(cut)
    if not new.strip():
        return Reply(text.strip(), is_certain=not text.strip())
    return Reply(new.strip(), is_certain=True)


def _has_own_words(rest: str, *, quoted_only: bool) -> bool:
    """Return whether somebody wrote below quoted lines: an answer at the bottom."""
    lines = rest.split("\n")[:MOST_LINES]
    marked = [number for number, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not marked:
        return False
    after = "\n".join(lines[marked[-1] + 1 :]).strip()
    return bool(after) and not _is_signature(after)


def _is_signature(text: str) -> bool:
    return bool(_SIGNATURE.match("\n" + text.strip()))


def _without_signature(text: str) -> str:
    match = _SIGNATURE.search(text.rstrip() + "\n")
    if match and match.start() > 0 and text.count("\n", match.start()) <= 15:  # noqa: PLR2004  # longer, it is no signature
        return text[: match.start()]
    return text


def drop_quotes(tree: lxml_html.HtmlElement) -> bool:
    """
    Take quoted mails out of a tree by the marks of the clients; return whether there were any.

    A plain `blockquote` counts only as the last thing in a mail: people also quote by hand.
    """
    found = False
    for path in _QUOTES:
        for element in tree.xpath(f"//{path}")[:200]:
            if element.getparent() is None:
                continue
            found = True
            if element.get("id") in {"divRplyFwdMsg", "x_divRplyFwdMsg", "appendonsend"}:
                for sibling in list(element.itersiblings()):
                    sibling.getparent().remove(sibling)
            if element.tail:
                element.tail = ""
            element.getparent().remove(element)
    return found
