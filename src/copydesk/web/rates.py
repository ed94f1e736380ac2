"""How often somebody may ask: so many times a minute, evenly or all at once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KNOWN = 10_000
"""Names that are remembered; beyond that who has not asked for longest is forgotten, and has all turns again."""


class Rates:
    """Counts for each name. Safe to use from several threads.

    Args:
        per_minute: turns of a name; used up, one comes back every 60 / `per_minute` seconds.
        clock: seconds, going forward.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = float(per_minute), clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Takes a turn and returns 0; or, when none is left, the seconds until there is one.

        >>> rates = Rates(2, clock=lambda: 0.0)
        >>> [rates.wait("feed") for _ in range(3)], rates.wait("other")
        ([0.0, 0.0, 30.0], 0.0)
        """
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(name, (self._most, now))
            left = min(self._most, left + (now - at) * self._most / 60)
            self._left[name] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
            return 0.0 if left >= 1 else (1 - left) * 60 / self._most
