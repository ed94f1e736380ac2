"""A sentence divided into stretches, and what the marks of each say."""

from __future__ import annotations

import pytest

from copydesk.languages.pack import load_pack
from copydesk.mentions.recognise import recognise_tokens
from copydesk.mentions.stretches import Stretch, read_stretches
from copydesk.text.tokens import tokenise


def _read(language: str, text: str) -> tuple[Stretch, ...]:
    pack = load_pack(language)
    tokens = tokenise(text, cutting=pack.cutting)
    return read_stretches(tokens, recognise_tokens(text, tokens, pack), pack)


DIVIDED: tuple[tuple[str, str, list[str]], ...] = (
    ("de", "", []),
    ("de", "Die Stadt baut eine neue Schule", ["Die Stadt baut eine neue Schule"]),
    (
        "de",
        "Die Stadt baut eine neue Schule, aber der Kreis kaufte drei alte Busse",
        ["Die Stadt baut eine neue Schule,", "aber der Kreis kaufte drei alte Busse"],
    ),
    ("de", "Gestern, sagt Meier, baute die Stadt", ["Gestern, sagt Meier, baute die Stadt"]),
    ("de", "Die Schule; sie ist neu", ["Die Schule", "; sie ist neu"]),
    ("de", "Die Stadt zahlt 1,5 Millionen Euro", ["Die Stadt zahlt 1,5 Millionen Euro"]),
    ("de", "Der Zug fährt um 18:30 Uhr ab", ["Der Zug fährt um 18:30 Uhr ab"]),
)
"""(language, sentence, its stretches): thin pieces join their neighbour, figures and times are never cut."""

MARKED = (
    ("de", "Die Stadt baut keine neue Schule", "negators", True),
    ("de", "Die Stadt baut eine neue Schule", "negators", False),
    ("de", "Nicht nur die Stadt baut eine neue Schule", "negators", False),
    ("ru", "Город не построил новую школу", "negators", True),
    ("ru", "Город построил новую школу", "negators", False),
    ("tr", "Belediye yeni okul yapmadı değil", "negators", True),
    ("zh", "市政府没有拒绝申请", "negators", True),
    ("zh", "市政府拒绝申请", "negators", False),
    ("de", "Die Stadt könnte eine neue Schule bauen", "hedges", True),
    ("de", "Die Stadt baut eine neue Schule", "hedges", False),
    ("de", "Wegen des Hochwassers fiel der Unterricht aus", "cause", True),
    ("de", "Der Unterricht fiel nach dem Hochwasser aus", "cause", False),
    ("de", "Alle Schulen der Stadt blieben geschlossen", "all", True),
    ("de", "Der Minister sagte am Abend ab", "passive", False),
)
"""(language, sentence, what is asked of its stretches, whether any has it)."""


@pytest.mark.parametrize(("language", "text", "pieces"), DIVIDED)
def test_a_sentence_is_divided_at_marks_and_thin_pieces_join(language: str, text: str, pieces: list[str]) -> None:
    assert [s.span.of(text) for s in _read(language, text)] == pieces


@pytest.mark.parametrize(("language", "text", "kind", "there"), MARKED)
def test_a_stretch_keeps_the_marks_of_its_words(language: str, text: str, kind: str, there: bool) -> None:
    found = any(
        (getattr(s, kind) if kind in ("negators", "hedges") else s.marks.get(kind)) for s in _read(language, text)
    )
    assert found is there


@pytest.mark.parametrize("text", [row[1] for row in DIVIDED if row[1]])
def test_stretches_cover_every_token_once(text: str) -> None:
    rows = _read("de", text)
    assert [row.start for row in rows[1:]] == [row.end for row in rows[:-1]]
    assert rows[0].start == 0


def test_a_verb_of_saying_is_not_divided_from_what_it_governs() -> None:
    text = "Der Minister sagte, dass die Stadt eine neue Schule baut"
    assert len(_read("de", text)) == 1


def test_poles_are_named_with_the_lemmas_that_name_them() -> None:
    (row,) = _read("de", "Die Preise stiegen deutlich")
    assert any("up" in ends for ends in row.poles.values())
    assert set(row.pole_words) == set(row.poles)
