# The two commands are `make run` and `make test`; the others are their parts.
PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# what runs without a browser
UNIT := tests --ignore=tests/journeys

.PHONY: run test for-tests lint format unit unit-sqlite unit-postgresql journeys bench faults lock translations pictures
.DEFAULT_GOAL := run
MAKEFLAGS += --no-print-directory
# one after the other: the first fault is the last thing that is printed
.NOTPARALLEL:

run:
	@$(PYTHON) run.py

test: lint unit journeys

# the environment of the tests: nothing of it touches instance/
for-tests:
	@$(PYTHON) run.py --for-tests

lint: for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: for-tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

unit: unit-sqlite unit-postgresql

unit-sqlite: for-tests
	env -u TEST_DATABASE_URL $(PYTEST) $(UNIT) -n $(JOBS) --dist loadfile

# those that take a database once more, where TEST_DATABASE_URL names a PostgreSQL whose databases they may make and drop
unit-postgresql: for-tests
ifdef TEST_DATABASE_URL
	$(PYTEST) $(UNIT) -n $(JOBS) --dist loadfile
else
	@echo "TEST_DATABASE_URL is not set: the tests ran on SQLite alone."
endif

# what falls beside another journey is shown, and asked once more alone (docs/decisions/0031)
JOURNEYS := env -u TEST_DATABASE_URL $(PYTEST) tests/journeys
journeys: for-tests
	@$(BIN)/python -m tests.journeys.chromium
	$(JOURNEYS) -n $(JOBS) --dist loadfile || $(JOURNEYS) --last-failed --last-failed-no-failures none

# make bench SIZE=L for a nation's worth; python -m tests.benchmarks.ratios sets L beside S
SIZE ?= S
bench: for-tests
	$(BIN)/python -m tests.benchmarks $(SIZE)

# every figure of docs/reliability.md: an hour, as root for some of them
faults: for-tests
	$(BIN)/python -m tests.faults

lock: for-tests
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt

translations: for-tests
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k lazy_pgettext:1c,2 --sort-by-file --no-location --project tracker -o messages.pot .
	$(BIN)/pybabel --quiet update -i messages.pot -d translations --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel --quiet extract --sort-by-file --no-location --project click -o messages.pot $$($(BIN)/python -c "import click; print(*click.__path__)")
	$(BIN)/pybabel --quiet update -i messages.pot -d translations --domain click --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel --quiet compile -d translations --domain "messages click"

pictures: for-tests
	@$(BIN)/python -m tests.journeys.chromium
	$(BIN)/python -m tests.journeys.pictures docs/pictures
