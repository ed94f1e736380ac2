"""The policy: which findings flag, and the fingerprint that tells two policies apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.checking.check import Checker
from copydesk.checking.records import Finding, Severity
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.source import Source, Span

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(("NUM001", "HED003", "DER002")),
    rule=st.just("a-rule"),
    severity=st.sampled_from(SEVERITIES),
    span=st.just(Span(0, 1)),
    message=st.just("A sentence."),
)


@pytest.mark.parametrize(("severity", "outcome"), (("error", "flagged"), ("warning", "flagged"), ("note", "accepted")))
def test_errors_and_warnings_flag_by_default(severity: Severity, outcome: str) -> None:
    assert DEFAULT.outcome([Finding("NUM001", "a-rule", severity, Span(0, 1), "A sentence.")]) == outcome


def test_nothing_found_is_accepted() -> None:
    assert DEFAULT.outcome(()) == "accepted"


@pytest.mark.parametrize("ignored", ("NUM001", "NUM"))
def test_a_code_or_a_family_may_be_ignored(ignored: str) -> None:
    finding = Finding("NUM001", "a-rule", "error", Span(0, 1), "A sentence.")
    assert Policy(ignore=(ignored,)).outcome([finding]) == "accepted"
    assert Policy(ignore=("NUM002", "NEG")).outcome([finding]) == "flagged"


def test_what_is_ignored_is_still_shown() -> None:
    source, claim = [Source("The fire killed 17 people.")], Claim("c", "The fire killed 19 people.")
    lax = Checker(source, Policy(ignore=("NUM",))).check(claim)
    assert lax.outcome == "accepted"
    assert lax.findings == Checker(source).check(claim).findings != ()


def test_the_fingerprint_is_of_the_policy_s_content() -> None:
    assert Policy().sha256 == DEFAULT.sha256 == Policy(("error", "warning"), ()).sha256
    others = [Policy(("error",)), Policy(ignore=("NUM",)), Policy(ignore=("NUM001",)), Policy(flags=())]
    assert len({p.sha256 for p in (DEFAULT, *others)}) == 5
    assert all(len(p.sha256) == 64 for p in others)


@given(st.lists(FINDINGS, max_size=4))
def test_one_flagging_finding_is_enough_and_more_never_help(findings: list[Finding]) -> None:
    flags = [f for f in findings if f.severity in ("error", "warning")]
    assert DEFAULT.outcome(findings) == ("flagged" if flags else "accepted")
    assert DEFAULT.outcome(list(reversed(findings))) == DEFAULT.outcome(findings)
