"""One claim asked again as a person says: what the model is shown, and what becomes of its answer. Without any I/O.

It does not know how claims are judged, nor how a model is reached; whoever drives it does both, as with `conversation`:

    asked = Revising(prompt, order, parts)
    for draft in ...:                                     # the model's answer to asked.request
        if (claim := asked.receive(draft)) is not None:
            ...                                           # the new claim, to be judged
    asked.ended("complete", usage)

What decides:

- The instruction comes from a person and is followed; everything else is material: the source, the sentences that bear
  on the claim, the claim itself (a model wrote it, from the source) and what was wrong (it names words of both). All
  stand between markers that carry one word which is in none of these texts, so none can close its own or open
  another's.
- Of a long source the parts that hold the sentences that bear on the claim are shown; together they are no longer than
  what a model reads at once.
- One answer is asked, and its first claim counts. One without words, or the old claim once more, quotes and all, is no
  new claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.claims import Claim
from copydesk.errors import InputError
from copydesk.llm.conversation import Ending, Request, Usage, attempted, drafted, words_of
from copydesk.llm.prompts import Message, Prompt, as_data, mark_for
from copydesk.llm.schema import Draft, Repair
from copydesk.report.result import Attempt
from copydesk.segments import Window, windows
from copydesk.source import Ref, Source

TEMPLATES = ("system", "user", "article")
"""What is said first, what is asked, and each part of a source in it."""
LONGEST = 500
"""Code points of an instruction."""
MOST_PARTS = 2
"""Parts of the sources that are shown at most."""

_REVISED = re.compile(r"\.r(\d+)\Z")
_NOT_IN_A_LINE = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Categories of control characters, halves of characters, and ends of lines and paragraphs."""


def instruction_from(text: str) -> str:
    """A person's instruction, without white space around it.

    Raises:
        InputError: it is empty, too long, or more than one line of text.
    """
    trimmed = text.strip()
    if not trimmed:
        raise InputError("The instruction is empty.", "Say what the model shall do with the claim.")
    if len(trimmed) > LONGEST:
        raise InputError(f"The instruction has {len(trimmed)} characters.", f"The most is {LONGEST}; say it shorter.")
    odd = next((char for char in trimmed if unicodedata.category(char) in _NOT_IN_A_LINE), None)
    if odd is not None:
        raise InputError(
            f"The instruction has the control character U+{ord(odd):04X}.", "Write it as one line of text."
        )
    return trimmed


def revised_id(claim_id: str, version: int | None = None) -> str:
    """The id of a claim's next revision: "c3" becomes "c3.r1", "c3.r1" becomes "c3.r2", or that of this version."""
    known = _REVISED.search(claim_id)
    number = version if version is not None else int(known[1]) + 1 if known else 1
    return f"{claim_id[: known.start()] if known else claim_id}.r{number}"


@dataclass(frozen=True, slots=True)
class Order:
    """What shall become of which claim.

    Attributes:
        claim: as it stands.
        new_id: of the claim that takes its place.
        instruction: the person's words, see `instruction_from`.
        reasons: what was found wrong with the claim.
        near: sentences of the sources that bear on it.
        language: of the new claim: a BCP 47 code that the prompt file knows, or a name.
    """

    claim: Claim
    new_id: str
    instruction: str
    reasons: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the model is shown of the sources.

    Attributes:
        texts: the parts, in the order of the sources.
        first: which one the first of them is, 0-based.
        of: how many parts the sources have.
    """

    texts: tuple[str, ...]
    first: int
    of: int


def parts_holding(sources: Sequence[Source], refs: Sequence[Ref], most_chars: int) -> Parts:
    """The parts of the sources that hold these places, together at most `most_chars` characters; else the first part.

    Where one window does not hold them all, two of half the size are shown, those of the first places.

    Raises:
        InputError: there is nothing in the sources that may be shown.
    """
    for count in range(1, MOST_PARTS + 1):
        cut = [(at, window) for at, source in enumerate(sources) for window in windows(source, most_chars // count)]
        held = list(dict.fromkeys(place for ref in refs for place in _holding(cut, ref)))
        if len(held) <= count:
            break
    if not cut:
        raise InputError("There is nothing in the source that a model could read.", "Give a text with sentences in it.")
    shown = sorted(held[:MOST_PARTS]) or [0]
    return Parts(tuple(cut[place][1].text(sources[cut[place][0]]) for place in shown), shown[0], len(cut))


def _holding(cut: Sequence[tuple[int, Window]], ref: Ref) -> Iterator[int]:
    for place, (source, window) in enumerate(cut):
        if source == ref.source and any(span.overlaps(ref.span) for span in window.spans):
            yield place


class Revising:
    """See the module's text.

    Args:
        prompt: the words.
        order: what shall become of which claim.
        parts: what the model is shown of the sources.
    """

    def __init__(self, prompt: Prompt, order: Order, parts: Parts) -> None:
        self.request = _request(prompt, order, parts)
        self.attempts: tuple[Attempt, ...] = ()
        self.why = ""
        self._order = order
        self._drafts: list[Claim] = []

    def receive(self, draft: Draft | Repair) -> Claim | None:
        """Takes a draft; returns the new claim, or None when this is none, and `why` says why."""
        first = not self._drafts
        claim = drafted(self._order.new_id if first else f"x1.{len(self._drafts)}", draft)
        self._drafts.append(claim)
        if first:
            self.why = _useless(claim, self._order.claim)
        return claim if first and not self.why else None

    def ended(self, how: Ending, usage: Usage, error: str | None = None) -> None:
        """The answer is over."""
        self.attempts = (attempted(self.request, self._drafts, how, usage, error),)


def _useless(claim: Claim, old: Claim) -> str:
    if not any(char.isalnum() for char in claim.text):
        return "The model answered with a claim without words."
    if words_of(claim.text) == words_of(old.text) and claim.evidence == old.evidence:
        return "The model answered with the same claim and the same quotes."
    return ""


def _request(prompt: Prompt, order: Order, parts: Parts) -> Request:
    material = {
        "near": "\n".join(order.near) or "nothing of the kind",
        "claim": order.claim.text,
        "reasons": "\n".join(order.reasons) or "nothing that was found",
        "instruction": order.instruction,
        "id": order.claim.id,
    }
    values = {name: as_data(text) for name, text in material.items()}
    texts = tuple(map(as_data, parts.texts))
    mark = mark_for("\n".join((*texts, *values.values())))
    articles = "\n".join(prompt.fill("article", {"source": text, "mark": mark}) for text in texts)
    system = prompt.fill("system", {"language": prompt.word("language", order.language)})
    asked = prompt.fill("user", {**values, "articles": articles, "mark": mark})
    said = (Message("system", system), Message("user", asked))
    return Request(1, parts.first, parts.of, 1, (order.claim.id,), said, 1)
