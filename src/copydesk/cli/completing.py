"""What a shell offers for values that no type of click's knows: files, and codes of findings."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Has the shell offer its files."""
    return [CompletionItem(incomplete, type="file")]


def codes(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes and families, each with what it says; of several with commas between them the last."""
    from copydesk.checking.rules import RULES

    before, comma, begun = incomplete.rpartition(",")
    said = {rule.code[:3]: "the whole family" for rule in RULES} | {rule.code: rule.says for rule in RULES}
    return [
        CompletionItem(f"{before}{comma}{code}", help=said[code])
        for code in sorted(said)
        if code.startswith(begun.upper())
    ]
