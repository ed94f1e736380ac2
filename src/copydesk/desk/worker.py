"""The worker of the review desk: takes jobs, checks or has written, and stores each claim as soon as it is verified.

One job at a time. A second thread keeps the lease and hears of a cancellation; then it interrupts the work, which hands
back what it has. Every write first proves that the job is still this worker's. A worker that is killed leaves what it
has stored; the next one begins the job again in the same run, where what is stored already is not stored twice.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.desk.revise import revise
from copydesk.desk.settings import SummariseSettings
from copydesk.desk.summarise import INTERRUPTED, summarise
from copydesk.errors import CopydeskError, StoreError
from copydesk.ingest import summary
from copydesk.report import events
from copydesk.report.progress import now_words
from copydesk.report.result import Result
from copydesk.report.wording import counted
from copydesk.source import Source
from copydesk.store import claims, decisions, documents, jobs, runs, sources
from copydesk.store.database import Connection, Database
from copydesk.store.jobs import Job, Lost
from copydesk.store.records import Run, Seen
from copydesk.version import VERSION

LOG = logging.getLogger("copydesk.worker")
MODEL = "model"
"""Who stands in the history for what a model wrote without being told by a person."""
AGAIN = 2.0
"""Seconds until the next try when the database cannot be used."""
BEATS = 10
"""How often a lease is renewed while it lasts."""
IDLE = 0.5
"""Seconds between two looks for work when there is none."""
BATCH = 10
"""Claims of a person's summary that are stored at once."""


def work(
    database: Database,
    settings: SummariseSettings,
    stop: Callable[[], bool],
    once: bool = False,
    lease: float = jobs.LEASE_SECONDS,
) -> None:
    """Does jobs, the oldest first, until `stop` says so; with `once`, until there is none.

    Args:
        lease: for how many seconds each sign of life keeps a job; after that another worker may take it over.
    """
    while not stop():
        try:
            did = _next(database, settings, lease)
        except StoreError as error:
            if once:
                raise
            # A job that was in work stays as it is; it is begun again when its lease has run out.
            LOG.warning("%s The worker goes on as soon as it can.", error)
            time.sleep(AGAIN)
            continue
        if not did and once:
            return
        if not did:
            time.sleep(IDLE)


def _next(database: Database, settings: SummariseSettings, lease: float) -> bool:
    """Does the oldest job; False when there is none."""
    with database.writing() as writing:
        job = jobs.lease(writing, lease)
    if job is None:
        return False
    one = _Work(database, job, settings)
    try:
        one.do()
    except Lost:
        LOG.warning("job %d was taken over by another worker", job.id)
    except KeyboardInterrupt:
        # Our own signal, which came when the work had just ended by itself.
        if not (one.cancelled or one.lost):
            raise
    return True


