"""One test with the real embedded model: the main job, as `make demo` does it."""

from __future__ import annotations

import time

import pytest

from copydesk.desk.summarise import SummariseSettings, summarise
from copydesk.ingest import plain
from copydesk.report.events import Checked, Event, Loading, Reading
from recording import ROOT


@pytest.mark.model
def test_the_embedded_model_summarises_the_seed_article() -> None:
    events: list[Event] = []
    source = plain.read(str(ROOT / "seeds" / "taliban-tajikistan.txt"))
    result = summarise(source, SummariseSettings(), on_event=events.append, clock=time.monotonic)
    assert len(result.accepted) >= 5
    assert result.stopped is None
    assert {Loading, Reading, Checked} <= {type(event) for event in events}
    assert result.timing is not None
    assert result.timing.first_accepted is not None
    assert result.timing.first_accepted < result.timing.total / 2
