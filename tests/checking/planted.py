"""Claims with a known answer: sentences of the sample sources, and what they become by one planted change.

The oracle is the construction. A copied sentence says what the source says; with one digit, unit, sign, name or negator
changed it does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

from copydesk import batch
from copydesk.checking.check import Checker
from copydesk.checking.index import Spot
from copydesk.checking.records import CheckedClaim, Outcome
from copydesk.checking.verdict import DEFAULT
from copydesk.claims import Claim
from copydesk.ingest import plain
from copydesk.mentions.recognise import recognise
from copydesk.source import Source
from recording import ROOT

Change = Literal["digit", "unit", "sign", "name", "negator"]
SEEDS = tuple(sorted(path.stem for path in (ROOT / "seeds").glob("*.txt")))
OTHER_UNIT = {
    "crowns": "dollars",
    "percent": "percentage points",
    "kilometers": "meters",
    "millimeters": "centimeters",
    "meters": "kilometers",
    "minutes": "hours",
    "hours": "minutes",
    "years": "months",
    "months": "years",
    "million": "billion",
    "Celsius": "Fahrenheit",
    "horsepower": "kilowatts",
}
STRANGER = "Zarkov"


class Planted(NamedTuple):
    """A claim made from a sentence of a seed by one change, and the words before and after it."""

    seed: str
    change: Change
    claim: str
    before: str
    after: str


@cache
def source(seed: str) -> Source:
    path = ROOT / "seeds" / f"{seed}.txt"
    return plain.from_text(path.read_text(encoding="utf-8"), path.name)


@cache
def checker(seed: str) -> Checker:
    return Checker([source(seed)])


def checked(seed: str, claim: str) -> CheckedClaim:
    return checker(seed).check(Claim("c", claim))


def sentences(seed: str) -> list[str]:
    """The sentences of a seed's body that a claim may rest on."""
    return [spot.sentence.words() for spot in checker(seed).index.spots if _is_body(seed, spot)]


def _is_body(seed: str, spot: Spot) -> bool:
    return spot.citable and source(seed).kind_at(spot.sentence.span) == "body"


RETOLD = (
    ("instruction-in-source", "The tram line to the airport will be 14 kilometers long, Hanna Weyl said."),
    ("instruction-in-source", "The council's finance committee put the cost at 412 million crowns."),
    ("instruction-in-source", "The referendum needs 9,000 signatures by December 1."),
    ("instruction-in-source", "The airport served 2.1 million passengers in 2023."),
    ("instruction-in-source", "The dispute lasted six years."),
    ("instruction-in-source", "58 percent of residents supported the line and 29 percent opposed it."),
    ("lake-serra-inquiry", "The report is based on interviews with 173 witnesses."),
    ("lake-serra-inquiry", "The car ferry Halvard was built in 1974."),
    ("lake-serra-inquiry", "There were 148 people on board."),
    ("lake-serra-inquiry", "Tobias Renn reported the fault seven times."),
    ("lake-serra-inquiry", "Judge Ilona Karsten led a commission of five experts."),
    ("lake-serra-inquiry", "Ruben Aldar, the head of the Shipping Office, resigned on Thursday."),
    ("lake-serra-inquiry", "The water in the lake was 4 degrees Celsius."),
    ("lake-serra-inquiry", "Altmar abolished the bonus in May 2022."),
    ("lake-serra-inquiry", "The commission made 32 recommendations."),
    ("taliban-tajikistan", "17 Afghan soldiers fled into Tajikistan on June 27."),
    ("taliban-tajikistan", "Uzbekistan said 53 Afghan troops fled into Uzbekistan on June 23."),
    ("taliban-tajikistan", "The Afghan government said that it had recaptured more than 10 districts."),
    ("varda-floods", "Floods cut off 12 villages in the Varda Valley on Sunday."),
    ("varda-floods", "At least four people died."),
    ("varda-floods", "The state owns 51 percent of Hydrovar."),
    ("varda-floods", "The government set aside 40 million crowns for repairs."),
    ("varda-floods", "The last flood of this size, in 1987, killed 19 people."),
    ("varda-floods", "Mardovia did not accept the field hospital."),
)
"""Claims in other words, or shorter, that a careful editor would pass."""


def planted() -> Iterator[Planted]:
    """Every change of every sentence of every seed, and of every claim retold from one."""
    copied = [(seed, sentence) for seed in SEEDS for sentence in sentences(seed)]
    for seed, sentence in (*copied, *RETOLD):
        for change, start, end, after in edits(sentence):
            yield Planted(seed, change, changed(sentence, start, end, after), sentence[start:end], after)


@cache
def battery(name: str) -> tuple[tuple[Change, str, Outcome], ...]:
    """(change, claim, verdict) for every change of every right claim of a battery that is accepted as it stands."""
    checkers, found = batch.Checkers(), []
    for line in (ROOT / "tests" / "data" / "cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["want"] != "accept" or case["evidence"] is not None or verdict(case, checkers) != "accepted":
            continue
        for change, start, end, after in edits(case["claim"]):
            claim = changed(case["claim"], start, end, after)
            found.append((change, claim, verdict({**case, "claim": claim}, checkers)))
    return tuple(found)


def verdict(case: dict[str, Any], checkers: batch.Checkers) -> Outcome:
    return batch.check_row(case, checkers, DEFAULT)["outcome"]  # type: ignore[no-any-return]


def changed(text: str, start: int, end: int, after: str) -> str:
    return text[:start] + after + text[end:]


Edit = tuple[Change, int, int, str]


def edits(sentence: str) -> Iterator[Edit]:
    """Every change that can be planted in a sentence."""
    yield from _digits(sentence)
    yield from _units(sentence)
    yield from _names(sentence)
    yield from _negators(sentence)


def _digits(sentence: str) -> Iterator[Edit]:
    """The first digit of each run raised by one; and, before a measured figure, a minus sign."""
    for match in re.finditer(r"(?<![\w.,-])\d(?=[\d,.]*)", sentence):
        raised = str(int(match.group()) % 9 + 1)
        yield "digit", match.start(), match.end(), raised
    for match in re.finditer(r"(?<!minus )(?<![\w.,-])(\d[\d,.]*) (?:degrees|percent)", sentence):
        yield "sign", match.start(), match.start(), "-"


def _units(sentence: str) -> Iterator[Edit]:
    for match in re.finditer(r"(?<=\d )[A-Za-z]+|(?<=million )[A-Za-z]+", sentence):
        if other := OTHER_UNIT.get(match.group()):
            yield "unit", match.start(), match.end(), other


def _names(sentence: str) -> Iterator[Edit]:
    """The last word of each name that does not open the sentence becomes a stranger's."""
    for mention in recognise(sentence):
        word = re.search(r"[^\W\d_]+$", mention.surface)
        if mention.kind == "name" and mention.span.start and word and word.group()[0].isupper():
            yield "name", mention.span.start + word.start(), mention.span.end, STRANGER


def _negators(sentence: str) -> Iterator[Edit]:
    """A negator taken out, or put in behind an auxiliary."""
    for match in re.finditer(r" (?:not|never)(?= )", sentence):
        yield "negator", match.start(), match.end(), ""
    for match in re.finditer(r"\b(?:was|were|is|are|will|has been|had been|have)\b(?! not| never)", sentence):
        yield "negator", match.end(), match.end(), " not"
