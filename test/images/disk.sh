#!/bin/bash
# disk.sh VMLINUZ INITRD OUT KERNEL_ARGUMENTS [ROOT_FOLDER ROOT_MIB]
#
# Writes a raw disk that boots by BIOS. A GPT with a FAT partition that holds syslinux, the kernel
# and the initramfs; then, if a folder is given, an ext4 partition labelled "root" filled from it.
# Needs neither loop devices nor mounts: sfdisk, mtools, syslinux and mke2fs write at offsets.
set -euo pipefail
vmlinuz=$1 initrd=$2 out=$3 arguments=$4 root=${5:-} root_mib=${6:-0}

boot_start=2048 # In sectors: 1 MiB, where every partitioning tool begins.
boot_mib=$(( ( $(stat -Lc %s "$vmlinuz") + $(stat -Lc %s "$initrd") ) / 1048576 + 4 ))
# One sector a cluster: FAT32 needs 65,525 clusters.
(( boot_mib > 36 )) || boot_mib=36
root_start=$((boot_start + boot_mib * 2048))
esp=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
linux_root=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709

rm -f "$out"
truncate -s "$((1 + boot_mib + root_mib + 1))M" "$out"
{
  echo 'label: gpt'
  # The attribute is what gptmbr.bin looks for.
  echo "start=$boot_start, size=$((boot_mib * 2048)), type=$esp, name=boot, attrs=\"LegacyBIOSBootable\""
  [ -z "$root" ] || echo "start=$root_start, size=$((root_mib * 2048)), type=$linux_root, name=root"
} | sfdisk -q "$out"

# It warns that the disk goes on after the partition, which is meant.
mkfs.vfat -n BOOT -F 32 -s 1 -i 6d616c6c --invariant --offset "$boot_start" "$out" $((boot_mib * 1024)) > /dev/null 2>&1
fat=(-i "$out@@$((boot_start * 512))")
config=$(mktemp)
trap 'rm -f "$config"' EXIT
cat > "$config" <<END
SERIAL 0 115200
DEFAULT linux
PROMPT 0
TIMEOUT 1
LABEL linux
 LINUX /vmlinuz
 INITRD /initrd
 APPEND $arguments
END
mmd "${fat[@]}" ::/syslinux
mcopy "${fat[@]}" "$vmlinuz" ::/vmlinuz
mcopy "${fat[@]}" "$initrd" ::/initrd
mcopy "${fat[@]}" "$config" ::/syslinux/syslinux.cfg
syslinux --install --offset $((boot_start * 512)) --directory /syslinux "$out"
dd if=/usr/lib/syslinux/mbr/gptmbr.bin of="$out" bs=440 count=1 conv=notrunc status=none

if [ -n "$root" ]; then
  mke2fs -q -t ext4 -L root -d "$root" \
    -E "offset=$((root_start * 512)),lazy_itable_init=1,root_owner=0:0" "$out" "$((root_mib * 1024))k"
fi
