"""Who comes in, and who may do what: signing in, sessions, roles, proxies, keys, and what does not come from here."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert, update
from starlette.testclient import TestClient

import results
from copydesk.store import accounts, decisions, documents, jobs
from copydesk.store.accounts import ADMIN, EDITOR, FACT_CHECKER, ROLES, Role
from copydesk.store.database import Database
from copydesk.store.jobs import Order
from copydesk.store.records import Seen
from copydesk.store.tables import LOGIN_FAILURE, SESSION
from copydesk.store.times import after, now
from copydesk.web.app import API, ROUTES, create_app
from copydesk.web.settings import LARGEST_UPLOAD, Proxy, Serving
from copydesk.web.visitors import COOKIE, TOKEN_HEADER
from stored import stored
from web import served

PASSWORD = "a long enough password"
ANN, BOB, EVE = "ann", "bob", "eve"
NAMES: dict[Role, str] = {FACT_CHECKER: ANN, EDITOR: BOB, ADMIN: EVE}
QUARTER = accounts.FAILURE_SECONDS


@dataclass
class Person:
    """Somebody at a browser of their own."""

    client: TestClient
    database: Database

    @property
    def token(self) -> str:
        """What the forms of this browser carry."""
        with self.database.reading() as reading:
            return accounts.form_token(accounts.secret(reading), self.client.cookies.get(COOKIE) or "")

    def get(self, where: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.client.get(where, headers=headers, follow_redirects=False)

    def post(self, where: str, fields: Mapping[str, object] | None = None, **headers: str):  # type: ignore[no-untyped-def]
        data = {"token": self.token, **(fields or {})}
        return self.client.post(where, data=data, headers=headers, follow_redirects=False)

    def signs_in(self, name: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
        return self.post("/sign-in", {"name": name, "password": password})

    def is_in(self) -> bool:
        return self.get("/").status_code == 200


Opened = Callable[..., Person]


@pytest.fixture
def opened(database: Database) -> Iterator[Opened]:
    """Opens browsers at one desk."""
    with contextlib.ExitStack() as stack:

        def person(address: str = "192.0.2.1", **changes: object) -> Person:
            app = create_app(database, Serving(**{"accounts": True, "model": "some-model", **changes}))  # type: ignore[arg-type]
            client = TestClient(app, base_url="http://localhost", client=(address, 5000))
            return Person(stack.enter_context(client), database)

        yield person


def account(database: Database, name: str, role: Role = FACT_CHECKER, password: str | None = PASSWORD) -> None:
    with database.writing() as writing:
        accounts.add(writing, name, role, password, accounts.LOCAL)


def let_in(person: Person, name: str) -> Person:
    """Signs somebody in without a password, which takes its time to verify."""
    with person.database.writing() as writing:
        given(person, accounts.open_session(writing, name, "browser", 3600))
    return person


def given(person: Person, cookie: str) -> None:
    """Puts a cookie into a browser, as the desk would."""
    person.client.cookies.set(COOKIE, cookie, domain="localhost.local", path="/")


# -- passwords -----------------------------------------------------------------------------------------------------


def failures(database: Database, count: int, name: str = "x", address: str = "198.51.100.1") -> None:
    """Wrong passwords as they are remembered."""
    with database.writing() as writing:
        writing.execute(insert(LOGIN_FAILURE), [{"name": name, "address": address, "at": now()}] * count)


def time_goes_by(database: Database, seconds: float) -> None:
    """All that is remembered of wrong passwords is that much older."""
    with database.writing() as writing:
        writing.execute(update(LOGIN_FAILURE).values(at=after(-seconds)))


def test_after_five_wrong_passwords_a_name_has_to_wait(database: Database, opened: Opened) -> None:
    account(database, ANN)
    account(database, BOB)
    person = opened()
    for _ in range(accounts.FAILURES_OF_NAME):
        answer = person.signs_in(ANN, "a wrong password")
        assert answer.status_code == 401
        assert "The name or the password is wrong." in answer.text
    answer = person.signs_in(ANN)
    assert answer.status_code == 429
    assert "Too many wrong passwords for &#39;ann&#39;. Wait 15 minutes, then try again." in answer.text
    assert not person.is_in()
    assert person.signs_in(BOB).status_code == 303
    time_goes_by(database, QUARTER + 1)
    assert opened().signs_in(ANN).status_code == 303


def test_the_wait_is_told_and_grows_shorter(database: Database, opened: Opened) -> None:
    account(database, ANN)
    failures(database, accounts.FAILURES_OF_NAME, ANN)
    time_goes_by(database, QUARTER - 100)
    assert "Wait 2 minutes" in opened().signs_in(ANN).text
    time_goes_by(database, QUARTER - 20)
    assert "Wait a minute" in opened().signs_in(ANN).text


def test_after_twenty_wrong_passwords_an_address_has_to_wait_whatever_the_name(
    database: Database, opened: Opened
) -> None:
    account(database, ANN)
    failures(database, accounts.FAILURES_OF_ADDRESS - 1, address="192.0.2.1")
    person = opened("192.0.2.1")
    assert person.signs_in("nobody", "a wrong password").status_code == 401
    answer = person.signs_in(ANN)
    assert answer.status_code == 429
    assert "Too many wrong passwords for &#39;192.0.2.1&#39;." in answer.text
    assert opened("192.0.2.2").signs_in(ANN).status_code == 303


def test_a_right_password_forgets_the_wrong_ones(database: Database, opened: Opened) -> None:
    account(database, ANN)
    failures(database, accounts.FAILURES_OF_NAME - 1, ANN)
    person = opened()
    assert person.signs_in(ANN).status_code == 303
    assert opened().signs_in(ANN, "a wrong password").status_code == 401
    assert opened().signs_in(ANN).status_code == 303


@pytest.mark.parametrize("name", ("nobody", "closed", "only-by-proxy", "ANN", "", "x" * 201, "a\x00b"))
def test_nobody_learns_which_names_there_are(database: Database, opened: Opened, name: str) -> None:
    account(database, ANN)
    account(database, "closed")
    account(database, "only-by-proxy", password=None)
    with database.writing() as writing:
        accounts.set_active(writing, "closed", False, accounts.LOCAL)
    answer = opened().signs_in(name)
    assert answer.status_code in (401, 422)
    assert not any(word in answer.text.lower() for word in ("no such", "is closed", "no password", "unknown"))


# -- sessions ------------------------------------------------------------------------------------------------------


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(database: Database, opened: Opened) -> None:
    account(database, ANN)
    for secure in (False, True):
        person = opened(secure=secure)
        person.get("/sign-in")
        before = person.client.cookies.get(COOKIE)
        answer = person.signs_in(ANN)
        cookie = SimpleCookie(next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE)))[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert bool(cookie["secure"]) is secure
        assert 0 < int(cookie["max-age"]) <= 24 * 3600
        assert cookie.value not in (before, "")


def test_a_session_ends_with_signing_out_also_for_whoever_kept_the_cookie(database: Database, opened: Opened) -> None:
    account(database, ANN)
    person, kept = let_in(opened(), ANN), opened()
    given(kept, person.client.cookies[COOKIE])
    assert kept.is_in()
    assert person.post("/sign-out").status_code == 303
    assert COOKIE not in person.client.cookies
    assert not kept.is_in()


def test_a_session_ends_by_itself(database: Database, opened: Opened) -> None:
    account(database, ANN)
    person = let_in(opened(), ANN)
    assert person.is_in()
    with database.writing() as writing:
        writing.execute(update(SESSION).values(expires_at=after(-1)))
    assert person.get("/claims/1?state=all").headers["location"] == "/sign-in?to=%2Fclaims%2F1%3Fstate%3Dall"
    assert person.post("/undo").status_code == 401


@pytest.mark.parametrize("what", ("password", "close"))
def test_a_new_password_or_a_closed_account_ends_all_sessions_and_keys(
    database: Database, opened: Opened, what: str
) -> None:
    account(database, ANN)
    account(database, EVE, ADMIN)
    sessions, admin = [let_in(opened(), ANN), let_in(opened(), ANN)], let_in(opened(), EVE)
    key = key_of(database, ANN)
    answer = admin.post("/accounts", {"name": ANN, "what": what, "password": "another long password"})
    assert answer.status_code == 303
    assert [one.is_in() for one in sessions] == [False, False]
    assert admin.is_in()
    assert with_key(opened(), key).status_code == 401


def test_another_role_counts_at_once(database: Database, opened: Opened) -> None:
    account(database, ANN)
    account(database, EVE, ADMIN)
    ann, eve = let_in(opened(), ANN), let_in(opened(), EVE)
    assert ann.get("/accounts").status_code == 403
    assert eve.post("/accounts", {"name": ANN, "what": "role", "role": ADMIN}).status_code == 303
    assert ann.get("/accounts").status_code == 200


def test_the_last_admin_stays(database: Database, opened: Opened) -> None:
    account(database, EVE, ADMIN)
    eve = let_in(opened(), EVE)
    for change in ({"what": "close"}, {"what": "role", "role": EDITOR}):
        answer = eve.post("/accounts", {"name": EVE, **change})
        assert answer.status_code == 422
        assert "is the last active admin" in answer.text
    assert eve.is_in()


@pytest.mark.parametrize(
    ("wanted", "sent"),
    (
        ("/claims/1?state=all", "/claims/1?state=all"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
    ),
)
def test_signing_in_leads_to_where_one_wanted_to_go_but_not_elsewhere(
    database: Database, opened: Opened, wanted: str, sent: str
) -> None:
    account(database, ANN)
    answer = let_in(opened(), ANN).client.get("/sign-in", params={"to": wanted}, follow_redirects=False)
    assert answer.headers["location"] == sent


# -- who may do what -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """What becomes of a request by somebody who may.

    Attributes:
        least: the role that it needs.
        status: of the answer, for that role and those above.
        fields: of the form.
        before: what somebody has done before: called with the database, the number of their claim, and their name.
    """

    least: Role
    status: int
    fields: Mapping[str, object] = field(default_factory=dict)
    before: Callable[[Database, int, str], None] = lambda database, number, who: None


def rejected(database: Database, number: int, who: str) -> None:
    with database.writing() as writing:
        decisions.reject(writing, Seen(number, 1), who, "")


def accepted(database: Database, number: int, who: str) -> None:
    with database.writing() as writing:
        decisions.accept(writing, Seen(number, 1), who, "right")


def ordered(database: Database, number: int, who: str) -> None:
    """A job each, so that the number of a person's job is that of their claim."""
    with database.writing() as writing:
        for each in range(1, number + 1):
            if jobs.job(writing, each) is None:
                jobs.order(writing, Order("summarise", each, {"claims": 3, "run": each}), who)


