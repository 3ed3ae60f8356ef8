import { mkdir, rm } from 'node:fs/promises'
import { HypervisorError, type MachineEvent, type MachineSpec } from '../../hypervisor.ts'
import { qemuArguments } from './argv.ts'
import { type Attachment, attach, openMachineBlockServer, openMachineDisks } from './attachment.ts'
import { prepareBootFiles } from './boot-files.ts'
import { createLiveConsole, fileSizeLimitBytes } from './console-log.ts'
import type { LiveMachine } from './live-machine.ts'
import { launchForMachine } from './machine-namespace.ts'
import type { MachinePaths } from './machine-paths.ts'
import type { WaitingProcess } from './namespace.ts'
import { createOverlay } from './overlay.ts'
import { killProcess, recordProcess } from './process-record.ts'
import { type QemuHost, type QemuOptions, type QemuTiming, searchPath } from './settings.ts'

export interface LaunchOptions {
  readonly spec: MachineSpec
  readonly paths: MachinePaths
  readonly host: QemuHost
  readonly options: QemuOptions
  readonly timing: QemuTiming
  readonly signal: AbortSignal
  onEvent(event: MachineEvent): void
  onGone(machine: LiveMachine): void
}

const translationCacheMebibytes = 128
const mebibyte = 1024 * 1024
/** Of QEMU itself: its devices, buffers of its disks, and translated code. */
const overheadMebibytes = { kvm: 256, tcg: 384 + translationCacheMebibytes } as const

/**
 * Starts a machine step by step and lets its guest run at the end. What fails undoes the steps
 * before it; a disk that was there before stays.
 */
export async function launchMachine(launch: LaunchOptions): Promise<Attachment> {
  let errorText = async () => ''
  try {
    return await launchSteps(launch, launched => {
      errorText = launched.errorText
    })
  } catch (error) {
    if (error instanceof HypervisorError) throw error
    const { id } = launch.spec
    const reason = (await errorText()) || String(error)
    const code = launch.signal.aborted ? 'timeout' : 'start-failed'
    throw new HypervisorError(code, `${id} did not start: ${reason}`, { cause: error })
  }
}

async function launchSteps(
  launch: LaunchOptions,
  onLaunched: (launched: WaitingProcess) => void,
): Promise<Attachment> {
  const { spec, paths, host, options, timing, signal } = launch
  await using stack = new AsyncDisposableStack()
  await mkdir(paths.folder, { recursive: true, mode: 0o700 })
  await mkdir(paths.runtimeFolder, { recursive: true, mode: 0o711 })
  stack.defer(() => rm(paths.runtimeFolder, { recursive: true, force: true }))
  await createLiveConsole(paths)
  const base = await prepareBase(launch, stack)
  const disks = stack.use(await openMachineDisks(spec, paths, { options, host, timing }))
  const bootFiles = await prepareBootFiles({ spec, paths, host, resolver: options.resolver })
  signal.throwIfAborted()

  const { isRoot } = host
  const { networks } = options
  const namespace = { isRoot, timeoutMs: timing.commandMs, searchPath, networks }
  const { launched, listener } = await launchForMachine(spec, paths, namespace)
  onLaunched(launched)
  stack.defer(() => void listener?.close())
  const record = await recordProcess(launched, paths.record)
  stack.defer(async () => void (await killProcess(record, timing.exitMs)))
  if (host.groups) {
    const { vcpuCount, memoryBytes } = spec
    const overheadBytes = overheadMebibytes[host.acceleration] * mebibyte
    await host.groups.enter(spec.id, record.pid, { vcpuCount, memoryBytes, overheadBytes })
  }

  const args = qemuArguments({
    spec,
    paths,
    baseFormat: base?.format,
    acceleration: host.acceleration,
    translationCacheMebibytes,
    reconnectDelaySeconds: timing.reconnectDelaySeconds,
    runAs: host.userOf(spec.id),
    ...bootFiles,
  })
  const limit = [`--fsize=${fileSizeLimitBytes}:${fileSizeLimitBytes}`, '--', host.emulator]
  await launched.become({ file: host.limitTool, args: [...limit, ...args] })

  const attachment = stack.use(
    await attach({
      id: spec.id,
      paths,
      record,
      options,
      timing,
      blockServer: base?.blockServer,
      disks,
      listener,
      signal,
      onEvent: launch.onEvent,
      onGone: launch.onGone,
    }),
  )
  if (spec.diskLimits) await attachment.machine.limitDisks(spec.diskLimits)
  await attachment.machine.resume()
  signal.throwIfAborted()
  stack.move()
  return attachment
}

/** The local overlay and the server of what is below it; none for a machine that boots from a volume. */
async function prepareBase(launch: LaunchOptions, stack: AsyncDisposableStack) {
  const { spec, paths, host, options, timing } = launch
  if (spec.disks?.some(({ slot }) => slot === 0)) return undefined
  const imageTool = { imageTool: host.imageTool, timeoutMs: timing.commandMs }
  const isNew = await createOverlay({ path: paths.disk, sizeBytes: spec.diskBytes, ...imageTool })
  if (isNew) stack.defer(() => rm(paths.folder, { recursive: true, force: true }))
  const blockServer = stack.use(await openMachineBlockServer(spec.id, paths, { options, host }))
  const { format } = await blockServer.device()
  return { blockServer, format }
}
