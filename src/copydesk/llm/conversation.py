"""What is asked of the model, in which order, and of which claim again: a state machine without any I/O.

It hands out one `Request` at a time, takes the drafts that the model wrote for it, and is told of each claim whether
it was accepted. It does not know how claims are judged, nor how a model is reached; whoever drives it does both:

    while (request := talk.next_request()) is not None:
        for draft in ...:                                 # the model's answer
            if (claim := talk.receive(draft)) is not None:
                talk.judged(claim.id, accepted, reasons)
        talk.ended("complete", usage)

What decides:

- Every window of the source gets its share of the claims, by its length.
- After a window's first answer, the claims that failed are asked again, with the reasons, until they pass or
  `max_reasks` rounds are over. Accepted claims are not touched again. A claim that failed without a reason that the
  model could act on is not asked again.
- A claim that never passes stays in the summary's list in its last version: withheld and shown, not dropped.
- Drafts that are empty, that repeat a claim of the summary, or that repair nothing that was asked are kept in the
  attempt and go no further. A repair that never came, was empty or repeats another claim leaves its claim as it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from copydesk.claims import Claim
from copydesk.llm.prompts import Example, Message, Prompt, as_data, fingerprint, mark_for
from copydesk.llm.schema import Draft, Repair
from copydesk.report.result import Attempt

Ending = Literal["complete", "cut", "interrupted", "failed"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the summary should be like.

    Attributes:
        claims: how many, at most.
        length: of a claim: "short", "medium" or "long", or a phrase ("at most 12 words").
        language: of the claims: a BCP 47 code that the prompt file knows ("en"), or a name ("Dari").
        audience: who reads it, as a phrase ("readers who know the region").
        max_reasks: rounds in which failing claims are asked again; 0 for never.
    """

    claims: int = 8
    length: str = "medium"
    language: str = "en"
    audience: str = "general readers"
    max_reasks: int = 2

    def __post_init__(self) -> None:
        if self.claims < 1 or self.max_reasks < 0:
            raise ValueError(f"not possible: {self.claims!r} claims, {self.max_reasks!r} rounds")


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the model.

    Attributes:
        number: 1-based, over the whole run.
        window, windows: which part of the source is shown, 0-based, of how many.
        round: 0 for a first question, else which round of asking again.
        asked: ids of the claims that are asked again; empty for a first question.
        messages: what is said.
        most: how many claims are wanted at most.
    """

    number: int
    window: int
    windows: int
    round: int
    asked: tuple[str, ...]
    messages: tuple[Message, ...]
    most: int

    @property
    def purpose(self) -> Literal["first", "again"]:
        return "again" if self.round else "first"


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost: tokens as the endpoint counted them (None: it did not say), and HTTP requests."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    requests: int = 1


@dataclass(slots=True)
class _Line:
    """A claim of the summary through all its versions."""

    window: int
    versions: list[Claim]
    accepted: bool = False
    reasons: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        return self.versions[-1]

    @property
    def root(self) -> str:
        return self.versions[0].id


@dataclass(slots=True)
class _Open:
    """The question that is being answered."""

    request: Request
    drafts: list[Claim] = field(default_factory=list)
    repaired: set[str] = field(default_factory=set)


class Conversation:
    """See the module's text.

    Args:
        prompt: the words.
        windows: the parts of the source, as the model shall see them.
        wishes: what the summary should be like.
    """

    def __init__(self, prompt: Prompt, windows: Sequence[str], wishes: Wishes) -> None:
        self._prompt = prompt
        self._windows = tuple(map(as_data, windows))
        self._wishes = wishes
        self._shares = allot(wishes.claims, [len(window) for window in windows])
        self._window = -1
        self._round = 0
        self._lines: list[_Line] = []
        self._attempts: list[Attempt] = []
        self._open: _Open | None = None
        self._count = 0

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every answer so far, in order."""
        return tuple(self._attempts)

    @property
    def summary(self) -> tuple[str, ...]:
        """Ids of the claims of the summary, each in its last version, in order."""
        return tuple(line.claim.id for line in self._lines)

    @property
    def asking(self) -> Request | None:
        """The request that is being answered."""
        return self._open.request if self._open else None

    def next_request(self) -> Request | None:
        """The next question; None when there is nothing left to ask.

        Raises:
            RuntimeError: the one before has not ended.
        """
        if self._open is not None:
            raise RuntimeError("the last request has not ended")
        request = self._again() or self._first()
        self._open = _Open(request) if request else None
        return request

    def receive(self, draft: Draft | Repair) -> Claim | None:
        """Takes a draft; returns the claim that must be judged now, or None when there is nothing to judge."""
        current = self._current()
        if isinstance(draft, Repair):
            return self._received_repair(draft, current)
        self._count += 1
        claim = drafted(f"c{self._count}", draft)
        current.drafts.append(claim)
        if not words_of(claim.text) or self._repeats(claim, self._lines):
            return None
        self._lines.append(_Line(current.request.window, [claim]))
        return claim

    def replaces(self, claim_id: str) -> str | None:
        """The id of the version before, if there is one."""
        versions = [claim.id for claim in self._line(claim_id).versions]
        place = versions.index(claim_id)
        return versions[place - 1] if place else None

    def judged(self, claim_id: str, accepted: bool, reasons: tuple[str, ...], near: tuple[str, ...] = ()) -> None:
        """Takes the verdict on a claim.

        Args:
            reasons: what the model is told when it is asked again.
            near: sentences of the source that bear on the claim, shown to the model beside the reasons.
        """
        line = self._line(claim_id)
        line.accepted, line.reasons, line.near = accepted, reasons, near

    def ended(self, how: Ending, usage: Usage, error: str | None = None) -> None:
        """The answer to the last request is over."""
        current, self._open = self._current(), None
        self._attempts.append(attempted(current.request, current.drafts, how, usage, error))

    def _received_repair(self, draft: Repair, current: _Open) -> Claim | None:
        line = self._asked_line(draft.id, current)
        version = f"{line.root}.{current.request.round}" if line else f"x{current.request.number}.{len(current.drafts)}"
        claim = drafted(version, draft)
        current.drafts.append(claim)
        if line is None or not words_of(claim.text) or self._repeats(claim, [x for x in self._lines if x is not line]):
            return None
        current.repaired.add(line.claim.id)
        line.versions.append(claim)
        return claim

    def _asked_line(self, claim_id: str, current: _Open) -> _Line | None:
        """The claim that a repair is for: the one it names; where it names none, the only one still open."""
        waiting = [asked for asked in current.request.asked if asked not in current.repaired]
        if claim_id not in waiting and (len(waiting) != 1 or claim_id in current.request.asked):
            return None
        return self._line(claim_id if claim_id in waiting else waiting[0])

    def _repeats(self, claim: Claim, lines: Sequence[_Line]) -> bool:
        return any(words_of(line.claim.text) == words_of(claim.text) for line in lines)

    def _current(self) -> _Open:
        if self._open is None:
            raise RuntimeError("nothing was asked")
        return self._open

    def _line(self, claim_id: str) -> _Line:
        return next(line for line in self._lines if any(claim.id == claim_id for claim in line.versions))

    def _again(self) -> Request | None:
        failing = [line for line in self._lines if line.window == self._window and not line.accepted and line.reasons]
        if not failing or self._round >= self._wishes.max_reasks:
            return None
        self._round += 1
        items = "\n".join(map(self._item, failing))
        source = self._windows[self._window]
        asked = self._prompt.fill("again", {"source": source, "mark": mark_for(source), "items": items})
        said = (*self._opening(), Message("user", asked))
        return self._request(said, tuple(line.claim.id for line in failing), len(failing))

    def _item(self, line: _Line) -> str:
        values = {
            "id": line.claim.id,
            "claim": line.claim.text,
            "reasons": " ".join(line.reasons),
            "near": " ".join(line.near) or "nothing of the kind",
        }
        return self._prompt.fill("again_item", {name: as_data(value) for name, value in values.items()})

    def _first(self) -> Request | None:
        self._round = 0
        self._window += 1
        while self._window < len(self._windows) and not self._shares[self._window]:
            self._window += 1
        if self._window >= len(self._windows):
            return None
        share = self._shares[self._window]
        return self._request((*self._opening(), self._shows(self._windows[self._window], share)), (), share)

    def _request(self, messages: tuple[Message, ...], asked: tuple[str, ...], most: int) -> Request:
        number, windows = len(self._attempts) + 1, len(self._windows)
        return Request(number, self._window, windows, self._round, asked, messages, most)

    def _opening(self) -> tuple[Message, ...]:
        """What stands before every question: the rules and the examples."""
        wishes, word = self._wishes, self._prompt.word
        rules = {
            "length": word("length", wishes.length),
            "language": word("language", wishes.language),
            "audience": wishes.audience,
        }
        examples = (message for example in self._prompt.examples for message in self._shown(example))
        return (Message("system", self._prompt.fill("system", rules)), *examples)

    def _shown(self, example: Example) -> tuple[Message, Message]:
        drafts = [Claim("", claim.claim, claim.quotes) for claim in example.claims]
        return self._shows(example.source, len(drafts)), Message("assistant", _answer(drafts))

    def _shows(self, source: str, count: int) -> Message:
        values = {"source": source, "mark": mark_for(source), "count": str(count)}
        return Message("user", self._prompt.fill("user", values))