def cancelled(database: Database, number: int, who: str) -> None:
    ordered(database, number, who)
    with database.writing() as writing:
        jobs.cancel(writing, number, who)


WORDS = {"words": "The fire killed 17 people."}
NEW = {"how": "check", "source": results.TEXT, "summary": "The fire killed 19 people."}
HANDED: dict[str, object] = {
    "title": "Fire",
    "sources": [{"text": results.TEXT}],
    "summary": "The fire killed 19 people.",
}
RULES: dict[tuple[str, str], Rule] = {
    ("GET", "/"): Rule(FACT_CHECKER, 200),
    ("POST", "/next"): Rule(FACT_CHECKER, 303),
    ("POST", "/previous"): Rule(FACT_CHECKER, 303),
    ("POST", "/undo"): Rule(FACT_CHECKER, 303, before=rejected),
    ("GET", "/claims/{number}"): Rule(FACT_CHECKER, 200),
    ("GET", "/claims/{number}/explain"): Rule(FACT_CHECKER, 200),
    ("POST", "/claims/{number}/accept"): Rule(FACT_CHECKER, 303, WORDS),
    ("POST", "/claims/{number}/reject"): Rule(FACT_CHECKER, 303),
    ("POST", "/claims/{number}/edit"): Rule(FACT_CHECKER, 303, WORDS),
    ("POST", "/claims/{number}/suggest"): Rule(FACT_CHECKER, 303, {"position": 0}),
    ("POST", "/claims/{number}/mark"): Rule(FACT_CHECKER, 303, {"position": 0}),
    ("POST", "/claims/{number}/note"): Rule(FACT_CHECKER, 303, WORDS),
    ("POST", "/claims/{number}/ask"): Rule(FACT_CHECKER, 303, WORDS),
    ("POST", "/claims/{number}/take"): Rule(FACT_CHECKER, 303),
    ("POST", "/claims/{number}/undo"): Rule(FACT_CHECKER, 303, before=rejected),
    ("POST", "/claims/{number}/try"): Rule(FACT_CHECKER, 200, WORDS),
    ("GET", "/documents"): Rule(FACT_CHECKER, 200),
    ("GET", "/documents/new"): Rule(FACT_CHECKER, 200),
    ("POST", "/documents"): Rule(FACT_CHECKER, 303, NEW),
    ("GET", "/documents/{number}"): Rule(FACT_CHECKER, 200),
    ("POST", "/documents/{number}/publish"): Rule(EDITOR, 303, before=accepted),
    ("GET", "/documents/{number}/changes"): Rule(FACT_CHECKER, 200),
    ("POST", "/documents/{number}/export/{form}"): Rule(FACT_CHECKER, 200),
    ("GET", "/jobs/{number}/events"): Rule(FACT_CHECKER, 200, before=cancelled),
    ("POST", "/jobs/{number}/cancel"): Rule(FACT_CHECKER, 303, before=ordered),
    ("GET", "/audit"): Rule(FACT_CHECKER, 200),
    ("POST", "/audit/check"): Rule(FACT_CHECKER, 200),
    ("GET", "/audit/head"): Rule(FACT_CHECKER, 200),
    ("GET", "/audit/cases.jsonl"): Rule(FACT_CHECKER, 200),
    ("GET", "/accounts"): Rule(ADMIN, 200),
    ("POST", "/accounts"): Rule(ADMIN, 303, {"name": "new", "what": "add"}),
    ("POST", "/sign-out"): Rule(FACT_CHECKER, 303),
    ("GET", "/api/openapi.json"): Rule(FACT_CHECKER, 200),
    ("POST", "/api/v1/check"): Rule(FACT_CHECKER, 200, {"sources": HANDED["sources"], "claims": HANDED["summary"]}),
    ("POST", "/api/v1/documents"): Rule(FACT_CHECKER, 202, HANDED),
    ("GET", "/api/v1/documents/{number}"): Rule(FACT_CHECKER, 200),
    ("GET", "/api/v1/documents/{number}/result"): Rule(FACT_CHECKER, 200),
    ("GET", "/api/v1/documents/{number}/certificates"): Rule(FACT_CHECKER, 200),
    ("GET", "/api/v1/claims/{number}"): Rule(FACT_CHECKER, 200),
    ("POST", "/api/v1/claims/{number}/decisions"): Rule(FACT_CHECKER, 200, {"decision": "reject", "revision": 1}),
    ("GET", "/api/v1/jobs/{number}"): Rule(FACT_CHECKER, 200, before=ordered),
    ("GET", "/api/v1/jobs/{number}/events"): Rule(FACT_CHECKER, 200, before=cancelled),
    ("POST", "/api/v1/jobs/{number}/cancel"): Rule(FACT_CHECKER, 202, before=ordered),
}
FOR_ANYBODY = {("GET", "/sign-in"), ("POST", "/sign-in")}
EVERY = [(method, path) for method, path, _ in (*ROUTES, *API)]


