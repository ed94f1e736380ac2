"""Signing in and out, and who may do what."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from copydesk.errors import InputError, Refused, TooMany
from copydesk.store import accounts
from copydesk.web.context import Desk, TheDesk, see
from copydesk.web.visitors import COOKIE, SESSION_SECONDS, Admin, Reviewer, Visitor, nobody, set_cookie, visitor


class SignIn(BaseModel):
    """The form of the sign-in page, and where one wanted to go."""

    name: str = Field("", max_length=200)
    password: str = Field("", max_length=1000)
    to: str = Field("/", max_length=2000)


def sign_in(
    request: Request, desk: TheDesk, known: Annotated[Visitor | None, Depends(visitor)], to: str = "/"
) -> Response:
    """The sign-in page."""
    if known is not None:
        return see(inside(to))
    _by_password(request, desk)
    return _page(request, desk, inside(to))


def _page(request: Request, desk: Desk, to: str, name: str = "", error: str = "", status: int = 200) -> Response:
    return desk.page(request, None, "sign-in.html.j2", status, to=to, name=name, error=error)


def signed_in(request: Request, desk: TheDesk, form: Annotated[SignIn, Form()]) -> Response:
    """Lets somebody in. There is no token yet that the form could carry; the browser says that it comes from here."""
    _by_password(request, desk)
    address = request.client.host if request.client else ""
    try:
        account = accounts.authenticate(desk.database, form.name, form.password, address)
    except (Refused, TooMany) as error:
        status = 429 if isinstance(error, TooMany) else 401
        return _page(request, desk, inside(form.to), form.name, str(error), status)
    with desk.database.writing() as writing:
        accounts.close_session(writing, request.cookies.get(COOKIE, ""))
        token = accounts.open_session(writing, account.name, "browser", SESSION_SECONDS)
    response = see(inside(form.to), f"Signed in as {account.name}.")
    set_cookie(response, token, desk.serving.secure)
    return response


def _by_password(request: Request, desk: Desk) -> None:
    """Lets those through who may come in with a password.

    Raises:
        NotAllowed: here a proxy says who is there, and a session would let nobody in.
    """
    if desk.serving.proxy:
        raise nobody(request)


def inside(where: str) -> str:
    """An address of this desk; the queue for everything else, so that a link cannot send people elsewhere."""
    plain = where.startswith("/") and not where.startswith("//") and "\\" not in where
    return where if plain and where.isprintable() else "/"


def sign_out(request: Request, desk: TheDesk, visitor: Reviewer) -> Response:
    """Ends the session."""
    with desk.database.writing() as writing:
        accounts.close_session(writing, request.cookies.get(COOKIE, ""))
    response = see("/sign-in")
    response.delete_cookie(COOKIE, path="/")
    return response


def index(request: Request, desk: TheDesk, visitor: Admin) -> Response:
    """All accounts."""
    return _accounts(request, desk, visitor)


def _accounts(request: Request, desk: Desk, visitor: Visitor, error: str = "", name: str = "") -> Response:
    with desk.database.reading() as reading:
        rows = accounts.all(reading)
    status = 422 if error else 200
    return desk.page(
        request, visitor, "accounts.html.j2", status, rows=rows, roles=accounts.ROLES, error=error, name=name
    )


class Change(BaseModel):
    """What shall become of an account."""

    name: str = Field("", max_length=200)
    what: Literal["add", "role", "password", "close", "open"] = "add"
    role: str = Field(accounts.FACT_CHECKER, max_length=40)
    password: str = Field("", max_length=1000)


def change(request: Request, desk: TheDesk, visitor: Admin, form: Annotated[Change, Form()]) -> Response:
    """Adds an account, or changes one."""
    try:
        said = _changed(desk, visitor.name, form)
    except InputError as error:
        return _accounts(request, desk, visitor, str(error), form.name)
    return see("/accounts", said)


def _changed(desk: Desk, who: str, form: Change) -> str:
    with desk.database.writing() as writing:
        match form.what:
            case "add":
                accounts.add(writing, form.name, form.role, form.password or None, who)
            case "role":
                accounts.set_role(writing, form.name, form.role, who)
            case "password":
                accounts.set_password(writing, form.name, form.password, who)
            case "close" | "open":
                accounts.set_active(writing, form.name, form.what == "open", who)
    return f"{form.name}: done."
