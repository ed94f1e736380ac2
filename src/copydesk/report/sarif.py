"""A result in SARIF 2.1.0, which code hosts and editors read: a result for each finding, with its place in the summary.

Columns, offsets and lengths are code points. Where the claims stand in no file (a model wrote them), the summary is an
artifact with its text in it, a claim a line. What could not be checked is a result of kind `open`: neither passed nor
failed. Fingerprints are made of what is said, not of where: text added above moves none.

Places in a source count in its text as it was read, and so does its hash, which SARIF's `sha-256` would take for that
of the file: it has a name of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copydesk.checking import rules
from copydesk.checking.records import CheckedClaim, Finding, Ignored
from copydesk.checking.rules.table import Rule
from copydesk.report import escaping, places, wording
from copydesk.report.places import Region
from copydesk.report.result import Result
from copydesk.source import Ref, Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNCHECKED = "unchecked"
"""The rule of what could not be checked; no code, since no rule has found anything."""
UNFILED = "copydesk-summary.txt"
"""How a summary is called that is no file: readers of SARIF fail where a place has no name."""
_FINGERPRINT = "copydeskFinding/v1"
_HASH = "sha-256-of-text"

_Json = dict[str, Any]


def sarif(result: Result) -> bytes:
    """The log, with one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(_artifacts(result))]}
    return (escaping.whole(json.dumps(log, ensure_ascii=False, indent=2)) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Artifacts:
    """What a run points into: its sources, then the files of the summary, or the summary itself.

    Attributes:
        files: of the summary, as references, each once.
        lines: line and offset of each claim that stands in no file, by its place in the result.
    """

    result: Result
    files: tuple[str, ...]
    lines: Mapping[int, tuple[int, int]]

    @property
    def unfiled(self) -> str:
        """The text of a summary that is no file."""
        return "".join(f"{self.result.claims[at].claim.text}\n" for at in self.lines)

    def listed(self) -> Iterator[_Json]:
        yield from (_source(number, source) for number, source in enumerate(self.result.sources, 1))
        for uri in self.files:
            yield {"location": {"uri": uri}, "roles": ["analysisTarget"], "mimeType": "text/plain"}
        if self.lines:
            yield {
                "location": {"uri": UNFILED},
                "description": _message("The summary, a claim a line; it is no file."),
                "contents": {"text": self.unfiled},
                "mimeType": "text/plain",
                "roles": ["analysisTarget"],
            }

    def in_summary(self, at: int, span: Span) -> _Json:
        """The physical location of a stretch of a claim."""
        claim = self.result.claims[at].claim
        if claim.place is None:
            line, offset = self.lines[at]
            region = places.in_text(claim.text, span, (line, 1, offset))
            where: _Json = {"uri": UNFILED, "index": len(self.result.sources) + len(self.files)}
        else:
            region = places.in_summary(claim.text, claim.place, span)
            uri = escaping.uri(claim.place.file)
            where = {"uri": uri, "index": len(self.result.sources) + self.files.index(uri)}
        return {"artifactLocation": where, "region": _region(region, span.of(claim.text))}

    def in_source(self, ref: Ref) -> _Json:
        """The physical location of a place in a source."""
        source = self.result.sources[ref.source]
        region = _region(places.in_text(source.text, ref.span), ref.span.of(source.text))
        return {"artifactLocation": {"uri": escaping.uri(source.name), "index": ref.source}, "region": region}


def _artifacts(result: Result) -> _Artifacts:
    files = dict.fromkeys(escaping.uri(checked.claim.place.file) for checked in result.claims if checked.claim.place)
    return _Artifacts(result, tuple(files), dict(_laid(result.claims)))


def _laid(claims: Sequence[CheckedClaim]) -> Iterator[tuple[int, tuple[int, int]]]:
    line, offset = 1, 0
    for at, checked in enumerate(claims):
        if checked.claim.place is None:
            yield at, (line, offset)
            line += checked.claim.text.count("\n") + 1
            offset += len(checked.claim.text) + 1


def _source(number: int, source: Source) -> _Json:
    return {
        "location": {"uri": escaping.uri(source.name)},
        "description": _message("A source. Places in it, and its hash, are of its text as it was read."),
        "roles": ["referencedOnCommandLine"],
        "hashes": {_HASH: source.sha256},
        "properties": {"source": number, "language": source.language, "codePoints": len(source.text)},
    }


def _region(region: Region, words: str) -> _Json:
    """A region of which all that is said agrees: one whose end is not known goes to the end of its line."""
    found: _Json = {"startLine": region.line, "startColumn": region.column}
    if region.end is not None:
        found |= {"endLine": region.end[0], "endColumn": region.end[1]}
        found |= {"charOffset": region.span.start, "charLength": len(region.span)}
        found["snippet"] = {"text": words}
    return found


def _message(text: str) -> _Json:
    r"""A message that shows exactly that text: neither its braces nor its brackets are SARIF's (3.11.5, 3.11.6).

    >>> _message("[17] {0}")
    {'text': '\\[17\\] {{0}}'}
    """
    shown = escaping.plain(text)
    for letter, instead in (("{", "{{"), ("}", "}}"), ("[", r"\["), ("]", r"\]")):
        shown = shown.replace(letter, instead)
    return {"text": shown}


# -- the run -------------------------------------------------------------------------------------------------------


def _run(artifacts: _Artifacts) -> _Json:
    result = artifacts.result
    return {
        "tool": {"driver": _driver(result)},
        "automationDetails": {"id": _automation(artifacts)},
        "invocations": [_invocation(result)],
        "artifacts": list(artifacts.listed()),
        "results": list(_results(artifacts)),
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n"],
        "properties": {"policySha256": result.policy_sha256},
    }


def _driver(result: Result) -> _Json:
    return {
        "name": "copydesk",
        "version": result.version,
        "semanticVersion": result.version,
        "rules": [*map(_descriptor, rules.RULES), _unchecked_descriptor()],
    }


def _automation(artifacts: _Artifacts) -> str:
    """What tells a run's category from others: GitHub takes alerts that are missing in the same category for closed."""
    kind = "summarise" if artifacts.result.run else "check"
    uris = artifacts.files or [escaping.uri(source.name) for source in artifacts.result.sources]
    return f"copydesk/{kind}/{'+'.join(uris)}/"


def _invocation(result: Result) -> _Json:
    found: _Json = {"executionSuccessful": result.stopped is None}
    if result.stopped is not None:
        found["toolExecutionNotifications"] = [{"level": "error", "message": _message(result.stopped)}]
    return found


def _descriptor(rule: Rule) -> _Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _message(rule.says),
        "fullDescription": _message(rule.says),
        "help": _help(rule),
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"family": rule.code[:3]},
    }