def test_of_every_address_it_is_written_down_who_may_use_it() -> None:
    assert set(EVERY) == RULES.keys() | FOR_ANYBODY
    assert len(EVERY) == len(set(EVERY))


@pytest.mark.parametrize(("method", "path"), RULES, ids=lambda value: value.strip("/").replace("/", "-") or "queue")
def test_who_may_do_what(database: Database, opened: Opened, method: str, path: str) -> None:
    rule = RULES[method, path]
    for role in ROLES:
        account(database, NAMES[role], role, password=None)
        stored(database, results.flagged())
    nobody = opened()
    given(nobody, "the cookie of nobody")
    refused = sent(nobody, method, path, rule, 1)
    at_pages = method == "GET" and not path.startswith("/api/")
    assert refused.status_code == (303 if at_pages else 401)
    assert refused.headers.get("location", "").startswith("/sign-in?to=") == at_pages
    for number, role in enumerate(ROLES, start=1):
        person = let_in(opened(), NAMES[role])
        if ROLES.index(role) < ROLES.index(rule.least):
            answer = sent(person, method, path, rule, number)
            assert answer.status_code == 403, role
            assert f"{NAMES[role]} is {role}; that needs {rule.least}." in answer.text
        else:
            rule.before(database, number, NAMES[role])
            assert sent(person, method, path, rule, number).status_code == rule.status, role


