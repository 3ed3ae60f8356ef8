import test from 'ava'
import { ephemeralArguments } from '../../../lib/compute/hypervisors/qemu/ephemeral-argv.ts'
import {
  ephemeralPaths,
  savedPaths,
} from '../../../lib/compute/hypervisors/qemu/ephemeral-paths.ts'

const id = 'i-0123456789abcdef0'
const options = {
  plan: {
    id,
    vcpuCount: 1,
    memoryBytes: 512 * 2 ** 20,
    diskBytes: 2 ** 30,
    identity: {
      machineId: 'i-00000000000000001',
      smbiosUuid: 'ec2e1916-9099-7caf-fd21-012345abcdef',
      hostname: 'ip-172-31-0-10',
      macAddress: '02:00:00:00:00:10',
      privateIpAddress: '172.31.0.10',
    },
  },
  paths: ephemeralPaths(id, { machines: '/m', runtime: '/r' }),
  baseFormat: 'raw',
  acceleration: 'tcg',
  translationCacheMebibytes: 64,
  runAs: { uid: 65534, gid: 65534 },
} as const
const saved = savedPaths('/saved')

const expected = `
-name guest=i-0123456789abcdef0
-nodefaults
-no-user-config
-display none
-S
-no-reboot
-sandbox on,obsolete=deny,elevateprivileges=allow,spawn=deny,resourcecontrol=deny
-runas 65534:65534
-object memory-backend-file,id=memory,size=524288k,mem-path=/saved/memory,share=off
-machine q35,memory-backend=memory
-m size=524288k
-cpu max
-accel tcg,thread=multi,tb-size=64
-smp 1
-uuid ec2e1916-9099-7caf-fd21-012345abcdef
-smbios type=1,manufacturer=Amazon EC2,product=mallee,uuid=ec2e1916-9099-7caf-fd21-012345abcdef,serial=ec2e1916-9099-7caf-fd21-012345abcdef
-smbios type=3,manufacturer=Amazon EC2,asset=i-00000000000000001
-blockdev {"driver":"nbd","node-name":"base-server","read-only":true,"server":{"type":"unix","path":"/r/i-0123456789abcdef0/b"},"open-timeout":10}
-blockdev {"driver":"raw","node-name":"base","read-only":true,"file":"base-server"}
-blockdev {"driver":"file","node-name":"saved-file","filename":"/saved/disk.qcow2","read-only":true,"discard":"unmap"}
-blockdev {"driver":"qcow2","node-name":"saved","file":"saved-file","backing":"base","read-only":true,"discard":"unmap"}
-blockdev {"driver":"file","node-name":"root-file","filename":"/m/i-0123456789abcdef0/overlay.qcow2","read-only":false,"discard":"unmap"}
-blockdev {"driver":"qcow2","node-name":"root","file":"root-file","backing":"saved","read-only":false,"discard":"unmap"}
-device virtio-blk-pci,drive=root,id=root-disk,bootindex=0,rerror=report,werror=report
-netdev user,ipv6=off,net=172.31.0.0/20,host=172.31.0.1,dns=172.31.0.2,dhcpstart=172.31.0.10,hostname=ip-172-31-0-10,id=network
-device virtio-net-pci,netdev=network,mac=02:00:00:00:00:10,romfile=
-object rng-random,id=entropy,filename=/dev/urandom
-device virtio-rng-pci,rng=entropy
-device vmgenid,guid=auto
-chardev socket,id=console,path=/r/i-0123456789abcdef0/s,server=on,wait=off
-serial chardev:console
-chardev socket,id=control,path=/r/i-0123456789abcdef0/c,server=on,wait=off
-serial chardev:control
-qmp unix:/r/i-0123456789abcdef0/q,server=on,wait=off
-incoming defer`

const lines = (args: readonly string[]) =>
  args.map(arg => (/^-[a-zA-Z]/.test(arg) ? `\n${arg}` : ` ${arg}`)).join('')

test('a restored machine maps its memory privately and writes to an overlay of its own', t => {
  t.is(lines(ephemeralArguments({ ...options, kind: { kind: 'restored', saved } })), expected)
})

test('a machine that is to be saved writes into what is saved; a plain one has neither', t => {
  const savable = lines(ephemeralArguments({ ...options, kind: { kind: 'savable', saved } }))
  t.regex(savable, /mem-path=\/saved\/memory,share=on\n/)
  t.regex(savable, /"root-file","filename":"\/saved\/disk\.qcow2","read-only":false/)
  t.notRegex(savable, /-incoming/)
  const plain = lines(ephemeralArguments({ ...options, kind: { kind: 'plain' } }))
  t.notRegex(plain, /\/saved|-incoming|memory-backend/)
  t.regex(plain, /"root-file","filename":"\/m\//)
})
