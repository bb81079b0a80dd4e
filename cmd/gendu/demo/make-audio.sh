#!/usr/bin/env bash
# Speaks the demo episode with flite and encodes it with lame. Run it only when
# notes.txt changes; the MP3 is committed, so that nobody needs flite.
#
#   cmd/gendu/demo/make-audio.sh        (needs flite, sox, lame)
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
parts=()
say() { # say PAUSE_SECONDS TEXT: the text, then silence
  n=$((n + 1))
  flite -voice slt -o "$tmp/$n.raw.wav" -t "$2"
  sox -q "$tmp/$n.raw.wav" -r 44100 "$tmp/$n.wav" silence 1 0.02 0.1% reverse silence 1 0.02 0.1% reverse pad 0.01 "$1"
  parts+=("$tmp/$n.wav")
}
say 0.9 "You are listening to a demonstration of gendu. Listen first, then say it."
say 0.5 "Ten years ago, the night train seemed to belong to old films and older timetables."
say 0.5 "Cheap flights had emptied its corridors, and one railway after another sold its sleeping cars."
say 0.9 "Today, the same carriages are being cleaned, painted and sent out into the dark again."
say 0.5 "Passengers give simple reasons for choosing a bed on rails."
say 0.5 "They board after dinner, they wake up in the middle of another city, and nobody asks them to take off their shoes."
say 0.9 "Some also care about the climate, because a train produces only a small share of the emissions of a flight."
say 0.5 "The comeback is still fragile."
say 0.5 "Sleeping cars are expensive to build, and a single delay can spoil the whole night."
say 1.0 "Yet every full train is a small vote for a slower way of travelling."
say 0.5 "Timetable."
say 0.8 "The night train seemed to belong to old films and older timetables."
say 0.5 "Emissions."
say 0.8 "A train produces only a small share of the emissions of a flight."
say 0.5 "Fragile."
say 0.8 "The comeback is still fragile."
say 0.4 "That is all for this demonstration. Now it is your turn."
sox -q "${parts[@]}" "$tmp/all.wav" gain -n -3
lame --quiet -m m -V 6 --tt "The Quiet Return of the Night Train" --ta gendu "$tmp/all.wav" audio.mp3
ls -l audio.mp3
