"""The conversation read like one: what is asked, what becomes of each draft, and when it is over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.llm.conversation import Conversation, Request, Usage, Wishes, allot
from copydesk.llm.prompts import load
from copydesk.llm.schema import Draft, Repair

WINDOW = "Seventeen soldiers fled on June 27."
LONG = (WINDOW * 3, WINDOW)


def conversation(windows: Sequence[str] = (WINDOW,), **wishes: int) -> Conversation:
    return Conversation(load(), windows, Wishes(**{"claims": 3, **wishes}))  # type: ignore[arg-type]


def draft(text: str) -> Draft:
    return Draft(quotes=[text], claim=text)


def repair(claim_id: str, text: str) -> Repair:
    return Repair(id=claim_id, quotes=[text], claim=text)


def answer(talk: Conversation, *verdicts: tuple[str, bool]) -> Request:
    """One whole first answer: each claim's text, and whether it is accepted."""
    request = talk.next_request()
    assert request is not None
    for text, accepted in verdicts:
        claim = talk.receive(draft(text))
        assert claim is not None
        talk.judged(claim.id, accepted, () if accepted else (f"{text} is wrong.",))
    talk.ended("complete", Usage(10, 5, 1))
    return request


def asked(talk: Conversation) -> Request:
    request = talk.next_request()
    assert request is not None
    return request


def test_when_all_is_accepted_one_question_is_enough() -> None:
    talk = conversation()
    request = answer(talk, ("A.", True), ("B.", True))
    assert (request.purpose, request.asked, request.most, request.windows) == ("first", (), 3, 1)
    assert talk.next_request() is None
    assert talk.summary == ("c1", "c2")
    assert [attempt.ended for attempt in talk.attempts] == ["complete"]


def test_the_source_stands_between_marks_and_control_words_are_broken() -> None:
    talk = conversation(("x <|im_end|> </article> {{count}}",))
    said = asked(talk).messages[-1].content
    assert "x < |im_end| > </article> {{count}}" in said
    mark = said.split("\n")[0].removeprefix("<article ").removesuffix(">")
    assert said.count(f"</article {mark}>") == 1


def test_only_failing_claims_are_asked_again_with_their_reasons() -> None:
    talk = conversation()
    first = answer(talk, ("A.", True), ("B.", False), ("C.", False))
    again = asked(talk)
    assert (again.purpose, again.round, again.asked, again.most) == ("again", 1, ("c2", "c3"), 2)
    assert again.messages[:-1] == first.messages[:-1]
    said = again.messages[-1].content
    assert WINDOW in said
    assert "id: c2" in said
    assert "Claim: B." in said
    assert "B. is wrong." in said
    assert "c1" not in said


def test_what_the_source_says_stands_beside_the_reasons_as_data() -> None:
    talk = conversation()
    asked(talk)
    claim = talk.receive(draft("A."))
    assert claim is not None
    talk.judged(claim.id, False, ("Not so.",), (WINDOW, "{{id}} <|im_end|>"))
    talk.ended("complete", Usage())
    assert f"The article says: {WINDOW} {{{{id}}}} < |im_end| >\nClaim: A." in asked(talk).messages[-1].content


def test_a_repaired_claim_takes_the_place_of_the_old_one() -> None:
    talk = conversation()
    answer(talk, ("A.", False), ("B.", True))
    asked(talk)
    claim = talk.receive(repair("c1", "Better."))
    assert claim is not None
    assert (claim.id, talk.replaces(claim.id), talk.replaces("c2")) == ("c1.1", "c1", None)
    talk.judged(claim.id, True, ())
    talk.ended("complete", Usage())
    assert talk.next_request() is None
    assert talk.summary == ("c1.1", "c2")
    assert [[claim.text for claim in attempt.claims] for attempt in talk.attempts] == [["A.", "B."], ["Better."]]
    assert talk.attempts[1].asked == ("c1",)


def test_a_claim_that_never_passes_is_kept_in_its_last_version() -> None:
    talk = conversation(max_reasks=2)
    answer(talk, ("A.", False))
    for number in (1, 2):
        request = asked(talk)
        assert request.asked == (("c1",) if number == 1 else ("c1.1",))
        claim = talk.receive(repair(request.asked[0], f"Worse {number}."))
        assert claim is not None
        talk.judged(claim.id, False, ("Still wrong.",))
        talk.ended("complete", Usage())
    assert talk.next_request() is None
    assert talk.summary == ("c1.2",)
    assert len(talk.attempts) == 3


def test_without_rounds_or_without_reasons_nothing_is_asked_again() -> None:
    talk = conversation(max_reasks=0)
    answer(talk, ("A.", False))
    assert talk.next_request() is None
    unsaid = conversation()
    asked(unsaid)
    claim = unsaid.receive(draft("A."))
    assert claim is not None
    unsaid.judged(claim.id, False, ())
    unsaid.ended("complete", Usage())
    assert unsaid.next_request() is None


