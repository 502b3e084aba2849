from aftercare.base.search.policies.parsing import parse_query
from aftercare.base.search.policies.tokens import STOP_WORDS, clean, runs, word_of

MOST_WORDS = 8
LONGEST_NUMBER = 5  # digits in a row that still are a model or an error code


def subject_of(query_text: str) -> str:
    """
    Return what a question is about, in words that say nothing about a person.

    Phrases, fields, addresses and long numbers are left out; the order of words does
    not matter.
    """
    texts = [clean(node.text) for node in parse_query(query_text).plain()]
    found = [
        run if cjk else word_of(run).whole
        for text in texts
        for run, cjk in runs(text)
        if "@" not in text
        if cjk or _is_harmless(run)
    ]
    return " ".join(sorted(set(found))[:MOST_WORDS])


def _is_harmless(run: str) -> bool:
    word = word_of(run)
    digits = sum(map(str.isdecimal, word.whole))
    return bool(word.parts) and word.whole not in STOP_WORDS and digits <= LONGEST_NUMBER
