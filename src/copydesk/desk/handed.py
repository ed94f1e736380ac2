"""Summaries as they are handed in: each with the sources that it names itself, or those that the caller names.

A summary's front matter comes with the summary, from whoever wrote it, and what a check prints may be public. Therefore
a path in it leads to a file of the same repository (outside of one: at or below the summary's folder), never into
`.git`, where keys are kept, and never to an address. What the caller names may be any file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from copydesk.checking.records import CheckedClaim, Finding, Passage, Trace
from copydesk.checking.verdict import Policy
from copydesk.errors import InputError
from copydesk.ingest import document, frontmatter, plain
from copydesk.ingest.frontmatter import FrontMatter
from copydesk.ingest.plain import Given
from copydesk.report.result import Result
from copydesk.source import Ref, Source

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_STEP = "Name a file relative to the summary."


@dataclass(frozen=True, slots=True)
class Handed:
    """A summary, and what it must agree with.

    Attributes:
        name: of its file; "stdin" for standard input.
        sources, raws: as they were read, and their bytes.
    """

    name: str
    text: str
    sources: tuple[Source, ...]
    raws: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller says, which wins over what a summary says of itself.

    Attributes:
        sources: files; none to take those that the front matter names.
        plainly: the summary must be plain text or Markdown, since it will be changed.
    """

    sources: tuple[str, ...] = ()
    given: Given = plain.NOTHING_GIVEN
    plainly: bool = False


def read(where: str, wanted: Wanted) -> Handed | None:
    """A summary from a file, or from standard input when `where` is "-"; None when it has no source.

    Raises:
        InputError: the summary, its front matter or a source cannot be read.
    """
    data, name = plain.read_bytes(where), plain.shown(where)
    form = document.format_of(data, name)
    if wanted.plainly and form != "text":
        raise InputError(f"Only plain text and Markdown can be changed, and {where!r} is neither.", "Leave out --fix.")
    text = document.summary_from_bytes(data, name)
    said = frontmatter.read(text, name) if form == "text" else FrontMatter()
    files = wanted.sources or tuple(_inside(where, path) for path in said.sources)
    if not files:
        return None
    given = Given(wanted.given.language or said.language, wanted.given.published or said.published)
    raws = tuple(plain.read_bytes(file) for file in files)
    sources = (document.from_bytes(raw, plain.shown(file), given) for raw, file in zip(raws, files, strict=True))
    return Handed("stdin" if where == "-" else where, text, tuple(sources), raws)


def _inside(where: str, path: str) -> str:
    """The file that a summary's front matter names.

    Raises:
        InputError: it lies where no summary may lead.
    """
    said = f"The front matter of {plain.shown(where)!r} names the source {path!r}"
    if "\0" in path or path == "-":
        raise InputError(f"{said}, which is no file.", _STEP)
    if _ADDRESS.match(path):
        raise InputError(
            f"{said}, and addresses are not read.", "Save the page beside the summary, and name that file."
        )
    folder = Path() if where == "-" else Path(where).parent
    file, root = folder / path, _root(folder.resolve())
    try:
        resolved = file.resolve()
    except (OSError, RuntimeError, ValueError):
        raise InputError(f"{said}, which is no file.", _STEP) from None
    if Path(path).is_absolute() or not resolved.is_relative_to(root):
        raise InputError(f"{said}, outside of {str(root)!r}.", "Name a file in it, or name the source with --source.")
    if ".git" in map(str.lower, resolved.relative_to(root).parts):
        raise InputError(f"{said}, which is part of .git.", _STEP)
    short = os.path.normpath(file)
    return short if Path(short).resolve() == resolved else str(file)


def _root(folder: Path) -> Path:
    """The repository in which a folder lies; the folder itself where it lies in none."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)


def without_ignores(result: Result, policy: Policy) -> Result:
    """The result as it is when nothing is ignored: for the review desk, where people decide, and say why."""
    return replace(result, claims=tuple(_judged_whole(checked, policy) for checked in result.claims))


def _judged_whole(checked: CheckedClaim, policy: Policy) -> CheckedClaim:
    found = sorted((*checked.findings, *(one.finding for one in checked.ignored)), key=lambda one: one.span)
    flagged = policy.outcome(found) == "flagged"
    claim = replace(checked.claim, ignores=())
    outcome = "flagged" if flagged else checked.outcome
    return replace(checked, claim=claim, outcome=outcome, findings=tuple(found), ignored=())


# -- several results as one ----------------------------------------------------------------------------------------


def merged(results: Sequence[Result]) -> Result:
    """One result of several checks under one policy: all claims, and each source once.

    A claim's places are still in the sources that it was checked against; `Claim.place` says which summary it is of.
    """
    if len(results) == 1:
        return results[0]
    sources = tuple(dict.fromkeys(source for result in results for source in result.sources))
    at = {source: number for number, source in enumerate(sources)}
    claims = tuple(
        _moved(checked, [at[source] for source in result.sources]) for result in results for checked in result.claims
    )
    return Result(sources, claims, results[0].policy_sha256, results[0].version)


def _moved(checked: CheckedClaim, numbers: Sequence[int]) -> CheckedClaim:
    """A claim whose places count in another list of sources."""

    def refs(found: Sequence[Ref]) -> tuple[Ref, ...]:
        return tuple(Ref(numbers[ref.source], ref.span) for ref in found)

    def passages() -> Iterator[Passage]:
        return (replace(passage, refs=refs(passage.refs)) for passage in checked.passages)

    def traces() -> Iterator[Trace]:
        for trace in checked.traces:
            held = (replace(candidate, ref=refs([candidate.ref])[0]) for candidate in trace.candidates)
            yield replace(trace, candidates=tuple(held))

    def moved(finding: Finding) -> Finding:
        return replace(finding, refs=refs(finding.refs))

    return replace(
        checked,
        passages=tuple(passages()),
        support=refs(checked.support),
        traces=tuple(traces()),
        findings=tuple(map(moved, checked.findings)),
        ignored=tuple(replace(one, finding=moved(one.finding)) for one in checked.ignored),
    )
