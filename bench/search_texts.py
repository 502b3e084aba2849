"""A large after-sales company in made-up texts: words as unequally frequent as real ones."""

from __future__ import annotations

from bisect import bisect
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

START = datetime(2023, 11, 1, tzinfo=UTC)
DAYS = 1_100
_COMMON = (
    "display panel screen unit board replacement warranty update power module order delivery "
    "flicker serial repair part firmware remote invoice cable adapter customer test report "
    "backlight capacitor reference shipment noise connector please regards hello thank problem"
)
_FILIPINO = (
    "sira ayaw gumana telebisyon palitan kailangan bumukas ilaw tunog resibo serbisyo bayad "
    "padala salamat magandang araw tanong pyesa ayusin kapalit hintay linggo bukas kahapon"
)
COMMON, FILIPINO = _COMMON.split(), _FILIPINO.split()
CHINESE = (
    "屏幕显示闪烁主板维修保修更换电源无法开机型号序列客户订单发货物流退回检测报告固件升级遥控背光"
    "电容芯片故障请问谢谢您好我们需要处理时间今天昨天已经没有问题工程师现场安装配件库存报价合同"
)
TRADITIONAL = str.maketrans(
    "显闪烁维换电无开机号户订单发货检测报级遥请问谢们处时间经没题师现场装库报价芯",
    "顯閃爍維換電無開機號戶訂單發貨檢測報級遙請問謝們處時間經沒題師現場裝庫報價芯",
)
_STARTS = "b c d f g l m n p r s t v br st tr"
_NAMES = "Santos Reyes Cruz Garcia Wang Li Zhang Chen Liu Müller Smith Jones Tan Lim Dela"
SYLLABLES = [start + vowel for start in _STARTS.split() for vowel in "aeiou"]
NAMES = _NAMES.split()


class Company:
    """Gives documents one by one; the same seed gives the same documents."""

    def __init__(self, seed: int) -> None:
        words = Random(7)  # noqa: S311  # the same vocabulary for every seed
        self.random = Random(seed)  # noqa: S311  # a generator of texts
        made = ["".join(words.choices(SYLLABLES, k=words.randint(2, 4))) for _ in range(40_000)]
        self.english = list(dict.fromkeys([*COMMON, *made]))
        self.filipino = list(dict.fromkeys([*FILIPINO, *COMMON[:8], *made[::7]]))
        pairs = {"".join(words.choices(CHINESE, k=2)) for _ in range(6_000)}
        real = [CHINESE[i : i + 2] for i in range(0, len(CHINESE), 2)]
        self.chinese = list(dict.fromkeys([*real, *sorted(pairs)]))
        self.shares = {
            len(each): _zipf(len(each)) for each in (self.english, self.filipino, self.chinese)
        }

    def document(self, number: int, of: int) -> dict[str, Any]:
        """Return what the document of that number is filed with; a tenth are no cases."""
        account = self.random.randrange(1, 1 + max(10, of // 50))
        readers = [f"account:{account}", f"team:{self.random.randrange(20)}", "may:cases.view_all"]
        at = self.time(number, of)
        given = {"readers": readers, "at": at}
        if number % 10 == 9:  # noqa: PLR2004  # a tenth
            return given | self._contact()
        return given | {"code": self.code(number, of)} | self._case(at)

    def time(self, number: int, of: int) -> datetime:
        """Return when the document of that number was touched last: the company grows."""
        return START + timedelta(days=DAYS * (number / of) ** 0.7, seconds=number % 3600)

    def code(self, number: int, of: int) -> str:
        """Return the code of the case of that number."""
        return f"C-{self.time(number, of).year}-{number:07}"

    def words(self, language: str, count: int) -> str:
        """Return a text as frequent words as they are in that language."""
        vocabulary = getattr(self, language)
        share = self.shares[len(vocabulary)]
        drawn = [vocabulary[bisect(share, self.random.random())] for _ in range(count)]
        if language == "chinese":
            return "，".join("".join(drawn[i : i + 5]) for i in range(0, count, 5))
        return " ".join(drawn)

    def serial(self) -> str:
        """Return a serial number."""
        draw = self.random
        made = f"{draw.choice('ABCEFKMNRSTXZ')}{draw.choice('ABCDNX')}"
        week, count = draw.randrange(1, 53), draw.randrange(10**6)
        return f"{made}{draw.randrange(20, 27)}{week:02}-{count:06}"

    def model(self) -> str:
        """Return a part number."""
        draw = self.random
        return f"{draw.choice(['MB', 'AX', 'TC', 'PSU', 'LCD'])}-{draw.randrange(100, 9999)}"

    def _case(self, at: datetime) -> dict[str, Any]:
        draw = self.random
        language = draw.choices(["english", "chinese", "filipino"], [5, 3, 2])[0]
        size = 15 if language == "english" else 20
        messages = [
            f"{self.words(language, draw.randrange(size, 4 * size))} {self.model()}"
            for _ in range(3)
        ]
        text = "\n".join([*messages, f"S/N {self.serial()}, SO-{draw.randrange(10**6):06}"])
        title = f"{self.words(language, 5)} {self.model()}"
        if language == "chinese" and draw.random() < 0.3:  # noqa: PLR2004  # a third
            text, title = text.translate(TRADITIONAL), title.translate(TRADITIONAL)
        status = draw.choices(["open", "waiting", "solved", "closed"], [3, 5, 20, 72])[0]
        facets = {
            "status": status,
            "assignee": f"user:{draw.randrange(100)}",
            "priority": draw.randrange(1, 5),
            "created": at,
            "tag": draw.sample(["fota", "vip", "lot", "spam", "photo", "b2b", "again"], 2),
        }
        return {"kind": "case", "title": title, "body": text, "facets": facets}

    def _contact(self) -> dict[str, Any]:
        draw = self.random
        name = f"{self.words('english', 1).title()} {draw.choice(NAMES)}"
        body = f"{name.replace(' ', '.').lower()}@example.com +63 917 {draw.randrange(10**7):07}"
        return {"kind": "contact", "code": "", "title": name, "body": body, "facets": {}}


def _zipf(count: int) -> list[float]:
    """Return running shares: the n-th word is 1/(n + 5) as frequent as if it came first."""
    running = list(accumulate(1 / (rank + 5) for rank in range(count)))
    return [each / running[-1] for each in running]
