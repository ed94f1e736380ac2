"""The JSON Schemas of the files that copydesk writes, made from the records themselves (`make docs`; a test holds them
current). A schema is of one version of a format; fields may join it, and none leaves it or changes what it means."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from copydesk.report import certificate
from copydesk.report import json as result

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FRACTION = r"^-?[0-9]+(/[1-9][0-9]*)?$"
_FILES: Mapping[str, tuple[TypeAdapter[Any], str]] = MappingProxyType(
    {
        result.FORMAT: (result.ADAPTER, "A result of copydesk"),
        certificate.FORMAT: (certificate.FILE, "A certificate of copydesk"),
    }
)


def schemas() -> Mapping[str, bytes]:
    """Every schema, by the name of its file: `result-1.json` is that of the format `copydesk-result/1`."""
    return {f"{_name(form)}.json": _schema(form) for form in _FILES}


def _name(form: str) -> str:
    return form.removeprefix("copydesk-").replace("/", "-")


def _schema(form: str) -> bytes:
    adapter, title = _FILES[form]
    made = _plain(adapter.json_schema(mode="serialization"))
    made = {"$schema": _DIALECT, "$id": f"urn:copydesk:schema:{_name(form)}", **made, "title": title}
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(part: Any) -> Any:
    """A schema without the titles that only repeat names, and with what an exact number looks like."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "fraction":
        return {"type": "string", "pattern": _FRACTION}
    return {key: _plain(value) for key, value in part.items() if key != "title" or isinstance(value, dict)}


if __name__ == "__main__":
    for name, data in schemas().items():
        (Path(sys.argv[1]) / name).write_bytes(data)
