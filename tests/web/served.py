"""A real review desk in processes of its own, and a real browser in front of it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import copydesk

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(copydesk.__file__).parents[1])}
"""Of a process that runs this very copydesk, installed or not."""

_IN_BACKGROUND = ("env", "--ignore-signal=INT")
"""How a shell starts what it puts into the background; a desk in a terminal has it easier."""


def chromium() -> str:
    """Debian's browser; Playwright's own cannot be had here."""
    found = shutil.which("chromium")
    if not found:
        raise RuntimeError("There is no chromium. Install it: apt-get install chromium.")
    return found


@contextlib.contextmanager
def desk(database: str, *options: str) -> Iterator[str]:
    """The address of a desk that serves this database, with its worker.

    Raises:
        AssertionError: it did not end well when it was told to: its code, and what it wrote meanwhile.
    """
    command = [sys.executable, "-m", "copydesk", "review", "--port", "0", "--database", database, *options]
    server = subprocess.Popen([*_IN_BACKGROUND, *command], stderr=subprocess.PIPE, env=ENVIRONMENT, text=True)
    try:
        assert server.stderr is not None
        for line in server.stderr:
            if found := re.search(r"is at (http://\S+)", line):
                yield found[1].rstrip("/")
                break
        else:
            raise RuntimeError(f"the desk ended with code {server.wait()}")
    finally:
        server.terminate()
        said = server.communicate(timeout=20)[1]
    assert server.returncode == 0, f"{server.returncode}: {said}"
    assert "Traceback" not in said


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser that reaches nothing but loopback."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=options)
        try:
            yield opened
        finally:
            opened.close()
