# Everything a developer needs. `make help` lists the targets; nothing here needs root or a home folder.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

RESIDENTS ?= 20543
WORKERS ?= $(if $(TESTS),0,$(shell n=$$(nproc); echo $$((n < 4 ? n : 4))))
WORK := .work
PY := .venv/bin/python

# The first Python that runs, is new enough and has pip. 3.11 first: the packages are locked for it.
CANDIDATES := $(PYTHON) python3.11 python3 /usr/bin/python3 python3.12 python3.13 python3.14
PYTHON_FOUND = $(shell for p in $(CANDIDATES); do \
	$$p -c 'import sys, venv, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

# Caches outside the checkout only where there is a home to keep them in.
NO_CACHE := $(shell test -w "$${HOME:-}" || echo --no-cache-dir)
PIP = $(PYTHON_FOUND) -m pip --python $(PY) --disable-pip-version-check $(NO_CACHE) -q
NPM := npm_config_cache=$(CURDIR)/$(WORK)/npm npm --no-update-notifier --loglevel=error

COMPILE = $(WORK)/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-header --no-emit-index-url \
	--no-emit-trusted-host --no-emit-find-links --allow-unsafe

.PHONY: help setup demo test test-unit lint format bench manual lock clean browser

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.done $(WORK)/static/.done $(WORK)/static/mj/.done ## install everything into .venv, node_modules and .work (again: a second)

demo: setup ## start the demo municipality and print its address (RESIDENTS=400000 for a larger one)
	@.venv/bin/madoguchi demo --residents $(RESIDENTS) $(DEMO)

test: setup browser ## run every test, those in the browser too (TESTS=tests/unit for some; WORKERS=0 for one process)
	@$(PY) -m pytest -n $(WORKERS) $(TESTS)

test-unit: .venv/.done ## run the tests that need no server and no browser
	@$(PY) -m pytest tests/unit

lint: .venv/.done ## check style, types, the floors of the house, templates, security, and what must not be committed
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint src --check --lint --quiet
	@.venv/bin/bandit -q -ll -r src -c pyproject.toml
	@$(PY) -m madoguchi.local.committed

format: .venv/.done ## put code and templates into shape
	@.venv/bin/ruff check --fix-only -q . && .venv/bin/ruff format -q .
	@.venv/bin/djlint src --reformat --quiet

bench: setup ## measure, as ratios within one run
	@failed=; for file in bench/*/[a-z]*.py; do echo "== $$file"; \
		FONTS_DIR=$(CURDIR)/$(WORK)/fonts $(PY) $$file || failed+=" $$file"; done; \
		test -z "$$failed" || { echo "below the goal or broken:$$failed" >&2; exit 1; }

manual: setup browser ## draw the pictures of docs/manual anew, walking through the demo as the manual says
	@rm -f docs/manual/images/*.png
	@MANUAL_PICTURES=1 $(PY) -m pytest tests/browser/test_manual.py

lock: $(WORK)/lock/.done ## write requirements/*.txt and package-lock.json anew from what is asked for
	@for name in base dev lock; do $(COMPILE) -o requirements/$$name.txt requirements/$$name.in; done
	@$(NPM) install --package-lock-only

clean: ## remove everything that was made here, the demo's data too
	rm -rf $(WORK) .venv node_modules build dist src/*.egg-info

browser: setup
	@$(PY) -m madoguchi.local.browser

.venv/.done: requirements/base.txt requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON_FOUND)" || { echo "No Python 3.11 or newer with pip and venv was found: install python3-pip and python3-venv, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Python packages, by $(PYTHON_FOUND) (some minutes the first time)"
	@test -x $(PY) || $(PYTHON_FOUND) -m venv --without-pip .venv
	@$(PIP) install --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

node_modules/.done: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found: install nodejs and npm (Node 18 or newer)" >&2; exit 1; }
	@echo "packages of the pages"
	@$(NPM) ci --ignore-scripts
	@touch $@

$(WORK)/static/.done: node_modules/.done .venv/.done src/madoguchi/local/vendor.py
	@$(PY) -m madoguchi.local.vendor
	@touch $@

$(WORK)/fonts/.done: .venv/.done src/madoguchi/local/fonts.py
	@$(PY) -m madoguchi.local.fonts
	@touch $@

$(WORK)/static/mj/.done: $(WORK)/fonts/.done src/madoguchi/local/web_font.py src/madoguchi/domain/text/web_font.py
	@echo "the font of names for the pages (a minute or two the first time)"
	@$(PY) -m madoguchi.local.web_font $(WORK)/fonts/ipamjm.ttf $(WORK)/static/mj
	@touch $@

$(WORK)/lock/.done: requirements/lock.txt
	@$(PYTHON_FOUND) -m venv --without-pip $(WORK)/lock
	@$(PYTHON_FOUND) -m pip --python $(WORK)/lock/bin/python $(NO_CACHE) -q install --require-hashes -r requirements/lock.txt
	@touch $@
