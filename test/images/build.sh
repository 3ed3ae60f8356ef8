#!/bin/bash
# build.sh tiny|debian: builds a bootable test image from Debian packages and prints its path.
# build.sh server NODE: the same for the folder of a machine that runs the server on that Node.
#
# Images are kept in $XDG_CACHE_HOME/mallee-tests (or ~/.cache/mallee-tests), named by a hash of
# these scripts and of the versions of the packages that go in, so a change of either builds anew
# and everything else costs a hash. Needs the packages of test/packages.txt and a package mirror.
set -euo pipefail

kind=${1:?usage: build.sh tiny|debian|server NODE}
node=${2:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mallee-tests
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C SOURCE_DATE_EPOCH=1700000000

case $kind in
  tiny) packages=(linux-image-cloud-amd64 busybox-static syslinux syslinux-efi) ;;
  debian) packages=(linux-image-cloud-amd64 systemd cloud-init openssh-server syslinux) ;;
  server) packages=(linux-image-cloud-amd64 busybox-static libc6) ;;
  *) echo "build.sh: unknown image '$kind' (tiny, debian, server)" >&2; exit 2 ;;
esac

versions() {
  local package
  for package in "${packages[@]}"; do
    echo "$package $(apt-cache policy "$package" | sed -n 's/^  Candidate: //p')"
  done
}

# A machine that has never fetched the package lists knows no candidates.
if versions | grep -Eq ' (\(none\))?$'; then apt-get update -qq >&2; fi

scripts=("$here"/{build,disk,initrd,kernel,"$kind"}.sh "$here/$kind"/*)
contents() {
  versions
  cat "${scripts[@]}"
  [ "$kind" != server ] || { "$node" --version; cat "$here/../../package-lock.json"; }
}
key=$(contents | sha256sum | cut -c1-16)
image=$cache/$kind-$key
[ "$kind" = server ] || image=$image.raw
mkdir -p "$cache"

# Two tests that start together build once.
exec 9>"$cache/$kind.lock"
flock 9
if [ ! -e "$image" ]; then
  work=$(mktemp -d "$cache/$kind-build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  "$here/$kind.sh" "$work" "$work/image" "$node" >&2 9>&-
  mv "$work/image" "$image"
fi
echo "$image"
