"""A result as one HTML file: claims on one side, the source on the other, each number linked to where it stands.

The file needs nothing else: no network, no fonts, no images. Without scripts everything is still there to be read and
printed; the script only highlights and scrolls. Everything from a source or a model is escaped text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from copydesk.checking.records import CheckedClaim, Finding, Trace
from copydesk.report import terminal, wording
from copydesk.report.result import Result
from copydesk.source import CITABLE, Ref, Source, Span

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
_MOST_PLACES = 3
"""Candidates that a click on one mention lights up."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is drawn alike: its words, the keys of everything that covers it, and the page that it
    begins; None for a stretch that begins none."""

    text: str
    keys: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A finding: what it says, where it points, and the key that lights its places up."""

    key: str
    code: str
    severity: str
    message: str
    suggestion: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainView:
    """One mention of a claim: its words, its value, and how it stands to the source."""

    key: str
    words: str
    value: str
    relation: str
    rule: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim, ready to draw."""

    key: str
    id: str
    outcome: str
    why: str
    place: str
    pieces: tuple[Piece, ...]
    reasons: tuple[ReasonView, ...]
    chains: tuple[ChainView, ...]
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, cut at the border of everything that points into it."""

    name: str
    language: str
    direction: str
    sha256: str
    published: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template draws."""

    title: str
    language: str
    direction: str
    tally: str
    promise: str
    stopped: str
    facts: tuple[tuple[str, str], ...]
    claims: tuple[ClaimView, ...]
    sources: tuple[SourceView, ...]


def html(result: Result) -> str:
    """The report as one HTML document; the same result gives the same text."""
    return template("report.html.j2").render(page=page(result))


@cache
def template(name: str) -> Template:
    """A template of this package; whatever is put into it is text, never markup."""
    return templates("copydesk.report").get_template(name)


def templates(package: str) -> Environment:
    """The templates of a package, as all of ours are read: escaped, and strict about names."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def page(result: Result) -> Page:
    """What the report shows, without any markup."""
    language = result.sources[0].language if result.sources else "und"
    names = ", ".join(wording.shown(source.name) for source in result.sources)
    return Page(
        title=f"copydesk: {names}",
        language=language,
        direction=direction(language),
        tally=terminal.tally(result),
        promise=terminal.PROMISE,
        stopped=wording.shown(result.stopped or ""),
        facts=_facts(result),
        claims=tuple(_claim(result, number, checked) for number, checked in enumerate(result.claims)),
        sources=tuple(_source(result, index) for index in range(len(result.sources))),
    )


