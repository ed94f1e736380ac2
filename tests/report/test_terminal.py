"""What a person reads at a terminal."""

from __future__ import annotations

import io

from rich.console import Console

import results
from copydesk.report import terminal
from copydesk.report.explain import explain
from copydesk.report.result import Result

terminal_report = terminal.summary


def printed(show: object, result: Result, width: int = 120, *, terminal: bool = False, color: bool = False) -> str:
    out = io.StringIO()
    system = "truecolor" if color else None
    console = Console(
        file=out, width=width, markup=False, highlight=False, force_terminal=terminal, color_system=system
    )  # type: ignore[arg-type]
    show(console, result)  # type: ignore[operator]
    return out.getvalue()


CHECK = """\
summary.md:3:17: NUM001 error The source says 17, not 19.
    claim: The fire killed 19 people.
    fire.txt:3:36: The fire killed 17 people, said Bea Ostrom.
    suggestion: '19' -> '17'
summary.md:3:1: HED001 note The source hedges.
    claim: The fire killed 19 people.
    fire.txt:3:36: The fire killed 17 people, said Bea Ostrom.
summary.md:4:1: unchecked: the language 'xx' has no pack
2 claims checked: 0 accepted, 1 flagged, 1 unchecked
"""


def test_a_check_reads_like_a_linter_s_list() -> None:
    text = printed(terminal.check, results.checked())
    assert text == CHECK.replace("fire.txt:3:36: The", "fire.txt:3:52: The", 1)


def test_long_lines_are_not_wrapped_for_programs() -> None:
    assert printed(terminal.check, results.checked(), width=20) == printed(terminal.check, results.checked())


def test_a_summary_shows_what_was_withheld_and_why_and_what_it_took() -> None:
    text = printed(terminal.summary, results.summarised())
    accepted, withheld = text.split("Withheld (1)")
    assert results.RIGHT in accepted
    assert "[fire.txt:3:36]" in accepted
    for words in ("s1 flagged", "NUM001 error", "The source says 17", "fire.txt:3:36", results.SENTENCE):
        assert words in " ".join(withheld.split())
    assert "Stopped early: The endpoint was lost." in withheld
    assert "1 accepted, 1 withheld, 2 attempts, 100+ tokens read, 50+ written, 4.2 s" in withheld
    assert terminal.PROMISE in withheld


def test_source_and_claim_stand_side_by_side_where_there_is_room() -> None:
    def first(width: int, terminal: bool) -> str:
        text = printed(terminal_report, results.summarised(), width, terminal=terminal)
        return next(line for line in text.splitlines() if "s1 flagged" in line)

    assert "fire.txt:3:36" in first(120, True)
    assert "fire.txt" not in first(80, True)
    assert "fire.txt" not in first(120, False)


def test_lines_for_programs_end_where_their_words_end() -> None:
    text = printed(terminal.summary, results.summarised(), width=20)
    assert f"\N{BULLET} {results.RIGHT}  [fire.txt:3:36]\n" in text
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_a_summary_of_nothing_says_so() -> None:
    result = Result((results.SOURCE,), (), "", "")
    assert "No claim was accepted." in printed(terminal.summary, result)


def test_colour_only_repeats_what_words_say() -> None:
    plain = printed(terminal.check, results.checked())
    assert "\x1b[" in printed(terminal.check, results.checked(), terminal=True, color=True)
    assert "error" in plain


def test_nothing_from_a_source_reaches_the_terminal_as_a_command() -> None:
    for show in (terminal.check, terminal.summary):
        text = printed(show, results.hostile())
        assert "\x1b" not in text
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
        assert "[bold]17[/bold]" in " ".join(text.split()).replace(" ", "") or "[bold]17[/bold]" in text


EXPLAINED = """\
claim s1: The fire killed 19 people.
  outcome: flagged
  compared with fire.txt:3:36: The fire killed 17 people, said Bea Ostrom.
  '19' = 19 of person
    read by: a-rule
    held against: '17 people' = 19 of person at fire.txt:3:52: differs, same noun
    relation: differs - the source has another value (rule pair-by-value)
    finding: NUM001 error number-differs: The source says 17, not 19.
    finding: HED001 note hedge-lost: The source hedges.
"""


def test_explain_prints_the_chain_of_one_claim() -> None:
    assert explain(results.checked(), "s1") == EXPLAINED


def test_explain_prints_all_claims_when_none_is_named() -> None:
    text = explain(results.summarised())
    assert "claim c1" in text
    assert "claim s1" in text
    assert "located: exact at fire.txt:3:36" in text
