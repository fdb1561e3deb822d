# Phasegate's tasks. A fresh machine needs git, make and Python 3.11 or later; `make` alone lists them.
#
# Everything runs in .venv, filled with the exact packages of requirements.lock (checked by hash) and
# with this checkout on top. It is refilled when the lock changes. `make PYTHON=/path/to/python ...`
# chooses the interpreter for a new .venv; without it the newest of python3.14 ... python3.11 is taken.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTHONS := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3)

# A launcher can be there and yet not work (a pyenv shim without its version, a Python without venv).
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

# Without an interpreter the environment has to be made anew, whatever its marks say.
$(shell test -x $(BIN)/python || rm -f $(VENV)/.lock-installed $(VENV)/.project-installed)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint seeded-bugs install lock fmt clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install ## Play a project from idea to close, and check its record
	$(BIN)/phasegate demo

test: lint ## Check everything: style, types, imports, tests
	$(BIN)/python -m pytest -n 2

lint: install ## Check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

seeded-bugs: install ## Put bugs into a copy of the engine, and see that the tests find them
	$(BIN)/python -m tests.seeded_bugs

install: $(VENV)/.project-installed ## Make or refresh .venv

fmt: install ## Format the code and mend what can be mended safely
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: install ## Add to the lock what pyproject.toml newly asks for; UPGRADE=1 takes the newest of everything
	UV_CUSTOM_COMPILE_COMMAND='make lock  (make lock UPGRADE=1 takes the newest of everything)' \
	$(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 \
		--extra postgres --group dev --generate-hashes --no-emit-index-url --no-annotate \
		--output-file requirements.lock pyproject.toml

clean: ## Remove caches and build output; .venv stays
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find engine cli tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Only wheels, without looking at what they depend on: nothing that is not in the lock can get in.
$(VENV)/.lock-installed: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	$(PIP) install --quiet --no-deps --only-binary :all: --require-hashes -r requirements.lock
	touch $@

$(VENV)/.project-installed: pyproject.toml engine/__init__.py $(VENV)/.lock-installed
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(BIN)/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then \
			echo "$$python -m venv --clear $(VENV)"; \
			exec "$$python" -m venv --clear $(VENV); \
		fi; \
	done; \
	echo 'No usable Python 3.11 or later with venv and pip among: $(PYTHONS)' >&2; \
	exit 1
