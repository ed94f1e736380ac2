"""The filter of the queue as it stands in addresses and forms."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from copydesk.store.queue import After, Filter


class Wanted(BaseModel):
    """What the address of the queue says. Empty fields do not narrow; what cannot be read is an error."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: Literal["open", "decided", "all"] = "open"
    family: str = Field("", max_length=3)
    severity: Literal["", "error", "warning", "unchecked"] = ""
    desk: str = Field("", max_length=100)
    document: int | None = Field(None, ge=1, le=2**31 - 1)
    reviewer: str = Field("", max_length=100)
    hours: int | None = Field(None, ge=0, le=24 * 3660)
    after: str = Field("", pattern=r"^([0-3]\.[0-9]{1,9})?$")

    @field_validator("document", "hours", mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("state", mode="before")
    @classmethod
    def _usual(cls, value: Any) -> Any:
        return value or "open"

    @property
    def filter(self) -> Filter:
        return Filter(**self.model_dump(exclude={"after"}))

    @property
    def place(self) -> After | None:
        """Where the page begins."""
        rank, _, number = self.after.partition(".")
        return After(int(rank), int(number)) if number else None

    def address(self) -> str:
        """These fields as a query string, without the usual ones. The page begins anew."""
        return urlencode(self.model_dump(exclude={"after"}, exclude_defaults=True))


def read(query: str) -> Wanted:
    """The filter that a form carries along; the usual one when it cannot be read."""
    try:
        return Wanted(**dict(parse_qsl(query[:2000])))
    except ValidationError:
        return Wanted()
