"""Parsing in a process of its own, with bounds on memory and time: a hostile file ends the child, never the caller.

The parent writes one line of JSON and the bytes of the file, the child answers with one JSON document of bounded
length. Nothing of the child is trusted: its answer is data of known types, checked against its own text. The child
knows no secrets: its environment has only what Python needs to start.

The bounds are those that were tried on bombs (THREATS, section 5): 512 MB of address space and 10 seconds of processor
time end everything that pypdf, lxml and trafilatura can be made to do, and are many times what an ordinary file needs.
Where there is no `resource` module (Windows) only the clock bounds the child.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Literal

from pydantic import TypeAdapter, ValidationError

from copydesk.errors import InputError
from copydesk.ingest.parsed import LONGEST, Parsed

Format = Literal["html", "pdf", "docx"]

MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""
PROCESSOR_SECONDS = 10
WALL_SECONDS = 30.0
"""More than the processor's time, since a busy machine lets the child wait."""
AT_ONCE = 2
"""Children that run beside each other; others wait, so that many uploads do not fill the memory together."""
LONGEST_ANSWER = 8 * LONGEST
"""Bytes that the child may answer: its text, escaped, and its blocks."""

_ENVIRONMENT = ("LANG", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_SLOTS = threading.BoundedSemaphore(AT_ONCE)
_STEP = "Save its text as plain text, and hand that in."


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the child says: one of the two."""

    parsed: Parsed | None = None
    refused: tuple[str, str] | None = None


_ANSWER = TypeAdapter(_Answer)


def parsed(form: Format, data: bytes, name: str) -> Parsed:
    """What a file says, read in a child process.

    Raises:
        InputError: the file is not what it seems, has no text, or took more than it may.
    """
    with tempfile.TemporaryFile() as given:
        given.write(json.dumps({"form": form, "name": name}).encode() + b"\n")
        given.write(data)
        given.seek(0)
        with _SLOTS:
            return _told(*_run(given), name)


def _run(given: IO[bytes]) -> tuple[bytes, bool]:
    """The child's answer, and whether it was in time."""
    command = [sys.executable, "-P", "-m", "copydesk.ingest.limited"]
    # The answer is read to its bound only, so a pipe and a clock of our own take the place of `communicate`.
    with subprocess.Popen(
        command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as child:
        late = threading.Event()
        clock = threading.Timer(WALL_SECONDS, _end, (child, late))
        clock.start()
        try:
            assert child.stdout is not None
            answer = child.stdout.read(LONGEST_ANSWER + 1)
        finally:
            child.kill()
            clock.cancel()
    return answer, not late.is_set()


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _environment() -> dict[str, str]:
    """Where this very copydesk is, installed or not, and what an interpreter needs."""
    here = str(Path(__file__).parents[2])
    paths = [here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**known, "PYTHONPATH": os.pathsep.join(paths)}


def _told(answer: bytes, in_time: bool, name: str) -> Parsed:
    if not in_time:
        raise InputError(f"{name!r} was not read within {WALL_SECONDS:.0f} seconds.", _STEP)
    try:
        said = _ANSWER.validate_json(answer)
    except ValidationError:
        bounds = f"{PROCESSOR_SECONDS} seconds and {MEMORY // 1024**2} MB"
        raise InputError(f"{name!r} needs more than the {bounds} that a file may take.", _STEP) from None
    if said.refused:
        raise InputError(*said.refused)
    if said.parsed is None or not _orderly(said.parsed):
        raise InputError(f"{name!r} could not be read.", _STEP)
    return said.parsed


def _orderly(found: Parsed) -> bool:
    ends = [0, *(place for block in found.blocks for place in (block.span.start, block.span.end)), len(found.text)]
    return all(before <= after for before, after in pairwise(ends))


def main() -> None:
    """The child: bounds first, then everything else."""
    _bound()
    heading = json.loads(sys.stdin.buffer.readline())
    answer = _answered(heading["form"], sys.stdin.buffer.read(), heading["name"])
    sys.stdout.buffer.write(json.dumps(asdict(answer), default=str).encode())


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answered(form: Format, data: bytes, name: str) -> _Answer:
    try:
        return _Answer(_parse(form, data, name))
    except InputError as error:
        return _Answer(refused=(error.message, error.next_step))
    except MemoryError:
        return _Answer(refused=(f"{name!r} needs more than {MEMORY // 1024**2} MB of memory to be read.", _STEP))
    except Exception as error:  # noqa: BLE001 - the outer edge of the child: parsers fail in every way on broken files
        kind = type(error).__name__
        return _Answer(refused=(f"{name!r} is damaged, or no {form.upper()} file: {kind}.", "Save it once more."))


def _parse(form: Format, data: bytes, name: str) -> Parsed:
    if form == "html":
        from copydesk.ingest import html

        return html.parse(data, name)
    if form == "pdf":
        from copydesk.ingest import pdf

        return pdf.parse(data, name)
    from copydesk.ingest import docx

    return docx.parse(data, name)


if __name__ == "__main__":
    main()
