# On a fresh machine `make run` and `make test` set up all they need; `make help` lists the rest.
BIN := .venv/bin
COMPILE = "$$(tools/set-up uv)" pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(LOCK_OPTIONS) pyproject.toml --group build

.PHONY: help run test lint format bench screenshots package lock clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 13

run: ## publish sample videos to the built-in sandbox, in the window where there is a display
	@tools/set-up run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && $(BIN)/python -c 'import importlib.util, sys; \
		sys.exit(importlib.util.find_spec("tikscheduler.desktop") is None)'; \
	then exec $(BIN)/tikscheduler demo; else exec $(BIN)/tikscheduler demo --headless; fi

test: lint ## check style, types and import rules, then run every test
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto --dist worksteal --durations 10 $(PYTEST_OPTIONS)

lint: ## check style and types
	@tools/set-up test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: ## write every file in the house style
	@tools/set-up test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## run every benchmark in turn
	@tools/set-up test
	@for file in benchmarks/[a-z]*.py; do \
		echo "== $$file"; QT_QPA_PLATFORM=offscreen $(BIN)/python "$$file" || exit 1; done

screenshots: ## take the pictures of the window that the documents show anew
	@tools/set-up test
	QT_QPA_PLATFORM=offscreen $(BIN)/python tools/screenshots.py

package: ## build the program as a folder that runs without Python, dist/tikscheduler, and try it
	@tools/set-up package
	@start=$$(date +%s); PYINSTALLER_CONFIG_DIR=build/cache \
		build/venv/bin/pyinstaller build.spec --noconfirm --workpath build/work --log-level ERROR \
		&& echo "built in $$(($$(date +%s) - start)) s"
	@build/venv/bin/python tools/try_package.py dist/tikscheduler

lock: ## add what pyproject.toml asks for to the locks; LOCK_OPTIONS=--upgrade renews them all
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --group package --constraints requirements.lock \
		--output-file requirements-package.lock

clean: ## remove what building, testing and setting up left here
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		build dist *.egg-info
	find tikscheduler tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} + || true
