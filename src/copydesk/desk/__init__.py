"""The composition: sources, model and verifier joined in the open."""
