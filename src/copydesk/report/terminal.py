"""A result for a person at a terminal: a summary with its withheld claims, or a linter's list.

Everything that comes from a source or a model is printed as text, never as markup, with control characters spelled
out. Colour only repeats what words say, and goes away with NO_COLOR or when the output is no terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk.checking.records import CheckedClaim, Finding, Severity
from copydesk.report import places, wording
from copydesk.report.result import Attempt, Result

_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_DIFF_STYLES = {"-": "red", "+": "green", "@": "cyan"}
_TWO_COLUMNS = 100
"""Columns that a terminal must have to show a claim and its source side by side."""

PROMISE = "Accepted means: agrees with the source on its figures, dates, names, quotations. Not that it is true."


def summary(console: Console, result: Result) -> None:
    """Prints a summary that a model made: accepted claims, withheld ones with reasons and source, figures."""
    _accepted(console, result)
    if result.withheld:
        console.print()
        console.print(Text(f"Withheld ({len(result.withheld)})", style="bold"))
        for checked in result.withheld:
            console.print()
            _print_beside(console, result, checked)
    if result.stopped:
        console.print()
        console.print(Text(f"Stopped early: {wording.shown(result.stopped)}", style="bold yellow"), soft_wrap=True)
    console.print()
    for line in _figures(result):
        console.print(Text(line, style="dim"), soft_wrap=True)


def _accepted(console: Console, result: Result) -> None:
    console.print(Text("Summary", style="bold"))
    if not result.accepted:
        console.print(Text("  No claim was accepted."))
    for checked in result.accepted:
        places = ", ".join(wording.ref_where(result, ref) for ref in wording.bearing(result, checked))
        line = Text(wording.shown(checked.claim.text))
        if places:
            line.append(f"  [{places}]", style="dim")
        _print_bulleted(console, line)


def _print_bulleted(console: Console, line: Text) -> None:
    """On a terminal wrapped under its own beginning; elsewhere one line, for whoever reads lines."""
    if not console.is_terminal:
        console.print(Text("\N{BULLET} ").append_text(line), soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_row("\N{BULLET}", line)
    console.print(grid)


def _print_beside(console: Console, result: Result, checked: CheckedClaim) -> None:
    """A withheld claim with its reasons, and the source: side by side where there is room, else one below the other."""
    left = _withheld(checked)
    right = _source_lines(result, checked) or [Text("nothing in the source was found for it")]
    if console.is_terminal and console.width >= _TWO_COLUMNS:
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        grid.add_row(Text("\n").join(left), Text("\n").join(right))
        console.print(grid)
        return
    for line in (*left, *(Text("    ").append_text(row) for row in right)):
        console.print(line, soft_wrap=not console.is_terminal)


def _withheld(checked: CheckedClaim) -> list[Text]:
    head = Text(f"{wording.shown(checked.claim.id)} {checked.outcome}: ", style="bold")
    why = [Text(f"  {wording.shown(checked.why)}")] if checked.why else []
    return [
        head.append(wording.shown(checked.claim.text), style="not bold"),
        *(_reason(finding, checked) for finding in checked.findings),
        *why,
    ]


def _reason(finding: Finding, checked: CheckedClaim) -> Text:
    line = Text(f"  {finding.code} ").append(finding.severity, style=_STYLES[finding.severity])
    line.append(f" {wording.shown(finding.message)}")
    if finding.suggestion is not None:
        line.append(f" (suggestion: {wording.change(checked, finding)})")
    return line


def _source_lines(result: Result, checked: CheckedClaim) -> list[Text]:
    refs = wording.bearing(result, checked) or tuple(ref for finding in checked.findings for ref in finding.refs)
    return [
        Text(f"{wording.ref_where(result, ref)} ", style="dim").append(wording.ref_words(result, ref), style="not dim")
        for ref in refs
    ]


def _figures(result: Result) -> Iterator[str]:
    said = [f"{len(result.accepted)} accepted", f"{len(result.withheld)} withheld"]
    if result.run:
        attempts = result.run.attempts
        said.append(wording.counted(len(attempts), "attempt"))
        said.append(f"{_tokens(attempts, 'prompt_tokens')} tokens read")
        said.append(f"{_tokens(attempts, 'completion_tokens')} written")
    if result.timing:
        said.append(f"{result.timing.total:.1f} s")
        if result.timing.first_accepted is not None:
            said.append(f"first accepted claim after {result.timing.first_accepted:.1f} s")
    yield ", ".join(said)
    if result.run:
        yield f"model {wording.shown(result.run.model)}, prompt {result.run.prompt} {result.run.prompt_version}"
    yield PROMISE


def _tokens(attempts: tuple[Attempt, ...], field: str) -> str:
    counts = [getattr(attempt, field) for attempt in attempts]
    known = [count for count in counts if count is not None]
    return f"{sum(known)}{'' if len(known) == len(counts) else '+'}" if known else "?"


def check(console: Console, result: Result) -> None:
    """Prints the findings of a check as a linter does, and one line of figures at the end."""
    for checked in result.claims:
        if checked.outcome == "unchecked":
            line = Text(f"{places.said(checked, 0)}: unchecked: ").append(wording.shown(checked.why))
            console.print(line, soft_wrap=True)
        for finding in checked.findings:
            for row in _finding(result, checked, finding):
                console.print(row, soft_wrap=True)
        for one in checked.ignored:
            where = places.said(checked, one.finding.span.start)
            line = Text(f"{where}: {one.finding.code} ignored: ").append(wording.shown(one.finding.message))
            console.print(line.append(f" ({wording.shown(one.ignore.reason)})"), soft_wrap=True)
    console.print(Text(tally(result), style="bold"), soft_wrap=True)


def fix(console: Console, result: Result, name: str, before: str, after: str) -> None:
    """Prints what was changed in a person's text as a unified diff, and the suggestions that were left."""
    if result.fix is None:
        return
    for line in wording.diff(before, after, name, result.fix.file or name):
        console.print(Text(line, style=_DIFF_STYLES.get(line[:1], "")), soft_wrap=True)
    where_of = {checked.claim.id: places.said(checked, 0) for checked in result.claims}
    for change in result.fix.left:
        words = f"{wording.shown(change.before)!r} -> {wording.shown(change.after)!r}"
        console.print(f"{where_of[change.claim]}: {change.code} left as it is: {words}. {change.why}", soft_wrap=True)
    where = wording.shown(f"written to {result.fix.file}" if result.fix.file else "nothing was written")
    said = f"{wording.counted(len(result.fix.applied), 'change')}, {where}; {len(result.fix.left)} left"
    console.print(Text(said, style="bold"), soft_wrap=True)


