"""instructor's CitationMixin: looks up in the source the quotes that a model gave, up to five letters apart.

Used as https://python.useinstructor.com/concepts/citation says: validated with `context={"context": source}`. Quotes
that are not found are taken out, those found are replaced by the source's words; the setting "found" accepts when
every quote is left, the setting "unchanged" when the source's words are also those quoted.
"""

from __future__ import annotations

import sys

from bench import wire


def load() -> wire.Judge:
    """The mixin; a row is accepted when validation leaves all its passages."""
    from instructor import CitationMixin

    unchanged = "unchanged" in sys.argv

    def accepts(row: wire.Row) -> bool:
        given = row["evidence"]
        kept = CitationMixin.model_validate({"substring_quotes": given}, context={"context": row["source"]})
        found = kept.substring_quotes
        return bool(given) and (found == given if unchanged else len(found) == len(given))

    return accepts


if __name__ == "__main__":
    wire.serve(load, "instructor")
