"""
The worst mail of the world, of our own making. Each: what it is, its bytes, what we read in it.

What is expected names only what matters: `text`, `subject`, `files` (names), `auto` and so on.
"""

from base64 import b64encode
from quopri import encodestring
from urllib.parse import quote

CHARSETS = [
    ("gb2312", "gb18030", "屏幕竖线，请问怎么处理", "检测报告.pdf"),
    ("gbk", "gb18030", "您好，电视黑屏，谢谢", "维修单.doc"),
    ("gb18030", "gb18030", "您好，主板坏了，镕", "主板.jpg"),
    ("big5", "big5", "您好，螢幕有直線，謝謝", "測試報告.pdf"),
    ("shift_jis", "cp932", "画面に縦線が出ます", "写真.jpg"),
    ("iso-2022-jp", "iso2022_jp", "画面に縦線が出ます", "写真.jpg"),
    ("euc-jp", "euc_jp", "画面に縦線が出ます", "報告書.pdf"),
    ("euc-kr", "euc_kr", "화면에 줄이 생깁니다", "보고서.pdf"),
    ("koi8-r", "koi8_r", "Экран не работает совсем", "отчёт.pdf"),
    ("windows-1251", "cp1251", "Экран не работает совсем", "отчёт.pdf"),
    ("iso-8859-5", "iso8859_5", "Экран не работает совсем", "отчет.pdf"),
    ("windows-1252", "cp1252", "Gerät läuft nicht – bitte prüfen", "Prüfbericht.pdf"),
    ("iso-8859-15", "iso8859_15", "Reparatur für 30 € möglich", "Gerät.pdf"),
    ("windows-1250", "cp1250", "Obrazovka nefunguje příliš dobře", "zpráva.pdf"),
    ("windows-1254", "cp1254", "Ekran çalışmıyor, lütfen bakın", "görüntü.pdf"),
    ("utf-8", "utf-8", "Sira po ang monitor ko ¿qué? 屏幕", "larawan ng screen ñ.jpg"),
]


def word(text, label, codec, encoding="B"):
    raw = text.encode(codec)
    if encoding == "B":
        return f"=?{label}?B?{b64encode(raw).decode()}?="
    return f"=?{label}?Q?{''.join(f'={byte:02X}' for byte in raw)}?="


def plain(label, codec, text, encoding):
    raw = text.encode(codec)
    body = {
        "8bit": raw,
        "base64": b64encode(raw),
        "quoted-printable": encodestring(raw).rstrip(b"\n"),
    }[encoding]
    head = f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


def attached(parameters, codec="utf-8"):
    return (
        f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {parameters}"
        "\r\n\r\nx"
    ).encode(codec)


def by_charset():
    """Yield every charset in every place where text can stand."""
    for label, codec, text, name in CHARSETS:
        for encoding in ("8bit", "base64", "quoted-printable"):
            raw = plain(label, codec, text, encoding)
            yield f"{label} {encoding}", raw, {"text": text}
        for encoding in ("B", "Q"):
            raw = f"Subject: {word(text, label, codec, encoding)}\r\n\r\nx".encode()
            yield f"{label} subject {encoding}", raw, {"subject": text}
        if codec != "iso2022_jp":
            head = f"Subject: {text}\r\nContent-Type: text/plain; charset={label}\r\n\r\n{text}"
            yield f"{label} raw subject", head.encode(codec), {"subject": text, "text": text}
        in_word = attached(f'filename="{word(name, label, codec)}"')
        yield f"{label} file in a word", in_word, {"files": [name]}
        by_rfc = attached(f"filename*={label}''{quote(name.encode(codec))}")
        yield f"{label} file by RFC 2231", by_rfc, {"files": [name]}


