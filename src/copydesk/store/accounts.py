"""Who may come in: accounts with roles, passwords, sessions, and a limit on guessing.

A password is kept as an Argon2 hash, a token as its SHA-256; neither can be read back. Every change of an account is
an event of the chain, without the password or its hash, so that the history tells who could do what and when.

`authenticate` takes the whole database and not a transaction: a wrong password ends in an error, and what a transaction
wrote is forgotten when it ends in one; the failure has to stay. And a password takes a quarter of a second to verify,
for which nobody who writes shall wait.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from copydesk.errors import InputError, Refused, TooMany
from copydesk.store import chain, times
from copydesk.store.chain import Fact
from copydesk.store.database import Database
from copydesk.store.storable import listed, unstorable
from copydesk.store.tables import ACCOUNT, CHAIN, LOGIN_FAILURE, SESSION, SETTING

Role = Literal["fact-checker", "editor", "admin"]
FACT_CHECKER: Role = "fact-checker"
EDITOR: Role = "editor"
ADMIN: Role = "admin"
ROLES: tuple[Role, ...] = (FACT_CHECKER, EDITOR, ADMIN)
"""Each may do what those before it may."""

Kind = Literal["browser", "key"]
"""Of a session: of a person at a browser, or of a program."""

LEAST_PASSWORD, LONGEST_PASSWORD = 12, 200
LONGEST_NAME = LONGEST_ADDRESS = 100
FAILURES_OF_NAME, FAILURES_OF_ADDRESS = 5, 20
"""So many wrong passwords within `FAILURE_SECONDS`, and the name, or the address, has to wait."""
FAILURE_SECONDS = 15 * 60
DAY_SECONDS = 24 * 60 * 60

LOCAL = "local"
"""Who decides where there are no accounts, and who manages them at the command line; no account may be called so."""
_NAME = re.compile(r"[^\W_][\w.@-]{0,99}")
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MB and a core while it is made; more at once would make everybody wait for whoever guesses."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person, or a program, that may come in.

    Attributes:
        has_password: whether there is a login here; else only through a proxy that knows the person, or by key.
    """

    name: str
    role: Role
    active: bool
    has_password: bool
    created_at: str

    def may(self, least: Role) -> bool:
        """Whether they may do what somebody of this role may."""
        return ROLES.index(self.role) >= ROLES.index(least)


def all(reading: Connection) -> tuple[Account, ...]:
    """Every account, by name."""
    return tuple(map(_account, reading.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))))


def by_name(reading: Connection, name: str) -> Account | None:
    """The account of that name; None when there is none."""
    row = _row(reading, name)
    return _account(row) if row else None


def known(reading: Connection, name: str) -> Account:
    """The account of that name.

    Raises:
        InputError: there is none.
    """
    found = by_name(reading, name)
    if found is None:
        raise InputError(f"There is no account {name[:LONGEST_NAME]!r}.", "See `copydesk accounts list`.")
    return found


def _row(reading: Connection, name: str) -> Any:
    return reading.execute(select(ACCOUNT).where(ACCOUNT.c.name == listed(name))).one_or_none()


def _account(row: Any) -> Account:
    return Account(row.name, row.role, row.active, row.password is not None, row.created_at)


# -- changes, each an event ----------------------------------------------------------------------------------------


def add(writing: Connection, name: str, role: str, password: str | None, who: str) -> Account:
    """A new account. Without a password it is for a proxy that knows the person, or for a key.

    Raises:
        InputError: the name, the role or the password cannot be used, or the name is taken.
    """
    values = {"name": _fit(name), "role": _role(role), "password": None}
    if password is not None:
        values["password"] = _hashed(name, password)
    _wait(writing)
    alike = [taken for taken in writing.scalars(select(ACCOUNT.c.name)) if taken.casefold() == name.casefold()]
    if alike:
        raise InputError(f"The name {alike[0]!r} is taken.", "Choose another.")
    writing.execute(insert(ACCOUNT).values(**values, active=True, created_at=times.now()))
    return _told(writing, "account.added", name, who)


def set_password(writing: Connection, name: str, password: str, who: str) -> Account:
    """A new password; whoever came in with the old one is out, keys included.

    Raises:
        InputError: there is no such account, or the password cannot be used.
    """
    hashed = _hashed(name, password)
    return _changed(writing, name, "password", who, password=hashed)


