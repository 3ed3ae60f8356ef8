/** The programs that a hook image boots into: shell scripts for busybox. */

/** Of the initial RAM file system: loads what the disk and the network need, and goes to the disk. */
export const ramInit = `#!/bin/busybox sh
/bin/busybox mkdir -p /dev /proc /sys /root
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
for module in /modules/*; do /bin/busybox insmod $module 2> /dev/null; done
for try in 1 2 3 4 5 6 7 8 9 10; do
  [ -b /dev/vda2 ] && break
  /bin/busybox sleep 1
done
/bin/busybox mount -t ext4 -o noatime /dev/vda2 /root
/bin/busybox umount /proc
exec /bin/busybox switch_root /root /sbin/hook-init
`

/** Process 1: an address, the user data, and the power button by way of the kernel's own panic. */
export const diskInit = `#!/bin/busybox sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2> /dev/null
mount -t tmpfs run /run
mount -t tmpfs tmp /tmp
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
ip link set lo up
ip link set eth0 up
udhcpc -q -n -t 10 -T 1 -i eth0 -s /etc/hook-dhcp > /dev/null 2>&1
service=http://169.254.169.254/latest
if wget -q -O /run/user-data $service/user-data; then
  chmod 700 /run/user-data
  /run/user-data
  echo "hook-init: the user data ended with $?"
else
  echo 'hook-init: there is no user data'
fi
sync
poweroff -f
`

/** What udhcpc calls with what it learnt in the environment. */
export const dhcpScript = `#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add "$ip/\${mask:-24}" dev "$interface"
for gateway in $router; do ip route add default via "$gateway"; break; done
[ -z "$hostname" ] || hostname "$hostname"
`