def attempted(
    request: Request, claims: Sequence[Claim], how: Ending, usage: Usage, error: str | None = None
) -> Attempt:
    """The record of an answer."""
    return Attempt(
        number=request.number,
        window=request.window,
        purpose=request.purpose,
        asked=request.asked,
        claims=tuple(claims),
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        requests=usage.requests,
        prompt_sha256=fingerprint(request.messages),
        ended=how,
        error=error,
    )


def allot(count: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """`count` shared out by size, by largest remainder; where it suffices, every part that has a size gets one."""
    parts = [place for place, size in enumerate(sizes) if size]
    if count <= len(parts):
        chosen = set(sorted(parts, key=lambda place: -sizes[place])[:count])
        return tuple(int(place in chosen) for place in range(len(sizes)))
    left, total = count - len(parts), sum(sizes)
    shares = [int(bool(size)) + left * size // total if total else 0 for size in sizes]
    by_remainder = sorted(parts, key=lambda place: (-(left * sizes[place] % total), place))
    for place in by_remainder[: count - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def drafted(claim_id: str, draft: Draft | Repair) -> Claim:
    """The claim that the model wrote, under this id."""
    return Claim(claim_id, draft.claim.strip(), tuple(draft.quotes), "model")


def _answer(claims: Sequence[Claim]) -> str:
    """The claims as the model should write them."""
    tasks = [{"quotes": list(claim.evidence or ()), "claim": claim.text} for claim in claims]
    return json.dumps({"tasks": tasks}, ensure_ascii=False)


def words_of(text: str) -> str:
    """What two claims must share to count as the same: their words, whatever the case, spacing and full stop."""
    return " ".join(text.casefold().split()).rstrip(".")
