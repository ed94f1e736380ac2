"""Results of any shape, for the properties of the reports: places fit their texts, and texts hold every letter that has
ever broken a format."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hypothesis import strategies as st

import results as made
from copydesk.checking.records import CheckedClaim, Finding, Ignored, Passage
from copydesk.claims import Claim, Ignore, Place
from copydesk.report.result import Result
from copydesk.source import Block, Ref, Source, Span

HOSTILE: Sequence[str] = (
    *"\x00\x07\t\n\r\x1b\x7f\x85\u2028\ufeff\ufffe\uffff\ufdd0\ud800\udcff",
    *"\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}\N{COMBINING ACUTE ACCENT}\N{GRINNING FACE}",
    *"|`*_#[]{}<>&\"'\\%:,;=+-@~$^!()\uff1d",
    *("\r\n", "]]>", "<!--", "{{0}}", "[x](1)", "::error::", "<script>", "&amp;", "'=1+1", "=cmd|' /C calc'!A0"),
    *("17", "a", "Bea ", "\u06f1\u06f7 \u0646\u0641\u0631", "https://a.example/?b=1#c", "1. ", "- "),
)
TEXTS = st.lists(st.sampled_from(HOSTILE), max_size=12).map("".join) | st.text(max_size=20)
NAMES = TEXTS | st.sampled_from(("fire.txt", "/tmp/a b.md", "https://example.org/a?b=1", "C:\\x.txt", ""))
DIGESTS = st.sampled_from(("0" * 64, ""))


def spans(text: str) -> st.SearchStrategy[Span]:
    """Stretches of a text, empty ones too."""
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return ends.map(lambda pair: Span(min(pair), max(pair)))


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A source in blocks, some with pages."""
    text = draw(TEXTS)
    at = draw(st.integers(0, len(text)))
    page = draw(st.none() | st.just(1))
    blocks = (Block(Span(0, at), "body", page), Block(Span(at, len(text)), "furniture", page and page + 1))
    day = draw(st.none() | st.just(datetime.date(2026, 9, 16)))
    return Source(text, draw(NAMES), blocks, day, draw(st.sampled_from(("en", "fa", "und"))))


@st.composite
def refs(draw: st.DrawFn, texts: Sequence[Source]) -> tuple[Ref, ...]:
    """Up to two places in sources."""
    found = draw(st.lists(st.integers(0, len(texts) - 1), max_size=2))
    return tuple(Ref(index, draw(spans(texts[index].text))) for index in found)


@st.composite
def findings(draw: st.DrawFn, text: str, texts: Sequence[Source]) -> Finding:
    """A finding of a rule that is, or of one that is not any more."""
    return Finding(
        code=draw(st.sampled_from(("NUM001", "HED001")) | TEXTS),
        rule=draw(TEXTS),
        severity=draw(st.sampled_from(("error", "warning", "note"))),
        span=draw(spans(text)),
        message=draw(TEXTS),
        refs=draw(refs(texts)),
        suggestion=draw(st.none() | TEXTS),
    )


@st.composite
def checked(draw: st.DrawFn, texts: Sequence[Source]) -> CheckedClaim:
    """A claim in a file, or in none; its place fits it, or is wider for markup inside."""
    text = draw(TEXTS)
    at, more = draw(st.integers(0, 9)), draw(st.integers(0, 2))
    found = tuple(draw(st.lists(findings(text, texts), max_size=3)))
    ignore = Ignore(draw(st.sampled_from(("NUM", "HED001"))), draw(TEXTS), draw(st.none() | st.just(3)))
    place = Place(draw(NAMES), draw(st.integers(1, 9)), draw(st.integers(1, 9)), Span(at, at + len(text) + more))
    return CheckedClaim(
        claim=Claim(
            draw(TEXTS), text, place=draw(st.none() | st.just(place)), ignores=draw(st.just(()) | st.just((ignore,)))
        ),
        outcome=draw(st.sampled_from(("accepted", "flagged", "unchecked"))),
        why=draw(TEXTS),
        passages=(Passage(draw(TEXTS), draw(refs(texts)), "exact"),),
        support=draw(refs(texts)),
        findings=found[:2],
        ignored=tuple(Ignored(finding, ignore) for finding in found[2:]),
    )


@st.composite
def results(draw: st.DrawFn) -> Result:
    """A result of a person's summary, or of a model's."""
    texts = tuple(draw(st.lists(sources(), min_size=1, max_size=2)))
    return Result(
        sources=texts,
        claims=tuple(draw(st.lists(checked(texts), max_size=3))),
        policy_sha256=draw(DIGESTS),
        version=draw(st.just("0.1.0") | TEXTS),
        run=draw(st.none() | st.just(made.run())),
        stopped=draw(st.none() | TEXTS),
    )
