import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'
import { pino } from 'pino'
import type { MetadataHandler } from '../../lib/compute/hypervisor.ts'
import {
  type LocalNetworkHost,
  openNetworkHost,
} from '../../lib/compute/networks/host/network-host.ts'
import { networkId } from './network-specs.ts'

const run = promisify(execFile)

export interface NetworkRig {
  readonly folder: string
  readonly host: LocalNetworkHost
  /** Closes the host, as a server that ends does, and opens another on the same folder. */
  restart(): Promise<LocalNetworkHost>
  /** The agents' processes. */
  agents(): Promise<number[]>
  /** The output of a command in the network's namespace. */
  inside(...command: string[]): Promise<string>
}

/** A host of networks in a folder of its own, whose metadata says who asked, or what it is given. */
export async function networkRig(
  t: ExecutionContext,
  metadata: MetadataHandler = machineId => (_request, response) => response.end(machineId),
): Promise<NetworkRig> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-net-'))
  await chmod(folder, 0o711)
  const open = () =>
    openNetworkHost({ folder: join(folder, 'net'), metadata, log: pino({ level: 'silent' }) })
  let host = await open()
  t.teardown(async () => {
    await host.retain(new Set())
    await host[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    folder,
    get host() {
      return host
    },
    async restart() {
      await host[Symbol.asyncDispose]()
      host = await open()
      return host
    },
    agents: () => processesNaming(`${folder}/`),
    async inside(...command) {
      const [file = '', ...args] = [...(await host.entryOf(networkId)), ...command]
      const { stdout } = await run(file, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
      return stdout
    },
  }
}

async function processesNaming(text: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(
    ids.map(id => readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '')),
  )
  return ids.filter((_, index) => lines[index]?.includes(text)).map(Number)
}
