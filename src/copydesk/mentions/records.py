"""What was read: mentions (a stretch of text and the typed value it stands for), and clauses with their phrases.

`text[mention.span.start:mention.span.end] == mention.surface` holds for every mention. Numbers are exact
(`Fraction`), never float. A component that the text leaves out stays None; it is never completed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from copydesk.source import Span

Bound = Literal["exact", "about", "nearly", "at_least", "more_than", "at_most", "less_than"]
"""How a figure is hedged. `exact`: the text states it bare. `nearly` is below the figure and close to it."""

Form = Literal["count", "ordinal", "percent", "points", "money", "measure", "ratio", "score", "multiple", "vague"]
"""What sort of quantity it is: 5 people, fifth, 5 %, 5 percentage points, $5, 5 km, 1 in 5, 5-3, five times, dozens."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what the words around it say of it.

    Attributes:
        low, high: the value, or the ends of a range; equal for a single value, None for a vague word.
        form: which sort of quantity.
        unit: canonical unit ("metre", "year", "EUR"), None for a bare count.
        bound: see `Bound`.
        period: "day" in "per day", else None.
        age: the figure is somebody's age.
        step: one unit of the last digit stated (1000 for "12 thousand", 1/10 for "3.5"); rounding may not exceed half
            of it.
        others: further readings of an ambiguous figure ("1.500": 1500 or 1.5).
        vague: the canonical vague word ("dozen", "hundred", "few"), else None.
        counts: lemmas of the nouns it counts, nearest first.
    """

    low: Fraction | None
    high: Fraction | None
    form: Form
    unit: str | None = None
    bound: Bound = "exact"
    period: str | None = None
    age: bool = False
    step: Fraction = Fraction(1)
    others: tuple[Fraction, ...] = ()
    vague: str | None = None
    counts: tuple[str, ...] = ()
    kind: Literal["quantity"] = "quantity"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time, component by component; what the text leaves out is None.

    Attributes:
        relative: canonical relative phrase ("last week", "weekday:4 past"), resolved only against a dateline.
        until: end of a span of years or days ("2017-18" has year 2017, until "2018").
        era: "decade", "century" or "season" for the coarse ones; `year` then holds the first year.
        preposition: the word that governs it ("by", "until", "since", "on"), which tells a deadline from an event.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    hour: int | None = None
    minute: int | None = None
    relative: str | None = None
    until: str | None = None
    era: str | None = None
    preposition: str | None = None
    kind: Literal["moment"] = "moment"


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name, or an identifier ("B-52", "Article 5", "COVID-19").

    Attributes:
        tokens: comparison keys in order, without title, suffix, possessive.
        title: canonical title or rank ("president"), if one stands before it.
        suffix: "jr", "sr", "iii".
        identifier: letters and digits that only match whole.
        opens: the first token stands where any word has a capital (first in a sentence, or in a headline).
        acronym: written in capitals only ("WHO"), so that case counts.
    """

    tokens: tuple[str, ...]
    title: str | None = None
    suffix: str | None = None
    identifier: bool = False
    opens: bool = False
    acronym: bool = False
    kind: Literal["name"] = "name"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks (`span` covers the words, not the marks) and who is said to have said them."""

    words: str
    speaker: str | None = None
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A word that changes what is asserted: "not", "may", "allegedly", "plans to", "because", "rose".

    Attributes:
        role: which sort.
        key: canonical member of that sort ("negator", "modal", "rise", "fall").
    """

    role: Literal["negation", "hedge", "direction", "cause", "attribution", "scope"]
    key: str
    kind: Literal["qualifier"] = "qualifier"


Value = Quantity | Moment | Name | Quotation | Qualifier


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a recogniser saw. `rule` names the rule that found it."""

    span: Span
    surface: str
    value: Value
    rule: str

    @property
    def kind(self) -> str:
        return self.value.kind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of a clause.

    Attributes:
        start, end: token indexes in its sentence, half-open.
        head: lemma of its head, "" when none was found.
        words: lemmas of its content words.
        names: comparison keys of its names.
        pronoun: "he", "them", ... when it is one.
        negative: it denies what it names ("no soldier", "nobody").
        label: how a message calls it: its names as written, else its head.
    """

    start: int
    end: int
    head: str
    words: frozenset[str]
    names: frozenset[str] = frozenset()
    pronoun: str | None = None
    negative: bool = False
    label: str = ""


Depth = Literal["finite", "participle", "infinitive", "fragment"]
"""What carries a clause: "fell", "falling", "to fall", or no verb at all."""

Tense = Literal["past", "present", "future", "none"]
"""When its verb is set; "none" for a fragment."""


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
        attributes: the clause itself says that somebody said something ("X said").
        link: the conjunction that brings it in ("because", "after", "who", ...).
        depth: see `Depth`.
        tense: see `Tense`.
        progressive: "is falling".
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
    depth: Depth = "finite"
    tense: Tense = "none"
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