def sent(person: Person, method: str, path: str, rule: Rule, number: int):  # type: ignore[no-untyped-def]
    where = path.replace("{number}", str(number)).replace("{form}", "md")
    if method == "GET":
        return person.get(where)
    if path.startswith("/api/"):
        return person.client.post(where, json=rule.fields, headers={TOKEN_HEADER: person.token})
    fields = {**rule.fields, "revision": revision(person.database, path, number)}
    if rule.fields.get("what") == "add":
        fields["name"] = f"new{number}"
    return person.post(where, fields)


def revision(database: Database, path: str, number: int) -> int:
    with database.reading() as reading:
        if path.startswith("/claims"):
            return decisions.known(reading, number).revision
        return documents.known(reading, number).revision


# -- a proxy that knows who is there -------------------------------------------------------------------------------

PROXY = Proxy("x-remote-user", ("192.0.2.9",))


def test_a_proxy_says_who_is_there(database: Database, opened: Opened) -> None:
    account(database, ANN, password=None)
    stored(database, results.flagged())
    person = opened("192.0.2.9", proxy=PROXY)
    page = person.get("/claims/1", **{"x-remote-user": ANN})
    assert page.status_code == 200
    assert "Sign out" not in page.text
    answer = person.post("/claims/1/reject", {"revision": 1}, **{"x-remote-user": ANN})
    assert answer.status_code == 303
    with database.reading() as reading:
        assert decisions.known(reading, 1).decided_by == ANN
    # The browser is not known by itself: it is the proxy that must say so each time.
    assert not person.is_in()


