"""At least, up to, more than, nearly, exactly: changed, dropped or gained."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.compare import bound_held, entailed
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Bound, Mention, Quantity
from copydesk.source import Ref

CHANGED = Rule(
    "BOU001",
    "bound-changed",
    "error",
    "The figure is bounded another way.",
    Example("At least 40 people died.", "A minimum of 40 people died.", "Up to 40 people died."),
)
DROPPED = Rule(
    "BOU002",
    "bound-dropped",
    "warning",
    "The source bounds the figure, the claim does not.",
    Example("More than 50 districts fell.", "Over 50 districts fell.", "Fifty districts fell."),
)
GAINED = Rule(
    "BOU003",
    "bound-gained",
    "warning",
    "The claim bounds the figure, the source does not.",
    Example("The fire killed 17 people.", "The fire killed 17 people.", "The fire killed more than 17 people."),
)

ABOUT = Rule("BOU004", "about-dropped", "note", "The source rounds the figure (about, some), the claim states it bare.")

RULES = (CHANGED, DROPPED, GAINED, ABOUT)

_SAID: dict[Bound, str] = {
    "exact": "exactly", "about": "about", "nearly": "nearly", "at_least": "at least",
    "more_than": "more than", "at_most": "at most", "less_than": "less than",
}  # fmt: skip


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.quantities:
        value = pair.mention.value
        equal = [h for h in pair.held if h.match in ("same", "converts")]
        if pair.relation not in ("same", "elsewhere") or not equal or judged.is_derived(pair):
            continue
        sources = [h.standing.mention.value for h in equal[:2]]
        bounded = [s for s in sources if isinstance(s, Quantity)]
        if not isinstance(value, Quantity) or value.low is None or any(bound_held(value, s) for s in bounded):
            continue
        if _shown_by_another(judged, value) or _period_of(judged, pair, value) or _headline(judged, value, bounded[0]):
            continue
        yield _finding(pair.mention, value, bounded[0], equal[0].standing.ref)


def _shown_by_another(judged: Judged, value: Quantity) -> bool:
    """ "More than 500" where the source also gives 547: the bound is that of the exact figure."""
    others = (s.mention.value for s in judged.case.standings)
    return value.bound != "exact" and any(
        isinstance(o, Quantity) and o.low is not None and o.form == value.form and entailed(value, o) for o in others
    )


def _period_of(judged: Judged, pair: Pair, value: Quantity) -> bool:
    """ "within three months" and "in three months": a length of time that something is in."""
    if value.form != "measure" or value.bound != "exact" or pair.best is None:
        return False
    claim, source = judged.case.text[: pair.mention.span.start], pair.best.standing
    words = source.spot.sentence.text[: source.mention.span.start].lower().split()
    skipped = judged.case.pack.words("figures.skipped")
    mine, theirs = ([w for w in text if w not in skipped][-1:] for text in (claim.lower().split(), words))
    return mine == ["in"] and theirs == ["within"]


def _headline(judged: Judged, value: Quantity, source: Quantity) -> bool:
    """A headline of capitals drops "at least" and "more than" and still says so many."""
    lower = source.bound in ("at_least", "more_than")
    return lower and value.bound == "exact" and any(m.rule == "name-headline" for m in judged.case.mentions("name"))


def _finding(mention: Mention, value: Quantity, source: Quantity, ref: Ref) -> Finding:
    span, surface = mention.span, mention.surface
    if value.bound == "exact":
        if source.bound == "about":
            return ABOUT.finding(span, f"The source says {_SAID['about']} {surface}.", [ref])
        return DROPPED.finding(span, f"The source says {_SAID[source.bound]} {surface}; the claim drops that.", [ref])
    if source.bound == "exact":
        return GAINED.finding(span, f"The source gives {surface} without {_SAID[value.bound]!r}.", [ref])
    message = f"The source says {_SAID[source.bound]}, the claim {_SAID[value.bound]} {surface}."
    return CHANGED.finding(span, message, [ref])
