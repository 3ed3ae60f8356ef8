#!/bin/bash
# prepare.sh: installs what the tests need of Debian's packages (test/packages.txt), if it is
# missing. Root only has to be asked where something is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DEBIAN_FRONTEND=noninteractive

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
while read -r package; do
  case $package in '' | '#'*) continue ;; esac
  is_installed "$package" || missing+=("$package")
done < "$here/packages.txt"

[ ${#missing[@]} -gt 0 ] || exit 0
run=()
[ "$(id -u)" = 0 ] || run=(sudo)
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