@pytest.mark.parametrize(
    ("address", "named", "said"),
    (
        ("192.0.2.1", ANN, "did not come from there"),
        ("192.0.2.9", None, "names nobody"),
        ("192.0.2.9", " ", "names nobody"),
        ("192.0.2.9", "nobody", "&#39;nobody&#39; has no open account"),
        ("192.0.2.9", "closed", "&#39;closed&#39; has no open account"),
    ),
)
def test_whom_the_proxy_does_not_name_is_told_so(
    database: Database, opened: Opened, address: str, named: str | None, said: str
) -> None:
    account(database, ANN)
    account(database, "closed", password=None)
    with database.writing() as writing:
        accounts.set_active(writing, "closed", False, accounts.LOCAL)
    person = opened(address, proxy=PROXY)
    headers = {} if named is None else {"x-remote-user": named}
    for where in ("/", "/documents", "/sign-in"):
        answer = person.get(where, **headers)
        assert (answer.status_code, said in answer.text) == (403, True), where
    answer = person.post("/sign-in", {"name": ANN, "password": PASSWORD}, **headers)
    assert answer.status_code == 403
    assert not person.is_in()


def test_without_a_proxy_its_header_says_nothing(database: Database, opened: Opened) -> None:
    account(database, ANN)
    assert opened("192.0.2.9").get("/", **{"x-remote-user": ANN}).status_code == 303


