"""How the desk is served. One frozen record; nothing in it is read from the environment."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from copydesk.errors import InputError

LARGEST_UPLOAD = 24_000_000
"""Bytes of one request; the documents in it may have 20 MB."""
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A reverse proxy that knows who is there: the header in which it says so, and the addresses it comes from."""

    header: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Serving:
    """How the desk is served.

    Attributes:
        host, port: where it listens; port 0 for any free one.
        names: host names under which it may be asked for; requests for others are refused (DNS rebinding).
        accounts: whether people must sign in; False is the single-user mode, for loopback only.
        proxy: who may name the person in a header, if anybody.
        secure: whether cookies go over TLS only.
        model: whether a model can be asked, and its name; "" when not.
        rate: how often a minute an account may ask at the entrance for programs.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    names: tuple[str, ...] = ()
    accounts: bool = False
    proxy: Proxy | None = None
    secure: bool = False
    model: str = ""
    rate: int = 240

    def __post_init__(self) -> None:
        if not self.accounts and not is_loopback(self.host):
            raise InputError(
                f"Serving on {self.host!r} without accounts would let everybody decide.",
                "Make the first account: copydesk accounts add NAME --role admin. Or serve on 127.0.0.1.",
            )

    @property
    def allowed_names(self) -> frozenset[str]:
        """Host names, without port, that a request may be for."""
        return frozenset(name.lower() for name in (*self.names, *LOOPBACK_NAMES, self.host))


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
