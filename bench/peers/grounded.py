"""grounded-check: quotations, figures, citations and names of a text must stand in the sources.

Used as its README says under "Python": `check(text, sources).passed`, with the exact tier only, which is its default
and "the product". `check` reads files; here the same two steps, `extract` and `verify`, get texts, each source loaded
once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bench import wire


def load() -> wire.Judge:
    """The exact tier."""
    from grounded import Kind, Source, extract, verify

    exact = {Kind.QUOTE, Kind.NUMBER, Kind.CITATION, Kind.ENTITY}

    @cache
    def source(text: str) -> Source:
        return Source(Path("source.txt"), text)

    def accepts(row: wire.Row) -> bool:
        texts = wire.grounds(row)
        return bool(texts) and verify(extract(row["claim"], kinds=exact), [source(text) for text in texts]).passed

    return accepts


if __name__ == "__main__":
    wire.serve(load, "grounded-check")
