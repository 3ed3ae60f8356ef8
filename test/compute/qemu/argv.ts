import test from 'ava'
import type { MachineSpec } from '../../../lib/compute/hypervisor.ts'
import { qemuArguments } from '../../../lib/compute/hypervisors/qemu/argv.ts'
import { guestNetworkOf } from '../../../lib/compute/hypervisors/qemu/guest-network.ts'
import { isMachineId, machinePaths } from '../../../lib/compute/hypervisors/qemu/machine-paths.ts'

const folders = { machines: '/srv/machines', runtime: '/run/mallee' }

const machine = {
  spec: {
    id: 'i-0123456789abcdef0',
    vcpuCount: 2,
    memoryBytes: 512 * 2 ** 20,
    diskBytes: 8 * 2 ** 30,
    network: {
      kind: 'private',
      interfaces: [
        {
          id: 'eni-0123456789abcdef0',
          macAddress: '02:00:00:00:00:10',
          privateIpAddress: '172.31.5.77',
        },
      ],
    },
    smbiosUuid: 'ec2e1916-9099-7caf-fd21-012345abcdef',
    hostname: 'ip-172-31-5-77',
    platform: 'q35-bios',
  },
  paths: machinePaths('i-0123456789abcdef0', folders),
  baseFormat: 'qcow2',
  acceleration: 'tcg',
  translationCacheMebibytes: 128,
  reconnectDelaySeconds: 60,
  runAs: { uid: 65534, gid: 65534 },
} as const

const expected = `
-name guest=i-0123456789abcdef0
-nodefaults
-no-user-config
-display none
-S
-action shutdown=pause
-sandbox on,obsolete=deny,elevateprivileges=allow,spawn=deny,resourcecontrol=deny
-runas 65534:65534
-machine q35
-cpu max
-accel tcg,thread=multi,tb-size=128
-smp 2
-m size=524288k
-uuid ec2e1916-9099-7caf-fd21-012345abcdef
-smbios type=1,manufacturer=Amazon EC2,product=mallee,uuid=ec2e1916-9099-7caf-fd21-012345abcdef,serial=ec2e1916-9099-7caf-fd21-012345abcdef
-smbios type=3,manufacturer=Amazon EC2,asset=i-0123456789abcdef0
-device {"driver":"pcie-pci-bridge","id":"disk-bridge","addr":"10.0"}
-blockdev {"driver":"nbd","node-name":"base-server","read-only":true,"server":{"type":"unix","path":"/run/mallee/i-0123456789abcdef0/nbd.sock"},"reconnect-delay":60,"open-timeout":10}
-blockdev {"driver":"qcow2","node-name":"base","read-only":true,"file":"base-server"}
-blockdev {"driver":"file","node-name":"overlay-file","filename":"/srv/machines/i-0123456789abcdef0/disk.qcow2","discard":"unmap"}
-blockdev {"driver":"qcow2","node-name":"root","file":"overlay-file","backing":"base","discard":"unmap"}
-device virtio-blk-pci,drive=root,id=root-disk,bootindex=0,rerror=stop,werror=stop
-netdev user,ipv6=off,net=172.31.0.0/20,host=172.31.0.1,dns=172.31.0.2,dhcpstart=172.31.5.77,hostname=ip-172-31-5-77,id=eni-0123456789abcdef0
-device virtio-net-pci,netdev=eni-0123456789abcdef0,mac=02:00:00:00:00:10,romfile=
-object rng-random,id=entropy,filename=/dev/urandom
-device virtio-rng-pci,rng=entropy
-chardev socket,id=serial,path=/run/mallee/i-0123456789abcdef0/serial.sock,server=on,wait=off,logfile=/run/mallee/i-0123456789abcdef0/console.live,logappend=on
-serial chardev:serial
-device VGA,id=screen,vgamem_mb=8
-vnc unix:/run/mallee/i-0123456789abcdef0/vnc.sock,share=ignore
-qmp unix:/run/mallee/i-0123456789abcdef0/qmp.sock,server=on,wait=off`

