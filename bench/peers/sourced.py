"""sourced-evidence: a sentence is grounded, contradicted or unverified by what stands together in one passage.

Used as its README says under "In code, and in bulk": `check(answer, sources)`. The setting "grounded" passes what
`assert_grounded(..., allow_unverified=False)` passes ("`grounded` is the signal to rely on"); the setting "not
contradicted" passes what its command line passes. `--judge` asks a hosted model and is not used.
"""

from __future__ import annotations

import sys

from bench import wire


def load() -> wire.Judge:
    """The checker without a model."""
    from sourced import check

    refused = ("contradicted", "unverified") if "grounded" in sys.argv else ("contradicted",)

    def accepts(row: wire.Row) -> bool:
        texts = wire.grounds(row)
        if not texts:
            return False
        counts = check(row["claim"], texts)["counts"]
        return not any(counts[status] for status in refused)

    return accepts


if __name__ == "__main__":
    wire.serve(load, "sourced-evidence")
