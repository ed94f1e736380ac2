"""The lines that pages put around stories, by their words alone. Each rule has a name and a kind.

A rule matches a whole line, or the beginning of one where pages have a fixed opening ("READ MORE: ..."). None of them
goes by length or by looks, so that a short sentence, a list item or a line of another language stays story.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from copydesk.source import BlockKind

_SENTENCE_END = regex.compile(r"[.!?…。！？｡．؟۔।॥։።;:,\N{HORIZONTAL ELLIPSIS}][\p{Pe}\p{Pf}\p{Pi}\"'\s]*$")
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_IMAGE = r"[•·*\N{BULLET}-]?\s*\d{1,2}x\d{1,2} image"

_PLAYER = r"""please wait|no media source currently available|embed|share|play|pause|mute|unmute|0:00|auto|
video player is loading\.?|loading\.{3}|now playing|listen to this (?:article|story)|listen now|watch live|
the code has been copied to your clipboard\.?|the url has been copied to your clipboard\.?|pop-?out player|
direct link|download|next up|volume \d+ ?%|(?:auto|\d{3,4}p)(?:[ |]+\d{3,4}p)*"""

_MENU = r"""accessibility links|skip to (?:main |the )?(?:content|navigation|search|footer)|breaking news|home|menu|
main menu|navigation|search|subscribe(?: now)?|sign (?:in|up)|log ?in|register|my account|newsletters?|comments?|
leave a comment|advertisement|sponsored(?: content)?|most (?:read|popular|viewed)|trending(?: now)?|top stories|
latest news|live updates?|related(?: stories| articles| content| topics)?|more (?:on this story|from .{1,40}|stories)|
recommended(?: for you)?|you may also like|read more|continue reading|back to top|share (?:this|on) ?.{0,30}|
tweet|print|e-?mail|copy link|whatsapp|facebook|twitter|telegram|follow us.{0,40}|editors'? picks?|in this article|
topics|tags|contact us|about us|terms of (?:use|service)|privacy policy|cookie (?:policy|settings)|
all rights reserved\.?|
accept (?:all )?(?:cookies)?|reject (?:all )?(?:cookies)?|manage (?:cookies|preferences)"""

_TEASER = r"""read more|read also|also read|read next|see also|related(?: stor(?:y|ies)| articles?)?|
more on this(?: story)?|
watch more|listen more|don'?t miss|recommended|editors'? picks?|
читайте также|смотрите также|читайте ще|читайте також|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lea también|
lee también|leia também|leia mais|leggi anche|lees ook|les også|læs også|läs också|lue myös|czytaj także|czytaj też|
přečtěte si (?:také|i)|citește și|olvasson tovább|ayrıca okuyun|baca juga|đọc thêm|相关阅读|延伸阅读|関連記事|관련 기사|
اقرأ أيضا|اقرأ أيضًا|بیشتر بخوانید|קראו גם|यह भी पढ़ें"""

_BOILERPLATE = r"""we use cookies\b|this (?:web)?site uses cookies\b|
by (?:continuing|using|clicking|browsing) (?:to (?:use|browse) )?(?:on )?(?:this|our|the) (?:web)?(?:site|page|
service)\b.{0,80}(?:cookies|terms)\b|
sign up (?:for|to) (?:our|the) .{0,40}newsletter|subscribe to (?:our|the) .{0,40}(?:newsletter|channel|podcast)|
follow us on (?:facebook|twitter|x|instagram|telegram|youtube)|share this (?:article|story|page)\b|
download (?:our|the) .{0,30}app\b|get (?:our|the) .{0,40}newsletter|click here to (?:subscribe|read|watch|share|sign)|
copyright (?:\(c\)|©|\d{4})|(?:\(c\)|©) ?(?:copyright )?\d{4}"""

_REPORTING = r"""\(?(?:with )?(?:additional |contributory )?reporting (?:by|from)\b.*|based on reporting by .*"""

_CREDIT = r"""(?:additional )?(?:writing|editing|research) by\b.*|written by .{1,60}|edited by .{1,60}|
with files from .{1,60}|translated (?:from .{1,30} )?by .{1,60}|
(?:photos?|image|picture|graphic|video|source|credit)(?: credit)?: .{1,80}"""

_PERSON = r"\p{Lu}[\p{L}.'\N{RIGHT SINGLE QUOTATION MARK}-]*"
_BYLINE = (
    rf"(?:By|BY|Von|Par|Por)\s{_PERSON}(?:\s{_PERSON}){{1,3}}(?:(?:,|\sand|\sund|\set|\sy|\se)\s{_PERSON}(?:\s{_PERSON}){{1,3}}){{0,3}}"
    r"(?:(?:,| in| \|) [^.!?]{1,60})?"
)
_CAPTION = (
    r".*[(\[](?:(?:file|archive|illustrative|undated|handout|stock)[ -](?:photo|image|picture|footage)s?|photo|"
    r"archivfoto|symbolbild|photo d['’]illustration|archives?|foto de archivo|foto d['’]archivio|архивное фото|"
    r"архівне фото|иллюстрационное фото)"
    r"[^()\[\]]{0,40}[)\]]\s*\.?|(?:photo|image|caption|foto|bild|фото)\s?(?:caption)?:\s.{10,}"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind of line. Unless `sentence` is set, a line that ends as a sentence is not one of them."""

    name: str
    kind: BlockKind
    line: regex.Pattern[str]
    sentence: bool

    def knows(self, line: str) -> bool:
        return bool(self.line.fullmatch(line)) and (self.sentence or not ends_as_sentence(line))


def _rule(name: str, kind: BlockKind, pattern: str, sentence: bool = False) -> _Rule:
    return _Rule(name, kind, regex.compile(pattern.replace("\n", "")), sentence)


RULES: tuple[_Rule, ...] = (
    _rule("player-times", "furniture", rf"{_CLOCK}(?:[\s/|]+{_CLOCK})+|0{{1,2}}:00"),
    _rule("player-words", "furniture", rf"(?i)(?:{_PLAYER})", sentence=True),
    _rule("image-marker", "furniture", rf"(?i){_IMAGE}"),
    _rule("menu", "furniture", rf"(?i)[•·*|>\N{{BULLET}}-]?\s*(?:{_MENU})\s*[>»:]?"),
    _rule("teaser", "furniture", rf"(?i)[•·*>\N{{BULLET}}-]?\s*(?:{_TEASER})\s*[:：|>»].*", sentence=True),
    _rule("boilerplate", "furniture", rf"(?i)(?:{_BOILERPLATE}).*", sentence=True),
    _rule("reporting", "credit", rf"(?i){_REPORTING}", sentence=True),
    _rule("credit", "credit", rf"(?i)\(?(?:{_CREDIT})"),
    _rule("byline", "byline", _BYLINE),
    _rule("caption", "caption", rf"(?i){_CAPTION}", sentence=True),
)
"""In order: the first that matches the whole line decides."""

_MOST_WORDS_OF_A_TITLE = 30
_LETTER = regex.compile(r"\p{L}")
_ONE_QUESTION = regex.compile(r"(?:[^.?!？！؟]|[.](?!\s))+[?!？！؟][\p{Pf}\"']*")


def kind_of(line: str) -> BlockKind:
    """What a line is by its words alone; "body" when no rule knows it."""
    return next((rule.kind for rule in RULES if rule.knows(line)), "body")


def rule_of(line: str) -> str | None:
    """The name of the rule that knows a line; None when none does."""
    return next((rule.name for rule in RULES if rule.knows(line)), None)


def is_player(line: str) -> bool:
    """Whether a line belongs to a sound or film player."""
    return rule_of(line) in ("player-times", "player-words")


def is_image_marker(line: str) -> bool:
    """Whether a line only names the shape of an image ("16x9 Image")."""
    return rule_of(line) == "image-marker"


def ends_as_sentence(line: str) -> bool:
    """Whether a line ends with a mark that ends or continues a sentence, in any script that has one."""
    return bool(_SENTENCE_END.search(line))


def is_title(line: str) -> bool:
    """Whether a line could be a headline: words, not too many, no mark at its end, not broken off by a hyphen."""
    few = len(line.split()) <= _MOST_WORDS_OF_A_TITLE
    return few and bool(_LETTER.search(line)) and not line.endswith("-") and not _ends_flat(line)


def _ends_flat(line: str) -> bool:
    # A headline may ask ("Who Won?") but does not end with a full stop, and asks once only.
    return ends_as_sentence(line) and not _ONE_QUESTION.fullmatch(line)


def is_title_case(line: str) -> bool:
    """Whether at least four of five longer words begin with a capital, as in a headline of an English paper."""
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def is_teaser(line: str) -> bool:
    """Whether a line could be the title of another piece: a title of several words without a sentence's end."""
    return is_title(line) and not ends_as_sentence(line) and len(line.split()) > 1
