.DEFAULT_GOAL := help
.PHONY: help demo serve test tests format lock wheel assets messages bench

# What browsers get and the tables have nothing to do with each other.
MAKEFLAGS += --jobs=2

PYTHON ?= python3
BIN := .venv/bin
# Packages younger than this are left alone: mirrors need some days to agree on them.
LOCKED_ON := 2026-11-08

ASSETS := aftercare/interfaces/ui/static/vendor/manifest.json
# Icons are named in templates and in the interfaces.
NAMING_ICONS := $(shell find aftercare -path '*/templates/*.html' -o -path 'aftercare/interfaces/*.py' ! -path '*/tests/*')

# What tells soonest that something was forgotten: migrations, layers, shape, translations.
QUICK := tests/architecture tests/languages
# Those that need no folder of their own and are done in some minutes.
BENCHES := live promises reading memory

TABLES := aftercare/project/data/.made
CATALOGS := $(patsubst %.po,%.mo,$(wildcard aftercare/locale/*/LC_MESSAGES/django.po))

# Mirrors of packages may disagree for some seconds.
patiently = for try in 1 2 3 4 5; do $(1) && break || { test $$try != 5 && sleep 3; } || exit 1; done

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /:/' | awk -F: '{printf "make %-10s %s\n", $$1, substr($$0, length($$1) + 2)}'

demo: .venv/ready assets ## Run the whole system with a believable company: PORT=8000
	$(BIN)/aftercare demo

serve: .venv/ready assets ## Run the whole system, empty or with what is there
	$(BIN)/aftercare serve

test: .venv/ready assets ## Run the whole gate, the fastest first
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy aftercare & $(BIN)/pytest $(QUICK) && wait $$!
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder $(addprefix --ignore=,$(QUICK))

tests: .venv/ready ## Run a part of the tests: make tests T=aftercare/base/journal
	$(BIN)/pytest $(T)

bench: .venv/ready assets ## Measure, in small: make bench; one alone in full: python -m bench.NAME --help
	for each in $(BENCHES); do echo "== $$each"; $(BIN)/python -m bench.$$each || exit 1; done

format: .venv/ready ## Format, and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Pin what pyproject.toml asks for: exact versions and hashes, no address of any index
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --quiet \
		--exclude-newer $(LOCKED_ON) -o requirements.txt

wheel: assets ## Build the wheel, with all that browsers get
	$(BIN)/uv build --wheel --quiet

assets: $(ASSETS) $(CATALOGS) $(TABLES) ## Build what browsers get, what the languages say and the tables, if it has changed

$(ASSETS): frontend/build.mjs frontend/package-lock.json $(wildcard frontend/src/*.js) $(NAMING_ICONS) | .venv/ready
	$(BIN)/python frontend/assets.py

$(TABLES): requirements.txt aftercare/kit/guards.py $(wildcard aftercare/*/*/migrations/*.py) | .venv/ready
	$(BIN)/python -m aftercare.project.tables
	touch $@

%.mo: %.po | .venv/ready
	$(BIN)/python -m languages compile $<

messages: .venv/ready ## Gather what the screens say into the catalogs, and say what has to be translated
	$(BIN)/python -m languages update

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(call patiently,$(BIN)/python -m pip install --quiet 'uv~=0.13.0')
	$(call patiently,$(BIN)/uv pip install --quiet --require-hashes --requirement $<)
	$(call patiently,$(BIN)/uv pip install --quiet --no-deps --editable .)
	touch $@
