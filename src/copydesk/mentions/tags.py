"""A coarse tag for each word of a sentence, from closed lists, the lexicon and the word before.

Theory. Three sources are asked in this order, and the first that answers decides: the mentions (a token inside a
figure is NUM, inside a date DATE, inside a name NAME), the closed lists of the pack (auxiliaries, determiners, ...),
and for every other word its form, the parts of speech that the lexicon gives it, and the tag before it. At last the
words that are conjunction or preposition ("after") are settled by the next verb.

It looks ahead no further than one word and knows no grammar beyond that: "the old man the boats" is misread. A word
that the lexicon does not list is a noun. A language without lists and lexicon gets nouns, names, figures and marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import glued, key_at
from copydesk.mentions.records import Mention, Name
from copydesk.text.tokens import Token

VerbTag = Literal["V", "VG", "VN", "AUX", "MOD", "TO", "NEG"]
"""Verb, its form in -ing, its participle; auxiliary, modal, "to", negator."""

NounTag = Literal["N", "NAME", "NUM", "DATE", "ADJ", "ADV", "DET", "PRON"]
"""What noun phrases are made of, and adverbs."""

LinkTag = Literal["PREP", "CONJ", "REL", "PUNCT", "QUOTE"]
"""What stands between phrases and clauses."""

Tag = VerbTag | NounTag | LinkTag


@dataclass(frozen=True, slots=True)
class Tagged:
    """One sentence: its tokens, a tag for each, and the pack of its language."""

    tokens: Sequence[Token]
    tags: Sequence[Tag]
    pack: Pack

    def key(self, i: int) -> str:
        """The key of token i, or "" beyond either end."""
        return key_at(self.tokens, i)


def tag(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> Tagged:
    """The sentence with a coarse tag for each token; `mentions` are those inside it."""
    given = _from_mentions(tokens, mentions, pack)
    found: list[Tag] = []
    for i, token in enumerate(tokens):
        found.append(given.get(token.start) or _closed(tokens, i, pack) or _open(tokens, i, found, pack))
    return Tagged(tokens, _settled(tokens, found, pack), pack)


# --- mentions -------------------------------------------------------------------------------------------------------

_OF_MENTIONS: dict[str, Tag] = {"quantity": "NUM", "moment": "DATE", "name": "NAME"}
_WORDS_ALL_THE_SAME = ("growth-verb", "vague", "name-headline")
"""Rules whose mentions stay verbs, adjectives and nouns of the sentence: "doubled", "several"."""


def _from_mentions(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> dict[int, Tag]:
    """Tags for tokens inside figures, dates and names, by the token's start."""
    found: dict[int, Tag] = {}
    for mention in mentions:
        kind = _OF_MENTIONS.get(mention.kind)
        if kind is None or mention.rule in _WORDS_ALL_THE_SAME or _may_be_word(mention, pack):
            continue
        for token in tokens:
            if mention.span.start <= token.start < mention.span.end:
                found.setdefault(token.start, kind)
    return found


def _may_be_word(mention: Mention, pack: Pack) -> bool:
    """A "name" of one word that the lexicon knows, with its capital only from the start of the sentence."""
    name = mention.value
    return (
        isinstance(name, Name) and name.opens and len(name.tokens) == 1 and pack.lemma(name.tokens[0]) in pack.lexicon
    )


# --- closed classes -------------------------------------------------------------------------------------------------


def _closed(tokens: Sequence[Token], i: int, pack: Pack) -> Tag | None:
    """The tag of a mark, a figure or a word of a closed list, else None."""
    token = tokens[i]
    if token.kind == "mark":
        return "QUOTE" if token.text in '"\u201c\u201d\u00ab\u00bb' else "PUNCT"
    if token.kind == "digits":
        return "NUM"
    return _of_verb_group(tokens, i, pack) or _of_link(tokens, i, pack) or _of_noun_phrase(tokens, i, pack)


def _of_verb_group(tokens: Sequence[Token], i: int, pack: Pack) -> Tag | None:
    key = tokens[i].key
    bare = key.removesuffix("n't")
    if key in pack.words("negation.adverbs"):
        return "NEG"
    if key == "to":
        return "TO"
    if bare in pack.words("grammar.be") or bare in pack.words("grammar.have") or bare in pack.words("grammar.do"):
        return "AUX"
    if bare in pack.words("grammar.modals") or key in pack.table("grammar.contractions"):
        noun = key in pack.words("grammar.modal_nouns") and key_at(tokens, i - 1) in pack.words("grammar.noun_openers")
        return "N" if noun else "MOD"
    return None


