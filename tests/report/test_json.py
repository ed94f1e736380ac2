"""A result goes to JSON and back, exactly; what is not a result is said."""

from __future__ import annotations

import json as standard
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import results
from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Trace
from copydesk.claims import Claim, Place
from copydesk.errors import InputError
from copydesk.mentions.records import Mention, Moment, Name, Qualifier, Quantity, Quotation
from copydesk.report import json
from copydesk.report.result import Attempt, ModelRun, Result, Timing
from copydesk.source import Block, Ref, Source, Span

WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: Span(min(ends), max(ends)))
REFS = st.builds(Ref, st.just(0), SPANS)
SECONDS = st.floats(0, 1e6)


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


VALUES = st.one_of(
    st.builds(Quantity, low=st.none() | st.fractions(), high=st.none() | st.fractions(), others=some(st.fractions())),
    st.builds(Moment, relative=st.none() | WORDS),
    st.builds(Name, some(WORDS)),
    st.builds(Quotation, WORDS),
    st.builds(Qualifier, key=WORDS),
)
MENTIONS = st.builds(Mention, SPANS, WORDS, VALUES, WORDS)
CANDIDATES = st.builds(Candidate, ref=REFS, mention=MENTIONS, why=WORDS)
TRACES = st.builds(Trace, mention=MENTIONS, rule=WORDS, candidates=some(CANDIDATES))
FINDINGS = st.builds(
    Finding, code=WORDS, rule=WORDS, span=SPANS, message=WORDS, refs=some(REFS), suggestion=st.none() | WORDS
)
PLACES = st.builds(Place, WORDS, st.integers(1, 9), st.integers(1, 9), SPANS)
CLAIMS = st.builds(Claim, id=WORDS, text=WORDS, evidence=st.none() | some(WORDS), place=st.none() | PLACES)
CHECKED = st.builds(
    CheckedClaim,
    claim=CLAIMS,
    why=WORDS,
    passages=some(st.builds(Passage, quoted=WORDS, refs=some(REFS))),
    support=some(REFS),
    traces=some(TRACES),
    findings=some(FINDINGS),
)
ATTEMPTS = st.builds(Attempt, asked=some(WORDS), claims=some(CLAIMS), prompt_sha256=WORDS, error=st.none() | WORDS)
SETTINGS = st.dictionaries(WORDS, st.none() | WORDS | st.integers(-9, 9) | SECONDS, max_size=3)
RUNS = st.builds(ModelRun, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, SETTINGS, some(ATTEMPTS))
SOURCES = st.builds(Source, text=WORDS, name=WORDS, blocks=some(st.builds(Block, span=SPANS)), language=WORDS)
RESULTS = st.builds(
    Result,
    sources=st.tuples(SOURCES),
    claims=some(CHECKED),
    policy_sha256=WORDS,
    version=WORDS,
    run=st.none() | RUNS,
    stopped=st.none() | WORDS,
    timing=st.none() | st.builds(Timing, SECONDS, st.none() | SECONDS, st.none() | SECONDS, SECONDS),
)


@settings(deadline=None, max_examples=60)
@given(RESULTS)
def test_every_result_comes_back_as_it_was(result: Result) -> None:
    data = json.dump(result)
    assert json.load(data) == result
    assert json.dump(json.load(data)) == data


@pytest.mark.parametrize("result", (results.checked(), results.summarised(), results.hostile()))
def test_results_made_by_hand_come_back(result: Result) -> None:
    assert json.load(json.dump(result)) == result


def test_numbers_are_exact_strings_and_the_format_is_said() -> None:
    source = results.SOURCE
    value = Quantity(Fraction(1, 3), Fraction(10**30), "count")
    claim = CheckedClaim(
        Claim("a", "x"), "accepted", traces=(Trace(Mention(Span(0, 1), "x", value, "r"), "same", "r"),)
    )
    data = standard.loads(json.dump(Result((source,), (claim,), "", "")))
    read = data["result"]["claims"][0]["traces"][0]["mention"]["value"]
    assert (data["format"], read["low"], read["high"]) == ("copydesk-result/1", "1/3", "1" + "0" * 30)
    assert data["result"]["timing"] is None


def test_the_bytes_are_readable_and_end_in_a_line_feed() -> None:
    data = json.dump(results.checked())
    assert data.endswith(b"}\n")
    assert "\N{LEFT DOUBLE QUOTATION MARK}maybe".encode() in data


def _changed(old: bytes, new: bytes) -> bytes:
    data = json.dump(results.checked())
    assert old in data
    return data.replace(old, new)


BROKEN = (
    (b"", "beginning"),
    (b"{", "beginning"),
    (b"[]", "beginning"),
    (b"\xff", "beginning"),
    (b'{"format": "copydesk-result/2", "result": {}}', "format"),
    (_changed(b'"outcome": "flagged"', b'"outcome": "fine"'), "outcome"),
    (_changed(b'"start": 0', b'"start": -1'), "not a span"),
    (_changed(b'"source": 0', b'"source": 1'), "refers to a source"),
)


@pytest.mark.parametrize(("data", "says"), BROKEN)
def test_what_is_not_a_result_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=r"r\.json") as error:
        json.load(data, "r.json")
    assert says in str(error.value)
