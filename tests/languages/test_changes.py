"""One thing changed in a sentence that is accepted, and it is accepted no more: in every language, mechanically.

The sentences are those of the case tables: each sentence of a source, and each right claim.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from copydesk.claims import Claim
from copydesk.languages.pack import Pack, load_pack
from copydesk.mentions.recognise import recognise
from copydesk.text.tokens import Token, tokenise
from languages.test_packs import EACH, checker, rows

MOST = 30
"""Changes tried in a language, spread over its table: enough to see a rule go, and quick."""

STAYS = {
    (
        "number word",
        "– Hét ember meghalt, tizenhárman megsérültek szombaton, amikor egy autóbusz árokba borult Kövesháza közelében,"
        " közölte Nagy Péter, a megyei rendőrség szóvivője.",
    ): "the source has seven children; a figure of people may count any of them",
    (
        "month",
        "Até março, a Solmar vai abrir uma fábrica no Paraguai.",
    ): "the source has the month with another event of the same company; what a date belongs to takes a verb's frame",
    ("negator", "けが人は出。"): "no sentence of the language is left",
    (
        "negator",
        "La procura ha aperto un’inchiesta, ma ci sono indagati.",
    ): "one word of content is too little to contradict",
    (
        "negator",
        "La procura ha aperto un'inchiesta, ma ci sono indagati.",
    ): "one word of content is too little to contradict",
    (
        "negator",
        "Brandstiftung schließt die Staatsanwaltschaft aus.",
    ): "the verb itself is negative, and its parts stand apart",
    ("negator", "地震發生後，逾三百名災民被安置在學校，收到傷亡報告。"): "the negator governs a noun, no verb",
}
"""(kind of change, sentence as changed) that stays accepted, with what the reading lacks for it."""


def sentences(code: str) -> list[tuple[str, str]]:
    """Pairs of a source and a sentence that should be accepted, from a language's table."""
    found = {
        (row["source"], sentence.words()): None
        for row in rows(code)
        for sentence in checker(row["source"], code).index.readings[0].sentences
    }
    found |= {(row["source"], row["claim"]): None for row in rows(code) if row["want"] == "accept"}
    return list(found)


def accepted(source: str, code: str, text: str) -> bool:
    return checker(source, code).check(Claim("c", text)).outcome == "accepted"


def changed(text: str, pack: Pack) -> Iterator[tuple[str, str]]:
    """(kind, the text with one thing changed) for every place where the change says something else."""
    tokens = tokenise(text, cutting=pack.cutting)
    taken = [m.span for m in recognise(text, pack.code) if m.kind in ("quantity", "moment")]
    for token in tokens:
        if token.kind == "digits":
            at = next(i for i in range(len(token.text) - 1, -1, -1) if token.text[i].isdecimal())
            yield "digit", _put(text, token, token.text[:at] + _other_digit(token.text[at]) + token.text[at + 1 :])
            if len(set(token.text[:2])) == 2 and token.text[:2].isdecimal():
                yield "transposed", _put(text, token, token.text[1] + token.text[0] + token.text[2:])
        elif any(span.start <= token.start and token.end <= span.end for span in taken):
            for kind, table, values in KINDS:
                new = _other_word(token.key, pack, table, values)
                if new is not None:
                    yield kind, _put(text, token, new.capitalize() if token.capital else new)


KINDS = (
    ("number word", "numbers.cardinals", range(2, 100)),
    ("scale", "numbers.scales", (10**6, 10**9)),
    ("month", "dates.months", range(1, 13)),
    ("weekday", "dates.weekdays", range(1, 8)),
)
"""What is changed, the table with its words, and the values that change places."""


def _put(text: str, token: Token, new: str) -> str:
    return text[: token.start] + new + text[token.end :]


def _other_digit(sign: str) -> str:
    value = unicodedata.decimal(sign)
    return chr(ord(sign) + (1 if value < 9 else -1))


def _other_word(key: str, pack: Pack, path: str, values: range | tuple[int, ...]) -> str | None:
    """A word of the table with another value, the ending as like as can be; None when the word is not in it."""
    table = pack.table(path)
    mine = dict.get(table, key)  # type: ignore[call-overload]  # the word itself, no pattern
    if mine is None or mine not in values or len(key) < 2:
        return None
    least = 4 if pack.spaced and path.startswith("dates") else 1  # an abbreviation may be another word
    near = [k for k, value in table.items() if value in values and value != mine and len(k) > least and " " not in k]
    return max(near, key=lambda k: (_ending(k, key), -abs(len(k) - len(key)), k), default=None)


def _ending(one: str, two: str) -> int:
    """How many letters two words end alike in."""
    return next((n for n in range(min(len(one), len(two))) if one[-1 - n] != two[-1 - n]), min(len(one), len(two)))


@pytest.mark.parametrize("code", EACH)
def test_what_the_source_negates_is_not_accepted_without_its_negator(code: str) -> None:
    """Only negators that stand alone in their sentence and are whole words of the pack."""
    pack, kept, tried = load_pack(code), set(), set()
    negators = set(pack.table_or_list("marks.negation"))
    for source, text in sentences(code):
        tokens = tokenise(text, cutting=pack.cutting)
        found = [t for t in tokens if t.key in pack.words("marks.negation")]
        if (
            len(found) != 1
            or found[0].key not in negators
            or any(pack.phrases("marks.not_negation").every([t.key for t in tokens]))
        ):
            continue
        wrong = " ".join(_put(text, found[0], "").split()) if pack.spaced else _put(text, found[0], "")
        if wrong in source:
            continue
        tried.add(wrong)
        if accepted(source, code, wrong) and accepted(source, code, text):
            kept.add(wrong)
    assert kept == {wrong for wrong in tried if ("negator", wrong) in STAYS}, "those of STAYS, and no other"


@pytest.mark.parametrize("code", EACH)
def test_a_changed_figure_or_date_is_not_accepted(code: str) -> None:
    pack, kept = load_pack(code), set()
    tries = [
        (source, text, kind, wrong)
        for source, text in sentences(code)
        for kind, wrong in changed(text, pack)
        if wrong not in source
    ]
    listed = [row for row in tries if (row[2], row[3]) in STAYS]
    chosen = tries[:: len(tries) // MOST + 1] + listed
    for source, text, kind, wrong in chosen:
        if accepted(source, code, wrong) and accepted(source, code, text):
            kept.add((kind, wrong))
    assert kept == {(kind, wrong) for *_, kind, wrong in listed}, "those of STAYS, and no other"
    assert len(chosen) > MOST / 3
