"""
What mail programs write between a new mail and the old one, in the languages of their users.

Rows are regular expressions or plain words, one language or program a row. To teach another
one, add a row, and a mail to the table of the tests.
"""

# "On … wrote:" – how such a line begins and how it ends. A day or an address stands between.
INTRODUCTIONS = {
    "en": (r"On\s|At \d{4}-\d\d-\d\d|In a message dated", r"\b(?:wrote|writes)\s?[:：]"),
    "en, name first": (r".{1,120}[<(\[][^\s@]{1,80}@[^\s@]{1,80}[>)\]]", r"\bwrote\s?[:：]"),
    "zh": (
        r"(?:在|於|于|\d{4}\s?[年/-]|星期|周|週|.{1,120}\s?(?:于|於|在)\s?\d{4}|.{1,120}[<(（][^\s@]{1,80}@)",
        r"(?:写道|寫道|写到|来信|來信|编写|撰寫|撰写)\s?[:：]",
    ),
    "fil": (
        r"(?:Noong|Nong|Nung|Sa petsang|Sa|Si)\s",
        r"\b(?:sumulat|isinulat|nagsulat|sinulat)\b.{0,120}[:：]",
    ),
    "de": (r"(?:Am|Von|.{1,100} schrieb am)\s", r"\bschrieb\b.{0,150}:"),
    "fr": (r"Le\s", r"\ba écrit\s?:|\bécrivait\s?:"),
    "es": (r"(?:El|En)\s", r"\bescribió\s?:|\bescribió el\b.{0,60}:"),
    "ja": (
        r"(?:\d{4}\s?[年/.-]\s?\d|.{1,80}さん)",
        r"のメール\s?[:：]|(?:書きました|書いた)\s?[:：]|[<＜(][^\s@]{1,80}@[^\s@]{1,80}[>＞)]\s?[:：]?",
    ),
    "it": (r"(?:Il|In data)\s", r"\bha scritto\s?:"),
    "pt": (r"(?:Em|A|No dia)\s", r"\bescreveu\s?:"),
    "nl": (r"Op\s", r"\bschreef\b.{0,120}:"),
    "ru": (r".{0,60}\d", r"\b(?:написал(?:\(?а\)?)?|пишет)\s?:"),
    "Yandex, Mail.ru": (r"\d\d?\.\d\d?\.\d{4},\s?\d", r"[<(][^\s@]{1,80}@[^\s@]{1,80}[>)]\s?:"),
}

# Words that stand between dashes: "-----Original Message-----".
RULES = {
    "en": r"Original (?:Message|Appointment|Email|Mail)|Forwarded [Mm]essage|Repl(?:y|ied) [Mm]essage|Forwarded by\b.{0,100}|Reply Above This Line",
    "zh": r"原始邮件|原邮件|原始信件|原始消息|回复的原邮件|回复的原始邮件|转发邮件|转发的邮件|转发邮件信息|邮件原件|邮件原文|回复邮件|答复邮件|被转发邮件|原文",
    "tw": r"原始郵件|原郵件|原始信件|原始訊息|轉寄郵件|轉寄的郵件|回覆的原郵件|轉寄訊息|轉寄信件",
    "fil": r"Orihinal na [Mm]ensahe|Ipinasang [Mm]ensahe|Naipasang [Mm]ensahe",
    "de": r"Urspr(?:ü|ue)ngliche (?:Nachricht|Mail)|Originalnachricht|Original-Nachricht|Weitergeleitete Nachricht",
    "fr": r"Message d['’]origine|Message original|Message initial|Message transféré|Courriel original",
    "es": r"Mensaje original|Mensaje reenviado|Correo original",
    "ja": r"元のメッセージ|オリジナルメッセージ|転送メッセージ|元のメール|転送されたメッセージ",
    "it": r"Messaggio originale|Messaggio inoltrato",
    "pt": r"Mensagem original|Mensagem encaminhada",
}

# Whole lines before a forwarded mail, without dashes (Apple Mail).
ANNOUNCEMENTS = (
    r"Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message (?:réexpédié|transféré)"
    r"|Inicio del mensaje reenviado|开始转发的邮件|以下是转发的邮件|下面是被转发的邮件|開始轉寄(?:訊息|的郵件)|以下是轉寄的郵件|転送されたメッセージ"
)