# -- keys of programs ----------------------------------------------------------------------------------------------


def key_of(database: Database, name: str, days: int = 3) -> str:
    with database.writing() as writing:
        return accounts.open_key(writing, name, days, accounts.LOCAL)


def with_key(person: Person, key: str, scheme: str = "Bearer"):  # type: ignore[no-untyped-def]
    return person.client.post("/api/v1/documents", json=HANDED, headers={"authorization": f"{scheme} {key}"})


def test_a_program_comes_in_with_its_key_and_needs_no_token(database: Database, opened: Opened) -> None:
    account(database, "feed", password=None)
    person = opened()
    answer = with_key(person, key_of(database, "feed"))
    assert answer.status_code == 202
    assert COOKIE not in person.client.cookies
    with database.reading() as reading:
        assert documents.known(reading, answer.json()["id"]).created_by == "feed"


def test_a_key_that_is_wrong_old_or_of_another_kind_opens_nothing(database: Database, opened: Opened) -> None:
    account(database, ANN, password=None)
    person = let_in(opened(), ANN)
    key = key_of(database, ANN)
    cookie = str(person.client.cookies[COOKIE])
    for wrong, scheme in ((key[:-1], "Bearer"), ("", "Bearer"), (key, "Basic"), (cookie, "Bearer"), ("\x01", "Bearer")):
        # Not even beside the cookie of somebody who is signed in: whoever shows a key is who the key says.
        answer = with_key(person, wrong, scheme)
        assert answer.status_code in (401, 403), wrong
        assert answer.headers["www-authenticate" if answer.status_code == 401 else "content-type"]
        assert answer.json()["next_step"]
    with database.writing() as writing:
        writing.execute(update(SESSION).where(SESSION.c.kind == "key").values(expires_at=after(-1)))
    assert with_key(opened(), key).status_code == 401


def test_a_key_is_no_cookie(database: Database, opened: Opened) -> None:
    account(database, ANN, password=None)
    person = opened()
    given(person, key_of(database, ANN))
    assert not person.is_in()


def test_a_key_may_do_what_its_account_may(database: Database, opened: Opened) -> None:
    account(database, "feed", password=None)
    account(database, EVE, ADMIN, password=None)
    change = {"name": "feed", "what": "role", "role": ADMIN}
    key = {"authorization": f"Bearer {key_of(database, 'feed')}"}
    answer = opened().client.post("/accounts", data=change, headers=key, follow_redirects=False)
    assert answer.status_code == 403


# -- what does not come from here ----------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ("absent", "wrong", "empty", "of another", "broken"))
def test_a_form_that_is_not_of_this_session_changes_nothing(database: Database, opened: Opened, token: str) -> None:
    account(database, ANN, password=None)
    stored(database, results.flagged())
    person, other = let_in(opened(), ANN), let_in(opened(), ANN)
    sent = {"wrong": "0" * 64, "empty": "", "of another": other.token, "broken": "\x00\ud800".encode(errors="replace")}
    data = {"revision": "1", **({} if token == "absent" else {"token": sent[token]})}
    answer = person.client.post("/claims/1/reject", data=data, follow_redirects=False)
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text
    assert standing(database) == "open"
    answer = person.client.post("/api/v1/documents", json=HANDED)
    assert answer.status_code == 403


