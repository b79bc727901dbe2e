# What a person does here; every target sets up what it needs.
.PHONY: setup demo test test-postgres hunt check format lock releasable release wheel sbom picture bench soak soak-replicas clean

PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.ready
DEV := .venv/.ready-dev
SOURCES := bot handlers esia registry storage barcode locales patient sandbox tests bench tools

setup: $(SETUP)  ## .venv with what the bot needs, and nothing else

REGISTRY ?= fhir

demo: $(SETUP)  ## the bot against the sandbox, without any account; REGISTRY=ecp: with the other kind of registry
	@$(BIN)/python -m sandbox $(REGISTRY)

test: $(DEV)  ## every check and every test
	@$(PYTHON) tools/needs.py
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 $(PYTEST)

# of the tests of the process, those that ask the database for something
ON_A_SERVER := announce check_replicas directory_job doors errands haste health introduction metrics \
	odd_answers outgoing postgres replicas sign_in_ends sign_in_page_shown sign_in_pages terms

test-postgres: $(DEV)  ## all conversations and what runs them once more, on PostgreSQL: `make test` has a part
	@$(PYTHON) tools/needs.py
	ENGINE=postgres $(BIN)/python -m pytest -n 2 tests/storage tests/handlers $(ON_A_SERVER:%=tests/bot/test_%.py) $(PYTEST)

hunt: $(DEV)  ## what is tested by examples, with thirty times as many and other ones each time
	EXAMPLES=hunt $(BIN)/python -m pytest -n 2 -m hypothesis $(PYTEST)

check: $(DEV)  ## what is told without running: style, types, floors, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell $(SOURCES) docs *.md

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock:  ## after a change in pyproject.toml
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) -c requirements.lock --extra postgres -o requirements-postgres.lock pyproject.toml
	$(COMPILE) -c requirements-postgres.lock --group dev -o requirements-dev.lock pyproject.toml
	$(COMPILE) -c requirements-dev.lock --group build -o requirements-build.lock

wheel: $(DEV)  ## dist/: the package
	$(BIN)/python -m pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir dist .

sbom: $(DEV)  ## dist/: the bill of materials (CycloneDX), made from the lock
	@mkdir -p dist
	$(BIN)/python tools/sbom.py >dist/doctor73.cdx.json

releasable: $(DEV)
	@$(BIN)/python tools/release.py --check

release: releasable test wheel sbom  ## the tag of the version in bot/version.py, with its changes (docs/upgrade.md)
	$(BIN)/python tools/release.py

picture: $(DEV)  ## the rooms in docs/architecture.md, drawn from the imports
	PYTHONPATH=. $(BIN)/python tools/rooms.py

bench: $(DEV)
	$(BIN)/python -m bench

soak: $(DEV)  ## the whole kill tests: 300 dialogues with 20 kills, an announcement to 150 people with 3
	DIALOGUES=300 KILLS=20 $(BIN)/python -m pytest -q tests/journeys/test_kill.py
	PEOPLE=150 KILLS=3 $(BIN)/python -m pytest -q tests/journeys/test_messages.py

soak-replicas: $(DEV)  ## replicas over one PostgreSQL: 20 kills and 20 standstills while 20 people at a time add cards
	LONGEST_WAIT=8 PEOPLE=20 KILLS=20 $(BIN)/python -m pytest -q -s tests/journeys/test_replicas.py

# whoever has set up for tests keeps all of it in step: the second lock holds the first
$(SETUP): requirements.lock
	@PYTHON=$(PYTHON) sh tools/set_up.sh $(if $(wildcard $(DEV)),requirements-dev.lock,requirements.lock)
	@touch $@

$(DEV): requirements.lock requirements-dev.lock
	@PYTHON=$(PYTHON) sh tools/set_up.sh requirements-dev.lock
	@touch $(SETUP) $@

clean:
	rm -rf .venv dist .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
