# Every command of the workshop; `make help` lists them.
PORT ?= 8080
DATA ?= data
DEMO ?= 1
N ?= 10

VENV := .venv/bin

# Libraries are compiled once and kept; where this is set, each start compiles them all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} \
		/^## / {printf "\n%s\n", substr($$0, 4)} \
		/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

## Use it
.PHONY: run install
run: export CISS_PORT = $(PORT)
run: export CISS_DATA = $(DATA)
run: ## Serve everything at http://127.0.0.1:8080 (PORT=8080 DATA=data DEMO=1)
	@requirements/install run
	@if [ -z "$$(ls -A "$(DATA)" 2>/dev/null)" ]; then $(VENV)/ciss setup $(if $(filter 0,$(DEMO)),,--demo); fi
	@exec $(VENV)/ciss run

install: ## Make .venv with everything for development; the command is then .venv/bin/ciss
	@requirements/install dev

## Change it
.PHONY: check format-check lint types imports migrations generated test format
check: format-check lint types imports migrations generated ## Look at the code without running it: format, lint, types, imports, generated files
	@echo "check: all well"

format-check: install
	@$(VENV)/ruff format --check . || { echo "make format mends this"; exit 1; }

lint: install
	@$(VENV)/ruff check --quiet .

types: install
	@$(VENV)/mypy

imports: install
	@$(VENV)/lint-imports --no-logo

migrations: install
	@$(VENV)/python -m tests.architecture.migrations

generated: install
	@$(VENV)/ciss docs --check

test: check ## Do all of check, then run every test against real servers
	@$(VENV)/pytest -n auto --dist loadfile --no-loadscope-reorder

format: install ## Put the code in order: layout, imports, what ruff can mend
	@$(VENV)/ruff format --quiet .
	@$(VENV)/ruff check --quiet --fix .

## Try it hard
.PHONY: kill chaos bench-bus bench-import bench-search screenshots
kill: install ## Kill the program N times under load, on both databases, and look for loss (N=10)
	@$(VENV)/python -m tests.kill $(N)

chaos: install ## Let broker, database and processes fail in every way, N times each, and print the tally (N=10)
	@CHAOS_N=$(N) $(VENV)/pytest -q tests/chaos

bench-bus: install ## Send and take in events beside raw twins; fails below the bars
	@$(VENV)/python -m tests.bench.bus

bench-import: install ## Import 100,000 rows and compare with a raw twin; fails below the bar
	@$(VENV)/python -m tests.bench.imports

bench-search: install ## Search 1,000 and 1,000,000 schools; fails when the large list is slower
	@$(VENV)/python -m tests.bench.search

screenshots: install ## Take pictures of the pages into screenshots/
	@$(VENV)/python -m tests.browser.screenshots

## Renew what is made
.PHONY: lock vendor docs
lock: ## Renew requirements/*.txt from the pyproject files (needs uv)
	@requirements/lock

vendor: ## Fetch the vendored files of the pages again and check them (needs npm)
	@deploy/vendor/fetch

docs: install ## Write the generated pages of docs/ again
	@$(VENV)/ciss docs
