"""What can go wrong, told by whose fault it is.

Every error that copydesk raises on purpose is a `CopydeskError`. Its message is one sentence that
names the offending value, followed by `next_step`: what the reader can do about it. The command line
turns the class into an exit code, a server would turn it into a status; nothing else looks at it.

Exit codes 0 (nothing flagged) and 1 (something flagged) are results, not errors.
"""

from __future__ import annotations


class CopydeskError(Exception):
    """Base of every error raised on purpose.

    Args:
        message: one sentence, naming the offending value.
        next_step: one sentence that says what to do now; may be empty.
    """

    exit_code = 2

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class InputError(CopydeskError):
    """What the caller handed in cannot be read: a missing file, an empty source, a malformed row."""

    exit_code = 2


class NotThere(InputError):
    """What was asked for by its number does not exist."""


class TooLong(InputError):
    """More was handed in than may be done at once; in parts, or another way, it can be done."""


class Busy(InputError):
    """There is no time for it: too much is being done, or it took too long. The same may work later."""


class PromptError(CopydeskError):
    """A prompt file is unusable: an unknown or missing slot, no version, a broken example."""

    exit_code = 2


class ModelMissing(CopydeskError):
    """No model can answer: nothing configured and the embedded model is not installed or is damaged."""

    exit_code = 3


class ModelRefused(CopydeskError):
    """The endpoint answered with a refusal: a bad key, an unknown model, a malformed request."""

    exit_code = 4


class ModelUnreachable(CopydeskError):
    """The endpoint is down, drops the connection, or answers too slowly, also after the retries."""

    exit_code = 5


class ModelNonsense(CopydeskError):
    """The endpoint answered, but with nothing that can be read as claims."""

    exit_code = 6


class StoreError(CopydeskError):
    """The database cannot be used: not reached, damaged, locked for too long, or made by a newer version."""

    exit_code = 7


class Conflict(CopydeskError):
    """Somebody else decided first: what was on screen is no longer how things stand. Nothing was changed."""

    exit_code = 7


class Refused(CopydeskError):
    """Wrong name or password; which of the two is not told."""

    exit_code = 7


class TooMany(CopydeskError):
    """Somebody has tried too often; the next step says how long to wait."""

    exit_code = 7
