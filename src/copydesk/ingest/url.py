"""A source from an address: http and https only, never an address inside, bounded in size and time.

Whoever names an address must not reach what only this machine can reach. So a host name is resolved once, every address
that it has must be public, and the connection goes to just that address; each redirection is looked at in the same way.
What "public" leaves open is closed: addresses of one network wrapped in those of another (IPv4 in IPv6, NAT64, 6to4,
Teredo), and 192.0.0.0/24, parts of which the registry calls global. See RFC 6890, and RFC 9309 for robots.txt.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from copydesk.errors import InputError
from copydesk.ingest import document
from copydesk.ingest.plain import LARGEST, NOTHING_GIVEN, Given
from copydesk.source import Source
from copydesk.version import VERSION

SECONDS = 30.0
"""For everything: names, redirections, robots.txt, and the page itself."""
MOST_REDIRECTIONS = 5
LARGEST_ROBOTS = 500_000
"""Bytes of robots.txt that are read, as RFC 9309 asks for at least."""
AGENT = f"copydesk/{VERSION}"
PORTS = {"http": 80, "https": 443}
KINDS = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
"""Media types that can be read; the bytes decide which of them it is."""

_NOT_OURS = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)
_STEP = "Save the page, and hand in the file."


@dataclass(frozen=True, slots=True)
class Page:
    """What stood at an address.

    Attributes:
        address: where it was in the end, behind all redirections.
    """

    address: str
    data: bytes


Resolve = Callable[[str, int], list[str]]
"""Host name and port to the addresses that it has."""


def is_url(where: str) -> bool:
    """Whether a source is named by an address instead of a file."""
    return where.lower().startswith(("http://", "https://"))


def read(where: str, given: Given = NOTHING_GIVEN) -> Source:
    """The source that stands at an address.

    Raises:
        InputError: it cannot be fetched, or not be read.
    """
    page = fetched(where)
    return document.from_bytes(page.data, page.address, given)


def is_public(address: str) -> bool:
    """Whether an address is one that everybody can reach.

    >>> [is_public(one) for one in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv6Address) and found.is_site_local:
        return False
    wrapped = any(found.version == network.version and found in network for network in _NOT_OURS)
    return found.is_global and not (wrapped or found.is_multicast or found.is_reserved or found.is_unspecified)


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host name, as the machine's resolver gives them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Fetcher:
    """Fetches pages.

    Args:
        resolve: host names to addresses.
        permitted: which addresses may be connected to.
        ports: the port of each scheme; no address may name another.
        seconds: for everything that one page takes.
    """

    def __init__(
        self,
        resolve: Resolve = resolved,
        permitted: Callable[[str], bool] = is_public,
        ports: dict[str, int] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve, self._permitted, self._seconds = resolve, permitted, seconds
        self._ports = ports or PORTS

    def fetch(self, where: str) -> Page:
        """What stands at an address.

        Raises:
            InputError: the address is not allowed, does not answer as it should, or robots.txt asks to stay away.
        """
        until = time.monotonic() + self._seconds
        for _ in range(MOST_REDIRECTIONS + 1):
            parts = self._parts(where)
            self._ask_robots(parts, until)
            with _Answer(self._connected(parts, until), parts, until) as answer:
                if answer.status in (301, 302, 303, 307, 308):
                    where = urljoin(where, _ascii(answer.header("location")))
                    continue
                if answer.status != 200:
                    raise InputError(f"{where!r} answered with {answer.status}.", _STEP)
                kind = answer.header("content-type").partition(";")[0].strip().lower()
                if kind not in KINDS:
                    raise InputError(f"{where!r} is {kind or 'of no known kind'}, not a page of text.", _STEP)
                return Page(where, answer.body(LARGEST))
        raise InputError(f"{where!r} leads on and on.", _STEP)

    def _parts(self, where: str) -> SplitResult:
        try:
            parts = urlsplit(_ascii(where))
            port, host = parts.port, parts.hostname
        except ValueError:
            raise InputError(f"{where!r} is no address.", "Give one that begins with https://.") from None
        if parts.scheme not in self._ports or not host:
            raise InputError(f"{where!r} is no address of the web.", "Give one that begins with https://.")
        if parts.username is not None or parts.password is not None:
            raise InputError("An address with a name and password is not fetched.", _STEP)
        if port not in (None, self._ports[parts.scheme]):
            raise InputError(f"{where!r} names the port {port}; only the usual ports are asked.", _STEP)
        return parts

    def _connected(self, parts: SplitResult, until: float) -> http.client.HTTPConnection:
        """A connection to one of the host's addresses, all of which have been looked at."""
        host, port = str(parts.hostname), self._ports[parts.scheme]
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError):
            raise InputError(f"The host {host!r} is not known.", "Check the address.") from None
        if not addresses or not all(map(self._permitted, addresses)):
            raise InputError(f"The host {host!r} is not public; it is not asked.", _STEP)
        connection = http.client.HTTPConnection(host, port)
        try:
            connection.sock = socket.create_connection((addresses[0], port), _left(until, host))
            if parts.scheme == "https":
                connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        except OSError as error:
            connection.close()
            if isinstance(error, ssl.SSLError):
                raise InputError(f"{host!r} does not prove who it is: {error.reason}.", _STEP) from None
            raise InputError(f"{host!r} cannot be reached: {error}.", "Try again later.") from None
        return connection

    def _ask_robots(self, parts: SplitResult, until: float) -> None:
        """robots.txt may ask programs to stay away; one that cannot be read for now does (RFC 9309, 2.3.1)."""
        there = parts._replace(path="/robots.txt", query="", fragment="")
        with _Answer(self._connected(there, until), there, until) as answer:
            if answer.status >= 500:
                raise InputError(f"{parts.hostname!r} does not say whether it may be read by programs.", _STEP)
            lines = answer.body(LARGEST_ROBOTS, cut=True).decode("utf-8", "replace") if answer.status == 200 else ""
        rules = RobotFileParser()
        rules.parse(lines.splitlines())
        if not rules.can_fetch(AGENT, parts.geturl()):
            raise InputError(f"{parts.hostname!r} asks programs to stay away from that page.", _STEP)


