#!/bin/bash
# tiny.sh WORK OUT: a machine of busybox and Debian's cloud kernel, which boots in seconds even
# without hardware virtualization. tiny/init says what it does.
set -euo pipefail
work=$1 out=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

root=$work/root
mkdir -p "$root"/{bin,dev,etc,lib,mnt,proc,run,sys,tmp}
cp /bin/busybox "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
install -m 755 "$here/tiny/init" "$root/init"
install -m 755 "$here/tiny/dhcp" "$root/etc/dhcp"

# evdev and button make the power button reach acpid.
bash "$here/kernel.sh" "$work" "$root" virtio_pci virtio_mmio virtio_blk virtio_net virtio_rng af_packet button evdev
bash "$here/initrd.sh" "$root" "$work/initrd"
"$here/disk.sh" "$work/vmlinuz" "$work/initrd" "$out" 'console=ttyS0 quiet panic=-1'

# It also boots by UEFI: the same loader and its configuration, where UEFI looks for them.
fat=(-i "$out@@1048576")
mcopy "${fat[@]}" ::/syslinux/syslinux.cfg "$work/syslinux.cfg"
mmd "${fat[@]}" ::/EFI ::/EFI/BOOT
mcopy "${fat[@]}" /usr/lib/SYSLINUX.EFI/efi64/syslinux.efi ::/EFI/BOOT/BOOTX64.EFI
mcopy "${fat[@]}" /usr/lib/syslinux/modules/efi64/ldlinux.e64 "$work/syslinux.cfg" ::/EFI/BOOT/
