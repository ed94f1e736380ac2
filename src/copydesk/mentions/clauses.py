"""Who does what to whom, clause by clause: a shallow reading of a sentence by stated rules, not by a model.

Theory. Words get a coarse tag from closed lists and the lexicon, helped by the word before. Verb groups (auxiliaries,
negators, adverbs, verb) divide the sentence. What stands left of a group, back to the last divider, holds its subject;
what stands right of it holds object and prepositional phrases. "was ...ed by" is passive. "X said Y" gives Y a speaker.
"plans to", "may", "allegedly", "if" are hedges of the clause they govern; "not", "never", "denied that" negate it.

It does not know long-distance dependencies, and a garden-path sentence is misread; the rules that use it therefore
compare only clauses that share most of their words, and say nothing where the reading is thin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import glued, key_at
from copydesk.mentions.records import Mention, Name
from copydesk.source import Span
from copydesk.text.tokens import Token

Tag = Literal[
    "V",
    "VG",
    "VN",
    "AUX",
    "MOD",
    "TO",
    "NEG",
    "N",
    "NAME",
    "NUM",
    "DATE",
    "ADJ",
    "ADV",
    "DET",
    "PRON",
    "PREP",
    "CONJ",
    "REL",
    "PUNCT",
    "QUOTE",
]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: token indexes [start, end), its head's lemma, the lemmas of its content words, names as keys.

    `label` is how a message calls it: its names as written, else its head.
    """

    start: int
    end: int
    head: str
    words: frozenset[str]
    names: frozenset[str] = frozenset()
    pronoun: str | None = None
    negative: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One predicate with what belongs to it.

    Attributes:
        span: of the whole clause in the text (code points).
        verb: lemma of the main verb, "" for a fragment.
        verb_span: of the verb group.
        subject, object: noun phrases as written (for a passive the subject is the one acted on).
        obliques: (preposition, phrase) pairs.
        passive, negated: of this predicate.
        hedges: classes of the pack's table that govern it.
        speaker: who is said to have said it; `lead` when "X said" stands before it.
        link: the conjunction that brings it in ("because", "after", "who", ...).
        depth: "finite", "participle", "infinitive" or "fragment".
    """

    span: Span
    verb: str
    verb_span: Span
    subject: Phrase | None = None
    object: Phrase | None = None
    obliques: tuple[tuple[str, Phrase], ...] = ()
    passive: bool = False
    negated: bool = False
    hedges: frozenset[str] = frozenset()
    speaker: Phrase | None = None
    lead: bool = False
    attributes: bool = False
    link: str = ""
    depth: Literal["finite", "participle", "infinitive", "fragment"] = "finite"
    tense: Literal["past", "present", "future", "none"] = "none"
    progressive: bool = False

    @property
    def agent(self) -> Phrase | None:
        """Who acts: the subject, or the by-phrase of a passive."""
        if not self.passive:
            return self.subject
        return next((phrase for preposition, phrase in self.obliques if preposition == "by"), None)

    @property
    def patient(self) -> Phrase | None:
        """Who or what is acted on."""
        return self.subject if self.passive else self.object


@dataclass(slots=True)
class _Group:
    """A verb group while it is assembled; token indexes [start, end), `main` is the verb's index."""

    start: int
    end: int
    main: int
    lemma: str
    negated: bool = False
    hedges: set[str] = field(default_factory=set)
    passive: bool = False
    infinitive: bool = False
    participle: bool = False
    future: bool = False
    past: bool = False
    had: bool = False


