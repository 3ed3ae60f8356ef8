import type { EphemeralMachinePlan } from '../../ephemeral-machine.ts'
import {
  accelerator,
  nicArguments,
  privateNetwork,
  sandboxArguments,
  smbiosArguments,
} from './argv.ts'
import type { EphemeralPaths, SavedPaths } from './ephemeral-paths.ts'
import { qemuValue } from './qemu-value.ts'

export interface EphemeralArguments {
  readonly plan: Omit<EphemeralMachinePlan, 'openImage' | 'metadata' | 'store'>
  readonly paths: EphemeralPaths
  readonly baseFormat: 'raw' | 'qcow2'
  readonly acceleration: 'kvm' | 'tcg'
  readonly translationCacheMebibytes: number
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined
  readonly kind: EphemeralKind
}

/** `savable` writes memory and disk to the files of `saved`, `restored` begins with them. */
export type EphemeralKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'savable' | 'restored'; readonly saved: SavedPaths }

/** Of the platforms that machines have, the one whose firmware boots any image. */
const platform = 'q35-bios'

/** The arguments of QEMU for one ephemeral machine: pure, so that a test can read them whole. */
export function ephemeralArguments(options: EphemeralArguments): string[] {
  const { plan, paths, kind } = options
  const { identity } = plan
  return [
    ...['-name', `guest=${qemuValue(plan.id)}`],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    // A guest that reboots, as one does whose kernel crashed, ends instead: its work is lost anyway.
    '-no-reboot',
    ...sandboxArguments(options),
    ...memoryArguments(options),
    ...['-cpu', options.acceleration === 'kvm' ? 'host' : 'max', '-accel', accelerator(options)],
    ...['-smp', String(plan.vcpuCount)],
    ...['-uuid', qemuValue(identity.smbiosUuid)],
    ...smbiosArguments({ ...identity, id: identity.machineId, platform }),
    ...diskArguments(options),
    ...nicArguments({ platform }, { ...identity, id: 'network' }, [
      'user',
      ...privateNetwork(identity.privateIpAddress, identity.hostname),
    ]),
    ...['-object', 'rng-random,id=entropy,filename=/dev/urandom'],
    ...['-device', 'virtio-rng-pci,rng=entropy'],
    // New at every start: a kernel that knows it throws its old random state away.
    ...['-device', 'vmgenid,guid=auto'],
    ...serialPort('console', paths.console),
    ...serialPort('control', paths.control),
    ...['-qmp', `unix:${qemuValue(paths.qmp)},server=on,wait=off`],
    ...(kind.kind === 'restored' ? ['-incoming', 'defer'] : []),
  ]
}

/**
 * The memory of a machine that is to be saved is a file, so that saving copies nothing; those that
 * are restored map that file privately: they share what none of them writes, and no byte is read
 * that the guest does not touch.
 */
function memoryArguments({ plan, kind }: EphemeralArguments): string[] {
  const size = `${Math.floor(plan.memoryBytes / 1024)}k`
  if (kind.kind === 'plain') return ['-machine', 'q35', '-m', `size=${size}`]
  const share = kind.kind === 'savable' ? 'on' : 'off'
  const path = qemuValue(kind.saved.memory)
  return [
    ...['-object', `memory-backend-file,id=memory,size=${size},mem-path=${path},share=${share}`],
    ...['-machine', 'q35,memory-backend=memory', '-m', `size=${size}`],
  ]
}

/**
 * As for other machines, the base comes from the block server and is never written. Here an error of
 * the disk is the guest's: nobody waits for a machine that has a deadline.
 */
function diskArguments({ paths, baseFormat, kind }: EphemeralArguments): string[] {
  const base = [
    {
      driver: 'nbd',
      'node-name': 'base-server',
      'read-only': true,
      server: { type: 'unix', path: paths.blockServer },
      'open-timeout': 10,
    },
    { driver: baseFormat, 'node-name': 'base', 'read-only': true, file: 'base-server' },
  ]
  const saved =
    kind.kind === 'restored'
      ? overlayNodes('saved', { filename: kind.saved.disk, backing: 'base', 'read-only': true })
      : []
  const root = overlayNodes('root', {
    filename: kind.kind === 'savable' ? kind.saved.disk : paths.overlay,
    backing: kind.kind === 'restored' ? 'saved' : 'base',
    'read-only': false,
  })
  return [
    ...[...base, ...saved, ...root].flatMap(node => ['-blockdev', JSON.stringify(node)]),
    ...[
      '-device',
      'virtio-blk-pci,drive=root,id=root-disk,bootindex=0,rerror=report,werror=report',
    ],
  ]
}

function overlayNodes(
  name: string,
  node: { readonly filename: string; readonly backing: string; readonly 'read-only': boolean },
): object[] {
  const { filename, backing } = node
  const access = { 'read-only': node['read-only'], discard: 'unmap' }
  return [
    { driver: 'file', 'node-name': `${name}-file`, filename, ...access },
    { driver: 'qcow2', 'node-name': name, file: `${name}-file`, backing, ...access },
  ]
}

function serialPort(id: string, path: string): string[] {
  return [
    ...['-chardev', `socket,id=${id},path=${qemuValue(path)},server=on,wait=off`],
    ...['-serial', `chardev:${id}`],
  ]
}
