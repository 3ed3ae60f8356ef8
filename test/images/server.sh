#!/bin/bash
# server.sh WORK OUT NODE: a folder with what boots into `mallee serve` in seconds: vmlinuz, initrd,
# and system.raw with Node and the packages that the server needs. The server itself comes on a disk
# of its own, as it changes more often. server/init says how they are put together.
set -euo pipefail
work=$1 out=$2 node=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$here/../..
mkdir "$out"

root=$work/root
mkdir -p "$root"/{bin,dev,lib,proc,sys,system}
cp /bin/busybox "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
install -m 755 "$here/server/init" "$root/init"
bash "$here/kernel.sh" "$work" "$root" virtio_pci virtio_blk virtio_net virtio_rng
bash "$here/initrd.sh" "$root" "$out/initrd"
mv "$work/vmlinuz" "$out/vmlinuz"

system=$work/system
mkdir -p "$system"/{bin,data,dev,etc,lib64,proc,program,sys,tmp}
echo 'root:x:0:0:root:/:/bin/sh' > "$system/etc/passwd"
cp "$node" "$system/bin/node"
# What the lock file does not call a development's package; the packages of Node would be a second.
"$node" -p 'Object.entries(JSON.parse(require("fs").readFileSync(process.argv[1])).packages)
  .filter(([path, { dev, devOptional }]) => path && !dev && !devOptional)
  .map(([path]) => path).filter(path => !/\/node-(linux|darwin)/.test(path)).join("\n")' \
  "$project/package-lock.json" |
  while read -r package; do
    # Those of other systems are not installed; those inside of others came with them.
    if [ -e "$project/$package" ] && [ ! -e "$system/$package" ]; then
      mkdir -p "$system/$package"
      cp -r "$project/$package/." "$system/$package"
    fi
  done
# ldd fails for the prebuilt addons of other systems.
(find "$system" -name '*.node' -o -path "$system/bin/node" | xargs ldd 2> /dev/null || true) |
  grep -o '/[^ ]*\.so[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$system$(dirname "$library")"
  cp -L "$library" "$system$library"
done
mke2fs -q -t ext4 -O ^has_journal -m 0 -L system -E root_owner=0:0 -d "$system" "$out/system.raw" \
  "$(($(du -sm "$system" | cut -f1) * 5 / 4 + 16))m"
