"""Who is asking, and whether they may. Every route says which role it needs; there is no route without one.

Somebody is known by the header of a trusted proxy, by the session of their browser, or by a key that a program sends;
in the single-user mode everybody on this machine is `local`. What changes something must come from a page of ours: it
carries a token that is made from the session with the secret of the database, and the browser must not say that it
came from another site. A program's key stands for all of that, since no browser sends it by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copydesk.errors import CopydeskError, TooMany
from copydesk.store import accounts
from copydesk.store.accounts import LOCAL, ROLES, Role
from copydesk.web.context import Desk, desk_of

COOKIE = "copydesk-session"
TOKEN = "token"
TOKEN_HEADER = "x-copydesk-token"
SESSION_SECONDS = 12 * 3600

_SAFE = frozenset(("GET", "HEAD"))


class SignInFirst(CopydeskError):
    """Nobody is signed in."""


class NotAllowed(CopydeskError):
    """Who is signed in may not do that."""


class NotFromHere(CopydeskError):
    """A change that does not come from a page of ours."""


class NotJson(CopydeskError):
    """A program sent something else than JSON."""


class Slower(TooMany):
    """A program asked too often.

    Attributes:
        seconds: until it may ask again.
    """

    def __init__(self, message: str, next_step: str, seconds: float) -> None:
        super().__init__(message, next_step)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking.

    Attributes:
        token: what forms of this visitor carry.
        by: how they are known.
    """

    name: str
    role: Role
    token: str
    by: Literal["local", "session", "proxy", "key"]

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


def visitor(request: Request) -> Visitor | None:
    """Who is asking; None when nobody is signed in."""
    desk = desk_of(request)
    found = _by_key(request, desk) or _by_proxy(request, desk)
    if found or "authorization" in request.headers:
        return found
    if not desk.serving.accounts:
        return Visitor(LOCAL, "admin", _form_token(request, desk), "local")
    if desk.serving.proxy:
        return None
    with desk.database.reading() as reading:
        account = accounts.session(reading, request.cookies.get(COOKIE, ""), "browser")
    if account is None:
        return None
    return Visitor(account.name, account.role, _form_token(request, desk), "session")


def _by_key(request: Request, desk: Desk) -> Visitor | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key or not desk.serving.accounts:
        return None
    with desk.database.reading() as reading:
        account = accounts.session(reading, key.strip(), "key")
    return Visitor(account.name, account.role, "", "key") if account else None


def _by_proxy(request: Request, desk: Desk) -> Visitor | None:
    proxy, client = desk.serving.proxy, request.client
    if proxy is None or client is None or client.host not in proxy.addresses:
        return None
    name = request.headers.get(proxy.header, "").strip()
    with desk.database.reading() as reading:
        account = accounts.by_name(reading, name) if name else None
    if account is None or not account.active:
        return None
    return Visitor(account.name, account.role, _form_token(request, desk), "proxy")


def nobody(request: Request) -> CopydeskError:
    """Why nobody is there, and what helps. Behind a proxy that knows people there is nothing to sign in to here."""
    proxy, client = desk_of(request).serving.proxy, request.client
    if proxy is None or "authorization" in request.headers:
        return SignInFirst("Nobody is signed in.", "Sign in first.")
    if client is None or client.host not in proxy.addresses:
        message = "This desk lets in whom its proxy names, and the request did not come from there."
        return NotAllowed(message, "Open the desk at the address of the proxy.")
    name = request.headers.get(proxy.header, "").strip()
    if not name:
        return NotAllowed("The proxy in front of the desk names nobody.", f"Have it send the header {proxy.header}.")
    return NotAllowed(f"{name[:100]!r} has no open account here.", "Ask an admin for one with that very name.")


def _form_token(request: Request, desk: Desk) -> str:
    """Made from the cookie; a browser that has none yet gets one with this answer."""
    cookie = request.cookies.get(COOKIE) or getattr(request.state, "new_cookie", "")
    if not cookie:
        cookie = request.state.new_cookie = secrets.token_urlsafe(32)
    return accounts.form_token(desk.secret, cookie)


