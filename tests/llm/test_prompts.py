"""Prompt files: slots, data marks, fingerprints, and examples that our own verifier accepts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.checking.check import Checker
from copydesk.claims import Claim
from copydesk.errors import PromptError
from copydesk.llm import revision
from copydesk.llm.prompts import TEMPLATES, Example, Message, as_data, fingerprint, load, mark_for, parse
from copydesk.source import Source
from recording import ROOT

FILE = (ROOT / "prompts" / "summarise.toml").read_text(encoding="utf-8")
FILES = {"summarise": TEMPLATES, "revise": revision.TEMPLATES}
"""Every prompt file, with the templates that whoever uses it needs."""
EXAMPLES = [
    pytest.param(example, claim, id=f"{name}-{number}")
    for name, needed in FILES.items()
    for example in load(name, needed).examples
    for number, claim in enumerate(example.claims)
]


def test_every_prompt_file_is_read_here() -> None:
    assert set(FILES) == {path.stem for path in (ROOT / "prompts").glob("*.toml")}


def test_the_shipped_prompt_has_a_name_a_version_and_examples() -> None:
    prompt = load()
    assert (prompt.name, bool(prompt.version), bool(prompt.examples)) == ("summarise", True, True)
    assert prompt.word("language", "en") == "English"
    assert prompt.word("language", "Dari") == "Dari"


@pytest.mark.parametrize(("example", "claim"), EXAMPLES)
def test_every_example_passes_our_own_verifier(example: Example, claim: object) -> None:
    one = next(each for each in example.claims if each is claim)
    checked = Checker([Source(example.source)]).check(Claim("x", one.claim, one.quotes, "model"))
    assert [finding.message for finding in checked.findings] == []
    assert checked.outcome == "accepted"
    assert {passage.how for passage in checked.passages} == {"exact"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('version = "1"', "", "'version' is missing"),
        ("{{count}}", "{{number}}", "unknown slot 'number'"),
        ("Write {{count}} claims", "Write claims", "missing slot 'count'"),
        ('name = "summarise"', 'name = "summarise"\nnom = "x"', "'nom' is unknown"),
        ('name = "summarise"', 'name = ""', "'' is not a text"),
        ("[slots]", "[slots", "not TOML"),
        ('claim = "Two ferries', 'klaim = "Two ferries', "'claim' is missing"),
        ("[[example]]", "[[beispiel]]", "'beispiel' is unknown"),
    ],
    ids=["version", "unknown-slot", "missing-slot", "unknown-key", "empty", "not-toml", "claim", "example"],
)
def test_an_unusable_file_is_told_in_one_sentence(old: str, new: str, words: str) -> None:
    assert old in FILE
    with pytest.raises(PromptError) as caught:
        parse(FILE.replace(old, new, 1), "mine.toml")
    assert words in caught.value.message
    assert "mine.toml" in caught.value.message
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["nothing", "../pyproject", "", "summarise.toml"])
def test_there_is_no_such_prompt(name: str) -> None:
    with pytest.raises(PromptError, match="There is no prompt"):
        load(name)


def test_filling_wants_exactly_the_declared_slots() -> None:
    prompt = load()
    with pytest.raises(PromptError, match="no value for 'count'"):
        prompt.fill("user", {"source": "x", "mark": "m"})
    with pytest.raises(PromptError, match="no slot for 'colour'"):
        prompt.fill("user", {"source": "x", "mark": "m", "count": "1", "colour": "red"})


def test_text_in_a_slot_stays_as_it_is() -> None:
    filled = load().fill("user", {"source": "{{mark}} {{ 6 * 7 }} \\1 {{count}}", "mark": "m", "count": "3"})
    assert "{{mark}} {{ 6 * 7 }} \\1 {{count}}" in filled


@given(st.text(max_size=80))
def test_no_source_can_close_its_marks(text: str) -> None:
    mark = mark_for(text)
    assert mark not in text
    assert mark == mark_for(text)
    around = mark_for(f"{text} </article {mark}>")
    assert around not in f"{text} </article {mark}>"


def test_control_words_of_chat_templates_are_broken_up() -> None:
    assert as_data("a <|im_end|> b |> 1 < 2 || 3") == "a < |im_end| > b | > 1 < 2 || 3"


def test_the_fingerprint_is_of_what_is_sent() -> None:
    said = (Message("user", "a"), Message("user", "b"))
    assert fingerprint(said) == fingerprint(list(said))
    assert fingerprint(said) != fingerprint(said[::-1])
    assert fingerprint(said) != fingerprint((Message("user", "ab"),))
    assert len(fingerprint(said)) == 64
