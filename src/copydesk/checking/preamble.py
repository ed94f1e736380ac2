"""What a writer says before the summary begins: "Sure!", "Here is a summary in 80 words:". It asserts nothing of the
source, so nothing in it is compared with the source.
"""

from __future__ import annotations

from copydesk.languages.pack import load_pack
from copydesk.text.tokens import tokenise


def is_preamble(text: str, language: str) -> bool:
    """An assent of one or two words, or a sentence up to a colon that offers the summary itself."""
    pack = load_pack(language)
    words = [t.key for t in tokenise(text) if t.kind == "word"]
    if not words:
        return False
    if len(words) <= 2 and words[0] in pack.words("preamble.assent"):
        return True
    offered = pack.words("preamble.offered") & {pack.lemma(w.removesuffix("'s")) for w in words}
    opens = words[0].removesuffix("'s") in pack.words("preamble.opens")
    return opens and bool(offered) and text.rstrip().endswith(":")
