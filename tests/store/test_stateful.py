"""Two reviewers, a model's worker and an editor in any order, beside a model of the desk that fits on a page.

The model holds, of every claim, how it stands and the decisions behind that; the store must say the same after every
step. At the end its history is whole, and every decision of whoever had not seen the last one was refused.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
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

PEOPLE = st.sampled_from(("bela", "dora"))
CLAIMS = st.sampled_from((PASSED, OPEN, UNCHECKED))
BOTH = st.booleans()
FINDINGS = {PASSED: 0, OPEN: 2, UNCHECKED: 0}


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

    @rule(who=PEOPLE, claim=CLAIMS)
    def looks(self, who: str, claim: int) -> None:
        self.on_screen[who][claim] = decisions.known(self.desk, claim).revision

    @rule(who=PEOPLE, claim=CLAIMS, accepts=BOTH)
    def decides(self, who: str, claim: int, accepts: bool) -> None:
        def does(at: Seen) -> object:
            if accepts:
                return decisions.accept(self.desk, at, who, "I was there.")
            return decisions.reject(self.desk, at, who)

        model = self.claims[claim]
        self.tries(who, claim, does, replace(model.now, state="accepted" if accepts else "rejected", by=who))

    @rule(who=PEOPLE, claim=CLAIMS, right=BOTH)
    def changes(self, who: str, claim: int, right: bool) -> None:
        model, wording = self.claims[claim], self.wording(right)
        number = len(model.versions) + 1
        now = replace(model.now, state="passed" if right else "open", version=number, by=who)
        if self.tries(who, claim, lambda at: decisions.change(self.desk, at, who, wording, "edit"), now):
            model.versions.append(not right)

    @rule(who=PEOPLE, claim=CLAIMS, position=st.integers(0, 1))
    def marks(self, who: str, claim: int, position: int) -> None:
        model = self.claims[claim]
        if not model.versions[model.now.version - 1]:
            return
        there = {mark for mark in model.now.marks if mark[:2] == (model.now.version, position)}
        marks = model.now.marks - there if there else model.now.marks | {(model.now.version, position, who)}
        now = replace(model.now, marks=marks)
        self.tries(who, claim, lambda at: decisions.mark(self.desk, at, who, position), now)

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

    @rule(who=PEOPLE, claim=CLAIMS)
    def undoes(self, who: str, claim: int) -> None:
        model, at = self.claims[claim], Seen(claim, self.on_screen[who][claim])
        if at.revision != model.revision or not model.done:
            with pytest.raises((Conflict, InputError)), self.desk.begin_nested():
                decisions.undo(self.desk, at, who)
            return
        decisions.undo(self.desk, at, who)
        self.undone(claim)

    @rule(who=PEOPLE)
    def undoes_own(self, who: str) -> None:
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

    @rule(who=PEOPLE, claim=CLAIMS)
    def notes(self, who: str, claim: int) -> None:
        decisions.note(self.desk, claim, who, "Ask Bea.")

    # -- what the model does

    def wording(self, right: bool) -> Any:
        return reworded(f"Wording {next(self.wordings)}.", None if right else results.flagged())

    @rule(who=PEOPLE, claim=CLAIMS)
    def orders(self, who: str, claim: int) -> None:
        jobs.order(self.desk, Order("revise", 1, {"revision": self.claims[claim].revision}, claim), who)

    @rule(dies=BOTH)
    def leases(self, dies: bool) -> None:
        if self.job is not None:
            return
        mine = jobs.lease(self.desk, -1.0 if dies else 20.0)
        if mine is not None and dies:
            self.old.append(mine)
        else:
            self.job = mine

    @precondition(lambda self: self.job is not None)
    @rule(right=BOTH)
    def answers(self, right: bool) -> None:
        """The wording counts where nobody has decided since it was asked for; else it is kept beside."""
        mine, self.job = self.job, None
        assert mine is not None
        assert mine.claim_id is not None
        model, at = self.claims[mine.claim_id], Seen(mine.claim_id, mine.request["revision"])
        counts = decisions.propose(self.desk, at, mine.requested_by, self.wording(right), "revised")
        jobs.finish(self.desk, mine, "done")
        assert counts == (at.revision == model.revision)
        model.versions.append(not right)
        if counts:
            state = "passed" if right else "open"
            who = mine.requested_by
            model.decide(who, replace(model.now, state=state, version=len(model.versions), by=who))
            self.order.append((who, mine.claim_id, len(model.done)))
            self.decisions += 1

    @precondition(lambda self: self.old)
    @rule()
    def comes_back(self) -> None:
        """A worker that was thought dead: it may go on where nobody has its job, else not."""
        mine = self.old.pop()
        now = jobs.job(self.desk, mine.id)
        assert now is not None
        if (now.state, now.attempts) == ("running", mine.attempts):
            jobs.finish(self.desk, mine, "failed", "Late.")
        else:
            with pytest.raises(Lost), self.desk.begin_nested():
                jobs.finish(self.desk, mine, "failed", "Late.")

    @precondition(lambda self: self.job is None)
    @rule(who=PEOPLE)
    def cancels(self, who: str) -> None:
        for one in jobs.jobs(self.desk, 1):
            jobs.cancel(self.desk, one.id, who)

    # -- what the editor does

    @rule(looked=BOTH)
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


EXAMPLES = {"sqlite": 8, "postgresql": 3}


def test_whatever_happens_at_a_desk_the_store_says_what_the_model_says(
    backend: str, request: pytest.FixtureRequest
) -> None:
    opened: Database = request.getfixturevalue(f"{backend}_desk")
    machine = type("Desk", (Desk,), {"database": opened})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=EXAMPLES[backend],
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
