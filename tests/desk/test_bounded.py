"""A whole check in bounds: the same verdicts as without them, and a clear word where something is too much."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import copydesk
from copydesk.claims import Claim
from copydesk.desk.bounded import Bounds, check
from copydesk.desk.live import Live
from copydesk.errors import Busy, InputError, TooLong
from copydesk.ingest import plain
from copydesk.report import json

SOURCE = plain.from_text("LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n")
SUMMARY = "The fire killed 17 people. It killed 19 people."
LONG = plain.from_text("\n\n".join(f"On day {n} the fire killed {n} people in Linden, said Bea." for n in range(3_000)))


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    started = Live()
    yield started
    started.close()


def test_it_says_what_a_check_says(live: Live) -> None:
    assert json.dump(check(live, SUMMARY, [SOURCE])) == json.dump(copydesk.check(SUMMARY, SOURCE))
    cut = [Claim("c1", "The fire killed 17 people.", ("killed 17 people",))]
    assert json.dump(check(live, cut, [SOURCE])) == json.dump(copydesk.check(cut, SOURCE))


def test_the_language_and_day_of_a_source_count(live: Live) -> None:
    """What was read of a text in one way is not taken for what was read of it in another."""
    for given in (plain.Given(), plain.Given("und")):
        source = plain.from_text("The fire killed 17 people.", "source 1", given)
        assert check(live, SUMMARY, [source]) == copydesk.check(SUMMARY, source)


TOO_MUCH = (
    (SUMMARY, Bounds(letters=10), "The sources have .* letters; at once it may be 10"),
    (SUMMARY, Bounds(claims=1), "There are 2 claims; at once it may be 1"),
    (SUMMARY, Bounds(claims=2, claim_letters=10), "The summary has 47 letters; at once it may be 20"),
    (SUMMARY, Bounds(claims=9, claim_letters=24), "A claim has 26 letters; it may have 24"),
)


@pytest.mark.parametrize(("claims", "bounds", "said"), TOO_MUCH)
def test_what_is_too_much_is_said(live: Live, claims: str, bounds: Bounds, said: str) -> None:
    with pytest.raises(TooLong, match=said) as raised:
        check(live, claims, [SOURCE], bounds=bounds)
    assert raised.value.next_step


@pytest.mark.parametrize("sources", ((), (SOURCE,)))
def test_nothing_to_check_is_said(live: Live, sources: tuple[copydesk.Source, ...]) -> None:
    with pytest.raises(InputError):
        check(live, "...", sources)


@pytest.mark.slow
def test_what_takes_too_long_is_ended_and_others_get_their_answer() -> None:
    """Whoever asked at the same time, and lost the child that was ended, is answered by the next one."""
    live = Live()
    live.start()
    with ThreadPoolExecutor(3) as pool:
        late = pool.submit(check, live, SUMMARY, [LONG], bounds=Bounds(seconds=0.3))
        others = [pool.submit(check, live, SUMMARY, [SOURCE]) for _ in range(2)]
        with pytest.raises(Busy, match="0 of 2 claims were checked"):
            late.result()
        assert [one.result() for one in others] == [copydesk.check(SUMMARY, SOURCE)] * 2
    assert check(live, SUMMARY, [SOURCE]) == copydesk.check(SUMMARY, SOURCE)
    live.close()
