"""What goes into the store comes out of it as it was, letter by letter, or is refused."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import results
from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import Policy
from copydesk.errors import InputError
from copydesk.source import Block, Source, Span
from copydesk.store import (
    audit,
    chain,
    claims,
    decisions,
    documents,
    jobs,
    publications,
    queue,
    runs,
    saving,
    sources,
    storable,
)
from copydesk.store.database import Connection, Database
from copydesk.store.documents import Heading
from copydesk.store.records import Seen, StoredSource, Upload
from copydesk.store.runs import Origin
from copydesk.store.tables import SOURCE
from stored import OPEN, reworded, stored, stored_in

TEXTS = {
    "plain": "The fire killed 17 people.",
    "Persian": "آتش ۱۷ نفر را کُشت؛ نیم\N{ZERO WIDTH NON-JOINER}فاصله هم هست.",
    "Arabic": "قتل الحريق ١٧ شخصًا، وقالت: «ربما».",
    "emoji": "17 \N{FIRE} dead \N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} \U0001f1e6\U0001f1ff",
    "composed and not": "caf\N{LATIN SMALL LETTER E WITH ACUTE} cafe\N{COMBINING ACUTE ACCENT} \N{KELVIN SIGN}K",
    "controls": "a\tb\r\nc\rd\x1b[2J\x7f\x85\N{LINE SEPARATOR}\N{BYTE ORDER MARK}\N{RIGHT-TO-LEFT OVERRIDE}",
    "no characters": "\ufffe\uffff\U0010ffff",
    "quotes": """'"`%s%(x)s:x {x} \\ \\u0000 \\ud800 -- /* $1 ?""",
    "blanks": "  two  blanks \n",
    "2 MB": "The fire killed ۱۷ people \N{FIRE}. " * 50_000,
}
BROKEN = {
    "zero byte": "17\0 people died.",
    "high half": "17 \ud83d people died.",
    "low half": "17 \udd25 people died.",
    "halves the wrong way round": "17 \udd25\ud83d people died.",
}
HALVES = "17 \ud83d\udd25 people died."
"""Both halves of a letter, which Python holds as two and JSON makes one."""
EVERY = {**TEXTS, **BROKEN}
named = pytest.mark.parametrize


def source_of(text: str, **more: Any) -> Source:
    """A source of this text, its second half furniture."""
    half = len(text) // 2
    blocks = (Block(Span(0, half), "headline"), Block(Span(half, len(text)), "furniture"))
    return Source(text, **{"name": "a.txt", "blocks": blocks, "published": datetime.date(2026, 9, 16), **more})


def keep(writing: Connection, upload: Upload) -> StoredSource:
    """The source as it comes out of the store again."""
    document = documents.create(writing, Heading("Fire"), "anna")
    run = runs.start_run(writing, document, "check", [upload], Origin("anna"))
    (found,) = sources.sources(writing, run)
    return found


# -- sources -------------------------------------------------------------------------------------------------------


def test_sources_come_back_as_they_were(desk: Connection) -> None:
    uploads = [Upload(source_of(text, language="fa"), text.encode("utf-16"), "text/html") for text in TEXTS.values()]
    document = documents.create(desk, Heading("Fire"), "anna")
    run = runs.start_run(desk, document, "check", uploads, Origin("anna"))
    found = sources.sources(desk, run)
    assert [one.source for one in found] == [upload.source for upload in uploads]
    assert [one.raw_sha256 for one in found] == [hashlib.sha256(upload.raw).hexdigest() for upload in uploads]
    assert {one.media_type for one in found} == {"text/html"}
    assert [keep(desk, upload).id for upload in uploads] == [one.id for one in found], "once is enough"
    assert audit.audit(desk).broken == ""


def test_the_name_of_a_source_comes_back_as_it_was(desk: Connection) -> None:
    for name in TEXTS.values():
        assert keep(desk, Upload(source_of("x", name=name), b"x")).source.name == name


@named("where", ("text", "name", "language"))
def test_a_source_that_no_column_takes_is_refused(desk: Connection, where: str) -> None:
    for text in (*BROKEN.values(), HALVES):
        source = replace(source_of("x"), **{where: text})  # type: ignore[arg-type]
        with pytest.raises(InputError, match="zero bytes or broken letters"), desk.begin_nested():
            keep(desk, Upload(source, b"x"))


@named(
    ("language", "media_type", "said"), (("e" * 36, "text/plain", "no language"), ("en", "t" * 101, "no media type"))
)
def test_what_is_too_long_for_its_column_is_refused(
    desk: Connection, language: str, media_type: str, said: str
) -> None:
    with pytest.raises(InputError, match=said), desk.begin_nested():
        keep(desk, Upload(source_of("x", language=language), b"x", media_type))


@named("raw", (b"", b"\0\xff\xfe\x80", bytes(range(256)), b"\0" * 2_000_000), ids=("none", "odd", "all", "2 MB"))
def test_the_bytes_of_a_source_come_back_as_they_were(desk: Connection, raw: bytes) -> None:
    found = keep(desk, Upload(source_of("x"), raw))
    stored_raw = desk.execute(SOURCE.select().where(SOURCE.c.id == found.id)).mappings().one()["raw"]
    assert bytes(stored_raw) == raw


