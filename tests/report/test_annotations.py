"""Web Annotations: of the shape that the recommendation's tables give, and each selector selects what it says."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from pyld import jsonld

import anything
import results
from copydesk.report.annotations import AROUND, CONTEXT, source_id, web_annotations
from copydesk.report.result import Result

STRING = {"type": "string"}
TEXT_BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": STRING,
        "format": {"const": "text/plain"},
        "purpose": {"enum": ["describing", "commenting", "editing", "questioning"]},
    },
}
RESOURCE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "type"],
    "properties": {
        "id": {"type": "string", "pattern": "^ni:///sha-256;[A-Za-z0-9_-]{43}$"},
        "type": {"const": "Text"},
        "format": {"const": "text/plain"},
        "label": STRING,
        "language": STRING,
    },
}
QUOTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "exact"],
    "properties": {"type": {"const": "TextQuoteSelector"}, "exact": STRING, "prefix": STRING, "suffix": STRING},
}
OFFSET = {"type": "integer", "minimum": 0}
POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "start", "end"],
    "properties": {"type": {"const": "TextPositionSelector"}, "start": OFFSET, "end": OFFSET},
}
SELECTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "source", "selector"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": RESOURCE,
        "selector": {"type": "array", "prefixItems": [QUOTED, POSITION], "items": False, "minItems": 2},
    },
}
IDENTIFIER = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
ANNOTATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "type", "target"],
    "properties": {
        "id": IDENTIFIER,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["describing", "commenting", "questioning"]},
        "generator": {"type": "object", "required": ["type", "name"], "properties": {"type": {"const": "Software"}}},
        "body": {"type": "array", "items": TEXT_BODY, "minItems": 1},
        "target": {"type": "array", "items": {"anyOf": [SELECTED, RESOURCE]}, "minItems": 1},
    },
}
COLLECTION = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["@context", "id", "type", "total", "first"],
        "properties": {
            "@context": {"const": CONTEXT},
            "id": IDENTIFIER,
            "type": {"const": "AnnotationCollection"},
            "label": STRING,
            "total": OFFSET,
            "first": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "type", "items"],
                "properties": {
                    "id": IDENTIFIER,
                    "type": {"const": "AnnotationPage"},
                    "startIndex": OFFSET,
                    "items": {"type": "array", "items": ANNOTATION},
                },
            },
        },
    }
)
"""After the tables of the Web Annotation Data Model; it has no official schema. Only what we write is allowed."""

OA, AS, DC = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
TERMS = {
    **{name: f"{OA}{name}" for name in ("Annotation", "TextQuoteSelector", "TextPositionSelector", "TextualBody")},
    **{name: f"{OA}{name}" for name in ("SpecificResource", "exact", "prefix", "suffix")},
    **{name: {"@type": "@vocab", "@id": f"{OA}{name}"} for name in ("describing", "commenting", "questioning")},
    "editing": f"{OA}editing",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Software": f"{AS}Application",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "name": "http://xmlns.com/foaf/0.1/name",
    "format": f"{DC.replace('terms', 'elements/1.1')}format",
    "language": f"{DC.replace('terms', 'elements/1.1')}language",
    "generator": {"@type": "@id", "@id": f"{AS}generator"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
    "body": {"@type": "@id", "@id": f"{OA}hasBody"},
    "target": {"@type": "@id", "@id": f"{OA}hasTarget"},
    "source": {"@type": "@id", "@id": f"{OA}hasSource"},
    "selector": {"@type": "@id", "@id": f"{OA}hasSelector"},
    "start": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": f"{OA}start"},
    "end": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": f"{OA}end"},
    "first": {"@type": "@id", "@id": f"{AS}first"},
    "startIndex": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": f"{AS}startIndex"},
    "total": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": f"{AS}totalItems"},
    "items": {"@type": "@id", "@id": f"{AS}items", "@container": "@list"},
}
"""What the context at `CONTEXT` says of our words, after the Web Annotation Vocabulary; no package carries the file."""

EVERY = (results.checked(), results.summarised(), results.hostile(), Result((results.SOURCE,), (), "", ""))


def collection(result: Result) -> Any:
    return json.loads(web_annotations(result))


def items(result: Result) -> list[Any]:
    found = collection(result)["first"]["items"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("result", EVERY)
def test_it_has_the_shape_of_the_model(result: Result) -> None:
    COLLECTION.validate(collection(result))
    assert collection(result)["total"] == len(items(result))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_every_selector_selects_what_it_says_and_every_id_is_its_own(result: Result) -> None:
    COLLECTION.validate(collection(result))
    texts = {source_id(one): re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", one.text) for one in result.sources}
    ids = [one["id"] for one in items(result)]
    assert len(set(ids)) == len(ids)
    for one in items(result):
        for target in one["target"]:
            if "selector" not in target:
                assert target["id"] in texts
                continue
            text, (quoted, place) = texts[target["source"]["id"]], target["selector"]
            assert text[place["start"] : place["end"]] == quoted["exact"]
            assert text[: place["start"]].endswith(quoted["prefix"])
            assert text[place["end"] :].startswith(quoted["suffix"])
            assert max(len(quoted["prefix"]), len(quoted["suffix"])) <= AROUND


def test_an_accepted_claim_is_described_at_its_passage_and_a_finding_commented_on_where_it_bears() -> None:
    made = items(results.summarised())
    assert [(one["motivation"], one["target"][0]["selector"][0]["exact"]) for one in made] == [
        ("describing", results.SENTENCE),
        ("commenting", "17 people"),
        ("commenting", results.SENTENCE),
    ]
    assert made[0]["body"][0]["value"] == results.RIGHT
    assert [(body["purpose"], body["value"]) for body in made[1]["body"]][1] == ("editing", "17")
    assert "NUM001 error: The source says 17, not 19." in made[1]["body"][0]["value"]


def test_what_no_place_bears_on_is_about_the_whole_source() -> None:
    made = items(results.checked())[-1]
    assert (made["motivation"], made["target"][0]["id"]) == ("questioning", source_id(results.SOURCE))


def test_ids_are_names_by_content() -> None:
    first, again = collection(results.summarised()), collection(results.summarised())
    assert first == again
    assert {uuid.UUID(one["id"]).version for one in first["first"]["items"]} == {5}


def test_every_word_of_it_means_something_to_a_reader_of_linked_data() -> None:
    made = collection(results.summarised()) | {"@context": TERMS}
    expanded = json.dumps(jsonld.expand(made, {"documentLoader": None}))
    for term in ("hasBody", "hasTarget", "hasSource", "hasSelector", "motivatedBy", "exact", "start", "end", "prefix"):
        assert f"{OA}{term}" in expanded
    quads = jsonld.to_rdf(made, {"format": "application/n-quads"})
    assert f'"{results.SENTENCE}"' in quads
    assert f"<{source_id(results.SOURCE)}>" in quads
    assert re.search(rf"<{OA}start> \"50\"\^\^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>", quads)
