#!/bin/bash
# debian.sh WORK OUT: Debian 12 with cloud-init as the distribution packages it, like the cloud
# images that the distribution publishes: all modules, no setting of cloud-init changed but the
# list of data sources, which Debian's own package asks for at installation and narrows the same way.
set -euo pipefail
work=$1 out=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ "$(id -u)" != 0 ]; then echo 'debian.sh: needs root, so that files keep their owners' >&2; exit 1; fi
include=$(grep -v '^#' "$here/debian/packages" | paste -sd,)

# The initramfs holds what this machine's disk and network need instead of every driver there is.
mmdebstrap --variant=minbase --mode=root --quiet --include="$include" \
  --aptopt='Apt::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
  --essential-hook="copy-in $here/debian/modules /etc/initramfs-tools" \
  --essential-hook='printf "MODULES=list\nCOMPRESS=lz4\n" > "$1/etc/initramfs-tools/conf.d/mallee"' \
  --customize-hook="copy-in $here/debian/90_datasources.cfg /etc/cloud/cloud.cfg.d" \
  --customize-hook="copy-in $here/debian/fstab /etc" \
  --customize-hook=': > "$1/etc/machine-id"; rm -f "$1"/etc/ssh/ssh_host_*; echo debian > "$1/etc/hostname"' \
  --customize-hook='rm -rf "$1"/var/cache/apt/*' \
  bookworm "$work/root.tar"

mkdir "$work/root"
tar -xpf "$work/root.tar" -C "$work/root" --numeric-owner --xattrs --exclude='./dev/*'
"$here/disk.sh" "$work"/root/boot/vmlinuz-* "$work"/root/boot/initrd.img-* "$out" \
  'root=LABEL=root ro console=tty0 console=ttyS0 net.ifnames=0 panic=-1 quiet' "$work/root" 900
