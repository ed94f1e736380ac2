"""What a user can choose about a summary. One frozen record; nothing in it is read from the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.errors import InputError
from copydesk.llm.client import ClientSettings, ModeName
from copydesk.llm.conversation import Wishes
from copydesk.llm.local import Endpoint
from copydesk.segments import WINDOW_CHARS


@dataclass(frozen=True, slots=True)
class SummariseSettings:
    """How a summary is made.

    Attributes:
        claims: how many claims are asked for, over the whole source.
        length: of a claim: "short", "medium", "long", or a phrase.
        language: of the claims: a BCP 47 code or a language's name.
        audience: who reads it, as a phrase.
        base_url: of an OpenAI-compatible endpoint; None for the embedded model.
        model: its name at the endpoint; None with the embedded model.
        api_key: for the endpoint; never shown by `repr` and in no result.
        timeout: seconds without a single byte after which the endpoint counts as too slow.
        max_reasks: rounds in which failing claims are asked again.
        temperature, seed, max_tokens: of the model; None: as the endpoint likes.
        gguf: a model file of the user's own, instead of the embedded model.
        threads: for the embedded model; None for the free cores, at most two.
        mode: how answers are bound to the schema; None for "json_schema" with the embedded model, else "tools".
        prompt: name of the prompt file.
        policy: which findings keep a claim out of the summary.
        window_chars: how much of the source, in code points, the model reads at once.
    """

    claims: int = 8
    length: str = "medium"
    language: str = "en"
    audience: str = "general readers"
    base_url: str | None = None
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 300.0
    max_reasks: int = 2
    temperature: float | None = 0.0
    seed: int | None = 7
    max_tokens: int | None = 2048
    gguf: Path | None = None
    threads: int | None = None
    mode: ModeName | None = None
    prompt: str = "summarise"
    policy: Policy = DEFAULT
    window_chars: int = WINDOW_CHARS

    def __post_init__(self) -> None:
        for name, value, least in (
            ("claims", self.claims, 1),
            ("max_reasks", self.max_reasks, 0),
            ("window_chars", self.window_chars, 200),
            ("threads", self.threads or 1, 1),
        ):
            if value < least:
                raise InputError(f"{name} is {value!r}.", f"It must be at least {least}.")
        if bool(self.base_url) != bool(self.model):
            missing = "base_url" if self.model else "model"
            raise InputError(f"An endpoint needs base_url and model; {missing} is not given.", "Give both, or neither.")

    @property
    def wishes(self) -> Wishes:
        """What the conversation needs to know."""
        return Wishes(self.claims, self.length, self.language, self.audience, self.max_reasks)

    def client(self, endpoint: Endpoint) -> ClientSettings:
        """What the client needs to know of this endpoint."""
        return ClientSettings(
            base_url=endpoint.base_url,
            model=endpoint.model,
            api_key=endpoint.api_key,
            mode=self.answer_mode,
            timeout=self.timeout,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )

    @property
    def answer_mode(self) -> ModeName:
        return self.mode or ("tools" if self.base_url else "json_schema")

    def recorded(self) -> dict[str, str | int | float | None]:
        """What stands in a result: everything that shapes the answer, and no secret."""
        return {
            "claims": self.claims,
            "length": self.length,
            "language": self.language,
            "audience": self.audience,
            "max_reasks": self.max_reasks,
            "temperature": self.temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "mode": self.answer_mode,
            "window_chars": self.window_chars,
        }
