"""Pages from addresses: what is public, what is followed, and what a server may do to whoever asks it."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from copydesk.errors import InputError
from copydesk.ingest import url
from copydesk.ingest.url import Fetcher, Page, is_public

pytestmark = pytest.mark.loopback

INSIDE = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.9", "192.0.0.170", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1"),
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::"),
    *("fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1"),
    *("127.1", "0x7f000001", "2130706433", "localhost", "localhost.", "①②⑦.⓪.⓪.①", "", "1.2.3"),
)
OUTSIDE = ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_everybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


HOSTS = ("localhost", "127.0.0.1", "127.1", "0x7f000001", "2130706433", "017700000001", "[::1]", "[::ffff:127.0.0.1]")


@pytest.mark.parametrize(
    "host", (*HOSTS, "localhost.", "①②⑦.⓪.⓪.①", "[64:ff9b::7f00:1]", "[::]", "0.0.0.0", "[fe80::1]")
)
def test_no_spelling_of_this_machine_is_asked(host: str) -> None:
    """With the machine's own resolver, which reads "127.1" as an address."""
    with pytest.raises(InputError):
        Fetcher().fetch(f"http://{host}/")


NO_ADDRESS = (
    "ftp://news.example/",
    "file:///etc/passwd",
    "gopher://news.example/",
    "http://",
    "http:///path",
    "http://user@news.example/",
    "http://user:word@news.example/",
    "http://news.example:22/",
    "http://news.example:99999/",
    "http://[::1/",
    "http://news.example/a b",
    "http://news.example/\r\nHost: inside",
    "http://news.example/\0",
    "//news.example/",
    "news.example",
)


@pytest.mark.parametrize("where", NO_ADDRESS)
def test_what_is_no_address_of_the_web_is_said_to_be_none(where: str) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"]

    with pytest.raises(InputError):
        Fetcher(resolve=resolve).fetch(where)
    assert not asked


def test_one_address_inside_is_one_too_many() -> None:
    for addresses in (["93.184.216.34", "127.0.0.1"], ["10.0.0.1"], []):
        with pytest.raises(InputError, match="not public"):
            Fetcher(resolve=lambda host, port, found=addresses: found).fetch("http://news.example/")  # type: ignore[misc]


Answer = Callable[[BaseHTTPRequestHandler], None]
PAGE = b"<!doctype html><html><body><p>The fire killed 17 people.</p></body></html>"


