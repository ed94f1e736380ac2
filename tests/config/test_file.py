"""Files of settings: which counts, what is in it, and how what is wrong is told."""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.config.file import find
from copydesk.config.layers import key, settled, unknown
from copydesk.config.table import BY_NAME, SETTINGS, Value, spoken, typed
from copydesk.errors import InputError

READ: tuple[tuple[str, dict[str, Value]], ...] = (
    ("", {}),
    ('ignore = ["HED", "NUM001"]\nerrors-only = true', {"ignore": ("HED", "NUM001"), "errors-only": True}),
    ('format = "github"\nclaims = 6\ntimeout = 30', {"format": "github", "claims": 6, "timeout": 30.0}),
    ('base-url = "https://a.example/v1"\nmodel = "m"', {"base-url": "https://a.example/v1", "model": "m"}),
    ('"max-reasks" = 0\r\ntemperature = 0.5\r\n', {"max-reasks": 0, "temperature": 0.5}),
    ('database = "postgresql://a@b/c"', {"database": "postgresql://a@b/c"}),
)
REFUSED = (
    ("claim = 6", "{}:1: there is no setting 'claim'. Did you mean 'claims'?"),
    ("# x\n\nmax_reasks = 1", "{}:3: there is no setting 'max_reasks'. Write 'max-reasks'."),
    ("zebra = 1", "{}:1: there is no setting 'zebra'. copydesk config show lists them."),
    ('api-key = "x"', "A key is read from the environment only, never from a file: set COPYDESK_API_KEY."),
    ('OPENAI_API_KEY = "x"', "A key is read from the environment only, never from a file"),
    ('database = "postgresql://a:b@c/d"', "holds a password, and a file is no place for one. Set COPYDESK_DATABASE"),
    ('base-url = "https://a:b@c/v1"', "holds a password"),
    ('claims = "6"', "{}:1: 'claims' is '6'. It must be a whole number from 1 to 100."),
    ("claims = true", "'claims' is True. It must be a whole number"),
    ("claims = 0", "'claims' is 0. It must be a whole number from 1 to 100."),
    ("timeout = 0", "It must be a number above 0."),
    ("timeout = nan", "It must be a number above 0."),
    ("max-reasks = -1", "It must be a whole number, at least 0."),
    (f"timeout = {'9' * 400}", "It must be a number above 0."),
    ("errors-only = 1", "It must be true or false."),
    ('ignore = "HED"', "It must be a list of codes or families"),
    ("ignore = [1]", "It must be a list of codes or families"),
    ('format = "yaml"', "It must be one of text, json,"),
    ('model = " "', "It must be a text."),
    ('[model]\nname = "x"', "'model' is {{'name': 'x'}}."),
    ("claims = ", "is not TOML:"),
    ("a = " + "[" * 3000, "is not TOML:"),
    ("a = 1\na = 2", "is not TOML:"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize(("text", "wanted"), READ)
@pytest.mark.parametrize("name", ("copydesk.toml", "pyproject.toml"))
def test_settings_are_read(folder: Path, name: str, text: str, wanted: dict[str, Value]) -> None:
    head = "[project]\nname = 'claims'\n\n[tool.copydesk]\n" if name == "pyproject.toml" else ""
    (folder / name).write_bytes((head + text).encode())
    found = find(folder)
    assert found is not None
    assert found.values == wanted
    assert found.path == folder / name


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_is_wrong_is_told_with_its_line(folder: Path, text: str, says: str) -> None:
    (folder / "copydesk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        find(folder)
    assert says.format(folder / "copydesk.toml") in str(caught.value)


def test_a_line_counts_below_our_own_header(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        "[tool.x]\nclaims = 1\n\n[ tool . copydesk ]\nclaims = 0\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"pyproject\.toml:5: 'claims' is 0"):
        find(folder)


def test_the_nearest_file_counts_and_ours_before_the_project_s(folder: Path) -> None:
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    assert find(below) is None
    (folder / "pyproject.toml").write_text("[tool.copydesk]\nclaims = 1\n", encoding="utf-8")
    (folder / "a" / "pyproject.toml").write_text("[project]\nname = 'copydesk'\n", encoding="utf-8")
    assert getattr(find(below), "path", None) == folder / "pyproject.toml"
    (folder / "copydesk.toml").write_text("claims = 2\n", encoding="utf-8")
    assert getattr(find(below), "values", None) == {"claims": 2}
    (folder / "a" / "copydesk.toml").write_text("seed = 3\n", encoding="utf-8")
    assert getattr(find(below), "values", None) == {"seed": 3}


def test_nothing_above_the_repository_counts(folder: Path) -> None:
    inner = folder / "inner"
    (inner / ".git").mkdir(parents=True)
    (folder / "copydesk.toml").write_text("claims = 2\n", encoding="utf-8")
    assert find(inner) is None


def test_other_projects_files_are_not_our_affair(folder: Path) -> None:
    (folder / "pyproject.toml").write_bytes(b"no toml = = at all")
    assert find(folder) is None
    (folder / "pyproject.toml").write_bytes(b"[tool.black]\n# copydesk\n")
    assert find(folder) is None


def test_paths_count_from_the_file(folder: Path) -> None:
    (folder / "copydesk.toml").write_text('gguf = "m.gguf"\ndatabase = "desk.db"\n', encoding="utf-8")
    found = find(folder)
    assert found is not None
    assert found.values == {"gguf": str(folder / "m.gguf"), "database": f"sqlite:///{folder / 'desk.db'}"}


@pytest.mark.parametrize("data", (b"\xff", b"x" * 1_000_001))
def test_what_is_no_text_or_too_long_is_said(folder: Path, data: bytes) -> None:
    (folder / "copydesk.toml").write_bytes(data)
    with pytest.raises(InputError):
        find(folder)


VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(SETTINGS), VALUES)
def test_any_value_is_taken_or_not(setting: object, value: object) -> None:
    for one in SETTINGS:
        typed(one, value)


@given(
    st.sampled_from(SETTINGS), st.text(max_size=12) | st.sampled_from(("1e999", "9" * 5000, "nan", "१", "-1", "yes"))
)
def test_any_variable_is_taken_or_refused(setting: object, text: str) -> None:
    for one in SETTINGS:
        spoken(one, text)
        with contextlib.suppress(InputError):
            settled({one.variable: text}, None)


LINES = st.sampled_from(
    (*BY_NAME, "tool", "copydesk", ".", "=", "[", "]", '"', "'", "\n", "\r", "1", "true", "#", "{", "}", "\0")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.lists(LINES, max_size=12).map(" ".join))
def test_any_file_is_read_or_refused(folder: Path, text: str) -> None:
    for name, head in (("copydesk.toml", ""), ("pyproject.toml", "[tool.copydesk]\n")):
        path = folder / name
        path.write_bytes((head + text).encode("utf-8", "surrogatepass"))
        with contextlib.suppress(InputError):
            assert find(folder) is not None
        path.unlink()


def test_the_environment_counts_before_the_file(folder: Path) -> None:
    (folder / "copydesk.toml").write_text('claims = 6\nignore = ["HED"]\n', encoding="utf-8")
    found = settled({"COPYDESK_CLAIMS": " 7 ", "COPYDESK_SEED": "", "COPYDESK_ERRORS_ONLY": "Yes"}, find(folder))
    told = {name: (one.value, one.origin, one.where) for name, one in found.items()}
    assert told["claims"] == (7, "environment", "COPYDESK_CLAIMS")
    assert told["ignore"] == (("HED",), "file", f"{folder / 'copydesk.toml'}:2")
    assert told["seed"] == (7, "default", "")
    assert told["errors-only"] == (True, "environment", "COPYDESK_ERRORS_ONLY")


def test_lists_in_the_environment_have_commas_or_blanks() -> None:
    assert settled({"COPYDESK_IGNORE": "NUM, HED001 NEG"}, None)["ignore"].value == ("NUM", "HED001", "NEG")


@pytest.mark.parametrize("environ", ({"COPYDESK_CLAIMS": "many"}, {"COPYDESK_ERRORS_ONLY": "perhaps"}))
def test_a_variable_that_cannot_be_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(environ))):
        settled(environ, None)


def test_a_general_key_does_not_go_to_an_endpoint_of_a_file() -> None:
    general = {"OPENAI_API_KEY": "g"}
    assert key(general) == ("OPENAI_API_KEY", "g")
    assert key(general, endpoint_of_file=True) is None
    both = {**general, "COPYDESK_API_KEY": "c"}
    assert key(both) == key(both, endpoint_of_file=True) == ("COPYDESK_API_KEY", "c")
    assert key({"COPYDESK_API_KEY": " "}) is None


def test_variables_that_are_no_settings_are_told_with_what_was_meant() -> None:
    environ = {"COPYDESK_CLAIM": "x", "COPYDESK_ZZZ": "x", "COPYDESK_MODEL": "x", "COPYDESK_API_KEY": "x", "PATH": "x"}
    assert unknown(environ) == {"COPYDESK_CLAIM": "COPYDESK_CLAIMS", "COPYDESK_ZZZ": ""}


def test_names_are_written_one_way() -> None:
    assert all(tomllib.loads(f"{name} = 1") for name in BY_NAME)
    assert len({setting.variable for setting in SETTINGS}) == len(SETTINGS)
