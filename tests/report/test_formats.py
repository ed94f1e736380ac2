"""What holds for every format of a report: one table, equal bytes, nothing that a text can break."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import anything
import results
from copydesk.report import json
from copydesk.report.formats import FORMATS
from copydesk.report.result import Result

DOCS = Path(__file__).parents[2] / "docs"
EVERY = (results.checked(), results.summarised(), results.hostile(), Result((results.SOURCE,), (), "", ""))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("result", EVERY)
def test_every_format_is_utf_8_that_ends_in_a_line_feed_and_says_what_it_is(name: str, result: Result) -> None:
    made = FORMATS[name].write(result)
    assert made.decode().endswith("\n") or (name == "github" and not made)
    assert made == FORMATS[name].write(json.load(json.dump(result))), "equal results give equal bytes"
    assert "/" in FORMATS[name].media_type
    assert "." not in FORMATS[name].ending


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_no_text_can_break_a_format(result: Result) -> None:
    for name, form in FORMATS.items():
        assert form.write(result).decode() is not None, name


@pytest.mark.parametrize("name", FORMATS.keys() - {"json", "html", "annotations", "sarif"})
def test_formats_for_people_hold_no_control_and_nothing_that_turns_or_hides(name: str) -> None:
    text = FORMATS[name].write(results.hostile()).decode("utf-8-sig").replace("\r\n", "\n")
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_the_bytes_do_not_depend_on_the_seed_of_hashes() -> None:
    script = (
        "import results, hashlib; from copydesk.report.formats import FORMATS\n"
        "print([hashlib.sha256(f.write(results.summarised())).hexdigest() for f in FORMATS.values()])"
    )
    root = Path(__file__).parents[2]
    path = f"{root / 'src'}:{root / 'tests'}"
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": path, "PYTHONHASHSEED": seed, "COLUMNS": columns},
            check=True,
            capture_output=True,
        ).stdout
        for seed, columns in (("1", "80"), ("2", "20"))
    }
    assert len(said) == 1


def test_a_name_that_is_no_utf_8_is_no_reason_to_fail() -> None:
    result = results.checked()
    odd = Result((results.SOURCE.__class__("17", "b\udcff.txt"),), (), "", "")
    assert json.load(json.dump(odd)).sources[0].name == "b\N{REPLACEMENT CHARACTER}.txt"
    assert json.load(json.dump(result)) == result


def test_the_page_about_formats_is_current_and_has_a_section_for_each() -> None:
    spec = importlib.util.spec_from_file_location("build_formats", DOCS / "build_formats.py")
    assert spec is not None
    assert spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert builder.page(text) == text, "run `make docs`"
    assert set(re.findall("<!-- made: (.*) -->", text)) == builder.parts().keys()
    assert {f"## {name}" for name in FORMATS} <= set(text.split("\n"))
