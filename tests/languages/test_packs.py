"""Every language pack that lies in the folder: sound data, and its table of cases beside it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from copydesk.checking.check import Checker
from copydesk.checking.rules import hedge
from copydesk.claims import Claim
from copydesk.ingest.plain import Given, from_text
from copydesk.languages.pack import has_pack, load_pack
from copydesk.mentions.records import Bound
from recording import ROOT

DATA = ROOT / "src" / "copydesk" / "languages" / "data"
CASES = ROOT / "tests" / "data" / "languages"
NO_PACKS = ("currencies", "shared", "supplement", "units")
PACKS = sorted(p.stem for p in DATA.glob("*.toml") if "." not in p.stem and p.stem not in NO_PACKS)
BY_WORDS = [code for code in PACKS if load_pack(code).by_words]
KNOWN: dict[str, str] = tomllib.loads((CASES / "known.toml").read_text(encoding="utf-8"))
"""Cases that come out wrong, with what would be needed."""
SIZES = {"dozens", "scores", "tens", "hundreds", "thousands", "millions", "billions", "trillions"}
VAGUE = SIZES | {"several", "few", "many"}


def rows(code: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def checker(source: str, language: str) -> Checker:
    return Checker((from_text(source, "source", Given(language=language)),))


def outcome(row: dict[str, Any]) -> str:
    evidence = row.get("evidence")
    claim = Claim(row["id"], row["claim"], None if evidence is None else tuple(evidence))
    return checker(row["source"], row["lang"]).check(claim).outcome


# --- data -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", BY_WORDS)
def test_every_value_of_a_pack_is_one_that_something_reads(code: str) -> None:
    pack = load_pack(code)
    units = set(tomllib.loads((DATA / "units.toml").read_text(encoding="utf-8")))
    assert pack.code == code
    assert set(pack.table("bounds").values()) <= set(get_args(Bound))
    assert set(pack.table("hedges").values()) <= {*hedge.KEEPS, "able"}
    assert set(pack.table("numbers.vague").values()) <= VAGUE
    assert set(pack.table("periods").values()) <= {"hour", "day", "week", "month", "year"}
    named = set(map(str, pack.table("units").values()))
    assert len(named & units) > len(named) / 2, "most convert"
    assert all(re.fullmatch(r"[a-z-]+", unit) for unit in named)
    assert {len(pole) > 0 for scale in pack.data["direction"] for pole in (scale["up"], scale["down"])} == {True}


@pytest.mark.parametrize("code", BY_WORDS)
def test_a_pack_says_the_least_that_a_language_needs(code: str) -> None:
    pack = load_pack(code)
    assert set(pack.table("dates.months").values()) >= set(range(1, 13))
    assert set(pack.table("dates.weekdays").values()) == set(range(1, 8))
    for path, least in (("tokens.stop", 40), ("marks.negation", 2), ("marks.cause", 3), ("marks.speech", 10)):
        assert len(pack.words(path)) >= least, path
    for path in ("bounds", "hedges", "units", "currencies", "numbers.scales"):
        assert len(pack.data[path.partition(".")[0]]) >= 3, path


@pytest.mark.parametrize("code", BY_WORDS)
def test_no_pattern_takes_every_word(code: str) -> None:
    """Of the words of all case tables of the language no mark takes more than a third."""
    pack = load_pack(code)
    readings = [checker(row["source"], code).index.readings[0] for row in rows(code)]
    words = {t.key for reading in readings for t in reading.tokens if t.kind == "word"}
    for path in ("marks.negation", "marks.cause", "marks.all", "marks.speech", "hedges"):
        taken = [w for w in words if pack.phrases(path).at([w], 0)]
        assert len(taken) <= len(words) / 4, (path, taken[:10])


# --- cases ----------------------------------------------------------------------------------------------------------


def _in_one_worker(code: str) -> pytest.MarkDecorator:
    """The lemmatiser of a language takes a second to load: one worker loads it."""
    return pytest.mark.xdist_group(code)


EACH = [pytest.param(code, marks=_in_one_worker(code)) for code in BY_WORDS]
EVERY = [pytest.param(row, id=row["id"], marks=_in_one_worker(code)) for code in BY_WORDS for row in rows(code)]


@pytest.mark.parametrize("row", EVERY)
def test_a_case_comes_out_as_an_editor_wants_it(row: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if reason := KNOWN.get(row["id"]):
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert (outcome(row) == "accepted") is (row["want"] == "accept")


@pytest.mark.parametrize("code", EACH)
def test_a_copied_sentence_is_accepted(code: str) -> None:
    """Word for word, the whole sentence, with and without itself as evidence."""
    seen = {row["source"] for row in rows(code)}
    for source in sorted(seen):
        held = checker(source, code)
        for sentence in held.index.readings[0].sentences:
            text = sentence.words()
            for evidence in (None, (text,)):
                found = held.check(Claim("c", text, evidence))
                assert found.outcome == "accepted", (text, [f.message for f in found.findings])


# --- adding one -----------------------------------------------------------------------------------------------------

MADE_UP = """
code = "qq"
name = "Made up"
reading = "words"
[tokens]
stop = ["la", "de"]
[numbers.words]
tri = 3
kvin = 5
[marks]
negation = ["ne"]
[hedges]
"eble" = "possible"
"""
ASKED = (
    ("La fajro mortigis tri homojn.", "La fajro mortigis 3 homojn.", "accepted"),
    ("La fajro mortigis tri homojn.", "La fajro mortigis 5 homojn.", "flagged"),
    ("La urbo ne aprobis la planon.", "La urbo aprobis la planon.", "flagged"),
    ("Eble la urbo aprobis la planon.", "La urbo aprobis la planon.", "flagged"),
)


def test_a_data_file_is_all_that_a_language_needs(tmp_path: Path) -> None:
    assert not has_pack("qq")
    package = tmp_path / "copydesk"
    shutil.copytree(ROOT / "src" / "copydesk", package, ignore=shutil.ignore_patterns("__pycache__", "*.lexicon.tsv"))
    (package / "languages" / "data" / "qq.toml").write_text(MADE_UP, encoding="utf-8")
    script = (
        "import json, sys\n"
        "from copydesk.checking.check import Checker\n"
        "from copydesk.claims import Claim\n"
        "from copydesk.source import Source\n"
        "ask = lambda s, c: Checker((Source(s, language='qq'),)).check(Claim('c', c)).outcome\n"
        "print(json.dumps([ask(s, c) for s, c, _ in json.loads(sys.argv[1])]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, json.dumps(ASKED)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == [wanted for *_, wanted in ASKED]
