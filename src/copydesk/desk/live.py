"""The verifier for whoever is typing: it reads a source once, in a process of its own, and answers at once afterwards.

A server that judged claims itself would keep everybody waiting while one long source is read. So a child process holds
the checkers of the sources that were asked about last; the server sends the sources only when the child does not have
them. The verdict is the same as anywhere else: the same `Checker`, the same policy.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import Policy
from copydesk.claims import Claim
from copydesk.errors import Busy
from copydesk.source import Source

Answer = TypeVar("Answer")

MOST_LETTERS = 6_000_000
"""Code points of the sources that are kept read, in all; reading takes about a hundred bytes for each."""
PATIENCE = 120.0
"""Seconds for one answer, a long source read afresh included."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim is checked against, and the key under which the child remembers it.

    Attributes:
        key: equal keys mean equal sources and policy.
        sources: sent only when the child does not have them.
    """

    key: str
    policy: Policy
    sources: tuple[Source, ...]


class Live:
    """Checks claims in a child process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def check(self, ground: Ground, claim: Claim, patience: float = PATIENCE) -> CheckedClaim:
        """The verdict on a claim.

        Args:
            patience: seconds until it is given up.

        Raises:
            Busy: it took too long, or the process died of it twice.
        """
        until = time.monotonic() + patience
        for _ in range(2):
            try:
                return self._asked(ground, claim, until)
            except (BrokenProcessPool, CancelledError):
                # Also of a claim that somebody else asked about at the same time.
                continue
            except TooSlow:
                break
        raise Busy("The verifier did not answer in time.", "Try again; nothing was stored.")

    def start(self) -> None:
        """Begins the child now, so that whoever types first does not wait for it."""
        self._submitted(_ready)

    def close(self) -> None:
        """Ends the child, and waits for the thread that looks after it.

        Python ends such threads itself at its end, and where one is just about to end that goes wrong, loudly.
        """
        thread = getattr(self._pool, "_executor_manager_thread", None)
        self._forget(self._pool)
        if thread is not None:
            thread.join(2)

    def _asked(self, ground: Ground, claim: Claim, until: float) -> CheckedClaim:
        found = self._answer(until, ground.key, None, ground.policy, claim)
        if found is None:
            found = self._answer(until, ground.key, ground.sources, ground.policy, claim)
        assert found is not None
        return found

    def _answer(self, until: float, *values: object) -> CheckedClaim | None:
        pool, future = self._submitted(_judged, *values)
        try:
            return future.result(max(0.0, until - time.monotonic()))
        except TooSlow:
            # What still waits behind somebody else's work is only taken back.
            if not future.cancel():
                self._forget(pool)
            raise
        except BrokenProcessPool:
            self._forget(pool)
            raise

    def _submitted(self, work: Callable[..., Answer], *values: object) -> tuple[ProcessPoolExecutor, Future[Answer]]:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_started)
            return self._pool, self._pool.submit(work, *values)

    def _forget(self, which: ProcessPoolExecutor | None) -> None:
        """Ends a child, unless another has taken its place already."""
        with self._lock:
            if which is None or which is not self._pool:
                return
            self._pool = None
        processes = list((getattr(which, "_processes", None) or {}).values())
        which.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(OSError, ValueError):
                process.kill()


_CHECKERS: OrderedDict[str, Checker] = OrderedDict()
"""In the child: checkers by key, the one asked last at the end."""


def _started() -> None:
    """The child leaves Ctrl-C to the server, which ends it; and it does not outlive a server that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_ends_with_parent, daemon=True).start()


def _ends_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _ready() -> None:
    """In the child: nothing to do; to be asked is enough."""


def _judged(key: str, sources: tuple[Source, ...] | None, policy: Policy, claim: Claim) -> CheckedClaim | None:
    """In the child: the verdict; None when the sources must be sent first."""
    if key not in _CHECKERS:
        if sources is None:
            return None
        _CHECKERS[key] = Checker(sources, policy)
    _CHECKERS.move_to_end(key)
    while len(_CHECKERS) > 1 and sum(map(_letters, _CHECKERS.values())) > MOST_LETTERS:
        _CHECKERS.popitem(last=False)
    return _CHECKERS[key].check(claim)


def _letters(checker: Checker) -> int:
    return sum(len(source.text) for source in checker.sources)
