# make demo   analyse the repository's own study: transcripts/ + codebooks/ → results/findings.docx
# make test   run the tests
# make soak   what takes longer: slow tests, kills, bit flips, hundreds of documents (make soak SOAK=short: fewer of each)
# Both set up .venv themselves. Another Python: make PYTHON=python3.12 demo

PYTHON ?= python3
# A part of the tests that takes half a minute, in any order: make quick
QUICK := $(patsubst %,tests/test_%.py,rules codebook labels transcripts formats coding finnish analysis statistics history branches copies people recoding qdpx programs)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo test quick soak check docs site pictures dist release-check coverage mutants clean

demo: .venv/installed
	$(BIN)/qualcode run
	@echo "Open results/findings.docx"

test: .venv/tested
	$(BIN)/python -m pytest

quick: .venv/tested
	$(BIN)/python -m pytest -p randomly $(QUICK)

# The short form leaves out what `make docs` runs too.
soak: .venv/tested
	$(BIN)/python -m pytest -m slow $(if $(filter short,$(SOAK)),-k 'not tutorial and not every_example')
	$(BIN)/python benchmarks/soak.py $(SOAK)

check: .venv/linted
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

docs: .venv/tested
	$(BIN)/python docs/build.py

# The web site of the docs, into site/; warnings are errors.
site: .venv/documented
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs site
	@echo "Open site/index.html"

# The pictures of the docs that show something else by now (they need LibreOffice and Chromium).
pictures: .venv/tested
	$(BIN)/python docs/pictures.py

# What a release uploads, into dist/: wheel, source, man pages, the notes of the version. Each is checked.
dist: .venv/released
	rm -rf dist
	$(BIN)/python -m build --quiet --outdir dist
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/python -m check_wheel_contents dist/*.whl
	$(BIN)/python docs/release.py --man dist/man
	cd dist && tar czf qualcode-man.tar.gz man && rm -r man
	$(BIN)/python docs/release.py > dist/notes.md

# What must be true of a release beside its tests.
release-check: .venv/tested
	$(BIN)/python docs/release.py --check
	$(BIN)/python docs/pictures.py --check

# How much of the code the tests run (with a floor), and which changes of it they would not notice.
coverage: .venv/measured
	$(BIN)/python -m pytest -m "slow or not slow" --cov --cov-report=term:skip-covered --cov-report=html:site/coverage

mutants: .venv/measured
	$(BIN)/python benchmarks/mutants.py

clean:
	rm -rf .venv results site dist

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

.venv/documented: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@

.venv/released: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[release]'
	@touch $@

.venv/measured: .venv/tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[measure]'
	@touch $@
