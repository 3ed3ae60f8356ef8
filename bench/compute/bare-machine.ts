/**
 * QEMU as a person would start it: the same accelerator, processors and memory, one local raw file,
 * user networking, and a metadata service that says what Mallee's would. It is the yardstick, so
 * nothing that Mallee adds is in it: no overlay, no block server, no control socket, no sandbox.
 */
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { launchInNamespace } from '../../lib/compute/hypervisors/qemu/namespace.ts'
import { searchPath } from '../../lib/compute/hypervisors/qemu/settings.ts'
import { metadataOf } from '../../test/support/qemu-rig.ts'

export interface BareMachine extends AsyncDisposable {
  readonly pid: number
  /** When QEMU was told to start. */
  readonly startedMs: number
  shown(): Promise<string>
}

export interface BareOptions {
  readonly folder: string
  readonly image: string
  readonly userData: string
  readonly accelerator: 'kvm' | 'tcg'
  readonly vcpuCount: number
  readonly memoryMebibytes: number
}

/** The copy of the image and the namespace are there before the clock starts. */
export async function startBareMachine(options: BareOptions): Promise<BareMachine> {
  await using stack = new AsyncDisposableStack()
  await mkdir(options.folder, { recursive: true })
  stack.defer(() => rm(options.folder, { recursive: true, force: true }))
  const [disk, serial] = [join(options.folder, 'disk.raw'), join(options.folder, 'serial')]
  await copyFile(options.image, disk)
  const launched = await launchInNamespace({
    isRoot: process.geteuid?.() === 0,
    timeoutMs: 30_000,
    searchPath,
  })
  stack.defer(() => void launched.child.kill('SIGKILL'))
  const answers = new Map([
    ['/latest/meta-data/instance-id', 'i-00000000000000000'],
    ['/latest/user-data', options.userData],
  ])
  const metadata = createServer(metadataOf(answers))
  launched.listener.on('connection', socket => metadata.emit('connection', socket))
  stack.defer(() => void launched.listener.close())
  const startedMs = performance.now()
  await launched.become({
    file: '/usr/bin/qemu-system-x86_64',
    args: bareArguments(options, disk, serial),
  })
  const resources = stack.move()
  return {
    pid: launched.pid,
    startedMs,
    shown: () => readFile(serial, 'latin1').catch(() => ''),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

function bareArguments(options: BareOptions, disk: string, serial: string): string[] {
  const isKvm = options.accelerator === 'kvm'
  return [
    ...['-display', 'none', '-machine', 'q35', '-cpu', isKvm ? 'host' : 'max'],
    ...['-accel', isKvm ? 'kvm' : 'tcg,thread=multi,tb-size=128'],
    ...['-smp', String(options.vcpuCount), '-m', String(options.memoryMebibytes)],
    ...['-drive', `file=${disk},format=raw,if=virtio`],
    ...['-netdev', 'user,id=network,ipv6=off,net=172.31.0.0/20,dhcpstart=172.31.5.77'],
    ...['-device', 'virtio-net-pci,netdev=network'],
    ...['-device', 'virtio-rng-pci', '-serial', `file:${serial}`],
  ]
}
