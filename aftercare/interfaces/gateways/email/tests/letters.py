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

# (client, language, what stands between the new text and the old one)
QUOTED = [
    (
        "Gmail",
        "en",
        "On Mon, 28 Sep 2026 at 09:12, Northwell <support@northwell.example> wrote:\n\n> Old text\n> more",
    ),
    (
        "Gmail wrapped",
        "en",
        "On Mon, 28 Sep 2026 at 09:12, Northwell support\n<support@northwell.example> wrote:\n> Old text",
    ),
    (
        "Apple Mail",
        "en",
        "> On 28 Sep 2026, at 09:12, Northwell <support@northwell.example> wrote:\n> \n> Old",
    ),
    (
        "Outlook",
        "en",
        "From: Northwell <support@northwell.example>\nSent: Monday, September 28, 2026 9:12 AM\nTo: Marisol\nSubject: Boot loop\n\nOld text",
    ),
    (
        "Outlook web",
        "en",
        "________________________________\nFrom: Northwell <support@northwell.example>\nSent: Monday, 28 September 2026 09:12\nTo: Marisol\nSubject: x\n\nOld",
    ),
    (
        "Outlook old",
        "en",
        "-----Original Message-----\nFrom: Northwell\nSent: Monday\nTo: Marisol\nSubject: x\n\nOld",
    ),
    ("Thunderbird", "en", "On 9/28/26 09:12, Northwell wrote:\n> Old\n> text"),
    (
        "Forwarded",
        "en",
        "---------- Forwarded message ---------\nFrom: Northwell\nDate: Mon\nSubject: x\n\nOld",
    ),
    (
        "iPhone",
        "en",
        "Sent from my iPhone\n\n> On 28 Sep 2026, at 09:12, Northwell <support@northwell.example> wrote:\n> \n> Old",
    ),
    (
        "NetEase en",
        "en",
        'At 2026-09-28 09:12:00, "Northwell" <support@northwell.example> wrote:\n>Old',
    ),
    (
        "QQ Mail",
        "zh",
        '------------------ 原始邮件 ------------------\n发件人: "Northwell" <support@northwell.example>;\n发送时间: 2026年9月28日(星期一) 上午9:12\n收件人: "陈丽华"\n主题: Re: 重启\n\n旧内容',
    ),
    (
        "QQ Mail new",
        "zh",
        '---原始邮件---\n发件人: "Northwell"<support@northwell.example>\n发送时间: 2026年9月28日\n收件人: 陈\n主题: x\n旧',
    ),
    (
        "Foxmail",
        "zh",
        "发件人： Northwell\n发送时间： 2026-09-28 09:12\n收件人： chen\n主题： Re: 重启\n旧内容",
    ),
    (
        "NetEase",
        "zh",
        '在 2026-09-28 09:12:00，"Northwell" <support@northwell.example> 写道：\n旧内容',
    ),
    (
        "NetEase Master",
        "zh",
        "---- 回复的原邮件 ----\n| 发件人 | Northwell<support@northwell.example> |\n| 发送日期 | 2026年09月28日 09:12 |\n旧",
    ),
    (
        "Gmail zh",
        "zh",
        "Northwell <support@northwell.example> 于2026年9月28日周一 09:12写道：\n\n> 旧内容",
    ),
    (
        "Apple zh",
        "zh",
        "> 在 2026年9月28日，上午9:12，Northwell <support@northwell.example> 写道：\n> \n> 旧内容",
    ),
    (
        "Outlook zh",
        "zh",
        "发件人: Northwell <support@northwell.example>\n发送时间: 2026年9月28日 9:12\n收件人: 陈丽华\n主题: 重启\n\n旧内容",
    ),
    (
        "DingTalk",
        "zh",
        "------------------------------------------------------------------\n发件人：Northwell<support@northwell.example>\n日　期：2026年09月28日 09:12:00\n收件人：陈<chen@x.cn>\n主　题：Re: 重启\n\n旧内容",
    ),
    (
        "WeCom",
        "zh",
        '------------------ 原始邮件 ------------------\n发件人: "Northwell"<support@northwell.example>\n发送时间: 2026年9月28日 上午9:12\n收件人: "陈"\n主题: x\n\n旧',
    ),
    (
        "Aliyun",
        "zh",
        "------------------------------------------------------------------\n发件人：Northwell <support@northwell.example>\n发送时间：2026年9月28日(星期一) 09:12\n收件人：陈\n主　题：x\n旧",
    ),
    (
        "iPhone zh",
        "zh",
        "发自我的iPhone\n\n> 在 2026年9月28日，09:12，Northwell <support@northwell.example> 写道：\n> \n> 旧",
    ),
    (
        "Huawei",
        "zh",
        "发自我的华为手机\n\n-------- 原始邮件 --------\n发件人：Northwell\n日期：2026年9月28日周一 09:12\n收件人：chen\n主 题：x\n旧",
    ),
    (
        "Gmail tw",
        "tw",
        "Northwell <support@northwell.example> 於 2026年9月28日 週一 上午9:12寫道：\n\n> 舊內容",
    ),
    (
        "Outlook tw",
        "tw",
        "寄件者: Northwell <support@northwell.example>\n寄件日期: 2026年9月28日 上午 09:12\n收件者: 林怡君\n主旨: 重開機\n\n舊內容",
    ),
    (
        "Apple tw",
        "tw",
        "> Northwell <support@northwell.example> 於 2026年9月28日 上午9:12 寫道：\n> \n> 舊內容",
    ),
    (
        "iPhone tw",
        "tw",
        "從我的 iPhone 傳送\n\n> Northwell <support@northwell.example> 於 2026年9月28日 上午9:12 寫道：\n> 舊",
    ),
    (
        "Gmail fil",
        "fil",
        "Noong Lun, Set 28, 2026 nang 9:12 AM, isinulat ni Northwell <support@northwell.example> ang:\n\n> Luma",
    ),
    (
        "Outlook fil",
        "fil",
        "Mula: Northwell <support@northwell.example>\nIpinadala: Lunes, Setyembre 28, 2026\nKay: Marisol\nPaksa: x\n\nLuma",
    ),
    (
        "Gmail de",
        "de",
        "Am Mo., 28. Sept. 2026 um 09:12 Uhr schrieb Northwell <support@northwell.example>:\n\n> Alt",
    ),
    (
        "Outlook de",
        "de",
        "Von: Northwell <support@northwell.example>\nGesendet: Montag, 28. September 2026 09:12\nAn: Marisol\nBetreff: x\n\nAlt",
    ),
    (
        "Outlook old de",
        "de",
        "-----Ursprüngliche Nachricht-----\nVon: Northwell\nGesendet: Montag\nAn: M\nBetreff: x\n\nAlt",
    ),
    (
        "Gmail fr",
        "fr",
        "Le lun. 28 sept. 2026 à 09:12, Northwell <support@northwell.example> a écrit :\n\n> Vieux",
    ),
    (
        "Outlook fr",
        "fr",
        "De : Northwell <support@northwell.example>\nEnvoyé : lundi 28 septembre 2026 09:12\nÀ : Marisol\nObjet : x\n\nVieux",
    ),
    (
        "Gmail es",
        "es",
        "El lun, 28 sept 2026 a las 9:12, Northwell (<support@northwell.example>) escribió:\n\n> Viejo",
    ),
    (
        "Outlook es",
        "es",
        "De: Northwell <support@northwell.example>\nEnviado el: lunes, 28 de septiembre de 2026 9:12\nPara: Marisol\nAsunto: x\n\nViejo",
    ),
    ("Gmail ja", "ja", "2026年9月28日(月) 9:12 Northwell <support@northwell.example>:\n\n> 古い"),
    (
        "Outlook ja",
        "ja",
        "差出人: Northwell <support@northwell.example>\n送信日時: 2026年9月28日 9:12\n宛先: Marisol\n件名: x\n\n古い",
    ),
    ("Signature", "en", "-- \nMarisol Reyes\nHarborline Retail"),
    ("Plain quote", "en", "> Old text\n> that was quoted"),
]

# (what it is, HTML with the new text in place of {new})
MARKED = [
    (
        "Gmail",
        '<div dir="ltr">{new}</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div><blockquote class="gmail_quote">Old</blockquote></div>',
    ),
    ("Apple Mail", '<div>{new}</div><blockquote type="cite"><div>On Mon</div>Old</blockquote>'),
    (
        "Outlook web",
        '<div>{new}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> N</div><div>Old</div>',
    ),
    (
        "Outlook",
        '<div class="WordSection1"><p>{new}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> N</p></div></div>',
    ),
    (
        "QQ Mail",
        "<div>{new}</div><includetail><div>------------------ 原始邮件 ------------------</div>Old</includetail>",
    ),
    ("NetEase", '<div>{new}</div><div id="isReplyContent"><blockquote>Old</blockquote></div>'),
    ("Yahoo", '<div>{new}</div><div class="yahoo_quoted">Old</div>'),
    (
        "Thunderbird",
        '<p>{new}</p><div class="moz-cite-prefix">On 9/28 wrote:</div><blockquote type="cite">Old</blockquote>',
    ),
]

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
