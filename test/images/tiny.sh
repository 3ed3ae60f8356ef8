#!/bin/bash
# tiny.sh WORK OUT: a machine of busybox and Debian's cloud kernel, which boots in seconds even
# without hardware virtualization. tiny/init says what it does.
set -euo pipefail
work=$1 out=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The metapackage depends on the kernel of today.
kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^  Depends: //p' | head -n 1)
# apt drops its rights to a user who may not write here; fetching as root is fine for a test.
(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$kernel")
dpkg-deb -x "$work"/linux-image-*.deb "$work/kernel"
version=$(ls "$work/kernel/lib/modules")
depmod -b "$work/kernel" "$version"

root=$work/root
mkdir -p "$root"/{bin,dev,etc,lib/modules,mnt,proc,run,sys,tmp}
cp /bin/busybox "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
install -m 755 "$here/tiny/init" "$root/init"
install -m 755 "$here/tiny/dhcp" "$root/etc/dhcp"

# Modules in the order of loading, each once. evdev and button make the power button reach acpid.
for module in virtio_pci virtio_blk virtio_net virtio_rng af_packet button evdev; do
  modprobe -d "$work/kernel" -S "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
  cp "$file" "$root/lib/modules/"
  basename "$file" >> "$root/lib/modules/order"
done

chmod 755 "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$root" && find . | sort | cpio --quiet -o -H newc -R 0:0 --reproducible | gzip -n -9) > "$work/initrd"
"$here/disk.sh" "$work/kernel/boot/vmlinuz-$version" "$work/initrd" "$out" 'console=ttyS0 quiet panic=-1'
