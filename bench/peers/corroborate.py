"""corroborate: numbers, dates and quoted strings of an answer must stand in the retrieved chunks.

Used as its README's first example: `check_answer(query, retrieved_chunks, answer).ok()`. The query "is used only for
context in the report" and stays empty; "loose" is the only mode that is implemented.
"""

from __future__ import annotations

from bench import wire


def load() -> wire.Judge:
    """The checker; accepted when no finding is critical."""
    from corroborate import check_answer

    def accepts(row: wire.Row) -> bool:
        texts = wire.grounds(row)
        return bool(texts) and check_answer("", texts, row["claim"]).ok()

    return accepts


if __name__ == "__main__":
    wire.serve(load, "corroborate")
