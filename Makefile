# Đôn Đốc. `make up` brings everything to life, `make test` proves it. Every other word is below.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.ready-$(shell cksum requirements.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
DEV := .venv/.ready-dev-$(shell cksum requirements-dev.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)

.PHONY: help setup up demo-script test test-postgres coverage chaos fuzz quick lint format bench nation templates docs lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

setup: $(RUNTIME) ## the environment in .venv, with the dondoc command

up: setup ## the whole product with the demo province (Ctrl-C stops it)
	@$(BIN)/dondoc up

test: $(DEV) ## everything, with real SMTP, HTTP, PostgreSQL, Prefect and Chromium
	@sh .ci/system-packages
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

test-postgres: $(DEV) ## models, tasks and portal once more, every home and session on PostgreSQL
	DONDOC_TEST_DATABASE=postgres $(BIN)/pytest -n 2 --dist loadfile tests/models tests/tasks tests/portal tests/reports \
	  -m "not sqlite and not prefect and not browser and not office"

coverage: $(DEV) ## the same with a measure of what the tests reach (twice as slow)
	@sh .ci/system-packages
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

quick: $(DEV) ## only the tests that need no server and no browser
	$(BIN)/pytest -n 2 --dist loadfile -m "not prefect and not postgres and not browser and not office"

lint: $(DEV) ## style, stairs and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(DEV) ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: $(DEV) ## kill workers at random, as often as N says, and account for every message (N=300 DB=sqlite|postgres|both)
	@$(BIN)/python -m tests.chaos --kills $(or $(N),300) --db $(or $(DB),both)

fuzz: $(DEV) ## bent inputs at every door, one process; what is found is kept in OUT (N=1000000 SEED=2033 OUT=folder)
	@$(BIN)/python -m tests.fuzz.run --inputs $(or $(N),20000) --seed $(or $(SEED),2033) $(if $(OUT),--out $(OUT))

bench: $(DEV) ## speed and memory, each beside its floor
	@for b in benchmarks/[a-z]*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

nation: $(DEV) ## the nation measured beside its floors and other engines (NATION="--small" tries it in a minute)
	@PYTHONPATH=benchmarks:. $(BIN)/python -m nation $(NATION)

demo-script: $(DEV) ## the demo's story on a fixed day, told step by step; ends by itself (UP=--up: Prefect too)
	@$(BIN)/python -m tests.demo_story $(UP)

templates: $(DEV) ## the packaged Word templates again, after a change of reports/template_*.py
	$(BIN)/python -c "from reports.template_maker import write; write()"

docs: $(DEV) ## fresh pictures for the README and the guide, taken from the running demo
	$(BIN)/python docs/pictures/draw_architecture.py
	PICTURES=docs/pictures $(BIN)/pytest tests/browser -q

lock: ## resolve the pins again (needs uv); names, versions and hashes only
	uv pip compile pyproject.toml --group build -o requirements.lock $(LOCK)
	uv pip compile pyproject.toml --group dev -o requirements-dev.lock $(LOCK)
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

clean: ## remove the environment and caches (never a home with data)
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .coverage build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' || \
	  { echo "Cần Python 3.11–3.13. Ví dụ: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Không tạo được .venv. Trên Debian/Ubuntu: apt install python3-venv"; exit 1; }

# The lock is complete, so nothing is resolved again: --no-deps takes exactly what it holds.
$(RUNTIME): | .venv/bin/python
	@echo "Cài đặt môi trường (một lần, khoảng một phút)…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): | $(RUNTIME)
	@echo "Cài thêm công cụ kiểm thử…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
