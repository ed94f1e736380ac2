"""Claims that nobody writes: the checker answers, and soon."""

from __future__ import annotations

import pytest

from copydesk.checking.check import Checker
from copydesk.claims import Claim
from copydesk.ingest.plain import Given, from_text

SOURCES = {
    "en": "Minister Anna Berg said on 5 March 2024 that 5 million euros were missing.",
    "de": "Ministerin Anna Berg sagte am 5. März 2024, dass 5 Millionen Euro fehlen.",
    "fr": "La ministre Anna Berg a dit le 5 mars 2024 que 5 millions d'euros manquent.",
    "zh": "部长张伟2024年3月5日表示，缺少三百万元。",
}
ODD = (
    "9" * 6000,
    "1 " + "000 " * 2000,
    "1." * 2000,
    "5 " + "Millionen " * 400,
    "Anna Berg " * 40,
    "l'" * 4000 + "a",
    "A. " * 300,
    "一二三" * 100,
    "a\N{COMBINING ACUTE ACCENT}" * 2000,
    "\N{COMBINING ACUTE ACCENT}a",
    "x\ud800 5",
    "l\N{MODIFIER LETTER APOSTROPHE}",
    "x\n" * 300,
)


@pytest.mark.parametrize("language", SOURCES)
@pytest.mark.parametrize("text", ODD, ids=[str(n) for n in range(len(ODD))])
def test_an_odd_claim_is_judged(language: str, text: str) -> None:
    checker = Checker((from_text(SOURCES[language], "s", Given(language=language)),))
    assert checker.check(Claim("c", text, None)).outcome in ("accepted", "flagged", "unchecked")
