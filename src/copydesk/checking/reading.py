"""A text read once: tokens, sentences, mentions, and (when first asked for) the clauses of each sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from copydesk.languages.pack import Pack, load_pack
from copydesk.mentions.clauses import Clause, read_clauses
from copydesk.mentions.recognise import recognise_tokens
from copydesk.mentions.records import Mention
from copydesk.mentions.stretches import Stretch, read_stretches
from copydesk.source import Span
from copydesk.text.sentences import sentences
from copydesk.text.tokens import Token, tokenise


@dataclass(eq=False)
class Sentence:
    """A sentence of a reading.

    Attributes:
        number: its place in the text, 0-based.
        around: words around a mention, by the mention's start, once `pair.surroundings` was asked for them.
    """

    number: int
    span: Span
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    text: str
    pack: Pack = field(repr=False)
    around: dict[int, dict[str, float]] = field(default_factory=dict, repr=False)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Empty where the pack has no grammar."""
        return () if self.pack.by_words else read_clauses(self.text, self.tokens, self.mentions, self.pack)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """What a sentence is compared by where its language has no grammar."""
        return read_stretches(self.tokens, self.mentions, self.pack)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Lemmas of all words, closed classes too, and of verbs of two words."""
        return frozenset(self.pack.lemma(t.key) for t in self.tokens if t.kind == "word") | self.content

    @cached_property
    def content(self) -> frozenset[str]:
        """Lemmas of the words that carry content; of a verb of two words that word alone ("put_out")."""
        stop, pack = self.pack.stop, self.pack
        if pack.by_words:
            return frozenset(lemma for s in self.stretches for lemma in s.lemmas)
        found = set()
        for i, token in enumerate(self.tokens):
            if token.kind == "word" and token.key not in stop:
                following = self.tokens[i + 1].key if i + 1 < len(self.tokens) else ""
                found.add(pack.phrasal(pack.lemma(token.key), following))
        return frozenset(found)

    def words(self) -> str:
        """The sentence as it stands."""
        return self.span.of(self.text)


class Reading:
    """A text and what was read in it.

    Args:
        text: the text (a claim or a source).
        language: code of its language.
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.pack = load_pack(language)
        self.tokens = tokenise(text, cutting=self.pack.cutting)
        self.mentions = recognise_tokens(text, self.tokens, self.pack)
        self.sentences = self._cut(language)

    def _cut(self, language: str) -> tuple[Sentence, ...]:
        starts = [t.start for t in self.tokens]
        places = [m.span.start for m in self.mentions]
        found = []
        for number, span in enumerate(sentences(self.text, language)):
            tokens = self.tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            mentions = self.mentions[bisect_left(places, span.start) : bisect_left(places, span.end)]
            found.append(Sentence(number, span, tokens, mentions, self.text, self.pack))
        return tuple(found)

    def sentence_at(self, position: int) -> Sentence | None:
        """The sentence that holds the code point at `position`."""
        at = bisect_left([s.span.end for s in self.sentences], position + 1)
        if at < len(self.sentences) and self.sentences[at].span.start <= position:
            return self.sentences[at]
        return None
