#!/usr/bin/env bash
# Installs what gendu needs on a Debian machine, and nothing that is there already.
#
#   tools/setup.sh run       what `make run` needs: espeak-ng, ffmpeg and the phone
#                            model of English (all optional)
#   tools/setup.sh test      what `make test` needs besides
#   tools/setup.sh bench     what `make bench-browser` and `make journeys` need besides
#
# Go, Node 20 and make must be there. Without root or sudo it names the packages
# to install and, for `run`, goes on without them.
set -euo pipefail
cd "$(dirname "$0")/.."

versions() {
  GOFUMPT=v0.9.2
  STATICCHECK=v0.6.1
  OAPI_CODEGEN=v2.8.2
  VERSITYGW=v1.8.0
}

# ca-certificates: Go and npm fetch what they build by https.
run_packages=(ca-certificates espeak-ng ffmpeg pocketsphinx-en-us)
# gcc and the C library's headers: the race detector is built with cgo.
test_packages=(gcc libc6-dev chromium fonts-noto-cjk postgresql nginx lame mpg123 flite sox attr util-linux mount e2fsprogs)
bench_packages=(firefox-esr pulseaudio pulseaudio-utils)

say() { printf 'setup: %s\n' "$*" >&2; }

missing() {
  local p
  for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || echo "$p"
  done
}

install_packages() { # install_packages needed|wanted PACKAGE…
  local how=$1 as_root=()
  shift
  local want
  mapfile -t want < <(missing "$@")
  [ ${#want[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    say "this is no Debian machine; please install: ${want[*]}"
    [ "$how" = wanted ]
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "please run: sudo apt-get install ${want[*]}"
      [ "$how" = wanted ]
      return
    fi
    as_root=(sudo -n)
  fi
  say "installing ${want[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${want[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    say "apt-get could not install: ${want[*]}"
    rm -f "$log"
    [ "$how" = wanted ]
    return
  fi
  rm -f "$log"
}

tool() { # tool NAME MODULE VERSION: into bin/, unless this version is there
  local stamp="bin/.$1-$3"
  [ -x "bin/$1" ] && [ -e "$stamp" ] && return 0
  say "building $1 $3"
  GOBIN="$PWD/bin" GOFLAGS=-mod=mod go install "$2@$3"
  touch "$stamp"
}

need() {
  command -v "$1" >/dev/null || { say "$1 is missing: install $2"; exit 1; }
}

mkdir -p bin
need go "Go 1.26 or newer (https://go.dev/doc/install)"
case "${1:-}" in
  bench)
    install_packages needed "${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
    ;;
  run)
    install_packages wanted "${run_packages[@]}" || true
    ;;
  test)
    need node "Node 20 or newer"
    need npm "npm, which comes with Node"
    install_packages needed "${run_packages[@]}" "${test_packages[@]}"
    versions
    tool gofumpt mvdan.cc/gofumpt "$GOFUMPT"
    tool staticcheck honnef.co/go/tools/cmd/staticcheck "$STATICCHECK"
    tool oapi-codegen github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen "$OAPI_CODEGEN"
    tool versitygw github.com/versity/versitygw/cmd/versitygw "$VERSITYGW"
    ;;
  *)
    say "usage: tools/setup.sh run|test|bench"
    exit 2
    ;;
esac
