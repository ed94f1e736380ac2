"""`copydesk review` serves the review desk; `copydesk worker` does its model's work."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

import click

from copydesk.cli.database import URL, needs_review, opened
from copydesk.cli.options import of, option
from copydesk.cli.summarise import settings_from


@click.command()
@URL
@click.option("--host", default="127.0.0.1", show_default=True, help="Beyond loopback only with accounts.")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True)
@click.option("--allowed-host", "names", multiple=True, metavar="NAME", help="A host name under which it is reached.")
@click.option("--proxy-header", metavar="NAME", help="The header in which a reverse proxy names the person.")
@click.option("--trusted-proxy", "proxies", multiple=True, metavar="ADDRESS", help="Where that proxy comes from.")
@click.option("--secure", is_flag=True, help="Cookies over TLS only; for a desk behind a TLS proxy.")
@click.option(
    "--rate",
    type=click.IntRange(1, 1_000_000),
    default=240,
    show_default=True,
    metavar="N",
    help="How often a minute an account may ask at /api.",
)
@click.option("--no-worker", is_flag=True, help="Start no worker; copydesk worker does the work elsewhere.")
@of("review", "database")
def review(
    url: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    proxy_header: str | None,
    proxies: tuple[str, ...],
    secure: bool,
    rate: int,
    no_worker: bool,
    **options: Any,
) -> None:
    """Serve the review desk: flagged claims with the source beside them, in the browser.

    Alone on a machine nobody signs in. As soon as there are accounts (copydesk accounts add), everybody does.
    """
    with needs_review():
        from copydesk.desk.endpoint import model_name
        from copydesk.store import accounts
        from copydesk.web.server import serve
        from copydesk.web.settings import Proxy, Serving
    settings = settings_from(options)
    if bool(proxy_header) != bool(proxies):
        raise click.UsageError("--proxy-header and --trusted-proxy go together.")
    with opened(url) as database:
        with database.reading() as reading:
            people = bool(accounts.all(reading))
        serving = Serving(
            host=host,
            port=port,
            names=names,
            accounts=people,
            proxy=Proxy(proxy_header, proxies) if proxy_header else None,
            secure=secure,
            model=model_name(settings),
            rate=rate,
        )
        # The address may hold a password: it goes on in the environment, where others cannot read it.
        os.environ["COPYDESK_DATABASE"] = database.url.render_as_string(hide_password=False)
        worker = None if no_worker else ["worker", "--with-parent", *_again(options)]
        serve(database, serving, worker, lambda address: click.echo(f"The review desk is at {address}", err=True))


def _again(options: dict[str, Any]) -> list[str]:
    """The options of the model, for the worker's command line. A key is in the environment, never here."""
    given = {name: value for name, value in options.items() if value is not None}
    return [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))]


@click.command()
@URL
@click.option("--once", is_flag=True, help="End when nothing waits.")
@option("lease")
@click.option("--with-parent", is_flag=True, hidden=True)
@of("worker", "database", "lease")
def worker(url: str | None, once: bool, lease: float, with_parent: bool, **options: Any) -> None:
    """Do the work of a review desk: check and write summaries that were asked for."""
    with needs_review():
        from copydesk.desk.worker import work
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # A job that is cancelled is interrupted by this signal. What a shell starts in the background ignores it otherwise.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if with_parent:
        threading.Thread(target=_ends_with_parent, daemon=True).start()
    with opened(url) as database:
        work(database, settings_from(options), over.is_set, once, lease)


def _ends_with_parent() -> None:
    """The server holds the other end of standard input; when it is gone, so is this process."""
    while os.read(0, 1024):
        pass
    os._exit(0)
