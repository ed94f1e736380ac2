"""Certificates: made of every accepted claim, read back, judged again; and verified by a file that shares no code."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import copydesk
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.cli.main import main
from copydesk.desk.recheck import recheck
from copydesk.errors import InputError
from copydesk.report import certificate
from copydesk.report.certificate import Certificate

ROOT = Path(__file__).parents[2]
READER = ROOT / "docs" / "recheck.py"
BATTERIES = sorted((ROOT / "tests" / "data" / "cases").glob("*.jsonl"))
SOURCE = """Fire Kills 17

LINDEN, 16 September 2026 (Wire) - The fire killed 17 people on Monday, said Bea Ostrom. "Nobody was warned," she said.
Membership rose from 40 to 50. A flood in Tarn killed 31 people in 2019.
"""
CLAIM = 'Seventeen people died in the fire, and Bea Ostrom said "nobody was warned".'
OTHERS = ("Membership rose 25%.", "The fire killed 17 people on 14 September.", "In Tarn 31 people died.")


def _reader() -> Any:
    spec = importlib.util.spec_from_file_location("recheck", READER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RECHECK = _reader()


def certified(claim: str, source: str = SOURCE, policy: Policy = DEFAULT) -> Certificate:
    result = copydesk.check([copydesk.Claim("c", claim)], copydesk.from_text(source, "fire.txt"), policy=policy)
    return certificate.certify(result, result.claims[0], policy, [source.encode()])


def said_of(folder: Path, data: bytes, source: str = SOURCE) -> tuple[int, str]:
    """Exit code and output of the reader that shares no code."""
    (folder / "c.json").write_bytes(data)
    (folder / "s.txt").write_bytes(source.encode("utf-8", "surrogatepass"))
    command = [sys.executable, "-I", str(READER), str(folder / "c.json"), str(folder / "s.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("claim", (CLAIM, *OTHERS))
def test_a_certificate_stands_by_both_readers(claim: str, tmp_path: Path) -> None:
    made = certified(claim)
    data = certificate.dump(made)
    assert certificate.load(data) == made
    assert recheck(made, [copydesk.from_text(SOURCE)], [SOURCE.encode()]).wrong == ()
    code, said = said_of(tmp_path, data)
    assert (code, said[:25]) == (0, "nothing speaks against it"), said


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "data" / "cases").glob("*.jsonl")), ids=lambda path: path.stem
)
def test_every_accepted_case_has_a_certificate_that_stands(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        evidence = None if case["evidence"] is None else tuple(case["evidence"])
        result = copydesk.check([copydesk.Claim("c", case["claim"], evidence)], case["source"])
        for checked in result.accepted:
            data = certificate.dump(certificate.certify(result, checked, DEFAULT))
            (tmp_path / "c.json").write_bytes(data)
            (tmp_path / "s.txt").write_bytes(case["source"].encode("utf-8", "surrogatepass"))
            code = RECHECK.main([str(tmp_path / "c.json"), str(tmp_path / "s.txt")])
            assert code == 0, (case["id"], capsys.readouterr().out)
            made += 1
    assert made


def test_no_accepted_claim_has_a_mention_that_is_missing_or_other() -> None:
    for path in BATTERIES:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for checked in copydesk.check([copydesk.Claim("c", case["claim"])], case["source"]).accepted:
                for trace in checked.traces:
                    if trace.mention.kind != "name":
                        assert trace.relation not in ("absent", "differs"), (case["id"], trace.mention.surface)


def _signed(said: dict[str, Any]) -> bytes:
    """A certificate whose own hash fits again: what a forger would do."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"format": "copydesk-certificate/1", "sha256": digest, "certificate": said}).encode()


def _everywhere(before: str, after: str) -> Callable[[dict[str, Any]], object]:
    """In the claim and in every mention of it, but not in the source's words."""

    def forge(said: dict[str, Any]) -> None:
        said["claim"] = said["claim"].replace(before, after)
        for mention in said["mentions"]:
            mention["text"] = said["claim"][mention["start"] : mention["end"]]

    return forge


FORGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "another number, read as the claim has it": _everywhere("Seventeen", "Nineteenn"),
    "digits instead": _everywhere("Seventeen", "19 (!) or"),
    "another name": lambda said: said.update(claim=said["claim"].replace("Bea", "Ann")),
    "other quoted words": _everywhere("nobody was warned", "everyone was told"),
    "one mention left out": lambda said: said["mentions"].pop(0),
    "all mentions left out": lambda said: said["mentions"].clear(),
    "another outcome": lambda said: said.update(outcome="flagged"),
    "a place of other words": lambda said: said["support"][0].update(text="The fire killed 19 people."),
    "a place moved": lambda said: said["support"][0].update(start=said["support"][0]["start"] + 1),
    "a place beyond the end": lambda said: said["support"][0].update(end=10**9),
    "another source": lambda said: said["sources"][0].update(text_sha256="0" * 64),
    "other bytes": lambda said: said["sources"][0].update(bytes_sha256="0" * 64),
    "another length": lambda said: said["sources"][0].update(length=3),
    "another policy": lambda said: said["policy"].update(ignore=["NUM"]),
    "a policy with its hash": lambda said: said.update(policy_sha256="0" * 64),
    "no support": lambda said: said.update(support=[]),
    "another relation": lambda said: said["mentions"][0].update(relation="absent"),
    "a relation that there is not": lambda said: said["mentions"][0].update(relation="sure"),
    "evidence that it does not quote": lambda said: said.update(evidence=["The fire killed 17 people"]),
    "a field more": lambda said: said.update(trust="me"),
    "a field less": lambda said: said.pop("notes"),
    "a number as text": lambda said: said["mentions"][0].update(start="0"),
}
ONLY_BY_COPYDESK = {"another number, read as the claim has it", "other bytes", "one mention left out"}
"""What the reader of one file cannot see: number words that are none, the bytes of a file whose text is right, a
mention in words that nobody misses. `copydesk recheck` sees it."""


