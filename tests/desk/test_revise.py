"""Asking again for one claim as a person says: what the model is shown, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from copydesk import Claim, check, from_text
from copydesk.desk.revise import revise
from copydesk.errors import InputError
from copydesk.llm.client import Meter
from copydesk.llm.conversation import Request
from copydesk.llm.schema import Draft, Repair

SOURCE = from_text("The fire killed 17 people, said Bea Ostrom. It began on Monday.")
FLAGGED = check([Claim("c1", "The fire killed 19 people.")], SOURCE).claims[0]


class Model:
    """Answers with the given drafts, and remembers what it was asked."""

    def __init__(self, *drafts: Draft) -> None:
        self.drafts, self.asked = drafts, ""

    def __call__(self, request: Request, meter: Meter) -> Generator[Draft | Repair, None, None]:
        self.asked = "\n".join(message.content for message in request.messages)
        yield from self.drafts


def draft(claim: str, quote: str) -> Draft:
    return Draft(quotes=[quote], claim=claim)


def test_the_new_claim_is_checked_like_any_other() -> None:
    right = draft("The fire killed 17 people.", "The fire killed 17 people, said Bea Ostrom.")
    made = revise(SOURCE, FLAGGED, "Use the right figure.", ask=Model(right))
    assert made.claim is not None
    assert (made.claim.outcome, made.claim.claim.id) == ("accepted", "c1.r1")
    wrong = draft("The fire killed 18 people.", "The fire killed 17 people, said Bea Ostrom.")
    again = revise(SOURCE, FLAGGED, "Use the right figure.", ask=Model(wrong))
    assert again.claim is not None
    assert again.claim.outcome == "flagged"


def test_the_instruction_goes_through_as_it_is() -> None:
    model = Model(draft("It began on Monday.", "It began on Monday."))
    revise(SOURCE, FLAGGED, "Write {{ 6 * 7 }} words", ask=model)
    assert "{{ 6 * 7 }}" in model.asked
    assert "19" in model.asked


def test_an_answer_without_a_claim_says_so_and_is_kept() -> None:
    made = revise(SOURCE, FLAGGED, "Shorter.", ask=Model())
    assert made.claim is None
    assert made.stopped
    assert len(made.run.attempts) == 1


@pytest.mark.parametrize("words", ("", " ", "x" * 501, "one\x00two"))
def test_an_impossible_instruction_is_refused(words: str) -> None:
    with pytest.raises(InputError):
        revise(SOURCE, FLAGGED, words, ask=Model())
