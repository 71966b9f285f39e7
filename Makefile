# make install | demo | test | test-all | lint | bench | lock
# ARGS passes options on, as in: make demo ARGS=--once

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
# Two workers; tests that share a world stay on one.
PARALLEL := -n 2 --dist loadgroup

.PHONY: install demo test test-all lint format bench lock

install: $(INSTALLED)

$(INSTALLED): requirements/bootstrap.lock requirements/all.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tautan needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/all.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

demo: install
	$(BIN)/tautan demo $(ARGS)

test: install
	$(BIN)/python -m pytest $(PARALLEL) -m "not external" $(ARGS)

test-all: install
	deploy/ci/install-externals
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/spark.lock
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install
	$(BIN)/python -m benchmarks $(ARGS)

# Resolves the locks anew; --no-emit-index-url keeps registry hosts out.
lock:
	$(BIN)/uv pip compile requirements/bootstrap.in --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --quiet -o requirements/bootstrap.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --quiet -o requirements/all.lock
	$(BIN)/uv pip compile requirements/spark.in --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --quiet -o requirements/spark.lock
