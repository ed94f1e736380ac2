"""What leaves the desk: the record of an export, and what people changed on the way from the first version to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

import regex
from sqlalchemy import Connection, select

from copydesk.report import html, published, wording
from copydesk.report.published import Form, Line, Named, Published, Withheld
from copydesk.report.result import Result
from copydesk.store import chain, claims, documents, runs, sources
from copydesk.store.chain import Event, Fact, Head
from copydesk.store.records import ClaimRow, Document, Run, StoredSource, Version
from copydesk.store.tables import CLAIM, CLAIM_VERSION, DOCUMENT
from copydesk.version import VERSION

# -- exports -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What the claims of a document rest on: its runs, the sources of each, and what people said of its claims."""

    runs: Mapping[int, Run]
    sources: Mapping[int, tuple[StoredSource, ...]]
    said: Mapping[int, str]


def exported(writing: Connection, number: int, form: Form, who: str) -> Published:
    """The document as it stands, for an export; that it was exported is an event, whose hash is the record's head.

    Raises:
        InputError: there is no such document.
    """
    # Whoever decides touches the document, so nobody does between here and the event.
    writing.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == number).with_for_update(key_share=True))
    document = documents.known(writing, number)
    stage = documents.stages(writing, [document])[number]
    versions = claims.standing_versions(writing, number)
    made = runs.runs(writing, number)
    known = _Known(
        {run.id: run for run in made},
        {run.id: sources.sources(writing, run.id) for run in made},
        claims.said_of(writing, number),
    )
    body = {"form": form, "revision": document.revision, "claims": [[row.id, row.version] for row, _ in versions]}
    event = chain.append(writing, Fact("document.exported", who, body, number))
    publication = _publication(writing, document)
    return Published(
        document=number,
        title=document.title,
        desk=document.desk,
        stage=stage,
        published_at=publication.at if publication else None,
        published_by=publication.who if publication else None,
        revision=document.revision,
        lines=tuple(_line(known, row, version) for row, version in versions if row.stands),
        withheld=tuple(_withheld(known, row, version) for row, version in versions if not row.stands),
        sources=_named(known),
        policy_sha256=made[-1].policy.sha256 if made else "",
        version=VERSION,
        head=str(Head(event.seq, event.hash)),
    )


def _publication(reading: Connection, document: Document) -> Event | None:
    """The event that published a document last; None when none did."""
    if document.published_event is None:
        return None
    return chain.events(reading, seq=document.published_event)[0]


def _line(known: _Known, row: ClaimRow, version: Version) -> Line:
    text, sources = version.checked.claim.text, known.sources[row.run_id]
    result = Result(tuple(one.source for one in sources), (version.checked,), version.policy_sha256, version.checker)
    bearing = wording.bearing(result, version.checked)
    return Line(
        text=text,
        claim=row.id,
        version=version.version,
        state="accepted" if row.state == "accepted" else "passed",
        decided_by=row.decided_by,
        reason=known.said.get(row.id, ""),
        quotes=tuple((wording.ref_place(result, ref), wording.ref_words(result, ref)) for ref in bearing),
        language=_language(text, sources),
    )


def _language(text: str, sources: Sequence[StoredSource]) -> str:
    """Of the first source, as the verifier has read the claim; unless it cannot be, by the way its letters run."""
    tag = sources[0].source.language if sources else "und"
    return tag if published.direction(text, tag) == html.direction(tag) else "und"


def _withheld(known: _Known, row: ClaimRow, version: Version) -> Withheld:
    return Withheld(
        text=version.checked.claim.text,
        state="rejected" if row.state == "rejected" else "open",
        reasons=claims.reasons_of(version.checked, known.runs[row.run_id].policy),
        decided_by=row.decided_by,
        reason=known.said.get(row.id, ""),
    )


def _named(known: _Known) -> tuple[Named, ...]:
    """Every source of the document once, in the order of its runs."""
    once = {one.digest: one for sources in known.sources.values() for one in sources}
    return tuple(
        Named(one.source.name, one.source.sha256, one.raw_sha256, one.source.language) for one in once.values()
    )


# -- what was changed ----------------------------------------------------------------------------------------------

