"""langextract: locates in the source what a model extracted.

Used as its README says under "Grounding": extractions that cannot be located have `char_interval = None`; keep those
that have one (setting "located"). Only the aligner is asked, with its default settings, since no model is wanted
here. The setting "exact" also asks for the `alignment_status` MATCH_EXACT, which its results carry.
"""

from __future__ import annotations

import sys

from bench import wire


def load() -> wire.Judge:
    """The aligner; a row is accepted when every passage is located."""
    from langextract import resolver
    from langextract.core.data import AlignmentStatus, Extraction

    exact = "exact" in sys.argv

    def located(passage: str, source: str) -> bool:
        aligned = resolver.Resolver().align([Extraction("passage", passage)], source, token_offset=0, char_offset=0)
        statuses = {one.alignment_status for one in aligned if one.char_interval}
        return statuses == {AlignmentStatus.MATCH_EXACT} if exact else bool(statuses)

    return lambda row: bool(row["evidence"]) and all(located(passage, row["source"]) for passage in row["evidence"])


if __name__ == "__main__":
    wire.serve(load, "langextract")
