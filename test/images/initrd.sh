#!/bin/bash
# initrd.sh ROOT OUT: packs a root file system into an initramfs, the same bytes each time.
set -euo pipefail
root=$1 out=$2
chmod 755 "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$root" && find . | sort | cpio --quiet -o -H newc -R 0:0 --reproducible | gzip -n -9) > "$out"