def direction(language: str) -> str:
    """ "rtl" for languages that are written from right to left, "ltr" for all others."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _facts(result: Result) -> tuple[tuple[str, str], ...]:
    facts = [("copydesk", result.version), ("policy", result.policy_sha256[:16])]
    if result.run:
        facts += [
            ("model", wording.shown(result.run.model)),
            ("prompt", f"{result.run.prompt} {result.run.prompt_version}, {result.run.prompt_sha256[:16]}"),
            ("attempts", str(len(result.run.attempts))),
        ]
    if result.timing:
        facts.append(("seconds", f"{result.timing.total:.1f}"))
    return tuple(facts)


def _claim(result: Result, number: int, checked: CheckedClaim) -> ClaimView:
    spans = [(trace.mention.span, f"m{number}-{at}") for at, trace in enumerate(checked.traces)]
    spans += [(finding.span, "wrong") for finding in checked.findings if finding.severity != "note"]
    place = checked.claim.place
    return ClaimView(
        key=f"c{number}",
        id=wording.shown(checked.claim.id),
        outcome=checked.outcome,
        why=wording.shown(checked.why),
        place=f"{wording.shown(place.file)}:{place.line}:{place.column}" if place else "",
        pieces=pieces(checked.claim.text, spans),
        reasons=tuple(_reason(result, f"f{number}-{at}", checked, found) for at, found in enumerate(checked.findings)),
        chains=tuple(_chain(f"m{number}-{at}", trace) for at, trace in enumerate(checked.traces)),
        quotes=tuple(
            (wording.ref_where(result, ref), wording.ref_words(result, ref)) for ref in wording.bearing(result, checked)
        ),
    )


def _reason(result: Result, key: str, checked: CheckedClaim, finding: Finding) -> ReasonView:
    words = wording.shown(finding.span.of(checked.claim.text))
    change = None if finding.suggestion is None else f"{words} \N{RIGHTWARDS ARROW} {wording.shown(finding.suggestion)}"
    places = tuple(wording.ref_where(result, ref) for ref in finding.refs)
    return ReasonView(key, finding.code, finding.severity, wording.shown(finding.message), change, places)


def _chain(key: str, trace: Trace) -> ChainView:
    words, value = wording.shown(trace.mention.surface), wording.value_words(trace.mention.value)
    return ChainView(key, words, value, wording.RELATIONS[trace.relation], trace.rule)


def _source(result: Result, index: int) -> SourceView:
    source = result.sources[index]
    spans = [(block.span, f"k-{block.kind}") for block in source.blocks]
    spans += [(block.span, "uncited") for block in source.blocks if block.kind not in CITABLE]
    spans += [(ref.span, key) for ref, key in _pointers(result) if ref.source == index]
    return SourceView(
        name=wording.shown(source.name),
        language=source.language,
        direction=direction(source.language),
        sha256=source.sha256,
        published=source.published.isoformat() if source.published else "",
        pieces=_paged(source, spans),
    )


def _paged(source: Source, spans: Sequence[tuple[Span, str]]) -> tuple[Piece, ...]:
    """The pieces of a source, where it has pages with the first piece of each."""
    begun: dict[int, int] = {}
    for block in source.blocks:
        if block.page is not None:
            begun.setdefault(block.page, block.span.start)
    pages = {start: page for page, start in begun.items()}
    return tuple(
        Piece(_spelled(source.text, span), keys, pages.get(span.start)) for span, keys in cut(len(source.text), spans)
    )


def _pointers(result: Result) -> Iterable[tuple[Ref, str]]:
    """Every place in a source that something on the other side points to, with that thing's key."""
    for number, checked in enumerate(result.claims):
        for ref in wording.bearing(result, checked):
            yield from ((ref, f"c{number}"), (ref, "cited"))
        for at, finding in enumerate(checked.findings):
            yield from ((ref, f"f{number}-{at}") for ref in finding.refs)
        for at, trace in enumerate(checked.traces):
            yield from ((candidate.ref, f"m{number}-{at}") for candidate in trace.candidates[:_MOST_PLACES])


def pieces(text: str, spans: Sequence[tuple[Span, str]]) -> tuple[Piece, ...]:
    """A text cut at every border of the spans; each piece lists the keys that cover it, in order.

    Joined again the pieces are the text, but for control characters, which are spelled out.
    """
    return tuple(Piece(_spelled(text, span), keys) for span, keys in cut(len(text), spans))


def _spelled(text: str, span: Span) -> str:
    """A piece with its controls spelled out; of a line end that is cut in two the first half is none."""
    piece = span.of(text)
    return wording.spelled(piece[:-1] if piece.endswith("\r") and text.startswith("\n", span.end) else piece)


def cut(length: int, spans: Sequence[tuple[Span, str]]) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The stretches of a text of that length between all borders of the spans, each with the keys that cover it."""
    borders = sorted({0, length, *(edge for span, _ in spans for edge in (span.start, span.end))})
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for span, key in spans:
        if len(span):
            opening.setdefault(span.start, []).append(key)
            closing.setdefault(span.end, []).append(key)
    open_keys: list[str] = []
    for start, end in pairwise(border for border in borders if border <= length):
        for key in closing.get(start, ()):
            open_keys.remove(key)
        open_keys.extend(opening.get(start, ()))
        yield Span(start, end), tuple(dict.fromkeys(open_keys))