@pytest.mark.parametrize(("site", "status"), (("cross-site", 403), ("same-site", 403), ("same-origin", 303)))
def test_another_site_can_neither_decide_nor_sign_in(
    database: Database, opened: Opened, site: str, status: int
) -> None:
    account(database, ANN)
    stored(database, results.flagged())
    person = let_in(opened(), ANN)
    assert person.post("/claims/1/reject", {"revision": 1}, **{"sec-fetch-site": site}).status_code == status
    fields = {"name": ANN, "password": PASSWORD}
    assert opened().post("/sign-in", fields, **{"sec-fetch-site": site}).status_code == status


def standing(database: Database) -> str:
    with database.reading() as reading:
        return decisions.known(reading, 1).state


@pytest.mark.parametrize("host", ("evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:80", "[::2]"))
def test_a_request_for_another_host_is_refused(opened: Opened, host: str) -> None:
    for where in ("/", "/sign-in", "/static/desk.css", "/api/v1/documents/1"):
        answer = opened().get(where, host=host)
        assert answer.status_code == 421
        assert "--allowed-host" in answer.text


@pytest.mark.parametrize("host", ("localhost", "LOCALHOST:8321", "127.0.0.1", "[::1]:80", "desk.example"))
def test_its_own_names_are_answered(opened: Opened, host: str) -> None:
    assert opened(names=("Desk.example",)).get("/sign-in", host=host).status_code == 200


# -- the same at a real server, where bytes arrive one after the other ---------------------------------------------


@pytest.mark.slow
@pytest.mark.loopback
def test_a_real_server_holds_to_all_of_it(database: Database) -> None:
    account(database, ANN)
    with served.desk(database.shown, "--no-worker", "--secure", "--allowed-host", "desk.example") as address:
        assert spoken(address, "GET / HTTP/1.1", "Host: desk.example").startswith("HTTP/1.1 303 ")
        assert spoken(address, "GET / HTTP/1.1", "Host: evil.example").startswith("HTTP/1.1 421 ")
        fits = f"name={ANN}&password={PASSWORD.replace(' ', '+')}"
        head = ("POST /sign-in HTTP/1.1", "Host: desk.example", "Content-Type: application/x-www-form-urlencoded")
        came_in = spoken(address, *head, f"Content-Length: {len(fits)}", body=fits.encode())
        assert came_in.startswith("HTTP/1.1 303 ")
        assert re.search(rf"set-cookie: {COOKIE}=\S+; HttpOnly; .*; SameSite=lax; Secure", came_in)
        told = spoken(address, *head, f"Content-Length: {LARGEST_UPLOAD + 1}")
        assert told.startswith("HTTP/1.1 413 ")
        assert "nothing was stored" in told
        untold = spoken(address, *head, "Transfer-Encoding: chunked", body=chunked(LARGEST_UPLOAD + 1))
        assert untold.startswith("HTTP/1.1 413 ")


def chunked(size: int) -> bytes:
    """A body of that size whose length is not told beforehand."""
    whole, rest = divmod(size, 1_000_000)
    pieces = [b"x" * 1_000_000] * whole + [b"x" * rest]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"


def spoken(address: str, *lines: str, body: bytes = b"") -> str:
    """What the server answers to these very bytes."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall("\r\n".join((*lines, "Connection: close", "", "")).encode())
        # A server that has refused need not read on.
        with contextlib.suppress(ConnectionError):
            connection.sendall(body)
        return _read(connection).decode("latin-1")


def _read(connection: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_source_of_megabytes_can_be_pasted(database: Database, opened: Opened) -> None:
    account(database, ANN, password=None)
    source = "In Linden the fire killed 17 people, the police said.\n\n" * 40_000
    fields = {"how": "check", "source": source, "summary": "The fire killed 17 people."}
    data = {"token": (person := let_in(opened(), ANN)).token, **fields}
    pasted = {name: (None, value) for name, value in data.items()}
    answer = person.client.post("/documents", files=pasted, follow_redirects=False)
    assert answer.status_code == 303, answer.text[-500:]
