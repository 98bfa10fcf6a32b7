# Each target does all of its own set-up, in .venv, with nothing but Python (3.11 or newer) and make.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check

.PHONY: deck test lint clean
.DELETE_ON_ERROR:

deck: $(VENV)/run  ## build decks/*.apkg from data/*.yaml
	$(VENV)/bin/flashcards build

test: $(VENV)/test  ## run the tests
	$(VENV)/bin/python -m pytest

lint: $(VENV)/lint  ## check style and types
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

clean:  ## remove all that the other targets have set up
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo 'On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

# What is installed for a target, and a file each that says it is.
$(VENV)/run: EXTRAS :=
$(VENV)/test: EXTRAS := [test]
$(VENV)/lint: EXTRAS := [test,lint]
$(VENV)/run $(VENV)/test $(VENV)/lint: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.$(EXTRAS)'
	@touch $@
