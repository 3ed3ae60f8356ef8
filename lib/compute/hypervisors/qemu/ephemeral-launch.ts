import { once } from 'node:events'
import { copyFile, constants as fileConstants, mkdir, open, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { openBlockServer } from '../../block-server/block-server.ts'
import type { SavableMachine } from '../../ephemeral-machine.ts'
import { HypervisorError } from '../../hypervisor.ts'
import { ephemeralArguments } from './ephemeral-argv.ts'
import { connectPorts, QemuEphemeralMachine } from './ephemeral-machine.ts'
import type { EphemeralLaunch } from './ephemeral-options.ts'
import type { EphemeralPaths } from './ephemeral-paths.ts'
import { serveMetadata } from './metadata-listener.ts'
import { type LaunchedProcess, launchInNamespace } from './namespace.ts'
import { createOverlay } from './overlay.ts'
import { killProcess, recordProcess } from './process-record.ts'
import { loadDevices } from './saving.ts'
import { searchPath } from './settings.ts'
import { serveStore, storeAddress } from './store-listener.ts'

const translationCacheMebibytes = 64

/** Starts it step by step, up to the point where its guest could run. What fails undoes the rest. */
export async function startEphemeralMachine(launch: EphemeralLaunch): Promise<SavableMachine> {
  let errorText = async () => ''
  try {
    return await launchSteps(launch, launched => {
      errorText = launched.errorText
    })
  } catch (error) {
    const { id } = launch.plan
    const reason = (await errorText()) || String(error)
    const code = launch.signal.aborted ? 'timeout' : 'start-failed'
    throw new HypervisorError(code, `${id} did not start: ${reason}`, { cause: error })
  }
}

async function launchSteps(
  launch: EphemeralLaunch,
  onLaunched: (launched: LaunchedProcess) => void,
): Promise<SavableMachine> {
  const { plan, kind, paths, host, timing, log, signal } = launch
  await using stack = new AsyncDisposableStack()
  await makeFolders(paths, stack)
  await makeOverlay(launch)

  const blockServer = stack.use(
    await openBlockServer({
      path: paths.blockServer,
      openDevice: () => plan.openImage(),
      log,
      owner: host.userOf(plan.id),
    }),
  )
  const { format } = await blockServer.device()
  signal.throwIfAborted()

  const launched = await launchWithDevices(launch)
  onLaunched(launched)
  stack.defer(() => closeListeners(launched))
  const ended = once(launched.child, 'exit')
  const record = await recordProcess(launched, paths.record)
  stack.defer(async () => void (await killProcess(record, timing.exitMs)))
  const args = ephemeralArguments({
    plan,
    paths,
    kind,
    baseFormat: format,
    acceleration: host.acceleration,
    translationCacheMebibytes,
    runAs: host.userOf(plan.id),
  })
  await launched.become({ file: host.emulator, args })

  stack.use(serveMetadata(launched.listener, plan.metadata))
  const [storeListener] = launched.otherListeners
  if (storeListener) stack.use(serveStore(storeListener, connection => plan.store(connection)))
  const ports = await connectPorts({ record, paths, timing, signal })
  stack.defer(() => ports.close())
  if (kind.kind === 'restored') await loadDevices(ports.client, timing.commandMs)
  signal.throwIfAborted()
  const gone = ended.then(() => undefined)
  return new QemuEphemeralMachine({ launch, record, ports, gone, resources: stack.move() })
}

async function makeFolders(paths: EphemeralPaths, stack: AsyncDisposableStack): Promise<void> {
  for (const [folder, mode] of [
    [paths.folder, 0o700],
    [paths.runtimeFolder, 0o711],
  ] as const) {
    await mkdir(folder, { mode })
    stack.defer(() => rm(folder, { recursive: true, force: true }))
  }
}

/** A saved machine's comes with an empty one to copy, which is faster than making one. */
async function makeOverlay({ plan, kind, paths, host, timing }: EphemeralLaunch): Promise<void> {
  const overlay = { sizeBytes: plan.diskBytes, imageTool: host.imageTool }
  const make = (path: string) => createOverlay({ ...overlay, path, timeoutMs: timing.commandMs })
  if (kind.kind === 'plain') {
    await make(paths.overlay)
  } else if (kind.kind === 'restored') {
    await copyFile(kind.saved.emptyOverlay, paths.overlay, fileConstants.COPYFILE_FICLONE)
  } else {
    await make(kind.saved.disk)
    await make(kind.saved.emptyOverlay)
  }
}

async function launchWithDevices({
  kind,
  host,
  timing,
}: EphemeralLaunch): Promise<LaunchedProcess> {
  const namespace = {
    isRoot: host.isRoot,
    timeoutMs: timing.commandMs,
    searchPath,
    otherAddresses: [storeAddress],
  }
  if (kind.kind !== 'restored') return await launchInNamespace(namespace)
  const devices = await open(kind.saved.devices, 'r')
  try {
    return await launchInNamespace({ ...namespace, input: devices.fd })
  } finally {
    await devices.close()
  }
}

function closeListeners({ listener, otherListeners }: LaunchedProcess): void {
  for (const server of [listener, ...otherListeners] satisfies Server[]) server.close()
}