# The heads of old mails, as Outlook and the Chinese programs repeat them.
FIELDS = {
    "from": "From|Von|De|Mula|Mula kay|Galing kay|发件人|发信人|寄件者|寄件人|發件人|差出人|送信者|Da|Van|От|Mula sa",
    "sent": "Sent|Date|Sent at|Gesendet|Gesendet am|Datum|Envoyé|Envoyé le|Date d'envoi|Enviado|Enviado el|Fecha|Ipinadala|Ipinadala noong|Petsa"
    "|发送时间|发送日期|发件时间|发件日期|日期|时间|寄件日期|傳送時間|傳送日期|寄件時間|發送時間|時間|送信日時|日時|日付|送信日|Inviato|Data|Verzonden|Отправлено|Дата",
    "to": "To|An|À|A|Para|Kay|Para kay|收件人|收信人|收件者|宛先|送信先|Aan|Кому",
    "cc": "Cc|CC|Kopie|Copie|Copia|抄送|抄送人|副本|副本抄送",
    "subject": "Subject|Betreff|Objet|Asunto|Paksa|主题|标题|主旨|主題|標題|件名|Oggetto|Assunto|Onderwerp|Тема",
}

# Lines that a phone or a program puts under every mail.
SIGNED_BY_PROGRAM = (
    r"Sent (?:from|via|with|using) (?:my|the|Outlook|Mail|Yahoo|Samsung|Proton|BlackBerry|Gmail|Spark|Superhuman|Lark|WeCom|Huawei|Xiaomi)\b"
    r"|Get (?:Outlook|BlueMail|Yahoo Mail) for|Outlook for (?:iOS|Android)|Yahoo Mail:"
    r"|Von meine[mr]|Gesendet (?:von|mit|aus|über)|Diese Nachricht wurde von meinem"
    r"|Envoyé (?:de(?:puis)?|à partir de|avec|par) (?:mon|ma|l['’]|Outlook|Yahoo|Proton)|Télécharger Outlook|Obtenir Outlook"
    r"|Enviado (?:desde|con|por) (?:mi|el|la|Outlook|Yahoo|un)|Obtener Outlook|Obtén Outlook"
    r"|Ipinadala (?:mula|gamit|galing) (?:sa|ang)|Mula sa aking (?:iPhone|iPad|telepono|cellphone)|Kunin ang Outlook"
    r"|(?:发|來|来|寄|發)自(?:我的|我|手机|手機|网易|QQ|新浪|钉钉|釘釘|阿里|飞书|企业微信|Outlook|iPhone|iPad|Windows|Android|华为|小米|OPPO|vivo|荣耀|联想)"
    r"|(?:从|從|由)我的.{1,30}(?:发送|傳送|發送|寄出)|(?:通过|通過|使用).{1,20}(?:手机|邮箱|客户端|郵件).{0,10}(?:发送|發送|傳送)"
    r"|(?:發送|发送|傳送)自|获取适用于|取得適用於|下載 Outlook|(?:来自|發自) ?(?:Foxmail|QQ邮箱|网易邮箱)"
    r"|.{0,20}(?:iPhone|iPad|Android|スマートフォン|携帯)から送信|.{0,30} ?を(?:入手|取得)|Outlook for (?:iOS|Android) をダウンロード"
)

# Closings: with a name below them, they begin a signature.
CLOSINGS = (
    r"(?:Best|Kind|Warm|Kindest|Warmest|Many thanks and best|With (?:best|kind|warm))?\s?(?:Best )?(?:regards|wishes)(?: to you)?|Rgds|BR|Best|Cheers|Sincerely(?: yours)?|Yours (?:sincerely|faithfully|truly)|Respectfully(?: yours)?"
    r"|Thanks (?:and|&) (?:best )?regards|(?:Many )?thanks|Thank you(?: very much)?|Thanks a lot"
    r"|(?:Mit )?(?:freundlichen|besten|herzlichen|vielen) (?:Grüßen|Gruessen|Grüssen)|(?:Viele|Beste|Liebe|Freundliche|Herzliche|Schöne) (?:Grüße|Gruesse|Grüsse)|MfG|VG|LG|Vielen Dank und (?:viele |beste )?Grüße"
    r"|(?:Bien )?cordialement|(?:Bien|Très|Cordialement) à vous|Sincères salutations|Meilleures salutations|Salutations(?: distinguées)?|Merci d['’]avance|Bonne journée"
    r"|(?:Un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|Atentamente|Atte\.?|Reciba un cordial saludo|Muchas gracias y saludos"
    r"|Lubos na gumagalang|Gumagalang|Nagpapasalamat|Sumasainyo|Maraming salamat(?: po)?|Salamat(?: po)?"
    r"|此致|此致\s?敬礼|此致\s?敬禮|敬礼|敬禮|祝好|祝商祺|顺祝商祺|順頌商祺|顺颂商祺|商祺|祝工作顺利|祝您工作愉快|此致问候|谨上|敬上|敬具|以上|よろしくお願い(?:いた|致)?します|宜しくお願い(?:いた|致)?します|何卒よろしくお願い(?:いた|致)?します|よろしくお願い申し上げます"
)
# Words that must not get lost with a signature.
MATTERS = (
    r"\?|？|\b(?:s/?n|serial|order|model|p\.?s\.?|part no|rma|invoice|bestellung|rechnung|pedido|commande|numéro|número)\b"
    r"|序列号|序號|订单|訂單|型号|型號|单号|單號|附言|注文|型番|シリアル|追記"
)

