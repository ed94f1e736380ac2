"""What a run of number words is worth: a sum of groups below a thousand, each closed by a smaller scale.

Theory. Whatever the language, words add while they get smaller (hundred, ten, unit) and multiply where a larger one
follows: "two" "hundred", "two hundred" "thousand", "thousand" "million". A scale takes everything smaller that is still
open before it, so that 三千二百万 and "dos mil millones" need no rule of their own. An ordinal ranks the whole and only
ordinals may follow it ("vigésimo primero"). What cannot be added is another number, and the sum ends before it.

A state is immutable: where a word can be read two ways, both are followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from copydesk.languages.spelling import Atom, Pieces, Spelling

ZERO = Fraction(0)


class Sum(NamedTuple):
    """A spelled number while it is read.

    Attributes:
        parts: closed groups as (value, scale), scales falling.
        group: the open group, None when there is none.
        last: worth of the last word.
        joined: a joiner was read and waits for its second half; "scale" when only a scale may follow.
        addend: what is to be added to the next number.
        short: what a last unit is worth more for the scale left out behind it (三万五 is 35,000).
    """

    parts: tuple[tuple[Fraction, Fraction], ...] = ()
    group: Fraction | None = None
    last: Fraction = ZERO
    joined: str = ""
    ordinal: bool = False
    first: bool = False
    addend: Fraction = ZERO
    short: Fraction = ZERO

    @property
    def value(self) -> Fraction:
        """What was read so far is worth."""
        return sum((value for value, _ in self.parts), ZERO) + (self.group or 0) + self.short

    @property
    def empty(self) -> bool:
        """No number word was read."""
        return not self.parts and self.group is None

    @property
    def complete(self) -> bool:
        """What was read is a number."""
        return not self.empty and not self.joined and not self.addend

    @property
    def scale(self) -> Fraction:
        """The scale that closed the last group, 1 when one is open."""
        return self.parts[-1][1] if self.parts and self.group is None else Fraction(1)

    def take_word(self, pieces: Pieces, spelling: Spelling) -> set[Sum]:
        """The sums with a word, by every way to cut it; a number may begin with a joiner that is glued to it."""
        states: dict[int, set[Sum]] = {0: {self}}
        for start, end, atom in pieces:
            for state in states.get(start, ()):
                begun = atom.sort == "and" and state.empty and end < pieces[-1].end
                further = state if begun else state.take(atom, spelling)
                if further is not None:
                    states.setdefault(end, set()).add(further)
        return states.get(pieces[-1].end, set())

    def take(self, atom: Atom, spelling: Spelling) -> Sum | None:
        """The sum with the next word; None when it cannot belong to it."""
        if self.short:
            return self._replace(short=ZERO).take(atom, spelling)
        sort, value = atom
        if self.ordinal and not self.first and sort != "ordinal" and not (sort == "and" and spelling.units_first):
            return None
        if sort in ("and", "link"):
            fits = not self.empty and not self.joined
            return self._replace(joined="scale" if sort == "link" else "and") if fits else None
        if sort == "first":
            return self._replace(first=True, ordinal=True) if self.empty and not self.first else None
        if sort == "last":
            return self._replace(ordinal=True) if self.complete else None
        if sort == "addend":
            fits = self.group is None and not self.addend and not self.joined
            return self._replace(addend=value) if fits else None
        if sort == "ordinal":
            return self._rank(value, spelling)
        if sort == "scale":
            return self._close(value)
        if sort in ("hundred", "times"):
            return self._multiply(value)
        return self._add(value, spelling)

    def _add(self, value: Fraction, spelling: Spelling) -> Sum | None:
        if self.joined == "scale":
            return None
        if value >= 1000:
            return self._add_part(value)
        if self.group is None:
            if self.parts and not 0 < value < self.parts[-1][1]:
                return None
            short = self._short(value, spelling)
            return self._replace(group=value + self.addend, last=value, joined="", addend=ZERO, short=short)
        group, last = self.group, self.last
        if value <= 0 or group.denominator > 1 or self.addend:
            return None
        if value < 1:  # "iki buçuk"
            return self._replace(group=group + value, last=value, joined="")
        after_hundred = last >= 100 and group % 100 == 0 and value < 100
        after_tens = value < 10 and last >= 20 and last % 10 == 0 and group % 100 >= 20 and not spelling.units_first
        after_tens = after_tens or (value < 10 and last == 10 and not self.joined)  # "on beş", "décimo primero"
        before_tens = spelling.units_first and self.joined and last < 10 and value % 10 == 0 and 20 <= value < 100
        if not spelling.spaced and value == 10 and 0 < last < 10 and group % 100 == last:  # 三 十
            return self._replace(group=group + last * 9, last=last * 10, joined="")
        if after_hundred or after_tens or (before_tens and 0 < group % 100 < 10):
            short = self._short(value, spelling) if after_hundred else ZERO
            return self._replace(group=group + value, last=value, joined="", short=short)
        return None

    def _short(self, value: Fraction, spelling: Spelling) -> Fraction:
        shortened = spelling.zeros and value < 10 and self.last >= 100 and not self.joined
        return self.last / 10 * value - value if shortened else ZERO

    def _add_part(self, value: Fraction) -> Sum | None:
        """A number above a thousand in one word, where a smaller group would stand."""
        scale = Fraction(10 ** (len(str(int(value))) - 1))
        if self.group is not None or self.addend or (self.parts and self.parts[-1][1] <= value):
            return None
        return self._replace(parts=(*self.parts, (value, scale)), last=value, joined="")

    def _multiply(self, value: Fraction) -> Sum | None:
        """ "two hundred", "nineteen hundred", "two dozen"."""
        group = self.group
        tens = group is not None and group % 10 == 0
        if group is None or self.joined or not 0 < group < 100 or self.last >= 100 or (tens and group > 10):
            return None
        return self._replace(group=group * value, last=Fraction(100))

    def _close(self, scale: Fraction) -> Sum | None:
        """Close with a scale what is open and smaller."""
        if self.joined == "and" or self.addend:
            return None
        kept, coefficient = list(self.parts), self.group or ZERO
        room = Fraction(1) if self.group is not None else self.scale  # 166 thousand million, 35 million
        while kept and kept[-1][1] < scale:
            coefficient += kept.pop()[0]
        if not coefficient or (kept and kept[-1][1] <= scale * room):
            return None
        return self._replace(parts=(*kept, (coefficient * scale, scale * room)), group=None, last=scale, joined="")

    def _rank(self, value: Fraction, spelling: Spelling) -> Sum | None:
        """ "twenty-first", "two hundredth", "two thousandth", "vigésimo primero"."""
        if self.first:
            return None
        found = None
        if value >= 1000 and not self.empty:
            found = self._close(value)
        elif value == 100 and self.group is not None:
            found = self._multiply(value)
        if found is None:
            found = self._add(value, spelling)
        return None if found is None else found._replace(ordinal=True)

    def refuses(self, atoms: Iterable[Atom], spelling: Spelling) -> bool:
        """The next word cannot belong to this: the open group is of the number that begins there."""
        return self.group is not None and all(self.take(atom, spelling) is None for atom in atoms)
