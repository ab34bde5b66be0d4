# One command each. `make demo` and `make test` make all they need on a fresh machine.
# ARGS is handed on:  make test ARGS="tests/rules -x"     PYTHON picks the interpreter.
# YES=1 answers the one question the set-up may ask. JOBS says how many tests run at once (0: in one process).

PYTHON ?= python3
YES ?=
ARGS ?=
JOBS ?= auto
BIN = .venv/bin

export PYTHON YES

.DEFAULT_GOAL := help
.PHONY: help ready tools demo test check lint docs lists bench torture wheel lock clean

help:            ## say what can be made
	@sed -n 's/^\([a-z]*\): *[a-z ]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

ready:           ## make .venv with what the product needs
	@sh setup/ready.sh plain

tools:           ## make .venv with what the tests need too
	@sh setup/ready.sh dev

demo: ready      ## play the desk's day with an invented publisher, into demo/
	@sh setup/play_demo.sh

test: tools      ## run every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) --dist=worksteal $(ARGS)

check: lint test ## what must hold before a change goes in: lint, types, contracts, tests

lint: tools      ## run the linter, the formatter's check, the types and the import contracts
	@sh setup/lint.sh

docs: tools      ## write docs/cli.md anew from the commands' own help
	@$(BIN)/python setup/reference.py docs/cli.md

lists: tools     ## compile db/lists.*.sql anew from the statements of the lists
	@$(BIN)/python setup/lists.py

bench: tools     ## time the commands people wait for
	@$(BIN)/python -m benchmarks $(ARGS)

torture: tools   ## the long runs: kills, crowds and random days at the desk
	@$(BIN)/python -m benchmarks.torture $(ARGS)

wheel: tools     ## build the wheel into dist/ and try it in an empty environment
	@sh setup/wheel.sh

lock: tools      ## resolve the dependencies anew, with hashes, into the two lock files
	@sh setup/lock.sh

clean:           ## remove what the other commands made, but never papers
	@rm -rf .venv .make dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
