"""Results made by hand, for the tests of the reports: one of each outcome, every kind of value, every relation."""

from __future__ import annotations

import datetime
from fractions import Fraction

from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Relation, Trace
from copydesk.claims import Claim, Place
from copydesk.ingest import plain
from copydesk.mentions.records import Mention, Moment, Name, Qualifier, Quantity, Quotation, Value
from copydesk.report.result import Attempt, ModelRun, Result, Timing
from copydesk.source import Ref, Source, Span

TEXT = """\
Fire Kills 17

LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.
It may have been set.

READ MORE: Flood kills 31
"""
SOURCE: Source = plain.from_text(TEXT, "fire.txt")


def ref(words: str) -> Ref:
    """Where words stand in the source."""
    start = TEXT.index(words)
    return Ref(0, Span(start, start + len(words)))


def mention(text: str, words: str, value: Value, rule: str = "a-rule") -> Mention:
    """A mention of words in a text."""
    start = text.index(words)
    return Mention(Span(start, start + len(words)), words, value, rule)


def count(number: int, **more: object) -> Quantity:
    """A bare count."""
    return Quantity(Fraction(number), Fraction(number), "count", counts=("person",), **more)  # type: ignore[arg-type]


RIGHT = "Seventeen people died on 16 September."
WRONG = "The fire killed 19 people."
SENTENCE = "The fire killed 17 people, said Bea Ostrom."


def _trace(claim: str, words: str, value: Value, relation: Relation, held: str = "") -> Trace:
    read = mention(claim, words, value)
    if not held:
        return Trace(read, relation, "pair-by-value")
    candidate = Candidate(ref(held), mention(TEXT, held, value), relation, "same noun")
    return Trace(read, relation, "pair-by-value", (candidate,))


def accepted() -> CheckedClaim:
    """A claim with evidence that agrees."""
    return CheckedClaim(
        Claim("c1", RIGHT, (SENTENCE,), "model"),
        "accepted",
        passages=(Passage(SENTENCE, (ref(SENTENCE),), "exact"),),
        support=(ref(SENTENCE),),
        traces=(
            _trace(RIGHT, "Seventeen", count(17), "same", "17 people"),
            _trace(RIGHT, "16 September", Moment(month=9, day=16, preposition="on"), "elsewhere", "16 September"),
        ),
    )


def flagged() -> CheckedClaim:
    """A person's claim with a wrong figure and one suggestion."""
    start = WRONG.index("19")
    finding = Finding(
        "NUM001",
        "number-differs",
        "error",
        Span(start, start + 2),
        "The source says 17, not 19.",
        (ref("17 people"),),
        "17",
    )
    note = Finding("HED001", "hedge-lost", "note", Span(0, len(WRONG)), "The source hedges.")
    return CheckedClaim(
        Claim("s1", WRONG, None, "person", Place("summary.md", 3, 1, Span(12, 12 + len(WRONG)))),
        "flagged",
        support=(ref(SENTENCE),),
        traces=(_trace(WRONG, "19", count(19), "differs", "17 people"),),
        findings=(finding, note),
    )


def unchecked() -> CheckedClaim:
    """A claim that the checker could not decide."""
    text = "Bea Ostrom said \N{LEFT DOUBLE QUOTATION MARK}maybe\N{RIGHT DOUBLE QUOTATION MARK}."
    return CheckedClaim(
        Claim("s2", text, None, "person", Place("summary.md", 4, 1, Span(40, 40 + len(text)))),
        "unchecked",
        why="the language 'xx' has no pack",
        traces=(
            _trace(text, "Bea Ostrom", Name(("bea", "ostrom")), "same", "Bea Ostrom"),
            _trace(text, "maybe", Quotation("maybe", "Bea Ostrom"), "absent"),
            _trace(text, "may", Qualifier("hedge", "modal"), "vague", "may"),
        ),
    )


def checked() -> Result:
    """A check of a person's summary."""
    return Result((SOURCE,), (flagged(), unchecked()), "0" * 64, "0.1.0")


def run() -> ModelRun:
    """A run of two answers; the second did not say how many tokens it took."""
    first = Attempt(1, 0, "first", (), (accepted().claim,), 100, 50, 1, "a" * 64, "complete")
    again = Attempt(2, 0, "again", ("c2",), (), None, None, 2, "b" * 64, "failed", "The endpoint was lost.")
    return ModelRun("tiny", "embedded", "summarise", "1", "c" * 64, "d" * 64, {"seed": 7, "t": 0.0}, (first, again))


def summarised() -> Result:
    """A model's summary: one claim accepted, one withheld, stopped early."""
    timing = Timing(4.25, 1.5, 1.5, 4.0)
    return Result((SOURCE,), (accepted(), flagged()), "0" * 64, "0.1.0", run(), "The endpoint was lost.", timing)


def hostile() -> Result:
    """Markup, escape sequences and bidirectional controls, where a source, a claim and a name can hold them."""
    text = "<script>alert(1)</script> [bold]17[/bold] \x1b[2Jpeople \N{RIGHT-TO-LEFT OVERRIDE}died."
    source = plain.from_text(text, "<b>.txt", plain.Given("fa", datetime.date(2026, 1, 1)))
    claim = Claim("<i>", text, None, "person", Place("<s>.md", 1, 1, Span(0, len(text))))
    finding = Finding("NUM001", "r", "error", Span(0, 8), f"Not {text}", (Ref(0, Span(0, 8)),), "<u>")
    return Result((source,), (CheckedClaim(claim, "flagged", findings=(finding,)),), "0" * 64, "0.1.0")
