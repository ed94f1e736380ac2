"""Views of a text that lead back to it: folded text, tokens, sentences. Pure; offsets are code points."""
