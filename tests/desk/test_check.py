"""The Python API of a check."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

import copydesk
from copydesk import Claim, InputError, Policy, Source, check, from_text
from copydesk.report import json

HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom."
RIGHT = "The fire killed 17 people."
WRONG = "The fire killed 19 people."


def test_a_text_is_cut_into_claims_and_each_gets_a_verdict() -> None:
    result = check(f"{RIGHT} {WRONG}", SOURCE)
    assert [(c.claim.id, c.outcome) for c in result.claims] == [("s1", "accepted"), ("s2", "flagged")]
    assert [c.claim.id for c in result.withheld] == ["s2"]
    assert result.claims[1].findings[0].code.startswith("NUM")


def test_claims_that_are_cut_already_stay_as_they_are() -> None:
    claim = Claim("mine", RIGHT, ("The fire killed 17 people",))
    result = check([claim], Source(SOURCE))
    assert result.claims[0].claim == claim


def test_several_sources_may_back_a_summary() -> None:
    result = check(f"{RIGHT} The river rose 3 metres.", [SOURCE, from_text("The river rose 3 metres.", "river")])
    assert [source.name for source in result.sources] == ["source 1", "river"]
    assert {c.outcome for c in result.claims} == {"accepted"}


def test_what_the_caller_knows_of_a_source_wins() -> None:
    result = check(RIGHT, SOURCE, language="de", published=datetime.date(2020, 1, 1))
    assert (result.sources[0].language, result.sources[0].published) == ("de", datetime.date(2020, 1, 1))


def test_a_policy_decides_what_flags_and_is_fingerprinted() -> None:
    strict, lax = check(WRONG, SOURCE), check(WRONG, SOURCE, policy=Policy(flags=()))
    assert lax.claims[0].outcome == "accepted"
    assert strict.policy_sha256 != lax.policy_sha256


@pytest.mark.parametrize(("summary", "source"), (("", SOURCE), (RIGHT, ""), (RIGHT, [])))
def test_nothing_to_check_is_an_error(summary: str, source: str | list[str]) -> None:
    with pytest.raises(InputError):
        check(summary, source)


def test_the_same_check_gives_the_same_bytes() -> None:
    assert json.dump(check(WRONG, SOURCE)) == json.dump(check(WRONG, SOURCE))


def test_every_public_name_is_there() -> None:
    assert all(getattr(copydesk, name) is not None for name in copydesk.__all__)
    with pytest.raises(AttributeError):
        _ = copydesk.nothing


@pytest.mark.slow
def test_checking_never_loads_a_model_s_client() -> None:
    code = "import copydesk, sys; copydesk.check('A 5.', 'A 5.'); print({'openai', 'instructor'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=HERE)
    assert done.stdout == "set()\n"
