/** Which network namespace a machine's process lives in, and where its metadata is asked for. */
import { readFile, writeFile } from 'node:fs/promises'
import type { Server } from 'node:net'
import { HypervisorError, type MachineSpec, type NetworkStatistics } from '../../hypervisor.ts'
import type { MachinePaths } from './machine-paths.ts'
import {
  launchInNamespace,
  launchInside,
  listenInNamespaceOf,
  type NamespaceOptions,
  type WaitingProcess,
} from './namespace.ts'

/** Networks that machines of this host share; see networks/host/network-host.ts. */
export interface SharedNetworks {
  /** The command that runs another in the network's namespace, as its first arguments. */
  entryOf(networkId: string): Promise<readonly string[]>
  /** Undefined for a machine that is in none of them. */
  trafficOf(machineId: string): Promise<NetworkStatistics | undefined>
}

export interface PlacedProcess {
  readonly launched: WaitingProcess
  /** Absent where the network answers for all its machines. */
  readonly listener: Server | undefined
}

export async function launchForMachine(
  spec: MachineSpec,
  paths: MachinePaths,
  options: NamespaceOptions & { readonly networks: SharedNetworks | undefined },
): Promise<PlacedProcess> {
  if (spec.network.kind === 'private') {
    const launched = await launchInNamespace(options)
    return { launched, listener: launched.listener }
  }
  const { networkId } = spec.network
  if (options.networks === undefined) {
    throw new HypervisorError('unavailable', `${spec.id}: this host has no network ${networkId}`)
  }
  // A server that finds the machine again must know that there is nothing to listen on.
  await writeFile(paths.sharedNetwork, networkId, { mode: 0o600 })
  const launched = await launchInside(await options.networks.entryOf(networkId), options)
  return { launched, listener: undefined }
}

/** For a machine that runs already: what launchForMachine gave when it was started. */
export async function metadataListenerOf(
  pid: number,
  paths: MachinePaths,
  options: NamespaceOptions,
): Promise<Server | undefined> {
  const networkId = await readFile(paths.sharedNetwork, 'utf8').catch(ignoreMissing)
  return networkId === undefined ? await listenInNamespaceOf(pid, options) : undefined
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
