# Needs git, make, and Python 3.11 or later with pip. Everything else is fetched into this folder.

UV_VERSION := 0.13.9
UV := .tools/bin/uv
SEALING := bot/pages/sealing
# Strict, so that a package which it could not ask about counts as a failure.
AUDIT := $(UV) tool run -q pip-audit@2.10.1 --strict --disable-pip --require-hashes --progress-spinner off
READY := .venv/.ready dialogue/.venv/.ready

# The first interpreter that has pip: a version manager's `python3` can be a shim with nothing behind it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	"$$p" -m pip --version >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# Another project's environment must not leak into this one.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help run test check format prepare test-deps bench pages promises fuzz audit bundle clean

help: ## Say what each target does
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: prepare ## Prepare everything and start Candour (Ctrl-C stops it)
	@exec .venv/bin/candour up

test: prepare $(if $(wildcard tests/node/package.json),tests/node/node_modules/.ready $(SEALING)/node_modules/.ready) ## Prepare everything and run every test
	@tests/needs.sh
	@.venv/bin/candour train
	@echo "Testing what runs inside Rasa (Python 3.10)"
	@dialogue/.venv/bin/python -m pytest -q -c dialogue/pytest.ini tests/dialogue
	@# Whole files, for the tests of one share what takes long to start. What fails is tried once more, and counted as
	@# "rerun": many tests wait for other processes, and a busy machine can keep one of them waiting too long.
	@.venv/bin/pytest --numprocesses 2 --dist loadfile --reruns 1

check: .venv/.ready ## Lint and type-check
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: .venv/.ready ## Format the code and fix what can be fixed
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

bench: prepare ## Measure turns, throughput, memory and start-up
	@.venv/bin/candour bench

pages: prepare tests/widgets/node_modules/.ready ## Measure the web chat beside two others, on a played phone
	@.venv/bin/python -m tests.widgets.measure

promises: prepare $(if $(wildcard tests/node/package.json),tests/node/node_modules/.ready) ## Measure what is promised, and print it as one table (and promises.json)
	@.venv/bin/candour train
	@CANDOUR_FAULT_KILLS=540 CANDOUR_REPLICA_ROUNDS=6 CANDOUR_FLOOD=10000 CANDOUR_UPLOAD_MEGABYTES=200 CANDOUR_DESK_CASES=100000 .venv/bin/pytest -q -m promise --timeout=5400 --figures=promises.json

fuzz: .venv/.ready ## Fuzz every parser of outside input (RUNS=20000 of each)
	@.venv/bin/python -m tests.fuzz.run --runs $(or $(RUNS),20000) 2>.fuzz.log || { tail -40 .fuzz.log; exit 1; }

audit: .venv/.ready ## Ask PyPI for known flaws in what is installed (needs the network)
	@$(UV) export -q --frozen --no-dev --no-emit-project -o .audit.txt
	@$(AUDIT) -r .audit.txt
	@echo "Rasa's environment; docs/supply-chain.md says why confinement answers what is known against it:"
	@$(UV) export -q --frozen --no-dev --project dialogue -o .audit.txt
	@$(AUDIT) -r .audit.txt || true

prepare: $(READY) ## Make both environments from their lock files
	@:

test-deps: ## Install the Debian packages that some tests need (as root)
	@tests/needs.sh --install

bundle: $(SEALING)/node_modules/.ready ## Build what seals reports in the browser again (bot/pages/seal.js; needs npm)
	@cd $(SEALING) && npm run --silent build

clean: ## Remove what was built here, except data/
	rm -rf .venv dialogue/.venv .tools models .rasa .bench .fuzz .fuzz.log .audit.txt promises.json tests/node/node_modules tests/widgets/node_modules $(SEALING)/node_modules

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with pip is needed (Debian: apt-get install python3-pip)" >&2; exit 1; }
	@echo "Fetching uv $(UV_VERSION)"
	@PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade --target .tools uv==$(UV_VERSION)
	@touch $@

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo "Preparing Candour's environment (Python 3.13)"
	@$(UV) sync --frozen --python 3.13
	@touch $@

# Rasa is confined to its own, older Python; see docs/decisions.
dialogue/.venv/.ready: dialogue/pyproject.toml dialogue/uv.lock | $(UV)
	@echo "Preparing Rasa's environment (Python 3.10; about 2.5 GB, once)"
	@cd dialogue && ../$(UV) sync --frozen --python 3.10
	@touch $@

tests/widgets/node_modules/.ready: tests/widgets/package.json tests/widgets/package-lock.json
	@cd tests/widgets && npm ci --no-audit --no-fund --ignore-scripts --omit=peer
	@touch $@

tests/node/node_modules/.ready $(SEALING)/node_modules/.ready: %/node_modules/.ready: %/package.json %/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed by some tests: make test-deps" >&2; exit 1; }
	@cd $* && npm ci --no-audit --no-fund
	@touch $@