def set_role(writing: Connection, name: str, role: str, who: str) -> Account:
    """Another role.

    Raises:
        InputError: there is no such account or role, or nobody would be left who can manage accounts.
    """
    return _changed(writing, name, "role", who, role=_role(role))


def set_active(writing: Connection, name: str, active: bool, who: str) -> Account:
    """Closes an account, which ends its sessions and keys, or opens it again.

    None is ever deleted: its name stands in the history, and shall not become somebody else's.

    Raises:
        InputError: there is no such account, or nobody would be left who can manage accounts.
    """
    return _changed(writing, name, "active", who, active=active)


def _changed(writing: Connection, name: str, what: str, who: str, **values: object) -> Account:
    _wait(writing)
    before = known(writing, name)
    writing.execute(update(ACCOUNT).where(ACCOUNT.c.name == name).values(**values))
    managing = select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.active, ACCOUNT.c.role == ADMIN)
    if before.active and before.role == ADMIN and not writing.execute(managing).scalar_one():
        raise InputError(f"{name!r} is the last active admin.", "Make somebody else an admin first.")
    if what != "role":
        close_all(writing, name)
    return _told(writing, "account.changed", name, who, what=what)


def _wait(writing: Connection) -> None:
    """Until nobody else changes accounts: whoever does holds the end of the chain, where the event will go."""
    writing.execute(select(CHAIN.c.seq).with_for_update())


def _told(writing: Connection, kind: str, name: str, who: str, **more: object) -> Account:
    now = known(writing, name)
    body = {"account": name, "role": now.role, "active": now.active, **more}
    chain.append(writing, Fact(kind, who, body))
    return now


def _fit(name: str) -> str:
    fits = _NAME.fullmatch(name) and unicodedata.normalize("NFKC", name) == name
    if not fits or name.casefold() == LOCAL:
        step = f"Use 1 to {LONGEST_NAME} letters and digits, with any of . _ @ - behind the first."
        raise InputError(f"{name[:LONGEST_NAME]!r} cannot be the name of an account.", step)
    return name


def _role(role: str) -> Role:
    for fit in ROLES:
        if role == fit:
            return fit
    raise InputError(f"{role!r} is no role.", f"Use one of: {', '.join(ROLES)}.")


def _hashed(name: str, password: str) -> str:
    """The hash of a password.

    Raises:
        InputError: it is too short, too long, the name, or no text.
    """
    if not LEAST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        step = f"Use {LEAST_PASSWORD} to {LONGEST_PASSWORD}: several words are easy to remember."
        raise InputError(f"A password of {len(password)} letters cannot be used.", step)
    if unstorable(password):
        raise InputError("The password holds zero bytes or broken letters.", "Type another.")
    if _composed(password).casefold() == _composed(name).casefold():
        raise InputError("The password is the name of the account.", "Use one that nobody can guess.")
    with _AT_ONCE:
        return _HASHER.hash(_composed(password))


def _composed(password: str) -> str:
    """The same letters for the same keys, however a keyboard or a system composes them."""
    return unicodedata.normalize("NFKC", password)


# -- signing in ----------------------------------------------------------------------------------------------------


def authenticate(database: Database, name: str, password: str, address: str) -> Account:
    """Who that is.

    Args:
        address: of the machine that asks. Too many wrong passwords from there, and it has to wait.

    Raises:
        Refused: there is no such name, or it has another password, or is closed; which of them is not told.
        TooMany: the name or the address has failed too often lately.
    """
    name = listed(name)[:LONGEST_NAME]
    # A failure until it has succeeded: a hundred tries at once count as a hundred.
    with database.writing() as writing:
        failure = _failed(writing, name, listed(address)[:LONGEST_ADDRESS])
    with database.reading() as reading:
        row = _row(reading, name)
    fits = _verified(row.password if row else None, password)
    if row is None or not row.active or not fits:
        raise Refused("The name or the password is wrong.", "Try again, or ask an admin for a new password.")
    renewed = _hashed(name, password) if _HASHER.check_needs_rehash(row.password) else None
    with database.writing() as writing:
        writing.execute(delete(LOGIN_FAILURE).where(or_(LOGIN_FAILURE.c.name == name, LOGIN_FAILURE.c.id == failure)))
        if renewed:
            same = (ACCOUNT.c.name == name, ACCOUNT.c.password == row.password)
            writing.execute(update(ACCOUNT).where(*same).values(password=renewed))
    return _account(row)