DISCLAIMERS = (
    r"(?:this|the|any) (?:e-?mail|message|communication|information|content)\b.{0,200}(?:confidential|privileged|intended (?:only|solely))|(?:confidentiality|legal) (?:notice|disclaimer)|disclaimer[:：]"
    r"|(?:本|此)(?:电子)?(?:邮件|郵件|電子郵件).{0,80}(?:保密|机密|機密|秘密)|(?:保密|免责|免責)(?:声明|提示|聲明)"
    r"|Diese (?:E-?Mail|Nachricht).{0,120}vertraulich|Ce (?:message|courriel|mail).{0,160}confidentiel|Este (?:mensaje|correo).{0,160}confidencial"
    r"|(?:この|本)(?:電子)?メール.{0,80}(?:機密|秘密)|Ang (?:email|mensahe) na ito.{0,120}kumpidensyal"
)

# "See my answers below": then the old text is part of the new one.
ANSWERS_BELOW = (
    r"(?:see|find|answers?|repl(?:y|ies)|comments?|responses?|answered|commented)\b.{0,40}\b(?:below|inline|in[- ]?line|in red|in blue|in bold|in between)\b|\binline (?:answers|replies|comments)\b"
    r"|(?:见|詳見|详见|請見|请见|请看|請看|參見|参见).{0,8}(?:下文|下方|下面|以下|红字|紅字|蓝字|藍字|原文)|(?:红色|紅色|蓝色|藍色)(?:字体|字體|部分|标注|標註)|回复如下|回覆如下|答复如下"
    r"|(?:siehe|antworten|anmerkungen|kommentare)\b.{0,40}\b(?:unten|im text|in rot|rot markiert|in blau)\b"
    r"|(?:voir|réponses?|commentaires?)\b.{0,40}\b(?:ci-dessous|dans le texte|en rouge|en bleu)\b"
    r"|(?:ver|vea|respuestas?|comentarios?)\b.{0,40}\b(?:abajo|en rojo|en azul|entre líneas|más abajo)\b"
    r"|(?:tingnan|sagot|nasa)\b.{0,30}\b(?:ibaba|pula)\b"
    r"|(?:以下|下記|文中|本文中|インライン)(?:に|の|で)?.{0,10}(?:回答|返信|コメント|記載|赤字)|赤字(?:で|に|部分)"
)

# Marks of the clients in their HTML: ids, names and classes of what holds the old mail …
QUOTE_MARKS = (
    r"gmail_quote(?:_container)?|gmail_extra|gmail_attr|yahoo_quoted(?:_\d+)?|iosymail|protonmail_quote|tutanota_quote|skiff_quote|zmail_extra(?:_hr)?|blockquote_zmail"
    r"|moz-cite-prefix|moz-forward-container|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|front-blockquote|freshdesk_quote|hs_reply|hse_quote"
    r"|isReplyContent|isForwardContent|ntes_quote|ntes-flag-quote|divNeteaseMailCard|origbody|original-content|reply139content|oriMsgHtmlSeperator|j-reply-content"
    r"|qm_quote|QQMailQuote|xm_mail_oringinal_describe|foxmail_quote|foxmail-quote|dingtalk-quote|dingtalk_quote|__aliyun_previous_history_wrapper"
    r"|history-quote-wrapper|lark-mail-quote-?[\w-]*|quoted-content|mail-quote|mail_quote"
)
# … of what begins it, with everything after …
CUT_MARKS = (
    r"divRplyFwdMsg|replySplit|stopSpelling|OLK_SRC_BODY_SECTION|OutlookMessageHeader|_FoxOFROMNAME"
)
# … and of signatures.
SIGNATURE_MARKS = (
    r"gmail_signature(?:_prefix)?|gmail_sendersignature|AppleMailSignature|ms-outlook-mobile-signature|moz-signature|protonmail_signature_block|Signature|signature|_FoxFROMNAME|FMSigSeperator"
    r"|foxmail_signature|composer_signature|ntes-pcmail-signature|spnEditorSign|spnEditorSign_app|__aliyun_signature_wrap|lark-mail-signature|xm_signature|mail-signature|qm_signature|QQMAILSIGN|data-signatureblock"
)