class _Answer:
    """An answer that is being read. When its time is up the connection is shut, however slowly it drips."""

    def __init__(self, connection: http.client.HTTPConnection, parts: SplitResult, until: float) -> None:
        self._host = str(parts.hostname)
        self._socket, self._late = connection.sock, False
        with contextlib.ExitStack() as opened:
            opened.callback(self._socket.close)
            opened.callback(connection.close)
            timer = threading.Timer(_left(until, self._host), self._shut)
            timer.daemon = True
            timer.start()
            opened.callback(timer.cancel)
            with self._translated():
                connection.request("GET", _path(parts), headers=_HEADERS)
                self._response = opened.enter_context(connection.getresponse())
                if self._late:
                    raise TimeoutError
            self._opened = opened.pop_all()
        self.status = self._response.status

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def _shut(self) -> None:
        self._late = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def header(self, name: str) -> str:
        return self._response.headers.get(name, "")

    def body(self, most: int, *, cut: bool = False) -> bytes:
        """The bytes of the answer.

        Args:
            most: how many; more of them are an error, or, with `cut`, left out.
        """
        if self.header("content-encoding").lower() not in ("", "identity"):
            raise InputError(f"{self._host!r} answers in a packed form that was not asked for.", _STEP)
        found = b"".join(self._pieces(most))
        if len(found) > most and not cut:
            raise InputError(f"That page is larger than {most // 1_000_000} MB.", _STEP)
        return found[:most]

    def _pieces(self, most: int) -> Iterator[bytes]:
        read = 0
        while read <= most:
            with self._translated():
                piece = self._response.read1(1 << 16)
                if self._late or (not piece and self._response.length):
                    raise ConnectionError("it broke off")
            if not piece:
                return
            read += len(piece)
            yield piece

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turns what a connection raises into one sentence."""
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError) as error:
            if self._late or isinstance(error, TimeoutError):
                raise _too_slow(self._host) from None
            said = str(error) or type(error).__name__
            raise InputError(f"{self._host!r} does not answer as it should: {said[:200]}.", _STEP) from None


_HEADERS = {"user-agent": AGENT, "accept": ", ".join(KINDS), "accept-encoding": "identity", "connection": "close"}


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _left(until: float, host: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _too_slow(host)
    return left


def _too_slow(host: str) -> InputError:
    return InputError(f"{host!r} is too slow.", "Try again later, or save the page and hand in the file.")


def _ascii(where: str) -> str:
    """An address as it goes over the wire: letters beyond ASCII escaped, the host in its own way; no white space."""
    if any(c.isspace() or not c.isprintable() for c in where):
        raise InputError(f"{where[:80]!r} is no address: it holds white space.", "Give one that begins with https://.")
    if where.isascii():
        return where
    parts = urlsplit(where)
    host = (parts.hostname or "").encode("idna").decode()
    name = host + (f":{parts.port}" if parts.port else "")
    keep = partial(quote, safe="/%:=&?~#+!$,;'@()*[]")
    return parts._replace(netloc=name, path=keep(parts.path), query=keep(parts.query), fragment="").geturl()


def fetched(where: str) -> Page:
    """What stands at an address, fetched as usual.

    Raises:
        InputError: as `Fetcher.fetch`.
    """
    return Fetcher().fetch(where)
