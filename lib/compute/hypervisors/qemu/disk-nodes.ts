/**
 * How a volume becomes a disk: a client of its block server, over it a raw format that is stated and
 * never probed, and on that a virtio device. Pure, so that a test can read all of it. On an error the
 * machine is paused instead of the guest seeing it.
 */
import type { DiskSpec, MachineSpec } from '../../hypervisor.ts'

type Properties = Readonly<Record<string, unknown>>

/**
 * A server's client learns the size when it connects, so a volume that has grown gets a new client.
 * There are never more than these two.
 */
export const generations = ['a', 'b'] as const
export type Generation = (typeof generations)[number]

/** Names of nodes and devices, unique in one machine. */
export function diskNames({ volumeId }: DiskSpec) {
  return {
    client: (generation: Generation) => `${volumeId}.${generation}`,
    format: volumeId,
    device: volumeId,
    /** What a disk is made of whose volume was taken away by force. */
    nothing: `${volumeId}.nothing`,
  }
}

export interface ClientOptions {
  readonly generation: Generation
  readonly socketPath: string
  /** How long a guest's request waits for a server that restarts before the machine is paused. */
  readonly reconnectDelaySeconds: number
}

export function clientNode(disk: DiskSpec, options: ClientOptions): Properties {
  return {
    driver: 'nbd',
    'node-name': diskNames(disk).client(options.generation),
    server: { type: 'unix', path: options.socketPath },
    'reconnect-delay': options.reconnectDelaySeconds,
    'open-timeout': 10,
    discard: 'unmap',
  }
}

export function formatNode(disk: DiskSpec, file: string): Properties {
  return {
    driver: 'raw',
    'node-name': diskNames(disk).format,
    file,
    discard: 'unmap',
    'detect-zeroes': 'unmap',
  }
}

export function nothingNode(disk: DiskSpec, sizeBytes: number): Properties {
  return {
    driver: 'null-co',
    'node-name': diskNames(disk).nothing,
    size: sizeBytes,
    'read-zeroes': true,
  }
}

export function diskDevice(
  disk: DiskSpec,
  { platform }: Pick<MachineSpec, 'platform'>,
): Properties {
  const isMicro = platform === 'microvm-kernel'
  const { volumeId, slot } = disk
  return {
    driver: isMicro ? 'virtio-blk-device' : 'virtio-blk-pci',
    id: diskNames(disk).device,
    drive: diskNames(disk).format,
    // 20 characters are all that the device takes; EC2's disks show a volume's id in the same way.
    serial: volumeId.replace('-', ''),
    rerror: 'stop',
    werror: 'stop',
    ...(slot === 0 && !isMicro && { bootindex: 0 }),
    ...(slot > 0 && !isMicro && { bus: bridgeName, addr: slot.toString(16) }),
  }
}

const bridgeName = 'disk-bridge'

/** A bus of empty sockets, so to speak, which a running machine's guest notices when they are filled. */
export function bridgeArguments({ platform }: Pick<MachineSpec, 'platform'>): string[] {
  if (platform === 'microvm-kernel') return []
  // At a place where nothing else is put, so that what is put there finds its own.
  const bridge = { driver: 'pcie-pci-bridge', id: bridgeName, addr: '10.0' }
  return ['-device', JSON.stringify(bridge)]
}
