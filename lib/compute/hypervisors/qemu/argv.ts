import type { MachineInterface, MachineSpec } from '../../hypervisor.ts'
import { deviceNameOf } from '../../networks/device-name.ts'
import { bridgeArguments, clientNode, diskDevice, diskNames, formatNode } from './disk-nodes.ts'
import { guestNetworkOf } from './guest-network.ts'
import type { MachinePaths } from './machine-paths.ts'
import { qemuValue } from './qemu-value.ts'

export interface ArgumentOptions {
  readonly spec: MachineSpec
  readonly paths: MachinePaths
  /** Absent where the machine boots from a volume. */
  readonly baseFormat: 'raw' | 'qcow2' | undefined
  readonly acceleration: 'kvm' | 'tcg'
  /** Of TCG's translated code: its default takes a gigabyte from every machine. */
  readonly translationCacheMebibytes: number
  /** How long a guest's read waits for a server that restarts before the machine is paused. */
  readonly reconnectDelaySeconds: number
  /** Whom QEMU becomes once its files are open; absent where it was started without rights. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined
  /** With the platform q35-uefi. */
  readonly uefi?: UefiFiles | undefined
  /** With a platform that starts a kernel. */
  readonly kernel?: KernelFiles | undefined
}

/** Where UEFI's code is, for all machines, and this machine's own variables. */
export interface UefiFiles {
  readonly code: string
  readonly variables: string
}

export interface KernelFiles {
  readonly kernel: string
  readonly initrd: string | undefined
  readonly kernelArguments: string
}

/** The arguments of QEMU for one machine: pure, so that a test can read them whole. */
export function qemuArguments(options: ArgumentOptions): string[] {
  const { spec, paths } = options
  return [
    ...['-name', `guest=${qemuValue(spec.id)}`],
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    // The guest waits until every step of the start has succeeded.
    '-S',
    // A guest that shuts down leaves QEMU there to tell of it.
    ...['-action', 'shutdown=pause'],
    ...sandboxArguments(options),
    ...['-machine', machineOf(options), '-cpu', options.acceleration === 'kvm' ? 'host' : 'max'],
    ...['-accel', accelerator(options)],
    ...['-smp', String(spec.vcpuCount)],
    ...['-m', `size=${Math.floor(spec.memoryBytes / 1024)}k`],
    ...['-uuid', qemuValue(spec.smbiosUuid)],
    ...smbiosArguments(spec),
    ...bootArguments(options),
    ...diskArguments(options),
    ...networkArguments(spec),
    ...['-object', 'rng-random,id=entropy,filename=/dev/urandom'],
    ...['-device', `${virtioDevice('virtio-rng', spec)},rng=entropy`],
    ...consoleArguments(options),
    ...['-qmp', `unix:${qemuValue(paths.control)},server=on,wait=off`],
  ]
}

function machineOf({ spec, uefi }: ArgumentOptions): string {
  if (spec.platform === 'microvm-kernel') return 'microvm'
  return uefi === undefined ? 'q35' : 'q35,pflash0=uefi-code,pflash1=uefi-variables'
}

/** The name of a virtio device as the platform's bus has it: PCI, or memory where there is none. */
export function virtioDevice(name: string, { platform }: Pick<MachineSpec, 'platform'>): string {
  return `${name}-${platform === 'microvm-kernel' ? 'device' : 'pci'}`
}

function bootArguments({ uefi, kernel }: ArgumentOptions): string[] {
  if (kernel !== undefined) {
    return [
      ...['-kernel', kernel.kernel],
      ...(kernel.initrd === undefined ? [] : ['-initrd', kernel.initrd]),
      ...['-append', kernel.kernelArguments],
    ]
  }
  if (uefi === undefined) return []
  const nodes = [
    { driver: 'file', 'node-name': 'uefi-code-file', filename: uefi.code, 'read-only': true },
    { driver: 'raw', 'node-name': 'uefi-code', file: 'uefi-code-file', 'read-only': true },
    { driver: 'file', 'node-name': 'uefi-variables-file', filename: uefi.variables },
    { driver: 'raw', 'node-name': 'uefi-variables', file: 'uefi-variables-file' },
  ]
  return nodes.flatMap(node => ['-blockdev', JSON.stringify(node)])
}

export function accelerator({
  acceleration,
  translationCacheMebibytes,
}: Pick<ArgumentOptions, 'acceleration' | 'translationCacheMebibytes'>): string {
  return acceleration === 'kvm' ? 'kvm' : `tcg,thread=multi,tb-size=${translationCacheMebibytes}`
}

/**
 * Once it runs, QEMU may neither start programs nor gain rights. Where it has rights to give up,
 * the calls that do so stay open: "children" would end it at the first of them. What it was started
 * with (no_new_privs) keeps it from gaining any by other programs.
 */
export function sandboxArguments({ runAs }: Pick<ArgumentOptions, 'runAs'>): string[] {
  const elevate = runAs === undefined ? 'deny' : 'allow'
  return [
    ...[
      '-sandbox',
      `on,obsolete=deny,elevateprivileges=${elevate},spawn=deny,resourcecontrol=deny`,
    ],
    ...(runAs === undefined ? [] : ['-runas', `${runAs.uid}:${runAs.gid}`]),
  ]
}

