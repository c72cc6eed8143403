# All commands of Punos. Each sets up what it needs and costs under a second when nothing changed.
#
#   make run      serve the invented area on port 8000 (PORT), data under var/ (PUNOS_HOME)
#   make test     the whole suite: SQLite, PostgreSQL, journeys in a browser
#   make prove    the long proofs, each with its time; that each planted fault is found and every
#                 branch of access is tried (`make branches`)
#   make check    format, lint, types, order of rooms, migrations, templates, words
#   make bench    figures, as ratios against a baseline of the same run
#   make docs     glossary; which test proves which code of the mission
#   make messages collect what the program says into the Swedish and English catalogues
#   make setup    only set up        make locks    take newer versions of what Punos stands on

PYTHON ?= python3
PORT ?= 8000
PUNOS_HOME ?= $(CURDIR)
export PORT PUNOS_HOME
# Without kept bytecode each start would compile a thousand files anew, which is most of its time.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# Tests that share a slow preparation stay with one worker: they are marked as a group.
PYTEST := $(BIN)/python -m pytest --quiet --numprocesses=logical --maxprocesses=4 --dist=loadgroup

.PHONY: help setup run test test-sqlite test-postgres test-journeys prove branches bench docs locks
.PHONY: messages
.PHONY: check ready format lint types order migrations templates words

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@$(PYTHON) scripts/setup.py setup

run:
	@$(PYTHON) scripts/setup.py run
	@PUNOS_DEMO=1 exec $(BIN)/punos serve

# ── Tests ──

test: test-sqlite test-postgres test-journeys

test-ready:
	@$(PYTHON) scripts/setup.py test

test-sqlite: test-ready
	PUNOS_TEST_DATABASE=sqlite $(PYTEST) -m "not journey and not long"

# What asks no database differently there, and what starts the whole program, runs on PostgreSQL in
# `make prove` alone: twice in each run it made `make test` too long to be used.
ON_ONE := tests/architecture tests/planted tests/security tests/faults tests/matrix \
	src/punos/practice src/punos/language src/punos/paper

test-postgres: test-ready
	PUNOS_TEST_DATABASE=postgres $(PYTEST) -m "not journey and not long" $(ON_ONE:%=--ignore=%)

# A journey's module stays with one worker: it shares one running program.
test-journeys: test-ready
	PUNOS_TEST_DATABASE=sqlite $(PYTEST) --dist=loadfile -m journey
	PUNOS_TEST_DATABASE=postgres $(PYTEST) --dist=loadfile -m "journey and both"

prove-ready:
	@$(PYTHON) scripts/setup.py prove

# What `make test` leaves out: the long numbers of each proof, PostgreSQL for what ran on SQLite
# alone, planted faults, branches. `make test` tries whole, so they are not here again: the
# journeys of faults 16 and 37, and faults 28 and 29 in src/punos/people/tests. The `call` of a
# test is how long its proof took.
PROOFS := $(PYTEST) --durations=0 --durations-min=0.1 -m proof
# What asks PostgreSQL otherwise than SQLite is tried at length on both: lines that wait for each
# other and open pages. The rest asks the same questions, and is tried there once.
LONG_ON_BOTH := tests/properties/test_histories.py \
	$(wildcard tests/faults/test_fault_1[378]_*.py tests/faults/test_fault_21_*.py)

prove: prove-ready
	PUNOS_TEST_DATABASE=sqlite PUNOS_TEST_PROFILE=prove $(PROOFS)
	PUNOS_TEST_DATABASE=postgres PUNOS_TEST_PROFILE=prove $(PROOFS) $(LONG_ON_BOTH)
	PUNOS_TEST_DATABASE=postgres $(PYTEST) $(ON_ONE)
	$(BIN)/python -m tests.planted
	$(MAKE) --no-print-directory branches

# Its own tests walk every branch of the room that decides who sees what (STYLE.md 3.6).
branches: ready
	PUNOS_TEST_DATABASE=sqlite $(PYTEST) --cov=punos.access --cov-branch --cov-report= src/punos/access
	$(BIN)/coverage report --include="src/punos/access/*" --fail-under=100

bench: ready
	@$(BIN)/python scripts/bench.py

# ── Habits ──

check: format lint types order migrations templates words

ready:
	@$(PYTHON) scripts/setup.py check

format: ready
	$(BIN)/ruff format --check --quiet .

lint: ready
	$(BIN)/ruff check --quiet .

types: ready
	$(BIN)/mypy --no-error-summary

order: ready
	$(BIN)/lint-imports --no-cache

migrations: ready
	PUNOS_DATABASE=sqlite://:memory: DJANGO_SETTINGS_MODULE=punos.config.settings \
		$(BIN)/python -m django makemigrations --check --dry-run

templates: ready
	$(BIN)/djlint src/punos --extension=html --check --lint --quiet
	$(BIN)/python -m pytest --quiet tests/architecture/test_templates.py

words: ready
	$(BIN)/python scripts/words.py
	$(BIN)/python scripts/messages.py check

# ── Writing ──

docs: ready
	@$(BIN)/python scripts/docs.py

messages: ready
	@$(BIN)/python scripts/messages.py collect

# Not after `ready`: what is new in pyproject.toml is not in the old locks.
locks:
	@test -x $(BIN)/uv || $(PYTHON) scripts/setup.py check
	$(BIN)/python scripts/lock.py
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	@$(PYTHON) scripts/setup.py check
