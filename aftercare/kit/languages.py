import re

from django.conf import settings
from django.utils.translation import get_supported_language_variant

_HAN = re.compile("[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]")
_KANA_OR_HANGUL = re.compile("[ぁ-ヿㇰ-ㇿ가-힯]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# What everybody writes every day: simplified, traditional, simplified, traditional …
_SHAPES = (
    "们們这這个個说說请請问問没沒电電视視显顯机機题題谢謝还還时時会會对對发發现現过過开開关關"
    "单單换換维維坏壞处處号號码碼产產质質货貨订訂购購买買卖賣贵貴么麼为為从從样樣让讓给給应應"
    "吗嗎张張图圖线線点點与與实實验驗测測试試设設备備调調运運输輸软軟盘盤声聲响響灯燈闪閃烧燒"
    "热熱转轉邮郵务務员員联聯络絡话話语語华華东東业業报報费費钱錢账賬证證规規书書变變无無块塊"
    "门門师師级級经經营營销銷见見长長风風马馬车車边邊远遠进進连連选選择擇适適错錯误誤须須确確"
    "认認觉覺则則岁歲圆圓温溫湿濕压壓频頻讯訊闭閉启啟亚亞农農办辦协協谁誰签簽负負责責户戶网網"
    "脚腳档檔传傳齐齊数數据據红紅蓝藍绿綠黄黃条條够夠满滿难難态態权權听聽读讀写寫录錄锁鎖双雙"
    "随隨页頁顺順预預领領类類际際纸紙细細终終结結统統绝絕总總续續职職脑腦旧舊术術补補观觀计計"
    "记記许許诉訴询詢详詳课課谈談论論识識议議护護财財贴貼资資赔賠赶趕载載轻輕达達迟遲铁鐵钟鐘"
    "间間险險虽雖静靜项項额額飞飛饭飯当當体體动動两兩来來国國学學头頭带帶检檢标標价價寻尋稳穩"
)
_SIMPLIFIED, _TRADITIONAL = frozenset(_SHAPES[::2]), frozenset(_SHAPES[1::2])
_ENGLISH = """
a an and are as at be but by can could do does for from had has have he her his how i if in is it
its my not of on or our please she so that the their them then there they this to was we were what
when where which who why will with would you your hello hi dear thanks thank regards
"""
_FILIPINO = """
akin ako aming amin ang ano araw ay ba bakit dahil din daw gusto hindi ito iyon ka kami kayo kasi
ko kung lang magandang maganda mga mo na naman namin natin ng nga ni nila nito niya nyo ninyo niyo
opo pala po puwede pwede rin salamat sana sila siya tayo wala walang yung
"""
_KNOWN = [frozenset(words.split()) for words in (_ENGLISH, _FILIPINO)]
_FEW, _CLEARLY = 2, 1.5
LOOKED_AT = 1_000
"""Signs of a text that say in which language it is."""


def nearest_language(tag: str) -> str:
    """Return the language of ours that is nearest to `tag`: zh-hant for zh-TW, else English."""
    try:
        return get_supported_language_variant(tag.replace("_", "-").lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def language_of(text: str, *, likely: str = "") -> str:
    """
    Return in which of our languages somebody has written, if that is plain to see; else nothing.

    A guess for texts that come without a word about it, as mails do. Chinese in signs that both
    scripts share is what is `likely`.
    """
    text = text[:LOOKED_AT]
    words = [word.casefold() for word in _WORD.findall(text) if word.isascii()]
    chinese = _HAN.findall(text)
    if len(chinese) > _FEW and len(chinese) * 2 > len(words):
        return "" if len(_KANA_OR_HANGUL.findall(text)) > _FEW else _script_of(chinese, likely)
    english, filipino = (sum(word in known for word in words) for known in _KNOWN)
    if filipino >= _FEW and filipino * _CLEARLY >= english:
        return "fil"
    return "en" if english > _FEW and english * 6 >= len(words) else ""


def _script_of(signs: list[str], likely: str) -> str:
    old, new = (sum(sign in known for sign in signs) for known in (_TRADITIONAL, _SIMPLIFIED))
    if old == new and likely.startswith("zh"):
        return likely
    return "zh-hant" if old > new else "zh-hans"
