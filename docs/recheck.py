"""Verifies a certificate of copydesk without copydesk: one file, Python's standard library, no code shared.

    python recheck.py CERTIFICATE SOURCE...

The sources are those of the certificate, in its order: the very files, or their texts in UTF-8 where the files are
PDF, DOCX or HTML. It ends with code 0 when nothing speaks against the certificate, 1 when something does, 2 when it
cannot be read.

What is verified here: the certificate is whole; the sources are the ones it was made against; every stretch that it
shows stands where it says; every figure and quotation of the claim was read, and every capitalised word that was not
stands in the source; and for everything said to be the *same* in claim and source, the digits,
number words, quoted words and initials do agree. What is not verified here, and needs copydesk: names in other forms,
derived and rounded figures, who did what to whom. How much was compared is printed.
"""

import hashlib
import html
import json
import re
import sys
import unicodedata

FORMAT = "copydesk-certificate/1"
CERTIFICATE = {
    "claim": str, "evidence": (list, type(None)), "origin": str, "outcome": str, "version": str, "policy": dict,
    "policy_sha256": str, "unit": str, "sources": list, "passages": list, "support": list, "mentions": list,
    "notes": list, "written": (dict, type(None)),
}  # fmt: skip
STRETCH = {"source": int, "start": int, "end": int, "text": str}
SOURCE = {
    "name": str, "bytes_sha256": (str, type(None)), "text_sha256": str, "length": int, "language": str,
    "published": (str, type(None)),
}  # fmt: skip
PASSAGE = {"quoted": str, "how": str, "places": list}
MENTION = {
    "kind": str, "start": int, "end": int, "text": str, "found_by": str, "relation": str, "decided_by": str,
    "places": list,
}  # fmt: skip
RELATIONS = ("same", "rounds", "derived", "vague", "elsewhere", "absent", "differs")
MARKS = '"“”„‟«»‹›「」『』'
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: str(value) for value, word in enumerate(_SMALL.split())}
NUMBERS |= {word: str(10 * value) for value, word in enumerate(_TENS.split(), 2)}


class Unreadable(Exception):
    """What was handed in cannot be verified at all."""


def digest(data):
    return hashlib.sha256(data).hexdigest()


