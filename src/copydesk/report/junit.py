"""A result as JUnit XML, which build servers show: a suite for each summary file, a test case for each claim.

A flagged claim has failed. One that could not be checked is an error, as for the exit code: `skipped` would let a build
pass that nobody has checked. There is no standard: this keeps to what the schema of Jenkins allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from copydesk.checking.records import CheckedClaim, Finding
from copydesk.report import places, wording
from copydesk.report.escaping import plain
from copydesk.report.result import Result


def junit(result: Result) -> bytes:
    """The document, in UTF-8; every letter in it is legal in XML 1.0."""
    root = Element("testsuites", name="copydesk")
    suites: dict[str, list[CheckedClaim]] = {}
    for checked in result.claims:
        suites.setdefault(_suite_name(result, checked), []).append(checked)
    for name, claims in suites.items():
        _suite(root, result, name, claims)
    root.attrib.update(_counts(result.claims))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _suite_name(result: Result, checked: CheckedClaim) -> str:
    if checked.claim.place:
        return plain(checked.claim.place.file)
    return "summary of " + ", ".join(plain(source.name) for source in result.sources)


def _counts(claims: Sequence[CheckedClaim]) -> dict[str, str]:
    outcomes = [checked.outcome for checked in claims]
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count("flagged")),
        "errors": str(outcomes.count("unchecked")),
    }


def _suite(root: Element, result: Result, name: str, claims: list[CheckedClaim]) -> None:
    suite = SubElement(root, "testsuite", {"name": name, **_counts(claims), "skipped": "0"})
    for checked in claims:
        case = SubElement(suite, "testcase", name=_case_name(checked), classname=name)
        said = [_said(result, checked, finding) for finding in checked.findings]
        beside = [
            f"{_said(result, checked, one.finding)} Ignored: {plain(one.ignore.reason)}" for one in checked.ignored
        ]
        if checked.outcome == "flagged":
            SubElement(case, "failure", _about(checked)).text = "\n".join(said)
        elif checked.outcome == "unchecked":
            about = {"message": plain(checked.why), "type": "unchecked"}
            SubElement(case, "error", about).text = "\n".join(said)
        else:
            beside = [*said, *beside]
        if beside:
            SubElement(case, "system-out").text = "\n".join(beside)


def _about(checked: CheckedClaim) -> dict[str, str]:
    """The finding that weighs most; of several, the first."""
    found = sorted(checked.findings, key=lambda one: ("error", "warning", "note").index(one.severity))
    return {"message": plain(found[0].message), "type": plain(found[0].code)} if found else {"type": "flagged"}


def _case_name(checked: CheckedClaim) -> str:
    return plain(f"{checked.claim.id}: {checked.claim.text}")


def _said(result: Result, checked: CheckedClaim, finding: Finding) -> str:
    """A finding on one line, with the place in the source that bears on it."""
    words = wording.shown(finding.span.of(checked.claim.text))
    where = places.said(checked, finding.span.start)
    said = [f"{where}: {finding.code} {finding.severity}: {words!r}: {finding.message}"]
    if finding.suggestion is not None:
        said.append(f"Suggestion: {wording.change(checked, finding)}.")
    said += [f"{wording.ref_where(result, ref)}: {wording.ref_words(result, ref)!r}" for ref in finding.refs[:1]]
    return plain(" ".join(said))