def test_sources_that_differ_in_anything_are_two(desk: Connection) -> None:
    source = source_of("The fire killed 17 people.")
    uploads = [
        Upload(source, b"x"),
        Upload(source, b"y"),
        Upload(source, b"x", "text/html"),
        *(
            Upload(replace(source, **other), b"x")
            for other in ({"name": "b.txt"}, {"language": "de"}, {"published": None}, {"blocks": ()}, {"text": "x"})
        ),
    ]
    found = [keep(desk, upload) for upload in uploads]
    assert len({one.digest for one in found}) == len({one.id for one in found}) == len(uploads)
    assert [one.source for one in found] == [upload.source for upload in uploads]


# -- claims --------------------------------------------------------------------------------------------------------


def broken_everywhere(text: str) -> CheckedClaim:
    """A claim that holds the text wherever a record can hold any; a long one in one place."""
    if len(text) > 1_000:
        return reworded(text, results.flagged())
    flagged = results.flagged()
    (finding, note) = flagged.findings
    place = replace(flagged.claim.place, file=text)  # type: ignore[type-var]
    claim = replace(flagged.claim, text=text, evidence=(text, ""), place=place)
    passages = (replace(results.accepted().passages[0], quoted=text),)
    findings = (replace(finding, message=text, suggestion=text), note)
    trace = flagged.traces[0]
    traces = (replace(trace, mention=replace(trace.mention, surface=text)),)
    return replace(flagged, claim=claim, why=text, passages=passages, findings=findings, traces=traces)


def test_claims_come_back_as_they_were(desk: Connection) -> None:
    made = [
        replace(one, claim=replace(one.claim, id=f"c{n}"))
        for n, one in enumerate(map(broken_everywhere, EVERY.values()))
    ]
    document = stored_in(desk, *made)
    rows = claims.claims(desk, document)
    assert [claims.version(desk, row.id, 1).checked for row, _ in rows] == made
    assert [version.checked for _, version in claims.standing_versions(desk, document)] == made
    lists = [storable.listed(text) for text in EVERY.values()]
    assert [text for _, text in rows] == lists
    assert not any(map(storable.unstorable, lists))
    assert len(claims.reasons(desk, document)) == len(made)
    found = queue.page(desk, queue.Filter(document=document))
    assert [one.text for one in found.rows] == lists
    assert audit.audit(desk).broken == ""


def test_other_wordings_come_back_as_they_were(desk: Connection) -> None:
    made = [results.flagged(), *map(reworded, EVERY.values())]
    for revision, wording in enumerate(made[1:], 1):
        decisions.change(desk, Seen(OPEN, revision), "bela", wording, "edit")
    assert [version.checked for version in claims.versions(desk, OPEN)] == made
    assert audit.audit(desk).broken == ""