def set_cookie(response: Response, token: str, secure: bool) -> None:
    """Gives the browser its token: not for scripts, and not for requests that other sites make."""
    response.set_cookie(COOKIE, token, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=secure, path="/")


class NewCookie:
    """Gives a browser that has no token one, where a page made it one."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app, self._secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            token = scope.get("state", {}).get("new_cookie")
            if token and message["type"] == "http.response.start":
                holder = Response()
                set_cookie(holder, token, self._secure)
                MutableHeaders(scope=message).append("set-cookie", holder.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, sent)


async def from_here(request: Request) -> None:
    """Lets only such changes through as come from a page of ours.

    Raises:
        NotFromHere: they do not.
    """
    if request.method in _SAFE or request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    from_this_site(request)
    desk = desk_of(request)
    cookie = request.cookies.get(COOKIE, "")
    sent = request.headers.get(TOKEN_HEADER) or _sent(await request.form())
    if not cookie or not accounts.form_token_fits(desk.secret, cookie, sent):
        raise NotFromHere("That page was too old; nothing was changed.", "Reload it and do it again.")


async def from_program(request: Request) -> None:
    """The same for the entrance of programs. Who has no key and no cookie is a program too, where nobody signs in; no
    other site can make a browser send JSON without asking first, which is not answered.

    Raises:
        NotFromHere: it may come from another site.
        NotJson: it is none.
    """
    if request.method in _SAFE:
        return
    by_key = request.headers.get("authorization", "").lower().startswith("bearer ")
    if not by_key and (COOKIE in request.cookies or desk_of(request).serving.proxy):
        await from_here(request)
    elif not by_key:
        from_this_site(request)
        if "origin" in request.headers:
            raise NotFromHere("That came from a page; nothing was changed.", "Send a key, or the token of the page.")
    bare = by_key and request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if not bare and request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        step = "Send JSON, and the header Content-Type: application/json; {} where there is nothing to say."
        raise NotJson("The request is not JSON.", step)


def from_this_site(request: Request) -> None:
    """Lets through what does not come from another site, as far as the browser says.

    Raises:
        NotFromHere: it does.
    """
    if request.method not in _SAFE and request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise NotFromHere("That came from another site; nothing was changed.", "Open the desk itself.")


def _sent(form: FormData) -> str:
    value = form.get(TOKEN, "")
    return value if isinstance(value, str) else ""


def _needs(role: Role) -> Callable[[Request], Awaitable[Visitor]]:
    async def checked(request: Request) -> Visitor:
        # Only where there are accounts the database is asked, which may take its time.
        found = await run_in_threadpool(visitor, request) if desk_of(request).serving.accounts else visitor(request)
        if found is None:
            raise nobody(request)
        if not found.may(role):
            raise NotAllowed(f"{found.name} is {found.role}; that needs {role}.", "Ask somebody who may.")
        return found

    return checked


async def _program(request: Request, found: Annotated[Visitor, Depends(_needs("fact-checker"))]) -> Visitor:
    # A program that keeps cookies would send it back, without the token of a page.
    request.state.new_cookie = ""
    wait = desk_of(request).rates.wait(f"{found.by}:{found.name}")
    if wait:
        most = desk_of(request).serving.rate
        message = f"{found.name} asked more than {most} times a minute."
        raise Slower(message, f"Wait {wait:.0f} seconds, then go on more slowly.", wait)
    return found


Program = Annotated[Visitor, Depends(_program)]
"""Who asks at the entrance for programs: whoever may look and decide, and not too often."""
Reviewer = Annotated[Visitor, Depends(_needs("fact-checker"))]
Editor = Annotated[Visitor, Depends(_needs("editor"))]
Admin = Annotated[Visitor, Depends(_needs("admin"))]
"""The roles a route can ask for; each may do what those before it may."""