def canonical(said):
    """JSON with sorted keys, no spaces and non-ASCII letters escaped: what the certificate's own hash is made of."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def once(pairs):
    """Two readers could see two certificates in one whose keys stand twice."""
    if len(dict(pairs)) != len(pairs):
        raise Unreadable("a key stands twice in it")
    return dict(pairs)


def shaped(record, shape, where):
    """The record, when it has just these fields, each of its type."""
    if not isinstance(record, dict) or set(record) != set(shape):
        raise Unreadable(f"{where} has other fields than a certificate has")
    for name, kind in shape.items():
        if not isinstance(record[name], kind) or isinstance(record[name], bool):
            raise Unreadable(f"{where}: {name} is of another type")
    return record


def read_certificate(path):
    with open(path, "rb") as file:
        try:
            body = json.load(file, object_pairs_hook=once)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"it is not JSON: {error}") from None
    shaped(body, {"format": str, "sha256": str, "certificate": dict}, "the file")
    if body["format"] != FORMAT:
        raise Unreadable(f"its format is {body['format']!r}, not {FORMAT!r}")
    said = shaped(body["certificate"], CERTIFICATE, "the certificate")
    for source in said["sources"]:
        shaped(source, SOURCE, "a source")
    for passage in said["passages"]:
        shaped(passage, PASSAGE, "a passage")
    for mention in said["mentions"]:
        shaped(mention, MENTION, "a mention")
    for stretch in stretches(said):
        shaped(stretch, STRETCH, "a stretch")
    return said, body["sha256"]


def stretches(said):
    yield from said["support"]
    for part in (*said["passages"], *said["mentions"]):
        yield from part["places"]


def text_of(data, seen):
    """The text of a source, from its file or from a file of its text; None when it is neither."""
    for start in (0, 3 if data.startswith(b"\xef\xbb\xbf") else 0):
        if digest(data[start:]) == seen["text_sha256"]:
            return data[start:].decode("utf-8", "surrogatepass")
    return None


def wrong_hashes(said, claimed, datas):
    if digest(canonical(said)) != claimed:
        yield "the certificate was changed: its hash does not fit what it says"
    policy = json.dumps(said["policy"], sort_keys=True).encode()
    if digest(policy) != said["policy_sha256"]:
        yield "the policy's hash does not fit the policy"
    for number, (seen, data) in enumerate(zip(said["sources"], datas, strict=True), 1):
        text = text_of(data, seen)
        if text is None:
            same = seen["bytes_sha256"] == digest(data)
            yield f"source {number} " + ("is the file; hand in its text instead" if same else "is another one")
        elif len(text) != seen["length"]:
            yield f"source {number} has {len(text)} letters, not {seen['length']}"


def wrong_places(said, texts):
    for one in stretches(said):
        inside = 0 <= one["source"] < len(texts) and 0 <= one["start"] < one["end"] <= len(texts[one["source"]])
        if not inside or texts[one["source"]][one["start"] : one["end"]] != one["text"]:
            yield f"source {one['source'] + 1} does not say {one['text'][:60]!r} at {one['start']}"
    for mention in said["mentions"]:
        start, end = mention["start"], mention["end"]
        if not 0 <= start < end <= len(said["claim"]) or said["claim"][start:end] != mention["text"]:
            yield f"the claim does not say {mention['text'][:60]!r} at {start}"
        if mention["relation"] not in RELATIONS:
            yield f"{mention['relation']!r} is no relation"


def wrong_verdict(said):
    if said["outcome"] != "accepted":
        yield f"the claim is {said['outcome']}, not accepted"
    if said["unit"] != "code points, half-open":
        yield f"its places count {said['unit']!r}"
    if not any(said["support"]) or not said["claim"].strip():
        yield "it rests on nothing"
    if sorted(one["quoted"] for one in said["passages"]) != sorted(said["evidence"] or []):
        yield "its passages are not those that the claim quotes"
    for passage in said["passages"]:
        if passage["how"] == "missing" or not passage["places"]:
            yield f"the passage {passage['quoted'][:60]!r} is not in the source"
        elif same_words(passage["quoted"], (), joined(passage["places"])) == "differs":
            yield f"the passage {passage['quoted'][:60]!r} is not what stands there"
    for mention in said["mentions"]:
        if mention["kind"] in ("quantity", "moment", "quotation") and mention["relation"] in ("absent", "differs"):
            yield f"{mention['text'][:60]!r} is said to be {mention['relation']}"


def joined(places):
    return " ".join(one["text"] for one in places)


def plain(text):
    """Letters and digits only, without case and form, so that quotation marks, dashes and line ends do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKD", html.unescape(text)).casefold() if c.isalnum())


def digits(text):
    """The text with digits of every script as ours, and without invisible letters."""
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen)


def figures(text):
    """The figures of a text as strings of digits, separators and trailing zeros left out, so that "1.2 million" is
    "1,200,000"; magnitudes are not compared here."""
    found = re.findall(r"\d+(?:[.,'’٫٬\s]\d+)*", digits(text))
    return {re.sub(r"\D", "", one).strip("0") or "0" for one in found}


def words(text):
    return {NUMBERS[word].strip("0") or "0" for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBERS}


def wrong_mentions(said, texts, counted):
    """Compares what is said to be the same; counts what was compared and what could not be."""
    for mention in said["mentions"]:
        if mention["relation"] != "same" or mention["kind"] not in ("quantity", "moment", "name", "quotation"):
            continue
        around = [texts[one["source"]][one["start"] : one["end"]] for one in mention["places"]]
        if not around:
            yield f"{mention['text'][:60]!r} is said to be the same, and no place is shown"
            continue
        answer = COMPARE[mention["kind"]](mention["text"], around, " ".join(texts))
        counted[answer] += 1
        if answer == "differs":
            yield f"{mention['text'][:60]!r} is not the same as {around[0][:60]!r}"


