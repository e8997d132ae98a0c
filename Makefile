# dateline: every task of a developer's day. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO       ?= go
BIN      ?= dateline
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS  := -s -w -X main.version=$(VERSION)
TOOL     := $(GO) tool -modfile=tools.mod
FUZZTIME ?= 20s
BENCH    ?= .
ROOMS    ?= ./timeline/...
OLD      ?= HEAD~1
NEW      ?= HEAD
SHOTS    ?= screenshots

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build ./dateline
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/dateline

.PHONY: run
run: build ## Build and start dateline with the shipped sources.yaml on http://localhost:8080
	./$(BIN) serve

# What tests need beside Go: a browser, a PostgreSQL, and npm for axe-core.
DEPS := $(if $(shell command -v chromium),,chromium) $(if $(wildcard /usr/lib/postgresql/*/bin/initdb),,postgresql) $(if $(shell command -v npm),,npm)

.PHONY: deps
deps: ## Install what the tests need, where it is missing and apt-get may be used
	@missing="$(strip $(DEPS))"; [ -z "$$missing" ] || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	  else echo "not installed: $$missing. Tests that need it are left out; on Debian: sudo apt-get install $$missing"; fi; }

.PHONY: test
test: deps ## Run the whole test suite
	$(GO) test ./...

.PHONY: lint
lint: ## Check formatting, vet and lint
	$(TOOL) golangci-lint run ./...

.PHONY: fmt
fmt: ## Format the code
	$(TOOL) gofumpt -w .

.PHONY: generate
generate: ## Make the generated files anew
	$(GO) generate ./...

.PHONY: generate-check
generate-check: ## Check that the gazetteer's table is what its inputs give, byte by byte
	cd timeline/who && $(GO) run ./gen -check

.PHONY: golden
golden: ## Rewrite the golden files of the tests from what the code does now; read the diff
	$(GO) test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

.PHONY: fuzz
fuzz: ## Fuzz every reader of foreign bytes, FUZZTIME each (20s)
	@grep -rE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+\(' . | sed -E 's#^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]+).*#\1 \2#' | sort -u | while read -r dir target; do \
	  echo "== $$dir $$target"; $(GO) test $$dir -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; \
	done

.PHONY: chaos
chaos: deps ## Break what can break (kill -9, PostgreSQL stopped, disk full, clock set back …) and print the score; about 15 minutes
	@$(GO) test -tags chaos -count=1 -timeout 40m -v -run '^TestChaos$$' ./cmd/dateline | grep -vE '^(=== |ok .*[0-9]s$$|PASS| *---)'

.PHONY: bench
bench: ## Measure everything and print one table (DATELINE_FARM, DATELINE_BENCH_DIR: see docs/performance.md)
	$(GO) run ./cmd/bench

.PHONY: simulate
simulate: ## Poll FEEDS feeds for DAYS days in fake time (10000, 30), and print what happened
	@$(GO) test ./scheduler -run '^TestSimulate$$' -v -count=1 -timeout 4h -simulate -feeds $(or $(FEEDS),10000) -days $(or $(DAYS),30) | grep -vE '^(=== |--- PASS|PASS)'

.PHONY: bench-compare
bench-compare: ## Hold the benchmarks of two commits against each other (OLD=main~1 NEW=main ROOMS=./timeline/... BENCH=regexp)
	@dir=$$(mktemp -d); trap 'git worktree remove --force "$$dir/old"; git worktree remove --force "$$dir/new"; rm -rf "$$dir"' EXIT; \
	git worktree add -q --detach "$$dir/old" $(OLD); git worktree add -q --detach "$$dir/new" $(NEW); \
	for round in 1 2 3 4 5 6; do for side in old new; do \
	  (cd "$$dir/$$side" && $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime 0.5s $(ROOMS)) >>"$$dir/$$side.txt"; done; done; \
	$(TOOL) benchstat "$$dir/old.txt" "$$dir/new.txt"

.PHONY: screenshots
screenshots: deps ## Write pictures of every page, light, dark and small, into $(SHOTS)
	mkdir -p $(SHOTS) && $(GO) test ./web -run '^TestScreenshots$$' -count=1 -shots $(abspath $(SHOTS))

.PHONY: man
man: build ## Write the manual page dateline.1
	./$(BIN) man > dateline.1

# Release archives depend on the commit alone: no paths, no clock, no order of files.
DIST      ?= dist
PLATFORMS ?= linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
STAMP     := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
PACK      := tar --sort=name --mtime=@$(STAMP) --owner=0 --group=0 --numeric-owner --format=gnu

.PHONY: release
release: ## Write archives for every platform, with checksums, into dist/; the same commit gives the same bytes
	rm -rf $(DIST) && mkdir -p $(DIST)
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' -o $(DIST)/host ./cmd/dateline
	@for platform in $(PLATFORMS); do \
	  os=$${platform%/*}; arch=$${platform#*/}; name=dateline-$(VERSION)-$$os-$$arch; dir=$(DIST)/$$name; \
	  exe=dateline; [ $$os != windows ] || exe=dateline.exe; mkdir -p $$dir/completion; \
	  echo "== $$name"; CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS) -buildid=' -o $$dir/$$exe ./cmd/dateline; \
	  [ $$(stat -c %s $$dir/$$exe) -le 40000000 ] || { echo "$$name: the binary is larger than 40 MB"; exit 1; }; \
	  cp -r README.md CHANGELOG.md LICENSE NOTICE sources.yaml examples docs $$dir/; $(DIST)/host man > $$dir/dateline.1; \
	  for shell in bash zsh fish; do $(DIST)/host completion $$shell > $$dir/completion/dateline.$$shell; done; \
	  find $$dir -type d -exec chmod 755 {} +; find $$dir -type f -exec chmod 644 {} +; chmod 755 $$dir/$$exe; \
	  if [ $$os = windows ]; then find $$dir -exec touch -d @$(STAMP) {} +; \
	    (cd $(DIST) && find $$name -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 $$name.zip -@); \
	  else (cd $(DIST) && $(PACK) -cf - $$name | gzip -n -9 > $$name.tar.gz); fi; \
	  rm -r $$dir; \
	done
	rm $(DIST)/host && cd $(DIST) && sha256sum dateline-* > SHA256SUMS && cat SHA256SUMS