def _finding(result: Result, checked: CheckedClaim, finding: Finding) -> Iterator[Text]:
    head = Text(f"{places.said(checked, finding.span.start)}: {finding.code} ")
    head.append(finding.severity, style=_STYLES[finding.severity])
    yield head.append(f" {wording.shown(finding.message)}")
    claim, span = checked.claim.text, finding.span
    words = Text("    claim: ", style="dim").append(wording.shown(claim[: span.start]) or "", style="not dim")
    if claim[: span.start][-1:].isspace():
        words.append(" ")
    words.append(wording.shown(span.of(claim)), style="not dim underline")
    rest = claim[span.end :]
    yield words.append((" " if rest[:1].isspace() else "") + wording.shown(rest), style="not dim")
    for ref in finding.refs or checked.support[:1]:
        where = Text(f"    {wording.ref_where(result, ref)}: ", style="dim")
        yield where.append(_sentence_around(result, checked, ref.source, ref.span.start), style="not dim")
    if finding.suggestion is not None:
        yield Text(f"    suggestion: {wording.change(checked, finding)}")


def _sentence_around(result: Result, checked: CheckedClaim, source: int, offset: int) -> str:
    """The supporting sentence around a place, or else its line."""
    for ref in checked.support:
        if ref.source == source and ref.span.start <= offset < ref.span.end:
            return wording.ref_words(result, ref)
    text = result.sources[source].text
    end = text.find("\n", offset)
    return wording.shown(text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(text)])


def tally(result: Result) -> str:
    """One line: how many claims, what became of them, and which findings a person lets pass."""
    outcomes = [checked.outcome for checked in result.claims]
    parts = (f"{outcomes.count(name)} {name}" for name in ("accepted", "flagged", "unchecked"))
    ignored = wording.ignored(result)
    return f"{wording.counted(len(outcomes), 'claim')} checked: {', '.join(parts)}{'; ' if ignored else ''}{ignored}"
