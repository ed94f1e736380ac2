"""What the model must fill. Shape only: whether a claim is right is not decided here, and nothing is dropped.

Quotes stand before the claim on purpose: a small model that copies first and writes then stays with what it copied.
The bounds on how many quotes there may be are put to the model (its grammar enforces them) but an answer that breaks
them is still read, so that the reader sees what the model wrote.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_QUOTES = {"minItems": 1, "maxItems": 2}


class Draft(BaseModel):
    """One claim and the passages it rests on."""

    model_config = ConfigDict(frozen=True)

    quotes: list[str] = Field(
        description="one or two passages copied from the article, word for word", json_schema_extra=dict(_QUOTES)
    )
    claim: str = Field(description="one sentence that says only what these passages say")


class Repair(BaseModel):
    """A claim that was asked again."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="the id of the claim that this one replaces")
    quotes: list[str] = Field(
        description="one or two passages copied from the article, word for word", json_schema_extra=dict(_QUOTES)
    )
    claim: str = Field(description="one sentence that says only what these passages say")
