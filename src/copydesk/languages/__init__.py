"""What is particular to a language, as data: one TOML file a language in `data/`, read by `pack`."""
