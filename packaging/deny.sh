#!/usr/bin/env bash
# Holds all dependencies against deny.toml: licences, bans, sources, and the advisories of https://rustsec.org. Installs
# cargo-deny where it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-deny > /dev/null || cargo install --locked --version 0.20.2 cargo-deny

cargo deny --locked check bans licenses sources
# Without a network the advisories of the last time are better than none, and none is said.
if cargo deny --locked fetch db || [ -n "$(ls -d "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/.git 2> /dev/null)" ]; then
  cargo deny --locked --offline check advisories
else
  echo "deny.sh: ADVISORIES WERE NOT CHECKED: their database cannot be reached, and there is no older copy." >&2
fi
