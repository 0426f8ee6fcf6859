# SPDX-License-Identifier: GPL-2.0-or-later
# Every target makes the environment first; on a Debian 12 with python3, python3-venv, git and make nothing else is needed.
#
#   make check        seconds: format, lint, import contracts, types, unit tests, house rules
#   make test         check, then contract, integration, end-to-end and documentation tests
#   make test-kernel  builds of Linux itself, as Debian has it; less than an hour
#   make test-deep    campaigns: property tests with a fresh seed and many more examples, growth on larger input
#   make bench-NAME   check, archive, base, build: how fast and how right, beside a named peer in the same run
#   make world        a kernel world to play in: trees, topics, a clone, a list (WORLD='--small FOLDER' for another one)
#   make demo         a bad series and what kx86 says about it, the same corrected, and a branch moved to the right base
#   make docs         write the generated pages anew
#   make lock         write uv.lock and requirements.lock anew (needs uv)

SHELL := /bin/bash
VENV ?= .venv
export VENV
PYTHON_IN_VENV := $(VENV)/bin/python
PYTEST := $(PYTHON_IN_VENV) -m pytest -q

.DEFAULT_GOAL := help
.PHONY: help bootstrap check test test-kernel test-deep world demo docs lock

help:
	@sed -n 's/^#   //p' Makefile

bootstrap:
	@tools/bootstrap.sh

check: bootstrap
	@tools/check.sh

test: check
	@printf '\n== other tests\n'
	@$(PYTEST) -n 2 --ignore=tests/unit --ignore=tests/house tests

# What these tests need is required: none may be skipped.
test-kernel: bootstrap
	@KX86_KERNEL=1 KX86_REQUIRE=$${KX86_REQUIRE:-sandbox,kernel,32-bit,libelf,ccache} $(PYTEST) tests/kernel

test-deep: SEED ?= $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')
test-deep: bootstrap
	@seed='$(SEED)'; printf '\n== campaigns, seed %s (to repeat: make test-deep SEED=%s)\n' $$seed $$seed; \
	campaign() { KX86_DEEP=1 $(PYTEST) -m "deep or hypothesis or growth" --hypothesis-seed=$$seed "$$@" tests; }; \
	campaign -n 2 || { [ $$? = 1 ] && printf '\n== what failed once more, alone, with the same seed\n' && campaign --last-failed; }

world: bootstrap
	@PYTHONPATH=src $(PYTHON_IN_VENV) -m world $(WORLD)

demo: bootstrap
	@PYTHONPATH=src $(PYTHON_IN_VENV) -m world.demo

# Figures as ratios within one run; the last line is JSON.
bench-%: bootstrap
	@PYTHONPATH=src $(PYTHON_IN_VENV) -m bench.$*

docs: bootstrap
	@PYTHONPATH=src $(PYTHON_IN_VENV) tools/make_architecture.py
	@PYTHONPATH=src $(PYTHON_IN_VENV) tools/make_rules.py
	@PYTHONPATH=src $(PYTHON_IN_VENV) tools/make_statements.py
	@PYTHONPATH=src $(PYTHON_IN_VENV) tools/make_cli_reference.py

lock: bootstrap
	@tools/lock.sh