/** One option a line, as a person would read them. */
function lines(args: readonly string[]): string {
  return args.map(arg => (/^-[a-zA-Z]/.test(arg) ? `\n${arg}` : ` ${arg}`)).join('')
}

test('the arguments of a machine are these', t => {
  t.is(lines(qemuArguments(machine)), expected)
})

test('what differs with the host is the accelerator, the processor and the rights', t => {
  const args = lines(qemuArguments({ ...machine, acceleration: 'kvm', runAs: undefined }))
  t.regex(args, /-accel kvm\n/)
  t.regex(args, /-cpu host\n/)
  t.regex(args, /elevateprivileges=deny/)
  t.notRegex(args, /-runas/)
})

test('UEFI reads its code from the host and keeps its variables in a file of the machine', t => {
  const uefi = { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: machine.paths.uefiVariables }
  const spec = { ...machine.spec, platform: 'q35-uefi' } as const
  const args = lines(qemuArguments({ ...machine, spec, uefi }))
  t.regex(args, /\n-machine q35,pflash0=uefi-code,pflash1=uefi-variables\n/)
  const nodes = args.split('\n').filter(line => line.includes('"uefi-'))
  t.deepEqual(nodes, [
    '-blockdev {"driver":"file","node-name":"uefi-code-file","filename":"/usr/share/OVMF/OVMF_CODE_4M.fd","read-only":true}',
    '-blockdev {"driver":"raw","node-name":"uefi-code","file":"uefi-code-file","read-only":true}',
    '-blockdev {"driver":"file","node-name":"uefi-variables-file","filename":"/srv/machines/i-0123456789abcdef0/uefi-variables.fd"}',
    '-blockdev {"driver":"raw","node-name":"uefi-variables","file":"uefi-variables-file"}',
  ])
})

test('volumes are disks with their ids as serial numbers, the first to boot from, the others to be unplugged', t => {
  const disks = [
    { volumeId: 'vol-0123456789abcdef0', slot: 0 },
    { volumeId: 'vol-0123456789abcdef1', slot: 17 },
  ]
  const spec = { ...machine.spec, disks }
  const args = lines(qemuArguments({ ...machine, spec, baseFormat: undefined }))
  t.notRegex(args, /overlay|base-server/)
  t.deepEqual(
    args.split('\n').filter(line => line.includes('vol-')),
    [
      '-blockdev {"driver":"nbd","node-name":"vol-0123456789abcdef0.a","server":{"type":"unix","path":"/run/mallee/i-0123456789abcdef0/d0.sock"},"reconnect-delay":60,"open-timeout":10,"discard":"unmap"}',
      '-blockdev {"driver":"raw","node-name":"vol-0123456789abcdef0","file":"vol-0123456789abcdef0.a","discard":"unmap","detect-zeroes":"unmap"}',
      '-device {"driver":"virtio-blk-pci","id":"vol-0123456789abcdef0","drive":"vol-0123456789abcdef0","serial":"vol0123456789abcdef0","rerror":"stop","werror":"stop","bootindex":0}',
      '-blockdev {"driver":"nbd","node-name":"vol-0123456789abcdef1.a","server":{"type":"unix","path":"/run/mallee/i-0123456789abcdef0/d17.sock"},"reconnect-delay":60,"open-timeout":10,"discard":"unmap"}',
      '-blockdev {"driver":"raw","node-name":"vol-0123456789abcdef1","file":"vol-0123456789abcdef1.a","discard":"unmap","detect-zeroes":"unmap"}',
      '-device {"driver":"virtio-blk-pci","id":"vol-0123456789abcdef1","drive":"vol-0123456789abcdef1","serial":"vol0123456789abcdef1","rerror":"stop","werror":"stop","bus":"disk-bridge","addr":"11"}',
    ],
  )
})