/** cloud-init takes a machine for EC2's when uuid and serial are equal and begin with "ec2". */
export function smbiosArguments({
  id,
  smbiosUuid,
  platform,
}: Pick<MachineSpec, 'id' | 'smbiosUuid' | 'platform'>): string[] {
  if (platform === 'microvm-kernel') return []
  const uuid = qemuValue(smbiosUuid)
  return [
    ...['-smbios', `type=1,manufacturer=Amazon EC2,product=mallee,uuid=${uuid},serial=${uuid}`],
    ...['-smbios', `type=3,manufacturer=Amazon EC2,asset=${qemuValue(id)}`],
  ]
}

function diskArguments(options: ArgumentOptions): string[] {
  return [
    ...bridgeArguments(options.spec),
    ...overlayArguments(options),
    ...volumeArguments(options),
  ]
}

function volumeArguments({ spec, paths, reconnectDelaySeconds }: ArgumentOptions): string[] {
  return (spec.disks ?? []).flatMap(disk => {
    const socketPath = paths.diskServer(disk.slot)
    const client = clientNode(disk, { generation: 'a', socketPath, reconnectDelaySeconds })
    const format = formatNode(disk, diskNames(disk).client('a'))
    return [
      ...['-blockdev', JSON.stringify(client), '-blockdev', JSON.stringify(format)],
      ...['-device', JSON.stringify(diskDevice(disk, spec))],
    ]
  })
}

/**
 * The machine's writes go to a qcow2 file that names no backing file; its base is put under it
 * here, read-only, over the block server's socket, with its format stated and never probed. On an
 * error of either the machine is paused instead of the guest seeing it.
 */
function overlayArguments(options: ArgumentOptions): string[] {
  const { spec, paths, baseFormat, reconnectDelaySeconds } = options
  if (baseFormat === undefined) return []
  const device = virtioDevice('virtio-blk', spec)
  // Without firmware there is nothing that an order of booting could be told to.
  const order = spec.platform === 'microvm-kernel' ? '' : ',bootindex=0'
  const nodes = [
    {
      driver: 'nbd',
      'node-name': 'base-server',
      'read-only': true,
      server: { type: 'unix', path: paths.blockServer },
      'reconnect-delay': reconnectDelaySeconds,
      'open-timeout': 10,
    },
    { driver: baseFormat, 'node-name': 'base', 'read-only': true, file: 'base-server' },
    { driver: 'file', 'node-name': 'overlay-file', filename: paths.disk, discard: 'unmap' },
    {
      driver: 'qcow2',
      'node-name': 'root',
      file: 'overlay-file',
      backing: 'base',
      discard: 'unmap',
    },
  ]
  return [
    ...nodes.flatMap(node => ['-blockdev', JSON.stringify(node)]),
    ...['-device', `${device},drive=root,id=root-disk${order},rerror=stop,werror=stop`],
  ]
}

/** Enough for 1600 × 1200 true colours; the screens that can be asked for stay small with it. */
const videoMebibytes = 8

/** A serial port that is logged and can be viewed, and a screen. See console-log.ts, serial-hub.ts. */
function consoleArguments({ spec, paths }: ArgumentOptions): string[] {
  const { serial, liveConsole, screen } = paths
  const port =
    `socket,id=serial,path=${qemuValue(serial)},server=on,wait=off` +
    `,logfile=${qemuValue(liveConsole)},logappend=on`
  const serialPort = ['-chardev', port, '-serial', 'chardev:serial']
  // The small machine has no bus for a screen.
  if (spec.platform === 'microvm-kernel') return serialPort
  return [
    ...serialPort,
    ...['-device', `VGA,id=screen,vgamem_mb=${videoMebibytes}`],
    // Every viewer shares the screen, also one that asks to have it alone.
    ...['-vnc', `unix:${qemuValue(screen)},share=ignore`],
  ]
}

function networkArguments(spec: MachineSpec): string[] {
  const { network, hostname } = spec
  if (network.kind === 'private') {
    const [nic] = network.interfaces
    return nicArguments(spec, nic, ['user', ...privateNetwork(nic.privateIpAddress, hostname)])
  }
  return network.interfaces.flatMap(nic =>
    // The device is there already, in the namespace that QEMU is started in.
    nicArguments(spec, nic, [
      'tap',
      `ifname=${deviceNameOf(nic.id)}`,
      'script=no',
      'downscript=no',
    ]),
  )
}

export function nicArguments(
  spec: Pick<MachineSpec, 'platform'>,
  { id, macAddress }: MachineInterface,
  backend: readonly string[],
): string[] {
  const netdev = qemuValue(id)
  const device = `${virtioDevice('virtio-net', spec)},netdev=${netdev},mac=${qemuValue(macAddress)}`
  // On a PCI bus it would bring a boot ROM along.
  const rom = spec.platform === 'microvm-kernel' ? '' : ',romfile='
  return [...['-netdev', [...backend, `id=${netdev}`].join(',')], ...['-device', device + rom]]
}

export function privateNetwork(privateIpAddress: string, hostname: string): string[] {
  const { cidr, gateway, nameServer } = guestNetworkOf(privateIpAddress)
  return [
    ...['ipv6=off', `net=${cidr}`, `host=${gateway}`, `dns=${nameServer}`],
    ...[`dhcpstart=${privateIpAddress}`, `hostname=${qemuValue(hostname)}`],
  ]
}
