# Hearth's commands. They need python3 (3.11 or newer), make and PyPI; `make` alone lists them.

PY := .venv/bin/python
PORT ?= 8000

# What clients send, from where it is agreed on or else from our copy.
CONTRACT = $(firstword $(wildcard $(or $(HEARTH_SHARED),../shared)/contract/operations) tests/contract)

# Checks read the code, never anybody's data.
lint schema: export SECRET_KEY := not-a-secret-but-long-enough-to-start-with-checks-only
lint schema: export DEBUG := false
lint schema: export DATABASE_URL := sqlite://:memory:
lint schema: export CACHE_URL := locmemcache://

.DEFAULT_GOAL := help
.PHONY: help run test browser clients client-models lint schema licenses lock bench bench-scale bench-sweep bench-memory profile FORCE
.SUFFIXES:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Settings (DATABASE_URL, CACHE_URL, DEBUG, PORT ...) come from the environment or the command line."

# One process, because loading Django and Wagtail is most of the wait.
PREPARE := from django.core.management import call_command; call_command('migrate', verbosity=0)
run: export DEBUG ?= true
run: export HEARTH_BASE_URL ?= http://127.0.0.1:$(PORT)
run: .venv/.run-installed ## serve the CMS on 127.0.0.1:PORT (8000), with demo content while DEBUG (true)
	@case "$$DEBUG" in [Tt]rue|TRUE|[Oo]n|ON|[Oo]k|OK|[Yy]|[Yy]es|YES|1) debug=true;; *) debug=false;; esac; \
	if [ $$debug = false ] && [ -z "$$SECRET_KEY" ]; then echo "DEBUG is off, so SECRET_KEY must be set." >&2; exit 2; fi; \
	if [ $$debug = true ]; then prepare="$(PREPARE); call_command('load_demo')"; \
	else prepare="$(PREPARE); call_command('collectstatic', verbosity=0, interactive=False)"; fi; \
	$(PY) manage.py shell --verbosity 0 --no-imports --command "$$prepare" || exit; \
	echo; \
	echo "  Admin     http://127.0.0.1:$(PORT)/admin/"; \
	if [ $$debug = true ]; then echo "            user admin, password hearth-demo"; \
	echo "  GraphiQL  http://127.0.0.1:$(PORT)/graphiql/"; fi; \
	echo "  API       http://127.0.0.1:$(PORT)/graphql/"; \
	echo; \
	if [ $$debug = true ]; then exec $(PY) manage.py runserver 127.0.0.1:$(PORT); \
	else exec $(PY) -m gunicorn cms.wsgi --bind 127.0.0.1:$(PORT) --threads 4 --no-control-socket; fi

test: .venv/.dev-installed ## run the tests, on SQLite unless DATABASE_URL is set; ARGS goes to pytest
	$(PY) -m pytest --ds=tests.testapp.settings --nomigrations --confcutdir=tests/testapp -q tests/testapp
	$(PY) -m pytest -n auto -m "not browser" $(ARGS)

browser: .venv/.dev-installed ## run the tests that drive Chromium (/usr/bin/chromium); ARGS goes to pytest
	$(PY) -m pytest -n 3 -m browser $(ARGS)

# The clients' tools are not installed with Hearth: only those who work on clients need Node.
CLIENT := clients/typescript
NPM := npm --prefix $(CLIENT) --no-audit --no-fund --no-package-lock --loglevel=error
$(CLIENT)/node_modules/.installed: $(CLIENT)/package.json
	@$(NPM) install
	@touch $@

clients: .venv/.run-installed $(CLIENT)/node_modules/.installed ## test the clients, also against a server of their own (needs Node 20)
	@$(NPM) run --silent generate -- --check
	@$(NPM) run --silent test
	@TEST_PYTHON=$(abspath $(PY)) $(NPM) run --silent test:server

client-models: $(CLIENT)/node_modules/.installed ## write what is generated of the clients, after a change of the schema
	@$(NPM) run --silent generate

lint: .venv/.dev-installed ## check style, types, import contracts, migrations, the schema and the contract
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) .venv/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_documents $(CONTRACT) clients/operations
	@$(PY) manage.py print_schema > .venv/schema.graphql
	@diff -u api/schema.graphql .venv/schema.graphql || \
	{ echo "The API's schema is not the committed one. If that is meant: make schema." >&2; exit 1; }

schema: .venv/.dev-installed ## write the API's schema to api/schema.graphql
	@$(PY) manage.py print_schema > .venv/schema.graphql
	@cp .venv/schema.graphql api/schema.graphql.new
	@mv api/schema.graphql.new api/schema.graphql

