"""Take CLDR's spelled numbers apart into number words (build time only; used by build_cldr).

Theory. What is left of 2000 behind 2 is a scale, what is left of 200 behind 2 a word for hundred, what stands between
20 and 1 a joiner. What can be composed of words already found is left out.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import RbnfError

RULES = Path(sys.modules["unicode_rbnf"].__file__ or "").parent / "rbnf"
PARENTS = {"nb": "no"}
"""Whose rules a language has, as CLDR says, where there are none by its own code."""

COEFFICIENTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 20, 21, 22, 25, 100, 105, 200)
GAP = re.compile("[\\s\\-\N{NON-BREAKING HYPHEN}\N{ZERO WIDTH NON-JOINER}]+")


# --- spelling -------------------------------------------------------------------------------------------------------


class Speller:
    """What CLDR's rules make of a number, in every gender, case and regional variant of a language."""

    def __init__(self, code: str) -> None:
        stem = PARENTS.get(code, code)
        files = [path for path in RULES.glob("*.xml") if path.stem.split("_")[0] == stem]
        self.texts = [path.read_text(encoding="utf-8") for path in files]
        self.engines = [RbnfEngine.for_language(path.stem) for path in files]
        self._known: dict[tuple[int, str], set[str]] = {}

    def forms(self, number: int, sort: str) -> set[str]:
        """All spellings of a number by the public rule sets of a sort ("cardinal", "ordinal")."""
        if (number, sort) not in self._known:
            self._known[number, sort] = self._forms(number, sort)
        return self._known[number, sort]

    def _forms(self, number: int, sort: str) -> set[str]:
        found = set()
        for engine in self.engines:
            for name, rules in engine.rulesets.items():
                if not rules.is_private and _wanted(name, sort):
                    found.add(_spell(engine, number, name))
        return {form for form in found if form and not any(c.isdigit() or c == "#" for c in form)}

    def between(self, value: str) -> set[str]:
        """The words of the special rules "x.x" (between whole and decimals) or "-x" (before a negative number)."""
        texts = (re.findall(rf'<rbnfrule value="{re.escape(value)}">([^;]*);', text) for text in self.texts)
        found = {re.sub(r"\[.*?\]|[←→<>]+(%+[\w-]+[←→<>]+)*|=[^=]*=|\$.*?\$", " ", t) for ts in texts for t in ts}
        return {word.strip().lower() for word in found if word.strip().isalpha()}

    def signs(self) -> tuple[set[str], set[str]]:
        """What stands before and behind digits to make an ordinal of them."""
        before, behind = set(), set()
        for text in self.texts:
            for rules in re.findall(r'<ruleset type="d(?:igits-)?ord[\w-]*"[^>]*>(.*?)</ruleset>', text, re.DOTALL):
                for rule in re.findall(r'<rbnfrule value="\d+"[^>]*>([^;]*);', rules):
                    head, _, tail = rule.rpartition("=#,##0=") if "=#,##0=" in rule else ("", "", rule)
                    before.add(head)
                    behind.update(re.findall(r"\{([^{}]*)\}", tail) or [tail])
        clean = [{s.strip("-' ").removeprefix(".").lower() or s for s in group} for group in (before, behind)]
        return {s for s in clean[0] if s.isalpha()}, {s for s in clean[1] if s.isalpha() or s in (".", "º", "ª")}


def _wanted(name: str, sort: str) -> bool:
    sorts = ("spellout-cardinal", "spellout-numbering") if sort == "cardinal" else ("spellout-ordinal",)
    return name.startswith(sorts) and not any(part in name for part in ("year", "digits", "-with-e", "verbose", "days"))


def _spell(engine: RbnfEngine, number: int, name: str) -> str:
    try:
        text = engine.format_number(number, ruleset_names=[name]).text
    except RbnfError:
        return ""
    return unicodedata.normalize("NFC", text).lower().replace("\N{COMBINING DOT ABOVE}", "").strip()


# --- taking numbers apart -------------------------------------------------------------------------------------------


