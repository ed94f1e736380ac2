"""Dates in languages read word by word: each by its parts, alone and behind a shifted prefix."""

from __future__ import annotations

import pytest

from copydesk.languages.pack import load_pack
from copydesk.mentions.days import read_days
from copydesk.mentions.records import Moment
from copydesk.text.tokens import tokenise

DATES: tuple[tuple[str, str, Moment], ...] = (
    ("de", "5. April 2026", Moment(2026, 4, 5)),
    ("de", "5. April", Moment(None, 4, 5)),
    ("de", "April 2026", Moment(2026, 4)),
    ("de", "5.04.2026", Moment(2026, 4, 5)),
    ("de", "5.4.26", Moment(None, 4, 5)),
    ("de", "2026-04-05", Moment(2026, 4, 5)),
    ("de", "5/4/2026", Moment(2026, 4, 5)),
    ("de", "Dienstag", Moment(weekday=2)),
    ("de", "Dienstag, 3. März 2026", Moment(2026, 3, 3, 2)),
    ("de", "18:30", Moment(hour=18, minute=30)),
    ("fr", "1er mai 2024", Moment(2024, 5, 1)),
    ("fr", "mardi 3 mars", Moment(None, 3, 3, 2)),
    ("es", "2 de mayo de 2024", Moment(2024, 5, 2)),
    ("es", "domingo, el 3 de mayo", Moment(None, 5, 3, 7)),
    ("ru", "5 апреля 2026 года", Moment(2026, 4, 5)),
    ("ru", "5 апреля", Moment(None, 4, 5)),
    ("hu", "2026. április 5.", Moment(2026, 4, 5)),
    ("hu", "április 5.", Moment(None, 4, 5)),
    ("tr", "5 Nisan 2026", Moment(2026, 4, 5)),
    ("kk", "2026 жылғы 5 сәуір", Moment(2026, 4, 5)),
    ("zh", "2026年4月5日", Moment(2026, 4, 5)),
    ("zh", "4月5日", Moment(None, 4, 5)),
    ("zh", "2026年", Moment(2026)),
    ("ja", "令和8年4月5日", Moment(2026, 4, 5)),
    ("ja", "令和8年", Moment(2026)),
    ("ko", "2026년 4월 5일", Moment(2026, 4, 5)),
    ("ar", "٥ أبريل ٢٠٢٦", Moment(2026, 4, 5)),
)
"""(language, date, its parts); what follows "der", "le" or nothing else."""

RELATIVE = (("ru", "вчера", "day:-1"), ("de", "gestern", "day:-1"), ("fr", "hier", "day:-1"), ("zh", "昨天", "day:-1"))
GOVERNED = (("de", "bis 5. April", "until"), ("de", "seit 5. April", "since"), ("ru", "до 5 апреля", "until"))
NONE = (
    ("de", ""),
    ("de", "32.04.2026"),
    ("de", "5.13.2026"),
    ("de", "25:30"),
    ("de", "18:3"),
    ("de", "18:30:15"),
    ("de", "1/2"),
    ("de", "2026 Euro"),
    ("de", "45 Häuser"),
    ("de", "1.200.500"),
    ("zh", "三人"),
    ("ru", "5 мая́к"),
    ("de", "\u0301"),
    ("de", "9" * 5000),
)
"""(language, text): no moment in it."""


def _read(language: str, text: str) -> list[tuple[str, Moment]]:
    pack = load_pack(language)
    found = []
    for mention, _ in read_days(text, tokenise(text, cutting=pack.cutting), pack):
        assert isinstance(mention.value, Moment)
        assert mention.span.of(text) == mention.surface
        found.append((mention.surface, mention.value))
    return found


@pytest.mark.parametrize("prefix", ("", "§ ", "\N{SLIGHTLY SMILING FACE}\n"))
@pytest.mark.parametrize(("language", "text", "moment"), DATES)
def test_a_date_is_read_by_its_parts(language: str, text: str, moment: Moment, prefix: str) -> None:
    ((surface, value),) = _read(language, prefix + text)
    assert value == moment
    assert surface == text.removesuffix(".") or surface == text


@pytest.mark.parametrize(("language", "text", "said"), RELATIVE)
def test_a_relative_moment_keeps_its_phrase(language: str, text: str, said: str) -> None:
    assert _read(language, text) == [(text, Moment(relative=said))]


@pytest.mark.parametrize(("language", "text", "preposition"), GOVERNED)
def test_what_stands_before_tells_a_deadline(language: str, text: str, preposition: str) -> None:
    ((_, value),) = _read(language, text)
    assert value.preposition == preposition
    assert (value.month, value.day) == (4, 5)


@pytest.mark.parametrize(("language", "text"), NONE)
def test_what_only_looks_like_a_date_is_none(language: str, text: str) -> None:
    assert not _read(language, text)