# Licences that ask for no more than a notice, or for changes to the library itself.
LICENCES := Apache;BSD;CNRI;HPND;ISC;LGPL;MIT;MPL;Mozilla;PSF;Python Software Foundation;Unlicense;ZPL
RUNTIME := $$(sed -n 's/^\([A-Za-z0-9._-]*\).*==.*/\1/p' requirements.txt)
licenses: .venv/.dev-installed ## write the licences of all that runs to docs/licenses.md, and refuse others
	@{ printf '# Licences\n\nOf all that Hearth runs on, written by `make licenses`. What browsers load with GraphiQL is listed\nin `api/static/graphiql/licenses/`.\n\n'; \
	$(PY) -m piplicenses --from=mixed --format=markdown --no-version --packages $(RUNTIME) \
	--allow-only="$(LICENCES)" --partial-match; } > .venv/licenses.md || { cat .venv/licenses.md >&2; exit 1; }
	@mv .venv/licenses.md docs/licenses.md

# What is measured, and how, is in bench/; README.md says how to read it. BENCH_POSTGRES names the server.
BENCH := $(PY) -m
bench bench-scale bench-sweep bench-memory profile: export PYTHONUNBUFFERED := 1
bench: .venv/.dev-installed ## measure Hearth beside its peers; N posts, DB postgres or sqlite, ARGS
ifdef DB
	$(BENCH) bench.measure --db $(DB) --posts $(or $(N),10000) $(ARGS)
else
	$(BENCH) bench.measure --db postgres --posts $(or $(N),10000) $(ARGS)
	$(BENCH) bench.measure --db sqlite --posts $(or $(N),1000) $(ARGS)
endif

bench-scale: .venv/.dev-installed ## measure how costs grow from 1,000 to 100,000 posts on PostgreSQL
	$(BENCH) bench.scale $(ARGS)

bench-sweep: .venv/.dev-installed ## measure kinds of gunicorn workers and threads
	$(BENCH) bench.sweep $(ARGS)

bench-memory: .venv/.dev-installed ## watch the memory of workers under mixed load; MINUTES (10)
	$(BENCH) bench.memory --minutes $(or $(MINUTES),10) $(ARGS)

profile: .venv/.dev-installed ## print where the time of an operation goes; OP (Q1 to Q6), N posts, DB
	$(BENCH) bench.profile $(or $(OP),Q3) --db $(or $(DB),postgres) --posts $(or $(N),1000) $(ARGS)

# The second file starts from the first one's pins, so what runs is a subset of what was tested.
COMPILE := $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header --no-strip-extras pyproject.toml
lock: .venv/.dev-installed ## pin pyproject.toml's dependencies in requirements*.txt; ARGS=--upgrade renews them
	@cp requirements-dev.txt .venv/lock-dev.txt
	$(COMPILE) --group dev $(ARGS) --output-file .venv/lock-dev.txt
	@cp .venv/lock-dev.txt .venv/lock-run.txt
	$(COMPILE) --output-file .venv/lock-run.txt
	@if grep -n "://" .venv/lock-dev.txt .venv/lock-run.txt; then echo "A lock file may name no host." >&2; exit 1; fi
	@for name in dev run; do grep -o "^[^ #]*==[^ ]*" .venv/lock-$$name.txt | sort > .venv/pins-$$name.txt; done
	@if comm -13 .venv/pins-dev.txt .venv/pins-run.txt | grep .; then echo "Pinned otherwise for development." >&2; exit 1; fi
	@mv .venv/lock-dev.txt requirements-dev.txt && mv .venv/lock-run.txt requirements.txt

# A stamp says that an installation ran to its end. A .venv without one is half made, and one whose
# python finds no pip has lost its Python: both are made anew.
ifneq ($(shell test -e .venv/.run-installed && $(PY) -c "import pip" 2>&1 || echo broken),)
.venv/pyvenv.cfg: FORCE
endif
.venv/pyvenv.cfg:
	@python3 -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Hearth needs Python 3.11 or newer.')"
	rm -rf .venv
	python3 -m venv .venv

.venv/.run-installed: requirements.txt .venv/pyvenv.cfg
	@rm -f .venv/.*-installed
	$(PY) -m pip install -qq --require-hashes -r requirements.txt
	@touch $@

.venv/.dev-installed: requirements-dev.txt .venv/pyvenv.cfg
	@rm -f .venv/.*-installed
	$(PY) -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch .venv/.run-installed $@