@named("text", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_published_and_exported_all_the_same(desk: Connection, text: str) -> None:
    decisions.change(desk, Seen(OPEN, 1), "bela", reworded(text), "edit")
    decisions.reject(desk, Seen(3, 1), "bela")
    decisions.publish(desk, 1, documents.known(desk, 1).revision, "cleo")
    assert publications.changes(desk, 1)[1].last == storable.listed(text)
    assert publications.exported(desk, 1, "json", "cleo").lines[1].text == text


@named(
    "key",
    ("c1", "c" * 100, "c" * 101, "c" * 300, *BROKEN.values()),
    ids=("short", "longest", "longer", "long", *BROKEN),
)
def test_a_claim_that_is_added_again_under_its_key_is_not_doubled(desk: Connection, key: str) -> None:
    """Keys that only begin alike are two."""
    document = documents.create(desk, Heading("Fire"), "anna")
    run = runs.start_run(desk, document, "check", [Upload(results.SOURCE, b"")], Origin("anna"))
    first = claims.add_claims(desk, run, [(key, results.accepted())], "check", "anna")
    other = claims.add_claims(desk, run, [(key + "x", results.flagged()), (key, results.accepted())], "check", "anna")
    assert other[1:] == first
    assert other[0] != first[0]
    assert len(claims.claims(desk, document)) == 2
    assert audit.audit(desk).broken == ""


def test_both_halves_of_a_letter_as_two_are_refused(desk: Connection) -> None:
    """They would come back as one, and every place behind them would be another."""
    said = "two halves of a letter as two"
    with pytest.raises(InputError, match=said), desk.begin_nested():
        stored_in(desk, reworded(HALVES))
    with pytest.raises(InputError, match=said), desk.begin_nested():
        decisions.change(desk, Seen(OPEN, 1), "bela", reworded(HALVES), "edit")
    with pytest.raises(InputError, match=said), desk.begin_nested():
        runs.add_attempt(desk, 1, replace(results.run().attempts[0], error=HALVES))
    assert audit.audit(desk).broken == ""


CLAIM_TEXTS = st.text(st.characters(codec=None), max_size=30) | st.text('\0\ud800\udfff\udc00a\\u"é۱', max_size=12)


@settings(max_examples=100, deadline=None)
@given(text=CLAIM_TEXTS, why=CLAIM_TEXTS)
def test_any_claim_comes_back_as_it_was(text: str, why: str) -> None:
    checked = replace(broken_everywhere(text), why=why)
    try:
        body = claims.dump_checked(checked)
    except InputError:
        assert re.search("[\ud800-\udbff][\udc00-\udfff]", f"{text} {why}")
        return
    assert claims.load_checked(body) == checked
    assert body.isascii(), "every database takes it"
    assert "\0" not in body


# -- what a model has said -----------------------------------------------------------------------------------------


def test_the_answers_of_a_model_come_back_as_they_were(desk: Connection) -> None:
    made, claim = results.run(), results.accepted().claim
    attempts = tuple(
        replace(made.attempts[0], number=number, claims=(replace(claim, text=text),), error=text)
        for number, text in enumerate(EVERY.values(), 1)
    )
    broken = "".join(BROKEN.values())
    run = replace(made, model=broken, settings={"seed": 7, "t": 0.5, "n": None, "s": broken}, attempts=attempts)
    result = replace(results.summarised(), run=run, stopped=broken)
    document = saving.save(desk, result, [Upload(results.SOURCE, b"")], Heading("Fire"), Origin("anna"))
    (found,) = runs.runs(desk, document)
    assert found.model == run
    assert found.stopped == storable.listed(broken)
    assert runs.attempts(desk, found.id) == attempts
    assert audit.audit(desk).broken == ""


def test_what_is_asked_of_a_job_and_what_it_tells_come_back_as_they_were(desk: Connection) -> None:
    for text in EVERY.values():
        number = jobs.order(desk, jobs.Order("revise", 1, {"instruction": text}, OPEN), "bela")
        leased = jobs.lease(desk)
        assert leased is not None
        assert leased.request == {"instruction": text}
        jobs.tell(desk, leased, {"said": text})
        jobs.finish(desk, leased, "failed", text)
        assert jobs.told(desk, number)[0].body == {"said": text}
        found = jobs.job(desk, number)
        assert found is not None
        assert found.said == storable.listed(text)
    assert audit.audit(desk).broken == ""


# -- what people write ---------------------------------------------------------------------------------------------

SHORT = {name: text for name, text in TEXTS.items() if len(text) <= 300}
Write = Callable[[Connection, str], object]
WRITES: dict[str, Write] = {
    "reason": lambda writing, text: decisions.accept(writing, Seen(OPEN, 1), "bela", text),
    "rejection": lambda writing, text: decisions.reject(writing, Seen(OPEN, 1), "bela", text),
    "note": lambda writing, text: decisions.note(writing, OPEN, "bela", text),
    "mark": lambda writing, text: decisions.mark(writing, Seen(OPEN, 1), "bela", 0, text),
}
SAID = {"reason": "reason", "rejection": "reason", "note": "text", "mark": "note"}


@named("what", WRITES)
def test_what_people_write_comes_back_without_the_blanks_around_it(desk: Connection, what: str) -> None:
    for text in SHORT.values():
        with desk.begin_nested() as point:
            WRITES[what](desk, text)
            assert chain.events(desk)[-1].data[SAID[what]] == text.strip()
            point.rollback()


@named("what", WRITES)
def test_what_people_write_is_refused_where_no_column_takes_it(desk: Connection, what: str) -> None:
    for text in (*BROKEN.values(), HALVES, TEXTS["2 MB"]):
        with pytest.raises(InputError, match="letters, or holds broken ones"), desk.begin_nested():
            WRITES[what](desk, text)


def test_titles_and_desks_come_back_without_the_blanks_around_them(desk: Connection) -> None:
    for text in SHORT.values():
        number = documents.create(desk, Heading(text, text), "anna")
        found = documents.known(desk, number)
        assert (found.title, found.desk) == (text.strip(), text.strip())
    assert audit.audit(desk).broken == ""


@named("text", (*BROKEN.values(), "x" * 301, "", " \n"), ids=(*BROKEN, "long", "none", "blank"))
def test_titles_that_no_column_takes_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="title"):
        Heading(text)


@named("text", (*BROKEN.values(), "x" * 101), ids=(*BROKEN, "long"))
def test_desks_that_no_column_takes_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="desk"):
        Heading("Fire", text)


def test_a_policy_comes_back_as_it_was(desk: Connection) -> None:
    policy = Policy(("error", "note"), ("HED", "NUM001"))
    result = replace(results.checked(), policy_sha256=policy.sha256)
    document = saving.save(desk, result, [Upload(results.SOURCE, b"")], Heading("Fire"), Origin("anna", policy))
    (run,) = runs.runs(desk, document)
    assert run.policy == policy
    assert audit.audit(desk).broken == ""


def test_what_was_committed_is_there_when_the_database_is_opened_again(database: Database, url: str) -> None:
    for text in BROKEN.values():
        stored(database, broken_everywhere(text))
    again = Database(url)
    with again.reading() as reading:
        found = [version.checked for number in (1, 2, 3, 4) for version in claims.versions(reading, number)]
    again.close()
    assert found == [broken_everywhere(text) for text in BROKEN.values()]
