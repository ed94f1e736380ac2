"""Ctrl-C while the model is writing: what was finished is said and kept, and the exit code is 130."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from llm.faults import Reply, claims_text, fault_server, pieces

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom."
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
CLAIM = "The fire killed 17 people, said Bea Ostrom."


@pytest.mark.slow
@pytest.mark.loopback
def test_what_was_finished_is_kept(tmp_path: Path) -> None:
    source, out = tmp_path / "fire.txt", tmp_path / "r.json"
    source.write_text(SOURCE, encoding="utf-8")
    first = claims_text(CLAIM, CLAIM).partition('}, {"quotes"')[0] + "}"
    with fault_server([Reply(pieces=pieces(first), hang=True)]) as served:
        words = ["-m", "copydesk", "summarise", str(source), "-o", str(out), "--mode", "json_schema"]
        words += ["--base-url", served.base_url, "--model", "m", "--claims", "2"]
        process = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=HERE
        )
        assert process.stderr
        for line in process.stderr:
            if line.startswith("accepted"):
                break
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert CLAIM in " ".join(printed.split())
    assert "Stopped early: Interrupted." in printed
    assert len(json.loads(out.read_text(encoding="utf-8"))["result"]["claims"]) == 1
