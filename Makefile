# What there is to do here. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint tidy bench fuzz soak clean

# The Swift folders that are there.
SWIFT_FOLDERS := Package.swift $(wildcard Sources Tests Benchmarks Fuzz)

help: ## list what there is to do
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## install what is missing, build, hold three spoken calls, verify the log (DEMO_ONCE=1 stops afterwards)
	@Scripts/bootstrap
	@Scripts/demo

test: ## everything: packages, style, every test; ends with 'N passed, N failed'
	@Scripts/bootstrap --test
	@$(MAKE) --no-print-directory lint
	@Scripts/test

check: lint tidy ## style, undeclared imports and the rules of Tests/TidyTests, without building the rest

lint:
	@echo "check: the format of $(SWIFT_FOLDERS)"
	@swift format lint --strict --parallel --recursive $(SWIFT_FOLDERS)

# In a folder of its own, so that the package's build does not begin anew.
tidy:
	@echo "check: imports, ownership, bans, documents (Tests/TidyTests)"
	@SAYSO_ONLY=TidyTests swift test --scratch-path .build/tidy

bench: ## measure: latency, capacity and cost, with every control on
	@Scripts/bootstrap --test
	@echo "bench: building sayso and salon for release"
	@swift build -c release --product sayso
	@swift build -c release --product salon
	@SAYSO_BIN=.build/release Scripts/bench/run

fuzz: ## feed mutated bytes to every parser of hostile input (FUZZ_SECONDS=60 each)
	@Scripts/run-if-there Scripts/fuzz "the fuzzers; mutation tests with fixed seeds are part of 'make test'"

soak: ## hold many calls for a long time and watch memory (SOAK_MINUTES=60)
	@Scripts/run-if-there Scripts/soak "the soak test"

clean: ## remove what was built; data folders stay
	rm -rf .build
