"""Two reviewers, a model's worker and an editor in any order, beside a model of the desk that fits on a page.

The model holds, of every claim, how it stands and the decisions behind that; the store must say the same after every
step. At the end its history is whole, and every decision of whoever had not seen the last one was refused.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import results
from copydesk.errors import Conflict, InputError
from copydesk.store import audit, chain, claims, decisions, documents, jobs
from copydesk.store.database import Connection, Database
from copydesk.store.decisions import DECISIONS
from copydesk.store.jobs import Job, Lost, Order
from copydesk.store.records import Seen
from stored import OPEN, PASSED, UNCHECKED, forgotten, reworded

pytestmark = pytest.mark.slow

PEOPLE = st.sampled_from(("bela", "dora"))
CLAIMS = st.sampled_from((OPEN, OPEN, PASSED, UNCHECKED))
DECIDING = ("accept", "reject", "mend", "worsen", "mark", "mark", "undo", "undo", "undo_own", "undo_own")
WHATS = st.sampled_from((*DECIDING, "work", "work", "work", "publish"))
BOTH = st.booleans()
MOSTLY = st.sampled_from((True, True, True, False))
"""Most of the time people look before they decide; else what they have on screen may be of before."""


@dataclass(frozen=True)
class Standing:
    """How a claim stands: state, version, who decided, and who marked which finding of which version."""

    state: str
    version: int = 1
    by: str | None = None
    marks: frozenset[tuple[int, int, str]] = frozenset()


@dataclass
class Model:
    """A claim, as anybody would keep it on a page."""

    now: Standing
    revision: int = 1
    versions: list[bool] = field(default_factory=list)
    """Of each wording, whether it has findings."""
    done: list[tuple[str, Standing]] = field(default_factory=list)
    """The decisions that stand: who made it, and how the claim stood before."""

    def decide(self, who: str, now: Standing) -> None:
        self.done.append((who, self.now))
        self.now = now
        self.revision += 1

    def undo(self) -> None:
        self.now = self.done.pop()[1]
        self.revision += 1


class Desk(RuleBasedStateMachine):
    """Everything that happens at a desk, in one transaction that is forgotten at the end."""

    database: Database

    @initialize()
    def begins(self) -> None:
        self.transaction = forgotten(self.database)
        self.desk: Connection = self.transaction.__enter__()
        self.claims = {
            PASSED: Model(Standing("passed"), versions=[False]),
            OPEN: Model(Standing("open"), versions=[True]),
            UNCHECKED: Model(Standing("open"), versions=[False]),
        }
        self.on_screen = {who: dict.fromkeys(self.claims, 1) for who in ("bela", "dora")}
        self.order: list[tuple[str, int, int]] = []
        """Who decided what, in order: the person, the claim, and how many decisions stood behind it."""
        self.published: tuple[int, list[int]] | None = None
        self.wordings = itertools.count(1)
        self.job: Job | None = None
        self.old: list[Job] = []
        self.decisions = 0

    def teardown(self) -> None:
        if not hasattr(self, "transaction"):
            return
        try:
            found = audit.audit(self.desk)
            assert found.broken == ""
            assert found.figures.decisions == self.decisions
        finally:
            self.transaction.__exit__(None, None, None)

    # -- what people do

    @rule(who=PEOPLE, claim=CLAIMS, what=WHATS, looks=MOSTLY, right=BOTH)
    def something(self, who: str, claim: int, what: str, looks: bool, right: bool) -> None:
        """One rule for everything: Hypothesis leaves whole rules out of a run, and then little happens."""
        if looks:
            self.on_screen[who][claim] = decisions.known(self.desk, claim).revision
        if what == "work":
            self.works(who, claim, looks, right)
        elif what == "publish":
            self.publishes(looks)
        else:
            getattr(self, what)(who, claim)

    def accept(self, who: str, claim: int) -> None:
        now = replace(self.claims[claim].now, state="accepted", by=who)
        self.tries(who, claim, lambda at: decisions.accept(self.desk, at, who, "I was there."), now)

    def reject(self, who: str, claim: int) -> None:
        now = replace(self.claims[claim].now, state="rejected", by=who)
        self.tries(who, claim, lambda at: decisions.reject(self.desk, at, who), now)

    def mend(self, who: str, claim: int) -> None:
        self.change(who, claim, True)

    def worsen(self, who: str, claim: int) -> None:
        self.change(who, claim, False)

    def change(self, who: str, claim: int, right: bool) -> None:
        model, wording = self.claims[claim], self.wording(right)
        number = len(model.versions) + 1
        now = replace(model.now, state="passed" if right else "open", version=number, by=who)
        if self.tries(who, claim, lambda at: decisions.change(self.desk, at, who, wording, "edit"), now):
            model.versions.append(not right)

    def mark(self, who: str, claim: int) -> None:
        model = self.claims[claim]
        if not model.versions[model.now.version - 1]:
            return
        there = {mark for mark in model.now.marks if mark[0] == model.now.version}
        marks = model.now.marks - there if there else model.now.marks | {(model.now.version, 0, who)}
        now = replace(model.now, marks=marks)
        self.tries(who, claim, lambda at: decisions.mark(self.desk, at, who, 0), now)

    def tries(self, who: str, claim: int, does: Any, now: Standing) -> bool:
        """Decides by what was on screen; it counts where that is still how things stand. Returns whether it did."""
        model, at = self.claims[claim], Seen(claim, self.on_screen[who][claim])
        if at.revision != model.revision:
            with pytest.raises(Conflict), self.desk.begin_nested():
                does(at)
            return False
        does(at)
        model.decide(who, now)
        self.order.append((who, claim, len(model.done)))
        self.decisions += 1
        self.on_screen[who][claim] = model.revision
        return True

    def undo(self, who: str, claim: int) -> None:
        model, at = self.claims[claim], Seen(claim, self.on_screen[who][claim])
        if at.revision != model.revision or not model.done:
            with pytest.raises((Conflict, InputError)), self.desk.begin_nested():
                decisions.undo(self.desk, at, who)
            return
        decisions.undo(self.desk, at, who)
        self.undone(claim)

    def undo_own(self, who: str, _: int) -> None:
        own = [(claim, depth) for person, claim, depth in self.order if person == who]
        if not own or len(self.claims[own[-1][0]].done) != own[-1][1]:
            with pytest.raises((Conflict, InputError)), self.desk.begin_nested():
                decisions.undo_own(self.desk, who)
            return
        assert decisions.undo_own(self.desk, who).claim.id == own[-1][0]
        self.undone(own[-1][0])

    def undone(self, claim: int) -> None:
        model = self.claims[claim]
        self.order = [one for one in self.order if one[1:] != (claim, len(model.done))]
        model.undo()
        self.decisions += 1

    # -- what the model does

    def wording(self, right: bool) -> Any:
        return reworded(f"Wording {next(self.wordings)}.", None if right else results.flagged())

    def works(self, who: str, claim: int, lives: bool, right: bool) -> None:
        """Somebody orders a wording where none is on its way; else the worker begins, dies, or answers."""
        waits = any(one.state == "waiting" for one in jobs.jobs(self.desk, 1))
        if self.job is not None:
            self.answers(self.job, right)
        elif self.old and lives:
            self.comes_back(self.old.pop())
        elif not waits:
            jobs.order(self.desk, Order("revise", 1, {"revision": self.claims[claim].revision}, claim), who)
        else:
            mine = jobs.lease(self.desk, 20.0 if lives else -1.0)
            assert mine is not None
            if lives:
                self.job = mine
            else:
                self.old.append(mine)

    def answers(self, mine: Job, right: bool) -> None:
        """The wording counts where nobody has decided since it was asked for; else it is kept beside."""
        self.job = None
        assert mine.claim_id is not None
        model, at = self.claims[mine.claim_id], Seen(mine.claim_id, mine.request["revision"])
        counts = decisions.propose(self.desk, at, mine.requested_by, self.wording(right), "revised")
        jobs.finish(self.desk, mine, "done")
        assert counts == (at.revision == model.revision)
        model.versions.append(not right)
        if counts:
            who, state = mine.requested_by, "passed" if right else "open"
            model.decide(who, replace(model.now, state=state, version=len(model.versions), by=who))
            self.order.append((who, mine.claim_id, len(model.done)))
            self.decisions += 1

    def comes_back(self, mine: Job) -> None:
        """A worker that was thought dead: it may go on where nobody has its job, else not."""
        now = jobs.job(self.desk, mine.id)
        assert now is not None
        if (now.state, now.attempts) == ("running", mine.attempts):
            jobs.finish(self.desk, mine, "failed", "Late.")
            return
        with pytest.raises(Lost), self.desk.begin_nested():
            jobs.finish(self.desk, mine, "failed", "Late.")

    # -- what the editor does

    def publishes(self, looked: bool) -> None:
        revision = documents.known(self.desk, 1).revision - (not looked)
        working = any(one.state in ("waiting", "running") for one in jobs.jobs(self.desk, 1))
        states = [model.now.state for model in self.claims.values()]
        if not looked or working or "open" in states or set(states) == {"rejected"}:
            with pytest.raises((Conflict, InputError)), self.desk.begin_nested():
                decisions.publish(self.desk, 1, revision, "cleo")
            return
        event = decisions.publish(self.desk, 1, revision, "cleo")
        wanted = [(claim, one.now.version) for claim, one in self.claims.items() if one.now.state != "rejected"]
        assert [(claim, version) for claim, version, _ in event.data["claims"]] == wanted

    # -- what must be so

    @invariant()
    def the_store_says_the_same(self) -> None:
        if not hasattr(self, "claims"):
            return
        for claim, model in self.claims.items():
            row = decisions.known(self.desk, claim)
            marks = frozenset((one.version, one.position, one.who) for one in claims.marks(self.desk, claim))
            assert Standing(row.state, row.version, row.decided_by, marks) == model.now
            assert row.revision == model.revision
            assert len(claims.versions(self.desk, claim)) == len(model.versions)
            past = chain.events(self.desk, claim_id=claim)
            assert row.revision == 1 + sum(event.kind in DECISIONS for event in past), "nothing happens without a word"


EXAMPLES = {"sqlite": 3, "postgresql": 1}


def test_whatever_happens_at_a_desk_the_store_says_what_the_model_says(
    backend: str, request: pytest.FixtureRequest
) -> None:
    opened: Database = request.getfixturevalue(f"{backend}_desk")
    machine = type("Desk", (Desk,), {"database": opened})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[backend],
            stateful_step_count=50,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_long_day_at_a_desk(backend: str, request: pytest.FixtureRequest) -> None:
    """Hypothesis likes short runs of few kinds; here everything is as likely throughout."""
    machine = Desk()
    machine.database = request.getfixturevalue(f"{backend}_desk")
    machine.begins()
    chance = random.Random(19)
    for _ in range(80):
        who, what = chance.choice(("bela", "dora")), chance.choice((*DECIDING, "work", "work", "publish"))
        claim = chance.choice((OPEN, OPEN, PASSED, UNCHECKED))
        machine.something(who, claim, what, chance.random() < 0.8, chance.random() < 0.5)
        machine.the_store_says_the_same()
    machine.teardown()
    assert machine.decisions > 15
