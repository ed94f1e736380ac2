"""Which language a text is in: by script, by letters that only one language uses, by its commonest words.

Cheap and deterministic, made for choosing a language pack. It knows the languages in the tables below and
nothing else; a text it cannot place is "und", except that plain ASCII letters without any evidence are "en".
Whoever knows the language says so, and that wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import regex

_SCRIPTS: Mapping[str, str] = MappingProxyType(
    {
        "Armenian": "hy",
        "Bengali": "bn",
        "Devanagari": "hi",
        "Ethiopic": "am",
        "Georgian": "ka",
        "Greek": "el",
        "Hangul": "ko",
        "Hebrew": "he",
        "Tamil": "ta",
        "Thai": "th",
    }
)
"""Scripts that stand for one language here."""

_OWN_LETTERS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "Cyrillic": (
            ("tg", "ҷӣӯ"),
            ("kk", "әңөұүһ"),
            ("uk", "їєґ"),
            ("be", "ў"),
            ("mk", "ѓќѕ"),
            ("sr", "љњћђџ"),
            ("kk", "қғ"),
            ("ru", "ыэё"),
            ("uk", "і"),
        ),
        "Arabic": (("ps", "ټډړږښګڼېۍ"), ("ur", "ٹڈڑےںہ"), ("fa", "پچژگکی"), ("ar", "ةكيىأإؤئ")),
    }
)
"""Letters that settle the language within a script, most telling first."""

_SCRIPT_DEFAULT: Mapping[str, str] = MappingProxyType({"Cyrillic": "ru", "Arabic": "ar"})

_COMMON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        code: frozenset(words.split())
        for code, words in {
            "en": "the of and to in that was for is on with said by as from were have has had it be not are at "
            "who will per cent percent million over after",
            "de": "der die das und nicht ist von zu den dem mit sich des ein eine einen auf im am hat haben wurde "
            "sagte für um bei mehr nach",
            "fr": "le la les des et est une un du que dans pour pas sur qui au ont été par il elle plus avec aux "
            "l d n après euros",
            "es": "el la los las de y que en del un una por con para no se su al fue más ha han dijo lo como pero "
            "contra",
            "it": "il lo la gli le di e che è un una per non con del della dei ha hanno sono alla nel i ed più dal",
            "pt": "o a os as de e que do da em um uma não para com no na dos das por foi mais ao disse pelo pela são",
            "nl": "de het een en van is dat niet op te zijn voor met aan die werd heeft hebben bij ook door naar",
            "sv": "och att det är en ett som på av för med inte den har till om var de från men sade",
            "no": "og det er en et som på av for med ikke den har til om var de fra men sa blir ble etter",
            "da": "og det er en et som på af for med ikke den har til om var de fra men sagde blev efter",
            "fi": "ja on ei että se oli hän mutta joka kun ovat myös mukaan sanoi",
            "pl": "i w na z nie się do że jest to o po za od przez ze dla jak był została ma są",
            "cs": "a v na se je že s z do o k i ale by byl byla za po od jako které podle",
            "ro": "și de la în a cu pe nu că din o un pentru este au fost mai sunt al ale",
            "hu": "a az és hogy részt nem is egy van volt meg ez el csak szerint mint de",
            "tr": "ve bir bu da de için ile olarak oldu olan değil ise göre daha çok en kadar dedi yüzde kişi "
            "yaralandı",
            "uz": "va bu bir bilan uchun ham edi dan ga deb boʻlgan bo'lgan kishi yil haqida",
            "id": "yang dan di dari itu dengan untuk pada ini tidak ke dalam akan telah oleh kata",
            "vi": "và của là có không được trong cho với một những người đã các",
        }.items()
    }
)
"""The commonest words of the languages that are written in Latin letters; the earlier language wins a draw."""

_LATIN_LETTERS: tuple[tuple[str, str], ...] = (
    ("pl", "łśźżćńąę"),
    ("hu", "őű"),
    ("ro", "țșăţş"),
    ("tr", "ğışİ"),
    ("cs", "řěů"),
    ("vi", "ơưđạảấầẩậếềểệ"),
    ("de", "ßäöü"),
    ("es", "ñ¿¡"),
    ("pt", "ãõ"),
    ("fr", "œêèçàù"),
    ("no", "øå"),
    ("sv", "åäö"),
    ("uz", "ʻ"),
)
"""Used only where no common word decides. Each letter of the text counts once for every language that has it."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'ʻ‘’]*")
_LETTER = regex.compile(r"\p{L}")
_UZBEK = regex.compile(r"(?i)\b\p{L}*[og][‘’ʻ']\p{Ll}")
SAMPLE = 20_000
"""Code points that are looked at; the language of a longer text shows in its beginning."""


def detect(text: str) -> str:
    """BCP 47 code of the main language of a text; "und" when nothing decides.

    >>> detect("The mayor resigned."), detect("Мэр ушёл в отставку."), detect("12")
    ('en', 'ru', 'und')
    """
    sample = text[:SAMPLE]
    counts = _script_counts(sample)
    if not counts:
        return "und"
    script = max(counts, key=lambda name: (counts[name], name))
    if script in ("Han", "Kana"):
        return "ja" if counts.get("Kana") else "zh"
    if script == "Latin":
        return _latin(sample)
    return _SCRIPTS.get(script) or _by_letters(sample, script)


_NAMES = (*_SCRIPTS, "Cyrillic", "Arabic", "Latin", "Han")
_MATCHERS = {name: regex.compile(rf"\p{{Script={name}}}") for name in _NAMES} | {
    "Kana": regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
}


def _script_counts(text: str) -> dict[str, int]:
    if text.isascii():
        count = sum(map(str.isalpha, text))
        return {"Latin": count} if count else {}
    found = {name: len(matcher.findall(text)) for name, matcher in _MATCHERS.items()}
    return {name: count for name, count in found.items() if count}


def _by_letters(text: str, script: str) -> str:
    lowered = text.lower()
    for code, letters in _OWN_LETTERS[script]:
        if any(letter in lowered for letter in letters):
            return code
    return _SCRIPT_DEFAULT[script]


def _latin(text: str) -> str:
    words = Counter(word.lower() for word in _WORD.findall(text))
    scores = {code: sum(words[word] for word in common if word in words) for code, common in _COMMON.items()}
    letters = _letter_scores(text.lower())
    order = list(scores)
    best = max(scores, key=lambda code: (2 * scores[code] + min(letters.get(code, 0), 3), -order.index(code)))
    if _UZBEK.search(text) and scores["en"] == 0 and scores["fr"] == 0 and scores["it"] == 0:
        return "uz"
    if scores[best]:
        return best
    if letters:
        return max(letters, key=lambda code: (letters[code], code))
    return "en" if text.isascii() or _mostly_ascii(text) else "und"


def _letter_scores(lowered: str) -> dict[str, int]:
    scores = {code: sum(map(lowered.count, letters)) for code, letters in _LATIN_LETTERS}
    return {code: score for code, score in scores.items() if score}


def _mostly_ascii(text: str) -> bool:
    letters = _LETTER.findall(text)
    return all(map(str.isascii, letters))