def read_clauses(text: str, tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> tuple[Clause, ...]:
    """The clauses of one sentence (its tokens, and the mentions inside it), in order."""
    if not tokens:
        return ()
    tags = tag(tokens, mentions, pack)
    groups = list(_groups(tokens, tags, pack))
    if not groups:
        phrase = _phrase(tokens, tags, 0, len(tokens), pack)
        whole = Span(tokens[0].start, tokens[-1].end)
        return (
            Clause(
                whole,
                "",
                Span(whole.start, whole.start),
                subject=phrase,
                depth="fragment",
                negated=bool(phrase and phrase.negative),
            ),
        )
    return tuple(_Assembly(tokens, tags, groups, pack).clauses())


# --- tagging --------------------------------------------------------------------------------------------------------


def tag(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> list[Tag]:
    """A coarse tag for each token."""
    tags = _from_mentions(tokens, mentions, pack)
    out: list[Tag] = []
    for i, token in enumerate(tokens):
        given = tags.get(token.start)
        if given == "NUM" and token.key == "one" and key_at(tokens, i + 1) == "of":
            given = "NUM"
        out.append(given or _closed(tokens, i, pack) or _open(tokens, i, out, pack))
    return _settled(tokens, out)


_EITHER = ("after", "before", "since", "as", "until", "till")


def _settled(tokens: Sequence[Token], tags: list[Tag]) -> list[Tag]:
    """ "after the talks" has a preposition, "after the talks failed" a conjunction: the next verb tells."""
    out = list(tags)
    for i, token in enumerate(tokens):
        if tags[i] == "CONJ" and token.key in _EITHER:
            ahead = next(
                (
                    t
                    for k, t in enumerate(tags[i + 1 :], i + 1)
                    if t in ("V", "AUX", "MOD", "CONJ", "REL", "TO", "QUOTE")
                    or (t == "PUNCT" and tokens[k].text in ",.;:")
                ),
                "PUNCT",
            )
            out[i] = "CONJ" if ahead in ("V", "AUX", "MOD") else "PREP"
    return out


def _from_mentions(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> dict[int, Tag]:
    """Tags for tokens inside figures, dates and names, by the token's start."""
    kinds: dict[str, Tag] = {"quantity": "NUM", "moment": "DATE", "name": "NAME"}
    found: dict[int, Tag] = {}
    for mention in mentions:
        kind = kinds.get(mention.kind)
        if kind is None or mention.rule in ("growth-verb", "vague", "name-headline"):
            continue
        if isinstance(mention.value, Name) and mention.value.opens and len(mention.value.tokens) == 1:
            if pack.lemma(mention.value.tokens[0]) in pack.lexicon:
                continue
        for token in tokens:
            if mention.span.start <= token.start < mention.span.end:
                found.setdefault(token.start, kind)
    return found


def _closed(tokens: Sequence[Token], i: int, pack: Pack) -> Tag | None:
    token = tokens[i]
    key = token.key
    if token.kind == "mark":
        return "QUOTE" if token.text in '"\u201c\u201d\u00ab\u00bb' else "PUNCT"
    if token.kind == "digits":
        return "NUM"
    bare = key.removesuffix("n't")
    if key in ("not", "n't", "never"):
        return "NEG"
    if key == "to":
        return "TO"
    if (
        key in pack.words("grammar.be")
        or key in pack.words("grammar.have")
        or bare in pack.words("grammar.be") | pack.words("grammar.have") | pack.words("grammar.do")
    ):
        return "AUX"
    if (
        key in pack.words("grammar.modals")
        or bare in pack.words("grammar.modals")
        or key in ("won't", "can't", "shan't")
    ):
        return (
            "N"
            if key in ("will", "may", "can", "might")
            and i
            and tokens[i - 1].key in ("the", "a", "his", "her", "their", "last")
            else "MOD"
        )
    if key == "that":
        return _that(tokens, i, pack)
    if key in ("who", "which", "whom", "whose"):
        return "REL"
    if key in (
        "because",
        "while",
        "whereas",
        "although",
        "though",
        "when",
        "if",
        "unless",
        "and",
        "or",
        "but",
        "nor",
        "whether",
        "so",
        "where",
        "yet",
    ):
        return "CONJ"
    if key in ("after", "before", "since", "as", "until", "till"):
        return "CONJ"
    if key in pack.words("grammar.determiners"):
        return "DET" if not _alone(tokens, i) or key in ("a", "an", "the", "its", "their", "his", "her") else "PRON"
    if key in pack.words("grammar.prepositions"):
        return "PREP"
    if (
        key in pack.words("grammar.subjects")
        or key in pack.words("grammar.objects")
        or key
        in (
            "others",
            "none",
            "nobody",
            "nothing",
            "everyone",
            "someone",
            "anyone",
            "everything",
            "something",
            "himself",
            "herself",
            "itself",
            "themselves",
        )
    ):
        return "PRON"
    if key in pack.stop or key in ("n't",):
        return "ADV"
    return None


def _alone(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return (
        following is None
        or following.kind == "mark"
        or following.key in ("was", "is", "were", "are", "has", "had", "will", "would")
    )


def _that(tokens: Sequence[Token], i: int, pack: Pack) -> Tag:
    before = pack.lemma(key_at(tokens, i - 1))
    if before in pack.words("attribution.verbs") or pack.lexicon.mostly(before) == "v":
        return "CONJ"
    return "REL" if i and tokens[i - 1].kind == "word" else "CONJ"


def _open(tokens: Sequence[Token], i: int, tags: list[Tag], pack: Pack) -> Tag:
    """A word of an open class: verb, noun, adjective or adverb, by its form, the lexicon and the tag before it."""
    key = tokens[i].key
    if i > 1 and tokens[i - 1].text == "-" and glued(tokens, i) and glued(tokens, i - 1):
        return "ADJ"  # "centre-left", "storm-hit"
    lemma = pack.verb_lemma(key)
    entry = pack.lexicon.entry(lemma)
    before = _before(tags)
    can_be_verb = "v" in entry.tags
    if key.endswith("ly") and not can_be_verb and ("r" in entry.tags or not entry.tags):
        return "ADV"
    past = (key != lemma and (key.endswith("ed") or key in pack.table("irregular"))) or (
        key in _UNCHANGED and can_be_verb
    )
    if (
        key in _ATTRIBUTIVE
        and i + 1 < len(tokens)
        and tokens[i + 1].kind == "word"
        and before in ("N", "NAME", "DET", "ADJ")
    ):
        return "ADJ"
    if can_be_verb and key.endswith("ing") and lemma != key:
        noun_here = before in ("DET", "ADJ", "NUM") or (
            pack.lexicon.can_be(key, "n") and before in ("N", "PREP", "NAME") and _ends_phrase(tokens, i, pack)
        )
        return "N" if noun_here else "VG"
    if can_be_verb and past:
        nominal = (
            before in ("DET", "ADJ", "NUM", "PREP")
            and i + 1 < len(tokens)
            and tokens[i + 1].kind == "word"
            and tokens[i + 1].key not in pack.stop
        )
        if nominal or before == "DET":
            return "ADJ"
        return "V" if before != "PREP" else "VN"
    if before == "TO" and key != lemma:
        return _nominal(key, lemma, pack)
    if can_be_verb and before in ("MOD", "TO", "AUX"):
        return (
            "V"
            if before != "AUX" or (key == lemma and _auxiliary_before(tokens, i, pack))
            else _nominal(key, lemma, pack)
        )
    if (
        can_be_verb
        and before in ("PRON", "REL")
        and not (before == "PRON" and tokens[i - 1].key in pack.words("grammar.objects") - {"her"})
    ):
        return "V"
    if can_be_verb and before in ("N", "NAME", "ADV", "QUOTE", "PUNCT", "NUM") and _finite_here(tokens, i, tags, pack):
        return "V"
    return _nominal(key, lemma, pack)


def _auxiliary_before(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """The nearest auxiliary to the left is a form of "do", which takes a bare verb."""
    for k in range(i - 1, max(-1, i - 4), -1):
        key = tokens[k].key.removesuffix("n't")
        if key in pack.words("grammar.do"):
            return True
        if key in pack.words("grammar.be") or key in pack.words("grammar.have"):
            return False
    return False


_SAID_TO_BE = frozenset("say think believe report understand consider deem know rumour".split())
_ATTRIBUTIVE = frozenset("managing acting leading founding visiting sitting ruling governing outgoing incoming".split())
_UNCHANGED = frozenset(
    [
        "cut",
        "put",
        "hit",
        "set",
        "shut",
        "hurt",
        "let",
        "cost",
        "split",
        "spread",
        "quit",
        "bet",
        "burst",
        "cast",
        "read",
        "beat",
        "bid",
        "shed",
    ]
)


def _ends_phrase(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    following = key_at(tokens, i + 1)
    return following in pack.stop or not following or not following[0].isalpha()


def _nominal(key: str, lemma: str, pack: Pack) -> Tag:
    if key != lemma and key.endswith("s"):
        return "N"
    mostly = pack.lexicon.mostly(lemma)
    return "ADJ" if mostly == "a" else "ADV" if mostly == "r" else "N"


def _before(tags: list[Tag]) -> str:
    """The tag that governs the next word: over adverbs and negators."""
    for given in reversed(tags):
        if given not in ("ADV", "NEG"):
            return given
    return "PUNCT"


_PLURALS = ("police", "people", "men", "women", "children", "staff", "media", "they", "we")


def _finite_here(tokens: Sequence[Token], i: int, tags: list[Tag], pack: Pack) -> bool:
    """A present-tense form is the verb of the clause: no finite verb since the last divider, and verb-like use."""
    reports = pack.lemma(tokens[i].key) in pack.words("attribution.verbs")
    for k in range(len(tags) - 1, -1, -1):
        if tags[k] in ("CONJ", "REL") or (tags[k] == "PUNCT" and tokens[k].text in (";:," if reports else ";:")):
            break
        if tags[k] in ("V", "AUX", "MOD"):
            return False
    key, lemma = tokens[i].key, pack.lemma(tokens[i].key)
    tagged = pack.lexicon.entry(lemma).tags
    likely = tagged.get("v", 0) * 2 >= tagged.get("n", 0)
    if "N" not in tags and "NAME" not in tags and "PRON" not in tags and "NUM" not in tags:
        return False
    following = key_at(tokens, i + 1)
    opens_object = (
        following in pack.words("grammar.determiners")
        or following in ("to", "that", "on", "in", "at", "for", "by", "from", "of", "it", "not")
        or (i + 1 < len(tokens) and (tokens[i + 1].kind == "digits" or tokens[i + 1].capital))
    )
    singular = key.endswith("s") and not key.endswith("ss")
    plural_before = (
        i > 0
        and (tokens[i - 1].key.endswith("s") or tokens[i - 1].key in _PLURALS)
        and not tokens[i - 1].key.endswith("'s")
    )
    if lemma in pack.words("attribution.verbs") and (singular or plural_before):
        return True
    return (
        likely
        and ((singular and not plural_before) or (plural_before and not singular))
        and (opens_object or not following or not following[0].isalnum() or likely)
    )


# --- verb groups ----------------------------------------------------------------------------------------------------


def _groups(tokens: Sequence[Token], tags: list[Tag], pack: Pack) -> Iterator[_Group]:
    i = 0
    while i < len(tokens):
        if tags[i] in ("AUX", "MOD", "V", "VG", "VN") or (tags[i] == "TO" and _infinitive(tokens, tags, i)):
            group = _group(tokens, tags, i, pack)
            yield group
            i = group.end
        else:
            i += 1


def _infinitive(tokens: Sequence[Token], tags: list[Tag], i: int) -> bool:
    at = i + 1
    while at < len(tokens) and tags[at] in ("ADV", "NEG"):
        at += 1
    return at < len(tokens) and (tags[at] == "V" or tags[at] == "AUX") and tokens[at].kind == "word"


def _group(tokens: Sequence[Token], tags: list[Tag], start: int, pack: Pack) -> _Group:
    """Auxiliaries, negators and adverbs up to the main verb; with no verb behind, the last auxiliary is the verb."""
    group = _Group(start, start + 1, start, "")
    at, verb = start, -1
    while at < len(tokens):
        now = tags[at]
        if now in ("AUX", "MOD", "TO") and verb < 0:
            _auxiliary(tokens[at].key, at == start and now == "TO", group, pack)
        elif now in ("V", "VG", "VN") and verb < 0:
            verb = at
        elif now in ("ADV", "NEG", "QUOTE") and verb < 0:
            group.negated ^= now == "NEG"
        else:
            break
        if verb >= 0:
            at += 1
            break
        at += 1
    last = verb if verb >= 0 else max(k for k in range(start, at) if tags[k] in ("AUX", "MOD", "TO"))
    group.main, group.end = last, last + 1
    if verb < 0:
        while group.end < len(tokens) and tags[group.end] in ("NEG",):
            group.negated ^= True if group.end >= at else False
            group.end += 1
        group.end = max(group.end, min(at, len(tokens)))
    key = tokens[last].key
    particle = "" if key_at(tokens, last + 2) == "to" and key_at(tokens, last + 1) == "up" else key_at(tokens, last + 1)
    group.lemma = pack.phrasal(pack.verb_lemma(key.removesuffix("n't") or key), particle)
    if verb >= 0:
        helpers = [tokens[k].key.removesuffix("n't") for k in range(start, last) if tags[k] == "AUX"]
        be = any(h in pack.words("grammar.be") for h in helpers) or "get" in helpers
        shaped = (tags[last] in ("V", "VN") and key != group.lemma and not key.endswith("ing")) or key in _UNCHANGED
        group.passive = be and shaped
        bare = last == start
        group.participle = bare and tags[last] in ("VG", "VN")
        group.past = shaped or any(h in ("was", "were", "had", "did", "has", "have", "been") for h in helpers)
    else:
        group.past = key in ("was", "were", "had", "did")
    group.infinitive = tags[start] == "TO"
    return group


def _auxiliary(key: str, opens: bool, group: _Group, pack: Pack) -> None:
    if key == "to" and not opens and not group.had:
        group.hedges.add("will")
        group.future = True
    group.had |= key in pack.words("grammar.have")
    if key.endswith("n't") or key == "cannot":
        group.negated ^= True
        key = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}.get(key, key.removesuffix("n't"))
    hedge = pack.table("hedges").get(key)
    if hedge:
        group.hedges.add(str(hedge))
        group.future |= key in ("will", "would", "shall", "'ll")


# --- assembly -------------------------------------------------------------------------------------------------------


class _Assembly:
    """Clauses from verb groups: divides what stands between the groups, then hands on subjects, hedges and speakers."""

    def __init__(self, tokens: Sequence[Token], tags: list[Tag], groups: list[_Group], pack: Pack) -> None:
        self.tokens, self.tags, self.groups, self.pack = tokens, tags, groups, pack
        self.antecedents: list[Phrase | None] = []

    def clauses(self) -> list[Clause]:
        found: list[Clause] = []
        left = 0
        for n, group in enumerate(self.groups):
            following = self.groups[n + 1] if n + 1 < len(self.groups) else None
            cut = self._cut(group, following)
            found.append(self._clause(group, left, cut, found))
            left = cut
        return self._gapped(self._spoken(self._governed(found)))

    def _cut(self, group: _Group, following: _Group | None) -> int:
        """Where the words between two verb groups change owner."""
        if following is None:
            return len(self.tokens)
        low, high = group.end, following.start
        if (
            high > low
            and self.tags[high - 1] == "PUNCT"
            and self.tokens[high - 1].text == ","
            and not following.infinitive
        ):
            reports = following.lemma in self.pack.words("attribution.verbs")
            return self._attribution_from(low, high) if reports else high - 1
        if following.infinitive or (
            following.participle and high > low and self.tags[high - 1] not in ("CONJ", "PUNCT")
        ):
            return high
        for k in range(high - 1, low - 1, -1):
            if self.tags[k] in ("CONJ", "REL") or (self.tags[k] == "PUNCT" and self.tokens[k].text in ";:"):
                joins = self.tokens[k].key in ("and", "or", "as", "since", "until", "before", "after")
                if joins and self._joins_nouns(k, low, high, group):
                    continue
                return k
        if group.lemma in self.pack.words("attribution.verbs"):
            return low
        for k in range(high - 1, low - 1, -1):
            if (self.tags[k] == "PUNCT" and self.tokens[k].text == ",") or self.tags[k] == "QUOTE":
                return k
        return (
            low
            if any(self.tags[k] in ("N", "NAME", "PRON") for k in range(low, high)) and not self._object_only(low, high)
            else high
        )

    def _attribution_from(self, low: int, high: int) -> int:
        """ "will appeal, its counsel, Delia Montcrief, said": the speaker begins behind the first comma or closing mark."""
        quote = next((k for k in range(high - 1, low - 1, -1) if self.tags[k] == "QUOTE"), None)
        if quote is not None:
            return quote
        return next((k for k in range(low, high) if self.tokens[k].text == ","), high - 1)

    def _joins_nouns(self, k: int, low: int, high: int, group: _Group) -> bool:
        """ "Kunduz and Mazar fell": the conjunction stands inside a noun phrase, words on both sides, no verb of its own."""
        if self.tokens[k].key not in ("and", "or"):
            return k + 1 < high and self.tags[k + 1] in ("DATE", "NUM")
        if not self._says(group, high, low):
            return False  # the noun behind "and" is the subject of the verb that follows
        before = self.tags[k - 1] if k > low else "PUNCT"
        behind = self.tags[k + 1] if k + 1 < high else "PUNCT"
        nouns = ("N", "NAME", "NUM", "PRON", "ADJ", "DET")
        return (
            k > low
            and before in nouns
            and behind in nouns
            and all(self.tags[m] != "PUNCT" for m in range(low, k))
            and not any(self.tags[m] in ("N", "NAME", "PREP") for m in range(low, k - 1) if m < k - 3)
        )

    def _object_only(self, low: int, high: int) -> bool:
        return all(self.tags[k] in ("PREP", "DET", "ADV", "ADJ") for k in range(low, high))

    def _clause(self, group: _Group, left: int, right: int, before: list[Clause]) -> Clause:
        tokens, tags, pack = self.tokens, self.tags, self.pack
        link, start = self._link(left, group.start)
        subject = _phrase(tokens, tags, start, group.start, pack) if not group.infinitive or not before else None
        previous = before[-1] if before else None
        objects, obliques = self._complements(group.end, right)
        says = self._says(group, right, left) and not group.infinitive and not group.participle
        quote = next((k for k in range(group.start - 1, start - 1, -1) if tags[k] == "QUOTE"), None)
        if says and quote is not None:
            start = quote + 1
            subject = _phrase(tokens, tags, start, group.start, pack)
            left = quote
        relatives = ("who", "which", "that", "whom", "whose")
        relative = link in relatives or (previous is not None and previous.link in relatives)
        inverted = says and group.main == group.start and not relative and subject is None and objects is not None
        if inverted and (not before or tags[left] in ("QUOTE", "PUNCT")):
            subject, objects = _phrase(tokens, tags, group.end, right, pack), None
        if link in ("who", "which", "that", "whom", "where") and subject is None:
            subject = self._antecedent(start - 1)
            self.antecedents.append(_phrase(tokens, tags, left, start - 1, pack) or subject)
        if subject is None and previous is not None:
            subject = self._inherited(group, before)
        hedges = set(group.hedges)
        if previous is not None and self._shares_modal(group, link, previous):
            hedges |= previous.hedges & {"will", "possible", "able", "expected"}
            group.future |= previous.tense == "future"
        if link in ("if", "unless"):
            hedges.add("condition")
            group.negated ^= link == "unless"
        if link == "whether" or (group.infinitive and key_at(tokens, group.start - 1) == "whether"):
            hedges.add("possible")
        group.negated ^= any(tokens[k].key == "neither" for k in range(left, group.start)) and not (
            subject and subject.negative
        )
        if group.infinitive and not before:
            hedges.add("will")
        negated = (
            group.negated
            ^ bool(subject and subject.negative and start < group.start)
            ^ bool(objects and objects.negative)
        )
        for k in range(max(left, start - 2), right):
            hedging = tags[k] in ("ADV", "ADJ") or (tags[k] == "N" and tokens[k].key in _HEDGING_NOUNS)
            word = pack.table("hedges").get(tokens[k].key) if hedging else None
            if word and word not in ("will", "able"):
                hedges.add(str(word))
        depth: Literal["finite", "participle", "infinitive"] = (
            "infinitive" if group.infinitive else "participle" if group.participle else "finite"
        )
        return Clause(
            span=Span(tokens[min(left, group.start)].start, tokens[max(right, group.end) - 1].end),
            verb=group.lemma,
            verb_span=Span(tokens[group.start].start, tokens[group.end - 1].end),
            subject=subject,
            object=objects,
            obliques=tuple(obliques),
            passive=group.passive
            or (group.participle and tags[group.main] == "VN")
            or (depth == "finite" and self._reduced(group, right, subject, start)),
            negated=negated,
            hedges=frozenset(hedges),
            attributes=says,
            link=link,
            depth=depth,
            progressive=not group.participle and tokens[group.main].key.endswith("ing"),
            tense="future" if group.future else "past" if group.past else "present",
        )

    def _reduced(self, group: _Group, right: int, subject: Phrase | None, start: int) -> bool:
        """ "a villa bought by the clerk": a bare past form before "by" is a participle."""
        after = group.end + 1
        figure = after < len(self.tokens) and self.tags[after] == "NUM"
        return (
            group.main == group.start
            and group.past
            and key_at(self.tokens, group.end) == "by"
            and self.tags[group.main] == "V"
            and not figure
        )

    def _shares_modal(self, group: _Group, link: str, previous: Clause) -> bool:
        """ "would run 64 ships and have revenue": a bare verb behind "and" stands under the modal before it."""
        bare = group.main == group.start and self.tokens[group.main].key == group.lemma and not group.past
        return bare and self.tags[group.start - 1] == "CONJ" and link in ("", "and", "or") and bool(previous.hedges)

    def _says(self, group: _Group, right: int, left: int) -> bool:
        """The verb reports speech; verbs like "found" only with "that" behind or a comma before them."""
        if group.lemma in self.pack.words("attribution.verbs"):
            core = group.lemma in ("say", "tell", "add") or group.passive
            later = any(g.start >= group.end and not g.infinitive for g in self.groups)
            quoted = any(t == "QUOTE" for t in self.tags)
            comma = any(self.tags[k] in ("QUOTE", "PUNCT") for k in range(max(0, left - 1), group.start))
            return core or later or quoted or comma
        if group.lemma not in self.pack.words("attribution.weak") or group.passive:
            return False
        trailing = group.end >= len(self.tokens) - 1 and any(
            self.tags[k] in ("QUOTE", "PUNCT") for k in range(left, group.start)
        )
        return key_at(self.tokens, group.end) == "that" or trailing

    def _link(self, left: int, right: int) -> tuple[str, int]:
        """The last conjunction or relative in [left, right) and the index behind it."""
        link, start = "", left
        for k in range(left, right):
            if (
                self.tokens[k].text in ("-", "\N{EN DASH}", "\N{EM DASH}")
                and k > left
                and self.tokens[k - 1].end < self.tokens[k].start
                and k + 1 < right
            ):
                start = k + 1
            if self.tags[k] in ("CONJ", "REL"):
                if (
                    self.tokens[k].key in ("and", "or")
                    and k > left
                    and link == ""
                    and any(self.tags[m] in ("N", "NAME", "NUM") for m in range(left, k))
                    and any(self.tags[m] in ("N", "NAME", "NUM") for m in range(k + 1, right))
                ):
                    continue
                link, start = self.tokens[k].key, k + 1
        return link, start

    def _antecedent(self, at: int) -> Phrase | None:
        """The noun phrase right before a relative pronoun."""
        end = at
        while end > 0 and self.tags[end - 1] in ("PUNCT", "PREP", "NUM") and end > at - 3:
            end -= 1
        start = end
        while start > 0 and self.tags[start - 1] in ("N", "NAME", "ADJ", "NUM", "DET", "VG", "DATE"):
            start -= 1
        return _phrase(self.tokens, self.tags, start, end, self.pack)

    def _inherited(self, group: _Group, before: list[Clause]) -> Phrase | None:
        previous = before[-1]
        finite = not group.infinitive and not group.participle
        inserted = previous.depth != "finite" or (previous.passive and previous.link == "")
        if finite and inserted and self.tags[group.start - 1] == "PUNCT" and self.groups[0].start < group.start:
            opening = _phrase(
                self.tokens, self.tags, self._link(0, self.groups[0].start)[1], self.groups[0].start, self.pack
            )
            if opening is not None:
                return opening
        if (
            previous.link in ("who", "which", "that", "whose")
            and not group.infinitive
            and not group.participle
            and self.antecedents
        ):
            return self.antecedents[-1] or previous.subject
        if (
            group.lemma.partition("_")[0] in self.pack.words("attribution.acts")
            and not group.infinitive
            and not group.participle
        ):
            said = next((c for c in reversed(before[:-1]) if c.attributes), None)
            if said is not None and self.tags[group.start - 1] == "CONJ":
                return said.subject
        if group.infinitive and previous.verb in (
            "call",
            "urge",
            "ask",
            "tell",
            "order",
            "allow",
            "force",
            "want",
            "help",
            "expect",
            "persuade",
            "invite",
            "warn",
            "lead",
            "cause",
        ):
            if previous.passive:
                return previous.subject
            return previous.object or next((p for _, p in previous.obliques), None) or previous.subject
        if (group.participle and self.tags[group.main] == "VN") or (
            group.main == group.start and key_at(self.tokens, group.end) == "by"
        ):
            return previous.object or previous.subject
        return previous.subject

    def _complements(self, left: int, right: int) -> tuple[Phrase | None, list[tuple[str, Phrase]]]:
        """Object and prepositional phrases between a verb group and the end of its clause."""
        tokens, tags, pack = self.tokens, self.tags, self.pack
        heads = [
            k
            for k in range(left, right)
            if tags[k] in ("PREP", "TO")
            or (tags[k] == "CONJ" and tokens[k].key in ("after", "before", "since", "as", "until"))
        ]
        obj = _phrase(tokens, tags, left, heads[0] if heads else right, pack)
        obliques = []
        for n, k in enumerate(heads):
            end = heads[n + 1] if n + 1 < len(heads) else right
            phrase = _phrase(tokens, tags, k + 1, end, pack)
            if phrase is not None:
                obliques.append((tokens[k].key, phrase))
        return obj, obliques

    def _governed(self, clauses: list[Clause]) -> list[Clause]:
        """Hedges and negators of a governing verb go to what it governs: "plans to cut", "denied that he lied"."""
        pack, found = self.pack, list(clauses)
        for n, clause in enumerate(found):
            if n == 0:
                continue
            governor = found[n - 1]
            suspects = (
                governor.verb in pack.table("hedges")
                and clause.depth == "finite"
                and clause.link in ("", "that")
                and governor.object is None
            )
            governs = (
                suspects
                or clause.depth == "infinitive"
                or clause.link == "that"
                or (governor.attributes and clause.depth == "finite" and clause.link in ("", "that"))
            )
            if clause.depth == "participle" and governor.verb in pack.words("negation.verbs") and not governor.passive:
                governs = governor.object is None
            if not governs:
                continue
            hedges = set(clause.hedges) | (set(governor.hedges) if clause.depth == "infinitive" else set())
            hedge = pack.table("hedges").get(governor.verb)
            if hedge or (governor.passive and clause.depth == "infinitive" and governor.verb in _SAID_TO_BE):
                hedges.add(str(hedge or "alleged"))
            if clause.depth == "infinitive" and governor.verb == "be":
                hedges.add("will")
            negated = clause.negated
            if governor.verb in pack.words("negation.verbs") or (clause.depth == "infinitive" and governor.negated):
                negated ^= True
            if clause.link == "that" and governor.verb == "be":
                negated ^= governor.negated
                hedges |= governor.hedges
            found[n] = replace(clause, hedges=frozenset(hedges), negated=negated)
        return self._conditioned(found)

    def _conditioned(self, clauses: list[Clause]) -> list[Clause]:
        """What stands beside "if ..." holds only on that condition."""
        found = list(clauses)
        for n, clause in enumerate(clauses):
            if clause.link in ("if", "unless"):
                k = n + 1 if n == 0 else n - 1
                while 0 <= k < len(found) and found[k].attributes:
                    k += 1 if n == 0 else -1
                if 0 <= k < len(found):
                    found[k] = replace(found[k], hedges=found[k].hedges | {"condition"})
        return found

    def _spoken(self, clauses: list[Clause]) -> list[Clause]:
        """Hands speakers on: "X said Y" (lead), "Y, X said" (trail), "according to X"."""
        found = list(clauses)
        according = (
            next((p for c in clauses for prep, p in c.obliques if prep == "to" and self._after_according(p)), None)
            or self._opening_according()
        )
        leads: Phrase | None = None
        told: Phrase | None = None
        for n, clause in enumerate(found):
            if clause.attributes and clause.depth == "finite" and not clause.passive:
                trailing = n > 0 and self._trails(clause, found[n + 1 :])
                if trailing:
                    for k in range(n - 1, -1, -1):
                        if found[k].speaker is not None or (found[k].attributes and k < n - 1):
                            break
                        found[k] = replace(found[k], speaker=clause.subject)
                else:
                    leads, told = clause.subject, clause.object
                    continue
            if leads is not None and not clause.attributes and clause.speaker is None:
                subject = clause.subject
                if (
                    subject is not None
                    and subject.pronoun in ("he", "she", "it", "they")
                    and not subject.words
                    and leads.pronoun is None
                ):
                    subject = told if told is not None and told.names else leads
                found[n] = replace(clause, speaker=leads, lead=True, subject=subject)
        if according is not None:
            found = [c if c.speaker is not None else replace(c, speaker=according) for c in found]
        return found

    def _after_according(self, phrase: Phrase) -> bool:
        return (phrase.start >= 2 and self.tokens[phrase.start - 2].key == "according") or (
            phrase.start >= 3 and self.tokens[phrase.start - 3].key == "according"
        )

    def _opening_according(self) -> Phrase | None:
        for k, token in enumerate(self.tokens[:-2]):
            if token.key == "according" and self.tokens[k + 1].key == "to":
                end = next((m for m in range(k + 2, len(self.tokens)) if self.tags[m] == "PUNCT"), len(self.tokens))
                return _phrase(self.tokens, self.tags, k + 2, end, self.pack)
        return None

    def _trails(self, clause: Clause, later: list[Clause]) -> bool:
        """The attribution comes behind what was said: a comma or quotation mark before it, no clause of its own after."""
        first = next((k for k, t in enumerate(self.tokens) if t.start >= clause.span.start), 0)
        edge = first > 0 and (self.tags[first] in ("PUNCT", "QUOTE") or self.tags[first - 1] in ("PUNCT", "QUOTE"))
        complement = any(c.link in ("that", "") and c.depth == "finite" for c in later[:1])
        return edge and not complement

    def _gapped(self, clauses: list[Clause]) -> list[Clause]:
        """ "Kestria will free 42 prisoners and Lomar 18", "found the body but not the gun": the verb is understood again."""
        found: list[Clause] = []
        for clause in clauses:
            found += self._but_clause(clause) or self._repeated(clause)
        return found

    def _but_clause(self, clause: Clause) -> list[Clause]:
        """ "recovered the recorder but not the gun": two clauses, the second negated; [] when there is no such part."""
        but = self._but_not(clause)
        if but is None:
            return []
        ends = (k for k in range(but + 2, len(self.tokens)) if self.tags[k] in ("PUNCT", "CONJ"))
        end = next(ends, len(self.tokens))
        rest = _phrase(self.tokens, self.tags, but + 2, end, self.pack)
        if rest is None:
            return []
        kept = replace(
            clause,
            span=Span(clause.span.start, self.tokens[but - 1].end),
            object=_shortened(clause.object, but, self),
        )
        span = Span(self.tokens[but].start, self.tokens[end - 1].end)
        return [kept, replace(clause, span=span, object=rest, obliques=(), negated=not clause.negated, link="but")]

    def _but_not(self, clause: Clause) -> int | None:
        """The index of "but" in "but not" behind the clause's object, no verb following."""
        if clause.object is None:
            return None
        for k in range(clause.object.start, min(clause.object.end + 2, len(self.tokens) - 2)):
            nominal = self.tags[k + 2] in ("DET", "N", "NAME", "ADJ")
            if self.tokens[k].key == "but" and self.tags[k + 1] == "NEG" and nominal:
                return k
        return None

    def _repeated(self, clause: Clause) -> list[Clause]:
        """The clause, and one more for each "NP figure" that follows in a list without a verb of its own."""
        parts = self._parts(clause)
        if clause.subject is None or clause.depth != "finite" or len(parts) < 2 or not self._holds_value(*parts[0]):
            return [clause]
        gaps = []
        for start, end in parts[1:]:
            value = next((m for m in range(start, end) if self.tags[m] in ("NUM", "DATE")), None)
            if value is None or not self._names_something(start, value):
                break
            gaps.append((start, value, end))
        if not gaps:
            return [clause]
        first = gaps[0][0] - 1
        kept = replace(
            clause, span=Span(clause.span.start, self.tokens[first].end), object=_shortened(clause.object, first, self)
        )
        return [kept, *(self._gap(clause, *gap) for gap in gaps)]

    def _gap(self, clause: Clause, start: int, value: int, end: int) -> Clause:
        return replace(
            clause,
            span=Span(self.tokens[start].start, self.tokens[end - 1].end),
            subject=_phrase(self.tokens, self.tags, start, value, self.pack),
            object=_phrase(self.tokens, self.tags, value, end, self.pack),
            obliques=(),
            link="and",
        )

    def _parts(self, clause: Clause) -> list[tuple[int, int]]:
        """What follows the verb, divided at commas and "and": token ranges without the dividers."""
        inside = [k for k, t in enumerate(self.tokens) if clause.verb_span.end <= t.start < clause.span.end]
        parts, start = [], inside[0] if inside else 0
        for k in inside:
            if self.tokens[k].key in ("and", ",") or self.tags[k] == "PUNCT" and self.tokens[k].text in ".;":
                if k > start:
                    parts.append((start, k))
                start = k + 1
        if inside and start <= inside[-1]:
            parts.append((start, inside[-1] + 1))
        return parts

    def _holds_value(self, start: int, end: int) -> bool:
        return any(self.tags[k] in ("NUM", "DATE") for k in range(start, end))

    def _names_something(self, start: int, value: int) -> bool:
        """[start, value) is a short noun phrase, at most with a preposition behind it: "Lomar", "its tower from"."""
        tags = self.tags[start:value]
        if tags and tags[-1] == "PREP":
            tags = tags[:-1]
        nominal = all(t in ("NAME", "DET", "N", "ADJ") for t in tags) and any(t in ("NAME", "N") for t in tags)
        return 0 < len(tags) <= 6 and nominal


def _shortened(phrase: Phrase | None, at: int, assembly: _Assembly) -> Phrase | None:
    return _phrase(assembly.tokens, assembly.tags, phrase.start, min(at, phrase.end), assembly.pack) if phrase else None


_HEDGING_NOUNS = frozenset(("option", "target", "suspicion", "allegation"))
_NEGATIVE = ("no", "none", "nobody", "nothing", "neither")
_NO_IDIOM = ("more", "less", "fewer", "later", "longer", "earlier", "doubt", "matter", "sooner")


def _phrase(tokens: Sequence[Token], tags: list[Tag], start: int, end: int, pack: Pack) -> Phrase | None:
    """The noun phrase in [start, end): content words, head (last noun before a preposition), names; None when empty."""
    words: set[str] = set()
    names: set[str] = set()
    called: list[str] = []
    head, pronoun, negative, closed, inside = "", None, False, False, False
    for k in range(start, end):
        token, given = tokens[k], tags[k]
        if given in ("PREP", "REL") or (given == "PUNCT" and token.text == "," and head):
            closed = True
        inside = given in ("PREP", "REL", "TO") or (inside and not (given == "PUNCT" and token.text == ","))
        if given == "NAME" and not inside:
            names.update(part.removesuffix("'s") for part in (token.key,) if part.isalnum() or "'" in part)
            called.append(token.text)
        if given == "PRON" and not head and token.key in pack.words("grammar.subjects") | pack.words("grammar.objects"):
            pronoun = token.key
        if token.key in _NEGATIVE and not (token.key == "no" and key_at(tokens, k + 1) in _NO_IDIOM):
            negative = True
        if given in ("N", "NAME", "ADJ", "VG", "VN", "NUM", "ADV", "V") and token.kind == "word":
            lemma = pack.lemma(token.key)
            if token.key not in pack.stop:
                words.add(lemma)
                if not closed and given in ("N", "NAME", "VG", "NUM", "ADJ"):
                    head = lemma if given != "ADJ" or not head else head
        elif token.kind == "digits":
            words.add(token.key)
            head = head or ("" if closed else token.key)
    if not words and pronoun is None and not negative:
        return None
    label = " ".join(called[:5]) or head or pronoun or ""
    return Phrase(start, end, head, frozenset(words), frozenset(names), pronoun, negative, label)
