"""The published schemas: current, true of everything that is written, and old files are still read."""

from __future__ import annotations

import json as standard
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

import anything
import results
from copydesk.checking.verdict import DEFAULT
from copydesk.report import certificate, json
from copydesk.report.result import Result
from copydesk.report.schemas import schemas

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "schema"
OLD = ROOT / "tests" / "data" / "report" / "result-1.json"
"""Written before results had fixes, and blocks had pages."""


@cache
def published(name: str) -> Any:
    schema = standard.loads((PUBLISHED / name).read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_the_published_schemas_are_current() -> None:
    found = {path.name: path.read_bytes() for path in PUBLISHED.iterdir()}
    assert found == schemas(), "run `make docs`"


@pytest.mark.parametrize(("name", "form"), (("result-1.json", json.FORMAT), ("certificate-1.json", certificate.FORMAT)))
def test_a_schema_is_of_one_version_and_known_by_no_address(name: str, form: str) -> None:
    schema = published(name).schema
    assert schema["properties"]["format"]["const"] == form
    assert schema["$id"] == f"urn:copydesk:schema:{name.removesuffix('.json')}"


@pytest.mark.parametrize("result", (results.checked(), results.summarised(), results.hostile()))
def test_results_are_valid(result: Result) -> None:
    published("result-1.json").validate(standard.loads(json.dump(result)))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_whatever_the_texts_are_the_file_is_valid_and_read_back(result: Result) -> None:
    data = json.dump(result)
    published("result-1.json").validate(standard.loads(data))
    assert json.dump(json.load(data)) == data


def test_a_certificate_is_valid() -> None:
    result = Result((results.SOURCE,), (results.accepted(),), DEFAULT.sha256, "0.1.0", results.run())
    made = certificate.dump(certificate.certify(result, results.accepted(), DEFAULT))
    published("certificate-1.json").validate(standard.loads(made))


WRONG: tuple[tuple[str, Any], ...] = (("low", 17), ("low", "1/0"), ("low", "1.5"), ("form", "heap"))


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_the_schema_says_what_is_wrong(field: str, value: Any) -> None:
    data = standard.loads(json.dump(results.checked()))
    data["result"]["claims"][0]["traces"][0]["mention"]["value"][field] = value
    with pytest.raises(jsonschema.ValidationError):
        published("result-1.json").validate(data)


def test_an_old_file_is_valid_and_still_read() -> None:
    data = OLD.read_bytes()
    published("result-1.json").validate(standard.loads(data))
    found = json.load(data)
    assert [claim.outcome for claim in found.claims] == ["accepted", "flagged", "flagged"]
    assert found.claims[1].findings[0].code == "NUM001"
    assert found.fix is None
    assert found.sources[0].blocks[0].page is None
