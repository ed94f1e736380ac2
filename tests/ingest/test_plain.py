"""Reading a source: the text stays as it was, every line gets a label, and nothing that is story becomes furniture."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import InputError
from copydesk.ingest import furniture, plain
from copydesk.source import CITABLE, Source

SEED = Path(__file__).parents[2] / "seeds" / "taliban-tajikistan.txt"


def kinds(text: str) -> dict[str, str]:
    source = plain.from_text(text)
    return {block.span.of(text): block.kind for block in source.blocks}


def covered(source: Source) -> bool:
    inside = set()
    for block in source.blocks:
        stretch = range(block.span.start, block.span.end)
        assert inside.isdisjoint(stretch)
        inside.update(stretch)
    return all(at in inside for at, letter in enumerate(source.text) if not letter.isspace())


@pytest.fixture(scope="module")
def seed() -> dict[str, str]:
    return kinds(SEED.read_text(encoding="utf-8"))


FURNITURE_OF_THE_SEED = (
    "Accessibility links",
    "Breaking News",
    "No media source currently available",
    "0:00 0:03:20 0:00",
    "• 16x9 Image",
    "Tajikistan Tense As Fighting In Afghanistan Approaches Border\nplease wait",
)


@pytest.mark.parametrize("line", FURNITURE_OF_THE_SEED)
def test_the_seed_article_s_furniture_is_furniture(seed: dict[str, str], line: str) -> None:
    assert seed[line] == "furniture"


def test_the_seed_article_s_parts_are_what_they_are(seed: dict[str, str]) -> None:
    found = {kind: text for text, kind in seed.items() if kind not in ("body", "furniture")}
    assert found["headline"] == "Taliban Forces More Afghan Soldiers To Flee Into Tajikistan"
    assert found["caption"].endswith("(file photo)")
    assert found["credit"].startswith("With reporting by")
    assert [kind for text, kind in seed.items() if "27\N{NO-BREAK SPACE}languages" in text] == ["furniture"]


def test_every_paragraph_of_the_seed_article_s_story_is_body(seed: dict[str, str]) -> None:
    body = [text for text, kind in seed.items() if kind == "body"]
    assert len(body) == 14
    assert all(text.rstrip('"\N{RIGHT DOUBLE QUOTATION MARK}').endswith((".", ",")) for text in body)


FURNITURE = (
    "READ MORE: Flood kills 31 in Ost Valley",
    "Read also: Minister resigns",
    "Related: Flood kills 31",
    "Читайте также: Пожар в Туле",
    "Lesen Sie auch: Drei Tote bei Brand",
    "اقرأ أيضا: مقتل ثلاثة",
    "相关阅读：三人死亡",
    "We use cookies to improve your experience.",
    "By continuing to use this site you agree to our use of cookies.",
    "Share this article",
    "Share on Facebook",
    "Sign up for our daily newsletter",
    "0:00 / 3:20",
    "Skip to main content",
    "• 4x3 Image",
    "Copyright © 2021 The Wire",
)
STORY = (
    "Prices rose.",
    "Home sales fell 5 percent.",
    "The council voted.",
    "Share prices fell 2 percent",
    "Shares fell",
    "More than 40 people died.",
    "More from the region is expected on Friday, officials said.",
    "Related companies paid 5 million euros.",
    "Search teams found 12 bodies.",
    "Search teams found 12 bodies",
    "By Friday the river had risen 3 metres.",
    "By using drones, the army said, it had come to terms with the terrain.",
    "Written by hand, the letter sold for $5.",
    "Photo: the mayor was seen with 5 men.",
    "Live updates cost the channel 5 million.",
    "Сотрудники нашли 12 тел",
    "三人死亡",
    "Print sales fell by 12 percent",
    "at 20:45",
    "Topics for the talks were 3 borders.",
    "قُتل ١٧ شخصًا في حريق بالمدينة.",
    "Գյուղում այրվել է քառասուն տուն։",
)


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_that_pages_put_around_stories_is_no_story(line: str) -> None:
    assert kinds(f"The council voted on Monday.\n\n{line}\n\nNobody was hurt.")[line] not in CITABLE


@pytest.mark.parametrize("line", STORY)
@pytest.mark.parametrize("around", ("{}", "The council voted.\n\n{}\n\nNobody was hurt.", "{}\nNobody was hurt."))
def test_a_line_of_the_story_is_never_furniture(line: str, around: str) -> None:
    text = around.format(line)
    source = plain.from_text(text)
    at = text.index(line)
    assert not any(span.start <= at < span.end for span in source.uncitable())


@pytest.mark.parametrize("line", FURNITURE)
def test_a_source_of_nothing_but_furniture_is_body(line: str) -> None:
    assert set(kinds(line).values()) == {"body"}


def test_a_teaser_before_a_player_is_furniture_and_the_headline_is_not() -> None:
    text = "Fire Kills Three\nplease wait\n\nA fire killed three.\n\nFlood Kills Nine In Ost\nplease wait\n\nIt ended."
    found = kinds(text)
    assert found["Fire Kills Three"] == "headline"
    assert found["Flood Kills Nine In Ost\nplease wait"] == "furniture"


def test_comments_are_furniture_in_the_middle_of_a_sentence_and_over_lines() -> None:
    found = kinds("The fire killed <!-- 40 --> 17 people. <!-- one\n\ntwo --> Done.")
    assert found == {
        "The fire killed ": "body",
        "<!-- 40 -->": "furniture",
        " 17 people.": "body",
        "<!-- one\n\ntwo -->": "furniture",
        "Done.": "body",
    }


def test_an_unclosed_comment_is_text() -> None:
    assert set(kinds("The fire <!-- killed 17 people.").values()) == {"body"}


HEADLINES = (
    ("Who Won? Nobody\n\nNobody won.", "Who Won? Nobody"),
    ("Mayor resigns\n\nThe mayor resigned.", "Mayor resigns"),
    ("Mayor Resigns Over Bridge\nThe mayor resigned.", "Mayor Resigns Over Bridge"),
    ("Who Won?\n\nNobody won.", "Who Won?"),
    ("Мэр ушёл в отставку\n\nМэр ушёл.", "Мэр ушёл в отставку"),
)


@pytest.mark.parametrize(("text", "headline"), HEADLINES)
def test_a_headline_stands_apart(text: str, headline: str) -> None:
    assert kinds(text)[headline] == "headline"


WRAPPED = (
    "The govern-\nment resigned.",
    "The fire\nkilled 17\npeople.",
    "Leeds council said it\nwould cut 40 jobs.",
    "The mayor resigned.\n\nShe gave no reason.",
    "Agent: Good morning! May I speak with Ann?\n\nAnn: You may.",
)


@pytest.mark.parametrize("text", WRAPPED)
def test_wrapped_lines_have_no_headline(text: str) -> None:
    assert set(kinds(text).values()) == {"body"}


def test_wrapped_lines_are_one_block() -> None:
    assert list(kinds("The fire\nkilled 17\npeople.")) == ["The fire\nkilled 17\npeople."]


DATELINES = (
    ("PORT ELLERY, Norland, March 14 (Wire) - Floods came.", "PORT ELLERY, Norland, March 14 (Wire) -", None),
    ("LONDON, 5 April 2026 (Sunday) - Prices rose.", "LONDON, 5 April 2026 (Sunday) -", datetime.date(2026, 4, 5)),
    ("LONDON \N{EM DASH} Prices rose.", "LONDON \N{EM DASH}", None),
    ("WASHINGTON (Wire) -- Prices rose.", "WASHINGTON (Wire) --", None),
    ("ТУЛА, 12 мая. Пожар на складе.", "ТУЛА, 12 мая.", None),
    ("ERLBACH, 3. März \N{EN DASH} Nach dem Unglück.", "ERLBACH, 3. März \N{EN DASH}", None),
    ("临港4月14日电 市政府周二表示。", "临港4月14日电", None),
    ("Kyiv, April 5, 2026 - Prices rose.", "Kyiv, April 5, 2026 -", datetime.date(2026, 4, 5)),
    ("June 28, 2021\n\nPrices rose.", "June 28, 2021", datetime.date(2021, 6, 28)),
    (
        "Published: 28 June 2021 10:15 GMT\n\nPrices rose.",
        "Published: 28 June 2021 10:15 GMT",
        datetime.date(2021, 6, 28),
    ),
)


@pytest.mark.parametrize(("text", "dateline", "day"), DATELINES)
def test_a_dateline_is_its_own_block(text: str, dateline: str, day: datetime.date | None) -> None:
    source = plain.from_text(text)
    assert [b.span.of(text) for b in source.blocks if b.kind == "dateline"] == [dateline]
    assert source.published == day


NO_DATELINES = (
    "The B-52 - an old plane - flew.",
    "Prices rose - a little - in April.",
    "NATO said on 5 April that it would go.",
    "In 2026 - or later - it ends.",
    "April 5, 2026",
)


@pytest.mark.parametrize("text", NO_DATELINES)
def test_what_is_no_dateline_stays_body(text: str) -> None:
    assert set(kinds(text).values()) == {"body"}


def test_what_the_caller_knows_wins() -> None:
    day = datetime.date(2020, 1, 1)
    source = plain.from_text("LONDON, 5 April 2026 - Prices rose.", "x", plain.Given("de", day))
    assert (source.language, source.published) == ("de", day)


BYLINES = ("By Ines Calder", "By Ines Calder and Aron Whitlock", "BY INES CALDER", "By Ines Calder, Reuters")


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline_is_kept_and_never_cited(line: str) -> None:
    assert kinds(f"Prices Rise\n{line}\n\nPrices rose.")[line] == "byline"


@pytest.mark.parametrize("end", ("\n", "\r\n"))
def test_the_text_is_kept_to_the_code_point(end: str) -> None:
    text = f"  A\N{NO-BREAK SPACE}b.{end}{end}\tC\N{COMBINING ACUTE ACCENT}.{end}"
    assert plain.from_bytes(text.encode()).text == text


def test_a_byte_order_mark_is_no_text_in_front_of_bytes_and_text_in_a_text() -> None:
    assert plain.from_bytes(b"\xef\xbb\xbfOne.").text == "One."
    assert plain.from_text("\ufeffOne.").text == "\ufeffOne."


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.replace("\ufeff", "").strip()))
def test_blocks_cover_every_text_without_overlap(text: str) -> None:
    assert covered(plain.from_text(text))


@given(st.lists(st.sampled_from((*FURNITURE_OF_THE_SEED, *FURNITURE, *STORY, "", "<!-- 4 -->", "By A B")), min_size=1))
def test_blocks_cover_every_page_without_overlap(page: list[str]) -> None:
    text = "\n".join(page)
    if text.strip():
        assert covered(plain.from_text(text))


UNREADABLE = (
    (b"", "is empty"),
    (b" \n\t\r\n", "is empty"),
    (b"\xef\xbb\xbf", "is empty"),
    (b"PK\x03\x04\x00\x00", "not plain text"),
    ("Ärger".encode("latin-1"), "not UTF-8: byte 0"),
    ("One.".encode("utf-16"), "not plain text"),
)


@pytest.mark.parametrize(("data", "says"), UNREADABLE)
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        plain.from_bytes(data, "x.txt")
    assert error.value.next_step


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InputError, match="surrogate"):
        plain.from_text("One \ud800.")


def test_files_that_are_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        plain.read(str(tmp_path / "none.txt"))
    with pytest.raises(InputError, match="directory"):
        plain.read(str(tmp_path))


@pytest.mark.parametrize("rule", furniture.RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_case(rule: object) -> None:
    lines = (*FURNITURE, *BYLINES, *FURNITURE_OF_THE_SEED, "please wait", "With reporting by A B", "Edited by Ann Bo")
    lines += ("A guard. (file photo)",)
    assert any(furniture.rule_of(line) == rule.name for line in lines)  # type: ignore[attr-defined]
