"""What programs send. Nothing is guessed: a field that nobody knows is an error."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from copydesk.checking.verdict import Policy
from copydesk.claims import Claim
from copydesk.errors import InputError
from copydesk.ingest import plain
from copydesk.store import decisions, documents
from copydesk.store.records import Upload
from copydesk.web.routes.claim import LONGEST_CLAIM

Revision = Annotated[int, Field(ge=1, le=2**31 - 1, description="Of the claim, as it was read.")]
Words = Annotated[str, Field(max_length=decisions.LONGEST_WORDS)]
Needed = Annotated[str, Field(min_length=1, max_length=decisions.LONGEST_WORDS)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Body):
    """A source: its text, and what is known of it."""

    text: str = Field(min_length=1, max_length=plain.LARGEST)
    name: str = Field("source", min_length=1, max_length=200, description="Stands before places: name:line:column.")
    language: str | None = Field(None, min_length=2, max_length=35, description="BCP 47; detected when not given.")
    published: datetime.date | None = Field(None, description="The day that 'on Friday' counts from.")

    def upload(self) -> Upload:
        """The source as it is read.

        Raises:
            InputError: the text is empty or broken.
        """
        source = plain.from_text(self.text, self.name, plain.Given(self.language, self.published))
        return Upload(source, self.text.encode())


class Worded(Body):
    """A claim, with the passages of the source that it quotes as its evidence."""

    text: str = Field(min_length=1, max_length=LONGEST_CLAIM)
    evidence: list[Annotated[str, Field(max_length=20_000)]] | None = Field(None, max_length=50)


def _form(given: object) -> str:
    """Which of the two it is meant to be, so that only what is wrong with that is told."""
    return "list" if isinstance(given, list) else "text"


Claims = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[Worded], Tag("list")],
    Discriminator(_form),
]


class Flags(Body):
    """Which findings flag a claim."""

    flags: list[Literal["error", "warning", "note"]] = Field(["error", "warning"], max_length=3)
    ignore: list[Annotated[str, Field(pattern="^[A-Z]{3}([0-9]{3})?$")]] = Field([], max_length=200)

    def policy(self) -> Policy:
        return Policy(tuple(self.flags), tuple(self.ignore))


class Checking(Body):
    """Sources, and a summary or claims that must agree with them."""

    sources: list[Text] = Field(min_length=1, max_length=50)
    claims: Claims = Field(description="A summary, or claims that are cut already.")
    policy: Flags = Flags()
    save: bool = Field(False, description="Keep it as a document of the desk.")
    title: str | None = Field(None, max_length=documents.LONGEST_TITLE, description="Of the document.")
    desk: str = Field("", max_length=100)

    def cut(self) -> str | tuple[Claim, ...]:
        """The claims as the verifier takes them.

        Raises:
            InputError: there is none.
        """
        if isinstance(self.claims, str):
            return self.claims
        if not self.claims:
            raise InputError("There is no claim to check.", "Hand in at least one.")
        return tuple(
            Claim(f"c{number}", one.text, None if one.evidence is None else tuple(one.evidence))
            for number, one in enumerate(self.claims, 1)
        )


class Handed(Body):
    """A new document: sources, and a summary to check; without one a model writes it."""

    title: str = Field(min_length=1, max_length=documents.LONGEST_TITLE)
    desk: str = Field("", max_length=100)
    sources: list[Text] = Field(min_length=1, max_length=50)
    summary: str | None = Field(None, min_length=1, max_length=plain.LARGEST)
    claims: int = Field(8, ge=1, le=100, description="How many the model is asked for.")
    language: str = Field("", max_length=40, description="Of the model's claims; the source's when not given.")


class Accepting(Body):
    """The claim stands, although the verifier flagged it."""

    decision: Literal["accept"]
    revision: Revision
    reason: Needed


class Rejecting(Body):
    """The claim is left out of the summary."""

    decision: Literal["reject"]
    revision: Revision
    reason: Words = ""


class Changing(Body):
    """Another wording, which the verifier judges before it is stored."""

    decision: Literal["change"]
    revision: Revision
    text: str = Field(min_length=1, max_length=LONGEST_CLAIM)


class Undoing(Body):
    """The last decision about the claim is taken back."""

    decision: Literal["undo"]
    revision: Revision


class Noting(Body):
    """A note is left, which changes nothing."""

    decision: Literal["note"]
    text: Needed


Decision = Annotated[Accepting | Rejecting | Changing | Undoing | Noting, Field(discriminator="decision")]
