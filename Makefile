# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Needs make, git and any Python from 3.11. Everything else is installed below .work/, in the versions that
# tools/versions.toml pins; a second run uses it again.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$name" && break; \
	done)
TOOLS = $(if $(PYTHON),$(PYTHON) -m tools,$(error No Python 3.11 or newer was found))
PARTS = unit integration system emulator emulator-package tools
GATES = lint types layers ansible-lint sanity molecule docs licenses changelog artifact importer certification workflows coverage

.DEFAULT_GOAL := help
.PHONY: help demo emulator emulator-package bench profile structure kill-test mutation-test bench-emulator test-go-sdk test format transcripts permissions report release clean
.PHONY: $(PARTS:%=test-%) $(GATES)

help: ## Show this list
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20 | sed 's/^/  /'
	@echo
	@echo "The test-... targets take a selection: ONLY='a target or several' for integration, a pytest -k expression"
	@echo "for the others, for instance: make test-integration ONLY=pingone_scope"

demo: ## Protect an API in a local PingOne, twice, and test which requests are allowed
	@$(TOOLS) demo

emulator: ## Run a local PingOne until Ctrl-C; another seed: SEED=testing, or SEED=a-file.yml
	@$(TOOLS) emulator $(if $(SEED),--seed '$(SEED)')

emulator-package: ## Build the wheel and the sdist of the local PingOne in .work/dist
	@$(TOOLS) emulator-package

bench: ## Measure modules and role, in seconds and requests, against the local PingOne
	@$(TOOLS) bench

profile: ## Measure where the CPU time of the role goes, and write docs/performance.md
	@$(TOOLS) bench --profile

structure: ## Measure the frames of a write, what a module ships, and the lines of a simple object
	@$(TOOLS) structure

kill-test: ## Stop the role after each request, run it again, compare, and write docs/reliability.md; takes a while
	@$(TOOLS) kill-test

mutation-test: ## Change 5000 answers on their way to all modules; others: SEED=100000, more or less: COUNT=500
	@$(TOOLS) mutation-test $(if $(SEED),--first '$(SEED)') $(if $(COUNT),--count '$(COUNT)')

bench-emulator: ## Measure how fast the local PingOne answers
	@$(TOOLS) bench-emulator

test-go-sdk: ## Let the vendor's Go SDK talk to the local PingOne; needs Go, and is not part of test
	@$(TOOLS) test-go-sdk

test: ## Run all of the following
	@$(TOOLS) test

test-unit: ## Test rules, plan and client with ansible-test on the oldest and the newest ansible-core
test-integration: ## Test modules and role with ansible-test against the emulator, on both too
test-system: ## Test whole runs of the installed collection
test-emulator: ## Test the emulator by plain HTTP; PINGONE_BROWSER=install installs Chromium if there is no browser
test-emulator-package: ## Build the package of the local PingOne, install it in each way, and use it in an empty folder
test-tools: ## Test the tools behind this file
$(PARTS:%=test-%): test-%:
	@$(TOOLS) test $* $(if $(ONLY),--only '$(ONLY)')

lint: ## Check format and style of the Python code, and that it keeps to the oldest Python
types: ## Check the types
layers: ## Check who imports whom
ansible-lint: ## Check role, playbooks and the rest with the profile production
sanity: ## Run ansible-test sanity on all pinned releases of ansible-core
molecule: ## Play the role's scenarios
docs: ## Lint the documentation, build its site in .work/docs, and check it
licenses: ## Check that every file states its license
changelog: ## Check the changelog and its fragments
artifact: ## Install the built artifact, ask ansible-doc, run the playbook
importer: ## Let galaxy-importer look at the built artifact
certification: ## Run galaxy-importer and ansible-lint as the certification for Automation Hub does
workflows: ## Check the workflows and the forms of the repository
coverage: ## Measure what the unit tests run through
$(GATES):
	@$(TOOLS) test $@

format: ## Format the Python code
	@$(TOOLS) format

transcripts: ## Run the commands that the documents show, and write what they print; one of them: ONLY=getting_started
	@$(TOOLS) transcripts $(if $(ONLY),--only '$(ONLY)')

permissions: ## Measure which permissions the modules need, and write the table, the page, and the custom roles
	@$(TOOLS) permissions

report: ## Write docs/quality.md from the results of the last make test
	@$(TOOLS) report

release: ## Check and build a release without publishing it: VERSION=1.2.0; WRITE=yes writes the changelog
	@$(TOOLS) release '$(VERSION)' $(if $(WRITE),--write) $(if $(TAGGED),--tagged)

clean: ## Remove everything that the targets above have made
	@$(TOOLS) clean
