"""rag-quantguard: quantities, bounds, ranges and totals of an answer against retrieved chunks.

Used as in its README's first example: `QuantitativeGuard(...).verify(text, chunks).is_valid`. Its default lets values
differ by 5 %, "for noisy real-world measurements"; news figures are exact, so `tolerance=0` (which comes out a little
better). The text is one chunk, since a chunk a sentence comes out worse by the sum of both rates. The setting "with
fallback" adds the `LexicalOverlapFallback` of its section on claims without a quantity, for which it otherwise has no
verdict.
"""

from __future__ import annotations

import sys

from bench import wire


def load() -> wire.Judge:
    """The guard; a claim is accepted when the result is valid."""
    from quantguard import QuantitativeGuard
    from quantguard.fallback.base import LexicalOverlapFallback

    fallback = LexicalOverlapFallback() if "with fallback" in sys.argv else None
    guard = QuantitativeGuard(tolerance=0.0, fallback_handler=fallback)

    def accepts(row: wire.Row) -> bool:
        texts = wire.grounds(row)
        return bool(texts) and guard.verify(row["claim"], texts).is_valid

    return accepts


if __name__ == "__main__":
    wire.serve(load, "rag-quantguard")