def _help(rule: Rule) -> _Json:
    """What the rule says, with its example: right and wrong, both of which are run as tests."""
    lines = [("", rule.says)]
    if rule.example:
        example = rule.example
        lines += [("Source", example.source), ("Right", example.right), ("Wrong", example.wrong)]
    said = [(name, _message(text)["text"], escaping.markdown(escaping.plain(text))) for name, text in lines]
    return {
        "text": " ".join(f"{name}: {text}" if name else text for name, text, _ in said),
        "markdown": "\n\n".join(f"**{name}:** {text}" if name else text for name, _, text in said),
    }


def _unchecked_descriptor() -> _Json:
    says = "The claim could not be checked; it is not accepted."
    return {
        "id": UNCHECKED,
        "name": "could-not-be-checked",
        "shortDescription": _message(says),
        "fullDescription": _message(says),
        "help": {"text": f"{says} A person must compare it with the source.", "markdown": says},
        "defaultConfiguration": {"level": "none"},
    }


_INDEX = {rule.code: index for index, rule in enumerate(rules.RULES)}


def _results(artifacts: _Artifacts) -> Iterator[_Json]:
    seen: Counter[str] = Counter()
    for at, checked in enumerate(artifacts.result.claims):
        if checked.outcome == "unchecked":
            yield _open(artifacts, at, checked) | _fingerprints(seen, UNCHECKED, checked, "")
        for finding in checked.findings:
            words = finding.span.of(checked.claim.text)
            yield _finding(artifacts, at, checked, finding) | _fingerprints(seen, finding.code, checked, words)
        for one in checked.ignored:
            words = one.finding.span.of(checked.claim.text)
            yield _suppressed(artifacts, at, checked, one) | _fingerprints(seen, one.finding.code, checked, words)


def _open(artifacts: _Artifacts, at: int, checked: CheckedClaim) -> _Json:
    whole = Span(0, len(checked.claim.text))
    return {
        "ruleId": UNCHECKED,
        "ruleIndex": len(rules.RULES),
        "kind": "open",
        "level": "none",
        "message": _message(f"Could not be checked: {checked.why}"),
        "locations": [_location(artifacts, at, checked, whole)],
        "suppressions": [],
    }


def _finding(artifacts: _Artifacts, at: int, checked: CheckedClaim, finding: Finding) -> _Json:
    said = finding.message
    if finding.suggestion is not None:
        said += f" Suggestion: {wording.change(checked, finding)}."
    found: _Json = {"ruleId": finding.code}
    if finding.code in _INDEX:
        found["ruleIndex"] = _INDEX[finding.code]
    found |= {
        "kind": "fail",
        "level": finding.severity,
        "message": _message(said),
        "locations": [_location(artifacts, at, checked, finding.span)],
        "relatedLocations": [_related(artifacts, number, ref) for number, ref in enumerate(finding.refs)],
        "suppressions": [],
    }
    return found


def _suppressed(artifacts: _Artifacts, at: int, checked: CheckedClaim, one: Ignored) -> _Json:
    """A finding that a comment in the summary lets pass."""
    word = {"kind": "inSource", "status": "accepted", "justification": escaping.plain(one.ignore.reason)}
    return _finding(artifacts, at, checked, one.finding) | {"suppressions": [word]}


def _location(artifacts: _Artifacts, at: int, checked: CheckedClaim, span: Span) -> _Json:
    name = escaping.plain(checked.claim.id)
    logical = [{"name": name, "fullyQualifiedName": f"claim {name}", "kind": "member"}]
    return {"physicalLocation": artifacts.in_summary(at, span), "logicalLocations": logical}


def _related(artifacts: _Artifacts, number: int, ref: Ref) -> _Json:
    where = wording.ref_where(artifacts.result, ref)
    return {"id": number, "message": _message(where), "physicalLocation": artifacts.in_source(ref)}


def _fingerprints(seen: Counter[str], code: str, checked: CheckedClaim, words: str) -> _Json:
    """Of the rule, the claim as it reads, the words, and how many alike came before."""
    key = json.dumps([code, escaping.plain(checked.claim.text), escaping.plain(words)])
    seen[key] += 1
    digest = hashlib.sha256(f"{key} {seen[key]}".encode()).hexdigest()
    return {"partialFingerprints": {_FINGERPRINT: digest}}
