"""copydesk: summaries whose every figure, date, name and quotation is found in the source, or flagged.

The public names, in the order of the flow: a source and claims go in, a checker compares them, a result comes out.
Each is imported when it is first used, so that checking never loads a model's client, and `copydesk --help` nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from copydesk.errors import (
    CopydeskError,
    InputError,
    ModelMissing,
    ModelNonsense,
    ModelRefused,
    ModelUnreachable,
    PromptError,
)
from copydesk.version import VERSION as __version__

if TYPE_CHECKING:
    from copydesk.checking.check import Checker
    from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Trace
    from copydesk.checking.verdict import Policy
    from copydesk.claims import Claim, Place
    from copydesk.desk.check import check
    from copydesk.desk.recheck import Rechecked, recheck
    from copydesk.desk.revise import Revision, revise
    from copydesk.desk.summarise import SummariseSettings, asummarise, summarise
    from copydesk.ingest.document import from_bytes, read
    from copydesk.ingest.plain import Given, from_text
    from copydesk.mentions.records import Mention, Moment, Name, Qualifier, Quantity, Quotation
    from copydesk.report.certificate import Certificate, certify
    from copydesk.report.result import Attempt, ModelRun, Result, Timing
    from copydesk.source import Block, Ref, Source, Span

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

_HOMES = {
    "checking.check": ("Checker",),
    "checking.records": ("Candidate", "CheckedClaim", "Finding", "Passage", "Trace"),
    "checking.verdict": ("Policy",),
    "claims": ("Claim", "Place"),
    "desk.check": ("check",),
    "desk.recheck": ("Rechecked", "recheck"),
    "desk.revise": ("Revision", "revise"),
    "desk.summarise": ("SummariseSettings", "asummarise", "summarise"),
    "ingest.document": ("from_bytes", "read"),
    "ingest.plain": ("Given", "from_text"),
    "mentions.records": ("Mention", "Moment", "Name", "Qualifier", "Quantity", "Quotation"),
    "report.certificate": ("Certificate", "certify"),
    "report.result": ("Attempt", "ModelRun", "Result", "Timing"),
    "source": ("Block", "Ref", "Source", "Span"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"copydesk.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
