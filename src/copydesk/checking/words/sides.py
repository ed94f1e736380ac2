"""Who did what to whom, from where to where: two words of the claim have exchanged their places or their marks.

Three things show it. The small words right before (or behind) two nouns are exchanged: "A sued against B", "B against
A". Their case endings are: one is bare and the other marked here, the other way round there. Or, where word order
tells, they have changed sides of the same verb while its voice stayed, or kept sides while its voice changed.
"with" exchanges nothing: whoever meets somebody is met by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import role
from copydesk.checking.words.aligned import akin
from copydesk.checking.words.units import Unit, same, units
from copydesk.languages.forms import shared_letters
from copydesk.languages.pack import Pack
from copydesk.mentions.stretches import Stretch


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    for sentence in case.reading.sentences:
        mine = units(sentence)
        for spot in case.support:
            theirs = units(spot.sentence)
            both = [(a, b) for a in mine if (b := same(case.pack, a, theirs)) is not None]
            if _converse(sentence, spot.sentence):
                continue
            if (
                len(both) >= 2
                and _covered(judged, mine, spot.sentence)
                and _exchanged(judged, sentence, spot.sentence, both)
            ):
                message = "The source has these two the other way round."
                yield role.SWAPPED.finding(case.whole, message, [spot.ref])
                return


def _converse(one: Sentence, two: Sentence) -> bool:
    """One says that A beat B, the other that B lost to A: told by `polarity`, with the help of `moved`."""
    scales = converse(one.pack)
    here, there = ({k: v for s in x.stretches for k, v in s.poles.items() if k in scales} for x in (one, two))
    return any(there.get(scale, ends) != ends for scale, ends in here.items())


def converse(pack: Pack) -> frozenset[str]:
    """The scales whose two ends tell one event from its two sides: win and lose, buy and sell."""
    return frozenset(scale["name"] for scale in pack.data.get("direction", ()) if scale.get("converse"))


def moved(judged: Judged, one: Sentence, two: Sentence) -> bool:
    """Two names of both sentences have changed places, or their marks or endings."""
    pack, theirs = judged.case.pack, units(two)
    both = [(a, b) for a in units(one) if (b := same(pack, a, theirs)) is not None]
    named = [p for p in both if _proper(pack, one, p[0]) or (not pack.capitals and not pack.poles.get(p[0].lemmas[0]))]
    for first, second in combinations(named, 2):
        turned = (first[0].start < second[0].start) != (first[1].start < second[1].start)
        if turned or _marks(pack, first, second) or _cases(pack, first, second):
            return True
    return False


COVERED = 0.75
"""The share of what the claim names that the source's sentence must have before two of them can have been exchanged."""


def _covered(judged: Judged, mine: list[Unit], other: Sentence) -> bool:
    """The source's sentence says nearly all of what the claim's does: otherwise another thing may be told."""
    lemmas = other.content | {lemma for unit in units(other) for lemma in unit.lemmas}
    held = sum(any(akin(judged.case, lemma, lemmas) for lemma in unit.lemmas) for unit in mine)
    return held >= COVERED * len(mine)


Both = tuple[Unit, Unit]
"""A unit of the claim and the same one in the source."""


def _exchanged(judged: Judged, mine: Sentence, theirs: Sentence, both: list[Both]) -> bool:
    pack = judged.case.pack
    if _places(pack, mine, theirs, both):
        return True
    passive = (_passive(mine), _passive(theirs))
    for one, two in combinations(both, 2):
        if one[1] is two[1] or _companions(pack, one, two):
            continue
        if _marks(pack, one, two):
            return True
        if pack.table("roles").get("case_endings"):
            if passive[0] == passive[1] and (_cases(pack, one, two) or _acted_on(pack, both, one, two)):
                return True
        elif _turned(judged, mine, theirs, both, one, two, passive) or _actor(judged, mine, theirs, both, one, two):
            return True
    return False


def _companions(pack: Pack, one: Both, two: Both) -> bool:
    """Either stands behind "with" in either text: whoever is with somebody exchanges nothing with them."""
    beside = pack.words("roles.with")
    side = "behind" if pack.table("roles").get("behind") else "before"
    return any(getattr(u, side) in beside for pair in (one, two) for u in pair)


# --- marks ----------------------------------------------------------------------------------------------------------


def _marks(pack: Pack, one: Both, two: Both) -> bool:
    """The adpositions before the two are exchanged, or the particles behind both."""
    if pack.table("roles").get("behind"):
        a, b, c, d = one[0].behind, one[1].behind, two[0].behind, two[1].behind
        return a == d and b == c and a != b and "" not in (a, b) and not {a, b} & pack.words("numbers.and")
    a, b, c, d = one[0].behind, one[1].behind, two[0].behind, two[1].behind
    if a == d and b == c and a != b and {a, b} & pack.words("roles.object_behind"):
        return True
    telling = pack.words("roles.object") | pack.words("roles.agent") | pack.words("roles.from") | pack.words("roles.to")
    a, b, c, d = one[0].before, one[1].before, two[0].before, two[1].before
    return a == d and b == c and a != b and (a in telling or b in telling)


