"""Where results go: files that are whole or not there, and the two streams of a terminal."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from copydesk.cli.options import option
from copydesk.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from copydesk.checking.verdict import Policy
    from copydesk.report.result import Result


def console(*, stderr: bool = False) -> Console:
    """A console that prints what it is given: no markup; colour only on a terminal, and not under NO_COLOR."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def save(path: Path, data: bytes) -> None:
    """Writes a file beside its name first, so that it is whole or not there; makes its folder.

    Raises:
        InputError: it cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        if path.exists():
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be written: {error.strerror}.", "Name another file.") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def save_changed(target: Path, origin: Path, before: str, after: str) -> None:
    """Writes the changed text of a file, through a link to the file itself; a byte order mark in front stays.

    Raises:
        InputError: the file was changed meanwhile, or the target cannot be written.
    """
    from copydesk.ingest import plain

    now = plain.read_text(str(origin))
    if now != before:
        raise InputError(f"{str(origin)!r} was changed meanwhile; nothing was written to it.", "Check it again.")
    with origin.open("rb") as file:
        mark = file.read(len(codecs.BOM_UTF8))
    save(target.resolve(), (mark if mark == codecs.BOM_UTF8 else b"") + after.encode())


def save_reports(result: Result, as_json: Path | None, as_html: Path | None) -> None:
    """Writes the reports that were asked for by file name.

    Raises:
        InputError: one cannot be written.
    """
    if as_json:
        from copydesk.report import json

        save(as_json, json.dump(result))
    if as_html:
        from copydesk.report.formats import FORMATS as written

        save(as_html, written["html"].write(result))


CERTIFICATES = click.option(
    "--certificates",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write there what every accepted claim rests on, for copydesk recheck.",
)


def save_certificates(result: Result, policy: Policy, raws: Sequence[bytes], folder: Path | None) -> None:
    """Writes a certificate of every accepted claim, named by its id, into the folder that was asked for.

    A claim of which findings are ignored gets none: the verifier does not stand behind it.

    Raises:
        InputError: one cannot be written.
    """
    if folder:
        from copydesk.report import certificate

        for checked in (checked for checked in result.accepted if not checked.ignored):
            made = certificate.certify(result, checked, policy, raws)
            save(folder / f"{checked.claim.id}.json", certificate.dump(made))


FORMAT = option("format", dest="form")


def finish(ctx: click.Context, code: int, *, report_only: bool) -> NoReturn:
    """Ends a command with an exit code; when only a report was asked for, with 0, and says what it would have been."""
    if report_only and code:
        click.echo(f"report only: the exit code would have been {code}", err=True)
        code = 0
    ctx.exit(code)


def print_formatted(result: Result, form: str) -> None:
    """Writes a result to standard output, as exactly the bytes of that format."""
    from copydesk.report.formats import FORMATS as written

    sys.stdout.flush()
    sys.stdout.buffer.write(written[form].write(result))
    sys.stdout.buffer.flush()
