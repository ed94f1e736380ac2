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
WALL_SECONDS = 60.0
"""More than the processor's time, since a busy machine lets the child wait."""
AT_ONCE = 2
"""Children that run beside each other; others wait, so that many uploads do not fill the memory together."""
LONGEST_ANSWER = 8 * LONGEST
"""Bytes that the child may answer: its text, escaped, and its blocks."""

_ENVIRONMENT = ("LANG", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_SLOTS = threading.BoundedSemaphore(AT_ONCE)
_STEP = "Save its text as plain text, and hand that in."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child says: one of the two."""

    parsed: Parsed | None = None
    refused: tuple[str, str] | None = None


_ANSWER = TypeAdapter(Answer)


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
            answer = _run(given)
    if answer is None:
        raise InputError(f"{name!r} was not read within {WALL_SECONDS:g} seconds.", _STEP)
    return told(answer, name)


def _run(given: IO[bytes]) -> bytes | None:
    """The child's answer; None when it was not in time."""
    command = [sys.executable, "-P", "-m", "copydesk.ingest.limited"]
    # The answer is read to its bound only, so a pipe and a clock of our own take the place of `communicate`.
    with subprocess.Popen(
        command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
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
    return None if late.is_set() else answer


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def environment() -> dict[str, str]:
    """Where this very copydesk is, installed or not, and what an interpreter needs."""
    here = str(Path(__file__).parents[2])
    paths = [here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**known, "PYTHONPATH": os.pathsep.join(paths)}


def told(answer: bytes, name: str) -> Parsed:
    """What the child's bytes say, believed in nothing.

    Raises:
        InputError: the child refused the file, or ended before it had answered.
    """
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
    bound()
    heading = json.loads(sys.stdin.buffer.readline())
    answer = answered(heading["form"], sys.stdin.buffer.read(), heading["name"])
    sys.stdout.buffer.write(written(answer))


def bound() -> None:
    """Bounds this process for good, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def written(answer: Answer) -> bytes:
    """The answer as JSON in UTF-8, as `told` reads it."""
    return json.dumps(asdict(answer), default=str, ensure_ascii=False).encode()


def answered(form: Format, data: bytes, name: str) -> Answer:
    """What the child has to say of a file, whatever is in it."""
    try:
        return Answer(_parse(form, data, name))
    except InputError as error:
        return Answer(refused=(error.message, error.next_step))
    except MemoryError:
        return Answer(refused=(f"{name!r} needs more than {MEMORY // 1024**2} MB of memory to be read.", _STEP))
    except RecursionError:
        return Answer(refused=(f"{name!r} is nested too deep to be read.", _STEP))
    except Exception as error:  # noqa: BLE001 - the outer edge of the child: parsers fail in every way on broken files
        kind = type(error).__name__
        return Answer(refused=(f"{name!r} is damaged, or no {form.upper()} file: {kind}.", "Save it once more."))


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
