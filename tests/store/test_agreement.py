"""How far people agree and how often alarms were false: figures worked out by hand, in the table."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import results
from copydesk.checking.records import CheckedClaim, Finding
from copydesk.source import Span
from copydesk.store import agreement, claims, decisions
from copydesk.store.agreement import Agreement, FalseAlarms, Pair
from copydesk.store.database import Connection, Database
from copydesk.store.records import Seen
from stored import OPEN, PASSED, reworded, stored, stored_in


def many(writing: Connection, count: int) -> list[int]:
    """So many flagged claims of one document."""
    wrong = results.flagged()
    document = stored_in(writing, *(replace(wrong, claim=replace(wrong.claim, id=f"s{n}")) for n in range(count)))
    return [row.id for row, _ in claims.claims(writing, document)]


def decide(writing: Connection, claim: int, said: str) -> None:
    """What people did with a claim, in order: "a+" anna accepts, "b-" bela rejects, "c~" cleo changes, "_" undone."""
    names = {"a": "anna", "b": "bela", "c": "cleo"}
    for step in said.split():
        at = Seen(claim, decisions.known(writing, claim).revision)
        if step == "_":
            decisions.undo(writing, at, "anna")
        elif step[1] == "+":
            decisions.accept(writing, at, names[step[0]], "I was there.")
        elif step[1] == "-":
            decisions.reject(writing, at, names[step[0]])
        else:
            decisions.change(writing, at, names[step[0]], reworded("Seventeen died."), "edit")


# What was done with each claim; decided, shared, pairs, agreed; kappa; alpha to four places.
#
# Kappa of two people: (observed - expected) / (1 - expected), expected from each one's own shares.
# Alpha: 1 - observed disagreement / expected disagreement. With n values in all at shared wordings, of which n+ are
# acceptances: expected = 2 (n+)(n-) / (n (n - 1)); observed = the sum over wordings of m of 2 (m+)(m-) / (m - 1), by n.
FIGURES = (
    (["a+"], (1, 0, 0, 0), None, None),
    (["a+ b+"], (1, 1, 1, 1), None, None),  # always the same one thing: not defined
    # Each says + and - once. Observed 0, expected 1/2: kappa -1. n=4, n+=2: expected 8/12, observed (2 + 2)/4 = 1.
    (["a+ b-", "a- b+"], (2, 2, 2, 0), Fraction(-1), -0.5),
    # Observed 1, expected 1/2. Observed disagreement 0.
    (["a+ b+", "a- b-"], (2, 2, 2, 2), Fraction(1), 1.0),
    # Anna + - -, bela + + -: observed 2/3, expected (1*2 + 2*1)/9 = 4/9, (6/9 - 4/9)/(5/9) = 2/5.
    # n=6, n+=3: expected 18/30 = 3/5; observed 2/6 = 1/3; 1 - (1/3)/(3/5) = 4/9.
    (["a+ b+", "a- b+", "a- b-"], (3, 3, 3, 2), Fraction(2, 5), 0.4444),
    # One wording was decided by one alone: it counts as decided, and for nothing else.
    (["a+ b+", "a- b+", "a- b-", "a-"], (4, 3, 3, 2), Fraction(2, 5), 0.4444),
    # The last decision of a person counts: anna changes her mind to what bela said.
    (["a+ b- a-", "a+ b+"], (2, 2, 2, 2), Fraction(1), 1.0),
    # What was taken back was never said.
    (["a+ b- _", "a+ b+"], (2, 1, 1, 1), None, None),
    (["a+ _ b-"], (1, 0, 0, 0), None, None),
    # A wording that was changed is another one: neither has said anything of the other's.
    (["a- b~ b-"], (2, 0, 0, 0), None, None),
    (["b~"], (0, 0, 0, 0), None, None),
    # Three people: pairs ab, ac, bc at the first (1 of 3 agrees), ab at the second. Kappa is for two people only.
    # n=5, n+=4: expected 2*4*1/20 = 2/5; observed (2*2*1/2)/5 = 2/5: alpha 0.
    (["a+ b+ c-", "a+ b+"], (2, 2, 4, 2), None, 0.0),
)


@pytest.mark.parametrize(("said", "counted", "kappa", "alpha"), FIGURES, ids=lambda value: str(value)[:40])
def test_agreement_is_what_was_worked_out_by_hand(
    desk: Connection, said: list[str], counted: tuple[int, ...], kappa: Fraction | None, alpha: float | None
) -> None:
    for claim, steps in zip(many(desk, len(said)), said, strict=True):
        decide(desk, claim, steps)
    found = agreement.agreement(desk)
    assert (found.decided, found.shared, found.pairs, found.agreed) == counted
    assert found.kappa == kappa
    assert found.alpha == (None if alpha is None else pytest.approx(alpha, abs=5e-5))
    assert found.percent == (Fraction(100 * counted[3], counted[2]) if counted[2] else None)


def test_every_pair_of_people_has_figures_of_its_own(desk: Connection) -> None:
    for claim, steps in zip(many(desk, 3), ("a+ b+ c-", "a- b-", "c+ b+"), strict=True):
        decide(desk, claim, steps)
    found = agreement.agreement(desk)
    assert found.people == ("anna", "bela", "cleo")
    assert found.by_pair == (
        Pair("anna", "bela", 2, 2, Fraction(1)),
        # One wording each: anna + and cleo -; nothing by chance, so nothing better than chance.
        Pair("anna", "cleo", 1, 0, Fraction(0)),
        # Bela + +, cleo - +: observed 1/2, expected (2*1 + 0)/4 = 1/2.
        Pair("bela", "cleo", 2, 1, Fraction(0)),
    )
    assert [pair.percent for pair in found.by_pair] == [100, 0, 50]
    assert (found.pairs, found.agreed, found.percent) == (5, 3, Fraction(60))


def test_where_nobody_has_decided_nothing_is_said(database: Database) -> None:
    nothing = Agreement(0, 0, (), 0, 0, None, None, ())
    with database.reading() as reading:
        assert agreement.agreement(reading) == nothing
        assert agreement.false_alarms(reading) == ()
    assert nothing.percent is None
    stored(database)
    with database.reading() as reading:
        assert agreement.agreement(reading) == nothing
        assert agreement.false_alarms(reading) == (), "nobody has looked at the findings yet"


# -- false alarms --------------------------------------------------------------------------------------------------


def flagged(*codes: str) -> CheckedClaim:
    findings = tuple(Finding(code, "rule", "error", Span(0, 1), "No.") for code in codes)
    note = Finding("HED001", "hedge-lost", "note", Span(0, 1), "Hm.")
    return replace(results.flagged(), findings=(*findings, note))


# The findings of each claim; what anna did with it ("+", "-", "m0" marks the first); by family: findings looked at,
# marked, wordings, accepted.
ALARMS: tuple[tuple[str, str, dict[str, tuple[int, int, int, int]]], ...] = (
    ("NUM001", "+", {"NUM": (1, 0, 1, 1)}),
    ("NUM001", "-", {"NUM": (1, 0, 1, 0)}),
    ("NUM001", "m0", {"NUM": (1, 1, 1, 0)}),
    ("NUM001", "m0 m0", {}),
    ("NUM001", "m0 _", {}),
    ("NUM001", "m0 +", {"NUM": (1, 1, 1, 1)}),
    ("NUM001 NUM002 NAM001", "m1 +", {"NAM": (1, 0, 1, 1), "NUM": (2, 1, 1, 1)}),
    ("NUM001 NUM002 NAM001", "+ _", {}),
    ("NUM001", "~", {"NUM": (1, 0, 1, 0)}),
    ("NUM001", "m1", {"NUM": (1, 0, 1, 0)}),  # a note that was marked never was an alarm; the claim was looked at
)


@pytest.mark.parametrize(("codes", "done", "counted"), ALARMS, ids=lambda value: str(value)[:30])
def test_false_alarms_are_what_was_counted_by_hand(
    desk: Connection, codes: str, done: str, counted: dict[str, tuple[int, int, int, int]]
) -> None:
    document = stored_in(desk, flagged(*codes.split()))
    claim = claims.claims(desk, document)[0][0].id
    look(desk, claim, done)
    assert agreement.false_alarms(desk) == tuple(FalseAlarms(family, *counts) for family, counts in counted.items())


def look(writing: Connection, claim: int, done: str) -> None:
    for step in done.split():
        if step.startswith("m"):
            at = Seen(claim, decisions.known(writing, claim).revision)
            decisions.mark(writing, at, "anna", int(step[1:]))
        else:
            decide(writing, claim, step if step == "_" else f"a{step}")


def test_the_rate_is_of_all_claims_together(desk: Connection) -> None:
    for done in ("m0 +", "-", "-", "m0"):
        document = stored_in(desk, flagged("NUM001"))
        look(desk, claims.claims(desk, document)[0][0].id, done)
    (found,) = agreement.false_alarms(desk)
    assert found == FalseAlarms("NUM", findings=4, marked=2, claims=4, accepted=1)
    assert found.rate == Fraction(1, 2)


def test_both_count_what_stands(desk: Connection) -> None:
    assert list(agreement.standing(desk)) == []
    decide(desk, OPEN, "a+ b- _ c~")
    decide(desk, PASSED, "a-")
    found = [(one.wording, one.who, one.kind) for one in agreement.standing(desk)]
    assert found == [
        ((OPEN, 1), "anna", "claim.accepted"),
        ((OPEN, 1), "cleo", "claim.changed"),
        ((PASSED, 1), "anna", "claim.rejected"),
    ]
