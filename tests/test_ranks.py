"""The house has floors: imports go down only, the asker does not know the judge, and nothing private is committed."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "copydesk"

RANKS = (
    ("errors", "version"),
    ("source",),
    ("claims", "text"),
    ("languages",),
    ("segments", "mentions"),
    ("checking",),
    ("report",),
    ("config", "ingest", "llm", "store"),
    ("desk",),
    ("batch", "testing"),
    ("mcp_server", "web"),
    ("cli",),
    ("__main__", "__init__"),
)
"""Lowest first. A package may import from lower ranks and from itself, never from its own rank's others."""
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}

ONLY_HERE = {
    "openai": {"llm"},
    "instructor": {"llm"},
    "tenacity": {"llm"},
    "xllamacpp": {"llm"},
    "docx": {"report"},
    "pypdf": {"ingest"},
    "trafilatura": {"ingest"},
    "lxml": {"ingest"},
    "defusedxml": {"ingest"},
    "jinja2": {"report", "web"},
    "rich": {"report", "cli"},
    "click": {"cli"},
    "markdown_it": {"ingest"},
    "simplemma": {"languages"},
    "wordfreq": {"languages"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "argon2": {"store"},
    "krippendorff": {"store"},
    "fastapi": {"web"},
    "mcp": {"mcp_server"},
    "starlette": {"web"},
    "uvicorn": {"web"},
}
"""Each vendor library has one home; everyone else is handed a callable."""

PURE = ("source", "claims", "text", "languages", "segments", "mentions", "checking")
IMPURE_MODULES = frozenset(("asyncio", "os", "random", "shutil", "socket", "subprocess", "sys", "tempfile", "time"))
"""What the pure packages may not import: no file, clock, socket or environment decides a verdict."""


@cache
def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Dotted names that a module imports, also inside functions and for type checking."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "copydesk" else (module,)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    here = package_of(path)
    for name in imports(path):
        top, *rest = name.split(".")
        if top == "copydesk" and rest:
            there = rest[0]
            assert there in RANK, f"{path} imports {name}, which has no rank"
            assert there == here or RANK[there] < RANK[here], f"{path} ({here}) imports {name}"


def test_every_package_has_a_rank() -> None:
    assert {package_of(path) for path in modules()} <= set(RANK)


@pytest.mark.parametrize(("asker", "judge"), (("checking", "llm"), ("llm", "mentions"), ("llm", "checking")))
def test_the_asker_and_the_judge_do_not_know_each_other(asker: str, judge: str) -> None:
    for path in modules():
        if package_of(path) == asker:
            assert not any(name.startswith(f"copydesk.{judge}") for name in imports(path)), path


@pytest.mark.parametrize("vendor", ONLY_HERE)
def test_a_vendor_library_has_one_home(vendor: str) -> None:
    homes = {package_of(path) for path in modules() if any(name.split(".")[0] == vendor for name in imports(path))}
    assert homes <= ONLY_HERE[vendor]


def test_the_core_is_pure() -> None:
    for path in modules():
        if package_of(path) in PURE:
            used = {name.split(".")[0] for name in imports(path)}
            # A script that builds a data file is not part of the core; it is run by hand.
            if path.stem.startswith("build_"):
                continue
            assert not used & IMPURE_MODULES, path


def test_no_folder_has_a_name_that_says_nothing() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "manager"}
    assert not names & {path.stem for path in modules()}


_ADDRESS = re.compile(r"--(?:extra-)?index-url|--find-links|(?:[a-z0-9-]+\.)+[a-z]+(?::\d+)?/simple\b|/root/|/home/\w")
_SECRET = re.compile(r"sk-[A-Za-z0-9]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY")


def committed() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    yield from (ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


@pytest.mark.parametrize("pattern", (_ADDRESS, _SECRET), ids=("address", "secret"))
def test_nothing_private_is_committed(pattern: re.Pattern[str]) -> None:
    here = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        if path.resolve() != here
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
