"""A result as Markdown: the summary with marks on what is withheld and why, where it stands, and the sources.

Nothing of a source, a claim or a name is ever markup: every text is on one line with controls spelled out, and what any
dialect would take for its own is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.checking.records import CheckedClaim, Finding
from copydesk.report import escaping, terminal, wording
from copydesk.report.escaping import plain
from copydesk.report.result import Result
from copydesk.source import Ref, Source

_MARKS = {"flagged": "\N{BLACK FLAG} **Withheld**", "unchecked": "? **Withheld, could not be checked**"}


def markdown(result: Result) -> bytes:
    """The report; the same result gives the same bytes."""
    return ("\n".join(_lines(result)).rstrip("\n") + "\n").encode()


def _shown(text: str) -> str:
    return escaping.markdown(plain(text))


def _lines(result: Result) -> Iterator[str]:
    yield from (
        f"# {_shown(_title(result))}",
        "",
        f"{_shown(terminal.tally(result))}.",
        "",
        _shown(terminal.PROMISE),
        "",
    )
    if result.stopped:
        yield from (f"**Stopped early:** {_shown(result.stopped)}", "")
    yield from ("## Summary", "")
    for number, checked in enumerate(result.claims, 1):
        yield from _claim(number, checked)
    if not result.claims:
        yield from ("There is no claim.", "")
    yield from _notes(result)
    yield from _sources(result.sources)
    yield from _about(result)


def _title(result: Result) -> str:
    files = dict.fromkeys(checked.claim.place.file for checked in result.claims if checked.claim.place)
    if files and not result.run:
        return f"Check of {', '.join(files)}"
    return f"Summary of {', '.join(source.name for source in result.sources)}"


def _claim(number: int, checked: CheckedClaim) -> Iterator[str]:
    words = rf"{_shown(checked.claim.text)} \[{number}\]"
    if checked.outcome == "accepted":
        yield from (words, "")
        return
    yield from (f"{_MARKS[checked.outcome]}: {words}", "")
    if checked.why:
        yield f"- {_shown(checked.why)}"
    yield from (f"- {_shown(_said(checked, finding))}" for finding in checked.findings)
    if checked.why or checked.findings:
        yield ""


def _said(checked: CheckedClaim, finding: Finding) -> str:
    line = f"{finding.code} {finding.severity}: {finding.message}"
    if finding.suggestion is None:
        return line
    return f"{line} Suggestion: {finding.span.of(checked.claim.text)} \N{RIGHTWARDS ARROW} {finding.suggestion}"


def _notes(result: Result) -> Iterator[str]:
    """Where each claim stands; of an accepted one also what was found and does not flag it."""
    if not result.claims:
        return
    yield from ("## Where it stands", "")
    for number, checked in enumerate(result.claims, 1):
        refs = wording.bearing(result, checked) or tuple(ref for one in checked.findings for ref in one.refs)
        below = [_quoted(result, ref) for ref in refs] or ["Nothing in the sources was found for it."]
        if checked.outcome == "accepted":
            below += [_said(checked, finding) for finding in checked.findings]
        yield from _item(number, f"{checked.claim.id}, {checked.outcome}", below)
    yield ""


def _quoted(result: Result, ref: Ref) -> str:
    words = wording.ref_words(result, ref)
    return f"{wording.ref_where(result, ref)}: \N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def _sources(sources: Sequence[Source]) -> Iterator[str]:
    yield from ("## Sources", "")
    for number, source in enumerate(sources, 1):
        published = [f"published {source.published.isoformat()}"] if source.published else []
        below = [*published, f"sha256 of its text: {source.sha256}"]
        yield from _item(number, f"{source.name} ({source.language})", below)
    yield ""


def _about(result: Result) -> Iterator[str]:
    yield from ("## About this report", "", f"- copydesk: {_shown(result.version)}")
    yield f"- policy: {_shown(result.policy_sha256)}"
    if result.run:
        yield f"- model: {_shown(result.run.model)}"
        yield f"- prompt: {_shown(f'{result.run.prompt} {result.run.prompt_version}, {result.run.prompt_sha256}')}"


def _item(number: int, words: str, below: Sequence[str]) -> Iterator[str]:
    """An item of an ordered list, with items below it."""
    yield f"{number}. {_shown(words)}"
    indent = " " * len(f"{number}. ")
    yield from (f"{indent}- {_shown(line)}" for line in below)
