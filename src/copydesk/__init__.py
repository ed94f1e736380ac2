"""copydesk: summaries whose every figure, date, name and quotation is found in the source, or flagged.

The public names, in the order of the flow: a source and claims go in, a checker compares them, a result comes out.
`summarise`, `asummarise` and `revise` ask a model; they are imported when first used, so that checking never loads a
client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from copydesk.checking.check import Checker
from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Trace
from copydesk.checking.verdict import Policy
from copydesk.claims import Claim, Place
from copydesk.desk.check import check
from copydesk.desk.recheck import Rechecked, recheck
from copydesk.errors import (
    CopydeskError,
    InputError,
    ModelMissing,
    ModelNonsense,
    ModelRefused,
    ModelUnreachable,
    PromptError,
)
from copydesk.ingest.document import from_bytes, read
from copydesk.ingest.plain import Given, from_text
from copydesk.mentions.records import Mention, Moment, Name, Qualifier, Quantity, Quotation
from copydesk.report.certificate import Certificate, certify
from copydesk.report.result import Attempt, ModelRun, Result, Timing
from copydesk.source import Block, Ref, Source, Span
from copydesk.version import VERSION as __version__

if TYPE_CHECKING:
    from copydesk.desk.revise import Revision, revise
    from copydesk.desk.summarise import SummariseSettings, asummarise, summarise

__all__ = [
    "Attempt",
    "Block",
    "Candidate",
    "Certificate",
    "CheckedClaim",
    "Checker",
    "Claim",
    "CopydeskError",
    "Finding",
    "Given",
    "InputError",
    "Mention",
    "ModelMissing",
    "ModelNonsense",
    "ModelRefused",
    "ModelRun",
    "ModelUnreachable",
    "Moment",
    "Name",
    "Passage",
    "Place",
    "Policy",
    "PromptError",
    "Qualifier",
    "Quantity",
    "Quotation",
    "Rechecked",
    "Ref",
    "Result",
    "Revision",
    "Source",
    "Span",
    "SummariseSettings",
    "Timing",
    "Trace",
    "__version__",
    "asummarise",
    "certify",
    "check",
    "from_bytes",
    "from_text",
    "read",
    "recheck",
    "revise",
    "summarise",
]

_ASKS_A_MODEL = {
    "Revision": "revise",
    "SummariseSettings": "summarise",
    "asummarise": "summarise",
    "revise": "revise",
    "summarise": "summarise",
}
"""Name to module of `copydesk.desk`."""


def __getattr__(name: str) -> Any:
    if name in _ASKS_A_MODEL:
        return getattr(importlib.import_module(f"copydesk.desk.{_ASKS_A_MODEL[name]}"), name)
    raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
