"""The plot of a benchmark: for each judge the wrong claims it caught above the right claims it passed. Plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bench.judges import JUDGES, Run

WIDTH, LABELS, BAR, ROW, HEAD = 760, 250, 11, 34, 34
SCALE = WIDTH - LABELS - 80
CAUGHT, PASSED, INK, GRID = "#0b5394", "#e69138", "#222222", "#d9d9d9"


def svg(runs: Sequence[Run]) -> str:
    """A panel for each battery that a peer was run on, a row for each judge."""
    batteries = [name for name in dict.fromkeys(one.battery for one in runs) if _has_peers(runs, name)]
    parts, top = [], 44
    for battery in batteries:
        rows = [one for one in runs if one.battery == battery]
        parts.append(_panel(battery, rows, top))
        top += HEAD + ROW * len(rows) + 20
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
            f'font-family="sans-serif" font-size="13" role="img">',
            "<title>Wrong claims caught and right claims passed, by judge, in per cent</title>",
            f'<rect width="{WIDTH}" height="{top}" fill="#ffffff"/>',
            _key(LABELS, CAUGHT, "wrong claims caught, %"),
            _key(LABELS + 190, PASSED, "right claims passed, %"),
            *parts,
            "</svg>",
            "",
        ]
    )


def _has_peers(runs: Sequence[Run], battery: str) -> bool:
    return any(battery in judge.batteries for judge in JUDGES) and any(one.battery == battery for one in runs)


def _key(x: int, colour: str, text: str) -> str:
    return f'<rect x="{x}" y="14" width="12" height="12" fill="{colour}"/>' + _text(x + 18, 25, text)


def _panel(battery: str, rows: Sequence[Run], top: int) -> str:
    bottom = top + HEAD + ROW * len(rows)
    grid = [_line(LABELS + SCALE * tick // 100, top + HEAD - 6, bottom) for tick in (0, 25, 50, 75, 100)]
    title = _text(12, top + 20, f"{battery}, {rows[0].cases} cases", weight="bold")
    return "\n".join([title, *grid, *(_row(one, top + HEAD + ROW * place) for place, one in enumerate(rows))])


def _row(one: Run, top: int) -> str:
    weight = "normal" if one.judge.is_peer else "bold"
    label = _text(LABELS - 10, top + BAR + 5, one.judge.title, weight=weight, anchor="end")
    return "\n".join(
        [label, _bar(one.score.caught.percent, top, CAUGHT), _bar(one.score.passed.percent, top + BAR + 2, PASSED)]
    )


def _bar(percent: float, top: int, colour: str) -> str:
    width = SCALE * percent / 100
    bar = f'<rect x="{LABELS}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>'
    return bar + _text(LABELS + width + 5, top + BAR - 1, f"{percent:.1f}", size=11)


def _line(x: int, top: int, bottom: int) -> str:
    return f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{GRID}"/>'


def _text(x: float, y: float, text: str, *, weight: str = "normal", anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" font-weight="{weight}" text-anchor="{anchor}" font-size="{size}">'
        f"{escape(text)}</text>"
    )