class _Work:
    """One job in one worker's hands."""

    def __init__(self, database: Database, job: Job, settings: SummariseSettings) -> None:
        self.database, self.job, self.settings = database, job, settings
        self.cancelled = self.lost = False
        self._over = threading.Event()

    def do(self) -> None:
        """The job from beginning to end, whatever the end is."""
        if self.job.attempts > jobs.MOST_ATTEMPTS:
            begun = counted(jobs.MOST_ATTEMPTS, "time")
            self._finish("failed", f"Given up: begun {begun}; the worker or the database was lost each time.")
            return
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        try:
            {"check": self._check, "summarise": self._summarise, "revise": self._revise}[self.job.kind]()
        except KeyboardInterrupt:
            if not (self.cancelled or self.lost):
                raise
            with self._writing() as writing:
                self._end(writing, "")
        except StoreError:
            # What the database could not do says nothing about the job.
            raise
        except CopydeskError as error:
            self._finish("failed", str(error))
        finally:
            self._over.set()
            beat.join()

    def _end(self, writing: Connection, said: str) -> None:
        """The job is over, in the same transaction as what it brought last: a worker that is killed has done both, or
        neither, and then nothing is asked of the model twice.
        """
        if self.cancelled:
            jobs.finish(writing, self.job, "cancelled", f"Cancelled. {said}".strip())
        else:
            jobs.finish(writing, self.job, "done", said)

    def _finish(self, state: Any, said: str) -> None:
        with self.database.writing() as writing:
            jobs.finish(writing, self.job, state, said)

    def _beat(self) -> None:
        """Keeps the lease; interrupts the work when it is cancelled or lost."""
        while not self._over.wait(self.job.lease / BEATS):
            try:
                with self.database.writing() as writing:
                    self.cancelled = jobs.renew(writing, self.job)
            except Lost:
                self.lost = True
            except CopydeskError as error:
                LOG.warning("the lease of job %d could not be renewed: %s", self.job.id, error)
            if (self.cancelled or self.lost) and not self._over.is_set():
                os.kill(os.getpid(), signal.SIGINT)
                return

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction of whoever still has the job."""
        with self.database.writing() as writing:
            jobs.renew(writing, self.job)
            yield writing

    def _run(self) -> tuple[Run, list[Source]]:
        with self.database.reading() as reading:
            number = int(self.job.request["run"])
            return runs.run_row(reading, number), [one.source for one in sources.sources(reading, number)]

    def _check(self) -> None:
        """A person's summary, sentence by sentence."""
        run, sources = self._run()
        request = self.job.request
        cut = summary.claims(request["text"], request["name"], sources[0].language)
        self._tell(f"Reading {counted(len(sources), 'source')}")
        checker = Checker(sources, run.policy)
        done: list[CheckedClaim] = []
        waiting: list[CheckedClaim] = []
        for claim in cut:
            checked = checker.check(claim)
            done.append(checked)
            waiting.append(checked)
            if len(waiting) == BATCH:
                self._store(run, waiting, f"{len(done)} of {counted(len(cut), 'claim')} checked")
                waiting = []
            if self.cancelled:
                break
        self._store(run, waiting, f"{len(done)} of {counted(len(cut), 'claim')} checked")
        result = Result(tuple(sources), tuple(done), run.policy.sha256, VERSION)
        self._end_run(run, result)

    def _store(self, run: Run, found: list[CheckedClaim], said: str) -> None:
        with self._writing() as writing:
            keyed = [(checked.claim.id, checked) for checked in found]
            for claim in claims.add_claims(writing, run.id, keyed, "check", self.job.requested_by):
                jobs.tell(writing, self.job, {"event": "claim", "claim": claim})
            jobs.tell(writing, self.job, {"event": "progress", "said": said})

    def _summarise(self) -> None:
        """A summary that a model writes, claim by claim."""
        run, sources = self._run()
        request = self.job.request
        settings = replace(
            self.settings,
            claims=request.get("claims", 8),
            language=request.get("language") or _language(sources[0]),
            policy=run.policy,
        )
        result = summarise(
            sources[0], settings, on_event=lambda event: self._heard(run, event), clock=time.perf_counter
        )
        if result.stopped == INTERRUPTED and not (self.cancelled or self.lost):
            raise KeyboardInterrupt
        self._end_run(run, result)

    def _revise(self) -> None:
        """One claim, asked for again as a person says."""
        assert self.job.claim_id is not None
        request = self.job.request
        with self.database.reading() as reading:
            row = decisions.known(reading, self.job.claim_id)
            run = runs.run_row(reading, row.run_id)
            before = claims.version(reading, row.id, int(request["version"])).checked
            texts = [one.source for one in sources.sources(reading, row.run_id)]
        settings = replace(self.settings, policy=run.policy, language=_language(texts[0]))
        made = revise(texts, before, request["instruction"], settings, clock=time.perf_counter)
        with self._writing() as writing:
            for attempt in made.run.attempts:
                runs.add_attempt(writing, run.id, attempt)
            if made.claim is None:
                said = made.stopped or "The model gave no usable answer."
            elif decisions.propose(
                writing, Seen(row.id, int(request["revision"])), self.job.requested_by, made.claim, "revised"
            ):
                said = f"The model wrote it again: {made.claim.outcome}."
            else:
                said = "The model answered, but somebody decided meanwhile; its wording is kept beside."
            self._end(writing, said)

    def _heard(self, run: Run, event: events.Event) -> None:
        if isinstance(event, events.Checked):
            self._arrived(run, event)
        else:
            words = now_words(event)
            self._tell(words[:1].upper() + words[1:])

    def _arrived(self, run: Run, event: events.Checked) -> None:
        """Stores a claim, or another wording of one, the moment it was verified."""
        root = event.claim.claim.id.partition(".")[0]
        with self._writing() as writing:
            (claim,) = claims.add_claims(writing, run.id, [(root, event.claim)], "model", MODEL)
            if event.replaces:
                _replace(writing, claim, event.claim)
            jobs.tell(writing, self.job, {"event": "claim", "claim": claim})

    def _tell(self, said: str) -> None:
        with self._writing() as writing:
            jobs.tell(writing, self.job, {"event": "progress", "said": said})

    def _end_run(self, run: Run, result: Result) -> None:
        said = f"{len(result.accepted)} verified, {len(result.withheld)} withheld."
        with self._writing() as writing:
            # Everybody takes the document before the end of the chain.
            documents.hold(writing, run.document_id)
            if not run.ended:
                runs.end_run(writing, run.id, result, self.job.requested_by)
            self._end(writing, f"{said} {result.stopped}" if result.stopped else said)


def _language(source: Source) -> str:
    """What claims about a source are written in, when nobody says."""
    return source.language if source.language != "und" else "en"


def _replace(writing: Connection, claim: int, checked: CheckedClaim) -> None:
    """Another wording by the model; once. Where a person has decided meanwhile it is kept beside, no more."""
    known = {version.checked.claim.text for version in claims.versions(writing, claim)}
    if checked.claim.text in known:
        return
    row = decisions.known(writing, claim)
    if row.decided_by in (None, MODEL):
        decisions.propose(writing, Seen(claim, row.revision), MODEL, checked, "model")
    else:
        decisions.offer(writing, claim, MODEL, checked, "model")