def same_figures(text, around, _):
    return overlapping([figures(one) for one in (text, *around)], [words(one) for one in (text, *around)])


def same_moment(text, around, _):
    found = [{one.lstrip("0") for one in re.findall(r"\d+", digits(part))} for part in (text, *around)]
    return overlapping(found, [words(one) for one in (text, *around)])


def overlapping(figures_of, words_of):
    """Whether what stands first shares a figure with one of the others; numbers in words only count in favour."""
    for other, spelled in zip(figures_of[1:], words_of[1:], strict=True):
        if (figures_of[0] | words_of[0]) & (other | spelled):
            return "compared"
    return "differs" if figures_of[0] and all(figures_of[1:]) else "not compared"


def same_name(text, around, _):
    mine = {plain(word) for word in re.findall(r"\w+", text) if len(word) > 1}
    theirs = {plain(word) for one in around for word in re.findall(r"\w+", one)}
    return "compared" if mine & theirs else "not compared"


def same_words(text, around, everything):
    """The quoted words, in order, without what is put into it in brackets or left out with dots."""
    at, there = 0, plain(everything)
    for part in re.split(r"\[[^\]]*\]|…|\.{3}", text):
        at = there.find(plain(part), at)
        if at < 0:
            return "differs"
        at += len(plain(part))
    return "compared"


COMPARE = {"quantity": same_figures, "moment": same_moment, "name": same_name, "quotation": same_words}


def wrong_gaps(said, texts):
    """What nobody read: a figure or quotation of the claim that no mention covers, a name that the sources lack."""
    covered = [False] * len(said["claim"])
    for mention in said["mentions"]:
        covered[mention["start"] : mention["end"]] = [True] * (mention["end"] - mention["start"])
    for what, pattern in (("figure", r"[^\W_]*\d[\w.,]*"), ("quotation", f"(?<=[{MARKS}])[^{MARKS}]+(?=[{MARKS}])")):
        for found in re.finditer(pattern, said["claim"]):
            if not any(covered[found.start() : found.end()]):
                yield f"the {what} {found[0][:60]!r} of the claim was not read"
    names = {plain(word) for text in texts for word in re.findall(r"\w+", text)}
    for found in re.finditer(r"(?<=[\w,;] )[A-ZÀ-ÞΑ-ΩА-Я]\w+", said["claim"]):
        if not any(covered[found.start() : found.end()]) and plain(found[0]) not in names:
            yield f"the name {found[0]!r} of the claim was not read, and the source lacks it"


def main(arguments):
    if len(arguments) < 2:
        print(__doc__)
        return 2
    try:
        said, claimed = read_certificate(arguments[0])
        datas = []
        for path in arguments[1:]:
            with open(path, "rb") as file:
                datas.append(file.read())
        if len(datas) != len(said["sources"]):
            raise Unreadable(f"it was made against {len(said['sources'])} sources, and {len(datas)} are here")
    except (OSError, Unreadable) as error:
        print(f"cannot be verified: {error}")
        return 2
    wrong = [*wrong_hashes(said, claimed, datas), *wrong_verdict(said)]
    texts = [text_of(data, seen) for data, seen in zip(datas, said["sources"], strict=True)]
    counted = dict.fromkeys(("compared", "not compared", "differs"), 0)
    if all(text is not None for text in texts):
        wrong += wrong_places(said, texts)
        if not wrong:
            wrong += [*wrong_mentions(said, texts, counted), *wrong_gaps(said, texts)]
    for line in wrong:
        print(line)
    if said["policy"] != {"flags": ["error", "warning"], "ignore": []}:
        print(f"note: the policy is not the usual one: {said['policy']}")
    if not wrong:
        print(f"nothing speaks against it: {counted['compared']} mentions compared, {counted['not compared']} not here")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