def _failed(writing: Connection, name: str, address: str) -> int:
    """Puts down one more failure, unless there are too many already; returns its number."""
    # Those who sign in at once do this one after the other.
    writing.execute(select(SETTING.c.name).where(SETTING.c.name == "secret").with_for_update())
    writing.execute(delete(LOGIN_FAILURE).where(LOGIN_FAILURE.c.at < times.after(-FAILURE_SECONDS)))
    limits = ((LOGIN_FAILURE.c.name, name, FAILURES_OF_NAME), (LOGIN_FAILURE.c.address, address, FAILURES_OF_ADDRESS))
    for column, value, most in limits:
        recent = select(LOGIN_FAILURE.c.at).where(column == value).order_by(LOGIN_FAILURE.c.at.desc())
        first = writing.execute(recent.offset(most - 1).limit(1)).scalar()
        if first is not None:
            raise TooMany(f"Too many wrong passwords for {value!r}.", f"Wait {_wait_of(first)}, then try again.")
    row = insert(LOGIN_FAILURE).values(name=name, address=address, at=times.now()).returning(LOGIN_FAILURE.c.id)
    return int(writing.execute(row).scalar_one())


def _wait_of(first: str) -> str:
    """How long until a failure of that time no longer counts, in words."""
    left = times.read(first) - times.read(times.after(-FAILURE_SECONDS))
    minutes = max(1, -int(-left.total_seconds() // 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _verified(hashed: str | None, password: str) -> bool:
    """Whether it is the password; takes the same time where there is none to compare with."""
    nobody = _nobody(_HASHER)
    tried = "" if len(password) > LONGEST_PASSWORD or unstorable(password) else _composed(password)
    with _AT_ONCE:
        try:
            return bool(_HASHER.verify(hashed or nobody, tried)) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _nobody(hasher: PasswordHasher) -> str:
    """The hash of a password that nobody knows, made as all others are."""
    return hasher.hash(secrets.token_urlsafe(32))


# -- staying in ----------------------------------------------------------------------------------------------------


def open_session(writing: Connection, name: str, kind: Kind, seconds: float) -> str:
    """Lets somebody in for a while; returns the token, which nobody can be told again."""
    writing.execute(delete(SESSION).where(SESSION.c.expires_at < times.now()))
    token = secrets.token_urlsafe(32)
    values = {"account": name, "kind": kind, "created_at": times.now(), "expires_at": times.after(seconds)}
    writing.execute(insert(SESSION).values(token_sha256=_fingerprint(token), **values))
    return token


def open_key(writing: Connection, name: str, days: int, who: str) -> str:
    """A key for a program that acts as this account; returns it, and nobody can be told again.

    Raises:
        InputError: there is no such account, or it is closed.
    """
    if not known(writing, name).active:
        raise InputError(f"The account {name!r} is closed.", f"Open it first: copydesk accounts open {name}.")
    key = open_session(writing, name, "key", days * DAY_SECONDS)
    _told(writing, "account.changed", name, who, what="key", days=days)
    return key


def session(reading: Connection, token: str, kind: Kind | None = None) -> Account | None:
    """Who has this token; None when it is unknown, expired, of another kind, or its account closed."""
    query = select(ACCOUNT).join(SESSION).where(SESSION.c.token_sha256 == _fingerprint(token), ACCOUNT.c.active)
    if kind is not None:
        query = query.where(SESSION.c.kind == kind)
    row = reading.execute(query.where(SESSION.c.expires_at >= times.now())).one_or_none()
    return _account(row) if row else None


def close_session(writing: Connection, token: str) -> None:
    writing.execute(delete(SESSION).where(SESSION.c.token_sha256 == _fingerprint(token)))


def close_all(writing: Connection, name: str) -> None:
    """Ends every session and every key of an account."""
    writing.execute(delete(SESSION).where(SESSION.c.account == name))


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# -- forms ---------------------------------------------------------------------------------------------------------


def secret(reading: Connection) -> str:
    """What this database signs with."""
    return str(reading.execute(select(SETTING.c.value).where(SETTING.c.name == "secret")).scalar_one())


def form_token(secret: str, token: str) -> str:
    """What the forms of a session carry, so that no other site can make a browser send one."""
    return hmac.new(secret.encode(), token.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def form_token_fits(secret: str, token: str, given: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(form_token(secret, token).encode(), given.encode("utf-8", "surrogatepass"))
