#!/usr/bin/env bash
# Runs every check and test of gendu and ends on one line: N passed, N failed,
# N skipped. Each step runs even where an earlier one failed, so that one run
# shows all that is wrong. Reports and logs go to tmp/.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p tmp
rm -f tmp/*.json
export PATH="$PWD/bin:$PATH:/usr/lib/postgresql/15/bin:/usr/sbin"
export GENDU_TEST_TMP="$PWD/tmp"
failed=()
began=$SECONDS

step() { # step NAME COMMAND…
  local name=$1 start=$SECONDS
  shift
  if "$@" >"tmp/$name.log" 2>&1; then
    printf '%-10s ok    %4d s\n' "$name" $((SECONDS - start))
  else
    printf '%-10s FAIL  %4d s\n' "$name" $((SECONDS - start))
    tail -n 60 "tmp/$name.log"
    failed+=("$name")
  fi
}

format() { ! gofumpt -l . 2>&1 | grep -v -e '^web/node_modules/' | grep .; }

generated() { # what is generated must be what the sources give
  (cd tmp && oapi-codegen -config ../server/api/oapi-codegen.yaml ../server/api/openapi.yaml) &&
    diff -q tmp/api.gen.go server/api/api.gen.go &&
    (cd web && npx --no-install openapi-typescript ../server/api/openapi.yaml -o ../tmp/api.gen.ts >/dev/null) &&
    diff -q tmp/api.gen.ts web/src/lib/api.gen.ts
}

dist() { # web/dist must be what the sources give
  (cd web && rm -rf dist.new && GENDU_WEB_OUT=dist.new node build.mjs) && diff -r web/dist.new web/dist
}

go_tests() { # Without -race where only numbers are crunched: it costs ten times there and finds nothing
  local crunch plain
  crunch="^gendu/(audio(/(blocks|dsp|mp3|mp4|plot|take|wav))?|judging|lang|practice|pronunciation|publishing|transcripts(/.*)?)$"
  mapfile -t plain < <(go list ./... | grep -E "$crunch")
  mapfile -t race < <(go list ./... | grep -Ev "$crunch")
  local ok=0
  go test -json -timeout 15m "${plain[@]}" >tmp/go-plain.json || ok=1
  # Three packages at a time: some mostly wait, for servers and for clocks.
  go test -race -p 3 -json -timeout 15m "${race[@]}" >tmp/go-race.json || ok=1
  # The decoder and Derive are the concurrent things among them.
  go test -race -json -timeout 10m -run 'Concurrent|Workers|Cancel' ./audio ./audio/mp3 ./transcripts/... >tmp/go-crunch-race.json || ok=1
  cat tmp/go-plain.json tmp/go-race.json tmp/go-crunch-race.json >tmp/go.json
  return $ok
}

vitest() { (cd web && npx --no-install vitest run --reporter=json --outputFile=../tmp/vitest.json); }
journeys() { (cd web && PLAYWRIGHT_JSON_OUTPUT_NAME="$PWD/../tmp/playwright.json" npx --no-install playwright test --reporter=json); }

step npm bash -c 'cd web && npm ci --no-audit --no-fund'
step format format
step vet go vet ./...
step static staticcheck ./...
step generated generated
step openapi bash -c 'cd web && node openapi.mjs'
step types npm --prefix web run check
step lint npm --prefix web run lint
step vitest vitest
step dist dist
step build go build -o bin/ ./cmd/gendu ./internal/movedclock
step go go_tests
step journeys journeys

printf 'steps: %d failed%s, %d s in all\n' "${#failed[@]}" "${failed:+ (${failed[*]})}" $((SECONDS - began))
go run ./internal/testsum go=tmp/go.json vitest=tmp/vitest.json playwright=tmp/playwright.json
sum=$?
[ ${#failed[@]} -eq 0 ] && [ $sum -eq 0 ]
