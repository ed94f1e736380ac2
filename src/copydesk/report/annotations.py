"""A result as W3C Web Annotations (JSON-LD): what each passage of a source supports, and what was found against it.

One annotation for each passage that an accepted claim rests on, one for each finding, and one for each claim that could
not be checked. A passage is selected twice, by its words with those around it and by its position; positions count code
points of the text as it was read, as the model has it. A finding that no place of a source bears on is about the whole
source. A source is named by the hash of its text (RFC 6920), so that no other text can be taken for it.

Ids follow from what is said: the same result has the same ids everywhere. There are no times in it.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from copydesk.checking.records import CheckedClaim, Finding
from copydesk.report import terminal, wording
from copydesk.report.escaping import plain, whole
from copydesk.report.result import Result
from copydesk.source import Ref, Source

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Code points before and behind a passage, by which it is found again in a text that was changed."""
_NAMESPACE = uuid.UUID("6f0d8ae0-8f0b-5c0e-9b8a-3f6c7b1d2e45")

_Json = dict[str, Any]


def web_annotations(result: Result) -> bytes:
    """An annotation collection with its one page."""
    items = [_identified(number, one) for number, one in enumerate(_items(result))]
    about = [source_id(source) for source in result.sources]
    collection = {
        "@context": CONTEXT,
        "id": _urn("collection", about, items),
        "type": "AnnotationCollection",
        "label": plain(terminal.tally(result)),
        "total": len(items),
        "first": {"id": _urn("page", about, items), "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return (json.dumps(collection, ensure_ascii=False, indent=2) + "\n").encode()


def _urn(*what: object) -> str:
    return uuid.uuid5(_NAMESPACE, json.dumps(what)).urn


def _identified(number: int, annotation: _Json) -> _Json:
    return {"id": _urn(number, annotation), **annotation}


def source_id(source: Source) -> str:
    """The name of a text by its hash.

    >>> source_id(Source("Hello World!"))
    'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk'
    """
    digest = base64.urlsafe_b64encode(bytes.fromhex(source.sha256)).rstrip(b"=")
    return f"ni:///sha-256;{digest.decode()}"


def _items(result: Result) -> Iterator[_Json]:
    for checked in result.claims:
        bearing = wording.bearing(result, checked)
        if checked.outcome == "accepted":
            said = plain(checked.claim.text)
            yield from (_annotation(result, "describing", [_text(said)], (ref,)) for ref in bearing)
        elif checked.outcome == "unchecked":
            said = plain(f"{checked.claim.text} (could not be checked: {checked.why})")
            yield _annotation(result, "questioning", [_text(said, "questioning")], bearing)
        for finding in checked.findings:
            yield _annotation(result, "commenting", _bodies(checked, finding), finding.refs or bearing)


def _bodies(checked: CheckedClaim, finding: Finding) -> list[_Json]:
    words = wording.shown(finding.span.of(checked.claim.text))
    said = f"{finding.code} {finding.severity}: {finding.message} ({words!r} in {wording.shown(checked.claim.text)!r})"
    bodies = [_text(plain(said), "commenting")]
    if finding.suggestion is not None:
        bodies.append(_text(plain(finding.suggestion), "editing"))
    return bodies


def _text(value: str, purpose: str = "describing") -> _Json:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _annotation(result: Result, motivation: str, bodies: list[_Json], refs: Sequence[Ref]) -> _Json:
    targets = [_selected(result.sources[ref.source], ref) for ref in refs]
    return {
        "type": "Annotation",
        "motivation": motivation,
        "generator": {"type": "Software", "name": plain(f"copydesk {result.version}")},
        "body": bodies,
        "target": targets or [_resource(source) for source in result.sources],
    }


def _resource(source: Source) -> _Json:
    found = {"id": source_id(source), "type": "Text", "format": "text/plain", "label": plain(source.name)}
    return found if source.language == "und" else {**found, "language": source.language}


def _selected(source: Source, ref: Ref) -> _Json:
    """A stretch of a source, by its words and by its position."""
    text, start, end = whole(source.text), ref.span.start, ref.span.end
    quoted = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"type": "SpecificResource", "source": _resource(source), "selector": [quoted, position]}