def _places(pack: Pack, mine: Sentence, theirs: Sentence, both: list[Both]) -> bool:
    """Different ones come from, or go to, somewhere: "from A to B", "from B to A"."""
    for kind in ("from", "to"):
        here = {i for i, (unit, _) in enumerate(both) if _goes(pack, mine, unit, kind)}
        there = {i for i, (_, unit) in enumerate(both) if _goes(pack, theirs, unit, kind)}
        if here and there and not here & there:
            other = "to" if kind == "from" else "from"
            back = {i for i, (unit, _) in enumerate(both) if _goes(pack, mine, unit, other)}
            left = {i for i, (_, unit) in enumerate(both) if _goes(pack, theirs, unit, other)}
            if (kind == "from" or back or left) and (back & there or not back):
                return True
    return False


def _goes(pack: Pack, sentence: Sentence, unit: Unit, kind: str) -> bool:
    words = pack.words(f"roles.{kind}")
    if (unit.behind if pack.table("roles").get("behind") else unit.before) in words:
        return True
    ends = unit.keys[-1] != unit.lemmas[-1] or "'" in unit.keys[-1]
    return ends and any(p.startswith("*") and unit.keys[-1].endswith(p[1:]) for p in words)


# --- endings and order ----------------------------------------------------------------------------------------------


def _cases(pack: Pack, one: Both, two: Both) -> bool:
    """One is in its base form here and not there, the other there and not here; or the two exchanged their endings."""
    if _endings(one) is not None and _endings(one) == _reversed(_endings(two)):
        return True
    a, b, c, d = (_bare(pack, *pair) for both in (one, two) for pair in (both, both[::-1]))
    return None not in (a, b, c, d) and a != b and c != d and a != c and b != d and _marked(pack, one, two)


def _acted_on(pack: Pack, both: list[Both], one: Both, two: Both) -> bool:
    """ "The firm bought the bank", "the bank bought the firm", where only one of the two shows by its ending that it is
    acted on: they have changed sides of a word that both texts have.
    """
    for a, b in ((one, two), (two, one)):
        here, there = _bare(pack, *a), _bare(pack, *a[::-1])
        if None in (here, there) or here == there or b[0].keys != b[1].keys or a[0].before or a[1].before:
            continue
        for verb in both:
            if verb not in (one, two) and _between(a[0], verb[0], b[0]) * _between(a[1], verb[1], b[1]) == -1:
                return not _acts(pack, one, two)
    return False


def _endings(both: Both) -> tuple[str, str] | None:
    """What follows the letters that the two forms of a word share, here and there; None where they do not differ."""
    one, two = both[0].keys[-1], both[1].keys[-1]
    shared = shared_letters(one, two)
    return None if one == two or shared < 3 else (one[shared:], two[shared:])


def _reversed(endings: tuple[str, str] | None) -> tuple[str, str] | None:
    return None if endings is None else endings[::-1]


def _marked(pack: Pack, one: Both, two: Both) -> bool:
    """Where the pack lists the endings of the one acted on, the marked forms have one of them."""
    ends = [p[1:] for p in pack.words("roles.object") if p.startswith("*")]
    forms = [u for both in (one, two) for u in both if u.keys != u.lemmas]
    return not ends or all(any(key.endswith(end) for key in u.keys for end in ends) for u in forms)


def _bare(pack: Pack, unit: Unit, other: Unit) -> bool | None:
    """The unit stands in its base form; None where neither a list nor its form in the other text tells."""
    inflected = other.keys != other.lemmas
    rows = zip(unit.keys, unit.lemmas, strict=True)
    known = [(key, lemma) for key, lemma in rows if inflected or pack.listed(key) or key != lemma]
    return all(key == lemma for key, lemma in known) if known else None


def _passive(sentence: Sentence) -> bool:
    return any("passive" in s.marks for s in sentence.stretches)


