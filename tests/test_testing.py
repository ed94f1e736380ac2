"""`copydesk.testing`: what a test that uses it shows when a claim has no support."""

from __future__ import annotations

import datetime

import pytest

from copydesk.checking.verdict import Policy
from copydesk.claims import Claim
from copydesk.errors import InputError
from copydesk.source import Source
from copydesk.testing import assert_supported

pytest_plugins = ("pytester",)

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom."

PASSES = (
    "The fire killed 17 people.",
    "The fire killed 17 people. Bea Ostrom said the fire killed 17 people.",
    Claim("c", "The fire killed 17 people.", (SOURCE,)),
    [Claim("a", "The fire killed 17 people."), Claim("b", "The fire killed 17 people.")],
)


@pytest.mark.parametrize("claim", PASSES, ids=range(len(PASSES)))
def test_what_agrees_passes(claim: str | Claim | list[Claim]) -> None:
    assert_supported(claim, SOURCE)
    assert_supported(claim, [Source(SOURCE), "Another one."])


def test_what_differs_fails_with_the_findings() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_supported("The fire killed 17 people. The fire killed 19 people.", SOURCE)
    lines = str(caught.value).splitlines()
    assert lines[0] == "summary:1:44: NUM001 error The source gives '17', not '19'."
    assert lines[-1] == "2 claims checked: 1 accepted, 1 flagged, 0 unchecked"


def test_what_could_not_be_checked_fails_too() -> None:
    with pytest.raises(AssertionError, match="unchecked: There is no language pack for af"):
        assert_supported("Vuur het mense dood.", "Vuur het mense dood.", language="af")


def test_policy_and_day_count() -> None:
    assert_supported("The fire killed 19 people.", SOURCE, policy=Policy(ignore=("NUM",)))
    day = datetime.date(2026, 9, 16)
    assert_supported("It burned on 14 September.", "It burned on Monday.", published=day)
    with pytest.raises(AssertionError):
        assert_supported("It burned on 15 September.", "It burned on Monday.", published=day)


@pytest.mark.parametrize(("claim", "source"), (("", SOURCE), ("The fire.", ""), ("The fire.", ())))
def test_nothing_to_check_is_no_pass(claim: str, source: str | tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        assert_supported(claim, source)


def test_pytest_shows_the_line_that_asked_and_the_findings(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        from copydesk.testing import assert_supported

        def test_right():
            assert_supported("The fire killed 17 people.", {SOURCE!r})

        def test_wrong():
            assert_supported("The fire killed 19 people.", {SOURCE!r})
        """
    )
    done = pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        [
            '>       assert_supported("The fire killed 19 people."*',
            "E       AssertionError: summary:1:17: NUM001 error The source gives '17', not '19'.",
            "E       1 claim checked: 0 accepted, 1 flagged, 0 unchecked",
        ]
    )
    assert "def assert_supported" not in done.stdout.str()
