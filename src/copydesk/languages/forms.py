"""How the word forms of a language without a lexicon of ours are compared.

Theory. A lemmatiser (simplemma, tables made from Wiktionary and Universal Dependencies) knows the base forms of most
languages. Where it does not know the word or the language, two forms are akin when they begin alike and differ only
in a short ending. What is glued in front of a word (Arabic "and", "the") is cut off first.

It knows no meanings: which other word may stand for one is said by the pack's sets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from anyascii import anyascii
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES, DefaultDictionaryFactory

STEM = 4
"""Two forms are asked for their endings only when they share at least this many first letters."""
TAIL = 4
"""The longest ending in which they may differ."""
COMMON = 1e-6
"""A word that makes up this share of all words is no likely name: once in a million."""
KEPT = 1 << 17
"""How many words the lemmatiser's answers are remembered for."""
CUT = 1e-7
"""Words as common as this cut a text without blanks; names of people are rarer."""
NAME_TAIL = 4
"""The longest case ending of a name ("Szegedr\N{LATIN SMALL LETTER O WITH DOUBLE ACUTE}l")."""


# Every dictionary that was asked for is kept: loading one takes a second, and the library's own factory forgets all
# but the last eight.
_DICTIONARIES = DefaultDictionaryFactory(cache_max_size=len(SUPPORTED_LANGUAGES))
_LEMMATIZER = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_DICTIONARIES))


class Forms:
    """Base forms and likeness of forms of one language.

    Args:
        code: BCP 47 code.
        tokens: the table `tokens` of its pack.
        fold: how a word becomes a key.
    """

    def __init__(self, code: str, tokens: Mapping[str, Any], fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._prefixes = tuple(sorted(tokens.get("prefixes", ()), key=len, reverse=True))
        self._endings = tuple(sorted(tokens.get("endings", ()), key=len, reverse=True))
        self._nouns = bool(tokens.get("nouns"))
        self._apostrophe = bool(tokens.get("apostrophe"))
        self._spaced = bool(tokens.get("spaced", True))
        known = code if code in SUPPORTED_LANGUAGES else ""
        self._code = known
        self._codes = tuple(c for c in (code, *tokens.get("also", ())) if c in SUPPORTED_LANGUAGES)
        self._compounds = bool(tokens.get("compounds"))
        self._counted = code if not tokens.get("capitals", True) else ""
        self._base: Callable[[str], str] | None = partial(_base, language=known) if known else None

    def lemma(self, key: str) -> str:
        """The base form of a key."""
        word = self._without_apostrophe(key)
        if word != key:  # what takes an ending behind an apostrophe is a name, and in its base form
            return word
        if self._base is not None:
            noun = self._nouns and word.capitalize() in _DICTIONARIES.get_dictionary(self._code)
            found = self._base(word.capitalize() if noun else word)
            folded = self._fold(found)
            if folded != word:
                return folded
        return self._cut(word)

    def _without_apostrophe(self, key: str) -> str:
        """ "Ankara'ya" without what is glued on, where the language writes endings so."""
        head, mark, tail = key.rpartition("'")
        return head if mark and self._apostrophe and len(head) > 2 and len(tail) < 7 else key

    def _cut(self, word: str) -> str:
        for prefix in self._prefixes:
            if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                word = word[len(prefix) :]
                break
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= _least(word):
                return word[: -len(ending)]
        return word

    def akin(self, a: str, b: str) -> bool:
        """Two base forms that differ in a short ending only: "Tannmoos", "Tannmoose"."""
        if not self._spaced:
            return False
        short, long = sorted((self._cut(a), self._cut(b)), key=len)
        least = min(3 if self._prefixes else STEM, _least(short) + 1)
        shared = shared_letters(short, long)
        return shared >= least and len(long) - shared <= TAIL and shared * 5 >= len(long) * 3

    @property
    def lists(self) -> bool:
        """There is a lemmatiser for the language."""
        return self._base is not None

    def listed(self, word: str) -> bool:
        """The lemmatiser knows the word, small or with a capital, or both parts of which it is joined."""
        if any(_known(word, code) for code in self._codes):
            return True
        return self._compounds and self._compound(word)

    def _compound(self, word: str) -> bool:
        """ "Gasbeh\N{LATIN SMALL LETTER O WITH DIAERESIS}rde": two words that are known, an "s" between at most."""
        for cut in range(3, len(word) - 3):
            tail, heads = word[cut:], {word[:cut], word[:cut].removesuffix("s")}
            if any(_known(tail, code) and any(len(h) > 2 and _known(h, code) for h in heads) for code in self._codes):
                return True
        return False

    def vocabulary(self) -> frozenset[str]:
        """Words of two and more characters with which a text without blanks is cut."""
        found = _words_above(self._counted, CUT) if self._counted else frozenset()
        return frozenset(word for word in found if len(word) > 1)

    def rare(self, word: str) -> bool:
        """In a script without capitals: a word so rare that it is likely a name."""
        if not self._counted or self.listed(word):
            return False
        common = _words_above(self._counted, COMMON)
        most = len(word) if _least(word) == 2 else 2
        shorter = (word[:n] for n in range(max(2, len(word) - most), len(word)) if self._spaced)
        forms = (word, self._cut(word), self.lemma(word), *shorter)
        return bool(common) and not any(form in common for form in forms)

    def same_name(self, a: str, b: str) -> bool:
        """Two forms of one name: the same base form, or alike up to a short ending while not both listed as different
        words ("Austria", "Australia").
        """
        one, two = self.lemma(a), self.lemma(b)
        if one == two or anyascii(a) == anyascii(b):
            return True
        if self._base is not None and self._base(a.capitalize()) == self._base(b.capitalize()):
            return True
        if self.listed(a) and self.listed(b):
            return False
        short, long = sorted((self._without_apostrophe(a), self._without_apostrophe(b)), key=len)
        shared = shared_letters(short, long)
        endings = len(long) - shared <= NAME_TAIL and len(short) - shared <= 2
        return shared >= _least(short) and endings and shared * 5 >= len(long) * 3

    def stem(self, lemma: str) -> str:
        """What akin forms have in common at least."""
        return self._cut(lemma)[: min(3 if self._prefixes else STEM, _least(lemma) + 1)]


def _least(word: str) -> int:
    """How many letters make a stem: three, or two of a script whose letters are syllables (Hangul)."""
    return 2 if "\uac00" <= word[:1] <= "\ud7a3" else 3


def shared_letters(one: str, two: str) -> int:
    """How many first letters two words have in common."""
    differ = (i for i, (x, y) in enumerate(zip(one, two, strict=False)) if x != y)
    return next(differ, min(len(one), len(two)))


@cache
def _words_above(language: str, share: float) -> frozenset[str]:
    """The words that make up at least this share of all words, from wordfreq (web text, subtitles, Wikipedia, news);
    empty without a list. The whole list, of up to 700,000 words, is not kept.
    """
    import wordfreq  # here, because it takes a quarter of the start of every command, and few languages ask for it

    if language not in wordfreq.available_languages():
        return frozenset()
    found = frozenset(w for w, s in wordfreq.get_frequency_dict(language, wordlist="best").items() if s >= share)
    wordfreq.get_frequency_dict.cache_clear()
    return found


@lru_cache(maxsize=KEPT)
def _known(word: str, language: str) -> bool:
    dictionary = _DICTIONARIES.get_dictionary(language)
    return word in dictionary or word.capitalize() in dictionary


@lru_cache(maxsize=KEPT)
def _base(word: str, language: str) -> str:
    return str(_LEMMATIZER.lemmatize(word, lang=language))
