"""copydesk: our verifier, as `copydesk batch check` runs it, with one index a source and the default policy."""

from __future__ import annotations

from bench import wire


def load() -> wire.Judge:
    """Our verifier; only "accepted" accepts."""
    from copydesk import batch
    from copydesk.checking.verdict import DEFAULT

    checkers = batch.Checkers()
    return lambda row: batch.check_row(row, checkers, DEFAULT)["outcome"] == "accepted"


if __name__ == "__main__":
    wire.serve(load)
