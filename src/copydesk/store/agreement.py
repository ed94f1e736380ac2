"""What the decisions say of the people and of the verifier: how far people agree, and how often an alarm was false.

Both count what stands: a decision that was taken back is not one. Who decides second sees what the first decided, so
agreement here is agreement of colleagues, not of judges in separate rooms.

Agreement is over wordings (a claim in one of its versions) that at least two people have accepted or rejected; of each
person the last decision counts.

- *Raw*: of all pairs of people at a wording, how many said the same.
- *Cohen's kappa*: (observed - expected) / (1 - expected), where two people would agree by chance as often as their own
  shares of "accepted" and "rejected" make them. J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational
  and Psychological Measurement 20 (1960), pages 37-46. For exactly two people.
- *Krippendorff's alpha* for nominal values, by the package `krippendorff`: for any number of people, each of whom may
  have left out any wording. K. Krippendorff, "Content Analysis" (2004), chapter 11.

Both coefficients are None where they are not defined: nobody overlaps, or everybody always said the same one thing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import krippendorff
from sqlalchemy import Connection, select

from copydesk.store.tables import EVENT, FINDING, MARK

_DECIDING = ("claim.accepted", "claim.rejected", "claim.changed")
Wording = tuple[int, int]
"""A claim and the number of one of its versions."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two people agree on the wordings that both have decided about."""

    first: str
    second: str
    shared: int
    agreed: int
    kappa: Fraction | None

    @property
    def percent(self) -> Fraction:
        return Fraction(100 * self.agreed, self.shared)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far everybody agrees.

    Attributes:
        decided: wordings that somebody has accepted or rejected.
        shared: those of them that at least two people have.
        people: who has decided about one of those.
        pairs, agreed: of people at a shared wording, and how many of them said the same.
        kappa: None also where more than two people overlap; `by_pair` has theirs.
        by_pair: in the order of the names.
    """

    decided: int
    shared: int
    people: tuple[str, ...]
    pairs: int
    agreed: int
    kappa: Fraction | None
    alpha: float | None
    by_pair: tuple[Pair, ...]

    @property
    def percent(self) -> Fraction | None:
        """Raw agreement; None where nobody overlaps."""
        return Fraction(100 * self.agreed, self.pairs) if self.pairs else None


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """What became of the findings of a family that flagged, in wordings that people have looked at.

    Attributes:
        family: the first three letters of the findings' codes.
        findings: how many there are.
        marked: those of them that somebody called a false alarm.
        claims: wordings that have one.
        accepted: those of them that a person accepted all the same.
    """

    family: str
    findings: int
    marked: int
    claims: int
    accepted: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.marked, self.findings)


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision that stands: its event, the wording it is about, and what it was."""

    seq: int
    wording: Wording
    who: str
    kind: str


def standing(reading: Connection) -> Iterator[Deciding]:
    """Every acceptance, rejection and change of a wording that was not taken back, in order."""
    undone = {
        json.loads(body)["undoes"]
        for body in reading.execute(select(EVENT.c.body).where(EVENT.c.kind == "claim.undone")).scalars()
    }
    columns = (EVENT.c.seq, EVENT.c.claim_id, EVENT.c.version, EVENT.c.who, EVENT.c.kind)
    query = select(*columns).where(EVENT.c.kind.in_(_DECIDING)).order_by(EVENT.c.seq)
    for seq, claim, version, who, kind in reading.execute(query.execution_options(yield_per=1000)):
        if seq not in undone:
            yield Deciding(seq, (claim, version), who, kind)


def agreement(reading: Connection) -> Agreement:
    """How far the people agree who have decided."""
    said: defaultdict[Wording, dict[str, bool]] = defaultdict(dict)
    for one in standing(reading):
        if one.kind != "claim.changed":
            said[one.wording][one.who] = one.kind == "claim.accepted"
    return measured(said.values())


def measured(said: Iterable[dict[str, bool]]) -> Agreement:
    """The same of wordings that are given as who accepted (True) or rejected (False) them.

    >>> found = measured([{"ann": True, "bob": True}, {"ann": False, "bob": True}, {"ann": False, "bob": False}])
    >>> found.agreed, found.pairs, found.kappa, round(found.alpha, 3)
    (2, 3, Fraction(2, 5), 0.444)
    """
    every = list(said)
    shared = [one for one in every if len(one) > 1]
    by_pair = tuple(_pairs(shared))
    return Agreement(
        decided=len(every),
        shared=len(shared),
        people=tuple(sorted({who for one in shared for who in one})),
        pairs=sum(pair.shared for pair in by_pair),
        agreed=sum(pair.agreed for pair in by_pair),
        kappa=by_pair[0].kappa if len(by_pair) == 1 else None,
        alpha=alpha([list(one.values()) for one in shared]),
        by_pair=by_pair,
    )


def _pairs(shared: Sequence[dict[str, bool]]) -> Iterator[Pair]:
    both: defaultdict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for one in shared:
        for first, second in combinations(sorted(one), 2):
            both[first, second].append((one[first], one[second]))
    for (first, second), verdicts in sorted(both.items()):
        agreed = sum(one == other for one, other in verdicts)
        yield Pair(first, second, len(verdicts), agreed, kappa(verdicts))


def kappa(verdicts: Sequence[tuple[bool, bool]]) -> Fraction | None:
    """Cohen's kappa of two people; None where chance alone would make them agree always.

    >>> kappa([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15)
    Fraction(2, 5)
    >>> kappa([(True, True)] * 3) is None
    True
    """
    if not verdicts:
        return None
    count = len(verdicts)
    observed = Fraction(sum(one == other for one, other in verdicts), count)
    first, second = (sum(pair[place] for pair in verdicts) for place in (0, 1))
    expected = Fraction(first * second + (count - first) * (count - second), count * count)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(verdicts: Sequence[Sequence[bool]]) -> float | None:
    """Krippendorff's alpha of what several people said of each wording; None where it is not defined."""
    counts = [(sum(one), len(one) - sum(one)) for one in verdicts if len(one) > 1]
    if not any(accepted for accepted, _ in counts) or not any(rejected for _, rejected in counts):
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def false_alarms(reading: Connection) -> tuple[FalseAlarms, ...]:
    """How often each family flagged what people let pass, by family."""
    last = {one.wording: one.kind for one in standing(reading)}
    places = select(MARK.c.claim_id, MARK.c.version, MARK.c.position)
    marked = {tuple(row) for row in reading.execute(places)}
    looked_at = last.keys() | {(claim, version) for claim, version, _ in marked}
    found: defaultdict[str, _Tally] = defaultdict(_Tally)
    columns = (FINDING.c.claim_id, FINDING.c.version, FINDING.c.position, FINDING.c.family)
    flagging = select(*columns).where(FINDING.c.flags).execution_options(yield_per=1000)
    for claim, version, position, family in reading.execute(flagging):
        if (claim, version) in looked_at:
            found[family].add((claim, version), (claim, version, position) in marked)
    accepted = {wording for wording, kind in last.items() if kind == "claim.accepted"}
    return tuple(
        FalseAlarms(family, tally.findings, tally.marked, len(tally.wordings), len(tally.wordings & accepted))
        for family, tally in sorted(found.items())
    )


class _Tally:
    """Counts while the findings of a family go by."""

    def __init__(self) -> None:
        self.findings = self.marked = 0
        self.wordings: set[Wording] = set()

    def add(self, wording: Wording, marked: bool) -> None:
        self.findings += 1
        self.marked += marked
        self.wordings.add(wording)
