"""With the real embedded model: the main job, as `make demo` does it, and Ctrl-C in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


INTERRUPTED_RUN = """
import sys
from copydesk.desk.summarise import summarise
from copydesk.ingest import plain
result = summarise(plain.read(sys.argv[1]), on_event=lambda event: print(type(event).__name__, flush=True))
print(result.stopped, len(result.claims), result.run.attempts[-1].ended)
"""


@pytest.mark.model
def test_ctrl_c_while_the_model_writes_ends_the_server_and_keeps_what_was_done() -> None:
    command = [sys.executable, "-c", INTERRUPTED_RUN, str(ROOT / "seeds" / "instruction-in-source.txt")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line == "Checked\n":
                child.send_signal(signal.SIGINT)
                break
        said, _ = child.communicate(timeout=30)
    assert child.returncode == 0
    assert said.splitlines()[-1].startswith("Interrupted. ")
    assert said.endswith(" interrupted\n")
