"""How quickly the review desk answers: `python -m bench.load`, on a desk of its own with 10,000 open claims.

Twenty clients ask for the queue without a pause, all on this machine; then one asks for a claim of a source of 2 MB,
and one edits a claim as if typing. The desk, its verifier and the clients share the cores.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import copydesk
from bench.judges import ROOT
from copydesk.report.result import Result
from copydesk.source import Source
from copydesk.store import saving
from copydesk.store.database import Database
from copydesk.store.documents import Heading
from copydesk.store.records import Upload
from copydesk.store.runs import Origin

sys.path.insert(0, str(ROOT / "tests"))
from web import served

CLAIMS_OF_ONE = 100
LINES_OF_2_MB = 25_000


def story(kind: str, lines: int) -> Source:
    """A source of so many lines, each with figures of its own."""
    said = "the fire killed {n} people" if kind == "fire" else "the council met on {n} days and spoke about the bridge"
    return copydesk.from_text("\n\n".join(f"In Linden{n} {said.format(n=n)}." for n in range(20, 20 + lines)))


def fill(database: Database, claims: int) -> int:
    """Stores that many open claims, and one more of a long source; returns the number of the last one."""
    source = story("fire", CLAIMS_OF_ONE)
    wrong = " ".join(f"In Linden{n} the fire killed {n + 200} people." for n in range(20, 20 + CLAIMS_OF_ONE))
    result = copydesk.check(wrong, source)
    for number in range(claims // CLAIMS_OF_ONE):
        with database.writing() as writing:
            heading = Heading(f"Fire {number}", f"desk {number % 5}")
            saving.save(writing, result, [Upload(source, source.text.encode())], heading, Origin("ann"))
    long = story("council", LINES_OF_2_MB)
    one = copydesk.check("In Linden70 the council met on 71 days and spoke about the bridge.", long)
    with database.writing() as writing:
        kept = Result(one.sources, one.claims, one.policy_sha256, one.version)
        saving.save(writing, kept, [Upload(long, long.text.encode())], Heading("Council"), Origin("ann"))
    return claims // CLAIMS_OF_ONE * CLAIMS_OF_ONE + 1


def timed(client: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> float:
    """Milliseconds until the whole answer is here."""
    began = time.perf_counter()
    client.request(method, path, body or None, headers)
    answer = client.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path} was answered with {answer.status}")
    return (time.perf_counter() - began) * 1000


def crowd(port: int, clients: int, requests: int, path: str) -> list[float]:
    """The times of all requests of so many clients at once, sorted."""
    times: list[float] = []

    def ask() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port)
        times.extend([timed(client, "GET", path) for _ in range(requests)])

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != clients * requests:
        raise RuntimeError(f"only {len(times)} of {clients * requests} requests were answered")
    return sorted(times)


def typed(port: int, claim: int, edits: int) -> list[float]:
    """The times of edits of one claim, in order, each judged anew; the first right after its page was opened."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", f"/claims/{claim}")
    answer = client.getresponse()
    page = answer.read().decode()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    revision = re.findall(r'name="revision" value="([^"]+)"', page)[0]
    times = []
    for number in range(edits):
        form = urlencode(
            {"token": token, "revision": revision, "words": f"In Linden40 the fire killed {number} people."}
        )
        kind = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie, "hx-request": "true"}
        times.append(timed(client, "POST", f"/claims/{claim}/try", form, **kind))
    return times


def row(name: str, times: Sequence[float]) -> dict[str, float | str | int]:
    """What is told of a list of times."""
    high = sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    return {"what": name, "requests": len(times), "median": round(statistics.median(times), 1), "p95": round(high, 1)}


def main() -> None:
    """Reads the command line, and prints a table or JSON."""
    ask = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    ask.add_argument("--claims", type=int, default=10_000)
    ask.add_argument("--clients", type=int, default=20)
    ask.add_argument("--requests", type=int, default=50, help="of each client")
    ask.add_argument("--database", help="an empty PostgreSQL database; otherwise SQLite in a file that goes away")
    ask.add_argument("--json", action="store_true")
    options = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or str(Path(folder) / "desk.sqlite3")
        database = Database(url)
        last = fill(database, options.claims)
        database.close()
        with served.desk(url, "--no-worker") as address:
            port = int(address.rpartition(":")[2])
            crowd(port, 1, 2, "/")
            rows = [
                row(f"queue, {options.clients} clients", crowd(port, options.clients, options.requests, "/")),
                row("queue, 1 client", crowd(port, 1, options.requests, "/")),
                row("claim of 2 MB, first time", crowd(port, 1, 1, f"/claims/{last}")),
                row("claim of 2 MB, again", crowd(port, 1, 20, f"/claims/{last}")),
                row("edit, first of a source", typed(port, 1, 1)),
                row("edit, then", typed(port, 1, 20)),
            ]
    if options.json:
        print(json.dumps(rows))
        return
    for one_row in rows:
        print("{what:28} {requests:5} requests  median {median:8.1f} ms  p95 {p95:8.1f} ms".format(**one_row))


if __name__ == "__main__":
    main()
