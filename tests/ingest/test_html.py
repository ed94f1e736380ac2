"""Web pages: everything that is shown is text, the story may be cited, and what surrounds it may not."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import InputError
from copydesk.ingest import html
from copydesk.ingest.parsed import Parsed
from copydesk.source import CITABLE
from ingest.made import LAUGHING

STORY = (
    "The fire killed 17 people on Monday, said Bea Ostrom, who has led the brigade of the town since the spring.",
    "It began in a kitchen of a house at the river, she told reporters, and spread within minutes to the roofs.",
    "Nobody knows why it could spread as quickly as it did, said the mayor, and 40 investigators are at work.",
)
TEASER = "Flood kills 31 in Ost Valley"
FOOTER = "The Wire reports from 27 countries."


def page(story: str, head: str = "", title: str = "Fire kills 17 in Linden") -> str:
    """A page as outlets make them: a menu, the story, teasers, a footer."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
    <header><nav><ul><li><a href="/">Home</a><li><a href="/w">World</a></ul></nav></header>
    <main><article>{story}</article></main>
    <aside><h3>Most popular</h3><ul><li><a href="/f">{TEASER}</a></ul></aside>
    <footer><p>{FOOTER}</p><p>&copy; 2026 The Wire.</p></footer></body></html>"""


def body(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def read(text: str | bytes) -> Parsed:
    return html.parse(text if isinstance(text, bytes) else text.encode(), "page.html")


def kinds(text: str | bytes) -> dict[str, str]:
    found = read(text)
    return {block.span.of(found.text): block.kind for block in found.blocks}


WHOLE = page(
    f"<h1>Fire kills 17 in Linden</h1><p>By <a href='/j'>Jane Doe</a></p><time>16 September 2026</time>"
    f"<figure><img src='x'><figcaption>A house burns in Linden.</figcaption></figure>{body(*STORY)}",
    '<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2026-09-16T10:00:00Z">',
)


def test_every_line_of_a_page_is_kept_and_labelled() -> None:
    assert list(kinds(WHOLE).items()) == [
        ("Home", "furniture"),
        ("World", "furniture"),
        ("Fire kills 17 in Linden", "headline"),
        ("By Jane Doe", "byline"),
        ("16 September 2026", "dateline"),
        ("A house burns in Linden.", "caption"),
        *((paragraph, "body") for paragraph in STORY),
        ("Most popular", "furniture"),
        (TEASER, "furniture"),
        (FOOTER, "furniture"),
        ("© 2026 The Wire.", "furniture"),
    ]


def test_the_day_is_the_one_that_the_page_declares() -> None:
    assert read(WHOLE).published == datetime.date(2026, 9, 16)
    assert read(page(body(*STORY))).published is None


def test_a_day_in_the_text_or_the_footer_is_not_guessed_to_be_the_day() -> None:
    told = page(body(*STORY, "It was the worst fire since 12 May 2019."))
    assert read(told).published is None


def test_a_teaser_within_the_story_is_told_by_its_words() -> None:
    line = f"READ MORE: {TEASER}"
    assert kinds(page(body(STORY[0], line, *STORY[1:])))[line] == "furniture"


def test_words_that_stand_in_the_menu_and_in_a_table_of_the_story_are_furniture_in_the_menu() -> None:
    table = "<table><tr><th>World</th><th>Dead</th></tr><tr><td>Linden</td><td>17</td></tr></table>"
    found = read(page(body(*STORY) + table + body(STORY[0].replace("Monday", "Friday"))))
    told = [(block.span.of(found.text), block.kind) for block in found.blocks]
    assert ("World", "furniture") in told
    assert ("World | Dead", "body") in told
    assert ("Linden | 17", "body") in told


@pytest.mark.parametrize("menu", ("<nav>{}</nav>", "<div role=navigation>{}</div>"))
def test_a_menu_is_furniture_also_on_a_page_of_hardly_any_story(menu: str) -> None:
    links = menu.format("<a href='/'>Flood kills 31</a>")
    assert kinds(f"<html>{links}<p>The fire killed 17 people.</p><p>It began on Monday.</p></html>") == {
        "Flood kills 31": "furniture",
        "The fire killed 17 people.": "body",
        "It began on Monday.": "body",
    }


def test_a_title_that_names_the_outlet_too_still_finds_its_headline() -> None:
    found = kinds(page("<h1>Fire kills 17 in Linden</h1>" + body(*STORY), title="Fire kills 17 in Linden | The Wire"))
    assert found["Fire kills 17 in Linden"] == "headline"


SHOWN = (
    ("<p>One.<p>Two.", "One.\n\nTwo."),
    ("<p>One <b>and</b>\n  one.</p>", "One and one."),
    ("<p>1<b>7</b></p>", "17"),
    ("<p>One.<br>Two.<br><br>Three.</p>", "One.\nTwo.\n\nThree."),
    ("<table><tr><td>1</td><td>234</td></tr><tr><td>5</td><td></td></tr></table>", "1 | 234\n\n5"),
    ("<table><caption>Dead</caption><tr><th>A</th><td> 1 </td></tr></table>", "Dead\n\nA | 1"),
    ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
    ("<dl><dt>One<dd>Two</dl>", "One\n\nTwo"),
    ("<select><option>One<option>Two</select>", "One\n\nTwo"),
    ("<p>One <a href='/x'>and</a> two</p>", "One and two"),
    ("<p>R&amp;D &eacute; &#8364; &nbsp;x &unknown;</p>", "R&D é € \N{NO-BREAK SPACE}x &unknown;"),
    ("<p>10<sup>5</sup> and 10<sup>-3</sup></p>", "10⁵ and 10⁻³"),
    ("<p>the 16<sup>th</sup></p>", "the 16th"),
    ("<p>H<sub>2</sub>O</p>", "H2O"),
    ("<pre>a  b\nc\n\nd</pre>", "a b\nc\n\nd"),
    ("<p>One.<!-- no --></p><!-- no -->tail", "One.\n\ntail"),
    ("<p>One.<script>no</script><style>no</style><template>no</template><noscript>no</noscript> Two.", "One. Two."),
    ("<p>One.</p><p hidden>no</p>two", "One.\n\ntwo"),
    ("<p>One.</p><p style='color: red; display :none'>no</p>", "One."),
    ("<p>One.<span style='visibility:hidden'>no</span></p>", "One."),
    ("<dialog>no</dialog><dialog open>yes</dialog>", "yes"),
    ("<svg><title>no</title><text>yes</text></svg>", "yes"),
    ("<p>One.</p>\0<p>T\0wo.</p>", "One.\n\n\N{REPLACEMENT CHARACTER}\n\nT\N{REPLACEMENT CHARACTER}wo."),
    ("<p dir=rtl>۱۷ نفر کشته شدند.<p>قُتل ١٧ شخصًا.", "۱۷ نفر کشته شدند.\n\nقُتل ١٧ شخصًا."),
    ("<!DOCTYPE html><html><head><title>no</title></head><p>One.</html>", "One."),
    ("One without a tag", "One without a tag"),
    ("<p>&lt;!-- a mark --&gt; of the text</p>", "<!-- a mark --> of the text"),
)


@pytest.mark.parametrize(("markup", "text"), SHOWN)
def test_the_text_is_what_a_browser_shows(markup: str, text: str) -> None:
    assert read(markup).text == text


def test_lines_parted_by_br_are_one_paragraph_and_still_labelled_each() -> None:
    assert kinds("<p>The fire<br>killed 17.</p>") == {"The fire\nkilled 17.": "body"}
    assert kinds("<p>The fire killed 17.<br>READ MORE: Flood kills 31</p>") == {
        "The fire killed 17.": "body",
        "READ MORE: Flood kills 31": "furniture",
    }


PERSIAN = (
    "در آتش‌سوزی روز دوشنبه در شهر ۱۷ نفر کشته شدند، رئیس آتش‌نشانی شهر به خبرنگاران گفت.",
    "شهردار گفت که هنوز روشن نیست چرا آتش به این سرعت گسترش یافت و ۴۰ کارشناس مشغول بررسی هستند.",
    "به گفته او خانه‌های کنار رودخانه به کلی سوخته‌اند و ساکنان آن‌ها به مدرسه‌ای در نزدیکی منتقل شده‌اند.",
)


def test_a_page_that_runs_from_right_to_left_is_read_as_any_other() -> None:
    found = kinds(page(body(*PERSIAN)))
    assert all(found[paragraph] == "body" for paragraph in PERSIAN)
    assert found[TEASER] == "furniture"


ENCODED = (
    ("<meta charset='windows-1251'><p>Мэр ушёл.", "cp1251", "Мэр ушёл."),
    ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>“é” €", "cp1252", "“é” €"),
    ("<?xml version='1.0' encoding='gb2312'?><html><p>三人死亡</p></html>", "gbk", "三人死亡"),
    ("<meta charset=shift_jis><p>三人死亡", "cp932", "三人死亡"),
    ("<meta charset=utf-16><p>é", "utf-8", "é"),
    ("<meta charset=iso-8859-1><p>é – saved anew", "utf-8", "é – saved anew"),
    ("\ufeff<meta charset=windows-1251><p>é", "utf-8", "é"),
    ("\ufeff<p>é", "utf-16-le", "é"),
    ("\ufeff<p>é", "utf-16-be", "é"),
    ("<p>é", "utf-8", "é"),
)


@pytest.mark.parametrize(("markup", "encoding", "text"), ENCODED)
def test_letters_are_those_of_the_declared_encoding(markup: str, encoding: str, text: str) -> None:
    assert read(markup.encode(encoding)).text == text


UNREADABLE = (
    (b"<p>\xe9", "not UTF-8: byte 3"),
    (b"<meta charset=utf-8><p>\xe9", "not UTF-8: byte 23"),
    (b"<meta charset=big5><p>\xff\xff", "not BIG5HKSCS: byte 22"),
    (b"<meta charset=klingon><p>x", "'klingon', which is not known"),
    (b"<meta charset=rot13><p>x", "'rot13', which is not known"),
    (b"<meta charset=utf-7><p>x", "'utf-7', which is not known"),
    (b"", "no text"),
    (b"<html></html>", "no text"),
    (b"<p hidden>x</p><script>y</script>", "no text"),
    (b"<div>" * 5_000 + b"x", "nested more than 2,000 deep"),
)


@pytest.mark.parametrize(("data", "says"), UNREADABLE)
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        read(data)
    assert error.value.next_step


def test_entities_that_a_page_declares_are_not_unfolded() -> None:
    found = read(f"{LAUGHING}<p>&a9; 17.</p>".replace("DOCTYPE x", "DOCTYPE html"))
    assert found.text.endswith("&a9; 17.")


PIECES = st.sampled_from(
    (
        "<p>",
        "</p>",
        "<div>",
        "<br>",
        "<b>",
        "</b>",
        "<td>",
        "<tr>",
        "<table>",
        "<!--",
        "-->",
        "<h1>",
        "<pre>",
        "x. ",
        "17",
    )
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30))
def test_any_markup_is_covered_by_blocks_or_refused(pieces: list[str]) -> None:
    try:
        found = read("".join(pieces).encode("utf-8", "replace"))
    except InputError:
        return
    covered = {at for block in found.blocks for at in range(block.span.start, block.span.end)}
    assert sum(len(block.span) for block in found.blocks) == len(covered)
    assert all(at in covered for at, letter in enumerate(found.text) if not letter.isspace())
    assert any(block.kind in CITABLE for block in found.blocks)
