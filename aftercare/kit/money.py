from decimal import Decimal

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
    MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905  # a hundred and fifty lines otherwise
)
"""What money is called by ISO 4217, where it is paid with today."""


def in_figures(amount: Decimal, currency: str = "") -> str:
    """Return an amount with two places, in groups of three: so write all who read our languages."""
    # Not `number_format`: Django knows of no groups in Chinese.
    return f"{amount:,.2f} {currency}".strip()


def price_in_figures(price: Decimal) -> str:
    """Return the price of one with two places, or with more where it has them."""
    last = price.normalize().as_tuple().exponent
    places = max(2, -last) if isinstance(last, int) else 2
    return f"{price:,.{places}f}"
