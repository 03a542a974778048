# make demo   analyse the repository's own study: transcripts/ + codebooks/ → results/findings.docx
# make test   run all tests
# make soak   what takes longer: mutants, kills, bit flips (make soak SOAK=short: fewer of each)
# Both set up .venv themselves. Another Python: make PYTHON=python3.12 demo

PYTHON ?= python3
# A part of the tests that takes half a minute, in any order: make quick
QUICK := $(patsubst %,tests/test_%.py,rules codebook labels transcripts formats coding analysis statistics history branches copies people recoding qdpx programs)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo test quick soak check docs clean

demo: .venv/installed
	$(BIN)/qualcode run
	@echo "Open results/findings.docx"

test: .venv/tested
	$(BIN)/python -m pytest

quick: .venv/tested
	$(BIN)/python -m pytest -p randomly $(QUICK)

soak: .venv/tested
	$(BIN)/python benchmarks/soak.py $(SOAK)

check: .venv/linted
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

docs: .venv/tested
	$(BIN)/python docs/build.py

clean:
	rm -rf .venv results

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit("qualcode needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12 demo" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

.venv/linted: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[lint]'
	@touch $@