test('a microvm starts a kernel and has its devices on no PCI bus', t => {
  const { kernel, initrd } = machine.paths
  const spec = { ...machine.spec, platform: 'microvm-kernel' } as const
  const options = { ...machine, spec, kernel: { kernel, initrd, kernelArguments: 'quiet a=b,c' } }
  const args = lines(qemuArguments(options))
  t.regex(args, /\n-machine microvm\n/)
  t.notRegex(args, /VGA|-vnc/)
  t.regex(args, /\n-kernel \/run\/mallee\/i-0123456789abcdef0\/kernel\n/)
  t.regex(args, /\n-initrd \/run\/mallee\/i-0123456789abcdef0\/initrd\n-append quiet a=b,c\n/)
  t.notRegex(args, /-pci|romfile|bootindex|smbios/)
  t.is([...args.matchAll(/virtio-(?:blk|net|rng)-device/g)].length, 3)
})

test('a comma in a value makes no option of its own', t => {
  const [nic] = machine.spec.network.interfaces
  const spec: MachineSpec = {
    ...machine.spec,
    hostname: 'a,restrict=off',
    network: { kind: 'private', interfaces: [{ ...nic, macAddress: '02:00:00:00:00:10,bus=x' }] },
  }
  const paths = machinePaths(spec.id, { machines: '/srv/m', runtime: '/run/a,b' })
  const args = lines(qemuArguments({ ...machine, spec, paths }))
  t.regex(args, /hostname=a,,restrict=off,id=/)
  t.regex(args, /mac=02:00:00:00:00:10,,bus=x,romfile=/)
  t.regex(args, /path=\/run\/a,,b\/i-0123456789abcdef0\/serial\.sock,server=on/)
})

test('in a network shared with others a machine has a device for each of its interfaces', t => {
  const spec: MachineSpec = {
    ...machine.spec,
    network: {
      kind: 'vpc',
      networkId: 'vpc-0123456789abcdef0',
      interfaces: [
        {
          id: 'eni-0a23456789abcdef1',
          macAddress: '0a:00:00:00:00:11',
          privateIpAddress: '10.0.0.5',
        },
        {
          id: 'eni-0a23456789abcdef2',
          macAddress: '0a:00:00:00:00:12',
          privateIpAddress: '10.0.1.5',
        },
      ],
    },
  }
  const args = lines(qemuArguments({ ...machine, spec }))
  t.deepEqual(args.match(/-(netdev|device virtio-net-pci).*/g), [
    '-netdev tap,ifname=tap56789abcdef1,script=no,downscript=no,id=eni-0a23456789abcdef1',
    '-device virtio-net-pci,netdev=eni-0a23456789abcdef1,mac=0a:00:00:00:00:11,romfile=',
    '-netdev tap,ifname=tap56789abcdef2,script=no,downscript=no,id=eni-0a23456789abcdef2',
    '-device virtio-net-pci,netdev=eni-0a23456789abcdef2,mac=0a:00:00:00:00:12,romfile=',
  ])
})

test('the guest network is the /20 of its address, without the reserved addresses', t => {
  t.deepEqual(guestNetworkOf('172.31.47.254'), {
    cidr: '172.31.32.0/20',
    gateway: '172.31.32.1',
    nameServer: '172.31.32.2',
  })
  for (const reserved of ['172.31.32.0', '172.31.32.3', '172.31.47.255', 'nonsense', '::1']) {
    t.throws(() => guestNetworkOf(reserved), { instanceOf: RangeError }, reserved)
  }
})

test('only an id becomes part of a path', t => {
  for (const name of [
    '../../etc',
    'i-0123456789abcdef0/..',
    'i-',
    'I-01234567',
    'i-0123456g',
    '',
  ]) {
    t.false(isMachineId(name), name)
    t.throws(() => machinePaths(name, folders), { instanceOf: RangeError })
  }
  t.true(isMachineId('i-01234567'))
})
