"""Mail as the world writes it. Each: what it is, the bytes, and what we read in it."""

from base64 import b64encode


def mail(body, *, charset="utf-8", subject="Hello", content="text/plain", more=""):
    """Return a mail with `body` in `charset`, sent as 8-bit."""
    head = (
        f"From: Marisol Reyes <marisol@harborline.example>\r\nTo: support@northwell.example\r\n"
        f"Subject: {subject}\r\nMessage-ID: <1@harborline.example>\r\nMIME-Version: 1.0\r\n"
        f"{more}Content-Type: {content}; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    codec = {"gb2312": "gb18030", "gbk": "gb18030"}.get(charset, charset)
    return head.encode() + body.replace("\n", "\r\n").encode(codec)


NEW = {
    "en": "The stick works, thank you.\nHow many sets are left?",
    "zh": "U盘可以用，谢谢。\n还有多少台？",
    "tw": "隨身碟可以用，謝謝。\n還有多少台？",
    "fil": "Gumana po ang USB, salamat.\nIlan pa po ang natitira?",
    "de": "Der Stick funktioniert, danke.\nWie viele Geräte bleiben?",
    "fr": "La clé fonctionne, merci.\nCombien en reste-t-il ?",
    "es": "El USB funciona, gracias.\n¿Cuántos quedan?",
    "ja": "USBで直りました。\n残りは何台ですか。",
}

# (charset as labelled, charset really used, text)
LIES = [
    ("gb2312", "gb18030", "您好，屏幕有竖线，请问怎么处理？镕"),
    ("gbk", "gb18030", "您好，电视黑屏，谢谢"),
    ("big5", "big5", "您好，螢幕有直線，謝謝"),
    ("shift_jis", "cp932", "画面に線が出ます。①"),
    ("iso-2022-jp", "iso2022_jp", "画面に線が出ます"),
    ("koi8-r", "koi8_r", "Экран не работает"),
    ("windows-1251", "cp1251", "Экран не работает"),
    ("windows-1252", "cp1252", "Gerät läuft – danke"),
    ("iso-8859-1", "cp1252", "“smart quotes” – here"),
    ("utf-7", "utf-7", "Größe"),
    ("us-ascii", "utf-8", "屏幕 ¿qué?"),
    ("iso-8859-1", "utf-8", "屏幕有竖线"),
    ("utf-8", "gb18030", "您好，我们的电视屏幕有竖线，请问应该怎么处理？谢谢您的帮助"),
    ("", "gb18030", "您好，我们的电视屏幕有竖线，请问应该怎么处理？谢谢您的帮助"),
    ("", "utf-8", "您好，屏幕有竖线"),
    ("no-such-charset", "utf-8", "Größe"),
    ("utf-8", "utf-8", "Walang display ang monitor"),
]


def word(text, charset, *, codec=None):
    """Return an encoded word."""
    return f"=?{charset}?B?{b64encode(text.encode(codec or charset)).decode()}?="


HALVES = b64encode("屏幕".encode()[:4]).decode(), b64encode("屏幕".encode()[4:]).decode()

# (subject as sent, what it says)
SUBJECTS = [
    (word("屏幕竖线", "utf-8"), "屏幕竖线"),
    (word("屏幕", "gb2312") + "\r\n " + word("竖线", "gb2312"), "屏幕竖线"),
    (f"=?utf-8?B?{HALVES[0]}?= =?utf-8?B?{HALVES[1]}?=", "屏幕"),
    ("=?utf-8?Q?Gr=C3=B6=C3=9Fe_12?=", "Größe 12"),
    ("Re: =?utf-8?Q?Gr=C3=B6=C3=9Fe?= ok", "Re: Größe ok"),
    ("=?utf-8*en?Q?Hello?=", "Hello"),
    ("=?UTF-8?B?5bGP5bmV?=x", "屏幕x"),
    ("=?utf-8?B?5bGP5bmV", "=?utf-8?B?5bGP5bmV"),
    ("=?utf-8?B?5bGP5bm?=", "屏"),
    ("=?no-such?Q?abc?=", "abc"),
    ("  spread \r\n over  lines ", "spread over lines"),
]
