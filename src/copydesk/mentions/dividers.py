"""Where one clause ends and the next begins: what stands between two verb groups is divided between them.

Theory. A comma before the second verb, a conjunction or a relative divides; an infinitive or participle takes nothing
from what stands before it. A conjunction that only joins two nouns ("Kunduz and Mazar fell") divides nothing. Without
any divider the words belong to the second verb when there is a noun among them, else to the first.

It does not know bracketing: of two commas the last decides, so an apposition may lose its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.mentions.speakers import says
from copydesk.mentions.tags import Tagged
from copydesk.mentions.verbs import VerbGroup


def cut(sentence: Tagged, groups: Sequence[VerbGroup], n: int) -> int:
    """The token index at which the words behind group n pass to the group that follows it."""
    tags, reporting = sentence.tags, sentence.pack.words("attribution.verbs")
    if n + 1 == len(groups):
        return len(sentence.tokens)
    group, following = groups[n], groups[n + 1]
    between = range(group.end, following.start)
    border = tags[following.start - 1] if between else None
    reports = group.lemma in reporting and following.lemma not in reporting and following.finite
    if reports and border == "PUNCT" and _has_noun(sentence, between.start, between.stop):
        return group.end  # "said her client, Rhys Colby, regretted": all of it is the next subject
    if border == "PUNCT" and sentence.tokens[between[-1]].text == "," and not following.infinitive:
        return _opens_attribution(sentence, between) if following.lemma in reporting else between[-1]
    if following.infinitive or (following.participle and border not in (None, "CONJ", "PUNCT")):
        return following.start
    divider = _last_divider(sentence, between, noun_list=says(sentence, groups, group, group.end))
    if divider is not None:
        return divider
    if group.lemma in reporting:
        return group.end
    return _unmarked(sentence, between)


def _last_divider(sentence: Tagged, between: range, *, noun_list: bool) -> int | None:
    """The last conjunction, relative, semicolon or colon that joins no nouns."""
    for k in reversed(between):
        mark = sentence.tags[k] == "PUNCT" and sentence.tokens[k].text in ";:"
        if (mark or sentence.tags[k] in ("CONJ", "REL")) and not _joins_nouns(sentence, k, between, noun_list):
            return k
    return None


def _joins_nouns(sentence: Tagged, k: int, between: range, noun_list: bool) -> bool:
    """ "said Kunduz and Mazar fell": token k stands inside a noun phrase, words on both sides, no verb of its own.

    Unless the first verb reports (`noun_list`), the noun behind "and" is the subject of the verb that follows.
    """
    tags, key = sentence.tags, sentence.tokens[k].key
    if key in ("as", "since", "until", "before", "after"):
        return k + 1 < between.stop and tags[k + 1] in ("DATE", "NUM")
    if key not in ("and", "or") or not noun_list or k == between.start or k + 1 == between.stop:
        return False
    nouns = ("N", "NAME", "NUM", "PRON", "ADJ", "DET")
    sides = tags[k - 1] in nouns and tags[k + 1] in nouns
    far = any(tags[m] in ("N", "NAME", "PREP") for m in range(between.start, k - 3))
    return sides and not far and "PUNCT" not in tags[between.start : k]


def _unmarked(sentence: Tagged, between: range) -> int:
    """No conjunction: the last comma or quotation mark divides, else whether there is a subject among the words."""
    tags = sentence.tags
    for k in reversed(between):
        if tags[k] == "QUOTE" or (tags[k] == "PUNCT" and sentence.tokens[k].text == ","):
            return k
    return between.start if any(tags[k] in ("N", "NAME", "PRON") for k in between) else between.stop


def _opens_attribution(sentence: Tagged, between: range) -> int:
    """ "will appeal, its counsel, Delia Montcrief, said": a speaker begins behind the first comma or closing mark."""
    quote = next((k for k in reversed(between) if sentence.tags[k] == "QUOTE"), None)
    if quote is not None:
        return quote
    return next(k for k in between if sentence.tokens[k].text == ",")


def opening(sentence: Tagged, left: int, right: int) -> tuple[str, int]:
    """The last conjunction or relative in [left, right) ("" without one), and the index where its clause begins."""
    link, start = "", left
    for k in range(left, right):
        if _free_dash(sentence, k) and left < k < right - 1:
            start = k + 1
        if sentence.tags[k] not in ("CONJ", "REL"):
            continue
        joins = sentence.tokens[k].key in ("and", "or") and link == ""
        if not (joins and _has_noun(sentence, left, k) and _has_noun(sentence, k + 1, right)):
            link, start = sentence.tokens[k].key, k + 1
    return link, start


def _free_dash(sentence: Tagged, k: int) -> bool:
    """A dash with a blank before it."""
    tokens = sentence.tokens
    return tokens[k].text in ("-", "\N{EN DASH}", "\N{EM DASH}") and k > 0 and tokens[k - 1].end < tokens[k].start


def _has_noun(sentence: Tagged, start: int, end: int) -> bool:
    return any(given in ("N", "NAME", "NUM") for given in sentence.tags[start:end])
