import { join } from 'node:path'

/**
 * Where a machine keeps its things. What must survive (disk, console) is in the machines folder;
 * what a running process owns (sockets, its record) in the runtime folder, whose path is short
 * because a unix socket's path has at most 107 bytes.
 */
export interface MachinePaths {
  readonly folder: string
  readonly disk: string
  readonly console: string
  readonly uefiVariables: string
  /** See console-log.ts. */
  readonly liveConsole: string
  readonly runtimeFolder: string
  readonly record: string
  /** Holds the id of the network that the machine shares, if it does. */
  readonly sharedNetwork: string
  readonly control: string
  readonly serial: string
  /** Where viewers share the serial port. */
  readonly serialHub: string
  readonly screen: string
  /** Where QEMU writes a picture of the screen. */
  readonly picture: string
  readonly blockServer: string
  /** Of the volume in that slot. */
  diskServer(slot: number): string
  readonly rebootMark: string
  readonly kernel: string
  readonly initrd: string
}

/** `sockaddr_un.sun_path` has 108 bytes, the last of them zero. */
export const socketPathBytesMax = 107

const machineId = /^i-[0-9a-f]{8,17}$/

/** Only such an id may become part of a path. */
export function isMachineId(name: string): boolean {
  return machineId.test(name)
}

export function machinePaths(
  id: string,
  folders: { readonly machines: string; readonly runtime: string },
): MachinePaths {
  if (!isMachineId(id)) throw new RangeError(`not a machine id: ${JSON.stringify(id)}`)
  const folder = join(folders.machines, id)
  const runtimeFolder = join(folders.runtime, id)
  return {
    folder,
    disk: join(folder, 'disk.qcow2'),
    console: join(folder, 'console.log'),
    uefiVariables: join(folder, 'uefi-variables.fd'),
    liveConsole: join(runtimeFolder, 'console.live'),
    runtimeFolder,
    record: join(runtimeFolder, 'process.json'),
    sharedNetwork: join(runtimeFolder, 'network'),
    control: join(runtimeFolder, 'qmp.sock'),
    serial: join(runtimeFolder, 'serial.sock'),
    serialHub: join(runtimeFolder, 'hub.sock'),
    screen: join(runtimeFolder, 'vnc.sock'),
    picture: join(runtimeFolder, 'screen.ppm'),
    blockServer: join(runtimeFolder, 'nbd.sock'),
    diskServer: slot => join(runtimeFolder, `d${slot}.sock`),
    rebootMark: join(runtimeFolder, 'rebooting'),
    kernel: join(runtimeFolder, 'kernel'),
    initrd: join(runtimeFolder, 'initrd'),
  }
}
