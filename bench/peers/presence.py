"""presence baseline: what any user could write in ten lines; cited passages must stand in the source as well."""

from __future__ import annotations

import re

from bench import wire

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|\b[A-Z]\w*")


def accepts(claim: str, source: str) -> bool:
    """Whether every figure and every capitalised word of the claim, but its first word, stands in the source."""
    first = claim.split(maxsplit=1)[0] if claim.split() else ""
    return all(token in source for token in _TOKEN.findall(claim) if token != first or token[0].isdigit())


def judge(row: wire.Row) -> bool:
    """Holds the cited passages, if any, and the claim against the whole source."""
    cited = row.get("evidence")
    known = cited is None or (bool(cited) and all(passage and passage in row["source"] for passage in cited))
    return known and accepts(row["claim"], row["source"])


if __name__ == "__main__":
    wire.serve(lambda: judge)
