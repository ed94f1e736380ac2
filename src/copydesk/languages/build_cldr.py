"""Compile names of dates and number words of a language from CLDR (build time only; needs babel and unicode-rbnf).

    python -m copydesk.languages.build_cldr [code ...]

writes `data/<code>.cldr.toml`. Names of months and weekdays and the signs of figures come from Babel, number words from
`build_numbers`; what CLDR lacks is taken from `data/supplement.toml`, which is written by hand.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale

from copydesk.languages.build_numbers import GAP, Speller, Words

DATA = Path(__file__).parent / "data"
_CODES = "de fr es it pt nb ru uk pl ro hu tr kk uz tg fa ar id hi ka hy zh ja ko"
CODES = _CODES.split()
SIGNS = {"\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{ARABIC THOUSANDS SEPARATOR}": ","}
ENDING = 2
ROOT_FORMS = {"K": 1000, "k": 1000, "M": 1000000}
"""How CLDR's root locale shortens figures, for languages that have no sign of their own."""

HEAD = """\
# Made by copydesk.languages.build_cldr from Unicode CLDR (Babel {babel}, unicode-rbnf {rbnf})
# and supplement.toml; do not edit.
# Data: Copyright (c) Unicode, Inc., Unicode License V3 (SPDX Unicode-3.0), https://www.unicode.org/license.txt
"""


def dates(locale: Locale, table: str, numbers: Iterable[str]) -> dict[str, int]:
    """Names of the months or of the days of the week (Monday is 1), as written inside a text and by themselves.

    A day's abbreviation that is a number, but for a short ending, is left out: Georgian shortens Tuesday to "three".
    """
    found: dict[str, int] = {}
    names = locale.months if table == "months" else locale.days
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for index, name in names[context][width].items():
                key = name.lower().replace("\N{COMBINING DOT ABOVE}", "").rstrip(".").strip()
                number = any(word.startswith(key) and len(word) - len(key) <= ENDING for word in numbers)
                doubtful = number and table == "days" and width == "abbreviated"
                if not doubtful and not any(c.isdigit() for c in key):
                    found.setdefault(key, index if table == "months" else index + 1)
    return found


def compact(locale: Locale) -> dict[str, int]:
    """What CLDR writes behind a figure to shorten it: "Mio", "тыс", "M"."""
    found: dict[str, int] = {}
    for width in ("short", "long"):
        for patterns in locale.compact_decimal_formats.get(width, {}).values():
            for size, pattern in patterns.items():
                text = pattern.pattern.split(";")[0]
                zeros, word = text.count("0"), text.strip("0").replace("'", "").strip(" \N{NO-BREAK SPACE}.\u200f")
                if zeros and word and not GAP.search(word):
                    found.setdefault(word, int(size) // 10 ** (zeros - 1))
    return found


def _table(name: str, rows: Mapping[str, Any]) -> Iterator[str]:
    if rows:
        yield f"\n[{name}]"
    for word, value in sorted(rows.items(), key=lambda row: (isinstance(row[1], str), row[1], row[0])):
        yield f'"{word}" = "{value}"' if isinstance(value, str) else f'"{word}" = {value}'


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in sorted(words)) + "]"


def compiled(code: str) -> str:
    """The file of a language."""
    locale, speller = Locale.parse(code), Speller(code)
    added = tomllib.loads((DATA / "supplement.toml").read_text(encoding="utf-8")).get(code, {})
    words = Words(speller)
    words.collect()
    before, behind = speller.signs()
    lists = {"and": words.joiners, "link": words.links, "point": speller.between("x.x")}
    lists |= {"minus": speller.between("-x"), "ordinal_before": before | set(words.prefixes), "ordinal_behind": behind}
    lists |= {name: set(value) for name, value in added.items() if isinstance(value, list)}
    signs = locale.number_symbols["latn"]
    lines = [HEAD.format(babel=version("babel"), rbnf=version("unicode-rbnf"))]
    lines += [f'{name} = "{SIGNS.get(signs[key], signs[key])}"' for name, key in _SIGN_NAMES.items()]
    lines += ["\n[numbers]", *(f"{name} = {_list(value)}" for name, value in lists.items())]
    lines += [f"units_first = {str(words.units_first).lower()}", f"zeros = {str(words.zeros).lower()}"]
    for name in ("cardinals", "hundreds", "thousands", "ordinals", "addends"):
        lines += _table(f"numbers.{name}", getattr(words, name, {}) | _rows(added.get(name, {})))
    lines += _table("number_forms", ROOT_FORMS | compact(locale))
    lines += _table("dates.months", dates(locale, "months", words.cardinals))
    lines += _table("dates.weekdays", dates(locale, "days", words.cardinals))
    return "\n".join(lines) + "\n"


def _rows(table: Mapping[str, list[str]]) -> dict[str, Any]:
    """The supplement's rows, which name the words of a value, as word -> value."""
    return {word: int(value) if value.isdecimal() else value for value, words in table.items() for word in words}


_SIGN_NAMES = {"decimal": "decimal", "grouping": "group"}


def main(codes: list[str]) -> None:
    """Write the files of the languages, of all when none is named."""
    for code in codes or CODES:
        (DATA / f"{code}.cldr.toml").write_text(compiled(code), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
