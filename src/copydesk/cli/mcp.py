"""`copydesk mcp`: the server for assistants, over standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from copydesk.cli.summarise import settings_from, with_settings
from copydesk.errors import InputError


@click.command()
@click.option(
    "--allow",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A folder whose files may be read; may be repeated.",
)
@with_settings
def mcp(folders: tuple[Path, ...], **options: Any) -> None:
    """Serve the tools check and summarise to an assistant, by the Model Context Protocol.

    The assistant starts this command itself and talks to it over standard input and output: see docs/mcp.md. Without
    --allow it can hand in texts, and no file is read.
    """
    try:
        from copydesk.mcp_server.files import Folders
        from copydesk.mcp_server.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("copydesk"):
            raise
        message = f"The server for assistants needs the package {error.name!r}."
        raise InputError(message, "Run: pip install 'copydesk[mcp]'.") from None
    serve(Folders(folders), settings_from(options))
