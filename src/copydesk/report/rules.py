"""The page that lists every rule, made from the rule tables themselves (`make docs`; a test holds it current)."""

from __future__ import annotations

from copydesk.checking import rules
from copydesk.checking.rules.table import Rule

_INTRODUCTION = """# The rules

Made from the tables in `src/copydesk/checking/rules/` by `make docs`; do not edit by hand.

An *error* is a rule that is sure, a *warning* one that needs a person; both keep a claim from being accepted under the
default policy. A *note* is for information and never flags. `--ignore NEG` or `--ignore NEG001` shows findings without
flagging them.
"""


def rules_page() -> str:
    """The page as Markdown: a section for each family, a row for each rule, an example where the table has one."""
    sections = [_INTRODUCTION]
    for family in rules.FAMILIES:
        name = family.__name__.rpartition(".")[2]
        summary = (family.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        sections.append(f"## {name.capitalize()}\n\n{summary}\n\n{_table(family.RULES)}{_examples(family.RULES)}")
    return "\n".join(sections)


def _table(rows: tuple[Rule, ...]) -> str:
    head = "| code | rule | severity | says |\n|---|---|---|---|\n"
    return head + "".join(f"| {r.code} | {r.name} | {r.severity} | {r.says} |\n" for r in rows)


def _examples(rows: tuple[Rule, ...]) -> str:
    """Source, right and wrong claim of each rule that has an example; both are run as tests."""
    shown = [
        f"- {rule.code}: *{rule.example.source}*  \n"
        f"  accepted: {rule.example.right}  \n"
        f"  flagged: {rule.example.wrong}\n"
        for rule in rows
        if rule.example is not None
    ]
    return "\n" + "".join(shown) if shown else ""


if __name__ == "__main__":
    print(rules_page(), end="")