.PHONY: interop
interop: ## Let newsboat, feedparser and icalendar read what is published
	@[ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || apt-get install -y -q newsboat python3-feedparser python3-icalendar python3-jsonschema >/dev/null
	$(GO) test -tags interop -run TestInterop -count=1 ./feed

.PHONY: citizen
citizen: ## Print the score card of docs/citizen.md: polite poller P1-P30, good publisher U1-U29
	@out=$$(mktemp); trap 'rm -f "$$out"' EXIT; \
	$(GO) test ./scheduler ./feed ./web -run '^Test[PU][0-9]' -count=1 -v >"$$out" 2>&1 || grep -A20 -E '^ *--- FAIL|^FAIL|^panic|\[build failed\]' "$$out" || true; \
	awk -f .ci/citizen.awk docs/citizen.md "$$out"

.PHONY: conformance
conformance: ## Print how many of the feeds in the folder $DATELINE_FEEDS parse, by failure class
	@if [ -z "$${DATELINE_FEEDS:-}" ]; then echo "make conformance: set DATELINE_FEEDS to a folder with real/ and conformance.tar.gz; none is part of the repository"; \
	else DATELINE_FEEDS="$$(realpath "$$DATELINE_FEEDS")" $(GO) test ./feed -run '^TestConformance$$' -count=1 -v; fi

.PHONY: eval
eval: build ## Score what dateline reads on development sets in the folder $DATELINE_EVAL
	@if [ -z "$${DATELINE_EVAL:-}" ]; then echo "make eval: set DATELINE_EVAL to a folder with a program 'run' and its sets; none is part of the repository"; \
	else "$$DATELINE_EVAL/run" --bin ./$(BIN) $(ARGS); fi
