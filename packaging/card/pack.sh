#!/usr/bin/env bash
# Packs what a graphics card is measured with, to be carried to a machine that has one:  pack.sh OUT.tar.xz MODEL
#   MODEL   a folder with kandinsky-2-2-decoder and kandinsky-2-2-prior. Holes in its files stay holes, so a model of the
#           published size whose weights are zeros takes no room; only times and memory are measured with it.
# Afterwards, there:  tar -xf OUT.tar.xz && card/run.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
out=$(realpath "$1") model=$(realpath "$2")
for part in kandinsky-2-2-decoder kandinsky-2-2-prior; do
  [ -d "$model/$part" ] || { echo "$model has no $part" >&2; exit 1; }
done
cd "$here/../.."
cargo build --locked --release -p bluerider
program=${CARGO_TARGET_DIR:-target}/release/bluerider
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/card"
cp "$program" "$here/run.sh" "$folder/card/"
mkdir "$folder/card/model"
cp -r --sparse=always "$model"/kandinsky-2-2-{decoder,prior} "$folder/card/model/"
tar --sparse -C "$folder" -cJf "$out" card
echo "$out: $(($(stat -c %s "$out") / 1000000)) MB"
