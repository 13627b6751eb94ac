#!/usr/bin/env bash
# Installs what Blue Rider needs from Debian or Ubuntu beside Rust, and only what is missing.
#   setup.sh         what the studio needs to open a window
#   setup.sh test    also what the tests need
set -euo pipefail

packages=(build-essential ca-certificates pkg-config libxkbcommon-x11-0 libvulkan1 mesa-vulkan-drivers libgl1-mesa-dri)
[ "${1:-}" = test ] && packages+=(chromium python3 python3-venv xvfb)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing: ${missing[*]}"
  admin=()
  [ "$(id -u)" = 0 ] || admin=(sudo)
  "${admin[@]}" apt-get update -q
  "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

if [ "${1:-}" = test ] && ! cargo nextest --version >/dev/null 2>&1; then
  cargo install --locked cargo-nextest
fi
