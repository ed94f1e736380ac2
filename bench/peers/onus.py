"""onus: finds the quantities and dates of a document and looks each one up in the evidence.

Used as its README says, with `--no-llm` ("runs tier 1 only: offline, deterministic, free"): the steps of its command
line with `onus claim.txt --evidence source.txt --no-llm`, without the files. Its other tier asks a hosted model.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bench import wire


def load() -> wire.Judge:
    """Tier 1; a claim is accepted when there are no findings (exit code 0)."""
    from onus import claims, evidence, settings, verify
    from onus.documents import Block, Document

    codes = settings.Settings(llm=False).active_codes()

    @cache
    def loaded(texts: tuple[str, ...]) -> evidence.Evidence:
        return evidence.load(texts=texts)

    def accepts(row: wire.Row) -> bool:
        texts = tuple(wire.grounds(row))
        document = Document(Path("claim.txt"), "txt", [Block(0, "line 1", " ".join(row["claim"].split()))])
        found = claims.scan_claims(document) if texts else []
        return bool(texts) and not any(
            failure.code in codes for claim in found for failure in verify.check_numbers(claim, loaded(texts))
        )

    return accepts


if __name__ == "__main__":
    wire.serve(load, "onus")