def _of_link(tokens: Sequence[Token], i: int, pack: Pack) -> Tag | None:
    key = tokens[i].key
    if key == "that":
        return _that(tokens, i, pack)
    if key in pack.words("grammar.relatives"):
        return "REL"
    if key in pack.words("grammar.conjunctions") or key in pack.words("grammar.either"):
        return "CONJ"
    return None


def _of_noun_phrase(tokens: Sequence[Token], i: int, pack: Pack) -> Tag | None:
    key = tokens[i].key
    if key in pack.words("grammar.determiners"):
        return "PRON" if _alone(tokens, i, pack) and key not in pack.words("grammar.articles") else "DET"
    if key in pack.words("grammar.prepositions"):
        return "PREP"
    if any(key in pack.words(path) for path in ("grammar.subjects", "grammar.objects", "grammar.indefinites")):
        return "PRON"
    return "ADV" if key in pack.stop else None


def _alone(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """No noun can follow: "this was", "all."."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is None or following.kind == "mark" or following.key in pack.words("grammar.finite")


def _that(tokens: Sequence[Token], i: int, pack: Pack) -> Tag:
    """Behind a verb "that" opens a clause, behind any other word it is a relative."""
    before = pack.lemma(key_at(tokens, i - 1))
    if before in pack.words("attribution.verbs") or pack.lexicon.mostly(before) == "v":
        return "CONJ"
    return "REL" if i and tokens[i - 1].kind == "word" else "CONJ"


# --- open classes ---------------------------------------------------------------------------------------------------


def _open(tokens: Sequence[Token], i: int, tags: list[Tag], pack: Pack) -> Tag:
    """A word of an open class: verb, noun, adjective or adverb, by its form, the lexicon and the tag before it."""
    key = tokens[i].key
    if i > 1 and tokens[i - 1].text == "-" and glued(tokens, i) and glued(tokens, i - 1):
        return "ADJ"  # "centre-left", "storm-hit"
    lemma = pack.verb_lemma(key)
    known = pack.lexicon.entry(lemma).tags
    before = _before(tags)
    if key.endswith("ly") and "v" not in known and ("r" in known or not known):
        return "ADV"
    if key in pack.words("grammar.attributive") and before in ("N", "NAME", "DET", "ADJ") and _word_follows(tokens, i):
        return "ADJ"
    nounlike = before == "DET" and key == lemma and known.get("n", 0) * 2 >= max(known.get("a", 0), 1)
    if nounlike and _verb_follows(tokens, i, pack):
        return "N"  # "the firm paid": what an article opens and a verb closes
    if "v" not in known:
        return _nominal(key, lemma, pack)
    if key.endswith("ing") and lemma != key:
        return _in_ing(tokens, i, before, pack)
    if _is_past(key, lemma, pack):
        return _past(tokens, i, before, pack)
    return "V" if _is_present(tokens, i, tags, pack) else _nominal(key, lemma, pack)


def _word_follows(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].kind == "word"


def _verb_follows(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """The next word is a finite auxiliary or a past form."""
    key = key_at(tokens, i + 1)
    if key in pack.words("grammar.finite"):
        return True
    return bool(key) and _is_past(key, pack.verb_lemma(key), pack)


def _before(tags: list[Tag]) -> Tag:
    """The tag that governs the next word: over adverbs and negators."""
    return next((given for given in reversed(tags) if given not in ("ADV", "NEG")), "PUNCT")


def _nominal(key: str, lemma: str, pack: Pack) -> Tag:
    """Noun, adjective or adverb: what the lexicon says it mostly is; a form in -s is a noun."""
    if key != lemma and key.endswith("s"):
        return "N"
    mostly = pack.lexicon.mostly(lemma)
    return "ADJ" if mostly == "a" else "ADV" if mostly == "r" else "N"


def _in_ing(tokens: Sequence[Token], i: int, before: Tag, pack: Pack) -> Tag:
    """ "the building" is a noun, "building a wall" a participle."""
    following = key_at(tokens, i + 1)
    ends = following in pack.stop or not following or not following[0].isalpha()
    listed = pack.lexicon.can_be(tokens[i].key, "n") and before in ("N", "PREP", "NAME") and ends
    return "N" if before in ("DET", "ADJ", "NUM") or listed else "VG"


def _is_past(key: str, lemma: str, pack: Pack) -> bool:
    regular = key != lemma and (key.endswith("ed") or key in pack.table("irregular"))
    return regular or key in pack.words("grammar.unchanged")


def _past(tokens: Sequence[Token], i: int, before: Tag, pack: Pack) -> Tag:
    """ "the wounded men" has an adjective, "wounded men" a verb, "of wounded" a participle."""
    noun_follows = _word_follows(tokens, i) and tokens[i + 1].key not in pack.stop and not tokens[i + 1].capital
    if before == "DET" or (before in ("ADJ", "NUM", "PREP") and noun_follows):
        return "ADJ"
    return "VN" if before == "PREP" else "V"


def _is_present(tokens: Sequence[Token], i: int, tags: list[Tag], pack: Pack) -> bool:
    """A form without an ending of the past (base form or -s) is used as a verb here."""
    key, before = tokens[i].key, _before(tags)
    bare = key == pack.verb_lemma(key)
    if before == "TO":
        return bare
    if before == "MOD":
        return True
    if before == "AUX":
        return bare and _behind_do(tokens, i, pack)
    if before == "REL":
        return True
    if before == "PRON":  # "he runs"; "told them runs" is none
        return tokens[i - 1].key not in pack.words("grammar.objects") - {"her"}
    return before in ("N", "NAME", "QUOTE", "PUNCT", "NUM") and _finite_here(tokens, i, tags, pack)


def _behind_do(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """The nearest auxiliary to the left is a form of "do", which takes a bare verb."""
    for k in range(i - 1, max(-1, i - 4), -1):
        key = tokens[k].key.removesuffix("n't")
        if key in pack.words("grammar.do"):
            return True
        if key in pack.words("grammar.be") or key in pack.words("grammar.have"):
            return False
    return False


def _finite_here(tokens: Sequence[Token], i: int, tags: list[Tag], pack: Pack) -> bool:
    """A present-tense form is the verb of the clause: it has none yet, and subject and form agree in number."""
    key, lemma = tokens[i].key, pack.lemma(tokens[i].key)
    reports = lemma in pack.words("attribution.verbs")
    if _has_finite(tokens, tags, ";:," if reports else ";:") or not {"N", "NAME", "PRON", "NUM"} & set(tags):
        return False
    singular = key.endswith("s") and not key.endswith("ss")
    before = key_at(tokens, i - 1)
    plural = (before.endswith("s") or before in pack.words("grammar.plurals")) and not before.endswith("'s")
    if reports and (singular or plural):
        return True
    known = pack.lexicon.entry(lemma).tags
    return known.get("v", 0) * 2 >= known.get("n", 0) and singular != plural


def _has_finite(tokens: Sequence[Token], tags: list[Tag], dividers: str) -> bool:
    """A finite verb stands since the last conjunction, relative or dividing mark."""
    for k in range(len(tags) - 1, -1, -1):
        if tags[k] in ("CONJ", "REL") or (tags[k] == "PUNCT" and tokens[k].text in dividers):
            return False
        if tags[k] in ("V", "AUX", "MOD"):
            return True
    return False


# --- conjunction or preposition -------------------------------------------------------------------------------------


def _settled(tokens: Sequence[Token], tags: list[Tag], pack: Pack) -> tuple[Tag, ...]:
    """ "after the talks" has a preposition, "after the talks failed" a conjunction: the next verb tells."""
    found = list(tags)
    for i, token in enumerate(tokens):
        if tags[i] == "CONJ" and token.key in pack.words("grammar.either"):
            found[i] = "CONJ" if _ahead(tokens, tags, i + 1) in ("V", "AUX", "MOD") else "PREP"
    return tuple(found)


def _ahead(tokens: Sequence[Token], tags: list[Tag], start: int) -> Tag:
    """The first tag from `start` on that decides: a verb, or what closes the phrase before one comes."""
    for k in range(start, len(tags)):
        closes = tags[k] in ("V", "AUX", "MOD", "CONJ", "REL", "TO", "QUOTE")
        if closes or (tags[k] == "PUNCT" and tokens[k].text in ",.;:"):
            return tags[k]
    return "PUNCT"
