#!/usr/bin/env bash
# Runs every fuzz target of the tree, one after the other.
#
#   tools/fuzz.sh TIME     e.g. 5m for each target
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:?usage: tools/fuzz.sh TIME}
grep -rn --include='*_test.go' -oE '^func Fuzz[A-Za-z0-9_]+' . | sort -u | while IFS=: read -r file _ func; do
  name=${func#func }
  printf '%s %s\n' "$(dirname "$file")" "$name"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$each" -fuzzminimizetime 20x "$(dirname "$file")" </dev/null
done