class Words:
    """The number words found so far, by sort."""

    def __init__(self, speller: Speller) -> None:
        self.speller = speller
        self.cardinals: dict[str, int] = {}
        self.ordinals: dict[str, int] = {}
        self.hundreds: dict[str, int] = {}
        self.thousands: dict[str, int] = {}
        self.joiners: set[str] = set()
        self.units_first = False
        self.links: set[str] = set()

    def collect(self) -> None:
        """Small numbers first: larger ones are taken apart by them."""
        for number in range(100):
            for form in self.speller.forms(number, "cardinal"):
                if not self._tens_and_unit(form, number, self.cardinals):
                    self.cardinals[form] = number
        self._hundreds()
        for power in range(3, 19):
            self._scale(power)
        self._coefficients()
        for number in range(1, 101):
            for form in self.speller.forms(number, "ordinal"):
                if not self._tens_and_unit(form, number, self.ordinals):
                    self._add_ordinal(form, number)
        self._large_ordinals()

    def _tens_and_unit(self, form: str, number: int, units: Mapping[str, int]) -> bool:
        """The form is a word for tens and one for the unit, perhaps with a joiner, which is noted."""
        if number < 21 or number % 10 == 0:
            return False
        tens, unit = number - number % 10, number % 10
        for head, tail in ((tens, unit), (unit, tens)):
            for a in (word for word, value in self.cardinals.items() if value == head and form.startswith(word)):
                for b in (word for word, value in units.items() if value == tail and form.endswith(word)):
                    middle = form[len(a) : len(form) - len(b)]
                    if not middle or (head == tens and middle in ("-", " ")):
                        return bool(GAP.search(middle))
                    joined = middle[0] in " -" and (middle[-1] in " -" or head == unit)
                    if middle.strip(" -").isalpha() and (joined or (head == unit and not GAP.search(middle))):
                        self.joiners.add(middle.strip(" -"))
                        self.units_first |= head == unit
                        return bool(GAP.search(middle))
        return False

    def _add_ordinal(self, form: str, worth: int) -> None:
        prefixed = any(form.startswith(p) for p in self.prefixes) and not GAP.search(form)
        if form not in self.cardinals and form not in self.speller.forms(worth, "cardinal") and not prefixed:
            self.ordinals.setdefault(form, worth)

    @property
    def endings(self) -> set[str]:
        """How ordinals end."""
        return {word[-2:] for word in self.ordinals if len(word) > 3}

    @cached_property
    def prefixes(self) -> list[str]:
        """What stands before most cardinals to make ordinals of them ("第")."""
        counts: dict[str, int] = {}
        for number in range(2, 100):
            for form in self.speller.forms(number, "ordinal"):
                for cardinal in self.speller.forms(number, "cardinal"):
                    if form != cardinal and form.endswith(cardinal):
                        head = form.removesuffix(cardinal).rstrip("- ")
                        counts[head] = counts.get(head, 0) + 1
        return sorted(head for head, count in counts.items() if count > 50)

    @property
    def zeros(self) -> bool:
        """A zero is written for the places left out (一千零一)."""
        zeros = self.speller.forms(0, "cardinal")
        return any(zero in form for zero in zeros for form in self.speller.forms(1001, "cardinal"))

    def _heads(self, number: int) -> Iterator[str]:
        """The forms of a multiple of a scale, also those before a small number ("deux cent" in "deux cent cinq")."""
        yield from self.speller.forms(number, "cardinal")
        for small in (1, 5, 8, 80):
            tails = sorted(self.speller.forms(small, "cardinal"), key=len, reverse=True)
            for form in self.speller.forms(number + small, "cardinal"):
                tail = next((t for t in tails if form.endswith(t)), "")
                words = form[: -len(tail)].strip("- ").split() if tail else []
                if len(words) == 2 and words[0] in self.speller.forms(number, "cardinal"):
                    self.joiners.add(words[1])  # "hundre og fem"
                yield " ".join(words[:-1] if words and words[-1] in self.joiners else words)

    def _hundreds(self) -> None:
        for digit in range(2, 10):
            for form in self._heads(digit * 100):
                if rest := self._behind(form, digit):
                    self.hundreds[rest] = 100
                elif form:
                    self.cardinals[form] = digit * 100
        for form in self._heads(100):
            rest = self._behind(form, 1) or self._behind_article(form)
            if rest is None and form:
                self.cardinals[form] = 100
            elif rest and not _unspaced(rest):
                self.cardinals[rest] = 100  # "hundert" beside "einhundert"
        for form in self._heads(100):
            if form in self.cardinals and any(word[:3] == form[:3] for word in self.hundreds):
                self.hundreds[form] = 100  # "cent" beside "cents"

    def _scale(self, power: int) -> None:
        """The words for 10**power, and numbers that are one word where a scale is expected (a dual)."""
        singular: set[str] = set()
        plural: set[str] = set()
        for number in COEFFICIENTS:
            for form in self._heads(number * 10**power):
                rest = self._behind(form, number)
                if rest is None and number == 1 and form and not self._composed(form, 10**power):
                    rest = self._behind_article(form)
                    if rest is None:
                        self.cardinals[form] = 10**power
                        rest = form
                if rest is None:
                    if number == 2 and form.isalpha() and not self._composed(form, 2 * 10**power):
                        self.cardinals[form] = 2 * 10**power
                elif not self._composed(rest, 10**power):
                    (singular if number == 1 else plural).add(rest)
        found = singular | plural
        heads = {word[:4] for word in singular}  # "vanezer" is what is left of 60,000 behind 6, and no scale
        found = {w for w in found if w[:4] in heads or not any(w.endswith(t) for t in self.thousands)}
        for rest in found:
            self._add_scale(rest, 10**power, found)
        if power == 3:
            bare = {w for w in (singular - plural) or singular if w in self.thousands and not _unspaced(w)}
            self.cardinals.update((word, 1000) for word in bare)

    def _add_scale(self, rest: str, worth: int, all_of_it: set[str]) -> None:
        words = GAP.split(rest)
        if len(words) == 2 and words[1] in all_of_it:
            self.links.add(words[0])  # "de" in "douăzeci de mii"
        elif len(words) == 1 and len(rest) < 25:
            self.thousands.setdefault(rest, worth)

    def _coefficients(self) -> None:
        """Forms that small numbers have only before a scale ("két" in "kétezer", "quatre-vingt" before "mille")."""
        scales = [word for word, worth in self.thousands.items() if worth == 1000]
        for number in range(1, 100):
            for form in self.speller.forms(number * 1000, "cardinal"):
                scale = max((word for word in scales if form.endswith(word)), key=len, default="")
                head = form[: -len(scale)].strip("- ") if scale else ""
                scaled = any(word in head for word in self.thousands)
                if (
                    len(head) > 1
                    and not scaled
                    and not set(head.split()) & self.links
                    and not self._tens_and_unit(head, number, self.cardinals)
                ):
                    self.cardinals.setdefault(head, number)

    def _behind(self, form: str, number: int) -> str | None:
        """What is left of the form behind the number (without joiners), None when it does not begin with it."""
        for head in sorted(self.speller.forms(number, "cardinal"), key=len, reverse=True):
            if form.startswith(head) and len(form) > len(head):
                return form[len(head) :].lstrip(" -\N{ZERO WIDTH NON-JOINER}") or None
        return None

    def _behind_article(self, form: str) -> str | None:
        """The second of two words, of which the first is then another word for one ("o mie", "un milion")."""
        words = form.split()
        if len(words) != 2 or len(words[0]) > 2 or self.cardinals.get(words[0], 1) != 1:
            return None
        self.cardinals[words[0]] = 1
        return words[1]

    def _composed(self, form: str, worth: int) -> bool:
        """The form is a run of words that are known and together are worth it ("mil millones")."""
        known = {**self.cardinals, **self.hundreds, **self.thousands}
        return any(product == worth for product in _products(GAP.sub("", form), known))

    def _large_ordinals(self) -> None:
        heads = sorted((head for head in self._heads(100) if head), key=len, reverse=True)
        for number in range(1, 100):
            for form in self.speller.forms(100 + number, "ordinal"):
                head = next((head for head in heads if form.startswith(head)), form)
                words = [word for word in GAP.split(form[len(head) :]) if word and word not in self.joiners]
                if len(words) == 1 and words[0] not in self.ordinals and words[0].endswith(tuple(self.endings)):
                    self.ordinals[words[0]] = number  # "unième"
        for worth in (100, 1000, 10**6, 10**9, 10**12):
            for number in (1, 2, 3, 4, 5, 6, 7, 8, 9):
                if worth == 100 or number in (1, 2, 5):
                    for form in self.speller.forms(number * worth, "ordinal"):
                        self._large_ordinal(form, number, worth)

    def _large_ordinal(self, form: str, number: int, worth: int) -> None:
        rest = self._behind(form, number)
        if rest and not GAP.search(rest) and rest not in {**self.cardinals, **self.hundreds, **self.thousands}:
            self.ordinals.setdefault(rest, worth)
        elif rest is None and not GAP.search(form):
            self._add_ordinal(form, number * worth)


def _products(text: str, known: Mapping[str, int], depth: int = 0) -> Iterator[int]:
    if not text and depth > 1:
        yield 1
    if depth < 4:
        for word, value in known.items():
            if value and text.startswith(word):
                yield from (value * rest for rest in _products(text[len(word) :], known, depth + 1))


def _unspaced(word: str) -> bool:
    """Written in a script that does without blanks."""
    return any(unicodedata.name(c, "").startswith("CJK") for c in word)