Kind = Literal["same", "out", "in"]
_Piece = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a claim from its first version to the one that was published last; to the one that stands now
    where none ever was.

    Attributes:
        claim, key: its number in the store, and its name in its run.
        what: "same" words, "changed" ones, "withheld" from what was published, or "added later": it came only after
            that publication.
        first: its first words; "" for one that was added later.
        last: as published; as it stands now for one that was added later; "" for one that was withheld.
        pieces: both at once: `first` is what is the same and what went out, joined, and `last` what is the same and
            what came in.
    """

    claim: int
    key: str
    what: Literal["same", "changed", "withheld", "added later"]
    first: str
    last: str
    pieces: tuple[_Piece, ...]


def changes(reading: Connection, number: int) -> tuple[Change, ...]:
    """What people changed in a document, claim by claim, in its order.

    Raises:
        InputError: there is no such document.
    """
    event = _publication(reading, documents.known(reading, number))
    rows = claims.claims(reading, number)
    standing = [(row.id, text) for row, text in rows if row.stands]
    last = dict(standing if event is None else ((claim, text) for claim, _, text in event.data["claims"]))
    first = _first_texts(reading, number)
    return tuple(
        _change(row, "", text, "added later")
        if event is not None and row.created_at > event.at
        else _change(row, first[row.id], last.get(row.id, ""), "changed" if row.id in last else "withheld")
        for row, text in rows
    )


def _first_texts(reading: Connection, number: int) -> dict[int, str]:
    query = select(CLAIM_VERSION.c.claim_id, CLAIM_VERSION.c.text).join(CLAIM, CLAIM.c.id == CLAIM_VERSION.c.claim_id)
    found = reading.execute(query.where(CLAIM.c.document_id == number, CLAIM_VERSION.c.version == 1))
    return {row.claim_id: row.text for row in found}


def _change(row: ClaimRow, first: str, last: str, what: Literal["changed", "withheld", "added later"]) -> Change:
    same = what == "changed" and first == last
    return Change(row.id, row.key, "same" if same else what, first, last, pieces(first, last))


_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that are written without blanks: each letter is a word here."""
_LETTERS = rf"[\w--[{_UNSPACED}]]+"
_TOKEN = regex.compile(
    rf"\s+|[{_UNSPACED}]\p{{M}}*"
    rf"|{_LETTERS}(?:[.,:'\N{{RIGHT SINGLE QUOTATION MARK}}\N{{ZERO WIDTH NON-JOINER}}-]{_LETTERS})*"
    r"|\X",
    regex.V1 | regex.DOTALL,
)
"""Blanks, a word or a figure, or any other character with what stands on it."""


_MOST_PAIRS = 1_000_000
"""Words of the one times words of the other that are compared; beyond it all that differs is one change. The time grows
with the square: of few words that repeat, four times as many pairs took a quarter of a second, and 64 times five."""


def pieces(first: str, last: str) -> tuple[_Piece, ...]:
    """Two texts as one, word by word: what both have, what went out of the first, what came into the last.

    >>> pieces("It killed 17 people.", "It killed 19 people.")
    (('same', 'It killed '), ('out', '17'), ('in', '19'), ('same', ' people.'))
    """
    return tuple(_sides(_joined(first, last)))


def _sides(pairs: Iterator[tuple[bool, str, str]]) -> Iterator[_Piece]:
    for same, out, into in pairs:
        if same:
            yield "same", out
            continue
        if out:
            yield "out", out
        if into:
            yield "in", into


def _joined(first: str, last: str) -> Iterator[tuple[bool, str, str]]:
    """Stretches that are the same, and stretches that are not; blanks between two changes are part of one change."""
    found = [part for part in _matched(_TOKEN.findall(first), _TOKEN.findall(last)) if part[1] or part[2]]
    out = into = ""
    for at, (same, left, right) in enumerate(found):
        if not same or (left.isspace() and 0 < at < len(found) - 1):
            out, into = out + left, into + right
            continue
        if out or into:
            yield False, out, into
        yield True, left, right
        out = into = ""
    if out or into:
        yield False, out, into


def _matched(first: Sequence[str], last: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    before = _alike(zip(first, last, strict=False))
    behind = _alike(zip(reversed(first[before:]), reversed(last[before:]), strict=False))
    left, right = first[before : len(first) - behind], last[before : len(last) - behind]
    yield True, *("".join(first[:before]),) * 2
    if len(left) * len(right) > _MOST_PAIRS:
        yield False, "".join(left), "".join(right)
    else:
        for what, start, end, begin, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield what == "equal", "".join(left[start:end]), "".join(right[begin:stop])
    yield True, *("".join(first[len(first) - behind :]),) * 2


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs at the beginning are of two that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
