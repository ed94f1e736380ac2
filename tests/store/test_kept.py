"""Answers that are given again: the same request is done once, also when it comes twice at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from copydesk.errors import InputError
from copydesk.store import documents, kept
from copydesk.store.database import Connection, Database
from copydesk.store.documents import Heading
from copydesk.store.kept import KEPT_SECONDS, Answer, Asked
from copydesk.store.tables import DOCUMENT, KEPT_ANSWER
from copydesk.store.times import after
from stored import at_once

ASKED = Asked("feed", "key 1", "a" * 64)
ANSWER = Answer(202, '{"said": "پ"}'.encode(), {"location": "/api/v1/documents/1"})


def done(database: Database, asked: Asked = ASKED) -> Answer:
    """Makes a document, as a program asks, unless it has."""
    with database.writing() as writing:
        before = kept.claimed(writing, asked)
        if before is not None:
            return before
        number = documents.create(writing, Heading("Fire"), asked.who)
        answer = replace(ANSWER, headers={"location": f"/api/v1/documents/{number}"})
        kept.keep(writing, asked, answer)
        return answer


def count(reading: Connection) -> int:
    return int(reading.execute(select(func.count()).select_from(DOCUMENT)).scalar_one())


def test_the_same_request_is_done_once_and_answered_alike(database: Database) -> None:
    assert done(database) == done(database) == ANSWER
    with database.reading() as reading:
        assert count(reading) == 1
        assert kept.found(reading, ASKED) == ANSWER


def test_of_many_at_once_one_does_it_and_all_hear_the_same(database: Database) -> None:
    assert set(map(str, at_once(6, lambda _: done(database)))) == {str(ANSWER)}
    with database.reading() as reading:
        assert count(reading) == 1


def test_another_request_under_the_key_is_refused(database: Database) -> None:
    done(database)
    with pytest.raises(InputError, match="'key 1' was used for another request"):
        done(database, replace(ASKED, request="b" * 64))
    with database.reading() as reading, pytest.raises(InputError):
        kept.found(reading, replace(ASKED, request="b" * 64))


def test_a_key_is_its_senders_own(database: Database) -> None:
    done(database)
    assert done(database, replace(ASKED, who="other")) != ANSWER


def test_what_failed_is_not_kept(database: Database) -> None:
    def failing() -> None:
        with database.writing() as writing:
            kept.claimed(writing, ASKED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert done(database) == ANSWER


def test_a_key_may_be_claimed_without_an_answer_to_keep(database: Database) -> None:
    for _ in range(2):
        with database.writing() as writing:
            assert kept.claimed(writing, ASKED) is None
    with database.writing() as writing, pytest.raises(InputError):
        kept.claimed(writing, replace(ASKED, request="b" * 64))


def test_after_a_day_a_key_is_forgotten(database: Database) -> None:
    done(database)
    with database.writing() as writing:
        writing.execute(update(KEPT_ANSWER).values(at=after(-KEPT_SECONDS - 1)))
    with database.reading() as reading:
        assert kept.found(reading, ASKED) is None
    assert done(database).headers["location"].endswith("/2")