def _turned(
    judged: Judged, mine: Sentence, theirs: Sentence, both: list[Both], one: Both, two: Both, passive: tuple[bool, bool]
) -> bool:
    """The two stand on the two sides of a word that both texts have: exchanged with one voice, kept with two."""
    pack = judged.case.pack
    agents = pack.words("roles.agent")
    of = pack.words("dates.of") | pack.words("tokens.elisions")
    units_of = [u for pair in (one, two) for u in pair]
    owners = all(u.before in of for u in units_of)  # "the team of A beat that of B"
    if any(u.before and u.before not in agents for u in units_of) and not owners:
        return False
    if _acts(pack, one, two) or (not owners and any(p[0].before and p[0].before == p[1].before for p in (one, two))):
        return False
    if any(u.before in agents for u in units_of) and not owners:  # who acts in a passive stands behind its own word
        passive = tuple(any(pair[k].before in agents for pair in (one, two)) for k in (0, 1))  # type: ignore[assignment]
    for verb in both:
        if verb in (one, two) or _noun(pack, mine, verb[0]):
            continue
        touch = [_touch(mine, one[0], verb[0], two[0]), _touch(theirs, one[1], verb[1], two[1])]
        if not (any(touch) if pack.spaced else all(touch)):
            continue
        if passive[0] != passive[1] and not _agent_told(pack, one, two, passive):
            continue
        here = _between(one[0], verb[0], two[0])
        there = _between(one[1], verb[1], two[1])
        if here and there and _stretch(mine, one[0], two[0]) and _stretch(theirs, one[1], two[1]):
            return (here != there) != (passive[0] != passive[1])
    return False


def _actor(judged: Judged, mine: Sentence, theirs: Sentence, both: list[Both], one: Both, two: Both) -> bool:
    """Two names in one stretch, with something that happens in both texts: the other one acts."""
    pack = judged.case.pack
    if not all(_proper(pack, s, u) for pair in (one, two) for s, u in zip((mine, theirs), pair, strict=True)):
        return False
    if not (_stretch(mine, one[0], two[0]) and _stretch(theirs, one[1], two[1])):
        return False
    if all(_proper(pack, mine, pair[0]) for pair in both):
        return False
    here, there = (_first_acts(pack, s, one[k], two[k]) for k, s in enumerate((mine, theirs)))
    return None not in (here, there) and here != there


def _proper(pack: Pack, sentence: Sentence, unit: Unit) -> bool:
    """A name: of several words, or a word with a capital that is no common noun."""
    if len(unit.keys) > 1:
        return True
    if not pack.capitals:
        return pack.rare(unit.keys[0])
    return sentence.tokens[unit.start].capital and not (pack.table("tokens").get("nouns") and pack.listed(unit.keys[0]))


def _first_acts(pack: Pack, sentence: Sentence, one: Unit, two: Unit) -> bool | None:
    """Whether `one` acts and `two` is acted on; None where another small word than these marks stands before either."""
    agents, objects = pack.words("roles.agent"), pack.words("roles.object")
    passive = _passive(sentence)
    for unit, is_one in ((one, True), (two, False)):
        raw = sentence.tokens[unit.start - 1].key if unit.start else ""
        if passive and unit.before in agents:
            return is_one
        if unit.before in objects or raw in objects:
            return not is_one
    if passive or one.before or two.before:
        return None
    return one.start < two.start


def _agent_told(pack: Pack, one: Both, two: Both, passive: tuple[bool, bool]) -> bool:
    """In the passive text one of the two stands behind the word that marks who acts."""
    agents = pack.words("roles.agent")
    return any(pair[0 if passive[0] else 1].before in agents for pair in (one, two))


def _acts(pack: Pack, one: Both, two: Both) -> bool:
    """One of the two is a word that the pack lists for what happens: a rise, a win, an arrest."""
    return any(pack.poles.get(lemma) for pair in (one, two) for lemma in pair[0].lemmas)


def _noun(pack: Pack, sentence: Sentence, unit: Unit) -> bool:
    """The unit is a name, or, where every noun has a capital, a noun."""
    if len(unit.keys) > 1:
        return True
    return bool(pack.table("tokens").get("nouns")) and sentence.tokens[unit.start].capital


def _touch(sentence: Sentence, a: Unit, verb: Unit, b: Unit) -> bool:
    """No other content word and no mark stands between the verb and either of the two."""
    first, last = (a, b) if a.start < b.start else (b, a)
    content = {at for s in sentence.stretches for at, _ in s.words}
    gaps = (*range(first.end, verb.start), *range(verb.end, last.start))
    return not any(at in content or sentence.tokens[at].kind != "word" for at in gaps)


def _between(a: Unit, verb: Unit, b: Unit) -> int:
    """1 when the verb stands behind a and before b, -1 the other way round, else 0."""
    if a.end <= verb.start and verb.end <= b.start:
        return 1
    return -1 if b.end <= verb.start and verb.end <= a.start else 0


def _stretch(sentence: Sentence, a: Unit, b: Unit) -> Stretch | None:
    """The stretch that holds both."""
    return next((s for s in sentence.stretches if s.start <= a.start < s.end and s.start <= b.start < s.end), None)