B = b"\r\n--b\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n"
HALF = "屏幕".encode()
DEEP = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each)
    for each in range(60)
)
ODD = [
    ("nothing", b"", {"text": "", "problems": ["sender_missing"]}),
    ("an empty line", b"\r\n", {"text": ""}),
    ("zeros", b"\x00" * 5000, {"subject": ""}),
    ("all bytes", bytes(range(256)) * 20, {}),
    ("no headers", b"\r\nHello", {"text": "Hello"}),
    ("text without headers", b"Hello there,\r\nit broke.\r\n", {"text": "Hello there,\nit broke."}),
    ("headers only", b"Subject: x\r\n", {"subject": "x", "text": ""}),
    ("lines of a Macintosh", b"Subject: x\rFrom: a@b.example\r\rHello", {"text": "Hello"}),
    ("lines of Unix", b"Subject: x\n\nHello", {"text": "Hello"}),
    ("mbox line", b"From jo@h.example Mon Sep 28\nSubject: x\n\nHello", {"subject": "x"}),
    ("zero in the subject", b"Subject: a\x00b\r\n\r\nx\x00y", {"subject": "ab", "text": "xy"}),
    ("half a pair", b"Subject: \\ud83d x\r\n\r\nx", {"subject": "\\ud83d x"}),
    ("surrogates as bytes", b"Content-Type: text/plain; charset=utf-8\r\n\r\na\xed\xa0\xbdb", {}),
    ("turned writing", "Subject: a\u202egpj.exe\r\n\r\nx".encode(), {"subject": "agpj.exe"}),
    ("utf-7", b"Content-Type: text/plain; charset=utf-7\r\n\r\nGr+APYA3w-e", {"text": "Größe"}),
    ("utf-16", b"Content-Type: text/plain; charset=utf-16\r\n\r\n" + "您好".encode("utf-16"), {"text": "您好"}),
    ("hz", b"Content-Type: text/plain; charset=hz-gb-2312\r\n\r\n" + "您好".encode("hz"), {"text": "您好"}),
    ("mark of utf-8", b"\xef\xbb\xbfSubject: x\r\n\r\nHello", {"text": "Hello"}),
    ("character cut between words", f"Subject: =?utf-8?B?{b64encode(HALF[:4]).decode()}?= =?utf-8?B?{b64encode(HALF[4:]).decode()}?=\r\n\r\n".encode(), {"subject": "屏幕"}),
    ("base64 cut between words", b"Subject: =?utf-8?B?5bGP5b?= =?utf-8?B?mV?=\r\n\r\n", {"subject": "屏幕"}),
    ("word in the middle of a word", b"Subject: ab=?utf-8?Q?=C3=9F?=cd\r\n\r\n", {"subject": "abßcd"}),
    ("word that is none", b"Subject: =?utf-8?X?abc?=\r\n\r\n", {"subject": "=?utf-8?X?abc?="}),
    ("word without an end", b"Subject: =?utf-8?B?5bGP\r\n\r\n", {"subject": "=?utf-8?B?5bGP"}),
    ("word with a language", b"Subject: =?utf-8*zh?Q?a?=\r\n\r\n", {"subject": "a"}),
    ("word with spaces in it", b"Subject: =?utf-8?Q?a b?=\r\n\r\n", {"subject": "a b"}),
    ("words of two charsets", f"Subject: {word('屏', 'utf-8', 'utf-8')} {word('幕', 'gbk', 'gbk')}\r\n\r\n".encode(), {"subject": "屏幕"}),
    ("encoding with a semicolon", b"Content-Transfer-Encoding: base64;\r\n\r\naGVsbG8=", {"text": "hello"}),
    ("encoding with a comment", b"Content-Transfer-Encoding: Quoted-Printable (x)\r\n\r\na=3Db", {"text": "a=b"}),
    ("encoding nobody knows", b"Content-Transfer-Encoding: 9bit\r\n\r\nhello", {"text": "hello"}),
    ("base64 with a footer below", b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n___\r\nList", {"text": "hello"}),
    ("base64 that is cut", b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8gd", {"text": "hello "[:5]}),
    ("base64 that is none", b"Content-Transfer-Encoding: base64\r\n\r\n!!!!", {"text": ""}),
    ("broken quoted-printable", b"Content-Transfer-Encoding: quoted-printable\r\n\r\na=ZZb=\r\nc", {"text": "a=ZZbc"}),
    ("two types", b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n<b>x</b>", {"text": "x"}),
    ("no type", b"Content-Type: ;;;\r\n\r\nHello", {"text": "Hello"}),
    ("unknown type of text", b"Content-Type: text/markdown\r\nContent-Disposition: inline; filename=a.md\r\n\r\n# Hi", {"files": ["a.md"]}),
    ("html as plain", b"Content-Type: text/plain\r\n\r\n<html><body>Hi</body></html>", {"text": "Hi"}),
    ("boundary missing", MIXED + b"\r\n--other\r\n\r\nHello\r\n--other--\r\n", {"text": "Hello"}),
    ("boundary not closed", MIXED + B + b"\r\nHello", {"text": "Hello", "problems": ["mime_broken", "sender_missing"]}),
    ("boundary without parts", MIXED + b"\r\nHello", {"text": "Hello"}),
    ("boundary within another", b"Content-Type: multipart/mixed; boundary=b\r\n" + B + b"Content-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nInner\r\n--bb--" + B + b"\r\nOuter\r\n--b--", {"text": "Inner\nOuter"}),
    ("text before and after the parts", MIXED + b"\r\npreamble" + B + b"\r\nHello\r\n--b--\r\nepilogue", {"text": "Hello"}),
    ("sixty levels", DEEP + b"\r\nHello", {}),
    ("thousand parts", MIXED + (B + b"\r\nx") * 1000, {}),
    ("hundred thousand headers", b"X-A: b\r\n" * 100_000 + b"\r\nHello", {}),
    ("a header of a megabyte", b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\nHello", {"text": "Hello"}),
    ("a line of a megabyte", b"Subject: x\r\n\r\n" + b"x" * 1_000_000, {}),
    ("html of ten megabytes", b"Content-Type: text/html\r\n\r\n" + b"<p>x</p>" * 1_250_000, {}),
    ("invitation", b"Content-Type: multipart/alternative; boundary=b\r\n" + B + b"\r\nMeet" + B + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--b--", {"text": "Meet", "files": ["invitation-1.ics"]}),
    ("forwarded as a file", MIXED + B + b"\r\nSee" + B + b"Content-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\nx\r\n--b--", {"text": "See", "files": ["Inner.eml"]}),
    ("forwarded without a word", MIXED + B + b"Content-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\nIt broke\r\n--b--", {"text": "It broke"}),
    ("damaged winmail.dat", b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22\x00", {"files": ["winmail.dat"]}),
    ("uuencode within text", b"Subject: x\r\n\r\nSee\r\nbegin 644 a\r\n#86)C\r\n`\r\nend", {"text": "See", "files": ["a"], "contents": [b"abc"]}),
    ("uuencode twice, text between and after", b"\r\nOne\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\nTwo\nbegin 0755 C:\\b.bin\n#86)C\n \nend\n\nThree", {"text": "One\nTwo\n\nThree", "files": ["a", "b.bin"], "contents": [b"abc", b"abc"]}),
    ("uuencode without an end", b"\r\nSee\r\nbegin 644 a\r\n#86)C\r\n#86", {"text": "See\n#86", "files": ["a"], "contents": [b"abc"], "problems": ["file_cut_off", "sender_missing"]}),
    ("uuencode with sums", b"\r\nbegin 644 a\r\n#86)C0\r\n`\r\nend", {"files": ["a"], "contents": [b"abc"]}),
    ("uuencode in Base64", b"Content-Transfer-Encoding: base64\r\n\r\nU2VlCmJlZ2luIDY0NCBhCiM4NilDCmAKZW5kCg==", {"text": "See", "files": ["a"], "contents": [b"abc"]}),
    ("a letter about beginning", b"\r\nWe\r\nbegin 644 units\r\nnext week.\r\nend", {"text": "We\nbegin 644 units\nnext week.\nend", "files": []}),
    ("a loud letter about beginning", b"\r\nbegin 644 units\r\nTHIS IS LOUD\r\nAND ON\r\nend", {"text": "begin 644 units\nTHIS IS LOUD\nAND ON\nend", "files": []}),
    ("uuencode as encoding", b"Content-Disposition: attachment; filename=a\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\n", {"files": ["a"], "contents": [b"abc"]}),
    ("yenc", b"Subject: x\r\n\r\nHi\r\n=ybegin line=128 size=3 name=a\r\n\x8b\x8c\r\n=yend", {"subject": "x"}),
    ("a secret message", b"Content-Type: multipart/encrypted; boundary=b\r\n" + B + b"Content-Type: application/octet-stream\r\n\r\nx\r\n--b--", {"problems": ["encrypted", "sender_missing"]}),
    ("path in a name", attached('filename="../../etc/passwd"'), {"files": ["passwd"]}),
    ("path of Windows", attached('filename="C:\\\\logs\\\\uart.log"'), {"files": ["uart.log"]}),
    ("path by RFC 2231", attached("filename*=utf-8''..%2F..%2Fetc%2Fpasswd"), {"files": ["passwd"]}),
    ("path in a word", attached(f'filename="{word("../报告.pdf", "gbk", "gbk")}"'), {"files": ["报告.pdf"]}),
    ("name in raw GBK", attached('filename="报告.pdf"', "gbk"), {"files": ["报告.pdf"]}),
    ("name in pieces", attached("filename*0*=gb2312''%B1%A8; filename*1*=%B8%E6; filename*2=.pdf"), {"files": ["报告.pdf"]}),
    ("name with a lying charset", attached("filename*=utf-8''%B1%A8%B8%E6.pdf"), {"files": ["报告.pdf"]}),
    ("name with a piece missing", attached("filename*0=a; filename*2=c.pdf"), {"files": ["ac.pdf"]}),
    ("name without a charset", attached("filename*=''%E6%8A%A5.pdf"), {"files": ["报.pdf"]}),
    ("name of dots", attached('filename="...."'), {}),
    ("name without an end", attached('filename="abc'), {"files": ["abc"]}),
    ("name of a thousand", attached(f'filename="{"x" * 1000}.pdf"'), {}),
    ("name turned around", attached('filename="a\u202efdp.exe"'), {"files": ["afdp.exe"]}),
    ("names that differ", b"Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=b.png\r\n\r\nx", {"files": ["b.png"]}),
    ("nobody wrote it", b"Subject: x\r\n\r\nx", {"sender": ""}),
    ("two wrote it", b"From: a@b.example, d@e.example\r\n\r\nx", {"sender": "a@b.example"}),
    ("a group wrote it", b"From: undisclosed-recipients:;\r\n\r\nx", {"sender": ""}),
    ("address without brackets", b"From: Jo jo@h.example\r\n\r\nx", {"sender": "jo@h.example"}),
    ("address in a word", f"From: {word('陈 <chen@qq.example>', 'gbk', 'gbk')}\r\n\r\nx".encode(), {"sender": "chen@qq.example"}),
    ("name with a comma", b'From: "Reyes, Marisol" <m@h.example>\r\n\r\nx', {"sender": "m@h.example"}),
    ("comment for a name", b"From: jo@h.example (Jo)\r\n\r\nx", {"sender": "jo@h.example"}),
    ("line break in an address", b"From: <jo@h.example\r\n >\r\n\r\nx", {"sender": "jo@h.example"}),
    ("a date of nonsense", b"Date: yesterday, 99:99\r\n\r\nx", {"date": None}),
    ("a date of another millennium", b"Date: Mon, 1 Jan 9999 00:00:00 +0000\r\n\r\nx", {"date": None}),
    ("ids without brackets", b"Message-ID: a@b\r\n\r\nx", {"message_id": "<a@b>"}),
    ("an id with spaces", b"Message-ID: < a@b >\r\n\r\nx", {}),
    ("thousand references", b"References:" + b" <a%d@b>" * 3 % (1, 2, 3) * 400 + b"\r\n\r\nx", {}),
]  # fmt: skip

AUTOMATIC = [
    ("Automatic reply: Screen", "auto_reply"),
    ("Automatische Antwort: Bildschirm", "auto_reply"),
    ("Réponse automatique : écran", "auto_reply"),
    ("Respuesta automática: pantalla", "auto_reply"),
    ("自动回复：屏幕", "auto_reply"),
    ("自动答复: 屏幕", "auto_reply"),
    ("自動回覆：螢幕", "auto_reply"),
    ("自動応答: 画面", "auto_reply"),
    ("Awtomatikong tugon: screen", "auto_reply"),
    ("Risposta automatica: schermo", "auto_reply"),
    ("자동 회신: 화면", "auto_reply"),
    ("Автоматический ответ: экран", "auto_reply"),
    ("Re: Automatic reply: Screen", "none"),
    ("Our automatic reply: how do we stop it?", "none"),
    ("休假结束了，屏幕还是坏的", "none"),
    ("出差回来再说", "none"),
]


def bounce(sender, subject, body, more="Return-Path: <>\r\n"):
    return f"From: {sender}\r\nSubject: {subject}\r\n{more}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


# As Exchange, Postfix, Gmail, QQ Mail and NetEase tell that a mail did not arrive.
BOUNCES = [
    (bounce("MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender", "<jo@new.example>: host mx said: 550 5.1.1 User unknown"), "jo@new.example", "5.1.1"),
    (bounce("postmaster@corp.example", "Undeliverable: Your answer", "Delivery has failed to these recipients:\r\n\r\njo@new.example\r\n#550 5.1.10 RESOLVER.ADR.RecipientNotFound"), "jo@new.example", "5.1.10"),
    (bounce("mailer-daemon@googlemail.example", "Delivery Status Notification (Failure)", "Your message wasn't delivered to jo@new.example because the address couldn't be found.", "X-Failed-Recipients: jo@new.example\r\n"), "jo@new.example", ""),
    (bounce("postmaster@qq.example", "系统退信/Systems bounce", "您的邮件未能送达 jo@new.example\r\n550 Mailbox not found"), "jo@new.example", "550"),
    (bounce("Postmaster@163.example", "系统退信", "收件人 jo@new.example 不存在，退信代码 550 User not found"), "jo@new.example", "550"),
]  # fmt: skip

CORPUS = [*by_charset(), *ODD]
