#!/usr/bin/env bash
# Measures a graphics card with what pack.sh packed, and says what it saw:  run.sh [DEVICE]
#   DEVICE   gpu (the best one) or gpu:N, as `bluerider doctor` counts them
# Nothing outside a folder of its own is read or written. Where nvidia-smi is, the card's memory is watched too.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
device=${1:-gpu}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_CACHE_HOME= XDG_CONFIG_HOME= XDG_DATA_HOME=
program=$here/bluerider
failed=0

# Runs a command under a heading; says how long it took, and the most memory of the card.
measure() {
  local title=$1 start most=0 used pid
  shift
  echo; echo "## $title"
  start=$(date +%s.%N)
  "$@" 2>"$home/said" &
  pid=$!
  while kill -0 $pid 2>/dev/null; do
    used=$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | sort -n | tail -1)
    [ "${used:-0}" -gt "$most" ] && most=$used
    sleep 0.2
  done
  if wait $pid; then echo -n "done"; else echo "FAILED ($?)"; failed=1; tail -5 "$home/said"; fi
  awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { printf " in %.1f s", b - a }'
  [ "$most" -gt 0 ] && echo -n ", $most MB of the card's memory"
  echo
}

echo "# $("$program" --version) on $(uname -sm), $(date -u +%F)"
measure "What is there, and a picture of étude" "$program" doctor --device "$device"
measure "The self-test, part by part" "$program" probe "$device"
for size in 512x512 1024x1024; do
  model=(--model "$here/model/kandinsky-2-2-decoder" --prior "$here/model/kandinsky-2-2-prior")
  bench=("$program" bench --device "$device" "${model[@]}" --size $size)
  measure "Kandinsky 2.2 at $size, met for the first time" "${bench[@]}" --times 1 unet decode
  measure "The same again: a step of the UNet, and MoVQ's decoder" "${bench[@]}" --times 5 unet decode
done
exit $failed
