# gendu: `make run` to try it, `make test` to check it. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/bin:$(PATH)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: run
run: ## Set up, build and serve with a demo episode and demo accounts on 127.0.0.1:8080
	@tools/setup.sh run
	go build -o bin/gendu ./cmd/gendu
	bin/gendu serve --demo

.PHONY: build
build: ## Build bin/gendu
	go build -o bin/gendu ./cmd/gendu

.PHONY: movedclock
movedclock: ## Build bin/movedclock, the server of journeys that last for weeks
	go build -o bin/movedclock ./internal/movedclock

.PHONY: setup
setup: ## Install what the tests need (apt, go install)
	@tools/setup.sh test

.PHONY: test
test: ## Set up, then run every check and test
	@tools/setup.sh test
	@tools/test.sh

.PHONY: journeys
journeys: build movedclock ## The journeys that play in real time for minutes, and a week in Firefox, beside all others
	@tools/setup.sh test
	@tools/setup.sh bench
	cd web && { test -d node_modules || npm ci --no-audit --no-fund; } && JOURNEYS=all npx --no-install playwright test

.PHONY: web
web: ## Build the page into web/dist
	cd web && npm ci --no-audit --no-fund && npm run build

.PHONY: generate
generate: ## Generate code from the OpenAPI file
	cd server/api && oapi-codegen -config oapi-codegen.yaml openapi.yaml
	cd web && npm run generate

.PHONY: format
format: ## Format the Go code
	gofumpt -w $$(git ls-files '*.go')

.PHONY: bench
bench: build ## Measure everything: audio, alignment, comparing, listeners beside nginx, browsers
	GENDU_TEST_ALL=1 go test -count=1 -timeout 30m ./audio ./audio/mp3
	go test -run '^$$' -bench . -benchtime 3x ./audio/... ./practice/... ./transcripts/...
	$(MAKE) -k bench-audio bench-align bench-compare bench-tones bench-natives bench-people bench-listeners bench-browser

.PHONY: bench-audio
bench-audio: ## Index, decode, remux, peaks, pitch, ingest per minute of audio, beside go-mp3, ffmpeg, mpg123
	go run ./internal/bench/audio

.PHONY: bench-align
bench-align: ## Alignment on ../shared beside aeneas and echogarden, words, drills, confidence, growth
	go run ./internal/bench/align

.PHONY: bench-listeners
bench-listeners: build ## 5,000 paced listeners, and the CPU of a range beside nginx (docs/serving.md)
	ulimit -n 8192; go run ./internal/bench/listeners -publish

.PHONY: fuzz
fuzz: ## Fuzz every parser (FUZZTIME=10m each)
	tools/fuzz.sh $(or $(FUZZTIME),10m)

.PHONY: faults
faults: ## Kill servers at every step, all rounds, and cut the power of a mounted image (as root)
	GENDU_FAULTS=all go test -count=1 -v -timeout 60m ./internal/faults

.PHONY: bench-lists
bench-lists: build ## The first answer of every list with 10^6 takes, on both databases (some 16 GB in /tmp; DIR=… elsewhere; docs/operating.md); fails where a goal is missed
	nice go run ./internal/bench/lists -publish $(if $(DIR),-dir $(DIR))

.PHONY: bench-compare
bench-compare: build ## How well takes are compared: areas, omitted words, properties, tones, time, waiting; fails where a goal is missed
	go run ./internal/bench/compare

.PHONY: bench-tones
bench-tones: ## Tones of Mandarin on people, alone and inside frames, and people without a model of their language; fails where a goal is missed
	go run ./internal/bench/tones

.PHONY: fit-strangers
fit-strangers: ## Fit what tells another sentence where there is no phone model, to every fourth take of ../shared/people (DATE=YYYY-MM-DD)
	nice go run ./internal/bench/tones -only people -every 4 -fit-people practice/discriminant.json -date $(DATE)

.PHONY: bench-natives
bench-natives: ## How native speakers are judged against each other, every pair; fails where a goal is missed
	nice go run ./internal/bench/natives

.PHONY: bench-people
bench-people: ## How well recordings of people are judged beside human experts, speakers kept apart; fails where a goal is missed
	nice go run ./internal/bench/people

.PHONY: fit-people
fit-people: ## Fit the coefficients of the scores to all takes of ../shared/people (DATE=YYYY-MM-DD)
	nice go run ./internal/bench/people -fit pronunciation/coefficients.json -date $(DATE)

.PHONY: bench-browser
bench-browser: build ## Seek, loop, click to sound and page weight in Chromium and Firefox (docs/browser-bench.md)
	@tools/setup.sh bench
	cd web && { test -d node_modules/puppeteer-core || npm ci --no-audit --no-fund; } && BENCH_PUBLISH=1 npx --no-install playwright test -c bench/bench.config.ts

.PHONY: bench-recall
bench-recall: build ## From a rating to the next card's sound in Chromium and Firefox (docs/browser-bench.md)
	@tools/setup.sh bench
	cd web && { test -d node_modules/puppeteer-core || npm ci --no-audit --no-fund; } && BENCH_PUBLISH=1 npx --no-install playwright test -c bench/bench.config.ts recall

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin tmp web/dist.new