def says(status: int = 200, body: bytes = PAGE, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"content-type": kind, "content-length": str(len(body)), **given}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextlib.contextmanager
def serving(pages: dict[str, Answer], seconds: float = 20.0) -> Iterator[tuple[Fetcher, list[str]]]:
    """A server on loopback that stands for every public host, and a fetcher that may reach it; and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['host']}{self.path}")
            pages.get(self.path, says(404, b"no"))(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    inside = {"inside.example": ["10.0.0.1"]}
    try:
        yield (
            Fetcher(
                resolve=lambda host, port: inside.get(host, ["127.0.0.1"]),
                permitted=lambda address: address == "127.0.0.1",
                ports={"http": server.server_address[1], "https": 1},
                seconds=seconds,
            ),
            asked,
        )
    finally:
        server.shutdown()
        server.server_close()


def test_a_page_is_fetched_with_our_name() -> None:
    agents: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["user-agent"])
        says()(handler)

    with serving({"/story": answer}) as (fetcher, asked):
        assert fetcher.fetch("http://news.example/story") == Page("http://news.example/story", PAGE)
    assert [one.partition("/")[2] for one in asked] == ["robots.txt", "story"]
    assert agents == [url.AGENT]


def test_a_redirection_is_followed_and_looked_at_again() -> None:
    pages = {
        "/a": says(302, b"", location="/b?x=1"),
        "/b?x=1": says(301, b"", location="http://other.example/c"),
        "/c": says(),
        "/in": says(302, b"", location="http://inside.example/secret"),
        "/file": says(302, b"", location="file:///etc/passwd"),
        "/port": says(302, b"", location="http://news.example:22/"),
        "/round": says(307, b"", location="/round"),
        "/nowhere": says(302, b""),
    }
    with serving(pages) as (fetcher, asked):
        assert fetcher.fetch("http://news.example/a").address == "http://other.example/c"
        for path in ("/in", "/file", "/port", "/round", "/nowhere"):
            with pytest.raises(InputError):
                fetcher.fetch(f"http://news.example{path}")
    assert not any("inside" in one for one in asked)


REFUSED: dict[str, Answer] = {
    "a picture": says(kind="image/png"),
    "no kind": says(kind=""),
    "an error": says(500),
    "not there": says(404),
    "packed": says(content_encoding="gzip"),
    "too long by its own word": says(content_length="30"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_page_is_refused(what: str) -> None:
    with serving({"/": REFUSED[what]}) as (fetcher, _):
        if what == "too long by its own word":
            assert fetcher.fetch("http://news.example/").data == PAGE[:30]
            return
        with pytest.raises(InputError):
            fetcher.fetch("http://news.example/")


def test_a_page_that_breaks_off_is_not_taken_for_whole() -> None:
    with serving({"/": says(content_length="9999")}) as (fetcher, _), pytest.raises(InputError, match="broke off"):
        fetcher.fetch("http://news.example/")


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            handler.wfile.write(b"x" * 1_000_000)


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    with contextlib.suppress(OSError):
        for letter in b"HTTP/1.0 200 OK\r\n" + b"x-more: " + b"y" * 1000:
            handler.wfile.write(bytes([letter]))
            time.sleep(0.05)


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _drip_of_a_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            handler.wfile.write(b"x")
            time.sleep(0.05)


def test_an_endless_page_ends() -> None:
    with serving({"/": _endless}) as (fetcher, _), pytest.raises(InputError, match="larger than"):
        fetcher.fetch("http://news.example/")


@pytest.mark.parametrize("answer", (_dripping, _silent, _drip_of_a_body))
def test_a_slow_page_is_given_up(answer: Answer) -> None:
    with serving({"/": answer}, seconds=1.0) as (fetcher, _), pytest.raises(InputError, match="too slow"):
        fetcher.fetch("http://news.example/")


ROBOTS: tuple[tuple[Answer, bool], ...] = (
    (says(404, b""), True),
    (says(200, b"User-agent: *\nDisallow: /private/\n", "text/plain"), True),
    (says(200, b"User-agent: *\nDisallow: /\n", "text/plain"), False),
    (says(200, b"User-agent: copydesk\nDisallow: /story\n", "text/plain"), False),
    (says(200, b"\xff\xfe\0rubbish\n" * 1000, "text/plain"), True),
    (says(503, b""), False),
)


@pytest.mark.parametrize(("robots", "allowed"), ROBOTS, ids=[str(number) for number in range(len(ROBOTS))])
def test_robots_are_heard(robots: Answer, allowed: bool) -> None:
    with serving({"/robots.txt": robots, "/story": says()}) as (fetcher, asked):
        if allowed:
            assert fetcher.fetch("http://news.example/story").data == PAGE
        else:
            with pytest.raises(InputError):
                fetcher.fetch("http://news.example/story")
            assert not any(one.endswith("/story") for one in asked)


class _Rubbish(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(1000)
        self.request.sendall(b"\x15\x03\x01\x00\x02\x02\x16" * 10)


def test_what_does_not_speak_http_is_said_not_to() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Rubbish) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ports = {"http": server.server_address[1], "https": server.server_address[1]}
        fetcher = Fetcher(lambda host, port: ["127.0.0.1"], lambda address: True, ports)
        for scheme in ports:
            with pytest.raises(InputError):
                fetcher.fetch(f"{scheme}://news.example/")
        server.shutdown()


def test_addresses_with_other_letters_are_escaped() -> None:
    with serving({"/gr%C3%BCn?q=%C3%A4": says()}) as (fetcher, asked):
        assert fetcher.fetch("http://bücher.example/grün?q=ä").data == PAGE
    assert asked[-1].startswith("xn--bcher-kva.example")
