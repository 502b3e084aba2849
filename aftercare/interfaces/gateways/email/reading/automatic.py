"""Mail that no person wrote: automatic answers, bounces, lists."""

import re

from aftercare.interfaces.gateways.email.reading.parts import Part

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+|mmdf|double-bounce)@",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(
    r"^(?:no-?reply|do-?not-?reply|noreply[\w.+-]*|bounces?[\w.+-]*)@", re.IGNORECASE
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|incomplete|problem)|failure notice|returned (?:mail|to sender)|mail delivery (?:failed|system)"
    r"|delivery failed|mail system error|could not be delivered|unzustellbar|nicht zugestellt|non remis|échec de la remise|no se (?:puede|pudo|ha podido) entregar|退信|无法投递|無法投遞|無法傳遞|无法送达|未送達|未送达|投递失败|送信できません|配信できません|hindi naihatid",
    re.IGNORECASE,
)
_ABSENT_SUBJECT = re.compile(
    r"^(?:re[:：]\s?|aw[:：]\s?)?[\[【(]?(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|i am out|on (?:vacation|leave|holiday)|vacation (?:reply|response)|abwesen|réponse automatique|absence du bureau"
    r"|absent|respuesta automática|fuera de (?:la )?oficina|ausente|automatische antwort|awtomatikong (?:tugon|sagot)|wala sa opisina|自动(?:回复|答复)|自動(?:回覆|回复|応答|返信)|不在(?:通知|のお知らせ|届)?|外出|休假|出差|假期)",
    re.IGNORECASE,
)
# So begins nobody's own subject; many servers, above all Chinese ones, set no other mark.
_ANSWERS_BY_ITSELF = re.compile(
    r"^(?:auto(?:matic|mated)?[ -]?(?:reply|response)|automatische antwort|réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord"
    r"|awtomatikong (?:tugon|sagot)|自动(?:回复|答复)|自動(?:回覆|回复|応答|返信)|자동 (?:회신|응답)|автоматический ответ|автоответ)\s?[:：]",
    re.IGNORECASE,
)
_REPLY = re.compile(rb"^METHOD:REPLY\s*$", re.MULTILINE | re.IGNORECASE)
_HEAD = 4_000
"""Bytes of a calendar in which it says what it is for."""
_ANSWER_MARKS = (
    "x-auto-reply",
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply-from",
    "x-autoresponse",
    "x-mail-autoreply",
)
_OF_CAMPAIGNS = ("list-unsubscribe-post", "x-campaign-id", "x-campaignid", "x-mc-user")
"""What only senders to many set, of whom large providers ask it: a person writes no such mail."""
_LIST_NAMES = ("list-id", "x-mailing-list", "mailing-list")
_LIST_ADDRESSES = ("list-post", *_LIST_NAMES)
_IN_LIST_HEADER = re.compile(r"(?:mailto:)?([^\s<>,;:?]+[@.][^\s<>,;:?]+)")


def kind_of(mail: Part, subject: str, sender: str) -> str:
    """
    Return whether a mail is a `bounce`, `calendar`, an `auto_reply`, `bulk`, or `none` of these.

    A `calendar` answers an invitation: somebody has pressed a button, and their calendar wrote.

    Whether the list a `bulk` mail came through is one of our own, `lists_of` helps to tell.
    """
    if mail.type == "multipart/report":
        return _kind_of_report(mail)
    if _is_bounce(mail, subject, sender):
        return "bounce"
    if any(_answers_invitation(part) for part in mail.walk()):
        return "calendar"
    if _is_answer(mail, subject, sender):
        return "auto_reply"
    return "bulk" if _is_to_many(mail) else "none"


def _answers_invitation(part: Part) -> bool:
    if part.type != "text/calendar":
        return False
    named = str(part.parameter("method") or "").strip().lower()
    return named == "reply" or bool(not named and _REPLY.search(part.content(_HEAD)))


def lists_of(mail: Part) -> tuple[str, ...]:
    """Return the addresses and names of the lists and groups a mail came through, casefolded."""
    headers = (mail.header(name).casefold() for name in _LIST_ADDRESSES)
    found = (each for header in headers for each in _IN_LIST_HEADER.findall(header))
    return tuple(dict.fromkeys(each.strip(".") for each in found))


def _is_to_many(mail: Part) -> bool:
    """
    Tell what went to many by a mark of campaigns, or by two of the three that lists have.

    One alone says little: help desks set `Precedence: bulk` on what their people write,
    groups and sales tools add a `List-Id` or `List-Unsubscribe` to what one person wrote to us.
    """
    if any(mail.header(mark) for mark in _OF_CAMPAIGNS):
        return True
    marks = (
        _precedence(mail) in {"bulk", "junk", "list"},
        bool(mail.header("list-unsubscribe")),
        any(mail.header(name) for name in _LIST_NAMES),
    )
    return sum(marks) > 1


def _kind_of_report(mail: Part) -> str:
    """Tell a mail that failed from one that is only late, has arrived or was read."""
    status = next((part for part in mail.walk() if part.type.endswith("delivery-status")), None)
    kind = str(mail.parameter("report-type") or "").lower()
    if status is None:
        return "auto_reply" if kind not in {"", "delivery-status"} else "bounce"
    told = bytes(status.body[:20_000]).lower()
    actions = set(re.findall(rb"^action:[ \t]*([a-z]+)", told, re.MULTILINE))
    return "bounce" if not actions or b"failed" in actions else "auto_reply"


def _is_bounce(mail: Part, subject: str, sender: str) -> bool:
    if mail.header("x-failed-recipients"):
        return True
    says_so = bool(_BOUNCE_SUBJECT.search(subject))
    if _DAEMON.match(sender):
        return says_so or _has_no_sender(mail)
    return says_so and _has_no_sender(mail)


def _has_no_sender(mail: Part) -> bool:
    return mail.header("return-path").replace(" ", "").strip() == "<>"


def _is_answer(mail: Part, subject: str, sender: str) -> bool:
    submitted = mail.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(mail.header(mark) for mark in _ANSWER_MARKS) or _precedence(mail) in {
        "auto_reply",
        "auto-reply",
    }:
        return True
    if _has_no_sender(mail):
        return True
    if _ANSWERS_BY_ITSELF.match(subject):
        return True
    suppressed = mail.header("x-auto-response-suppress").strip().lower()
    looks_automatic = suppressed or _precedence(mail) or _NO_REPLY.match(sender)
    return bool(_ABSENT_SUBJECT.match(subject) and looks_automatic)


def _precedence(mail: Part) -> str:
    return mail.header("precedence").strip().lower()