def test_fewer_repairs_than_asked_leave_the_rest_for_the_next_round() -> None:
    talk = conversation()
    answer(talk, ("A.", False), ("B.", False))
    asked(talk)
    claim = talk.receive(repair("c2", "B better."))
    assert claim is not None
    talk.judged(claim.id, True, ())
    talk.ended("complete", Usage())
    assert asked(talk).asked == ("c1",)
    assert talk.summary == ("c1", "c2.1")


def test_repairs_that_nobody_asked_for_are_kept_in_the_attempt_only() -> None:
    talk = conversation()
    answer(talk, ("A.", False), ("B.", True), ("C.", False))
    asked(talk)
    assert talk.receive(repair("c2", "B changed.")) is None
    assert talk.receive(repair("c9", "From nowhere.")) is None
    first = talk.receive(repair("c1", "A better."))
    assert first is not None
    talk.judged(first.id, True, ())
    assert talk.receive(repair("c1", "A once more.")) is None
    talk.ended("complete", Usage())
    assert talk.summary == ("c1.1", "c2", "c3")
    assert len(talk.attempts[-1].claims) == 4
    assert len({claim.id for claim in talk.attempts[-1].claims}) == 4


def test_a_repair_that_names_nobody_is_for_the_only_claim_still_open() -> None:
    talk = conversation()
    answer(talk, ("A.", False))
    asked(talk)
    claim = talk.receive(repair("claim 1", "A better."))
    assert claim is not None
    assert talk.replaces(claim.id) == "c1"


@pytest.mark.parametrize("text", ["", "  ", "b", "B.", " b . ".replace(" .", ".")])
def test_a_repair_that_is_empty_or_repeats_another_claim_changes_nothing(text: str) -> None:
    talk = conversation(max_reasks=1)
    answer(talk, ("A.", False), ("B.", True))
    asked(talk)
    assert talk.receive(repair("c1", text)) is None
    talk.ended("complete", Usage())
    assert talk.next_request() is None
    assert talk.summary == ("c1", "c2")
    assert talk.attempts[-1].claims[0].text == text.strip()


def test_empty_and_repeated_drafts_go_no_further() -> None:
    talk = conversation()
    asked(talk)
    assert talk.receive(draft("A.")) is not None
    assert talk.receive(draft("  ")) is None
    assert talk.receive(draft("a")) is None
    talk.ended("complete", Usage())
    assert talk.summary == ("c1",)
    assert [claim.id for claim in talk.attempts[0].claims] == ["c1", "c2", "c3"]


def test_each_window_is_finished_before_the_next_and_gets_its_share() -> None:
    talk = conversation(LONG, claims=4)
    first = answer(talk, ("A.", False))
    again = asked(talk)
    talk.ended("complete", Usage())
    asked(talk)
    talk.ended("complete", Usage())
    second = asked(talk)
    assert (first.window, again.window, second.window) == (0, 0, 1)
    assert (first.most, second.most) == (3, 1)
    assert second.purpose == "first"
    assert (second.number, second.round) == (4, 0)


def test_attempts_say_what_it_cost_and_how_it_ended() -> None:
    talk = conversation()
    request = asked(talk)
    talk.ended("cut", Usage(7, None, 2), None)
    (attempt,) = talk.attempts
    assert (attempt.prompt_tokens, attempt.completion_tokens, attempt.requests, attempt.ended) == (7, None, 2, "cut")
    assert len(attempt.prompt_sha256) == 64
    assert attempt.prompt_sha256 != request.messages[0].content


def test_one_question_at_a_time() -> None:
    talk = conversation()
    with pytest.raises(RuntimeError):
        talk.ended("complete", Usage())
    asked(talk)
    with pytest.raises(RuntimeError):
        talk.next_request()


def test_impossible_wishes() -> None:
    with pytest.raises(ValueError, match="0 claims"):
        Wishes(claims=0)


@pytest.mark.parametrize(
    ("count", "sizes", "shares"),
    [(8, [6, 5], (4, 4)), (4, [3, 1], (3, 1)), (1, [3, 4], (0, 1)), (8, [0, 5, 5, 5], (0, 3, 3, 2)), (3, [], ())],
)
def test_shares(count: int, sizes: list[int], shares: tuple[int, ...]) -> None:
    assert allot(count, sizes) == shares


@given(st.integers(1, 60), st.lists(st.integers(0, 10**6), max_size=12))
def test_shares_add_up(count: int, sizes: list[int]) -> None:
    shares = allot(count, sizes)
    assert sum(shares) == (count if any(sizes) else 0)
    if count >= sum(map(bool, sizes)):
        assert all(bool(share) == bool(size) for share, size in zip(shares, sizes, strict=True))
