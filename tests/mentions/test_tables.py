"""The recognisers against tables keyed by value: however a figure, date or name is written, it is worth the same.

Each row is read several ways (see `readings`). The rows of value "" are the negative list: there is nothing to see.
"""

from __future__ import annotations

import pytest

from mentions import readings


@pytest.mark.parametrize(("value", "text", "names"), readings.cases("quantities"))
def test_a_figure_is_worth_what_it_says(value: str, text: str, names: tuple[str, ...]) -> None:
    readings.agree(value, text, names, "quantity")


@pytest.mark.parametrize(("value", "text", "names"), readings.cases("dates"))
def test_a_moment_has_the_parts_that_are_written(value: str, text: str, names: tuple[str, ...]) -> None:
    readings.agree(value, text, names, "moment")


@pytest.mark.parametrize(("value", "text", "names"), readings.cases("names"))
def test_a_name_is_read_from_its_spelling(value: str, text: str, names: tuple[str, ...]) -> None:
    readings.agree(value, text, names, "name")
