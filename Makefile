# make demo: the sample's decks · make test: the tests · make test-all: the slow ones too · make check: lints and types
# make test-release: what is proved on samples, on many more of them · make bench: how fast it is
# make bench-forecast: how good the forecast is
VENV := .venv
PYTHON := $(VENV)/bin/python
BASE := python3
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check
FOR_PDF := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
FOR_TESTS := poppler-utils qpdf libreoffice-impress fonts-inter postgresql
LOG := $(VENV)/demo.log

.PHONY: demo test test-slow test-all test-release check bench bench-forecast

demo: $(VENV)/ready
	@rm -rf samples/verdier/out
	@$(VENV)/bin/reviewgen build Q3 --workspace samples/verdier --audience all 2>$(LOG) || { cat $(LOG) >&2; exit 1; }

test: $(VENV)/dev
	@$(PYTHON) -m pytest -n 2 -m "not slow and not release"

test-slow: $(VENV)/dev
	@$(PYTHON) -m pytest -n 2 -m slow || [ $$? -eq 5 ]  # 5: there is no slow test

test-all: test test-slow

test-release: $(VENV)/dev
	@$(PYTHON) -m pytest -n 2 -m release

check: $(VENV)/dev
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(PYTHON) -m pytest tests/test_arrows.py

bench: $(VENV)/dev
	@$(PYTHON) benchmarks/bench_help.py
	@$(PYTHON) benchmarks/bench_build.py
	@PYTHONPATH=. $(PYTHON) benchmarks/bench_read.py
	@PYTHONPATH=. $(PYTHON) benchmarks/bench_rows.py

bench-forecast: $(VENV)/bench
	@$(PYTHON) benchmarks/bench_forecast.py

$(PYTHON):
	@$(BASE) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'reviewgen needs Python 3.11 or later; name one with: make BASE=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(BASE) -c 'import ensurepip' 2>/dev/null || tools/system-packages python3-venv
	@$(BASE) -m venv --clear $(VENV) || \
	  { rm -rf $(VENV); echo '$(BASE) cannot make a virtual environment; on Debian: apt-get install python3-venv' >&2; exit 1; }

$(VENV)/ready: pyproject.toml | $(PYTHON)
	@tools/system-packages $(FOR_PDF)
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev: $(VENV)/ready
	@tools/system-packages $(FOR_TESTS)
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/bench: $(VENV)/dev
	@$(PIP) --editable '.[bench]'
	@touch $@