@pytest.mark.parametrize("how", FORGED)
def test_what_was_forged_is_refused(how: str, tmp_path: Path) -> None:
    said = json.loads(certificate.dump(certified(CLAIM)))["certificate"]
    FORGED[how](said)
    data = _signed(said)
    assert _refused_by_copydesk(data), how
    if how not in ONLY_BY_COPYDESK:
        code, out = said_of(tmp_path, data)
        assert code in (1, 2), (how, out)
        assert "Traceback" not in out


def _refused_by_copydesk(data: bytes) -> bool:
    try:
        made = certificate.load(data)
    except InputError:
        return True
    return bool(recheck(made, [copydesk.from_text(SOURCE)], [SOURCE.encode()]).wrong)


@pytest.mark.parametrize("at", range(0, 3000, 311))
def test_one_changed_letter_is_seen_by_the_hash(at: int, tmp_path: Path) -> None:
    data = bytearray(certificate.dump(certified(CLAIM)))
    at %= len(data)
    data[at] = data[at] ^ 1 if data[at] > 33 else ord("x")
    same = _loads(bytes(data)) == _loads(certificate.dump(certified(CLAIM)))
    if not same:
        with pytest.raises(InputError):
            certificate.load(bytes(data))
        assert said_of(tmp_path, bytes(data))[0] in (1, 2)


def _loads(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "data",
    (
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"format": "copydesk-certificate/2", "sha256": "", "certificate": {}}',
        b'{"format": 1, "format": 2}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"a": NaN}',
    ),
)
def test_what_is_no_certificate_is_said_to_be_none(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no certificate"):
        certificate.load(data)
    code, out = said_of(tmp_path, data)
    assert (code, "Traceback" in out) == (2, False), out


def test_only_accepted_claims_have_one() -> None:
    result = copydesk.check("The fire killed 19 people.", SOURCE)
    with pytest.raises(InputError, match="flagged"):
        certificate.certify(result, result.claims[0], DEFAULT)


def test_what_a_certificate_takes_for_granted_is_said() -> None:
    made = certified("The fire killed 19 people.", policy=Policy(ignore=("NUM", "BIN")))
    answer = recheck(made, [copydesk.from_text(SOURCE)], [SOURCE.encode()])
    assert answer.wrong == ()
    assert "ignores NUM, BIN" in answer.notes[0]


def test_a_source_that_was_changed_is_said_to_be_another(tmp_path: Path) -> None:
    made, other = certified(CLAIM), SOURCE.replace("31", "32")
    assert any("other text" in line for line in recheck(made, [copydesk.from_text(other)], [other.encode()]).wrong)
    assert said_of(tmp_path, certificate.dump(made), other)[0] == 1


def test_a_day_that_the_source_does_not_tell_is_the_certificates_word() -> None:
    made = certified(CLAIM)
    seen = replace(made.sources[0], published="2026-09-18")
    answer = recheck(replace(made, sources=(seen,)), [copydesk.from_text(SOURCE)])
    assert "is the certificate's word" in answer.notes[0]


def test_the_commands(tmp_path: Path) -> None:
    source, summary, folder = tmp_path / "s.txt", tmp_path / "summary.md", tmp_path / "made"
    source.write_text(SOURCE)
    summary.write_text(f"{CLAIM}\n\nThe fire killed 19 people.\n")
    run = CliRunner().invoke
    made = run(main, ["check", str(summary), "--source", str(source), "--certificates", str(folder)])
    assert made.exit_code == 1
    assert [path.name for path in folder.iterdir()] == ["s1.json"]
    right = run(main, ["recheck", str(folder / "s1.json"), str(source)])
    assert (right.exit_code, right.output[:10]) == (0, "It stands:")
    source.write_text(SOURCE.replace("17", "19"))
    wrong = run(main, ["recheck", str(folder / "s1.json"), str(source)])
    assert wrong.exit_code == 1
    assert re.search(r"flagged against these sources: .*NUM001", wrong.output)
    assert run(main, ["recheck", str(summary), str(source)]).exit_code == 2


def test_the_reader_is_one_file_of_the_standard_library() -> None:
    text = READER.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)
