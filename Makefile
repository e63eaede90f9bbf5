VENV := .venv
PYTHON := $(VENV)/bin/python
SYSTEM := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: demo test test-all check bench

demo: $(VENV)/ready
	@rm -rf samples/verdier/out
	@$(VENV)/bin/reviewgen build Q3 --workspace samples/verdier --audience all 2>/dev/null

test: $(VENV)/dev
	@$(PYTHON) -m pytest -n 2 -m "not slow"

test-all: $(VENV)/dev
	@$(PYTHON) -m pytest -n 2

check: $(VENV)/dev
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(PYTHON) -m pytest tests/test_arrows.py

bench: $(VENV)/dev
	@$(PYTHON) benchmarks/bench_help.py
	@$(PYTHON) benchmarks/bench_build.py

$(VENV)/ready: pyproject.toml
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable .
	@tools/system-packages $(SYSTEM)
	@touch $@

$(VENV)/dev: $(VENV)/ready
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@tools/system-packages poppler-utils qpdf libreoffice-impress fonts-inter
	@touch $@
