"""How well and how fast the verifier judges, beside a baseline that any user could write."""
