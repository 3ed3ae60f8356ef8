#!/bin/bash
# kernel.sh WORK ROOT MODULE...: fetches Debian's cloud kernel to WORK/vmlinuz, and copies the
# modules and what they need to ROOT/lib/modules, in whose file `order` they are to be loaded.
set -euo pipefail
work=$1 root=$2
shift 2

# The metapackage depends on the kernel of today.
kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^  Depends: //p' | head -n 1)
# apt drops its rights to a user who may not write here; fetching as root is fine for a test.
(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$kernel")
dpkg-deb -x "$work"/linux-image-*.deb "$work/kernel"
version=$(ls "$work/kernel/lib/modules")
depmod -b "$work/kernel" "$version"
cp "$work/kernel/boot/vmlinuz-$version" "$work/vmlinuz"

# In the order of loading, each once.
mkdir -p "$root/lib/modules"
for module in "$@"; do
  modprobe -d "$work/kernel" -S "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
  cp "$file" "$root/lib/modules/"
  basename "$file" >> "$root/lib/modules/order"
done
