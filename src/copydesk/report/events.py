"""What happens while a summary is being made, for whoever watches. The desk emits them in order."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.checking.records import CheckedClaim


@dataclass(frozen=True, slots=True)
class Joining:
    """The embedded model's parts are being joined into one file: bytes done of bytes in all."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Loading:
    """The embedded model is being loaded, or the endpoint is being reached."""

    model: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The model reads a window of the source: which one of how many, 0-based."""

    window: int
    windows: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The model writes a claim: the how-manieth of this run, 1-based."""

    claim: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transport fault is being retried: why, and after how many seconds."""

    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class AskingAgain:
    """Failing claims are asked again: how many, in which round (1-based)."""

    claims: int
    round: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim was checked the moment it arrived. `replaces` is the id of the claim it repairs, if any."""

    claim: CheckedClaim
    replaces: str | None = None


Event = Joining | Loading | Reading | Writing | Waiting | AskingAgain | Checked
