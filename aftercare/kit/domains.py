"""Mail domains: whose they are, and which are everybody's."""

PUBLIC_DOMAINS = frozenset(
    {
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "aliyun.com",
        "aol.com",
        "daum.net",
        "foxmail.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hinet.net",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "web.de",
        "yahoo.com",
        "yahoo.com.hk",
        "yahoo.com.ph",
        "yahoo.com.tw",
        "yandex.ru",
        "yeah.net",
        "ymail.com",
    }
)
"""Where everybody may have a mailbox: two who share such a domain have nothing in common."""


def domain_of(address: str) -> str:
    """Return the domain of a mail address, casefolded."""
    return address.rpartition("@")[2].casefold()


def is_public_domain(domain: str) -> bool:
    """Return whether anybody may have an address there."""
    return domain.casefold() in PUBLIC_DOMAINS
